//! The moments at which anything changed, shared by all series of a block.

use crate::bytes::{Input, PackedError, length, put, put_count, unzigzag, zigzag};
use crate::moment::Moment;

/// Writes moments in ascending order, none of them before `start`.
///
/// Whoever looks at an item does so every so often, give or take some minutes, and not
/// each look sees a change: so a moment is told as a multiple of a period after the last
/// one, and by how much it is off. The plain difference of differences costs a byte more
/// wherever a look saw nothing new.
pub(super) fn put_moments(out: &mut Vec<u8>, moments: &[Moment], start: Moment) {
    put_count(out, moments.len());
    let Some(first) = moments.first() else { return };
    let deltas: Vec<u64> =
        moments.windows(2).map(|pair| seconds(pair[0], pair[1])).collect();
    let period = best_period(&deltas);
    put(out, period);
    put(out, seconds(start, *first));
    for delta in deltas {
        let step = Step::of(delta, period);
        put(out, step.number);
        if let Some(periods) = step.periods {
            put(out, periods);
        }
    }
}

/// Reads what [`put_moments`] wrote.
pub(super) fn read_moments(
    input: &mut Input<'_>,
    start: Moment,
) -> Result<Vec<Moment>, PackedError> {
    let count = input.count(1)?;
    let mut moments = Vec::with_capacity(count);
    if count == 0 {
        return Ok(moments);
    }
    let period = input.number()?;
    let mut at = later(start.seconds(), input.number()?)?;
    moments.push(Moment::from_seconds(at));
    for _ in 1..count {
        at = later(at, Step::read(input, period)?)?;
        moments.push(Moment::from_seconds(at));
    }
    Ok(moments)
}

/// `seconds` after `at`, if there is such a moment.
pub(super) fn later(at: i64, seconds: u64) -> Result<i64, PackedError> {
    at.checked_add_unsigned(seconds)
        .filter(|later| *later <= Moment::MAX.seconds())
        .ok_or(PackedError::Malformed("a moment beyond the end of time"))
}

/// The seconds from one moment to a later one.
pub(super) fn seconds(from: Moment, to: Moment) -> u64 {
    to.since(from).as_secs()
}

/// How many periods are told in the low bits of a step's number; this mark there says
/// that they follow.
const PERIODS_FOLLOW: u64 = 3;

/// How far it is from a moment to the next.
struct Step {
    number: u64,
    periods: Option<u64>,
}

impl Step {
    fn of(delta: u64, period: u64) -> Self {
        let periods = (delta + period / 2) / period;
        let off = zigzag(delta.wrapping_sub(periods * period).cast_signed());
        match periods {
            1..=PERIODS_FOLLOW => {
                Self { number: off << 2 | (periods - 1), periods: None }
            }
            _ => Self { number: off << 2 | PERIODS_FOLLOW, periods: Some(periods) },
        }
    }

    fn len(&self) -> usize {
        length(self.number) + self.periods.map_or(0, length)
    }

    fn read(input: &mut Input<'_>, period: u64) -> Result<u64, PackedError> {
        let number = input.number()?;
        let periods = match number & 3 {
            PERIODS_FOLLOW => input.number()?,
            fewer => fewer + 1,
        };
        periods
            .checked_mul(period)
            .and_then(|far| far.checked_add_signed(unzigzag(number >> 2)))
            .filter(|delta| *delta > 0)
            .ok_or(PackedError::Malformed("moments out of their order"))
    }
}

/// The period of a few likely ones with which the moments take the fewest bytes.
fn best_period(deltas: &[u64]) -> u64 {
    let mut sorted = deltas.to_vec();
    sorted.sort_unstable();
    let likely = [10, 4, 2].map(|part| sorted.get(sorted.len() / part).copied());
    let cost = |period: &u64| -> usize {
        deltas.iter().map(|delta| Step::of(*delta, *period).len()).sum()
    };
    likely.into_iter().flatten().min_by_key(cost).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::{begin, open, seal};

    fn written(moments: &[i64]) -> Vec<u8> {
        let moments: Vec<_> = moments.iter().copied().map(Moment::from_seconds).collect();
        let mut out = begin(0);
        put_moments(&mut out, &moments, Moment::from_seconds(1000));
        let sealed = seal(out);
        let mut input = open(&sealed, 0).unwrap();
        assert_eq!(read_moments(&mut input, Moment::from_seconds(1000)), Ok(moments));
        assert!(input.is_empty());
        sealed
    }

    #[test]
    fn a_regular_look_costs_a_byte_and_one_with_some_minutes_of_jitter_two() {
        let around = |count: i64, jitter: i64| -> Vec<i64> {
            (0..count).map(|day| 1000 + day * 86_400 + day * 7919 % jitter).collect()
        };
        let (none, few) = (written(&around(1, 1)).len(), written(&around(50, 1)).len());
        assert!(few <= none + 49 + 2, "{few}");
        let jittered = written(&around(50, 600)).len();
        assert!(jittered <= none + 2 * 49 + 2, "{jittered}");
        // Looks that saw nothing new cost nothing, and make the next no dearer.
        let every_other: Vec<i64> =
            around(100, 600).into_iter().filter(|at| at % 3 > 0).collect();
        let skipping = written(&every_other).len();
        assert!(skipping <= none + 2 * every_other.len() + 4, "{skipping}");
    }

    #[test]
    fn any_moments_come_back() {
        written(&[]);
        written(&[1000]);
        written(&[1000, 1001, 1002, 90_000, 90_001]);
        written(&[Moment::MAX.seconds() - 1, Moment::MAX.seconds()]);
    }
}
