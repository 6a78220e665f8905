//! The statistics of a series, put together.

use itemget::{Count, Currency};
use rust_decimal::Decimal;

use super::extreme::{End, extreme};
use super::{
    Coverage, Current, Drops, Extreme, InStock, Judgement, Known, PriceFall, Settings,
    Stats, Stretch, Units, Usual, WINDOW_DAYS, Weights, Window, WindowStats, falls_of,
    judge, moves, readings_in, sold,
};
use crate::availability::{availability, buyable};
use crate::figure::{Figure, Told, currency_of, share};
use crate::moment::Moment;
use crate::series::{Kind, Series, Unit};
use crate::state::State;
use crate::timeline::Timeline;
use crate::trail::Trail;

/// A series with what its statistics are made of.
struct Subject<'a> {
    trail: &'a Trail,
    series: Series,
    currency: Currency,
    now: Moment,
    settings: Settings,
    line: Timeline,
    there: Timeline,
    sold_total: Timeline,
    thirty_days: Timeline,
    stock: Vec<Timeline>,
    falls: Vec<PriceFall>,
    ever: Window,
    state: State,
}

impl Stats {
    /// The statistics at `now` of one series of a trail whose prices are in `currency`;
    /// none where the series was never told of before.
    pub fn of(
        trail: &Trail,
        series: Series,
        currency: Currency,
        now: Moment,
        settings: Settings,
    ) -> Option<Self> {
        let (mut stats, subject) =
            Self::in_days(trail, series, currency, now, settings, &WINDOW_DAYS)?;
        stats.windows.push(subject.window(None, subject.ever));
        Some(stats)
    }

    /// The same with the windows of so many days alone, which is less work: for lists of
    /// many items.
    pub fn of_days(
        trail: &Trail,
        series: Series,
        currency: Currency,
        now: Moment,
        settings: Settings,
        days: &[u32],
    ) -> Option<Self> {
        let told = Self::in_days(trail, series, currency, now, settings, days);
        told.map(|(stats, _)| stats)
    }

    /// What a line of a table of many says: the window of so many days alone, and beside it
    /// the lowest value of all that was seen.
    pub fn of_row(
        trail: &Trail,
        series: Series,
        currency: Currency,
        now: Moment,
        settings: Settings,
        days: u32,
    ) -> Option<(Self, Option<Extreme>)> {
        let told = Self::in_days(trail, series, currency, now, settings, &[days]);
        told.map(|(stats, subject)| {
            let Subject { line, ever, .. } = &subject;
            let lowest = extreme(line, *ever, End::Lowest, series.kind, currency);
            (stats, lowest)
        })
    }

    fn in_days<'a>(
        trail: &'a Trail,
        series: Series,
        currency: Currency,
        now: Moment,
        settings: Settings,
        days: &[u32],
    ) -> Option<(Self, Subject<'a>)> {
        let line = buyable(trail, series, now);
        let (first, _) = line.extent()?;
        let ever = Window { from: first, until: now };
        let told = |kind| trail.timeline(Series { sku: series.sku, kind }, now);
        let subject = Subject {
            trail,
            series,
            currency,
            now,
            settings,
            there: availability(trail, series.sku, now),
            sold_total: told(Kind::SoldTotal),
            thirty_days: told(Kind::SoldThirtyDays),
            stock: moves::stock_lines(trail, series.sku, now),
            falls: falls_of(&line, ever, settings.drop, series.kind, currency),
            ever,
            state: line.at(now)?,
            line,
        };
        let windows = days
            .iter()
            .map(|days| subject.window(Some(*days), Window::days_before(now, *days)));
        let stats = Self {
            series,
            currency: currency_of(series.kind, currency),
            now,
            current: subject.current(),
            judgement: subject.judgement(),
            windows: windows.collect(),
        };
        Some((stats, subject))
    }
}

impl Subject<'_> {
    fn told(&self, state: State) -> Told {
        Told::of(state, self.series.kind, self.currency)
    }

    fn figure(&self, amount: Decimal, weights: &Weights) -> Figure {
        let currency = currency_of(self.series.kind, self.currency);
        Figure::new(amount, currency, weights.bound())
    }

    fn current(&self) -> Current {
        let mut steps = self.line.steps().iter().rev();
        let last_reading = self.trail.last_reading().unwrap_or(self.now);
        let known = steps.find(|step| step.state.is_observed()).map(|step| {
            let seen = step.until.min(last_reading.max(step.from)).min(self.now);
            Known {
                told: self.told(step.state),
                since: step.from,
                seen,
                age_seconds: self.now.since(seen).as_secs(),
            }
        });
        Current { told: self.told(self.state), known }
    }

    fn judgement(&self) -> Option<Judgement> {
        if self.series.kind.unit() != Unit::Money {
            return None;
        }
        let year = Window::days_before(self.now, 365);
        let window = Window { from: year.from.max(self.ever.from), ..year };
        let weights = Weights::of(&self.line, window);
        let ever = Weights::of(&self.line, self.ever);
        let readings = readings_in(self.trail, window);
        let coverage = Coverage::of(&self.line, readings, window);
        let floor = self.settings.floor;
        let verdict = judge(self.state, &weights, &ever, &coverage, floor);
        let price = self.state.value().map(|it| it.decimal());
        let higher = price.and_then(|price| weights.above(price));
        let lower = price.and_then(|price| weights.below(price));
        Some(Judgement { verdict, higher, lower, coverage })
    }

    fn window(&self, days: Option<u32>, window: Window) -> WindowStats {
        let weights = Weights::of(&self.line, window);
        let readings = readings_in(self.trail, window);
        let end = |end| extreme(&self.line, window, end, self.series.kind, self.currency);
        let usual = weights.most_common().and_then(|(value, seconds)| {
            let share = share(seconds, weights.total())?;
            Some(Usual { value: self.figure(value, &weights), share, seconds })
        });
        let now = self.state.value().map(|it| it.decimal());
        let coverage = Coverage::of(&self.line, readings, window);
        WindowStats {
            days,
            lowest: end(End::Lowest),
            highest: end(End::Highest),
            mean: weights.mean().map(|it| self.figure(it, &weights)),
            median: weights.median().map(|it| self.figure(it, &weights)),
            usual,
            higher: now.and_then(|now| weights.above(now)),
            drops: self.drops(window, &coverage),
            longest: self.longest(window),
            in_stock: self.in_stock(readings, window),
            units: self.units(readings, window),
            coverage,
        }
    }

    fn drops(&self, window: Window, coverage: &Coverage) -> Drops {
        let first = self.falls.partition_point(|fall| fall.at < window.from);
        let falls = &self.falls[first..];
        Drops {
            // Where nobody looked nobody knows how often it fell.
            count: (coverage.observed_seconds > 0)
                .then(|| u64::try_from(falls.len()).unwrap_or(u64::MAX)),
            least: self.settings.drop,
            // Of equal ones the latest: it is what a person remembers.
            biggest: falls.iter().max_by_key(|fall| fall.percent).cloned(),
            last: falls.last().cloned(),
        }
    }

    fn longest(&self, window: Window) -> Option<Stretch> {
        let steps = window.cut(&self.line).1.iter();
        let stretches = steps.filter_map(|step| {
            let value = step.state.value()?;
            let seconds = window.overlap(step.from, step.until);
            Some(Stretch {
                value: Figure::of(value, self.series.kind, self.currency),
                from: step.from.max(window.from),
                until: step.until.min(window.until),
                seconds,
            })
        });
        stretches.filter(|it| it.seconds > 0).max_by_key(|it| it.seconds)
    }

    fn in_stock(&self, readings: Count, window: Window) -> InStock {
        let coverage = Coverage::of(&self.there, readings, window);
        InStock {
            share: share(coverage.valued_seconds, coverage.observed_seconds),
            seconds: coverage.valued_seconds,
            coverage,
        }
    }

    fn units(&self, readings: Count, window: Window) -> Units {
        let coverage = |line| Coverage::of(line, readings, window);
        let (total, month) = (&self.sold_total, &self.thirty_days);
        Units {
            sold_total: sold::from_sold_total(total, window, coverage(total)),
            thirty_days: sold::from_thirty_days(month, window, coverage(month)),
            stock: moves::stock_moves(&self.stock, readings, window),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Absence;
    use crate::testing::Days;

    /// Forty days: a price with a sale in it, a sell-out, and days that nobody watched.
    fn trail() -> Trail {
        let mut days = Days::new();
        for day in 0..40 {
            let price = if (20..23).contains(&day) { "7.5" } else { "10" };
            let stock = (100 - 2 * (day % 30)).to_string();
            let sold = if day < 25 { "500+" } else { "1000+" };
            days = match day {
                10..=12 => days.away(day, Absence::SoldOut),
                14..=17 => days,
                39 => days.day(day, &[("sale", "8"), ("stock", &stock), ("sold", sold)]),
                _ => days.day(day, &[("sale", price), ("stock", &stock), ("sold", sold)]),
            };
        }
        days.trail()
    }

    fn stats() -> Stats {
        let price = Series::of_item(Kind::SalePrice);
        let now = Days::moment(39) + std::time::Duration::from_secs(7200);
        Stats::of(&trail(), price, Days::eur(), now, Settings::default()).unwrap()
    }

    #[test]
    fn a_price_of_forty_days_told_in_full() {
        let stats = stats();
        insta::assert_json_snapshot!("current", stats.current);
        insta::assert_json_snapshot!("judgement", stats.judgement);
        insta::assert_json_snapshot!("thirty_days", stats.window(Some(30)));
        insta::assert_json_snapshot!("ever", stats.window(None));
    }

    #[test]
    fn statistics_survive_being_written_and_read() {
        let stats = stats();
        let text = serde_json::to_string(&stats).unwrap();
        assert_eq!(serde_json::from_str::<Stats>(&text).unwrap(), stats);
    }

    #[test]
    fn what_is_no_longer_known_is_told_with_its_age() {
        let later = Days::moment(45);
        let price = Series::of_item(Kind::SalePrice);
        let stats =
            Stats::of(&trail(), price, Days::eur(), later, Settings::default()).unwrap();
        assert!(matches!(stats.current.told, Told::NotObserved { .. }));
        let week = stats.window(Some(7)).unwrap();
        assert_eq!(week.drops.count, Some(1));
        let known = stats.current.known.unwrap();
        assert_eq!((Days::of(known.seen), known.age_seconds), (39, 6 * 86_400));
        let verdict = stats.judgement.unwrap().verdict;
        assert_eq!(verdict.word(), "not_known_now");
    }

    #[test]
    fn of_a_window_that_nobody_saw_no_drops_are_counted() {
        let (later, usual) = (Days::moment(60), Settings::default());
        let price = Series::of_item(Kind::SalePrice);
        let stats = Stats::of(&trail(), price, Days::eur(), later, usual).unwrap();
        let drops = |days| &stats.window(days).unwrap().drops;
        assert_eq!((drops(Some(7)).count, drops(Some(30)).count), (None, Some(1)));
        // Seen, and none of them.
        let seen = Days::new().days(0..9, &[("sale", "8")]).trail();
        let now = Days::moment(9);
        let stats = Stats::of(&seen, price, Days::eur(), now, usual).unwrap();
        assert_eq!(stats.window(Some(7)).unwrap().drops.count, Some(0));
    }

    #[test]
    fn what_was_read_at_this_very_moment_is_what_it_is_now() {
        let price = Series::of_item(Kind::SalePrice);
        let told = |day| {
            let (now, usual) = (Days::moment(day), Settings::default());
            Stats::of(&trail(), price, Days::eur(), now, usual).unwrap()
        };
        let first = told(0);
        let Told::Value(figure) = &first.current.told else { panic!("{first:?}") };
        assert_eq!(figure.amount, 10.into());
        let known = first.current.known.as_ref().unwrap();
        assert_eq!((known.since, known.seen), (first.now, first.now));
        assert_eq!(known.age_seconds, 0);
        let ever = first.window(None).unwrap();
        assert_eq!(ever.coverage.observed_seconds, 0);
        assert_eq!(ever.lowest, None);
        // It is a change of what was before, which is all that the window knows yet.
        let Told::Value(figure) = told(39).current.told else { panic!() };
        assert_eq!(figure.amount, 8.into());
        assert!(matches!(told(10).current.told, Told::Absent { .. }));
    }

    #[test]
    fn a_few_windows_are_as_they_are_among_all() {
        let price = Series::of_item(Kind::SalePrice);
        let (now, usual) = (Days::moment(40), Settings::default());
        let all = Stats::of(&trail(), price, Days::eur(), now, usual).unwrap();
        let few =
            Stats::of_days(&trail(), price, Days::eur(), now, usual, &[30]).unwrap();
        assert_eq!(few.windows, [all.window(Some(30)).unwrap().clone()]);
        assert_eq!((few.current, few.judgement), (all.current, all.judgement));
    }

    #[test]
    fn a_row_says_what_all_of_it_says() {
        let price = Series::of_item(Kind::SalePrice);
        let (now, usual) = (Days::moment(40), Settings::default());
        let all = Stats::of(&trail(), price, Days::eur(), now, usual).unwrap();
        let (row, lowest) =
            Stats::of_row(&trail(), price, Days::eur(), now, usual, 30).unwrap();
        assert_eq!(row.windows, [all.window(Some(30)).unwrap().clone()]);
        assert!(lowest.is_some());
        assert_eq!(lowest, all.window(None).unwrap().lowest);
    }

    #[test]
    fn a_series_that_was_never_told_of_has_no_statistics() {
        let never = Series::of_item(Kind::Reviews);
        let now = Days::moment(45);
        assert_eq!(
            Stats::of(&trail(), never, Days::eur(), now, Settings::default()),
            None
        );
        let price = Series::of_item(Kind::SalePrice);
        let before = Days::moment(-1);
        let settings = Settings::default();
        assert_eq!(Stats::of(&trail(), price, Days::eur(), before, settings), None);
    }
}
