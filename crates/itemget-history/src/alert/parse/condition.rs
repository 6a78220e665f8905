//! The beginning of a rule: what must happen.

use rust_decimal::Decimal;

use super::amounts;
use super::error::{Expected, RuleError};
use super::words::Words;
use crate::alert::amount::Amount;
use crate::alert::rule::{
    Away, Condition, Direction, Extreme, Limit, Period, Reference, Side, Window,
};
use crate::series::{Kind, Unit};

pub(super) fn read(words: &mut Words<'_>) -> Result<Condition, RuleError> {
    if words.take("back") {
        words.need("in stock", Expected::InStock)?;
        return Ok(Condition::BackInStock);
    }
    if words.take("out") {
        words.need("of stock", Expected::OfStock)?;
        return Ok(Condition::Gone(Away::OutOfStock));
    }
    if words.take("off") {
        words.need("sale", Expected::Sale)?;
        return Ok(Condition::Gone(Away::OffSale));
    }
    if words.take("sells") {
        return sells(words);
    }
    let kind = kind(words)?;
    if words.take("below") {
        return beyond(words, kind, Side::Below);
    }
    if words.take("above") {
        return beyond(words, kind, Side::Above);
    }
    for direction in [Direction::Drops, Direction::Rises, Direction::Changes] {
        if words.take(&direction.to_string()) {
            return moves(words, kind, direction);
        }
    }
    Err(words.fail(Expected::Verb))
}

/// `sale_price`, and `sale price` as well.
fn kind(words: &mut Words<'_>) -> Result<Kind, RuleError> {
    let spaced = |kind: &Kind| kind.word().replace('_', " ");
    // The longer name first: `sale_price_most` begins with `sale_price`.
    let mut kinds = Kind::ALL.to_vec();
    kinds.sort_by_key(|kind| std::cmp::Reverse(kind.word().len()));
    let start = words.place();
    let found = kinds
        .into_iter()
        .find(|kind| words.take(kind.word()) || words.take(&spaced(kind)));
    match found {
        Some(kind) if kind.unit() == Unit::Flag => {
            Err(words.fail_at(start, Expected::NotAvailability))
        }
        Some(kind) => Ok(kind),
        None => Err(words.fail(Expected::Condition)),
    }
}

fn beyond(words: &mut Words<'_>, kind: Kind, side: Side) -> Result<Condition, RuleError> {
    let extreme = match side {
        Side::Below => "lowest",
        Side::Above => "highest",
    };
    let limit = match words.take(extreme) {
        true => Limit::Record(window(words)?),
        false => Limit::Level(amounts::level(words, kind)?),
    };
    Ok(Condition::Beyond { kind, side, limit })
}

fn moves(
    words: &mut Words<'_>,
    kind: Kind,
    direction: Direction,
) -> Result<Condition, RuleError> {
    let start = words.place();
    let by = amounts::amount(words, Some(kind))?;
    if let Amount::Share(percent) = by
        && direction == Direction::Drops
        && percent >= Decimal::ONE_HUNDRED
    {
        return Err(words.fail_at(start, Expected::LessThanAll));
    }
    let from = if words.take("since") {
        words.need("last alert", Expected::LastAlert)?;
        Reference::LastAlert
    } else {
        let is_measured = match direction {
            Direction::Drops => words.take("below"),
            Direction::Rises => words.take("above"),
            Direction::Changes => false,
        };
        match is_measured {
            true => reference(words)?,
            false => Reference::Last,
        }
    };
    Ok(Condition::Moves { kind, direction, by, from })
}

fn reference(words: &mut Words<'_>) -> Result<Reference, RuleError> {
    let extreme = if words.take("lowest") {
        Extreme::Lowest
    } else if words.take("highest") {
        Extreme::Highest
    } else {
        return Err(words.fail(Expected::Extreme));
    };
    Ok(Reference::Extreme(extreme, window(words)?))
}

fn window(words: &mut Words<'_>) -> Result<Window, RuleError> {
    if words.take("ever") {
        return Ok(Window::Ever);
    }
    words.need("of", Expected::Window)?;
    amounts::days(words).map(Window::Days)
}

fn sells(words: &mut Words<'_>) -> Result<Condition, RuleError> {
    words.need("faster than", Expected::FasterThan)?;
    let (start, units, unit) = amounts::number(words, Expected::FasterThan)?;
    if unit.is_some() {
        return Err(words.fail_at(start, Expected::Number));
    }
    words.need("per", Expected::Per)?;
    let period = [("hour", Period::Hour), ("day", Period::Day), ("week", Period::Week)];
    let found = period.into_iter().find(|(word, _)| words.take(word));
    match found {
        Some((_, per)) => Ok(Condition::SellsFaster { units, per }),
        None => Err(words.fail(Expected::Per)),
    }
}
