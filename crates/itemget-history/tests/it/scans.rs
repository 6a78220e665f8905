//! What is read off the blocks against what the trail's timelines say.

use itemget_history::block::{Packed, Reader};
use itemget_history::scan::{self, Point, Since};
use itemget_history::{Moment, Series, State, Trail, block, segment};
use proptest::prelude::proptest;
use proptest::sample::Index;

use crate::made::trails;

proptest! {
    #[test]
    fn a_reader_finds_what_is_in_the_trail(trail in trails()) {
        let bytes = block::encode(&trail);
        let reader = Reader::open(&bytes).unwrap();
        assert_eq!(reader.spans(), trail.spans());
        assert_eq!(reader.holds_for(), trail.holds_for());
        let mut found: Vec<_> = reader.series().map(|it| changes(it.unwrap())).collect();
        found.sort_by_key(|(series, _)| *series);
        let expected: Vec<_> =
            trail.series().map(|(series, changes)| (series, changes.to_vec())).collect();
        assert_eq!(found, expected);
        for kind in itemget_history::Kind::ALL {
            let of_kind = reader.of_kind(*kind).map(|it| it.unwrap().series());
            let all = trail.series().map(|(series, _)| series);
            assert!(of_kind.eq(all.filter(|series| series.kind == *kind)));
        }
    }

    #[test]
    fn every_answer_is_that_of_the_timeline(trail in trails(), cut: Index) {
        let bytes = block::encode(&trail);
        let reader = Reader::open(&bytes).unwrap();
        let cut = moment_near(&trail, cut);
        for packed in reader.series() {
            let packed = packed.unwrap();
            let points = points(&trail, packed.series());
            assert_eq!(scan::lowest(&packed), Ok(lowest(&points)));
            let (before, last) = since(&points, cut);
            let found = scan::since(&packed, cut).unwrap();
            assert_eq!((found.before, found.last), (before, last));
            assert_eq!(scan::last(&packed), Ok(last));
            assert_eq!(scan::at(&packed, cut), Ok(at(&trail, packed.series(), cut)));
        }
    }

    #[test]
    fn blocks_asked_one_after_the_other_answer_as_one(
        trail in trails(), limit in 1..1000_usize, cut: Index,
    ) {
        let cut = moment_near(&trail, cut);
        let segments = segment::cut(&trail, limit);
        let readers: Vec<_> =
            segments.iter().map(|it| Reader::open(&it.bytes).unwrap()).collect();
        for (series, _) in trail.series() {
            let (mut low, mut since_cut): (Option<Point>, _) = (None, Since::default());
            let mut state = None;
            for reader in &readers {
                let Some(packed) = find(reader, series) else { continue };
                let found = scan::lowest(&packed).unwrap();
                low = match (low, found) {
                    (Some(low), Some(found)) => Some(low.lower(found)),
                    (low, found) => low.or(found),
                };
                since_cut = since_cut.then(scan::since(&packed, cut).unwrap());
                if reader.spans()[0].first <= cut {
                    state = scan::at(&packed, cut).unwrap();
                }
            }
            let points = points(&trail, series);
            assert_eq!(low, lowest(&points));
            assert_eq!((since_cut.before, since_cut.last), since(&points, cut));
            assert_eq!(state, at(&trail, series, cut));
        }
    }
}

fn find<'r>(reader: &'r Reader<'_>, series: Series) -> Option<Packed<'r>> {
    let mut of_kind = reader.of_kind(series.kind).map(|it| it.unwrap());
    of_kind.find(|it| it.series() == series)
}

fn changes(packed: Packed<'_>) -> (Series, Vec<itemget_history::Change>) {
    (packed.series(), packed.changes().map(Result::unwrap).collect())
}

fn moment_near(trail: &Trail, place: Index) -> Moment {
    let known = trail.known_moments();
    let at = known[place.index(known.len())];
    let off = i64::try_from(place.index(3)).unwrap() - 1;
    Moment::from_seconds(at.seconds() + off)
}

fn at(trail: &Trail, series: Series, moment: Moment) -> Option<State> {
    trail.timeline(series, moment + std::time::Duration::from_secs(1)).at(moment)
}

/// The values of the timeline, those that follow each other and are the same as one.
fn points(trail: &Trail, series: Series) -> Vec<Point> {
    let timeline = trail.timeline(series, Moment::MAX);
    let mut points: Vec<Point> = Vec::new();
    for step in timeline.steps() {
        let State::Value(value) = step.state else { continue };
        if points.last().is_none_or(|last| last.value != value) {
            points.push(Point { at: step.from, value });
        }
    }
    points
}

fn lowest(points: &[Point]) -> Option<Point> {
    points.iter().copied().reduce(Point::lower)
}

fn since(points: &[Point], cut: Moment) -> (Option<Point>, Option<Point>) {
    let before = points.iter().copied().rfind(|point| point.at <= cut);
    (before, points.last().copied())
}
