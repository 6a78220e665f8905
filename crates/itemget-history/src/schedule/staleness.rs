//! How likely it is that what is shown is out of date.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::clock::Clock;
use super::prior::Prior;
use super::rate::{ChangeRate, Gamma};
use super::{days, duration};
use crate::moment::Moment;

/// What is to be expected of a value that was read a while ago.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Staleness {
    /// The chance that it has changed since: 0 to 1.
    pub probability: f64,
    /// If it has, for how long it will have been wrong.
    pub wrong_for: Duration,
}

impl Staleness {
    /// Of an item that was last read at `checked`, with all that is known and not known
    /// of its rate.
    pub fn expected(
        rate: &ChangeRate,
        prior: Prior,
        clock: &Clock,
        checked: Moment,
        now: Moment,
    ) -> Self {
        let own = clock.between(checked, now);
        let gamma = rate.distribution(prior);
        let probability = (1.0 - gamma.none_in(own)).clamp(0.0, 1.0);
        if own <= 0.0 || probability <= 0.0 {
            return Self { probability: 0.0, wrong_for: Duration::ZERO };
        }
        let share = (wrong_days(gamma, own) / probability / own).clamp(0.0, 1.0);
        Self { probability, wrong_for: duration(share * days(now.since(checked))) }
    }
}

/// For how many of so many days the value is wrong on average: the integral of the
/// chance that it has changed by then.
fn wrong_days(gamma: Gamma, own: f64) -> f64 {
    let Gamma { shape, days } = gamma;
    let part = own / days;
    if part < 1e-4 {
        return shape * own * part / 2.0;
    }
    let log = part.ln_1p();
    let right = match shape - 1.0 {
        near if near.abs() < 1e-9 => days * log,
        near => days * -(-near * log).exp_m1() / near,
    };
    own - right
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3600;

    fn at(hours: i64) -> Staleness {
        let prior = Prior { shape: 2.0, per_day: 0.5 };
        let mut rate = ChangeRate::default();
        for n in 0..30 {
            rate.update(prior, 1.0, n % 2 == 0);
        }
        let moment = Moment::from_seconds;
        Staleness::expected(
            &rate,
            prior,
            &Clock::default(),
            moment(0),
            moment(hours * HOUR),
        )
    }

    #[test]
    fn it_grows_from_nothing_to_certainty() {
        assert_eq!(at(0), Staleness { probability: 0.0, wrong_for: Duration::ZERO });
        let all: Vec<Staleness> = [1, 6, 24, 96, 400, 10_000].map(at).into();
        assert!(all.windows(2).all(|pair| pair[0].probability < pair[1].probability));
        assert!(all.windows(2).all(|pair| pair[0].wrong_for < pair[1].wrong_for));
        assert!(all[0].probability < 0.05 && all[5].probability > 0.99, "{all:?}");
    }

    #[test]
    fn just_after_a_check_a_change_is_half_as_old_as_the_check() {
        let soon = at(1).wrong_for.as_secs_f64() / 3600.0;
        assert!((soon - 0.5).abs() < 0.01, "{soon}");
    }

    #[test]
    fn the_integral_is_the_integral() {
        for shape in [0.3, 1.0, 1.0 + 1e-12, 2.5, 40.0] {
            let gamma = Gamma { shape, days: shape / 0.7 };
            for own in [1e-6, 0.01, 1.0, 30.0] {
                let steps = 20_000;
                let middle = |n: i32| own * (f64::from(n) + 0.5) / f64::from(steps);
                let sum: f64 = (0..steps).map(|n| 1.0 - gamma.none_in(middle(n))).sum();
                let sum = sum * own / f64::from(steps);
                let ours = wrong_days(gamma, own);
                assert!((ours / sum - 1.0).abs() < 1e-3, "{shape} {own}: {ours} {sum}");
            }
        }
    }
}
