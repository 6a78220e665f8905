//! The rest of a rule: of what, how often, when.

use jiff::tz::TimeZone;

use super::amounts;
use super::error::{Expected, RuleError};
use super::words::Words;
use crate::alert::amount::Level;
use crate::alert::quiet::{Clock24, Quiet};
use crate::alert::rule::{
    Condition, Limit, Options, Rearm, Rule, Side, Target, Telling, Word,
};
use crate::series::Kind;

/// After `for`.
pub(super) fn target(words: &mut Words<'_>) -> Result<Target, RuleError> {
    if words.take("any sku") {
        return Ok(Target::AnySku);
    }
    if words.take("the item") || words.take("item") {
        return Ok(Target::Item);
    }
    words.need("sku", Expected::Target)?;
    let id = words.peek().and_then(|word| word.parse().ok());
    let id = id.ok_or_else(|| words.fail(Expected::Target))?;
    words.next();
    Ok(Target::Sku(id))
}

/// One option, for a rule with this condition or, without one, for many rules.
pub(super) fn read(
    words: &mut Words<'_>,
    options: &mut Options,
    condition: Option<Condition>,
) -> Result<(), RuleError> {
    let start = words.place();
    let kind = condition.and_then(Condition::kind);
    let is_new = if words.take("no") {
        no(words, options)?
    } else if words.take("min") {
        words.need("change", Expected::MinChange)?;
        only_for(words, start, condition, Expected::OnlyForNumbers, |it| {
            it.kind().is_some()
        })?;
        set(&mut options.min_change, Word::Is(amounts::amount(words, kind)?))
    } else if words.take("hysteresis") {
        only_for(
            words,
            start,
            condition,
            Expected::OnlyForHeights,
            Condition::is_height,
        )?;
        set(&mut options.hysteresis, Word::Is(amounts::amount(words, kind)?))
    } else if words.take("quiet") {
        set(&mut options.quiet, Word::Is(quiet(words)?))
    } else if words.take("rearm") {
        let rearm = rearm(words, condition, start)?;
        set(&mut options.rearm, Word::Is(rearm))
    } else if words.take("once") {
        set(&mut options.rearm, Word::Is(Rearm::Once))
    } else if words.take("at once") {
        options.telling.replace(Telling::AtOnce).is_none()
    } else if words.take("when confirmed") {
        options.telling.replace(Telling::Confirmed).is_none()
    } else {
        return Err(words.fail(Expected::Option));
    };
    match is_new {
        true => Ok(()),
        false => Err(words.fail_at(start, Expected::SaidOnce)),
    }
}

fn set<T>(word: &mut Word<T>, said: Word<T>) -> bool {
    let before = std::mem::replace(word, said);
    matches!(before, Word::Unsaid)
}

fn no(words: &mut Words<'_>, options: &mut Options) -> Result<bool, RuleError> {
    if words.take("min change") {
        return Ok(set(&mut options.min_change, Word::Off));
    }
    if words.take("hysteresis") {
        return Ok(set(&mut options.hysteresis, Word::Off));
    }
    if words.take("quiet") {
        return Ok(set(&mut options.quiet, Word::Off));
    }
    if words.take("rearm") {
        return Ok(set(&mut options.rearm, Word::Off));
    }
    Err(words.fail(Expected::No))
}

fn only_for(
    words: &Words<'_>,
    start: usize,
    condition: Option<Condition>,
    expected: Expected,
    is_for: impl Fn(Condition) -> bool,
) -> Result<(), RuleError> {
    match condition.is_none_or(is_for) {
        true => Ok(()),
        false => Err(words.fail_at(start, expected)),
    }
}

fn quiet(words: &mut Words<'_>) -> Result<Quiet, RuleError> {
    let start = words.place();
    let clock = |text: &str| {
        let (hour, minute) = text.split_once(':')?;
        let is_short = (1..=2).contains(&hour.len()) && minute.len() == 2;
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        match is_short && digits(hour) && digits(minute) {
            true => Clock24::new(hour.parse().ok()?, minute.parse().ok()?),
            false => None,
        }
    };
    let hours = words.next().and_then(|word| word.split_once('-'));
    let hours = hours.and_then(|(from, until)| Some((clock(from)?, clock(until)?)));
    let (from, until) = hours
        .filter(|(from, until)| from != until)
        .ok_or_else(|| words.fail_at(start, Expected::Hours))?;
    let zone = words.peek().and_then(|name| TimeZone::get(name).ok());
    let quiet = zone.and_then(|zone| Quiet::new(from, until, zone));
    let quiet = quiet.ok_or_else(|| words.fail(Expected::Zone))?;
    words.next();
    Ok(quiet)
}

fn rearm(
    words: &mut Words<'_>,
    condition: Option<Condition>,
    start: usize,
) -> Result<Rearm, RuleError> {
    if words.take("after") {
        return amounts::length(words).map(Rearm::After);
    }
    let side = if words.take("when back above") {
        Side::Above
    } else if words.take("when back below") {
        Side::Below
    } else {
        return Err(words.fail(Expected::Rearm));
    };
    // Its height has the unit of the condition's own, which options alone do not know.
    let Some(Condition::Beyond { kind, side: told, limit: Limit::Level(limit) }) =
        condition
    else {
        return Err(words.fail_at(start, Expected::OnlyForHeights));
    };
    let place = words.place();
    let level = amounts::level(words, kind)?;
    match side != told && is_beyond(level, side, limit) {
        true => Ok(Rearm::WhenBack(side, level)),
        false => Err(words.fail_at(place, Expected::OtherSide)),
    }
}

/// Whether the way back leads out of where the rule tells.
fn is_beyond(level: Level, side: Side, limit: Level) -> bool {
    match side {
        Side::Above => level.number() >= limit.number(),
        Side::Below => level.number() <= limit.number(),
    }
}

impl Condition {
    /// Of which number it is; sales and availability are none.
    pub(crate) fn kind(self) -> Option<Kind> {
        match self {
            Self::Beyond { kind, .. } | Self::Moves { kind, .. } => Some(kind),
            Self::Gone(_) | Self::BackInStock | Self::SellsFaster { .. } => None,
        }
    }

    pub(crate) fn is_height(self) -> bool {
        matches!(self, Self::Beyond { limit: Limit::Level(_), .. })
    }
}

pub(super) fn check_target(rule: &Rule, words: &Words<'_>) -> Result<(), RuleError> {
    let is_of_items = matches!(rule.condition, Condition::SellsFaster { .. });
    match is_of_items && !rule.target.is_item() {
        true => Err(words.fail(Expected::ItemOnly)),
        false => Ok(()),
    }
}

/// Amounts of two currencies cannot be compared with one series.
pub(super) fn check_currency(rule: &Rule, words: &Words<'_>) -> Result<(), RuleError> {
    let mut named = Vec::new();
    match rule.condition {
        Condition::Beyond { limit: Limit::Level(level), .. } => {
            named.extend(level.currency());
        }
        Condition::Moves { by, .. } => named.extend(by.currency()),
        _ => {}
    }
    let options = &rule.options;
    named.extend(options.min_change.is().and_then(|it| it.currency()));
    named.extend(options.hysteresis.is().and_then(|it| it.currency()));
    if let Some(Rearm::WhenBack(_, level)) = options.rearm.is() {
        named.extend(level.currency());
    }
    named.dedup();
    match named.len() > 1 {
        true => Err(words.fail(Expected::OneCurrency)),
        false => Ok(()),
    }
}
