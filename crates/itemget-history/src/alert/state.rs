//! What a rule remembers of one series, and what it makes of the next reading.

mod number;
mod presence;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::debounce::Need;
use super::firing::{Against, Confirmation, Firing, Outcome, Point, Unconfirmed, Wanted};
use super::past::Past;
use super::policy::Context;
use super::presence::Presences;
use super::rule::{Away, Condition, Rearm, Rule, Telling};
use super::sales::Sales;
use super::settle::{Held, Values};
use crate::moment::Moment;
use crate::state::State;

/// What a rule remembers of one series.
///
/// It is all there is: written, read back, and given the readings that follow, it tells
/// the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RuleState {
    last: Option<Moment>,
    values: Values,
    presences: Presences,
    past: Past,
    sales: Sales,
    /// A condition that goes on was told, and has not been over since.
    disarmed: bool,
    told: Option<Told>,
    /// What the number was when the rule began.
    began: Option<Held>,
}

/// What was told last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Told {
    at: Moment,
    number: Option<Held>,
}

/// The readings that an alert rests on.
#[derive(Debug, Clone, Copy)]
struct Rests {
    first: Moment,
    reads: u32,
}

/// What has happened, if the rule waits for it.
#[derive(Debug, Clone, Copy)]
struct Case {
    before: Option<Point>,
    after: Point,
    against: Against,
    rests: Rests,
    at: Moment,
}

impl RuleState {
    /// Takes the series' state at a moment. What is not later than the last reading is
    /// passed over: late data tells nobody anything. Series in another currency than the
    /// rule's are passed over too.
    pub fn step(
        &mut self,
        rule: &Rule,
        context: &Context<'_>,
        state: State,
        at: Moment,
    ) -> Option<Outcome> {
        if !rule.is_for(context.key) || self.last.is_some_and(|last| at <= last) {
            return None;
        }
        self.last = Some(at);
        let is_unknown = match state {
            State::Value(_) => false,
            State::Absent(absence) => Away::of(absence).is_none(),
            State::NotObserved(_) => true,
        };
        if is_unknown {
            self.past.unseen(at);
            return None;
        }
        if let Condition::Gone(_) | Condition::BackInStock = rule.condition {
            return self.step_presence(rule, context, state, at);
        }
        let window = rule.condition.looks_at().map(|(_, window)| window);
        self.past.observed(at, context.holds_for, window);
        let Some(value) = state.value() else {
            self.values.interrupt();
            return None;
        };
        self.step_number(rule, context, value, at)
    }

    /// Forgets what was told, and remembers what was seen: as a rule begins that is given
    /// the past to learn from.
    pub(super) fn begin(&mut self) {
        self.told = None;
        self.disarmed = false;
        self.began = self.values.settled;
    }

    /// Takes over what was told `before`, when the rule was in force last: a condition that
    /// was told then, and has not been over since, is not told again.
    pub(super) fn go_on_from(&mut self, before: &Self) {
        self.told = before.told;
        self.disarmed &= before.disarmed;
        self.began = before.began;
    }
}

/// Whether enough time has passed since a rule was told last.
fn is_due(rule: &Rule, told: Option<Told>, at: Moment) -> bool {
    match (told, rule.options.rearm.is()) {
        (None, _) | (_, None | Some(Rearm::WhenBack(..))) => true,
        (Some(_), Some(Rearm::Once)) => false,
        (Some(told), Some(Rearm::After(time))) => at.since(told.at) >= *time,
    }
}

fn is_at_once(rule: &Rule) -> bool {
    rule.options.telling == Some(Telling::AtOnce)
}

fn firing(rule: &Rule, context: &Context<'_>, case: Case) -> Firing {
    let Case { before, after, against, rests, at } = case;
    let is_enough = rests.reads >= context.policy.reads;
    let telling = if is_enough { Telling::Confirmed } else { Telling::AtOnce };
    Firing {
        rule: rule.clone(),
        key: context.key.clone(),
        series: context.series,
        before,
        after,
        against,
        confirmation: Confirmation { reads: rests.reads, first: rests.first, telling },
        at,
        tell_at: rule.options.quiet.is().map_or(at, |quiet| quiet.release(at)),
    }
}

fn unconfirmed(rule: &Rule, context: &Context<'_>, case: Case, need: Need) -> Outcome {
    let wanted = Wanted::SecondRead { not_before: case.rests.first + need.time };
    Outcome::Unconfirmed(Box::new(Unconfirmed {
        firing: firing(rule, context, case),
        wanted,
    }))
}
