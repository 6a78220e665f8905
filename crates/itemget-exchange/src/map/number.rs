//! Numbers as other trackers write them.

use itemget::Currency;
use itemget_history::{Quantity, minor_digits};
use rust_decimal::Decimal;
use serde::Deserialize;

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NumberForm {
    /// What stands before the decimals.
    pub(super) decimal: char,
    pub(super) scale: Decimals,
}

/// How many digits of a whole number are decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(untagged)]
pub(super) enum Decimals {
    /// So many.
    Digits(u32),
    /// As many as the currency has: cents of euros, and no part of a yen.
    Minor(Minor),
    /// It is written as it is meant.
    #[default]
    #[serde(skip)]
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Minor {
    Minor,
}

impl NumberForm {
    /// The number that a text means; `currency` is that of a price. A text with anything
    /// but digits, a sign and one decimal mark is none: what a mark between thousands would
    /// mean is not guessed. `5000+` is a lower bound.
    pub(super) fn read(self, text: &str, currency: Currency) -> Option<Quantity> {
        let plain = match self.decimal {
            ',' if text.contains('.') => return None,
            ',' => text.replacen(',', ".", 1),
            _ => text.to_owned(),
        };
        let number: Quantity = plain.parse().ok()?;
        let decimals = match self.scale {
            Decimals::None => return Some(number),
            Decimals::Digits(decimals) => decimals,
            Decimals::Minor(Minor::Minor) => minor_digits(currency),
        };
        // What counts in minor units has none of them in parts.
        if number.scale() > 0 {
            return None;
        }
        let scaled =
            Decimal::try_from_i128_with_scale(number.mantissa().into(), decimals);
        let scaled = Quantity::try_from(scaled.ok()?).ok()?;
        Quantity::from_parts(scaled.mantissa(), scaled.scale(), number.bound())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(
        decimal: char,
        scale: Decimals,
        text: &str,
        currency: &str,
    ) -> Option<String> {
        let form = NumberForm { decimal, scale };
        form.read(text, currency.parse().unwrap()).map(|it| it.to_string())
    }

    #[test]
    fn a_number_is_what_it_says_and_nothing_is_guessed() {
        let minor = Decimals::Minor(Minor::Minor);
        for (decimal, scale, text, currency, expected) in [
            ('.', Decimals::None, "8.50", "EUR", Some("8.5")),
            ('.', Decimals::None, "5000+", "EUR", Some("5000+")),
            (',', Decimals::None, "8,50", "EUR", Some("8.5")),
            (',', Decimals::None, "1.008,50", "EUR", None),
            (',', Decimals::None, "1,008,50", "EUR", None),
            ('.', Decimals::None, "1,008.50", "EUR", None),
            ('.', Decimals::None, "$8.50", "USD", None),
            ('.', minor, "1999", "EUR", Some("19.99")),
            ('.', minor, "1999", "JPY", Some("1999")),
            ('.', minor, "19.99", "EUR", None),
            ('.', Decimals::Digits(1), "47", "EUR", Some("4.7")),
        ] {
            let read = read(decimal, scale, text, currency);
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }
}
