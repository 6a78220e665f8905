//! When to look again: the checks that catch the most changes for the calls there are.
//!
//! # The story of one check
//!
//! 1. Each item has a [`ChangeRate`], 16 bytes that are learned from its checks; an item
//!    of which nothing is known yet begins as what is usual in its list ([`Prior`]).
//! 2. The list has an [`Activity`]: in which hours its items changed more than usual. Its
//!    [`Clock`] runs faster in those. An item is due when enough of that clock's time has
//!    passed since it was looked at: after a campaign began, at once; after a quiet night,
//!    later.
//! 3. A [`Plan`] is the [`Quota`] solved: the price at which a call is worth making, so
//!    that all items together ask for as many as there are. The interval of an item, its
//!    next turn ([`Plan::next_check`]) and how it compares with others that are due
//!    ([`Plan::urgency`]) follow from the plan and the item alone.
//! 4. What a check found goes into the item's rate and the list's activity ([`learn`]).
//!    A failed check is none.
//!
//! Make the plan anew every hour or so, when the quota is full again, and when the list
//! changes: what has come up of the list's activity counts for all items from then on.
//! Between two plans check what is due, the most urgent first, and no more than
//! [`Quota::most_in`] of the time allows: so what is overdue after a pause does not all
//! go out at once.
//!
//! What this is worth is measured by [`replay`].

mod activity;
mod clock;
mod due;
mod gain;
mod plan;
mod prior;
mod quota;
mod rate;
mod replay;
mod staleness;
mod weight;

use std::time::Duration;

pub use activity::Activity;
pub use clock::Clock;
pub use due::{Watch, stagger};
pub use plan::{Demand, Every, Plan};
pub use prior::Prior;
pub use quota::Quota;
pub use rate::ChangeRate;
pub use replay::{Caught, Past, Policy, Replay, replay};
pub use staleness::Staleness;
pub use weight::{Importance, days_of_cover};

use crate::moment::Moment;

/// A check that was made and could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    /// When the item was checked before.
    pub since: Moment,
    /// When it was checked.
    pub at: Moment,
    /// Whether anything that is followed was different.
    pub changed: bool,
}

/// Takes in what a check says of the item's rate and of the list's activity.
pub fn learn(
    check: Check,
    rate: &mut ChangeRate,
    prior: Prior,
    activity: &mut Activity,
    clock: &Clock,
) {
    let Check { since, at, changed } = check;
    activity.observe(rate.per_day(prior), since, at, changed);
    rate.update(prior, clock.between(since, at), changed);
}

fn days(duration: Duration) -> f64 {
    duration.as_secs_f64() / 86_400.0
}

/// So many days, or as many as there are.
fn duration(days: f64) -> Duration {
    Duration::try_from_secs_f64(days * 86_400.0).unwrap_or(Duration::MAX)
}
