//! What follows from a claimed discount and what was seen.

use itemget::Percent;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Before, Claimed, Present};

/// Whether a claimed discount agrees with the 30 days before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(tag = "claim", rename_all = "snake_case")]
pub enum Claim {
    /// There is no price now, or it is not known.
    NoPrice,
    /// No discount is claimed.
    NotClaimed,
    /// It was as low or lower within the 30 days before: there is no reduction.
    NotLower {
        /// What is claimed.
        claimed: Percent,
        /// How far below the lowest price it is: nothing, or less.
        at_most: Percent,
    },
    /// It is lower than in the 30 days before, and by less than is claimed.
    Overstated {
        /// What is claimed.
        claimed: Percent,
        /// What it is at most.
        at_most: Percent,
    },
    /// As far as was seen, and that is enough, it is as much as is claimed.
    BorneOut {
        /// What is claimed.
        claimed: Percent,
        /// What was seen.
        found: Percent,
    },
    /// What was seen does not speak against it, and is too little to speak for it.
    TooLittleSeen {
        /// What is claimed.
        claimed: Percent,
        /// The share of the 30 days that was seen.
        observed: Percent,
        /// What would be enough.
        enough: Percent,
    },
}

/// Percentages are stated in whole numbers, and rounded one way or the other.
const ROUNDING: Decimal = Decimal::ONE;

impl Claim {
    pub(super) fn of(
        present: Option<&Present>,
        claimed: &Claimed,
        before: Option<&Before>,
        floor: Percent,
    ) -> Self {
        let (Some(_), Some(before)) = (present, before) else { return Self::NoPrice };
        let claimed = match claimed.discount() {
            Some(claimed) if claimed.0 > Decimal::ZERO => claimed,
            _ => return Self::NotClaimed,
        };
        let observed = before.coverage.observed;
        match before.discount {
            Some(at_most) if at_most.0 <= Decimal::ZERO => {
                Self::NotLower { claimed, at_most }
            }
            Some(at_most) if at_most.0 < claimed.0 - ROUNDING => {
                Self::Overstated { claimed, at_most }
            }
            Some(found) if observed >= floor => Self::BorneOut { claimed, found },
            _ => Self::TooLittleSeen { claimed, observed, enough: floor },
        }
    }

    /// The stable word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::NoPrice => "no_price",
            Self::NotClaimed => "not_claimed",
            Self::NotLower { .. } => "not_lower",
            Self::Overstated { .. } => "overstated",
            Self::BorneOut { .. } => "borne_out",
            Self::TooLittleSeen { .. } => "too_little_seen",
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::discount::Discount;
    use crate::series::{Kind, Series};
    use crate::testing::Days;

    /// The claim on the last price of these runs of days, at a list price of 20.
    fn claim(runs: &[(i64, &str)], stated: &str) -> &'static str {
        let mut days = Days::new();
        let mut day = 0;
        for (length, price) in runs {
            let told = [("sale", *price), ("list", "20"), ("stated", stated)];
            let told: Vec<_> =
                told.into_iter().filter(|(_, it)| !it.is_empty()).collect();
            if !price.is_empty() {
                days = days.days(day..day + length, &told);
            }
            day += length;
        }
        let series = Series::of_item(Kind::SalePrice);
        let now = Days::moment(day);
        Discount::of(&days.trail(), series, Days::eur(), now).unwrap().verdict.word()
    }

    #[test]
    fn a_claim_is_held_against_the_thirty_days_before_the_present_price() {
        for (runs, stated, expected) in [
            (&[(30, "20"), (5, "10")][..], "50", "borne_out"),
            // Stated as computed, rounded.
            (&[(30, "20"), (5, "10.15")], "50", "borne_out"),
            (&[(30, "20"), (5, "10")], "", "borne_out"),
            (&[(30, "12"), (5, "10")], "50", "overstated"),
            (&[(30, "10"), (5, "10")], "50", "too_little_seen"),
            (&[(25, "20"), (5, "10"), (5, "20"), (2, "10")], "50", "not_lower"),
            // A rise is no reduction, whatever is claimed.
            (&[(30, "8"), (5, "10")], "50", "not_lower"),
            // Ten days of thirty are too little for, and enough against.
            (&[(10, "20"), (5, "10")], "50", "too_little_seen"),
            (&[(10, "12"), (5, "10")], "50", "overstated"),
            // The low price of longer ago does not count.
            (&[(5, "9"), (31, "20"), (5, "10")], "50", "borne_out"),
            // Away in between, and still the same price.
            (&[(30, "20"), (5, "10"), (9, ""), (5, "10")], "50", "borne_out"),
            (&[(30, "20"), (5, "20")], "0", "not_claimed"),
            (&[(30, "20"), (5, "10"), (5, "")], "50", "no_price"),
        ] {
            assert_eq!(claim(runs, stated), expected, "{runs:?} {stated}");
        }
    }
}
