//! How fast an item sells, as far as its stock tells. Pure.

use itemget::Bound;
use itemget_history::schedule::days_of_cover;
use itemget_history::{Kind, Moment, Quantity, Reading, Series, State};
use serde::{Deserialize, Serialize};

/// How fast an item sells: what went out of its stock between two looks, the older the less
/// it counts. What was delivered in between is not seen, and so it sells at least so fast.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Selling {
    /// How many there were when they were counted last.
    last: Option<(Moment, i64)>,
    /// Pieces that went out.
    units: f64,
    /// Days in which they did.
    days: f64,
}

/// What was seen counts half after so many days.
const HALVES: f64 = 14.0;
/// So many days must have been watched for anything to be said.
const LEAST_DAYS: f64 = 1.0;

impl Selling {
    /// Whether nothing was counted yet.
    pub(crate) fn is_new(&self) -> bool {
        self.last.is_none()
    }

    /// Takes in how many there are now; "so many or more" is no count.
    pub(crate) fn take_in(&mut self, at: Moment, stock: Quantity) {
        if stock.bound() != Bound::Exact || stock.scale() != 0 {
            return;
        }
        let now = stock.mantissa();
        if let Some((before, had)) = self.last {
            if at <= before {
                return;
            }
            let days = at.since(before).as_secs_f64() / 86_400.0;
            let kept = (-days / HALVES).exp2();
            self.units *= kept;
            self.days *= kept;
            // With more than before, something was delivered, and how much was sold beside
            // that is not known.
            if now <= had {
                self.units += (had - now) as f64;
                self.days += days;
            }
        }
        self.last = Some((at, now));
    }

    /// For how many days the stock lasts; none where that is not known.
    pub(crate) fn days_of_cover(&self) -> Option<f64> {
        let (_, stock) = self.last?;
        if self.days < LEAST_DAYS {
            return None;
        }
        days_of_cover(stock as f64, self.units / self.days)
    }
}

/// How many there are of an item as a whole, as a reading says.
pub(crate) fn stock(reading: &Reading) -> Option<Quantity> {
    const TOTAL: Series = Series { sku: None, kind: Kind::Stock };
    let entries = reading.seen.entries().iter();
    let told = entries.rev().find(|entry| entry.series == TOTAL)?;
    told.state.value()
}

/// The counts of a series' past: what it changed to, and when.
pub(crate) fn counts(
    changes: &[itemget_history::Change],
) -> impl Iterator<Item = (Moment, Quantity)> + '_ {
    let value = |state: State| state.value();
    changes.iter().filter_map(move |change| Some((change.at, value(change.state)?)))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const DAY: Duration = Duration::from_secs(86_400);

    fn cover(stocks: &[(u64, i64)]) -> Option<i64> {
        let mut selling = Selling::default();
        for (day, stock) in stocks {
            let days = u32::try_from(*day).unwrap();
            let at = Moment::from_seconds(1_790_000_000) + DAY * days;
            selling.take_in(at, Quantity::whole(*stock));
        }
        selling.days_of_cover().map(|days| days.round() as i64)
    }

    #[test]
    fn stock_lasts_as_long_as_it_went_out_lately() {
        assert_eq!(cover(&[(0, 100)]), None);
        assert_eq!(cover(&[(0, 100), (1, 90), (2, 80)]), Some(8));
        // A delivery is no sale, and says nothing of the day it came on.
        assert_eq!(cover(&[(0, 100), (1, 90), (2, 200), (3, 190)]), Some(19));
        // What does not sell lasts for ever.
        assert_eq!(cover(&[(0, 100), (1, 100), (2, 100)]), None);
        // What was long ago is forgotten by and by.
        let calm = cover(&[(0, 100), (1, 50), (60, 50)]).unwrap();
        assert!(calm > 300, "{calm}");
        assert_eq!(cover(&[(0, 100), (2, 0)]), Some(0));
    }

    #[test]
    fn a_lower_bound_is_no_count() {
        let mut selling = Selling::default();
        let bound = Quantity::from_parts(5000, 0, Bound::AtLeast).unwrap();
        selling.take_in(Moment::from_seconds(0), bound);
        assert!(selling.is_new());
    }
}
