//! What is remembered of items between two looks, so that not all of their past has to be
//! read again each time.

use std::collections::BTreeMap;

use itemget_history::{Moment, Reading, Tail, Trail, TrailKey};
use itemget_store::{Tracked, TrackedId};

use super::learned::FOLLOWED;
use crate::rules::Watching;

/// What is remembered of items. Only what is as another process could have left it is
/// given out: whoever looks at an item notes when, and a memory of before is none.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    items: BTreeMap<TrackedId, Remembered>,
    /// How many series are remembered.
    series: usize,
}

/// So many series are remembered at most; then all are forgotten, and read when needed.
const MOST: usize = 2_000_000;

/// What is remembered of an item.
#[derive(Debug, Clone, Default)]
pub(super) struct Remembered {
    /// When it was looked at last.
    at: Option<Moment>,
    /// The ends of its trails.
    pub(super) tails: Vec<(TrailKey, Tail)>,
    /// A digest of what was said last of how it looks.
    pub(super) card: Option<u64>,
}

impl Memory {
    /// What is remembered of an item; none where somebody else looked at it since.
    pub(super) fn recall(&mut self, tracked: &Tracked) -> Option<Remembered> {
        let remembered = self.items.remove(&tracked.id)?;
        self.series -= remembered.series();
        (remembered.at == tracked.last_at).then_some(remembered)
    }

    /// Remembers an item that was looked at.
    pub(super) fn remember(&mut self, id: TrackedId, at: Moment, remembered: Remembered) {
        if self.series > MOST {
            *self = Self::default();
        }
        self.series += remembered.series();
        let remembered = Remembered { at: Some(at), ..remembered };
        if let Some(before) = self.items.insert(id, remembered) {
            self.series -= before.series();
        }
    }
}

impl Remembered {
    /// What there is to remember of these trails.
    pub(super) fn of(trails: &[(TrailKey, Trail)]) -> Self {
        let tails = trails.iter();
        let tails = tails.map(|(key, trail)| (key.clone(), Tail::of(trail)));
        Self { at: None, tails: tails.collect(), card: None }
    }

    /// The same with the ends of these trails, which are others than those remembered.
    pub(super) fn over(self, trails: &[(TrailKey, Trail)]) -> Self {
        Self { tails: Self::of(trails).tails, ..self }
    }

    /// Whether a rule has seen all that is remembered of its trail.
    pub(super) fn is_known_to(&self, rule: &Watching) -> bool {
        rule.knows(|key| {
            let (_, tail) = self.tails.iter().find(|(it, _)| it == key)?;
            tail.last_reading()
        })
    }

    /// Takes in readings, and tells whether they say something else of what people follow
    /// than was seen last. The first look at all says nothing else.
    pub(super) fn take_in(&mut self, readings: &[(TrailKey, Reading)]) -> bool {
        let mut changed = false;
        for (key, reading) in readings {
            let place = self.tails.iter().position(|(it, _)| it == key);
            let place = place.unwrap_or_else(|| {
                self.tails.push((key.clone(), Tail::default()));
                self.tails.len() - 1
            });
            changed |= self.tails[place].1.take_in(reading, FOLLOWED) > 0;
        }
        changed
    }

    fn series(&self) -> usize {
        // One at least, so that items without any are not remembered without end.
        self.tails.iter().map(|(_, tail)| tail.len()).sum::<usize>() + 1
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use itemget::View;
    use itemget_history::{Entry, Kind, Quantity, Series, State};
    use itemget_store::{Every, Watch};

    use super::*;

    fn key() -> TrailKey {
        TrailKey {
            item: "1005006000000001".parse().unwrap(),
            ship_to: "FR".parse().unwrap(),
            currency: "EUR".parse().unwrap(),
            source: "a".to_owned(),
        }
    }

    fn priced(at: i64, price: i64) -> [(TrailKey, Reading); 1] {
        let entry = Entry {
            series: Series::of_item(Kind::SalePrice),
            state: State::Value(Quantity::whole(price)),
        };
        let at = Moment::from_seconds(at);
        [(key(), Reading::of_item(at, Duration::from_secs(1000), vec![entry]))]
    }

    fn tracked(last_at: Option<i64>) -> Tracked {
        let view = View::default();
        Tracked {
            id: TrackedId(1),
            watch: Watch { item: key().item, view, source: "a".to_owned() },
            every: Every::Auto,
            paused: false,
            importance: 100,
            settings: "{}".to_owned(),
            added_at: Moment::from_seconds(0),
            next_at: Moment::from_seconds(0),
            last_at: last_at.map(Moment::from_seconds),
            last_outcome: None,
            failures: 0,
            model: String::new(),
        }
    }

    #[test]
    fn a_new_price_is_a_change_and_the_first_one_is_none() {
        let mut remembered = Remembered::default();
        assert!(!remembered.take_in(&priced(0, 5)));
        assert!(!remembered.take_in(&priced(1, 5)));
        assert!(remembered.take_in(&priced(2, 4)));
    }

    #[test]
    fn what_somebody_else_has_looked_at_since_is_not_remembered() {
        let mut memory = Memory::default();
        let mut remembered = Remembered::default();
        assert!(!remembered.take_in(&priced(7, 5)));
        for (last_at, is_known) in [(Some(7), true), (Some(8), false), (None, false)] {
            memory.remember(TrackedId(1), Moment::from_seconds(7), remembered.clone());
            assert_eq!(memory.recall(&tracked(last_at)).is_some(), is_known);
            assert!(memory.recall(&tracked(last_at)).is_none());
            assert_eq!(memory.series, 0);
        }
    }
}
