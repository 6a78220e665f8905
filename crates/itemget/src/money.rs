//! Money: a decimal amount that never leaves its currency, and ranges of it.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::locale::Currency;

/// An amount in major units (`8.01` euro, not cents), with its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Money {
    /// Major units, exactly as many decimals as were given.
    pub amount: Decimal,
    /// What it is an amount of.
    pub currency: Currency,
}

impl Money {
    /// An amount of `currency`, in major units.
    pub fn new(amount: Decimal, currency: Currency) -> Self {
        Self { amount, currency }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency)
    }
}

/// The least and the most of several prices in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct PriceRange {
    /// The cheapest.
    pub min: Money,
    /// The dearest; equal to `min` when there is one price.
    pub max: Money,
}

impl PriceRange {
    /// The range that holds just `price`.
    pub fn one(price: Money) -> Self {
        Self { min: price, max: price }
    }

    /// The range over `prices`; none when there are none, or when they are not all in
    /// one currency: a least price across currencies would be a wrong number.
    pub fn over(prices: impl IntoIterator<Item = Money>) -> Option<Self> {
        Self::over_all(prices.into_iter().map(Some))
    }

    /// The same, and none where one of the prices is not known: it may be the least.
    pub(crate) fn over_all<M: Borrow<Money> + Copy>(
        prices: impl IntoIterator<Item = Option<M>>,
    ) -> Option<Self> {
        let mut prices = prices.into_iter();
        let first = prices.next()??;
        let (mut min, mut max) = (first, first);
        for price in prices {
            let price = price?;
            let Money { amount, currency } = price.borrow();
            if *currency != first.borrow().currency {
                return None;
            }
            if is_less(amount, &min.borrow().amount) {
                min = price;
            } else if is_less(&max.borrow().amount, amount) {
                max = price;
            }
        }
        Some(Self { min: *min.borrow(), max: *max.borrow() })
    }
}

/// Whether an amount is less than another. The prices of an item have the same number of
/// decimals, as a rule, and then it is a tenth of the work to find out.
fn is_less(one: &Decimal, other: &Decimal) -> bool {
    match one.scale() == other.scale() {
        true => one.mantissa() < other.mantissa(),
        false => one < other,
    }
}

impl fmt::Display for PriceRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.min.amount == self.max.amount {
            return self.min.fmt(f);
        }
        write!(f, "{}–{} {}", self.min.amount, self.max.amount, self.min.currency)
    }
}

/// A share in percent: `50` is one half.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Percent(pub Decimal);

/// A text that should be a percentage and is not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a percentage such as `92.1%`")]
pub struct ParsePercentError {
    text: String,
}

impl FromStr for Percent {
    type Err = ParsePercentError;

    /// Reads `"92.1%"` and `"89.2"` alike: the platform writes both.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = text.trim().trim_end_matches('%').trim_end();
        match Decimal::from_str_exact(number) {
            Ok(value) => Ok(Self(value)),
            Err(_) => Err(ParsePercentError { text: text.chars().take(40).collect() }),
        }
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", self.0.normalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str, currency: &str) -> Money {
        Money::new(text.parse().unwrap(), currency.parse().unwrap())
    }

    #[test]
    fn a_range_never_mixes_currencies() {
        let prices = [money("8.01", "EUR"), money("7.50", "EUR"), money("22.23", "EUR")];
        let range = PriceRange::over(prices).unwrap();
        assert_eq!(range.to_string(), "7.50–22.23 EUR");
        assert_eq!(PriceRange::over([money("8.01", "EUR"), money("1", "CNY")]), None);
        assert_eq!(PriceRange::over([]), None);
    }

    #[test]
    fn percentages_come_with_and_without_their_sign() {
        for (text, shown) in [("92.1%", "92.1%"), ("89.2", "89.2%"), ("50 %", "50%")] {
            assert_eq!(text.parse::<Percent>().unwrap().to_string(), shown);
        }
        assert!("about half".parse::<Percent>().is_err());
    }
}
