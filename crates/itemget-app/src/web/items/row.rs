//! A row of the list: values as they are shown. Pure.

use itemget_history::stats::Verdict;
use itemget_history::{Moment, Told};
use rust_decimal::Decimal;

use crate::lang::Lang;
use crate::overview::{Entry, Range};
use crate::plain::harmless;
use crate::saying;
use crate::told;
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
    /// `−12.5%`.
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
        let read_at = state.map(|state| state.read_at);
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
                let percent = change.percent.map(|it| it.0.abs()).unwrap_or_default();
                let sign = if is_fall { "−" } else { "+" };
                ChangeShown {
                    text: format!("{sign}{}%", percent.normalize()),
                    class: if is_fall { "fell" } else { "rose" },
                    at: Age::of(change.at, now, lang),
                }
            }),
            spark: past.map(|past| past.line.svg(120, 28)).unwrap_or_default(),
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
