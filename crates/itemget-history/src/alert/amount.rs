//! How much: levels that are reached, and amounts by which something moves.

use std::fmt;

use itemget::{Currency, Money};
use rust_decimal::Decimal;

use crate::series::{Kind, Unit};

/// A height that a number can be below or above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// `20 EUR`: of series in this currency only.
    Money(Money),
    /// `5`: pieces, people, stars.
    Number(Decimal),
    /// `90%`: of series that are percentages themselves.
    Percent(Decimal),
}

/// How far a number moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// `10%` of what it was.
    Share(Decimal),
    /// `2 EUR`: of series in this currency only.
    Money(Money),
    /// `5`: pieces, people, stars.
    Number(Decimal),
    /// `3 points`: per cent of series that are percentages themselves.
    Points(Decimal),
}

impl Level {
    /// The bare number.
    pub fn number(self) -> Decimal {
        match self {
            Self::Money(money) => money.amount,
            Self::Number(number) | Self::Percent(number) => number,
        }
    }

    /// The currency it is in, if it is in one.
    pub fn currency(self) -> Option<Currency> {
        match self {
            Self::Money(money) => Some(money.currency),
            Self::Number(_) | Self::Percent(_) => None,
        }
    }

    /// Whether it can be a height of this kind's numbers.
    pub(super) fn suits(self, kind: Kind) -> bool {
        match self {
            Self::Money(_) => kind.unit() == Unit::Money,
            Self::Number(_) => matches!(kind.unit(), Unit::Count | Unit::Stars),
            Self::Percent(_) => kind.unit() == Unit::Percent,
        }
    }
}

impl Amount {
    /// How much it is of `from`, in the number's own unit.
    pub(super) fn of(self, from: Decimal) -> Decimal {
        match self {
            Self::Share(percent) => from * percent / Decimal::ONE_HUNDRED,
            Self::Money(money) => money.amount,
            Self::Number(number) | Self::Points(number) => number,
        }
    }

    /// The currency it is in, if it is in one.
    pub fn currency(self) -> Option<Currency> {
        match self {
            Self::Money(money) => Some(money.currency),
            Self::Share(_) | Self::Number(_) | Self::Points(_) => None,
        }
    }

    /// Whether this kind's numbers can move by it.
    pub(super) fn suits(self, kind: Kind) -> bool {
        match self {
            Self::Share(_) => kind.unit() != Unit::Flag,
            Self::Money(_) => kind.unit() == Unit::Money,
            Self::Number(_) => matches!(kind.unit(), Unit::Count | Unit::Stars),
            Self::Points(_) => kind.unit() == Unit::Percent,
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Money(money) => money.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Percent(number) => write!(f, "{number}%"),
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Share(percent) => write!(f, "{percent}%"),
            Self::Money(money) => money.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Points(number) => write!(f, "{number} points"),
        }
    }
}
