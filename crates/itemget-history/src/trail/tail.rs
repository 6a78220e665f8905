//! The end of a trail: what was seen last of each series. Enough to tell whether a reading
//! says anything new, and all that has to be remembered for it.

use std::collections::BTreeMap;

use super::Trail;
use super::lay::told_by;
use crate::moment::Moment;
use crate::reading::{Entry, Reading, Seen};
use crate::series::{Kind, Series};
use crate::state::State;

/// What was seen last of each series, however long ago.
///
/// What was not told of for a while and is as it was has not changed: a gap is nothing that
/// is seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tail {
    /// None where nothing was ever seen of a series.
    last: BTreeMap<Series, Option<State>>,
    read_at: Option<Moment>,
}

impl Tail {
    /// The end of a trail.
    pub fn of(trail: &Trail) -> Self {
        let last = trail.series().map(|(series, changes)| {
            let mut seen = changes.iter().rev().map(|change| change.state);
            (series, seen.find(|state| state.is_observed()))
        });
        Self { last: last.collect(), read_at: trail.last_reading() }
    }

    /// Takes in the reading that comes next, and tells of how many series of these kinds it
    /// says something else than was seen last. The first reading of all says nothing else.
    pub fn take_in(&mut self, reading: &Reading, kinds: &[Kind]) -> usize {
        let mut changed = 0;
        for Entry { series, state } in self.told_by(&reading.seen) {
            let last = self.last.entry(series).or_default();
            if state.is_observed() && *last != Some(state) {
                *last = Some(state);
                changed += usize::from(kinds.contains(&series.kind));
            }
        }
        let before = self.read_at;
        self.read_at = before.max(Some(reading.at));
        if before.is_none() { 0 } else { changed }
    }

    /// What was seen last of a series; none where nothing ever was.
    pub fn last(&self, series: Series) -> Option<State> {
        self.last.get(&series).copied().flatten()
    }

    /// The last reading of all.
    pub fn last_reading(&self) -> Option<Moment> {
        self.read_at
    }

    /// The series that are known.
    pub fn series(&self) -> impl Iterator<Item = Series> {
        self.last.keys().copied()
    }

    /// How many series are known.
    pub fn len(&self) -> usize {
        self.last.len()
    }

    /// Whether nothing was read yet.
    pub fn is_empty(&self) -> bool {
        self.read_at.is_none()
    }

    /// What a reading says of each series that is known, unspoken and spoken.
    pub(crate) fn told_by(&self, seen: &Seen) -> Vec<Entry> {
        told_by(self.last.keys(), seen)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use itemget::SkuId;

    use super::*;
    use crate::state::{Absence, Gap, Quantity};

    const KINDS: &[Kind] = &[Kind::Availability, Kind::SalePrice];

    fn sku(id: u64) -> Series {
        Series::of_sku(SkuId::from_u64(id).unwrap(), Kind::SalePrice)
    }

    fn reading(at: i64, seen: Seen) -> Reading {
        let holds_for = Duration::from_secs(100);
        Reading { at: Moment::from_seconds(at), holds_for, seen }
    }

    fn told(prices: &[(u64, i64)]) -> Vec<Entry> {
        let entry = |(id, price): &(u64, i64)| Entry {
            series: sku(*id),
            state: State::Value(Quantity::whole(*price)),
        };
        prices.iter().map(entry).collect()
    }

    /// What a long way through whole trails would say.
    fn by_trail(trail: &Trail, reading: &Reading) -> usize {
        let mut after = trail.clone();
        after.lay(reading);
        let last = |trail: &Trail, series| {
            let mut seen = trail.changes(series).iter().rev().map(|it| it.state);
            seen.find(|state| state.is_observed())
        };
        let followed = after.series().filter(|(it, _)| KINDS.contains(&it.kind));
        let differs = |series: Series| last(trail, series) != last(&after, series);
        if trail.is_empty() {
            return 0;
        }
        followed.filter(|(series, _)| differs(*series)).count()
    }

    #[test]
    fn it_says_of_each_reading_what_the_whole_trail_says() {
        let stock = Entry {
            series: Series::of_item(Kind::Stock),
            state: State::Value(Quantity::whole(7)),
        };
        let readings = [
            (Seen::Item(told(&[(1, 5), (2, 6)])), 0),
            (Seen::Item(told(&[(1, 5), (2, 6)])), 0),
            (Seen::Item([told(&[(1, 5), (2, 6)]), vec![stock]].concat()), 0),
            (Seen::Item(told(&[(1, 4), (2, 6)])), 1),
            (Seen::NotObserved(Gap::Failed), 0),
            // A variant that was not told of is there as before, one that is not listed not.
            (Seen::Part(told(&[(2, 6)])), 0),
            (Seen::Item(told(&[(2, 6)])), 1),
            (Seen::Item(told(&[(2, 6), (3, 1)])), 1),
            (Seen::Item(told(&[(1, 4), (2, 6), (3, 1)])), 1),
            (Seen::Absent(Absence::OffSale), 1),
            (Seen::Absent(Absence::OffSale), 0),
            (Seen::Item(told(&[(1, 4), (2, 6), (3, 2)])), 2),
            // It names no variant: they may be as they were.
            (Seen::Item(Vec::new()), 0),
        ];
        let mut trail = Trail::default();
        let mut tail = Tail::default();
        for (at, (seen, expected)) in readings.into_iter().enumerate() {
            let reading = reading(at as i64, seen);
            assert_eq!(by_trail(&trail, &reading), expected, "{reading:?}");
            assert_eq!(tail.take_in(&reading, KINDS), expected, "{reading:?}");
            trail.lay(&reading);
            let read = Tail::of(&trail);
            assert_eq!(read.last, tail.last, "{at}");
        }
        assert_eq!(tail.len(), 5);
        assert_eq!(tail.last(sku(3)), Some(State::Value(Quantity::whole(2))));
    }
}
