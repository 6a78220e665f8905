//! Whether a believed number is what a rule waits for.

use std::time::Duration;

use rust_decimal::Decimal;

use super::amount::Amount;
use super::certain::{Certain, Range, beyond, moved};
use super::firing::{Against, Withheld};
use super::past::Past;
use super::policy::Context;
use super::rule::{Condition, Direction, Extreme, Limit, Reference, Side, Window};
use super::settle::Held;
use crate::moment::Moment;
use crate::series::Unit;

/// What is said of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) certain: Certain,
    pub(super) against: Against,
    /// Why it does not count all the same.
    pub(super) withheld: Option<Withheld>,
}

/// What is known besides the number.
#[derive(Debug)]
pub(super) struct Known<'a> {
    /// What it was just before.
    pub(super) before: Option<Held>,
    /// What was told last, or what it was when the rule began.
    pub(super) anchor: Option<Held>,
    pub(super) past: &'a Past,
    pub(super) at: Moment,
}

impl Condition {
    /// Whether it is a state that lasts, told when it begins, or a step that is over.
    pub(super) fn lasts(&self) -> bool {
        match self {
            Self::Beyond { limit: Limit::Level(_), .. } | Self::SellsFaster { .. } => {
                true
            }
            Self::Moves { direction, from: Reference::Extreme(extreme, _), .. } => {
                !is_record(*direction, *extreme)
            }
            _ => false,
        }
    }

    /// What it looks back at, and how far.
    pub(super) fn looks_at(&self) -> Option<(Extreme, Window)> {
        match self {
            Self::Beyond { side, limit: Limit::Record(window), .. } => {
                let extreme = match side {
                    Side::Below => Extreme::Lowest,
                    Side::Above => Extreme::Highest,
                };
                Some((extreme, *window))
            }
            Self::Moves { from: Reference::Extreme(extreme, window), .. } => {
                Some((*extreme, *window))
            }
            _ => None,
        }
    }
}

/// To drop below the lowest makes a new lowest, so that the next drop is measured by it;
/// to be so far below the highest can go on.
fn is_record(direction: Direction, extreme: Extreme) -> bool {
    matches!(
        (direction, extreme),
        (Direction::Drops, Extreme::Lowest) | (Direction::Rises, Extreme::Highest)
    )
}

/// What a rule's condition says of a number; nothing where there is nothing to measure it
/// by yet.
pub(super) fn judge(
    condition: Condition,
    number: Held,
    known: &Known<'_>,
    context: &Context<'_>,
) -> Option<Verdict> {
    let after = Range::from(number.value);
    let (direction, by, reference, against) = match condition {
        Condition::Beyond { side, limit: Limit::Level(level), .. } => {
            let certain = beyond(after, side, level.number());
            return Some(Verdict { certain, against: Against::Level, withheld: None });
        }
        Condition::Beyond { side, limit: Limit::Record(_), .. } => {
            let direction = match side {
                Side::Below => Direction::Drops,
                Side::Above => Direction::Rises,
            };
            (direction, Amount::Share(Decimal::ZERO), None, None)
        }
        Condition::Moves { direction, by, from, .. } => match from {
            Reference::Last => (direction, by, known.before, Some(Against::Last)),
            Reference::LastAlert => {
                let point = known.anchor.map(|held| Against::LastAlert(held.into()));
                (direction, by, known.anchor, point)
            }
            Reference::Extreme(..) => (direction, by, None, None),
        },
        Condition::Gone(_) | Condition::BackInStock | Condition::SellsFaster { .. } => {
            return None;
        }
    };
    let mut withheld = None;
    let (reference, against) = match condition.looks_at() {
        None => (reference?, against?),
        Some((extreme, window)) => {
            let held = known.past.extreme(extreme, window, known.at)?;
            let coverage = known.past.coverage(window, known.at);
            if !known.past.is_known(window, known.at, context.policy) {
                withheld = Some(Withheld::Coverage);
            }
            (held, Against::Extreme { extreme, window, point: held.into(), coverage })
        }
    };
    let before = Range::from(reference.value);
    let certain = moved(before, after, direction, by);
    if certain == Certain::Yes
        && withheld.is_none()
        && is_exchange(reference, number, direction, by, context)
    {
        withheld = Some(Withheld::ExchangeRate);
    }
    Some(Verdict { certain, against, withheld })
}

/// Whether hardly anything is left of a move when the exchange rate's is taken out.
fn is_exchange(
    reference: Held,
    number: Held,
    direction: Direction,
    by: Amount,
    context: &Context<'_>,
) -> bool {
    if context.series.kind.unit() != Unit::Money {
        return false;
    }
    let Some(exchange) = context.exchange else { return false };
    let after = Range::from(number.value);
    let noise = Amount::Share(context.policy.exchange_noise);
    // The platform's rate may be of any of the last days, and have changed at any hour.
    let days = |days: u8| Duration::from_secs(u64::from(days) * 86_400);
    let lags = (0..=context.policy.exchange_lag)
        .flat_map(|old| (0..=old).map(move |new| (days(old), days(new))));
    lags.into_iter().any(|(old, new)| {
        let (from, until) = (reference.seen - old, number.since - new);
        let ratio = exchange.moved(context.key.currency, from, until);
        ratio.filter(|ratio| *ratio != Decimal::ONE).is_some_and(|ratio| {
            let before = Range::from(reference.value).times(ratio);
            moved(before, after, direction, by) != Certain::Yes
                || moved(before, after, direction, noise) != Certain::Yes
        })
    })
}
