//! What a rule sees of a series: of a reading, and over the time of a trail. Both say the
//! same, or a replay would tell other things than a run.
//!
//! Whether something can be had is told by several series together, as in
//! [`availability`]: an item that is sold out is listed all the same. And a price counts
//! while one can buy at it, as in [`buyable`]: of a price that is shown while there is
//! nothing to buy nobody is told, and the first one after that is measured by the last one
//! before it.

use std::collections::BTreeMap;

use super::rule::Condition;
use crate::availability::{availability, available, buyable, buyable_at};
use crate::merge::merge;
use crate::moment::Moment;
use crate::series::{Kind, Series};
use crate::state::{Gap, State};
use crate::timeline::Timeline;
use crate::trail::Trail;

/// What a reading says, of which this was told; none where it says nothing of the series.
pub(super) fn in_reading(
    condition: Condition,
    series: Series,
    told: &BTreeMap<Series, State>,
) -> Option<State> {
    let of = |series| told.get(&series).copied();
    if !is_of_presence(condition) {
        return buyable_at(series, of);
    }
    Some(sure(available(series.sku, of), of(stock(series))))
}

/// What a trail says, until a moment.
pub(super) fn over_time(
    condition: Condition,
    series: Series,
    trail: &Trail,
    until: Moment,
) -> Timeline {
    if !is_of_presence(condition) {
        return buyable(trail, series, until);
    }
    let available = availability(trail, series.sku, until);
    let lines = [available, trail.timeline(stock(series), until)];
    merge(&lines, |states| {
        sure(states[0].unwrap_or(State::NotObserved(Gap::NotTold)), states[1])
    })
}

fn is_of_presence(condition: Condition) -> bool {
    matches!(condition, Condition::Gone(_) | Condition::BackInStock)
}

fn stock(series: Series) -> Series {
    Series { kind: Kind::Stock, ..series }
}

/// Where a stock was told and is told no more, nobody knows whether any is left. A history
/// may show that it could be had; somebody who is told that it is back goes there.
fn sure(available: State, stock: Option<State>) -> State {
    match stock {
        Some(unread @ State::NotObserved(_)) if available.value().is_some() => unread,
        _ => available,
    }
}
