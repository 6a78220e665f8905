//! A row of the list: values as they are shown. Pure.

use itemget_history::chart::Words;
use itemget_history::stats::Verdict;
use itemget_history::{Kind, Moment, Told};
use rust_decimal::Decimal;

use crate::follow::read_at;
use crate::lang::Lang;
use crate::overview::{Entry, Past, Range};
use crate::plain::harmless;
use crate::saying;
use crate::told;
use crate::tracking::Change;
use crate::web::pictures;
use crate::web::shown::{Age, Value, amount};

/// Something that is followed, as it is shown.
#[derive(Debug)]
pub(super) struct Row {
    /// The number it is followed under.
    pub(super) tracked: i64,
    pub(super) id: String,
    pub(super) title: String,
    pub(super) picture: Option<String>,
    /// Seen from where, if that has to be said.
    pub(super) view: String,
    pub(super) price: Value,
    pub(super) change: Option<ChangeShown>,
    /// The price of the last 90 days, as SVG.
    pub(super) spark: String,
    pub(super) range: Option<RangeShown>,
    pub(super) stock: Value,
    /// Units a day of the last 30 days, as the range it is.
    pub(super) sold: String,
    pub(super) read: Option<Age>,
    pub(super) is_stale: bool,
    pub(super) is_paused: bool,
    /// What is to be said of the last looks.
    pub(super) trouble: Option<String>,
}

/// How a price moved last.
#[derive(Debug)]
pub(super) struct ChangeShown {
    /// `−12.5%`; where that says nothing, `0.00 → 5.00`.
    pub(super) text: String,
    /// `fell` or `rose`.
    pub(super) class: &'static str,
    pub(super) at: Age,
}

/// Between what a price moved, and where it is.
#[derive(Debug)]
pub(super) struct RangeShown {
    pub(super) low: String,
    pub(super) high: String,
    /// From 0 to 100, as a coordinate.
    pub(super) place: Option<String>,
    pub(super) verdict: &'static str,
    /// `good`, `high` or nothing.
    pub(super) class: &'static str,
}

/// Nothing was read for so long: it is said.
const STALE_SECONDS: i64 = 2 * 86_400;

impl Row {
    pub(super) fn of(entry: &Entry, now: Moment, lang: Lang) -> Self {
        let (tracked, card) = (&entry.tracked, &entry.card);
        let item = tracked.watch.item;
        let known = entry.known.as_ref();
        let state = known.map(|known| &known.state);
        let past = known.and_then(|known| known.past.as_ref());
        let image = card.image.as_deref().or(card.images.first().map(String::as_str));
        // A look that failed is no reading, though the trail has both.
        let read_at = match tracked.failures {
            0 => state.map(|state| state.read_at),
            _ => read_at(tracked),
        };
        Self {
            tracked: tracked.id.0,
            id: item.id.to_string(),
            title: harmless(card.title.as_deref().unwrap_or_default()),
            picture: image.map(|address| pictures::path(item, address, 120)),
            view: format!(
                "{} {}",
                tracked.watch.view.ship_to, tracked.watch.view.currency
            ),
            price: Value::of(state.and_then(|state| state.price.as_ref()), lang),
            change: state.and_then(|state| state.change.as_ref()).map(|change| {
                let is_fall = change.to.amount < change.from.amount;
                ChangeShown {
                    text: moved(change),
                    class: if is_fall { "fell" } else { "rose" },
                    at: Age::of(change.at, now, lang),
                }
            }),
            spark: past.map(|past| spark(past, lang)).unwrap_or_default(),
            range: known.and_then(|known| known.range).map(|range| {
                RangeShown::of(range, past.and_then(|past| past.verdict), lang)
            }),
            stock: counted(state.and_then(|state| state.stock.as_ref()), lang),
            sold: past
                .and_then(|past| past.month.as_ref())
                .map_or_else(saying::dash, saying::sold),
            read: read_at.map(|at| Age::of(at, now, lang)),
            is_stale: read_at
                .is_none_or(|at| now.seconds() - at.seconds() > STALE_SECONDS),
            is_paused: tracked.paused,
            trouble: (tracked.failures > 0).then(|| {
                let word = tracked.last_outcome.as_deref().unwrap_or("failed");
                format!("{} ×{}", told::outcome(word, lang), tracked.failures)
            }),
        }
    }
}

/// How a price went, with its name in the reader's language.
fn spark(past: &Past, lang: Lang) -> String {
    let words = lang.pick(Words::english(), Words::chinese());
    past.line.svg_named(told::kind(Kind::SalePrice, lang), words, 120, 28)
}

/// How a price moved: in percent, or from what to what where that is no percentage, or one
/// that would be rounded to nothing.
fn moved(change: &Change) -> String {
    let percent = change.percent.map(|it| it.0.normalize());
    match percent.filter(|it| !it.is_zero()) {
        Some(percent) => {
            let sign = if percent.is_sign_negative() { "−" } else { "+" };
            format!("{sign}{}%", percent.abs())
        }
        None => format!("{} → {}", amount(&change.from), amount(&change.to)),
    }
}

impl RangeShown {
    fn of(range: Range, verdict: Option<Verdict>, lang: Lang) -> Self {
        let place = range.place.map(|it| (Decimal::from(it) / Decimal::TEN).to_string());
        let class = match verdict {
            Some(Verdict::LowestEver | Verdict::Good) => "good",
            Some(Verdict::High | Verdict::HighestEver) => "high",
            _ => "",
        };
        Self {
            low: amount(&range.low),
            high: amount(&range.high),
            place,
            verdict: verdict.map_or("", |verdict| saying::short(verdict, lang)),
            class,
        }
    }
}

fn counted(count: Option<&Told>, lang: Lang) -> Value {
    Value { unit: String::new(), ..Value::of(count, lang) }
}

#[cfg(test)]
mod tests {
    use itemget::{Bound, Percent};
    use itemget_history::Figure;

    use super::*;

    #[test]
    fn a_move_is_told_so_that_it_says_something() {
        for (from, to, percent, expected) in [
            ("8", "7", Some("-12.5"), "−12.5%"),
            ("8", "10.00", Some("25.0"), "+25%"),
            // There is no percentage of nothing.
            ("0.00", "5.00", None, "0.00 → 5.00"),
            ("10000.00", "9999.99", Some("0"), "10,000.00 → 9,999.99"),
            ("10000.00", "10001.00", Some("0.0"), "10,000.00 → 10,001.00"),
        ] {
            let figure = |text: &str| {
                let currency = "EUR".parse().ok();
                Figure::new(text.parse().unwrap(), currency, Bound::Exact)
            };
            let change = Change {
                from: figure(from),
                to: figure(to),
                at: Moment::from_seconds(0),
                percent: percent.map(|it| Percent(it.parse().unwrap())),
            };
            assert_eq!(moved(&change), expected, "{from} to {to}");
        }
    }
}
