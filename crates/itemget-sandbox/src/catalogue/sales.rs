//! How well items sell and what buyers say: counts that only grow, and their roundings.

use jiff::Timestamp;

use super::item::{Item, Purpose};
use super::prices::DAY;

/// 2025-01-01T00:00:00Z, when the catalogue's counters begin to run.
const BEGINNING: i64 = 1_735_689_600;
/// Demand swells and ebbs over this time.
const WAVE: i64 = 60 * DAY;

impl Item {
    /// Units sold since it was listed.
    pub(crate) fn units_sold(&self, now: Timestamp) -> u64 {
        let elapsed = (now.as_second() - BEGINNING).max(0);
        let phase = self.chance(Purpose::SalesWave, [0, 0]).below(WAVE as u64) as i64;
        let days_worth = elapsed + swell(elapsed + phase) - swell(phase);
        let per_day_hundredths = u128::from(self.sales.per_hundred_days);
        let sold = per_day_hundredths * days_worth as u128 / (100 * DAY as u128);
        self.sales.before + sold as u64
    }

    /// Units sold in the thirty days before `now`.
    pub(crate) fn units_sold_in_30_days(&self, now: Timestamp) -> u64 {
        let then = Timestamp::from_second(now.as_second().saturating_sub(30 * DAY));
        self.units_sold(now) - then.map_or(0, |then| self.units_sold(then))
    }

    /// How many buyers have left a review.
    pub(crate) fn reviews(&self, now: Timestamp) -> u64 {
        let share = self.chance(Purpose::Rating, [0, 0]).between(3, 14);
        self.units_sold(now) * share / 100
    }

    /// Stars in tenths, 38 to 50; none before the first review.
    pub(crate) fn stars_tenths(&self, now: Timestamp) -> Option<u64> {
        let usual = *self
            .chance(Purpose::Rating, [1, 0])
            .pick(&[38, 41, 43, 44, 45, 46, 46, 47, 47, 48, 48, 49, 49, 50]);
        (self.reviews(now) > 0).then_some(usual)
    }

    /// The share of positive reviews in permille; none before the first review.
    pub(crate) fn positive_permille(&self, now: Timestamp) -> Option<u64> {
        let stars = self.stars_tenths(now)?;
        let scatter = self.chance(Purpose::Rating, [2, 0]).below(15);
        Some((stars * 20 + scatter).min(1000))
    }
}

/// `112`, `3000+`: exact below a thousand, then thousands with a plus, `10000+` at most.
pub(crate) fn rounded_with_plus(count: u64) -> String {
    match count {
        0..1000 => count.to_string(),
        1000..10_000 => format!("{}+", count / 1000 * 1000),
        _ => "10000+".to_owned(),
    }
}

/// The integral of a triangle wave of height 3/5 and mean 0, so that what it is added to
/// never falls: seconds in, seconds out.
fn swell(at: i64) -> i64 {
    let quarter = WAVE / 4;
    let place = at.rem_euclid(WAVE);
    // Measured from the wave's two zero crossings, in parts of a quarter.
    let (place, sign) =
        if place < 2 * quarter { (place, 1) } else { (place - 2 * quarter, -1) };
    let parts = |seconds: i64| i128::from(seconds) * i128::from(seconds);
    let area = if place <= quarter {
        parts(place)
    } else {
        2 * parts(quarter) - parts(2 * quarter - place)
    };
    let half_wave = 2 * parts(quarter);
    let area = if sign > 0 { area } else { half_wave - area };
    (area * 3 / (5 * 2 * i128::from(quarter))) as i64
}

#[cfg(test)]
mod tests {
    use super::{DAY, WAVE, rounded_with_plus, swell};

    #[test]
    fn counts_are_rounded_as_the_platform_rounds_them() {
        for (count, text) in [
            (0, "0"),
            (112, "112"),
            (999, "999"),
            (1000, "1000+"),
            (5999, "5000+"),
            (9999, "9000+"),
            (10_000, "10000+"),
            (250_000, "10000+"),
        ] {
            assert_eq!(rounded_with_plus(count), text, "{count}");
        }
    }

    #[test]
    fn demand_swells_and_ebbs_but_never_takes_a_sale_back() {
        let grown = |at: i64| at + swell(at);
        let days: Vec<i64> = (0..240).map(|day| grown(day * DAY)).collect();
        assert!(days.is_sorted());
        assert_eq!(swell(0), 0);
        assert_eq!(swell(WAVE), 0);
        let busiest = days.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap();
        let quietest = days.windows(2).map(|pair| pair[1] - pair[0]).min().unwrap();
        assert!(busiest > 3 * quietest, "{busiest} against {quietest}");
    }
}
