//! Counts that remember whether they are exact: "5000+" is a lower bound, not 5000.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::digits;

/// A number of things: sold, reviewed, in stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Count {
    /// The number itself, or the least it can be.
    pub value: u64,
    /// Whether the platform said just this much, or "this or more".
    pub bound: Bound,
}

/// How exact a count is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// Just this many.
    Exact,
    /// This many or more.
    AtLeast,
}

impl Count {
    /// Just `value`.
    pub fn exact(value: u64) -> Self {
        Self { value, bound: Bound::Exact }
    }

    /// `value` or more.
    pub fn at_least(value: u64) -> Self {
        Self { value, bound: Bound::AtLeast }
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.bound {
            Bound::Exact => write!(f, "{}", self.value),
            Bound::AtLeast => write!(f, "{}+", self.value),
        }
    }
}

/// A text that should be a count and is not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a count such as `292`, `5000+` or `5,000+`")]
pub struct ParseCountError {
    text: String,
}

impl FromStr for Count {
    type Err = ParseCountError;

    /// Reads the platform's ways of writing a count: `292`, `5000+`
    /// (`sales_count`), `5,000+` (`orders`).
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bad = || ParseCountError { text: text.chars().take(40).collect() };
        let trimmed = text.trim();
        let (number, bound) = match trimmed.strip_suffix('+') {
            Some(number) => (number.trim_end(), Bound::AtLeast),
            None => (trimmed, Bound::Exact),
        };
        let value = thousands(number).ok_or_else(bad)?;
        Ok(Self { value, bound })
    }
}

/// Reads digits, with commas only where thousands have them: `1,5` is no count, and
/// taking it for fifteen would be a wrong number.
fn thousands(number: &str) -> Option<u64> {
    if let Some(plain) = digits::whole(number) {
        return Some(plain);
    }
    let mut groups = number.split(',');
    let first = groups.next()?;
    let all_digits = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    if first.is_empty() || !all_digits(first) {
        return None;
    }
    let mut digits = first.to_owned();
    for group in groups {
        if first.len() > 3 || group.len() != 3 || !all_digits(group) {
            return None;
        }
        digits.push_str(group);
    }
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plus_makes_a_lower_bound() {
        for (text, expected) in [
            ("292", Count::exact(292)),
            ("0", Count::exact(0)),
            ("5000+", Count::at_least(5000)),
            ("5,000+", Count::at_least(5000)),
            ("1,234,567", Count::exact(1_234_567)),
        ] {
            assert_eq!(text.parse(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_count_is_not_guessed_at() {
        for text in
            ["", "+", "1,5", "1234,567", "-3", "4.6", "many", "99999999999999999999"]
        {
            assert!(text.parse::<Count>().is_err(), "{text:?} was taken for a count");
        }
    }
}
