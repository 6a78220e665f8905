//! Numbers with their units.

use std::time::Duration;

use itemget::Money;
use rust_decimal::Decimal;

use super::error::{Expected, RuleError};
use super::words::Words;
use crate::alert::amount::{Amount, Level};
use crate::series::{Kind, Unit};

/// The longest that a rule looks back or waits.
const MOST_DAYS: u16 = 3650;

/// A height for numbers of this kind.
pub(super) fn level(words: &mut Words<'_>, kind: Kind) -> Result<Level, RuleError> {
    let expected = match kind.unit() {
        Unit::Money => Expected::MoneyLevel,
        Unit::Percent => Expected::PercentLevel,
        Unit::Count | Unit::Stars => Expected::NumberLevel,
        Unit::Flag => Expected::NotAvailability,
    };
    let (start, number, unit) = number(words, expected)?;
    let level = match kind.unit() {
        Unit::Money => Level::Money(money(words, number, unit)?),
        Unit::Percent => {
            percent_sign(words, unit, expected)?;
            Level::Percent(number)
        }
        Unit::Count | Unit::Stars => Level::Number(number),
        Unit::Flag => return Err(words.fail_at(start, expected)),
    };
    let is_clean = unit.is_none() || matches!(level, Level::Money(_));
    match is_clean && level.suits(kind) && words.peek() != Some("%") {
        true => Ok(level),
        false => Err(words.fail_at(start, expected)),
    }
}

/// How far numbers of this kind move; of any kind where none is given.
pub(super) fn amount(
    words: &mut Words<'_>,
    kind: Option<Kind>,
) -> Result<Amount, RuleError> {
    let expected = match kind.map(Kind::unit) {
        Some(Unit::Money) | None => Expected::MoneyAmount,
        Some(Unit::Percent) => Expected::PointsAmount,
        Some(Unit::Count | Unit::Stars) => Expected::NumberAmount,
        Some(Unit::Flag) => Expected::NotAvailability,
    };
    let (start, number, unit) = number(words, expected)?;
    let amount = if unit.is_none() && words.take("%") {
        Amount::Share(number)
    } else if unit.is_none() && (words.take("points") || words.take("point")) {
        Amount::Points(number)
    } else if let Some(Unit::Count | Unit::Stars) = kind.map(Kind::unit) {
        match unit {
            None => Amount::Number(number),
            Some(_) => return Err(words.fail_at(start, expected)),
        }
    } else if unit.is_some() || words.peek().is_some_and(is_currency) {
        Amount::Money(money(words, number, unit)?)
    } else if kind.is_none() {
        Amount::Number(number)
    } else {
        return Err(match kind.map(Kind::unit) {
            Some(Unit::Money) => words.fail(Expected::Currency),
            _ => words.fail_at(start, expected),
        });
    };
    if kind.is_some_and(|kind| !amount.suits(kind)) {
        return Err(words.fail_at(start, expected));
    }
    match number > Decimal::ZERO {
        true => Ok(amount),
        false => Err(words.fail_at(start, Expected::MoreThanZero)),
    }
}

/// A bare number, with what stands right behind it in the same word.
pub(super) fn number<'a>(
    words: &mut Words<'a>,
    expected: Expected,
) -> Result<(usize, Decimal, Option<&'a str>), RuleError> {
    let start = words.place();
    let word = words.peek().ok_or_else(|| words.fail(expected))?;
    let digits = word.find(|c: char| !c.is_ascii_digit() && c != '.');
    let (number, unit) = word.split_at(digits.unwrap_or(word.len()));
    if number.is_empty() {
        return Err(words.fail(expected));
    }
    let unit = (!unit.is_empty()).then_some(unit);
    let is_plain = number.len() <= 15
        && number.starts_with(|c: char| c.is_ascii_digit())
        && number.ends_with(|c: char| c.is_ascii_digit())
        && unit.is_none_or(|unit| unit.chars().all(char::is_alphabetic));
    let number = Decimal::from_str_exact(number).ok().filter(|_| is_plain);
    let number = number.ok_or_else(|| words.fail(Expected::Number))?;
    words.next();
    Ok((start, number.normalize(), unit))
}

fn money(
    words: &mut Words<'_>,
    number: Decimal,
    unit: Option<&str>,
) -> Result<Money, RuleError> {
    let code = match unit {
        Some(code) => code,
        None => words.peek().unwrap_or_default(),
    };
    let place = words.place() - usize::from(unit.is_some());
    match code.parse() {
        Ok(currency) => {
            if unit.is_none() {
                words.next();
            }
            Ok(Money::new(number, currency))
        }
        Err(_) => Err(words.fail_at(place, Expected::Currency)),
    }
}

/// Words of three letters that follow an amount without being its currency.
fn is_currency(word: &str) -> bool {
    word.len() == 3
        && word.bytes().all(|b| b.is_ascii_alphabetic())
        && !word.eq_ignore_ascii_case("for")
        && !word.eq_ignore_ascii_case("min")
}

fn percent_sign(
    words: &mut Words<'_>,
    unit: Option<&str>,
    expected: Expected,
) -> Result<(), RuleError> {
    match unit {
        None => words.need("%", expected),
        Some(_) => Err(words.fail_at(words.place() - 1, expected)),
    }
}

/// So many days.
pub(super) fn days(words: &mut Words<'_>) -> Result<u16, RuleError> {
    let start = words.place();
    let days = words.peek().and_then(|word| word.parse::<u16>().ok());
    match days.filter(|days| (1..=MOST_DAYS).contains(days)) {
        Some(days) => {
            words.next();
            match words.take("days") || words.take("day") {
                true => Ok(days),
                false => Err(words.fail(Expected::Window)),
            }
        }
        None => Err(words.fail_at(start, Expected::Window)),
    }
}

/// `90m`, `24h`, `7d`, and `24 hours`.
pub(super) fn length(words: &mut Words<'_>) -> Result<Duration, RuleError> {
    let (start, number, unit) = number(words, Expected::Length)?;
    let unit = match unit {
        Some(unit) => unit,
        None => words.next().unwrap_or_default(),
    };
    let minutes: u64 = match unit.to_ascii_lowercase().as_str() {
        "m" | "min" | "minute" | "minutes" => 1,
        "h" | "hour" | "hours" => 60,
        "d" | "day" | "days" => 1440,
        _ => return Err(words.fail_at(start, Expected::Length)),
    };
    let most = u64::from(MOST_DAYS) * 1440;
    let whole = u64::try_from(number).ok().filter(|_| number.is_integer());
    let minutes = whole.and_then(|number| number.checked_mul(minutes));
    match minutes.filter(|minutes| (1..=most).contains(minutes)) {
        Some(minutes) => Ok(Duration::from_secs(minutes * 60)),
        None => Err(words.fail_at(start, Expected::Length)),
    }
}
