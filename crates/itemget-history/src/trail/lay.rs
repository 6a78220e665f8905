//! Laying readings into a trail: in time, twice, or late.

use std::time::Duration;

use itemget::SkuId;

use super::{Change, Span, Trail};
use crate::moment::Moment;
use crate::reading::{Entry, Reading, Seen};
use crate::series::{Kind, Series};
use crate::state::{Absence, Gap, Quantity, State};

/// Whether the item as a whole can be had. It stands over every other series: while the
/// item cannot be had or was not seen, none of them was.
pub(crate) const WHOLE: Series = Series { sku: None, kind: Kind::Availability };

/// What a reading of an item says without words: that it is there.
const THERE: Entry = Entry { series: WHOLE, state: State::Value(Quantity::whole(1)) };

impl Trail {
    /// Lays in a reading, wherever in time it belongs. Laying in the same reading again
    /// changes nothing.
    pub fn lay(&mut self, reading: &Reading) {
        match self.last_reading() {
            Some(last) if reading.at < last => self.lay_late(reading),
            Some(last) if reading.at == last && is_failed(reading) => {
                // Another reading of this second saw something.
            }
            last => self.lay_next(reading, last),
        }
    }

    fn lay_next(&mut self, reading: &Reading, last: Option<Moment>) {
        let at = reading.at;
        self.look(at, reading.holds_for, last);
        if self.lay_alike(at, &reading.seen) {
            return;
        }
        for Entry { series, state } in self.told_by(&reading.seen) {
            self.change(series, Change { at, state });
        }
    }

    /// What nearly every reading is: one that names the very series that are known, in
    /// their order, so that nothing has to be looked for. Any other one is left alone.
    fn lay_alike(&mut self, at: Moment, seen: &Seen) -> bool {
        let entries = match seen {
            Seen::Item(entries) | Seen::Part(entries) => entries.as_slice(),
            Seen::Absent(_) | Seen::NotObserved(_) => return false,
        };
        let says_so = entries.first().is_some_and(|entry| entry.series == WHOLE);
        let is_there = (!says_so).then_some(THERE);
        let told = || is_there.iter().chain(entries);
        let is_alike = self.series.len() == entries.len() + usize::from(!says_so)
            && self.series.keys().zip(told()).all(|(known, told)| *known == told.series);
        if is_alike {
            for (changes, entry) in self.series.values_mut().zip(told()) {
                note(changes, Change { at, state: entry.state });
            }
        }
        is_alike
    }

    /// Notes that the item was looked at, now or later than ever before.
    fn look(&mut self, at: Moment, holds_for: Duration, last: Option<Moment>) {
        let near = last.is_some_and(|last| at.since(last) <= self.holds_for);
        self.holds_for = whole_seconds(holds_for);
        match self.spans.last_mut() {
            Some(span) if span.last == at => {}
            Some(span) if near => {
                span.last = at;
                span.readings += 1;
            }
            _ => self.spans.push(Span { first: at, last: at, readings: 1 }),
        }
    }

    /// Notes a change at or after the last one of its series.
    pub(super) fn change(&mut self, series: Series, change: Change) {
        note(self.series.entry(series).or_default(), change);
    }

    /// What a reading says of each series of this trail, unspoken and spoken.
    fn told_by(&self, seen: &Seen) -> Vec<Entry> {
        told_by(self.series.keys(), seen)
    }

    /// What a reading says of those series of this trail that it does not name.
    fn unspoken(&self, seen: &Seen) -> Vec<Entry> {
        unspoken(self.series.keys(), seen)
    }

    /// Lays in a reading that is older than the last one. Only changes and the ends of
    /// spans are known by their time, so that what it contradicts is contested until the
    /// next moment that is.
    fn lay_late(&mut self, reading: &Reading) {
        if is_failed(reading) {
            // That somebody failed to look then says nothing about then.
            return;
        }
        let at = reading.at;
        let Some(next) = self.next_known(at) else { return };
        let is_known = self.is_known(at);
        let in_span = self.span_over(at);
        let unspoken = self.unspoken(&reading.seen);
        match in_span {
            Some(span) if !is_known => self.spans[span].readings += 1,
            Some(_) => {}
            None => self.insert_span(at, reading.holds_for),
        }
        for entry in unspoken {
            // What came up later begins later, as if all had come in time.
            if self.left_in(entry.series, at).is_some() {
                self.change_late(entry, at, next, in_span.is_some());
            }
        }
        for entry in spoken(&reading.seen) {
            self.change_late(entry, at, next, in_span.is_some());
        }
    }

    /// Notes what was seen at a moment in the past, and that this was so until `next` at
    /// the most.
    fn change_late(&mut self, entry: Entry, at: Moment, next: Moment, in_span: bool) {
        const CONTESTED: State = State::NotObserved(Gap::Contested);
        let Entry { series, state } = entry;
        let before = self.left_in(series, at);
        let is_taken =
            self.change_at(series, at).is_some_and(|kept| kept.state != CONTESTED);
        if before == Some(state) || is_taken {
            return;
        }
        let mut added = vec![Change { at, state }];
        let from = at + Duration::from_secs(1);
        if in_span && from < next {
            added.push(Change { at: from, state: CONTESTED });
        }
        // What came up later was not told of at the next reading.
        let untold = (series != WHOLE).then_some(State::NotObserved(Gap::NotTold));
        let back = self.left_in(series, next).or(untold);
        if self.change_at(series, next).is_none()
            && let Some(state) = back
        {
            added.push(Change { at: next, state });
        }
        self.insert(series, &added);
    }

    /// Puts changes in, in place of those of the same moment.
    fn insert(&mut self, series: Series, added: &[Change]) {
        let changes = self.series.entry(series).or_default();
        for change in added {
            match changes.binary_search_by_key(&change.at, |kept| kept.at) {
                Ok(place) => changes[place] = *change,
                Err(place) => changes.insert(place, *change),
            }
        }
        changes.dedup_by_key(|change| change.state);
    }

    fn change_at(&self, series: Series, at: Moment) -> Option<Change> {
        let changes = self.changes(series);
        let place = changes.binary_search_by_key(&at, |change| change.at).ok()?;
        Some(changes[place])
    }

    fn span_over(&self, at: Moment) -> Option<usize> {
        let before =
            self.spans.partition_point(|span| span.first <= at).checked_sub(1)?;
        (at <= self.spans[before].last).then_some(before)
    }

    /// The first moment after `at` at which there is known to have been a reading.
    fn next_known(&self, at: Moment) -> Option<Moment> {
        let ends = self.spans.iter().flat_map(|span| [span.first, span.last]);
        let next_of = |changes: &Vec<Change>| {
            let after = changes.partition_point(|change| change.at <= at);
            changes[after..].iter().find(|it| is_seen(it)).map(|change| change.at)
        };
        let changes = self.series.values().filter_map(next_of);
        ends.filter(|end| *end > at).chain(changes).min()
    }

    fn is_known(&self, at: Moment) -> bool {
        let is_seen_at =
            |series: &Series| self.change_at(*series, at).is_some_and(|it| is_seen(&it));
        self.spans.iter().any(|span| span.first == at || span.last == at)
            || self.series.keys().any(is_seen_at)
    }

    /// Notes that the item was looked at at a moment that no span is over.
    fn insert_span(&mut self, at: Moment, holds_for: Duration) {
        let place = self.spans.partition_point(|span| span.last < at);
        self.spans.insert(place, Span { first: at, last: at, readings: 1 });
        // How long the reading before could be believed is not kept: this one's stands
        // for it.
        self.join(place, holds_for);
        if let Some(before) = place.checked_sub(1) {
            self.join(before, holds_for);
        }
    }

    /// Makes one of the span at `place` and the next one, where they are near.
    fn join(&mut self, place: usize, holds_for: Duration) {
        let Some(next) = self.spans.get(place + 1).copied() else { return };
        let span = &mut self.spans[place];
        if next.first.since(span.last) <= holds_for {
            span.last = next.last;
            span.readings += next.readings;
            self.spans.remove(place + 1);
        }
    }
}

/// Whether a reading saw it: nobody sees that something is contested.
pub(crate) fn is_seen(change: &Change) -> bool {
    change.state != State::NotObserved(Gap::Contested)
}

/// Adds a change at or after the last one of the same series.
fn note(changes: &mut Vec<Change>, change: Change) {
    // Two readings of one second: the later one to arrive is believed.
    if changes.last().is_some_and(|last| last.at == change.at) {
        changes.pop();
    }
    if changes.last().is_none_or(|last| last.state != change.state) {
        changes.push(change);
    }
}

/// What a reading says of each of the series that are known, unspoken and spoken.
pub(super) fn told_by<'a>(
    known: impl Iterator<Item = &'a Series>,
    seen: &Seen,
) -> Vec<Entry> {
    let mut told = unspoken(known, seen);
    told.extend(spoken(seen));
    told
}

/// What a reading says of those of the series that are known which it does not name.
fn unspoken<'a>(known: impl Iterator<Item = &'a Series>, seen: &Seen) -> Vec<Entry> {
    let (entries, is_all) = match seen {
        Seen::Item(entries) => (entries, true),
        Seen::Part(entries) => (entries, false),
        Seen::Absent(_) | Seen::NotObserved(_) => return Vec::new(),
    };
    let mut told: Vec<Series> = entries.iter().map(|entry| entry.series).collect();
    told.sort_unstable();
    let names_skus = is_all && told.last().is_some_and(|last| last.sku.is_some());
    let names = |sku: SkuId| {
        let before = told.partition_point(|it| it.sku < Some(sku));
        told.get(before).is_some_and(|it| it.sku == Some(sku))
    };
    let known = known.filter(|it| **it != WHOLE);
    let unspoken = known.filter(|it| told.binary_search(it).is_err());
    let entry = |series: &Series| {
        let is_gone = names_skus && series.sku.is_some_and(|sku| !names(sku));
        let state = match is_gone {
            true => State::Absent(Absence::NotListed),
            false => State::NotObserved(Gap::NotTold),
        };
        Entry { series: *series, state }
    };
    unspoken.map(entry).collect()
}

/// What a reading says in so many words, and that the item is there if it is.
fn spoken(seen: &Seen) -> impl Iterator<Item = Entry> {
    let (entries, whole) = match seen {
        Seen::Absent(why) => (&[][..], Some(State::Absent(*why))),
        Seen::NotObserved(gap) => (&[][..], Some(State::NotObserved(*gap))),
        Seen::Item(entries) | Seen::Part(entries) => {
            let says_so = entries.iter().any(|entry| entry.series == WHOLE);
            let is_there = (!says_so).then_some(THERE.state);
            (entries.as_slice(), is_there)
        }
    };
    let whole = whole.map(|state| Entry { series: WHOLE, state });
    entries.iter().copied().chain(whole)
}

fn is_failed(reading: &Reading) -> bool {
    matches!(reading.seen, Seen::NotObserved(_))
}

pub(super) fn whole_seconds(duration: Duration) -> Duration {
    Duration::from_secs(duration.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3600;
    const PRICE: Series = Series { sku: None, kind: Kind::SalePrice };

    fn moment(hour: i64) -> Moment {
        Moment::from_seconds(hour * HOUR)
    }

    fn value(value: i64) -> State {
        State::Value(Quantity::whole(value))
    }

    fn priced(hour: i64, price: i64) -> Reading {
        let entries = vec![Entry { series: PRICE, state: value(price) }];
        Reading::of_item(moment(hour), Duration::from_secs(7200), entries)
    }

    fn trail(readings: &[Reading]) -> Trail {
        let mut trail = Trail::default();
        for reading in readings {
            trail.lay(reading);
        }
        assert!(trail.is_sound(), "{trail:?}");
        trail
    }

    fn changes(trail: &Trail) -> Vec<(i64, State)> {
        let changes = trail.changes(PRICE).iter();
        changes.map(|change| (change.at.seconds(), change.state)).collect()
    }

    #[test]
    fn what_stays_the_same_is_kept_once_and_counted() {
        let trail = trail(&[priced(0, 5), priced(1, 5), priced(2, 5), priced(3, 4)]);
        assert_eq!(changes(&trail), [(0, value(5)), (3 * HOUR, value(4))]);
        let span = Span { first: moment(0), last: moment(3), readings: 4 };
        assert_eq!(trail.spans(), [span]);
    }

    #[test]
    fn a_reading_laid_in_again_changes_nothing() {
        let once = [priced(0, 5), priced(1, 5), priced(2, 4), priced(9, 4)];
        let expected = trail(&once);
        for again in &once {
            let mut twice = expected.clone();
            twice.lay(again);
            // A reading within a span that changed nothing is not known by its time: it
            // is counted again, and that is all.
            twice.spans.iter_mut().zip(&expected.spans).for_each(|(span, expected)| {
                assert!(span.readings - expected.readings <= 1);
                span.readings = expected.readings;
            });
            assert_eq!(twice, expected, "{again:?}");
        }
    }

    #[test]
    fn where_nobody_looked_for_too_long_a_new_span_begins() {
        let trail = trail(&[priced(0, 5), priced(2, 5), priced(5, 5)]);
        assert_eq!(trail.spans().len(), 2);
        assert_eq!(changes(&trail), [(0, value(5))]);
    }

    #[test]
    fn a_variant_that_is_no_longer_listed_is_absent_and_an_untold_kind_is_not_observed() {
        let sku = |id: u64, kind| Series::of_sku(SkuId::from_u64(id).unwrap(), kind);
        let entry = |series| Entry { series, state: value(1) };
        let reading = |hour, series: &[Series]| {
            let entries = series.iter().copied().map(entry).collect();
            Reading::of_item(moment(hour), Duration::from_secs(7200), entries)
        };
        let (stock, price) = (Kind::Stock, Kind::SalePrice);
        let trail = trail(&[
            reading(0, &[sku(1, price), sku(1, stock), sku(2, price)]),
            reading(1, &[sku(1, price)]),
        ]);
        let last = |series| trail.changes(series).last().unwrap().state;
        assert_eq!(last(sku(2, price)), State::Absent(Absence::NotListed));
        assert_eq!(last(sku(1, stock)), State::NotObserved(Gap::NotTold));
        assert_eq!(last(sku(1, price)), value(1));
    }

    #[test]
    fn a_late_reading_that_agrees_is_only_counted() {
        let mut late = trail(&[priced(0, 5), priced(1, 5), priced(2, 5)]);
        late.lay(&Reading { at: moment(1) + Duration::from_secs(60), ..priced(1, 5) });
        assert_eq!(changes(&late), [(0, value(5))]);
        assert_eq!(late.readings(), 4);
    }

    #[test]
    fn a_late_reading_that_disagrees_is_kept_and_what_follows_is_contested() {
        let mut late = trail(&[priced(0, 5), priced(1, 5), priced(2, 5)]);
        late.lay(&Reading { at: moment(1) + Duration::from_secs(60), ..priced(1, 4) });
        assert!(late.is_sound(), "{late:?}");
        let contested = State::NotObserved(Gap::Contested);
        assert_eq!(
            changes(&late),
            [
                (0, value(5)),
                (HOUR + 60, value(4)),
                (HOUR + 61, contested),
                (2 * HOUR, value(5))
            ]
        );
    }

    #[test]
    fn a_late_reading_before_and_between_spans_makes_its_own() {
        let mut late = trail(&[priced(10, 5), priced(20, 6)]);
        late.lay(&priced(0, 3));
        late.lay(&priced(15, 7));
        late.lay(&priced(19, 6));
        assert!(late.is_sound(), "{late:?}");
        let hours: Vec<_> =
            late.spans().iter().map(|it| it.first.seconds() / HOUR).collect();
        assert_eq!(hours, [0, 10, 15, 19]);
        assert_eq!(
            changes(&late),
            [
                (0, value(3)),
                (10 * HOUR, value(5)),
                (15 * HOUR, value(7)),
                (19 * HOUR, value(6)),
            ]
        );
    }

    #[test]
    fn what_comes_twice_in_a_second_of_the_past_is_not_believed_beyond_it() {
        let mut late = trail(&[priced(0, 5), priced(1, 5), priced(2, 5)]);
        let at = moment(1) + Duration::from_secs(60);
        late.lay(&Reading { at, ..priced(1, 4) });
        let stock = Series { kind: Kind::Stock, ..PRICE };
        let entries = vec![Entry { series: stock, state: value(8) }];
        late.lay(&Reading::of_item(at, Duration::from_secs(7200), entries));
        assert!(late.is_sound(), "{late:?}");
        let gap = |at, gap| Change { at, state: State::NotObserved(gap) };
        assert_eq!(
            late.changes(stock),
            [
                Change { at, state: value(8) },
                gap(at + Duration::from_secs(1), Gap::Contested),
                gap(moment(2), Gap::NotTold),
            ]
        );
        assert_eq!(late.left_in(PRICE, at), Some(value(4)));
    }

    #[test]
    fn a_reading_that_failed_in_the_second_of_another_says_nothing() {
        let before = trail(&[priced(0, 5)]);
        let failed = Reading { seen: Seen::NotObserved(Gap::Failed), ..priced(0, 5) };
        assert_eq!(trail(&[priced(0, 5), failed.clone()]), before);
        assert_eq!(trail(&[failed, priced(0, 5)]), before);
    }

    #[test]
    fn a_failed_reading_in_the_past_says_nothing() {
        let before = trail(&[priced(0, 5), priced(2, 5)]);
        let mut late = before.clone();
        late.lay(&Reading { seen: Seen::NotObserved(Gap::Failed), ..priced(1, 0) });
        assert_eq!(late, before);
    }
}
