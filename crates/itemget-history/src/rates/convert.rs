//! One amount converted, with the rate beside it; or why it is not.

use itemget::{Currency, Money};
use jiff::civil::Date;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use super::Rates;
use crate::figure::minor_digits;

/// An amount in another currency, for showing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Converted {
    /// The amount, rounded to the decimals that its currency has.
    pub value: Money,
    /// What it was before.
    pub original: Money,
    /// How many units of the new currency one of the old one is, rounded to ten decimals;
    /// the amount was not computed from this but from the two rates to the euro.
    pub rate: Decimal,
    /// The day whose rate it is, which may be up to some days before the day asked for.
    pub rate_date: Date,
    /// Where the rate is from.
    pub source: String,
}

/// Why an amount was not converted.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error,
)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum NotConverted {
    /// There is no rate of that currency on any day.
    #[error("the rates know no `{currency}`")]
    UnknownCurrency {
        /// Which.
        currency: Currency,
    },
    /// There is none near that day.
    #[error(
        "there is no rate from {from} to {to} on {day} or in the {within} days before"
    )]
    NoRate {
        /// From which currency.
        from: Currency,
        /// To which.
        to: Currency,
        /// On which day.
        day: Date,
        /// How many days before would do.
        within: u16,
    },
    /// The amount has more digits than can be computed with.
    #[error("the amount is too large to be converted")]
    TooLarge,
}

/// Rates are shown to so many decimals.
const RATE_DECIMALS: u32 = 10;

impl Rates {
    /// An amount in the currency `to`, by the rate of `day` or of the last day before it,
    /// of the `within` days before, that has one.
    ///
    /// It is multiplied by one rate to the euro and divided by the other, and rounded once,
    /// half away from zero, to the decimals of the new currency.
    pub fn convert(
        &self,
        money: Money,
        to: Currency,
        day: Date,
        within: u16,
    ) -> Result<Converted, NotConverted> {
        let rate = self.rate(money.currency, to, day, within)?;
        let digits = minor_digits(to);
        let amount = match money.currency == to {
            true => money.amount,
            false => money
                .amount
                .checked_mul(rate.units_to)
                .and_then(|it| it.checked_div(rate.units_from))
                .map(|it| rounded(it, digits))
                .ok_or(NotConverted::TooLarge)?,
        };
        let shown = rate.units_to.checked_div(rate.units_from);
        let shown = shown.ok_or(NotConverted::TooLarge)?;
        Ok(Converted {
            value: Money::new(amount, to),
            original: money,
            rate: rounded(shown, RATE_DECIMALS).normalize(),
            rate_date: rate.date,
            source: self.source().to_owned(),
        })
    }
}

/// Rounds half away from zero, to just so many decimals.
fn rounded(number: Decimal, digits: u32) -> Decimal {
    let rounding = RoundingStrategy::MidpointAwayFromZero;
    let mut number = number.round_dp_with_strategy(digits, rounding);
    if number.scale() < digits && digits < RATE_DECIMALS {
        number.rescale(digits);
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str) -> Money {
        let (amount, currency) = text.split_once(' ').unwrap();
        Money::new(amount.parse().unwrap(), currency.parse().unwrap())
    }

    fn rates() -> Rates {
        let mut rates = Rates::new("reference rates");
        let day = "2026-11-20".parse().unwrap();
        for (code, units) in [("USD", "1.25"), ("CNY", "8.1"), ("JPY", "180.55")] {
            assert!(rates.insert(day, code.parse().unwrap(), units.parse().unwrap()));
        }
        rates
    }

    fn converted(amount: &str, to: &str) -> Result<Converted, NotConverted> {
        let day = "2026-11-22".parse().unwrap();
        rates().convert(money(amount), to.parse().unwrap(), day, 5)
    }

    #[test]
    fn an_amount_is_rounded_once_to_the_decimals_of_its_currency() {
        for (from, to, expected, rate) in [
            ("8 EUR", "USD", "10.00 USD", "1.25"),
            ("10 USD", "EUR", "8.00 EUR", "0.8"),
            ("1 EUR", "JPY", "181 JPY", "180.55"),
            // 100 / 8.1 x 1.25: the shown rate is rounded, the amount is not made of it.
            ("100 CNY", "USD", "15.43 USD", "0.1543209877"),
            // Half a cent goes up, and down below zero.
            ("0.1 USD", "EUR", "0.08 EUR", "0.8"),
            ("0.01 EUR", "USD", "0.01 USD", "1.25"),
            ("0.02 EUR", "USD", "0.03 USD", "1.25"),
            ("-0.02 EUR", "USD", "-0.03 USD", "1.25"),
            // In its own currency it stays as it is.
            ("8.125 EUR", "EUR", "8.125 EUR", "1"),
        ] {
            let converted = converted(from, to).unwrap();
            assert_eq!(converted.value.to_string(), expected, "{from}");
            assert_eq!(converted.rate.to_string(), rate, "{from}");
            assert_eq!(converted.original, money(from));
        }
    }

    #[test]
    fn a_conversion_tells_its_day_and_its_source() {
        let text = serde_json::to_string(&converted("8 EUR", "USD").unwrap()).unwrap();
        assert_eq!(
            text,
            r#"{"value":{"amount":"10.00","currency":"USD"},"original":{"amount":"8","currency":"EUR"},"rate":"1.25","rate_date":"2026-11-20","source":"reference rates"}"#
        );
    }

    #[test]
    fn an_amount_that_cannot_be_computed_with_is_not_converted() {
        let huge = "79228162514264337593543950335 EUR";
        assert_eq!(converted(huge, "JPY"), Err(NotConverted::TooLarge));
        let unknown = converted("8 EUR", "GBP").unwrap_err();
        assert_eq!(unknown.to_string(), "the rates know no `GBP`");
    }
}
