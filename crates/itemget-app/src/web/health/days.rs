//! What came of looks through the last days, as bars, and the days on which far fewer told
//! something than is usual. Pure.

use std::fmt::Write as _;

use itemget_history::Moment;
use itemget_store::Day;
use jiff::Timestamp;

use crate::lang::Lang;
use crate::plain::thousands;
use crate::told;

/// So many days are shown, today included.
pub(super) const SHOWN: i64 = 30;
const DAY: i64 = 86_400;

/// A volume has dropped where a day has less than half of what is usual.
const DROPPED: u64 = 2;
/// Usual is the median of as many days before; fewer than these say nothing.
const USUAL: usize = 14;
const ENOUGH: usize = 4;

/// The last days.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Days {
    /// As SVG.
    pub(super) svg: String,
    /// The days, the newest first: date, looks, how many told something, the others by word.
    pub(super) rows: Vec<DayShown>,
    /// The days whose volume dropped: date, how many, and how many are usual.
    pub(super) drops: Vec<(String, String, String)>,
}

/// A day.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct DayShown {
    pub(super) date: String,
    pub(super) looks: String,
    pub(super) told: String,
    pub(super) others: String,
    pub(super) dropped: bool,
}

/// What a day comes to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Sum {
    /// Looks that told something of the item, that it is not sold any more as well.
    told: u64,
    failed: u64,
}

/// The words of looks that told nothing.
const FAILED: [&str; 5] =
    ["failed", "throttled", "not_asked", "unauthorised", "unreadable"];

impl Sum {
    fn of(day: &Day) -> Self {
        let count = |failed: bool| {
            let of_sort = day
                .outcomes
                .iter()
                .filter(|(word, _)| FAILED.contains(&word.as_str()) == failed);
            of_sort.map(|(_, looks)| looks).sum()
        };
        Self { told: count(false), failed: count(true) }
    }

    fn all(self) -> u64 {
        self.told + self.failed
    }
}

impl Days {
    pub(super) fn of(days: &[Day], now: Moment, lang: Lang) -> Self {
        let today = now.seconds().div_euclid(DAY);
        let first = today - SHOWN + 1;
        let mut sums = vec![Sum::default(); usize::try_from(SHOWN).unwrap_or_default()];
        let place = |day: &Day| {
            usize::try_from(day.begins.seconds().div_euclid(DAY) - first).ok()
        };
        for day in days {
            if let Some(sum) = place(day).and_then(|at| sums.get_mut(at)) {
                *sum = Sum::of(day);
            }
        }
        let mut shown = Self { svg: bars(&sums, lang), ..Self::default() };
        for (at, sum) in sums.iter().enumerate().rev() {
            let date = date(first + i64::try_from(at).unwrap_or_default());
            // Today is not over yet.
            let usual = (at + 1 < sums.len()).then(|| usual(&sums[..at])).flatten();
            let drop = usual.filter(|usual| sum.told * DROPPED < *usual);
            if let Some(usual) = drop {
                shown.drops.push((date.clone(), thousands(sum.told), thousands(usual)));
            }
            let day = days.iter().find(|day| place(day) == Some(at));
            if day.is_none() && drop.is_none() {
                continue;
            }
            let others = day.into_iter().flat_map(|day| &day.outcomes);
            let others: Vec<String> = others
                .filter(|(word, _)| word.as_str() != "found")
                .map(|(word, looks)| {
                    format!("{} {}", told::outcome(word, lang), thousands(*looks))
                })
                .collect();
            shown.rows.push(DayShown {
                date,
                looks: thousands(sum.all()),
                told: thousands(sum.told),
                others: others.join(lang.pick(", ", "，")),
                dropped: drop.is_some(),
            });
        }
        shown
    }
}

/// What is usual after these days: the median of the last ones, from the first one on which
/// anything was looked at.
fn usual(before: &[Sum]) -> Option<u64> {
    let begun = before.iter().position(|sum| sum.all() > 0)?;
    let begun = begun.max(before.len().saturating_sub(USUAL));
    let mut told: Vec<u64> = before[begun..].iter().map(|sum| sum.told).collect();
    if told.len() < ENOUGH {
        return None;
    }
    told.sort_unstable();
    Some(told[told.len() / 2])
}

fn date(day: i64) -> String {
    let at = Timestamp::from_second(day * DAY).unwrap_or_default();
    at.to_string().split('T').next().unwrap_or_default().to_owned()
}

/// A bar a day: what told something below, what failed on top of it.
fn bars(sums: &[Sum], lang: Lang) -> String {
    const WIDE: u64 = 20;
    const HIGH: u64 = 80;
    let most = sums.iter().map(|sum| sum.all()).max().unwrap_or(0).max(1);
    let wide = WIDE * sums.len() as u64;
    let label = lang.pick("Looks a day, the last 30 days", "近 30 天每日查询次数");
    let mut svg = format!(
        "<svg class=\"days\" viewBox=\"0 0 {wide} {HIGH}\" preserveAspectRatio=\"none\" \
         role=\"img\" aria-label=\"{label}\">"
    );
    for (at, sum) in sums.iter().enumerate() {
        let x = WIDE * at as u64 + 2;
        // What is there is seen, however little it is.
        let high = |count: u64| (count * HIGH / most).max(u64::from(count > 0) * 2);
        let (told, failed) = (high(sum.told), high(sum.failed));
        let top = HIGH.saturating_sub(told);
        for (class, y, high) in
            [("told", top, told), ("failed", top.saturating_sub(failed), failed)]
        {
            if high > 0 {
                write!(
                    svg,
                    "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{high}\"/>",
                    WIDE - 4
                )
                .expect("a text takes whatever is written");
            }
        }
    }
    svg.push_str("</svg>");
    svg
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Moment {
        Moment::from_seconds(1_790_000_000)
    }

    fn day(ago: i64, outcomes: &[(&str, u64)]) -> Day {
        let begins = (now().seconds().div_euclid(DAY) - ago) * DAY;
        Day {
            begins: Moment::from_seconds(begins),
            outcomes: outcomes
                .iter()
                .map(|(word, looks)| ((*word).to_owned(), *looks))
                .collect(),
        }
    }

    #[test]
    fn a_day_with_far_fewer_answers_than_usual_is_named() {
        let mut days: Vec<Day> =
            (4..12).rev().map(|ago| day(ago, &[("found", 100)])).collect();
        days.push(day(3, &[("found", 90), ("off_sale", 10)]));
        // Everything was asked, and next to nothing was told.
        days.push(day(2, &[("found", 40), ("throttled", 60)]));
        days.push(day(0, &[("found", 5)]));
        let shown = Days::of(&days, now(), Lang::En);
        let drops: Vec<(&str, &str)> =
            shown.drops.iter().map(|it| (&*it.1, &*it.2)).collect();
        // Yesterday nobody looked; today is not over.
        assert_eq!(drops, [("0", "100"), ("40", "100")]);
        let row = |at: usize| (&*shown.rows[at].looks, &*shown.rows[at].told);
        assert_eq!((row(0), row(1), row(2)), (("5", "5"), ("0", "0"), ("100", "40")));
        assert!(shown.rows[2].others.contains("60"), "{:?}", shown.rows[2]);
        assert_eq!(shown.rows.len(), 12);
    }

    #[test]
    fn a_beginning_is_no_drop() {
        let days = [day(3, &[("found", 100)]), day(2, &[("found", 10)])];
        assert_eq!(Days::of(&days, now(), Lang::En).drops, []);
        assert_eq!(Days::of(&[], now(), Lang::En).rows, []);
    }

    #[test]
    fn what_is_little_is_drawn_all_the_same() {
        let svg = bars(&[Sum { told: 100_000, failed: 1 }, Sum::default()], Lang::En);
        assert_eq!(svg.matches("class=\"failed\"").count(), 1, "{svg}");
        assert_eq!(svg.matches("<rect").count(), 2, "{svg}");
    }
}
