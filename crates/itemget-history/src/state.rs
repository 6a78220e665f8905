//! What a reading says of one series: a value, a known absence, or nothing.

use std::fmt;
use std::str::FromStr;

use itemget::{Bound, Count, Money, Percent};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What is known of a series at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// It had this value.
    Value(Quantity),
    /// It is known that there was none.
    Absent(Absence),
    /// Nothing is known: nobody looked, or what was seen could not be read.
    NotObserved(Gap),
}

impl State {
    /// The value, where there is one.
    pub fn value(self) -> Option<Quantity> {
        match self {
            Self::Value(quantity) => Some(quantity),
            Self::Absent(_) | Self::NotObserved(_) => None,
        }
    }

    /// Whether anything is known: a value, or that there is none.
    pub fn is_observed(self) -> bool {
        !matches!(self, Self::NotObserved(_))
    }
}

/// Why there is known to be no value.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Absence {
    /// None are left to buy.
    SoldOut,
    /// The item is listed and taken off sale.
    OffSale,
    /// The platform knows no such item.
    NotFound,
    /// The item is not sold to that country.
    NotSoldToCountry,
    /// The item is not in the affiliate programme, which is all that this source knows.
    NotInProgramme,
    /// The item is there and this variant is not among its variants.
    NotListed,
    /// Nobody sends it there.
    NotDelivered,
}

/// Why nothing is known.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Gap {
    /// Nobody looked for longer than the reading before can be believed.
    Unwatched,
    /// The call failed.
    Failed,
    /// The platform or our own limits refused for the number of calls.
    Throttled,
    /// Key, token or permission were refused.
    Unauthorised,
    /// There was an answer, and it could not be read.
    Unreadable,
    /// The answer did not speak of it.
    NotTold,
    /// A reading came late and disagreed with what was kept: until the next one that is
    /// known by its time, nothing is.
    Contested,
}

/// A number as it was read: `mantissa` / 10^`scale`, exact or a lower bound.
///
/// Equal numbers are equal, however many zeros they were written with: the scale is
/// always the least that holds the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Quantity {
    mantissa: i64,
    scale: u8,
    bound: Bound,
}

/// A number that no series can hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` has more digits than a history can hold")]
pub struct QuantityError(Decimal);

impl Quantity {
    /// The most decimals a quantity can have.
    pub const MAX_SCALE: u8 = 18;

    /// `mantissa` / 10^`scale`; none where the scale is over [`Quantity::MAX_SCALE`].
    pub fn from_parts(mantissa: i64, scale: u8, bound: Bound) -> Option<Self> {
        if scale > Self::MAX_SCALE {
            return None;
        }
        let (mut mantissa, mut scale) = (mantissa, scale);
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        Some(Self { mantissa, scale, bound })
    }

    /// A whole number.
    pub const fn whole(value: i64) -> Self {
        Self { mantissa: value, scale: 0, bound: Bound::Exact }
    }

    /// The number times 10^`scale()`.
    pub fn mantissa(self) -> i64 {
        self.mantissa
    }

    /// How many decimals the number has.
    pub fn scale(self) -> u8 {
        self.scale
    }

    /// Whether it is just this much, or this or more.
    pub fn bound(self) -> Bound {
        self.bound
    }

    /// The number times 10^`scale`, where it fits.
    pub fn at_scale(self, scale: u8) -> Option<i64> {
        let more = u32::from(scale.checked_sub(self.scale)?);
        self.mantissa.checked_mul(10_i64.checked_pow(more)?)
    }

    /// The number without its decimals: 8 of 8.9, and -8 of -8.9.
    pub(crate) fn truncated(self) -> i64 {
        // No scale is over 18, and 10^18 fits.
        self.mantissa / 10_i64.pow(u32::from(self.scale))
    }

    /// Which number is greater, whatever their bounds.
    pub(crate) fn cmp_number(self, other: Self) -> std::cmp::Ordering {
        let most = self.scale.max(other.scale);
        // 64 bits and 18 decimals more are less than 128 bits.
        let scaled =
            |it: Self| i128::from(it.mantissa) * 10_i128.pow(u32::from(most - it.scale));
        match self.scale == other.scale {
            true => self.mantissa.cmp(&other.mantissa),
            false => scaled(self).cmp(&scaled(other)),
        }
    }

    /// The number itself.
    pub fn decimal(self) -> Decimal {
        Decimal::new(self.mantissa, u32::from(self.scale))
    }
}

impl PartialOrd for Quantity {
    /// By the number; bounds are not looked at, except that equal numbers of different
    /// bounds have no order.
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        let order = self.cmp_number(*other);
        (order.is_ne() || self.bound == other.bound).then_some(order)
    }
}

impl TryFrom<Decimal> for Quantity {
    type Error = QuantityError;
    fn try_from(number: Decimal) -> Result<Self, QuantityError> {
        let least = number.normalize();
        let mantissa = i64::try_from(least.mantissa()).ok();
        let scale = u8::try_from(least.scale()).ok();
        let parts = mantissa.zip(scale);
        parts
            .and_then(|(mantissa, scale)| Self::from_parts(mantissa, scale, Bound::Exact))
            .ok_or(QuantityError(number))
    }
}

impl TryFrom<Money> for Quantity {
    type Error = QuantityError;
    fn try_from(money: Money) -> Result<Self, QuantityError> {
        money.amount.try_into()
    }
}

impl TryFrom<Percent> for Quantity {
    type Error = QuantityError;
    fn try_from(percent: Percent) -> Result<Self, QuantityError> {
        percent.0.try_into()
    }
}

impl TryFrom<Count> for Quantity {
    type Error = QuantityError;
    fn try_from(count: Count) -> Result<Self, QuantityError> {
        match i64::try_from(count.value) {
            Ok(mantissa) => Ok(Self { mantissa, scale: 0, bound: count.bound }),
            Err(_) => Err(QuantityError(count.value.into())),
        }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plus = match self.bound {
            Bound::Exact => "",
            Bound::AtLeast => "+",
        };
        write!(f, "{}{plus}", self.decimal())
    }
}

impl FromStr for Quantity {
    type Err = ParseQuantityError;

    /// Reads what `Display` writes: `8.5`, `5000+`.
    fn from_str(text: &str) -> Result<Self, ParseQuantityError> {
        let (number, bound) = match text.strip_suffix('+') {
            Some(number) => (number, Bound::AtLeast),
            None => (text, Bound::Exact),
        };
        let number = Decimal::from_str_exact(number).ok();
        let quantity = number.and_then(|number| Self::try_from(number).ok());
        match quantity {
            Some(quantity) => Ok(Self { bound, ..quantity }),
            None => Err(ParseQuantityError { text: text.chars().take(40).collect() }),
        }
    }
}

/// A text that should be a number of a series and is not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a number such as `8.5` or `5000+`")]
pub struct ParseQuantityError {
    text: String,
}

impl Serialize for Quantity {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: serde::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

macro_rules! words {
    ($type:ident { $($variant:ident => $code:literal, $word:literal;)* }) => {
        impl $type {
            /// All of them, in the order of their numbers.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Its number where it is stored; never given to another one.
            pub fn code(self) -> u8 {
                match self { $(Self::$variant => $code),* }
            }

            /// The one with this number.
            pub fn from_code(code: u8) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)* _ => None }
            }

            /// The stable word for it.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word())
            }
        }
    };
}
words!(Absence {
    SoldOut => 0, "sold_out";
    OffSale => 1, "off_sale";
    NotFound => 2, "not_found";
    NotSoldToCountry => 3, "not_sold_to_country";
    NotInProgramme => 4, "not_in_programme";
    NotListed => 5, "not_listed";
    NotDelivered => 6, "not_delivered";
});
words!(Gap {
    Unwatched => 0, "unwatched";
    Failed => 1, "failed";
    Throttled => 2, "throttled";
    Unauthorised => 3, "unauthorised";
    Unreadable => 4, "unreadable";
    NotTold => 5, "not_told";
    Contested => 6, "contested";
});

#[cfg(test)]
mod tests {
    use super::*;

    fn quantity(text: &str) -> Quantity {
        text.parse::<Decimal>().unwrap().try_into().unwrap()
    }

    #[test]
    fn equal_numbers_are_equal_however_they_were_written() {
        assert_eq!(quantity("8.50"), quantity("8.5"));
        assert_eq!(quantity("800"), quantity("800.000"));
        assert_eq!(quantity("0.00"), Quantity::whole(0));
        assert_eq!(quantity("8.5").to_string(), "8.5");
        assert_eq!(quantity("8.05").at_scale(2), Some(805));
        assert_eq!(quantity("8.05").at_scale(1), None);
    }

    #[test]
    fn a_lower_bound_is_not_the_number() {
        let least = Quantity::try_from(Count::at_least(5000)).unwrap();
        let exact = Quantity::try_from(Count::exact(5000)).unwrap();
        assert_ne!(least, exact);
        assert_eq!(least.partial_cmp(&exact), None);
        assert!(least < Quantity::whole(5001));
        assert_eq!(least.to_string(), "5000+");
    }

    #[test]
    fn a_number_is_read_back_as_it_is_written() {
        for text in ["8.5", "5000+", "0", "-3", "0.000001"] {
            assert_eq!(text.parse::<Quantity>().unwrap().to_string(), text);
        }
        for text in ["", "+", "1,5", "many", "1e3", "99999999999999999999"] {
            assert!(text.parse::<Quantity>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_number_that_does_not_fit_is_an_error_and_not_another_number() {
        let long: Decimal = "79228162514264337593543950335".parse().unwrap();
        assert!(Quantity::try_from(long).is_err());
        assert!(Quantity::try_from(Count::exact(u64::MAX)).is_err());
        assert!(Quantity::from_parts(1, 19, Bound::Exact).is_none());
    }

    #[test]
    fn every_word_has_its_number() {
        for absence in Absence::ALL {
            assert_eq!(Absence::from_code(absence.code()), Some(*absence));
        }
        for gap in Gap::ALL {
            assert_eq!(Gap::from_code(gap.code()), Some(*gap));
        }
    }
}
