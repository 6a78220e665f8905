//! `price_history`: how the price of a followed item moved. Nothing is sent.

use itemget_history::Told;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::desk::{Desk, Trouble, read};
use super::price::{Past, judged};
use super::say::{Asked, day, seen, told};
use crate::past::Question;
use crate::selection::Selection;
use itemget_history::{Kind, Moment};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    item: Asked,
    days: Option<u32>,
}

const USUAL_DAYS: u32 = 90;
/// So many changes are told, the last ones.
const STEPS: usize = 12;

pub(super) async fn answer(
    desk: &Desk,
    arguments: Map<String, Value>,
) -> Result<String, Trouble> {
    let Arguments { item, days } = read(arguments)?;
    let item = item.item()?;
    let days = days.unwrap_or(USUAL_DAYS).clamp(1, 3650);
    let Some(past) = Past::of(desk, item).await? else {
        return Err(Trouble::new(
            "nothing was recorded of this item",
            "track_item begins a history; check_price tells the price now",
        ));
    };
    let now = Moment::from(desk.clock.now());
    let question = Question {
        item,
        selection: Selection {
            ship_to: Some(desk.view.ship_to),
            source: Some(past.source.clone()),
            kinds: vec![Kind::SalePrice],
            ..Selection::default()
        },
        since: Some(Moment::from_seconds(now.seconds() - i64::from(days) * 86_400)),
        now,
        overlay: None,
    };
    let shown = question.ask(&desk.store, desk.world, desk.view.language).await?;
    let currency = past.stats.currency;
    let shown = shown.into_iter().find(|it| Some(it.key.currency) == currency);
    let mut lines = Vec::new();
    let state = told(&past.stats.current.told);
    let verdict = past.stats.judgement.as_ref().map(judged).unwrap_or_default();
    lines.push(format!("now {state}{verdict}"));
    for window in &past.stats.windows {
        let name = window.days.map_or("all".to_owned(), |days| format!("{days} d"));
        let low = window.lowest.as_ref();
        let low = low.map(|it| format!("{} ({})", it.value, day(it.from)));
        let high = window.highest.as_ref();
        let high = high.map(|it| format!("{} ({})", it.value.amount, day(it.from)));
        let (Some(low), Some(high)) = (low, high) else { continue };
        if window.days.is_some_and(|it| it > days) {
            continue;
        }
        let median = window.median.as_ref().map(|it| format!(", median {}", it.amount));
        lines.push(format!(
            "{name}: low {low}{}, high {high}, {}% observed",
            median.unwrap_or_default(),
            window.coverage.observed.0.normalize()
        ));
    }
    if let Some(shown) = &shown {
        let steps = &shown.record.steps;
        let last = steps.iter().skip(steps.len().saturating_sub(STEPS)).map(|step| {
            let says = match &step.told {
                Told::Value(figure) => figure.amount.to_string(),
                Told::Absent { .. } => "not to be had".to_owned(),
                Told::NotObserved { .. } => "not observed".to_owned(),
            };
            format!("{} {says}", day(step.from))
        });
        let last: Vec<String> = last.collect();
        if !last.is_empty() {
            let kept_back = steps.len().saturating_sub(STEPS);
            let more = match kept_back {
                0 => String::new(),
                more => format!(" ({more} earlier ones left out)"),
            };
            lines.push(format!("changes: {}{more}", last.join("; ")));
        }
    }
    let at = past.read_at.into();
    lines.push(format!("[{}]", seen(&past.source, at, desk.is_synthetic())));
    Ok(lines.join("\n"))
}
