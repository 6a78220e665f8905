//! Rules about being to be had: what is told of a turn that is believed, and of one in
//! doubt.

use super::super::debounce::Need;
use super::super::firing::{Against, Fact, Outcome, Point};
use super::super::policy::Context;
use super::super::presence::{Presence, Stay};
use super::super::rule::{Away, Condition, Rule};
use super::{Case, Rests, RuleState, Told, firing, is_at_once, is_due, unconfirmed};
use crate::moment::Moment;
use crate::state::State;

impl RuleState {
    pub(super) fn step_presence(
        &mut self,
        rule: &Rule,
        context: &Context<'_>,
        state: State,
        at: Moment,
    ) -> Option<Outcome> {
        let presence = presence(state)?;
        let policy = context.policy;
        let usual = match is_at_once(rule) && presence == Presence::Here {
            true => Need::ONE,
            false => Need { reads: policy.reads, time: policy.dwell, near: false },
        };
        let turned = self.presences.read(presence, at, usual, policy);
        let (before, after) = match turned {
            Some(turned) => (turned.before, turned.after),
            None => (self.presences.settled, self.presences.doubt?),
        };
        let is_waited_for = before.is_some_and(|before| waits_for(rule, before, after));
        if !is_waited_for || !is_due(rule, self.told, at) {
            return None;
        }
        let case = Case {
            before: before.map(Into::into),
            after: after.into(),
            against: Against::Presence,
            rests: Rests { first: after.since, reads: after.reads },
            at,
        };
        if turned.is_none() {
            let need = self.presences.need(at, usual, policy);
            return Some(unconfirmed(rule, context, case, need));
        }
        self.told = Some(Told { at, number: None });
        Some(Outcome::Tell(Box::new(firing(rule, context, case))))
    }
}

/// Whether something has become what the rule waits for. To be found off sale is told of
/// what was out of stock too; to be found out of stock is no news of what was off sale.
fn waits_for(rule: &Rule, before: Stay, after: Stay) -> bool {
    let was_here = before.presence == Presence::Here;
    match (rule.condition, after.presence) {
        (Condition::BackInStock, Presence::Here) => !was_here,
        (Condition::Gone(away), Presence::Gone(found, _)) => {
            away == found && (was_here || away == Away::OffSale)
        }
        _ => false,
    }
}

fn presence(state: State) -> Option<Presence> {
    match state {
        State::Value(_) => Some(Presence::Here),
        State::Absent(absence) => {
            Away::of(absence).map(|away| Presence::Gone(away, absence))
        }
        State::NotObserved(_) => None,
    }
}

impl From<Stay> for Point {
    fn from(stay: Stay) -> Self {
        let fact = match stay.presence {
            Presence::Here => Fact::Here,
            Presence::Gone(_, absence) => Fact::Absent(absence),
        };
        Self { fact, since: stay.since, seen: stay.seen }
    }
}
