//! Several timelines read side by side, as one.

use crate::moment::Moment;
use crate::state::State;
use crate::timeline::{Step, Timeline};

/// One line out of several: `decide` is asked for every stretch in which none of them
/// changes, with each line's state there; none where a line does not reach. Where a line
/// ends with a step of no length, it is asked for that moment too.
pub(crate) fn merge(
    lines: &[Timeline],
    decide: impl Fn(&[Option<State>]) -> State,
) -> Timeline {
    let steps = lines.iter().flat_map(Timeline::steps);
    let mut turns: Vec<Moment> = steps.flat_map(|it| [it.from, it.until]).collect();
    turns.sort_unstable();
    turns.dedup();
    let mut passed = vec![0; lines.len()];
    let mut states = vec![None; lines.len()];
    let stretches = turns.windows(2).map(|pair| {
        let (from, until) = (pair[0], pair[1]);
        for ((line, passed), state) in lines.iter().zip(&mut passed).zip(&mut states) {
            *state = state_from(line, passed, from);
        }
        Step { from, until, state: decide(&states) }
    });
    let mut merged = Timeline::new(stretches);
    let lasts = lines.iter().filter_map(Timeline::last);
    let end = lasts.filter(|last| last.from == last.until).map(|last| last.until).max();
    if let Some(end) = end.filter(|end| turns.last() == Some(end)) {
        let states: Vec<_> = lines.iter().map(|line| line.at(end)).collect();
        merged.push(Step { from: end, until: end, state: decide(&states) });
    }
    merged
}

/// The state that a line has from `from` on; `passed` counts the steps that are over.
fn state_from(line: &Timeline, passed: &mut usize, from: Moment) -> Option<State> {
    let rest = &line.steps()[*passed..];
    *passed += rest.iter().take_while(|step| step.until <= from).count();
    let step = line.steps().get(*passed)?;
    (step.from <= from).then_some(step.state)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Gap, Quantity};

    fn line(steps: &[(i64, i64, i64)]) -> Timeline {
        Timeline::new(steps.iter().map(|(from, until, value)| Step {
            from: Moment::from_seconds(*from),
            until: Moment::from_seconds(*until),
            state: State::Value(Quantity::whole(*value)),
        }))
    }

    #[test]
    fn every_stretch_is_decided_once_and_equal_neighbours_are_one() {
        let lines = [line(&[(0, 10, 1), (10, 20, 2)]), line(&[(5, 15, 7), (15, 18, 8)])];
        let sum = merge(&lines, |states| {
            let values = states.iter().flatten().filter_map(|state| state.value());
            let sum: i64 = values.map(Quantity::mantissa).sum();
            match sum > 7 {
                true => State::Value(Quantity::whole(sum)),
                false => State::NotObserved(Gap::NotTold),
            }
        });
        let steps: Vec<_> = sum
            .steps()
            .iter()
            .map(|it| {
                let value = it.state.value().map(Quantity::mantissa);
                (it.from.seconds(), it.until.seconds(), value)
            })
            .collect();
        let expected = [
            (0, 5, None),
            (5, 10, Some(8)),
            (10, 15, Some(9)),
            (15, 18, Some(10)),
            (18, 20, None),
        ];
        assert_eq!(steps, expected);
        assert_eq!(merge(&[], |_| State::NotObserved(Gap::NotTold)), Timeline::default());
    }
}
