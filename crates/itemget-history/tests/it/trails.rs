//! Trails against a model that keeps every reading.

use std::time::Duration;

use itemget_history::{Gap, Kind, Moment, Reading, Series, State, Trail};
use proptest::prelude::{Just, Strategy as _, proptest};

use crate::made::{laid, readings};
use crate::model::{Model, entries};

const WHOLE: Series = Series { sku: None, kind: Kind::Availability };

proptest! {
    #[test]
    fn readings_in_their_order_are_what_keeping_all_of_them_is(readings in readings()) {
        let (trail, model) = (laid(&readings), Model(&readings));
        for series in model.series() {
            for moment in model.moments_of_interest() {
                let found = known_at(&trail, series, moment);
                assert_eq!(found, model.at(series, moment), "{series:?} at {moment}");
            }
        }
        assert_eq!(trail.readings(), u64::try_from(readings.len()).unwrap());
    }

    #[test]
    fn readings_laid_in_again_in_their_order_change_nothing(readings in readings()) {
        let once = laid(&readings);
        let mut twice = once.clone();
        readings.iter().for_each(|reading| twice.lay(reading));
        let series = |trail: &Trail| -> Vec<_> {
            trail.series().map(|(series, changes)| (series, changes.to_vec())).collect()
        };
        assert_eq!(series(&twice), series(&once));
        let ends = |trail: &Trail| -> Vec<_> {
            trail.spans().iter().map(|span| (span.first, span.last)).collect()
        };
        assert_eq!(ends(&twice), ends(&once));
    }

    #[test]
    fn readings_in_any_order_say_what_they_said_or_nothing(
        (ordered, shuffled) in readings().prop_flat_map(|readings| {
            let shuffled = Just(readings.clone()).prop_shuffle();
            (Just(readings), shuffled)
        })
    ) {
        let mut trail = Trail::default();
        for reading in &shuffled {
            trail.lay(reading);
            is_kept(&trail, &Model(&ordered), reading);
        }
        for reading in &ordered {
            said_or_nothing(&trail, &Model(&ordered), reading);
        }
        nothing_is_invented(&trail, &ordered);
    }
}

/// Whatever came before: what a reading says is what is known at its moment.
#[track_caller]
fn is_kept(trail: &Trail, model: &Model<'_>, reading: &Reading) {
    for entry in entries(reading) {
        let found = known_at(trail, entry.series, reading.at);
        let said = model.at(entry.series, reading.at);
        assert_eq!(found, said, "{entry:?} at {}", reading.at);
    }
}

/// At the moment of a reading a series is what the reading said, or is not known.
#[track_caller]
fn said_or_nothing(trail: &Trail, model: &Model<'_>, reading: &Reading) {
    for entry in entries(reading) {
        let found = known_at(trail, entry.series, reading.at).unwrap();
        let said = model.at(entry.series, reading.at).unwrap();
        let is_contested = found == State::NotObserved(Gap::Contested);
        assert!(found == said || is_contested, "{entry:?} at {}: {found:?}", reading.at);
    }
}

/// Each stretch with a value begins with a reading that said so, and none within it says
/// otherwise.
#[track_caller]
fn nothing_is_invented(trail: &Trail, readings: &[Reading]) {
    for (series, _) in trail.series().filter(|(series, _)| *series != WHOLE) {
        for step in trail.timeline(series, Moment::MAX).steps() {
            if step.state.value().is_none() {
                continue;
            }
            let said = |reading: &&Reading| {
                entries(reading)
                    .iter()
                    .any(|it| (it.series, it.state) == (series, step.state))
            };
            let mut within =
                readings.iter().filter(|it| step.from <= it.at && it.at < step.until);
            let first = within.next().filter(|it| it.at == step.from);
            assert!(first.is_some_and(|it| said(&it)), "{series:?}: {step:?}");
            let otherwise: Vec<_> = within
                .filter(|it| !said(it) && !entries(it).is_empty())
                .map(|it| it.at)
                .collect();
            assert!(otherwise.is_empty(), "{series:?}: {step:?} at {otherwise:?}");
        }
    }
}

fn known_at(trail: &Trail, series: Series, moment: Moment) -> Option<State> {
    let timeline = trail.timeline(series, moment + Duration::from_secs(1));
    timeline.at(moment)
}
