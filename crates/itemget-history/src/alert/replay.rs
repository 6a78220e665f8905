//! What rules would have told: over the past, by the same steps.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::firing::{Firing, Outcome, Withheld};
use super::policy::{Context, Exchange, Policy};
use super::rule::{Condition, Rule};
use super::seen;
use super::state::RuleState;
use super::watch::known;
use crate::moment::Moment;
use crate::series::{Series, TrailKey};
use crate::state::State;
use crate::trail::Trail;

/// What a rule would have told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replayed {
    /// What would have been told, in order.
    pub told: Vec<Firing>,
    /// What would not have been told, and why, in order.
    pub withheld: Vec<(Firing, Withheld)>,
    /// How often something was seen that no second reading confirmed.
    pub unconfirmed: usize,
}

/// What `rule` would have told of a trail since a moment. All of the past before it is
/// learned from.
///
/// A trail keeps changes alone, so that of readings which changed nothing only this is
/// known: one was made in each stretch as long as a reading may be believed. A confirming
/// reading is taken to have been as late as that. So nothing is told here that was not
/// read twice, some of it later than it was told then, and what went back sooner than that
/// is not told at all.
pub fn replay(
    rule: &Rule,
    key: &TrailKey,
    trail: &Trail,
    since: Moment,
    policy: &Policy,
    exchange: Option<&dyn Exchange>,
) -> Replayed {
    let mut replayed = Replayed::default();
    for series in rule.series_among(known(trail)) {
        let context =
            Context { key, series, holds_for: trail.holds_for(), policy, exchange };
        let mut state = RuleState::default();
        let mut is_doubted = false;
        let mut has_begun = false;
        for (at, seen) in readings(rule.condition, trail, series) {
            if at >= since && !has_begun {
                state.begin();
                has_begun = true;
            }
            let outcome = state.step(rule, &context, seen, at);
            let was_doubted = std::mem::replace(
                &mut is_doubted,
                matches!(outcome, Some(Outcome::Unconfirmed(_))),
            );
            if at < since {
                continue;
            }
            match outcome {
                Some(Outcome::Tell(firing)) => replayed.told.push(*firing),
                Some(Outcome::Withheld(firing, why)) => {
                    replayed.withheld.push((*firing, why));
                }
                Some(Outcome::Unconfirmed(_)) => {}
                None if was_doubted && seen.is_observed() => replayed.unconfirmed += 1,
                None => {}
            }
        }
    }
    replayed.told.sort_by_key(|firing| firing.at);
    replayed.withheld.sort_by_key(|(firing, _)| firing.at);
    replayed
}

/// The readings of a series that a trail proves: where it changed, where a span begins and
/// ends, and one in each stretch as long as a reading may be believed.
pub(super) fn readings(
    condition: Condition,
    trail: &Trail,
    series: Series,
) -> Vec<(Moment, State)> {
    let Some(last) = trail.last_reading() else { return Vec::new() };
    let until = last + Duration::from_secs(1);
    let timeline = seen::over_time(condition, series, trail, until);
    let every = trail.holds_for();
    let mut readings = Vec::new();
    for step in timeline.steps() {
        if !step.state.is_observed() {
            readings.push((step.from, step.state));
            continue;
        }
        let end = trail
            .spans()
            .iter()
            .rfind(|span| span.first <= step.from)
            .map_or(step.from, |span| span.last);
        let mut at = step.from;
        while at < step.until && at <= end {
            readings.push((at, step.state));
            if every.is_zero() {
                break;
            }
            at = at + every;
        }
        let is_after = readings.last().is_some_and(|(at, _)| *at < end);
        if is_after && end < step.until {
            readings.push((end, step.state));
        }
    }
    readings
}
