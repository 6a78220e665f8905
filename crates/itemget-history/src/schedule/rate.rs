//! How often an item changes, learned from checks at unequal distances.

use serde::{Deserialize, Serialize};

use super::prior::Prior;

/// What is remembered of an item for good weighs half after so many days.
const LONG: f64 = 60.0;
/// What is remembered of its recent days.
const RECENT: f64 = 3.0;
/// How many changes' worth of recent evidence weighs as much as what is usual for the item.
const USUAL: f64 = 3.0;

/// How often an item changes, as far as its checks tell: 16 bytes.
///
/// A check says only whether anything changed since the last one, not how often or when,
/// and the checks are at unequal distances. The rate has a Gamma distribution; a check
/// without a change makes it another Gamma, one with a change makes it the difference of
/// two, which is taken for the Gamma of the same mean and spread. There are two layers:
/// what is usual for the item, starting from what is usual in its list, and what it did
/// in its recent days, starting from what is usual for it. So a burst is answered at
/// once, and forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct ChangeRate {
    usual: Evidence,
    recent: Evidence,
}

/// What checks add to a Gamma distribution.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
struct Evidence {
    /// Changes, as far as they can be told apart.
    changes: f32,
    /// Days in which they could have been seen.
    days: f32,
}

/// A rate of changes a day that is not known exactly: its Gamma distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Gamma {
    /// The more, the surer.
    pub(super) shape: f64,
    /// Of exposure.
    pub(super) days: f64,
}

impl ChangeRate {
    /// Takes in a check: how many days after the one before it was made, and whether
    /// anything was found changed. Days are those of the list's activity
    /// ([`Clock::between`](super::Clock::between)), or of the calendar where that is not
    /// followed.
    pub fn update(&mut self, prior: Prior, days: f64, changed: bool) {
        if !days.is_finite() || days <= 0.0 {
            return;
        }
        let list = Gamma { shape: prior.shape, days: prior.shape / prior.per_day };
        self.usual.fade(days, LONG);
        self.usual.take_in(list, days, changed);
        let usual = self.usual.over(list).mean();
        self.recent.fade(days, RECENT);
        self.recent.take_in(Gamma { shape: USUAL, days: USUAL / usual }, days, changed);
    }

    /// Changes expected in a day of usual activity.
    pub fn per_day(&self, prior: Prior) -> f64 {
        self.distribution(prior).mean()
    }

    /// What is usual for the item, its recent days left out.
    pub(super) fn usual(&self, prior: Prior) -> Gamma {
        let list = Gamma { shape: prior.shape, days: prior.shape / prior.per_day };
        self.usual.over(list)
    }

    /// What is known of its rate now.
    pub(super) fn distribution(&self, prior: Prior) -> Gamma {
        let usual = self.usual(prior).mean();
        self.recent.over(Gamma { shape: USUAL, days: USUAL / usual })
    }
}

impl Evidence {
    fn over(self, base: Gamma) -> Gamma {
        let changes = f64::from(self.changes);
        Gamma { shape: base.shape + changes, days: base.days + f64::from(self.days) }
    }

    fn fade(&mut self, days: f64, half_life: f64) {
        let kept = (-days / half_life).exp2() as f32;
        self.changes *= kept;
        self.days *= kept;
    }

    fn take_in(&mut self, base: Gamma, days: f64, changed: bool) {
        let before = self.over(base);
        let after = before.seen(days, changed);
        self.changes =
            (f64::from(self.changes) + after.shape - before.shape).max(0.0) as f32;
        self.days = (f64::from(self.days) + after.days - before.days).max(0.0) as f32;
    }
}

impl Gamma {
    pub(super) fn mean(self) -> f64 {
        self.shape / self.days
    }

    /// The chance that nothing changes in so many days.
    pub(super) fn none_in(self, days: f64) -> f64 {
        (-self.shape * (days / self.days).ln_1p()).exp()
    }

    /// What it is after a check that came so many days after the last.
    fn seen(self, days: f64, changed: bool) -> Self {
        if !changed {
            return Self { days: self.days + days, ..self };
        }
        // The density is λ^(a-1) e^(-bλ) (1 - e^(-λt)); its moments are differences of
        // those of Gamma(a, b) and Gamma(a, b + t), the second weighing `none_in`.
        let Self { shape, days: base } = self;
        let shrunk = 1.0 / (1.0 + days / base);
        let none = -shape * (days / base).ln_1p();
        let left = |power: f64| -(none + power * shrunk.ln()).exp_m1();
        let mean = shape / base * left(1.0) / left(0.0);
        let square = shape * (shape + 1.0) / (base * base) * left(2.0) / left(0.0);
        let spread = square - mean * mean;
        if !(mean.is_finite() && spread > 0.0) {
            return self;
        }
        Self { shape: mean * mean / spread, days: mean / spread }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRIOR: Prior = Prior { shape: 1.0, per_day: 1.0 };

    fn after(checks: impl IntoIterator<Item = (f64, bool)>) -> ChangeRate {
        let mut rate = ChangeRate::default();
        for (days, changed) in checks {
            rate.update(PRIOR, days, changed);
        }
        rate
    }

    #[test]
    fn the_state_is_small() {
        assert!(size_of::<ChangeRate>() <= 16);
    }

    #[test]
    fn a_check_that_comes_at_once_and_finds_a_change_counts_one_and_a_late_one_nothing() {
        let gamma = Gamma { shape: 2.0, days: 4.0 };
        let soon = gamma.seen(1e-6, true);
        assert!((soon.shape - 3.0).abs() < 1e-3 && (soon.days - 4.0).abs() < 1e-3);
        let late = gamma.seen(1e9, true);
        assert!((late.shape - 2.0).abs() < 1e-3 && (late.days - 4.0).abs() < 1e-3);
    }

    #[test]
    fn what_it_learns_is_near_the_truth_at_any_distance_of_checks() {
        // Changes in a fixed pattern whose share is what chance would give at this rate.
        for (truth, gap) in [(0.1, 3.0), (0.3, 1.0), (0.7, 1.0), (3.0, 0.4), (12.0, 0.1)]
        {
            let share = 1.0 - f64::exp(-truth * gap);
            let checks = (0..4000).map(|n| {
                let hit = |n: i32| (f64::from(n) * share).floor();
                (gap, hit(n + 1) > hit(n))
            });
            let learned = after(checks).usual(PRIOR).mean();
            assert!((learned / truth - 1.0).abs() < 0.25, "{truth} learned as {learned}");
        }
    }

    #[test]
    fn a_burst_raises_it_and_calm_lowers_it_again() {
        let calm = after((0..40).map(|n| (1.0, n % 8 == 0)));
        let mut burst = calm;
        for _ in 0..4 {
            burst.update(PRIOR, 0.1, true);
        }
        assert!(burst.per_day(PRIOR) > 3.0 * calm.per_day(PRIOR), "{burst:?}");
        for _ in 0..10 {
            burst.update(PRIOR, 1.0, false);
        }
        assert!(burst.per_day(PRIOR) < 1.5 * calm.per_day(PRIOR), "{burst:?}");
    }

    #[test]
    fn odd_gaps_leave_it_as_it_was() {
        let before = after([(1.0, true)]);
        for gap in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            let mut rate = before;
            rate.update(PRIOR, gap, true);
            assert_eq!(rate, before);
        }
    }
}
