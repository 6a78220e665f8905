//! A settlement that comes alone says in books what it says among others.

use std::time::Duration;

use fastrand::Rng;
use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::limit::ledger::{Ending, Whose};

const METHODS: [&str; 3] = ["a.get", "b.get", "c.get"];

/// What happens to two books at once: in one of them each settlement comes alone.
struct Both {
    rng: Rng,
    alone: Books,
    among_others: Books,
    now: Timestamp,
    out: Vec<(Grant, &'static str)>,
}

impl Both {
    fn new(seed: u64) -> Self {
        let now = "2026-11-23T15:59:00Z".parse().unwrap();
        let (alone, among_others) = (Books::default(), Books::default());
        Self { rng: Rng::with_seed(seed), alone, among_others, now, out: Vec::new() }
    }

    fn exchange(&self, settled: Vec<Settlement>, wanted: Vec<Want>) -> Exchange {
        Exchange { app: AppId::of("12345678"), holder: 7, settled, wanted }
    }

    /// Time passes: little as a rule, days at times, and at times it is set back.
    fn pass(&mut self) {
        let most = match self.rng.u8(..) {
            0..200 => 300_i64,
            200..250 => 90_000,
            250..253 => 90_000_000,
            _ => -90_000,
        };
        let step = self.rng.i64(0..most.abs()) * most.signum();
        self.now = self.now.checked_add(SignedDuration::from_millis(step)).unwrap();
    }

    fn want(&mut self) {
        let method = METHODS[self.rng.usize(..METHODS.len())];
        // Two of the methods have a rate, two a limit by the day.
        let rate = Limit::rate(Rate::new(3, Duration::from_millis(500)));
        let limits = match method {
            "a.get" => [rate, Limit::default(), Limit::per_day(40)],
            "b.get" => [Limit::default(), rate, Limit::default()],
            _ => [Limit::default(), Limit::default(), Limit::per_day(40)],
        };
        let flight = Duration::from_secs(35);
        let want = Want { method: method.to_owned(), limits, at_most: 2, flight };
        let ask = self.exchange(Vec::new(), vec![want]);
        let said = self.alone.exchange(self.now, &ask);
        let expected = self.among_others.exchange(self.now, &ask);
        assert_eq!(said.verdicts, expected.verdicts);
        assert_eq!(said.closed, expected.closed);
        for verdict in said.verdicts {
            if let Verdict::Granted(grants) = verdict {
                self.out.extend(grants.into_iter().map(|grant| (grant, method)));
            }
        }
    }

    fn settle(&mut self) {
        if self.out.is_empty() {
            return;
        }
        let (grant, method) = self.out.swap_remove(self.rng.usize(..self.out.len()));
        let place = SignedDuration::from_millis(self.rng.i64(-900..100));
        let place = self.rng.bool().then_some(place);
        let age = Duration::from_millis(self.rng.u64(..2_000));
        let limited = |daily, ban| {
            let whose = Whose::AppApi;
            CallEnd::Limited(Limited { whose, daily, ban })
        };
        let end = match self.rng.u8(..32) {
            0..18 => Some(CallEnd::Answered),
            18..21 => Some(CallEnd::Lost),
            21 => Some(limited(false, Some(Duration::from_secs(3)))),
            22 => Some(limited(true, None)),
            23 => Some(CallEnd::NotSent),
            _ => None,
        };
        let fate = match end {
            Some(CallEnd::NotSent) => Fate::Unused,
            end => Fate::Used { place, ending: end.map(|end| Ending { end, age }) },
        };
        if end.is_none() {
            // Its end comes later.
            self.out.push((grant.clone(), method));
        }
        let settlement = Settlement { grant, method: method.to_owned(), fate };
        let app = AppId::of("12345678");
        let closed = self.alone.settle_one(self.now, &app, 7, &settlement);
        let ask = self.exchange(vec![settlement], Vec::new());
        assert_eq!(closed, self.among_others.exchange(self.now, &ask).closed);
    }

    /// What is known is the same now and later, and so is what is kept.
    fn compare(&self) {
        for later in [0, 1, 90_000] {
            let now = self.now.checked_add(SignedDuration::from_secs(later)).unwrap();
            let app = AppId::of("12345678");
            let reports = [&self.alone, &self.among_others]
                .map(|books| (books.report(now, &app), kept(books.clone(), now)));
            assert_eq!(reports[0], reports[1], "{later} s later");
        }
    }
}

/// Books as they are kept at `now`.
fn kept(mut books: Books, now: Timestamp) -> serde_json::Value {
    books.follow(now.as_microsecond());
    books.accounts.close_blank();
    let mut kept = serde_json::to_value(books).unwrap();
    for account in kept["accounts"].as_array_mut().unwrap() {
        let learn = &mut account[1]["learn"];
        let has_answers =
            learn["answers"].as_array().unwrap().iter().any(|count| *count != 0);
        if !has_answers {
            // Where no answers are, it is of no use when they were.
            learn["part"] = 0.into();
        }
    }
    kept
}

#[test]
fn a_settlement_alone_is_one_among_others() {
    for seed in 0..60 {
        let mut both = Both::new(seed);
        for _ in 0..80 {
            both.pass();
            match both.rng.bool() {
                true => both.want(),
                false => both.settle(),
            }
            both.compare();
        }
    }
}
