//! Exchange rates as a dated overlay: the euro foreign exchange reference rates, looked up
//! by day, and amounts converted with the rate, its day and its source beside them.
//!
//! Nothing that is stored is ever converted. A conversion is for showing, says which day's
//! rate it used, and where there is none it says why and gives no number.

mod convert;
mod csv;
mod overlay;
mod parse;
mod xml;

use std::collections::BTreeMap;

use itemget::Currency;
use jiff::ToSpan as _;
use jiff::civil::Date;
use rust_decimal::Decimal;

pub use convert::{Converted, NotConverted};
pub use overlay::{OverlayPrice, OverlayStep, overlay};
pub use parse::RatesError;

/// How many days a rate may be older than the day it stands for.
///
/// Reference rates are set on working days; the longest holidays without them are four
/// days around Easter and Christmas, and five where they meet a weekend.
pub const WITHIN_DAYS: u16 = 5;

/// Dated rates of one source: for each day, how many units of a currency one euro is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rates {
    source: String,
    days: BTreeMap<Date, BTreeMap<Currency, Decimal>>,
}

/// A rate between two currencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// What one is converted to another by: `units_to` for `units_from`.
    pub units_to: Decimal,
    /// How many of the one are as much as `units_to` of the other.
    pub units_from: Decimal,
    /// The day that it was set for.
    pub date: Date,
}

impl Rates {
    /// No rates yet, of this source.
    pub fn new(source: impl Into<String>) -> Self {
        Self { source: source.into(), days: BTreeMap::new() }
    }

    /// Adds a rate: one euro is `units` of `currency` on `date`. The last one counts. A
    /// rate that is not above zero is none, and is not added.
    #[must_use = "a rate that is not above zero is not added"]
    pub fn insert(&mut self, date: Date, currency: Currency, units: Decimal) -> bool {
        let is_rate = units > Decimal::ZERO;
        if is_rate {
            self.days.entry(date).or_default().insert(currency, units);
        }
        is_rate
    }

    /// Where they are from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The first and the last day that there are rates of.
    pub fn extent(&self) -> Option<(Date, Date)> {
        Some((*self.days.first_key_value()?.0, *self.days.last_key_value()?.0))
    }

    /// On how many days there are rates.
    pub fn len(&self) -> usize {
        self.days.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    /// The days, in their order, each with how many units of a currency one euro is.
    pub fn days(
        &self,
    ) -> impl Iterator<Item = (Date, impl Iterator<Item = (Currency, Decimal)>)> {
        self.days
            .iter()
            .map(|(day, rates)| (*day, rates.iter().map(|(it, units)| (*it, *units))))
    }

    /// Every currency that there is some rate of, beside the euro.
    pub fn currencies(&self) -> Vec<Currency> {
        let mut currencies: Vec<_> =
            self.days.values().flat_map(|day| day.keys().copied()).collect();
        currencies.sort_unstable();
        currencies.dedup();
        currencies
    }

    /// The rate from one currency to another on `day`, or on the last day before it that
    /// has both, of the `within` days before. Rates of two days are never crossed.
    pub fn rate(
        &self,
        from: Currency,
        to: Currency,
        day: Date,
        within: u16,
    ) -> Result<Rate, NotConverted> {
        if from == to {
            let one = Decimal::ONE;
            return Ok(Rate { units_to: one, units_from: one, date: day });
        }
        for currency in [from, to] {
            if !self.knows(currency) {
                return Err(NotConverted::UnknownCurrency { currency });
            }
        }
        let earliest = day.checked_sub(i32::from(within).days()).unwrap_or(Date::MIN);
        let near = self.days.range(earliest..=day).rev();
        let mut found = near.filter_map(|(date, rates)| {
            let units = |currency| match is_euro(currency) {
                true => Some(Decimal::ONE),
                false => rates.get(&currency).copied(),
            };
            let (units_to, units_from) = (units(to)?, units(from)?);
            Some(Rate { units_to, units_from, date: *date })
        });
        found.next().ok_or(NotConverted::NoRate { from, to, day, within })
    }

    fn knows(&self, currency: Currency) -> bool {
        is_euro(currency) || self.days.values().any(|day| day.contains_key(&currency))
    }
}

fn is_euro(currency: Currency) -> bool {
    currency.as_str() == "EUR"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn currency(code: &str) -> Currency {
        code.parse().unwrap()
    }

    fn rates() -> Rates {
        let mut rates = Rates::new("test");
        for (day, code, units) in [
            ("2026-11-20", "USD", "1.25"),
            ("2026-11-20", "CNY", "8"),
            ("2026-11-20", "RUB", "90"),
            ("2026-11-23", "USD", "1.20"),
        ] {
            let units = units.parse().unwrap();
            assert!(rates.insert(day.parse().unwrap(), currency(code), units));
        }
        rates
    }

    fn rate(from: &str, to: &str, day: &str) -> Result<(String, String), NotConverted> {
        let day = day.parse().unwrap();
        let rate = rates().rate(currency(from), currency(to), day, 4)?;
        Ok((format!("{}/{}", rate.units_to, rate.units_from), rate.date.to_string()))
    }

    #[test]
    fn a_day_without_rates_has_those_of_the_last_day_that_had_them() {
        for (from, to, day, expected, date) in [
            ("EUR", "USD", "2026-11-20", "1.25/1", "2026-11-20"),
            ("EUR", "USD", "2026-11-22", "1.25/1", "2026-11-20"),
            ("EUR", "USD", "2026-11-23", "1.20/1", "2026-11-23"),
            ("USD", "EUR", "2026-11-24", "1/1.20", "2026-11-23"),
            // Both of one day, even where one of them has a later one.
            ("USD", "CNY", "2026-11-23", "8/1.25", "2026-11-20"),
            ("GBP", "GBP", "2026-11-23", "1/1", "2026-11-23"),
        ] {
            let expected = (expected.to_owned(), date.to_owned());
            assert_eq!(rate(from, to, day), Ok(expected), "{from} {to} {day}");
        }
    }

    #[test]
    fn what_there_is_no_rate_for_is_said_and_not_guessed() {
        let unknown = NotConverted::UnknownCurrency { currency: currency("GBP") };
        assert_eq!(rate("GBP", "USD", "2026-11-20"), Err(unknown));
        for day in ["2026-11-25", "2026-11-19"] {
            let missing = rate("EUR", "RUB", day);
            assert!(matches!(missing, Err(NotConverted::NoRate { .. })), "{day}");
        }
        let zero = Decimal::ZERO;
        assert!(!rates().insert("2026-11-20".parse().unwrap(), currency("USD"), zero));
    }
}
