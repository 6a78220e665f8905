//! [`Group`]: the six groups of an item's fields, as something that can be asked for.

use std::fmt;
use std::str::FromStr;

/// A group of an [`Item`](super::Item)'s fields: the unit in which sources answer, and in
/// which answers grow old.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Title, pictures, category, shop.
    Basics,
    /// Prices of the whole item.
    Price,
    /// How much there is to buy.
    Stock,
    /// Sales, ratings, commission.
    Trade,
    /// The SKUs, each with price and stock.
    Variants,
    /// Where it is sent from, how, how fast, for how much.
    Logistics,
}

/// A text that should name a group and does not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is not a group: `basics`, `price`, `stock`, `trade`, `variants`, `logistics`"
)]
pub struct ParseGroupError {
    text: String,
}

impl Group {
    /// All groups, in the order in which an item shows them.
    pub const ALL: [Self; 6] = [
        Self::Basics,
        Self::Price,
        Self::Stock,
        Self::Trade,
        Self::Variants,
        Self::Logistics,
    ];

    /// The stable word for it: `basics`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Basics => "basics",
            Self::Price => "price",
            Self::Stock => "stock",
            Self::Trade => "trade",
            Self::Variants => "variants",
            Self::Logistics => "logistics",
        }
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Group {
    type Err = ParseGroupError;
    fn from_str(text: &str) -> Result<Self, ParseGroupError> {
        let found = Self::ALL.into_iter().find(|group| group.code() == text);
        found.ok_or_else(|| ParseGroupError { text: text.chars().take(40).collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_group_is_read_back_from_its_word() {
        for group in Group::ALL {
            assert_eq!(group.to_string().parse(), Ok(group));
        }
        let error = "prices".parse::<Group>().unwrap_err().to_string();
        assert!(error.starts_with("`prices` is not a group"), "{error}");
    }
}
