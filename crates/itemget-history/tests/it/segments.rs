//! Trails cut into blocks and put together again.

use std::time::Duration;

use itemget_history::synthetic::Shape;
use itemget_history::{Reading, Trail, block, segment};
use proptest::prelude::proptest;
use proptest::sample::Index;

use crate::made::{laid, readings, trails};

proptest! {
    #[test]
    fn a_trail_split_anywhere_is_the_same_when_appended(trail in trails(), at: Index) {
        let known = trail.known_moments();
        let at = known[at.index(known.len())];
        let (mut earlier, later) = trail.split(at).unwrap();
        assert_eq!(earlier.last_reading(), Some(at));
        assert_eq!(later.spans()[0].first, at);
        for stretch in [&earlier, &later] {
            assert_eq!(block::decode(&block::encode(stretch)).as_ref(), Ok(stretch));
        }
        for (series, changes) in trail.series() {
            let state = changes.iter().rev().find(|it| it.at <= at).map(|it| it.state);
            let carried = later.changes(series).first().filter(|it| it.at == at);
            assert_eq!(carried.map(|it| it.state), state, "{series:?}");
        }
        earlier.append(later);
        assert_eq!(earlier, trail);
    }

    #[test]
    fn what_is_laid_into_the_open_end_is_laid_into_the_whole(
        readings in readings(), at: Index,
    ) {
        let (before, after) = readings.split_at(1 + at.index(readings.len()));
        let closed = laid(before);
        let (_, mut open) = closed.split(closed.last_reading().unwrap()).unwrap();
        // The last one again: it is in both.
        for reading in before.last().into_iter().chain(after) {
            open.lay(reading);
        }
        assert_eq!(segment::join([closed, open]), laid(&readings));
    }

    #[test]
    fn cut_into_blocks_and_joined_it_is_what_it_was(
        trail in trails(), limit in 1..2000_usize,
    ) {
        let segments = segment::cut(&trail, limit);
        let decode = |it: &segment::Segment| block::decode(&it.bytes).unwrap();
        let stretches: Vec<Trail> = segments.iter().map(decode).collect();
        for (segment, stretch) in segments.iter().zip(&stretches) {
            assert_eq!(Some(segment.last), stretch.last_reading());
            assert_eq!(segment.first, stretch.spans()[0].first);
            assert_eq!(segment.changes, stretch.len());
        }
        assert!(segments.windows(2).all(|pair| pair[0].last == pair[1].first));
        assert_eq!(segment::join(stretches), trail);
    }
}

#[test]
fn whatever_is_added_bit_by_bit_lies_in_blocks_of_about_the_limit() {
    const LIMIT: usize = 2048;
    let hourly = Shape { every: Duration::from_secs(3600), ..Shape::DAILY };
    let hourly = Shape { takes: Duration::from_secs(600), ..hourly };
    let readings: Vec<Reading> = hourly.readings(1).take(3000).collect();
    let (mut closed, mut open) = (Vec::new(), Trail::default());
    for some in readings.chunks(40) {
        some.iter().for_each(|reading| open.lay(reading));
        let mut segments = segment::cut(&open, LIMIT);
        open = block::decode(&segments.pop().unwrap().bytes).unwrap();
        closed.extend(segments);
    }
    let lengths: Vec<_> = closed.iter().map(|it| it.bytes.len()).collect();
    let is_about_right = |length: &usize| (LIMIT / 2..LIMIT * 3 / 2).contains(length);
    assert!(lengths.len() > 3 && lengths.iter().all(is_about_right), "{lengths:?}");
    let stretches = closed.iter().map(|it| block::decode(&it.bytes).unwrap());
    let whole = segment::join(stretches.chain([open]));
    assert_eq!(whole, laid(&readings));

    let at_once = segment::cut(&whole, LIMIT);
    let lengths: Vec<_> = at_once.iter().map(|it| it.bytes.len()).collect();
    let closed = &lengths[..lengths.len() - 1];
    assert!(closed.len() > 3 && closed.iter().all(is_about_right), "{lengths:?}");
}

#[test]
fn a_reading_older_than_the_open_end_is_laid_into_the_whole() {
    let readings: Vec<Reading> = Shape::DAILY.readings(2).take(800).collect();
    let late = &readings[100];
    let in_time: Vec<_> = readings.iter().filter(|it| *it != late).cloned().collect();
    let mut whole = laid(&in_time);
    let segments = segment::cut(&whole, 600);
    assert!(segments.len() > 2 && late.at < segments.last().unwrap().first);
    let stretches = segments.iter().map(|it| block::decode(&it.bytes).unwrap());
    let mut joined = segment::join(stretches);
    joined.lay(late);
    whole.lay(late);
    assert_eq!(joined, whole);
}
