//! A timeline within a window, with what lies before and after it.

use crate::moment::Moment;
use crate::state::{Gap, State};
use crate::stats::Window;
use crate::timeline::{Step, Timeline};

/// The steps of a line that fill a window: before its first and after its last one nobody
/// looked, which is a stretch like any other.
pub(crate) fn filled(line: &Timeline, window: Window) -> Vec<Step> {
    let part = line.between(window.from, window.until);
    let unwatched = |from: Moment, until: Moment| {
        let state = State::NotObserved(Gap::Unwatched);
        (from < until).then_some(Step { from, until, state })
    };
    let (first, last) = part.extent().unwrap_or((window.until, window.until));
    let before = unwatched(window.from, first);
    let after = unwatched(last, window.until);
    let steps = part.steps().iter().copied().filter(|step| step.from < step.until);
    let all = before.into_iter().chain(steps).chain(after);
    Timeline::new(all).steps().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Quantity;

    #[test]
    fn a_window_is_filled_from_end_to_end() {
        let moment = Moment::from_seconds;
        let step =
            |from, until, state| Step { from: moment(from), until: moment(until), state };
        let value = State::Value(Quantity::whole(1));
        let unwatched = State::NotObserved(Gap::Unwatched);
        let line = Timeline::new([step(10, 20, value)]);
        let window = |from, until| Window { from: moment(from), until: moment(until) };
        assert_eq!(
            filled(&line, window(0, 30)),
            [step(0, 10, unwatched), step(10, 20, value), step(20, 30, unwatched)]
        );
        assert_eq!(filled(&line, window(12, 18)), [step(12, 18, value)]);
        assert_eq!(filled(&line, window(40, 50)), [step(40, 50, unwatched)]);
    }
}
