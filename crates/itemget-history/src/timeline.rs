//! One series laid open: from when until when it was what.

use std::time::Duration;

use crate::moment::Moment;
use crate::state::State;

/// A stretch of time in which a series stayed as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Seen from here.
    pub from: Moment,
    /// Until here, which is the next step's start.
    pub until: Moment,
    /// What was known of it.
    pub state: State,
}

impl Step {
    /// How long it lasted.
    pub fn lasted(&self) -> Duration {
        self.until.since(self.from)
    }
}

/// A series over time: steps that touch each other, in their order.
///
/// Where nobody looked there is a step that says so. The last reading is believed for as
/// long as it may be, and no longer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timeline {
    steps: Vec<Step>,
}

impl Timeline {
    /// A timeline of these steps, of which neighbours with one state become one.
    pub fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        let mut timeline = Self::default();
        for step in steps {
            timeline.push(step);
        }
        timeline
    }

    /// Adds a step at the end. A gap between it and the last one is not allowed; a step
    /// of no length is kept only where it says something new.
    pub(crate) fn push(&mut self, step: Step) {
        match self.steps.last_mut() {
            Some(last) if last.state == step.state => last.until = step.until,
            _ => self.steps.push(step),
        }
    }

    /// The steps, in their order.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// When it was first and last known of.
    pub fn extent(&self) -> Option<(Moment, Moment)> {
        Some((self.steps.first()?.from, self.steps.last()?.until))
    }

    /// What was known at `moment`; none before the first and after the last step.
    pub fn at(&self, moment: Moment) -> Option<State> {
        let after = self.steps.partition_point(|step| step.from <= moment);
        let step = self.steps.get(after.checked_sub(1)?)?;
        (moment <= step.until).then_some(step.state)
    }

    /// The part between `from` and `until`, with the state that it began with.
    #[must_use]
    pub fn between(&self, from: Moment, until: Moment) -> Self {
        let overlapping = self.steps.iter().filter(|step| {
            (step.from < until && step.until > from)
                || (step.from == step.until && step.from >= from && step.from <= until)
        });
        let cut = overlapping.map(|step| Step {
            from: step.from.max(from),
            until: step.until.min(until),
            state: step.state,
        });
        Self::new(cut)
    }

    /// The last thing known of it.
    pub fn last(&self) -> Option<Step> {
        self.steps.last().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Gap, Quantity};

    fn step(from: i64, until: i64, state: State) -> Step {
        let moment = Moment::from_seconds;
        Step { from: moment(from), until: moment(until), state }
    }

    fn value(value: i64) -> State {
        State::Value(Quantity::whole(value))
    }

    #[test]
    fn neighbours_that_say_the_same_are_one() {
        let line = Timeline::new([
            step(0, 5, value(1)),
            step(5, 9, value(1)),
            step(9, 12, value(2)),
        ]);
        assert_eq!(line.steps(), [step(0, 9, value(1)), step(9, 12, value(2))]);
    }

    #[test]
    fn a_part_begins_with_what_was_before_the_cut() {
        let gap = State::NotObserved(Gap::Unwatched);
        let line =
            Timeline::new([step(0, 5, value(1)), step(5, 9, gap), step(9, 12, value(2))]);
        let moment = Moment::from_seconds;
        let part = line.between(moment(3), moment(10));
        let expected = [step(3, 5, value(1)), step(5, 9, gap), step(9, 10, value(2))];
        assert_eq!(part.steps(), expected);
        assert_eq!(line.at(moment(4)), Some(value(1)));
        assert_eq!(line.at(moment(5)), Some(gap));
        assert_eq!(line.at(moment(12)), Some(value(2)));
        assert_eq!(line.at(moment(13)), None);
        assert_eq!(line.at(moment(-1)), None);
    }
}
