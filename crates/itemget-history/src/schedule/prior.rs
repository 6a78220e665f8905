//! What is usual in a list: where an item begins of which nothing is known yet.

use serde::{Deserialize, Serialize};

use super::rate::ChangeRate;

/// How the rates of a list's items are spread: what a new item is taken to be like.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Prior {
    /// How alike the items are: 1 and less where rates differ by orders of magnitude.
    pub shape: f64,
    /// Changes in a day, on average.
    pub per_day: f64,
}

impl Default for Prior {
    /// Before anything is known of a list: a change in two days, or ten a day, or one in
    /// a month.
    fn default() -> Self {
        Self { shape: 0.7, per_day: 0.5 }
    }
}

impl Prior {
    const SHAPES: (f64, f64) = (0.25, 20.0);
    const RATES: (f64, f64) = (1e-4, 500.0);
    /// So many items' worth the starting point weighs against the list.
    const WEIGHT: f64 = 3.0;

    /// The spread of the rates of these items, as far as `self` let them be known: the
    /// next step from it to the likeliest one. Lists hardly differ from step to step, so
    /// that one step whenever the list is planned anew is enough.
    #[must_use]
    pub fn fit<'a>(self, items: impl IntoIterator<Item = &'a ChangeRate>) -> Self {
        let start = Self::default();
        let mut items_seen = Self::WEIGHT;
        let mut sum = Self::WEIGHT * start.per_day;
        let mut squares =
            Self::WEIGHT * start.per_day * start.per_day * (1.0 + 1.0 / start.shape);
        for item in items {
            let gamma = item.usual(self);
            let mean = gamma.mean();
            items_seen += 1.0;
            sum += mean;
            squares += mean * (mean + 1.0 / gamma.days);
        }
        let mean = sum / items_seen;
        let spread = squares / items_seen - mean * mean;
        if !(mean.is_finite() && spread > 0.0) {
            return self;
        }
        Self {
            shape: (mean * mean / spread).clamp(Self::SHAPES.0, Self::SHAPES.1),
            per_day: mean.clamp(Self::RATES.0, Self::RATES.1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Items of these rates, each checked often enough to be known.
    fn items(prior: Prior, rates: &[f64]) -> Vec<ChangeRate> {
        let known = |rate: &f64| {
            let mut item = ChangeRate::default();
            let gap = 0.5 / rate;
            let share = 1.0 - f64::exp(-0.5);
            for n in 0..60 {
                let hits = |n: i32| (f64::from(n) * share).floor();
                item.update(prior, gap, hits(n + 1) > hits(n));
            }
            item
        };
        rates.iter().map(known).collect()
    }

    #[test]
    fn a_list_of_like_items_is_told_from_one_of_unlike_items() {
        let start = Prior::default();
        let alike = items(start, &[2.0; 40]);
        let unlike = items(start, &[0.02, 0.1, 0.5, 2.0, 8.0].repeat(8));
        let fitted =
            |items: &[ChangeRate]| (0..5).fold(start, |prior, _| prior.fit(items));
        let (alike, unlike) = (fitted(&alike), fitted(&unlike));
        assert!(alike.shape > 2.0 && unlike.shape < 0.8, "{alike:?} {unlike:?}");
        assert!((alike.per_day / 2.0 - 1.0).abs() < 0.3, "{alike:?}");
        assert!((unlike.per_day / 2.1 - 1.0).abs() < 0.4, "{unlike:?}");
    }

    #[test]
    fn an_empty_list_is_the_default() {
        let fitted = Prior { shape: 9.0, per_day: 9.0 }.fit([]);
        let start = Prior::default();
        assert!((fitted.shape / start.shape - 1.0).abs() < 1e-9);
        assert_eq!(fitted.per_day, start.per_day);
    }
}
