//! Which number it is: of which item, variant and view, from which source, of which kind.

use std::fmt;
use std::str::FromStr;

use itemget::{Country, Currency, ItemRef, SkuId};
use serde::{Deserialize, Serialize};

/// What one source says of one item in one view: all of it is read at once, and so it is
/// kept together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct TrailKey {
    /// Which product.
    #[serde(flatten)]
    pub item: ItemRef,
    /// Where it would be sent.
    pub ship_to: Country,
    /// What its prices are in: what was asked for, and what the answer's prices are in.
    pub currency: Currency,
    /// The gateway's name of the API that says it.
    pub source: String,
}

/// One series within a trail.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Series {
    /// Which variant; none is the item as a whole.
    pub sku: Option<SkuId>,
    /// What of it.
    pub kind: Kind,
}

impl Series {
    /// A series of the item as a whole.
    pub fn of_item(kind: Kind) -> Self {
        Self { sku: None, kind }
    }

    /// A series of a variant.
    pub fn of_sku(sku: SkuId, kind: Kind) -> Self {
        Self { sku: Some(sku), kind }
    }
}

/// What a kind's numbers count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Major units of the trail's currency.
    Money,
    /// Pieces, people.
    Count,
    /// Stars of 1 to 5.
    Stars,
    /// Per cent.
    Percent,
    /// 1: it can be bought.
    Flag,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $code:literal, $word:literal, $unit:ident;)*) => {
        /// What of an item or variant is followed.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum Kind { $($(#[$doc])* $kind,)* }

        impl Kind {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$kind),*];

            /// Its number where it is stored; never given to another one.
            pub fn code(self) -> u8 {
                match self { $(Self::$kind => $code),* }
            }

            /// The one with this number.
            pub fn from_code(code: u8) -> Option<Self> {
                match code { $($code => Some(Self::$kind),)* _ => None }
            }

            /// The stable word for it.
            pub fn word(self) -> &'static str {
                match self { $(Self::$kind => $word),* }
            }

            /// What its numbers count.
            pub fn unit(self) -> Unit {
                match self { $(Self::$kind => Unit::$unit),* }
            }
        }
    };
}
kinds! {
    /// Whether it can be bought: 1, or absent and why.
    Availability = 0, "availability", Flag;
    /// What one pays now.
    SalePrice = 1, "sale_price", Money;
    /// Before any discount.
    ListPrice = 2, "list_price", Money;
    /// What one pays for each when buying several.
    BulkPrice = 3, "bulk_price", Money;
    /// What one pays in the platform's app.
    AppPrice = 4, "app_price", Money;
    /// How many there are to buy.
    Stock = 5, "stock", Count;
    /// Sold since it was listed.
    SoldTotal = 6, "sold_total", Count;
    /// Sold in the last 30 days.
    SoldThirtyDays = 7, "sold_thirty_days", Count;
    /// What buyers gave, of 5.
    Stars = 8, "stars", Stars;
    /// Share of positive reviews.
    PositiveRate = 9, "positive_rate", Percent;
    /// How many reviews there are.
    Reviews = 10, "reviews", Count;
    /// The cheapest way to have one piece sent.
    DeliveryFee = 11, "delivery_fee", Money;
    /// The dearest variant's price now, of an item whose variants are not told.
    SalePriceMost = 12, "sale_price_most", Money;
    /// The dearest variant's price before any discount, likewise.
    ListPriceMost = 13, "list_price_most", Money;
    /// The discount as the platform states it.
    StatedDiscount = 14, "stated_discount", Percent;
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A text that should be a kind of series and is not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not something that is followed, such as `sale_price` or `stock`")]
pub struct ParseKindError {
    text: String,
}

impl FromStr for Kind {
    type Err = ParseKindError;
    fn from_str(text: &str) -> Result<Self, ParseKindError> {
        let found = Self::ALL.iter().find(|kind| kind.word() == text);
        found
            .copied()
            .ok_or_else(|| ParseKindError { text: text.chars().take(40).collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_number_and_its_word() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_code(kind.code()), Some(*kind));
            assert_eq!(kind.word().parse(), Ok(*kind));
        }
        assert_eq!(Kind::from_code(200), None);
        assert!("price".parse::<Kind>().is_err());
    }
}
