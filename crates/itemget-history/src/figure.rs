//! A number to be shown or exported: with its currency, and whether it is a lower bound.

use std::fmt;

use itemget::{Bound, Currency, Percent};
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use crate::series::{Kind, Unit};
use crate::state::{Absence, Gap, Quantity, State};

/// A number of a series, ready to be shown: `{"amount":"8.50","currency":"EUR"}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Figure {
    /// In major units where it is money; with at least the decimals that its currency has.
    pub amount: Decimal,
    /// What it is an amount of; none where it is not money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// Whether it is just this much, or this or more; not written where it is just this.
    #[serde(default = "exact", skip_serializing_if = "is_exact")]
    pub bound: Bound,
}

fn exact() -> Bound {
    Bound::Exact
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_exact(bound: &Bound) -> bool {
    *bound == Bound::Exact
}

impl Figure {
    /// A number of money, or of something else where there is no currency.
    pub fn new(amount: Decimal, currency: Option<Currency>, bound: Bound) -> Self {
        let mut amount = amount.normalize();
        let decimals = currency.map_or(0, minor_digits);
        if amount.scale() < decimals {
            amount.rescale(decimals);
        }
        Self { amount, currency, bound }
    }

    /// A quantity of a series of this kind, in a trail of this currency.
    pub fn of(quantity: Quantity, kind: Kind, currency: Currency) -> Self {
        Self::new(quantity.decimal(), currency_of(kind, currency), quantity.bound())
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plus = if self.bound == Bound::AtLeast { "+" } else { "" };
        match self.currency {
            Some(currency) => write!(f, "{}{plus} {currency}", self.amount),
            None => write!(f, "{}{plus}", self.amount),
        }
    }
}

/// A state, ready to be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Told {
    /// It has this value.
    Value(Figure),
    /// It is known that there is none.
    Absent {
        /// Why.
        why: Absence,
    },
    /// Nothing is known.
    NotObserved {
        /// Why.
        why: Gap,
    },
}

impl Told {
    /// A state of a series of this kind, in a trail of this currency.
    pub fn of(state: State, kind: Kind, currency: Currency) -> Self {
        match state {
            State::Value(quantity) => Self::Value(Figure::of(quantity, kind, currency)),
            State::Absent(why) => Self::Absent { why },
            State::NotObserved(why) => Self::NotObserved { why },
        }
    }
}

/// The currency of a kind's numbers: the trail's where they are money.
pub fn currency_of(kind: Kind, currency: Currency) -> Option<Currency> {
    (kind.unit() == Unit::Money).then_some(currency)
}

/// How many decimals a currency's amounts are written with (ISO 4217).
pub fn minor_digits(currency: Currency) -> u32 {
    match currency.as_str() {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF"
        | "UGX" | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

/// How much of `whole` is `part`, to a hundredth of a percent and never more than it is:
/// what was seen for all but a second is not 100 %. None where the whole is nothing.
pub(crate) fn share(part: u64, whole: u64) -> Option<Percent> {
    let ten_thousandths = u128::from(part) * 10_000 / u128::from(whole).max(1);
    let ten_thousandths = i64::try_from(ten_thousandths).ok()?;
    (whole > 0).then(|| Percent(Decimal::new(ten_thousandths, 2).normalize()))
}

/// How far `to` is below `from`, in percent of `from`, rounded to a hundredth; negative
/// where it is above. None where `from` is not above zero.
pub(crate) fn percent_below(from: Decimal, to: Decimal) -> Option<Percent> {
    if from <= Decimal::ZERO {
        return None;
    }
    let below = from.checked_sub(to)?.checked_mul(Decimal::ONE_HUNDRED)?;
    let percent = below.checked_div(from)?;
    let rounding = RoundingStrategy::MidpointAwayFromZero;
    Some(Percent(percent.round_dp_with_strategy(2, rounding).normalize()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(text: &str, currency: &str) -> Figure {
        Figure::new(text.parse().unwrap(), currency.parse().ok(), Bound::Exact)
    }

    #[test]
    fn money_has_its_currencys_decimals_and_no_fewer_than_it_needs() {
        for (text, currency, shown) in [
            ("8.5", "EUR", "8.50 EUR"),
            ("8", "EUR", "8.00 EUR"),
            ("8.125", "EUR", "8.125 EUR"),
            ("1200", "JPY", "1200 JPY"),
            ("1.2", "KWD", "1.200 KWD"),
            ("4.70", "", "4.7"),
        ] {
            assert_eq!(figure(text, currency).to_string(), shown);
        }
    }

    #[test]
    fn a_figure_is_a_decimal_string_and_a_bound_is_written_where_it_is_one() {
        let json = |it: &Figure| serde_json::to_string(it).unwrap();
        let price = figure("8.5", "EUR");
        assert_eq!(json(&price), r#"{"amount":"8.50","currency":"EUR"}"#);
        let sold = Figure::new(5000.into(), None, Bound::AtLeast);
        assert_eq!(json(&sold), r#"{"amount":"5000","bound":"at_least"}"#);
        assert_eq!(serde_json::from_str::<Figure>(&json(&sold)).unwrap(), sold);
        let told = Told::Value(price);
        let text = serde_json::to_string(&told).unwrap();
        assert_eq!(text, r#"{"state":"value","amount":"8.50","currency":"EUR"}"#);
        assert_eq!(serde_json::from_str::<Told>(&text).unwrap(), told);
    }

    #[test]
    fn a_share_is_never_rounded_up() {
        let shown = |part, whole| share(part, whole).map(|it| it.to_string());
        assert_eq!(shown(999_999, 1_000_000).as_deref(), Some("99.99%"));
        assert_eq!(shown(1, 1).as_deref(), Some("100%"));
        assert_eq!(shown(0, 9).as_deref(), Some("0%"));
        assert_eq!(shown(0, 0), None);
    }

    #[test]
    fn a_fall_is_told_in_percent_of_what_it_fell_from() {
        let below = |from: i64, to: i64| percent_below(from.into(), to.into());
        assert_eq!(below(8, 6).unwrap().to_string(), "25%");
        assert_eq!(below(6, 8).unwrap().to_string(), "-33.33%");
        assert_eq!(below(0, 8), None);
    }
}
