//! Ids as types: exact whole numbers, read from text once, never through a float.

use std::fmt;
use std::num::NonZeroU64;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::digits;

/// What a US-site id is above the ordinary one: `aliexpress.us` shows the
/// global id + 2^51. Holds for every pair seen in genuine replies
/// (`product_id_converter_result` of `aliexpress.ds.product.get`).
const US_SITE_OFFSET: u64 = 1 << 51;

/// An AliExpress product id, as the site shows it: digits, at most 19 of them.
///
/// ```
/// # use itemget::ItemId;
/// let us: ItemId = "3256807990906987".parse()?;
/// assert_eq!(us.global().to_string(), "1005008177221739");
/// assert_eq!(us.global().us_site().to_string(), "3256807990906987");
/// # Ok::<(), itemget::ParseIdError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId(NonZeroU64);

impl ItemId {
    /// The id as a number.
    pub fn get(self) -> u64 {
        self.0.get()
    }

    /// The id as a number, if it can be one: not zero.
    pub fn from_u64(id: u64) -> Option<Self> {
        NonZeroU64::new(id).map(Self)
    }

    /// Whether this is the form that the US site shows.
    pub fn is_us_site(self) -> bool {
        self.get() > US_SITE_OFFSET
    }

    /// The same product's id on all other sites.
    #[must_use]
    pub fn global(self) -> Self {
        match self.get().checked_sub(US_SITE_OFFSET).and_then(Self::from_u64) {
            Some(global) => global,
            None => self,
        }
    }

    /// The same product's id on the US site.
    #[must_use]
    pub fn us_site(self) -> Self {
        let id = self.global().get().saturating_add(US_SITE_OFFSET);
        Self::from_u64(id).expect("a sum above 2^51 is not zero")
    }
}

/// A SKU's number. Above 2^53 in practice, so that a reader that goes through a
/// float turns it into a neighbour's.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SkuId(NonZeroU64);

impl SkuId {
    /// The id as a number.
    pub fn get(self) -> u64 {
        self.0.get()
    }

    /// The id as a number, if it can be one: not zero.
    pub fn from_u64(id: u64) -> Option<Self> {
        NonZeroU64::new(id).map(Self)
    }
}

/// A text that should be an id and is not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not an id: an id is a whole number of 1 to 19 digits")]
pub struct ParseIdError {
    text: String,
}

fn parse(text: &str) -> Result<NonZeroU64, ParseIdError> {
    let bad = || ParseIdError { text: text.chars().take(40).collect() };
    let number = if text.len() <= 19 { digits::whole(text) } else { None };
    number.and_then(NonZeroU64::new).ok_or_else(bad)
}

macro_rules! id_text {
    ($($id:ident),*) => {$(
        impl FromStr for $id {
            type Err = ParseIdError;
            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                parse(text).map(Self)
            }
        }
        impl fmt::Display for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
        impl fmt::Debug for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($id), "({})"), self.0)
            }
        }
        // As text: JSON numbers above 2^53 do not survive most readers.
        impl Serialize for $id {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $id {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(d)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}
id_text!(ItemId, SkuId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_beyond_2_pow_53_stay_exact() {
        let id: SkuId = "12000044126059467".parse().unwrap();
        assert_eq!(id.get(), 12_000_044_126_059_467);
        assert_eq!(serde_json::to_string(&id).unwrap(), r#""12000044126059467""#);
    }

    #[test]
    fn us_site_ids_and_global_ids_are_one_product() {
        for (us, global) in [
            ("3256807990906987", "1005008177221739"),
            ("2251832705095349", "32891410101"),
            ("2255800006841202", "4000193155954"),
        ] {
            let us: ItemId = us.parse().unwrap();
            assert!(us.is_us_site());
            assert_eq!(us.global().to_string(), global);
            assert_eq!(us.global().us_site(), us);
            assert_eq!(us.global().global(), us.global());
        }
    }

    #[test]
    fn what_is_not_an_id_is_refused() {
        for text in ["", "0", "-1", "1.0", " 1", "１２３", "abc", "99999999999999999999"]
        {
            assert!(text.parse::<ItemId>().is_err(), "{text:?} was taken for an id");
        }
    }
}
