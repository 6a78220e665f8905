//! Items that are off sale for some days and come back: a seller out of stock, on holiday or
//! in trouble with the platform. Which ones, when and for how long follows from the seed.

use jiff::Timestamp;

use super::item::{Item, Purpose, State};
use super::prices::DAY;
use super::showcase::{FIRST_ID, SHOWCASE};

/// So many items in a thousand pause at times.
const SOME: u64 = 80;
/// An item that pauses at times may do so once in so many days, between the two.
const ROUNDS: (u64, u64) = (40, 120);
/// In so many rounds of a thousand it does.
const OFTEN: u64 = 700;
/// So many days a pause is at most.
const LONGEST: u64 = 9;

impl Item {
    /// The item as it is sold now: off sale while it pauses.
    pub(super) fn at(self, now: Timestamp) -> Self {
        let state = match self.state {
            State::OnSelling if self.is_paused(now) => State::Offline,
            state => state,
        };
        Self { state, ..self }
    }

    fn is_paused(&self, now: Timestamp) -> bool {
        // What is shown in examples stays as it is said to be.
        let is_shown = self.id < FIRST_ID + SHOWCASE.len() as u64;
        let mut once = self.chance(Purpose::Pause, [0, 0]);
        if is_shown || !once.permille(SOME) {
            return false;
        }
        let days = once.between(ROUNDS.0, ROUNDS.1);
        let length = days as i64 * DAY;
        let since_epoch = now.as_second() + once.below(length as u64) as i64;
        let round = since_epoch.div_euclid(length);
        let mut chance = self.chance(Purpose::Pause, [1, round as u64]);
        if !chance.permille(OFTEN) {
            return false;
        }
        let lasts = chance.between(1, LONGEST);
        let begins = chance.below(days - lasts) as i64 * DAY;
        let place = since_epoch.rem_euclid(length);
        (begins..begins + lasts as i64 * DAY).contains(&place)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Catalogue;
    use super::*;

    /// The days of a year on which an item is off sale.
    fn days_off(item: &Item) -> Vec<i64> {
        let start = 1_790_000_000;
        let is_off = |day: &i64| {
            let at = Timestamp::from_second(start + day * DAY).unwrap();
            item.clone().at(at).state == State::Offline
        };
        (0..365).filter(is_off).collect()
    }

    #[test]
    fn some_items_are_off_sale_for_some_days_and_come_back() {
        let all: Vec<Item> = Catalogue::default().all().take(1500).collect();
        let sold = all.iter().filter(|item| item.state == State::OnSelling);
        let off: Vec<Vec<i64>> =
            sold.map(days_off).filter(|days| !days.is_empty()).collect();
        assert!((60..200).contains(&off.len()), "{} items pause", off.len());
        for days in &off {
            assert!(days.len() < 120, "{days:?}");
            let stretches = days.chunk_by(|a, b| b - a == 1);
            let longest = stretches.map(<[i64]>::len).max().unwrap();
            // Two pauses may follow each other.
            assert!(longest <= 2 * LONGEST as usize, "{days:?}");
        }
    }

    #[test]
    fn pauses_are_the_same_whenever_they_are_asked_for() {
        let pausing = |seed| -> Vec<Vec<i64>> {
            let all = Catalogue::synthetic(seed, 200).all();
            all.map(|item| days_off(&item)).collect()
        };
        assert_eq!(pausing(7), pausing(7));
        assert_ne!(pausing(7), pausing(8));
    }

    #[test]
    fn what_is_shown_in_examples_never_pauses() {
        let all = Catalogue::default().all().take(SHOWCASE.len());
        for item in all.filter(|item| item.state == State::OnSelling) {
            assert_eq!(days_off(&item), [0_i64; 0], "{}", item.id);
        }
    }
}
