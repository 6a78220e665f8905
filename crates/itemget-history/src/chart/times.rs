//! The axis of time: marks where hours, days, months or years begin.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan as _};

use super::words::Words;
use crate::moment::Moment;
use crate::stats::Window;

/// An axis of time with its marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeAxis {
    window: Window,
    marks: Vec<(Moment, String)>,
}

/// How far apart marks are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Every {
    Hours(i8),
    /// Of a month, from its first: 1, 3, 5, ... or 1, 11, 21.
    Days(i8),
    Months(i8),
    Years(i16),
}

const STEPS: [Every; 17] = [
    Every::Hours(1),
    Every::Hours(3),
    Every::Hours(6),
    Every::Hours(12),
    Every::Days(1),
    Every::Days(2),
    Every::Days(5),
    Every::Days(10),
    Every::Days(15),
    Every::Months(1),
    Every::Months(2),
    Every::Months(3),
    Every::Months(6),
    Every::Years(1),
    Every::Years(2),
    Every::Years(5),
    Every::Years(10),
];

impl TimeAxis {
    /// An axis over a window, with at most so many marks, where that can be.
    pub(super) fn over(
        window: Window,
        zone: &TimeZone,
        words: &Words,
        most: u32,
    ) -> Self {
        let most = usize::try_from(most.max(1)).unwrap_or(1);
        let fits = |every: &Every| {
            let seconds = f64::from(u32::try_from(window.seconds()).unwrap_or(u32::MAX));
            seconds / every.seconds()
                <= f64::from(u32::try_from(most).unwrap_or(u32::MAX))
        };
        let every = STEPS.iter().copied().find(fits).unwrap_or(Every::Years(50));
        let marks = every.marks(window, zone);
        let mut year = None;
        let marks = marks
            .into_iter()
            .map(|at| {
                let local = zone.to_datetime(at.into());
                // The first mark says the year too, and so does the first of each.
                let is_new = year.replace(local.year()) != Some(local.year());
                (at, every.label(local, is_new, *words))
            })
            .collect();
        Self { window, marks }
    }

    /// The marks, in order, with what is written at them.
    pub fn marks(&self) -> &[(Moment, String)] {
        &self.marks
    }

    /// Where a moment lies: 0 at the window's start, 1 at its end.
    pub fn place(&self, moment: Moment) -> f64 {
        let passed = moment.seconds() - self.window.from.seconds();
        let whole = self.window.until.seconds() - self.window.from.seconds();
        // Seconds of a window are far below what a float holds exactly.
        let share = passed as f64 / whole.max(1) as f64;
        share.clamp(0.0, 1.0)
    }
}

impl Every {
    /// About how long it is.
    fn seconds(self) -> f64 {
        const DAY: f64 = 86_400.0;
        match self {
            Self::Hours(hours) => f64::from(hours) * 3600.0,
            Self::Days(days) => f64::from(days) * DAY,
            Self::Months(months) => f64::from(months) * 30.44 * DAY,
            Self::Years(years) => f64::from(years) * 365.25 * DAY,
        }
    }

    fn marks(self, window: Window, zone: &TimeZone) -> Vec<Moment> {
        let first = zone.to_datetime(window.from.into());
        let (mut at, span) = self.start(first);
        let mut marks = Vec::new();
        // A window of all time in hours would never be asked for; it ends all the same.
        while marks.len() < 1000 {
            let Ok(timestamp) = zone.to_timestamp(at) else { break };
            let moment = Moment::from(timestamp);
            if moment >= window.until {
                break;
            }
            if moment >= window.from && self.has(at) {
                marks.push(moment);
            }
            let Ok(next) = at.checked_add(span) else { break };
            at = next;
        }
        marks
    }

    /// A mark at or before a time, and how far it is to the next one that may be one.
    fn start(self, time: DateTime) -> (DateTime, Span) {
        let date = time.date();
        let midnight = |date: Date| date.at(0, 0, 0, 0);
        match self {
            Self::Hours(hours) => (midnight(date), i64::from(hours).hours()),
            Self::Days(_) => (midnight(date), 1.day()),
            Self::Months(_) => (midnight(date.first_of_month()), 1.month()),
            Self::Years(_) => (midnight(date.first_of_year()), 1.year()),
        }
    }

    /// Whether there is a mark at the start of this hour, day, month or year.
    fn has(self, at: DateTime) -> bool {
        match self {
            Self::Hours(_) | Self::Days(1) => true,
            // Not on the last days of a month: the first of the next is too near.
            Self::Days(days) => {
                (at.day() - 1) % days == 0 && at.day() <= 31 - days.max(2)
            }
            Self::Months(months) => (at.month() - 1) % months == 0,
            Self::Years(years) => at.year() % years == 0,
        }
    }

    fn label(self, at: DateTime, is_new_year: bool, words: Words) -> String {
        let date = at.date();
        let day = || match is_new_year {
            true => words.day_of_year(date),
            false => words.day(date),
        };
        match self {
            Self::Hours(_) if at.hour() == 0 => day(),
            Self::Hours(_) => at.strftime("%H:%M").to_string(),
            Self::Days(_) => day(),
            Self::Months(_) if is_new_year && date.month() == 1 => words.year(date),
            Self::Months(_) if is_new_year => words.month_of_year(date),
            Self::Months(_) => words.month(date),
            Self::Years(_) => words.year(date),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(from: &str, until: &str, most: u32, words: Words) -> Vec<String> {
        let moment = |text: &str| Moment::from(text.parse::<jiff::Timestamp>().unwrap());
        let window = Window { from: moment(from), until: moment(until) };
        let axis = TimeAxis::over(window, &TimeZone::UTC, &words, most);
        axis.marks().iter().map(|(_, label)| label.clone()).collect()
    }

    #[test]
    fn marks_are_where_hours_days_months_and_years_begin() {
        let english = Words::english();
        for (from, until, most, expected) in [
            (
                "2026-11-23T17:20:00Z",
                "2026-11-24T09:00:00Z",
                8,
                &["18:00", "21:00", "24 Nov", "03:00", "06:00"][..],
            ),
            (
                "2026-11-20T10:00:00Z",
                "2026-11-26T00:00:00Z",
                8,
                &["21 Nov 2026", "22 Nov", "23 Nov", "24 Nov", "25 Nov"],
            ),
            (
                "2026-10-20T00:00:00Z",
                "2026-11-26T00:00:00Z",
                8,
                &[
                    "21 Oct 2026",
                    "26 Oct",
                    "1 Nov",
                    "6 Nov",
                    "11 Nov",
                    "16 Nov",
                    "21 Nov",
                ],
            ),
            (
                "2025-10-20T00:00:00Z",
                "2026-04-26T00:00:00Z",
                8,
                &["Nov 2025", "Dec", "2026", "Feb", "Mar", "Apr"],
            ),
            (
                "2019-10-20T00:00:00Z",
                "2026-04-26T00:00:00Z",
                4,
                &["2020", "2022", "2024", "2026"],
            ),
            ("2026-11-23T17:20:00Z", "2026-11-23T17:21:00Z", 8, &[]),
        ] {
            assert_eq!(labels(from, until, most, english), expected, "{from} to {until}");
        }
        let chinese =
            labels("2026-11-20T10:00:00Z", "2026-11-23T00:00:00Z", 4, Words::chinese());
        assert_eq!(chinese, ["2026年11月21日", "11月22日"]);
    }

    #[test]
    fn a_day_begins_where_its_zone_says_so() {
        let zone = TimeZone::fixed(jiff::tz::offset(8));
        let moment = |text: &str| Moment::from(text.parse::<jiff::Timestamp>().unwrap());
        let window = Window {
            from: moment("2026-11-20T10:00:00Z"),
            until: moment("2026-11-22T00:00:00Z"),
        };
        let axis = TimeAxis::over(window, &zone, &Words::english(), 3);
        let marks: Vec<_> = axis.marks().iter().map(|(at, _)| at.to_string()).collect();
        assert_eq!(marks, ["2026-11-20T16:00:00Z", "2026-11-21T16:00:00Z"]);
        assert_eq!(axis.place(window.from), 0.0);
        assert_eq!(axis.place(moment("2026-11-21T05:00:00Z")), 0.5);
    }
}
