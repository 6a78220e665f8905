//! What a change of an item counts for.

use serde::{Deserialize, Serialize};

/// How much more an item counts that sells out now.
const SELLING_OUT: f64 = 3.0;
/// In so many days of cover that is half as much.
const COVER_HALVES: f64 = 3.0;
/// How much more an item counts that stands at a rule's threshold.
const AT_THRESHOLD: f64 = 3.0;
/// At this share of the threshold away from it that is half as much.
const DISTANCE_HALVES: f64 = 0.05;

/// What makes a change of an item matter more than another's.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Importance {
    /// What its owner says: 1 is usual, 2 twice that, 0 is only looked at when it has
    /// waited longest.
    pub owner: f64,
    /// For how many days the stock lasts ([`days_of_cover`]), where that is known.
    pub days_of_cover: Option<f64>,
    /// How far it is from the nearest threshold of a rule that watches it, as a share of
    /// the threshold: 0.02 is two per cent away.
    pub to_threshold: Option<f64>,
}

impl Default for Importance {
    fn default() -> Self {
        Self { owner: 1.0, days_of_cover: None, to_threshold: None }
    }
}

impl Importance {
    /// The weight of a change: the owner's, up to four times that where stock runs out,
    /// and up to four times that again near a threshold. What is not known multiplies by
    /// one.
    pub fn weight(&self) -> f64 {
        let owner = if self.owner.is_finite() { self.owner.max(0.0) } else { 1.0 };
        let near = |distance: Option<f64>, most: f64, halves: f64| match distance {
            Some(distance) if !distance.is_nan() => {
                1.0 + most * (-distance.abs() / halves).exp2()
            }
            _ => 1.0,
        };
        owner
            * near(self.days_of_cover, SELLING_OUT, COVER_HALVES)
            * near(self.to_threshold, AT_THRESHOLD, DISTANCE_HALVES)
    }
}

/// For how many days the stock lasts at so many units a day; none where nothing sells.
pub fn days_of_cover(stock: f64, units_per_day: f64) -> Option<f64> {
    let days = stock.max(0.0) / units_per_day;
    (units_per_day > 0.0 && days.is_finite()).then_some(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nearer_to_selling_out_or_to_a_threshold_counts_more() {
        let usual = Importance::default();
        assert_eq!(usual.weight(), 1.0);
        let with = |cover, threshold| {
            Importance { owner: 2.0, days_of_cover: cover, to_threshold: threshold }
                .weight()
        };
        assert_eq!(with(None, None), 2.0);
        assert_eq!(with(Some(0.0), None), 8.0);
        assert_eq!(with(Some(3.0), None), 5.0);
        assert_eq!(with(Some(0.0), Some(0.0)), 32.0);
        assert!(with(None, Some(-0.01)) > with(None, Some(0.02)));
        assert!((with(Some(1e9), Some(f64::INFINITY)) - 2.0).abs() < 1e-9);
    }

    #[test]
    fn what_is_no_number_does_not_count() {
        for owner in [f64::NAN, f64::INFINITY] {
            let odd =
                Importance { owner, days_of_cover: Some(f64::NAN), to_threshold: None };
            assert_eq!(odd.weight(), 1.0);
        }
        assert_eq!(Importance { owner: -3.0, ..Importance::default() }.weight(), 0.0);
    }

    #[test]
    fn cover_is_known_only_where_something_sells() {
        assert_eq!(days_of_cover(30.0, 4.0), Some(7.5));
        assert_eq!(days_of_cover(0.0, 4.0), Some(0.0));
        for units in [0.0, -1.0, f64::NAN] {
            assert_eq!(days_of_cover(30.0, units), None);
        }
    }
}
