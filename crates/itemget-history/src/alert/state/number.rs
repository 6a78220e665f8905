//! Rules about numbers: what is told of a number that is believed, and of one in doubt.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use super::super::certain::{Certain, Range, beyond, moved};
use super::super::debounce::Need;
use super::super::firing::{Against, Outcome};
use super::super::judge::{Known, Verdict, judge};
use super::super::policy::Context;
use super::super::rule::{Condition, Direction, Limit, Rearm, Reference, Rule, Side};
use super::super::settle::{Doubt, Held};
use super::{Case, Rests, RuleState, Told, firing, is_at_once, is_due, unconfirmed};
use crate::moment::Moment;
use crate::series::{Kind, Unit};
use crate::state::Quantity;

impl RuleState {
    pub(super) fn step_number(
        &mut self,
        rule: &Rule,
        context: &Context<'_>,
        value: Quantity,
        at: Moment,
    ) -> Option<Outcome> {
        let policy = context.policy;
        let near = context.series.kind.unit() == Unit::Money;
        let confirmed = Need { reads: policy.reads, time: policy.apart, near };
        let usual = match is_at_once(rule) && !self.past.is_record(value) {
            true => Need::ONE,
            false => confirmed,
        };
        let was_doubted = !near && self.telling_doubt(rule, context, at).is_some();
        let settled = self.values.read(value, at, usual, policy);
        if was_doubted && settled.is_none() {
            // A number that wanders never comes back to the very same one.
            self.values.note_dropped(value, at, policy);
        }
        let told = self.told.map(|told| told.at);
        let was_told = told.is_some_and(|told| at.since(told) <= policy.flaps_within);
        if was_told && settled.is_some_and(|settled| settled.came_near) {
            self.values.note_return(at, policy);
        }
        let now = self.values.settled?;
        self.began.get_or_insert(now);
        let before = settled.and_then(|settled| settled.before);
        let news = settled.map(|it| Rests { first: it.first, reads: it.reads });
        let verdict = match rule.condition {
            Condition::SellsFaster { per, .. } => {
                self.sales.note(now, per);
                self.sales_verdict(rule, context.series.kind)
            }
            condition => self.verdict(condition, now, before, context, at),
        };
        // What is believed can be older than this reading: the middle one of the first.
        let is_over = || {
            let here = Held { value, since: at, seen: at };
            let verdict = self.verdict(rule.condition, here, before, context, at);
            verdict.is_some_and(|it| it.certain == Certain::No)
        };
        let lasts = rule.condition.lasts();
        let verdict = verdict.filter(|verdict| {
            !lasts || verdict.certain != Certain::Yes || now.value == value || !is_over()
        });
        let outcome = verdict.and_then(|verdict| {
            self.tell_number(rule, context, (before, now), verdict, news, at)
        });
        self.past.believe(now, at, rule.condition.looks_at());
        outcome.or_else(|| self.in_doubt(rule, context, confirmed, at))
    }

    /// How far the number that is believed is from where the rule would be told, as a
    /// share of that.
    pub(in crate::alert) fn to_threshold(&self, rule: &Rule) -> Option<f64> {
        let now = self.values.settled?.value.decimal();
        let at = self.last?;
        let thresholds = match rule.condition {
            Condition::Beyond { limit: Limit::Level(level), .. } => vec![level.number()],
            Condition::Beyond { limit: Limit::Record(_), .. } => {
                let (extreme, window) = rule.condition.looks_at()?;
                vec![self.past.extreme(extreme, window, at)?.value.decimal()]
            }
            Condition::Moves { direction, by, from, .. } => {
                let from = match from {
                    // Every reading is as near to the next move as any other.
                    Reference::Last => return None,
                    Reference::LastAlert => {
                        self.told.and_then(|told| told.number).or(self.began)?
                    }
                    Reference::Extreme(extreme, window) => {
                        self.past.extreme(extreme, window, at)?
                    }
                };
                let from = from.value.decimal();
                let (down, up) = (from - by.of(from), from + by.of(from));
                match direction {
                    Direction::Drops => vec![down],
                    Direction::Rises => vec![up],
                    Direction::Changes => vec![down, up],
                }
            }
            Condition::Gone(_) | Condition::BackInStock => return None,
            Condition::SellsFaster { .. } => return None,
        };
        let distance = |it: Decimal| (now - it).abs().checked_div(it.abs())?.to_f64();
        thresholds.into_iter().filter_map(distance).min_by(f64::total_cmp)
    }

    fn verdict(
        &self,
        condition: Condition,
        number: Held,
        before: Option<Held>,
        context: &Context<'_>,
        at: Moment,
    ) -> Option<Verdict> {
        let anchor = self.told.and_then(|told| told.number).or(self.began);
        let known = Known { before, anchor, past: &self.past, at };
        judge(condition, number, &known, context)
    }

    fn sales_verdict(&self, rule: &Rule, kind: Kind) -> Option<Verdict> {
        let Condition::SellsFaster { units, per } = rule.condition else { return None };
        let pace = self.sales.pace(kind, per)?;
        let against = Against::Sales { units: pace.units, per, since: pace.since };
        Some(Verdict { certain: pace.is_over(units), against, withheld: None })
    }

    /// Tells of a believed number. A condition that can go on is told when it begins, and
    /// again when it has been over; a step whenever it is made, which is when the number
    /// is news.
    fn tell_number(
        &mut self,
        rule: &Rule,
        context: &Context<'_>,
        (before, now): (Option<Held>, Held),
        verdict: Verdict,
        news: Option<Rests>,
        at: Moment,
    ) -> Option<Outcome> {
        let lasts = rule.condition.lasts();
        if lasts && self.disarmed && self.is_armed_again(rule, now, verdict.certain, at) {
            self.disarmed = false;
            // What is over soon after it was told goes to and fro, whatever the numbers.
            let told = self.told.map(|told| told.at);
            if told.is_some_and(|told| at.since(told) <= context.policy.flaps_within) {
                self.values.note_return(at, context.policy);
            }
        }
        let is_told = verdict.certain == Certain::Yes && self.may_tell(rule, now, at);
        if !is_told || (news.is_none() && !lasts) {
            return None;
        }
        let rests = news.unwrap_or(Rests { first: now.since, reads: 2 });
        let case = Case {
            before: before.map(Into::into),
            after: now.into(),
            against: verdict.against,
            rests,
            at,
        };
        let firing = Box::new(firing(rule, context, case));
        if let Some(why) = verdict.withheld {
            // While it goes on, it would be said with each reading.
            return news.map(|_| Outcome::Withheld(firing, why));
        }
        self.told = Some(Told { at, number: Some(now) });
        self.disarmed = true;
        Some(Outcome::Tell(firing))
    }

    /// What would be told if the doubted number were believed.
    fn in_doubt(
        &self,
        rule: &Rule,
        context: &Context<'_>,
        usual: Need,
        at: Moment,
    ) -> Option<Outcome> {
        let (doubt, number, verdict) = self.telling_doubt(rule, context, at)?;
        let case = Case {
            before: self.values.settled.map(Into::into),
            after: number.into(),
            against: verdict.against,
            rests: Rests { first: doubt.first, reads: doubt.reads },
            at,
        };
        let need = self.values.need(at, usual, context.policy);
        Some(unconfirmed(rule, context, case, need))
    }

    /// A number in doubt, where it would be told if it were believed.
    fn telling_doubt(
        &self,
        rule: &Rule,
        context: &Context<'_>,
        at: Moment,
    ) -> Option<(Doubt, Held, Verdict)> {
        let doubt = self.values.doubt?;
        let number = Held { value: doubt.value, since: doubt.since, seen: at };
        let before = self.values.settled;
        let verdict = self.verdict(rule.condition, number, before, context, at)?;
        let is_sure = verdict.certain == Certain::Yes && verdict.withheld.is_none();
        let is_told = is_sure && self.may_tell(rule, number, at);
        is_told.then_some((doubt, number, verdict))
    }

    fn is_armed_again(
        &self,
        rule: &Rule,
        now: Held,
        certain: Certain,
        at: Moment,
    ) -> bool {
        match rule.options.rearm.is() {
            Some(Rearm::Once) => false,
            Some(Rearm::After(_)) => is_due(rule, self.told, at),
            Some(Rearm::WhenBack(side, level)) => {
                beyond(now.value.into(), *side, level.number()) == Certain::Yes
            }
            None => certain == Certain::No && is_clear(rule, now.value),
        }
    }

    /// Whether enough time has passed and enough has changed since it was told last.
    fn may_tell(&self, rule: &Rule, now: Held, at: Moment) -> bool {
        if rule.condition.lasts() && self.disarmed {
            // Where changes of some size are asked for, going on further is one.
            return rule.options.rearm.is().is_none() && self.has_gone_further(rule, now);
        }
        is_due(rule, self.told, at) && self.has_changed(rule, now, Direction::Changes)
    }

    fn has_changed(&self, rule: &Rule, now: Held, direction: Direction) -> bool {
        let told = self.told.and_then(|told| told.number);
        let (Some(least), Some(told)) = (rule.options.min_change.is(), told) else {
            return true;
        };
        let (told, now) = (Range::from(told.value), Range::from(now.value));
        moved(told, now, direction, *least) == Certain::Yes
    }

    fn has_gone_further(&self, rule: &Rule, now: Held) -> bool {
        let direction = match rule.condition {
            Condition::Beyond { side: Side::Below, .. } => Direction::Drops,
            Condition::Beyond { side: Side::Above, .. } => Direction::Rises,
            Condition::Moves { direction, .. } => direction,
            Condition::Gone(_)
            | Condition::BackInStock
            | Condition::SellsFaster { .. } => {
                return false;
            }
        };
        rule.options.min_change.is().is_some() && self.has_changed(rule, now, direction)
    }
}

/// Whether it is far enough out of where the rule tells, with the rule's hysteresis.
fn is_clear(rule: &Rule, number: Quantity) -> bool {
    let Condition::Beyond { side, limit: Limit::Level(level), .. } = rule.condition
    else {
        return true;
    };
    let Some(margin) = rule.options.hysteresis.is() else { return true };
    let height = level.number();
    let number = Range::from(number);
    match side {
        Side::Below => number.least >= height + margin.of(height),
        Side::Above => number.most.is_some_and(|most| most <= height - margin.of(height)),
    }
}
