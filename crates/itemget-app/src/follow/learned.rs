//! What the scheduler knows of an item, and how a look at it adds to that. Pure.

use std::time::Duration;

use itemget_history::schedule::{ChangeRate, Clock, Prior};
use itemget_history::{Kind, Moment, Reading, Seen, State, Trail, TrailKey};
use serde::{Deserialize, Serialize};

/// What the scheduler knows of an item; kept with it as text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Learned {
    /// How often it changes.
    pub(crate) rate: ChangeRate,
    /// How far apart its looks were planned last.
    pub(crate) interval: Option<Duration>,
}

impl Learned {
    /// What was kept as this text; nothing where it is empty or of another version, from
    /// which it is learned anew.
    pub(crate) fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }

    /// The text that is kept.
    pub(crate) fn text(&self) -> String {
        serde_json::to_string(self).expect("numbers alone")
    }

    /// Takes in a look that told something.
    pub(crate) fn take_in(
        &mut self,
        prior: Prior,
        clock: &Clock,
        before: Option<Moment>,
        now: Moment,
        changed: bool,
    ) {
        if let Some(before) = before {
            self.rate.update(prior, clock.between(before, now), changed);
        }
    }
}

/// How long a reading may be believed if nobody looks again: somewhat longer than the
/// interval to the next look, so that one that fails or comes late leaves no hole.
pub(crate) fn holds_for(interval: Duration) -> Duration {
    const LEAST: Duration = Duration::from_secs(36 * 3600);
    const MOST: Duration = Duration::from_secs(30 * 86_400);
    (interval * 5 / 2).clamp(LEAST, MOST)
}

/// How long to wait after looks that failed, one after the other: longer each time, and
/// never longer than until the next look would be due in any case.
pub(crate) fn after_failures(failures: i64, interval: Duration) -> Duration {
    const FIRST: Duration = Duration::from_secs(300);
    const MOST: Duration = Duration::from_secs(6 * 3600);
    let doubled = u32::try_from(failures.clamp(0, 10)).unwrap_or(0);
    (FIRST * 2_u32.pow(doubled)).min(MOST).min(interval.max(FIRST))
}

/// Whether these readings say something else of what people follow than is known: a price,
/// or whether it can be bought. Stock moves with every order, and a look for its sake is
/// worth little.
pub(crate) fn changed<'a>(
    readings: impl IntoIterator<Item = (&'a TrailKey, &'a Reading)>,
    known: &[(TrailKey, Trail)],
) -> bool {
    let mut readings = readings.into_iter();
    readings.any(|(key, reading)| {
        let trail = known.iter().find(|(it, _)| it == key).map(|(_, trail)| trail);
        let Some(trail) = trail.filter(|trail| !trail.is_empty()) else { return false };
        tells_more(trail, reading)
    })
}

fn tells_more(trail: &Trail, reading: &Reading) -> bool {
    if matches!(reading.seen, Seen::NotObserved(_)) {
        return false;
    }
    let mut after = trail.clone();
    after.lay(reading);
    after.series().any(|(series, changes)| {
        let counts = matches!(
            series.kind,
            Kind::Availability | Kind::SalePrice | Kind::ListPrice | Kind::AppPrice
        );
        // A number that was not seen for a while and is as it was is no change.
        let value = |state: State| state.is_observed().then_some(state);
        let before = trail.changes(series);
        let last = before.iter().rev().find_map(|it| value(it.state));
        let now = changes.last().and_then(|it| value(it.state));
        counts && now.is_some() && now != last
    })
}

#[cfg(test)]
mod tests {
    use itemget_history::{Entry, Gap, Quantity, Series};

    use super::*;

    fn key() -> TrailKey {
        TrailKey {
            item: "1005006000000001".parse().unwrap(),
            ship_to: "FR".parse().unwrap(),
            currency: "EUR".parse().unwrap(),
            source: "a".to_owned(),
        }
    }

    fn reading(at: i64, told: &[(Kind, i64)]) -> Reading {
        let entries = told.iter().map(|(kind, value)| Entry {
            series: Series::of_item(*kind),
            state: State::Value(Quantity::whole(*value)),
        });
        let at = Moment::from_seconds(at);
        Reading::of_item(at, Duration::from_secs(1000), entries.collect())
    }

    fn failed(at: i64) -> Reading {
        Reading { seen: Seen::NotObserved(Gap::Failed), ..reading(at, &[]) }
    }

    #[test]
    fn a_new_price_is_a_change_and_new_stock_or_a_failed_look_is_none() {
        let price = |value| (Kind::SalePrice, value);
        let before = [reading(0, &[price(5), (Kind::Stock, 9)]), failed(10)];
        for (next, expected) in [
            (reading(20, &[price(5), (Kind::Stock, 9)]), false),
            (reading(20, &[price(5), (Kind::Stock, 3)]), false),
            (reading(20, &[price(4), (Kind::Stock, 9)]), true),
            (failed(20), false),
        ] {
            let mut trail = Trail::default();
            before.iter().for_each(|reading| trail.lay(reading));
            let known = [(key(), trail)];
            assert_eq!(changed([(&key(), &next)], &known), expected, "{next:?}");
        }
    }

    #[test]
    fn the_first_look_changes_nothing() {
        assert!(!changed([(&key(), &reading(0, &[(Kind::SalePrice, 5)]))], &[]));
    }

    #[test]
    fn a_look_that_fails_again_and_again_is_made_ever_more_rarely() {
        let hours = |hours: u64| Duration::from_secs(hours * 3600);
        let pauses = [0, 1, 2, 5, 50].map(|it| after_failures(it, hours(24)));
        assert!(pauses.is_sorted(), "{pauses:?}");
        assert_eq!((pauses[0], pauses[4]), (Duration::from_secs(300), hours(6)));
        assert_eq!(after_failures(9, hours(1)), hours(1));
    }

    #[test]
    fn a_reading_holds_somewhat_longer_than_until_the_next_look() {
        let hours = |hours: u64| Duration::from_secs(hours * 3600);
        assert_eq!(holds_for(hours(1)), hours(36));
        assert_eq!(holds_for(hours(48)), hours(120));
        assert_eq!(holds_for(hours(10_000)), hours(720));
    }
}
