//! What was seen as a chart: an SVG, or a drawing in the terminal.

use std::collections::BTreeMap;

use itemget_history::Moment;
use itemget_history::chart::{Chart, Ink, Line, Sheet, Size, Strokes, Words};
use itemget_history::stats::Window;

use super::Shown;
use crate::cli::Context;
use crate::cli::style::Paint;
use crate::cli::table::harmless;
use crate::history_error::HistoryError;
use crate::lang::Lang;
use crate::records::SeriesRecord;
use crate::told::kind;

/// A series as people know it: what, of which variant, seen from where.
pub(in crate::cli) fn label(of: &SeriesRecord, lang: Lang) -> String {
    let mut parts = vec![kind(of.kind, lang).to_owned()];
    if let Some(sku) = of.sku_id {
        let variant = of.variant.as_deref().map(harmless);
        parts.push(variant.unwrap_or_else(|| sku.to_string()));
    }
    parts.push(format!("{} {}", of.ship_to, of.currency));
    parts.join(" · ")
}

/// The one chart that all of it fits on.
pub(super) fn svg(found: &[Shown], lang: Lang) -> anyhow::Result<String> {
    let mut charts = charts(found, lang)?;
    let (Some(chart), 0) = (charts.pop(), charts.len()) else {
        return Err(HistoryError::SeveralCharts.into());
    };
    let svg = chart.svg(&Sheet::file(Size::new(960, 480)));
    Ok(format!("{}\n", svg.trim_end()))
}

/// A drawing for each unit.
pub(super) fn screens(found: &[Shown], context: &mut Context<'_>) -> anyhow::Result<()> {
    const HEIGHT: usize = 18;
    let paint = context.output.paint;
    for (at, chart) in charts(found, context.lang)?.iter().enumerate() {
        if chart.is_blank() {
            continue;
        }
        if at > 0 {
            context.output.line("")?;
        }
        // Without colours, lines are told apart by their signs.
        let strokes = match (paint, found.len()) {
            (Paint::Plain, 2..) => Strokes::Ascii,
            _ => Strokes::Braille,
        };
        let screen = chart.screen(context.output.width, HEIGHT, strokes);
        for row in screen.rows() {
            let cells = row.iter().map(|cell| inked(paint, cell.ink, &cell.text));
            let line: String = cells.collect();
            context.output.line(line.trim_end())?;
        }
    }
    Ok(())
}

fn inked(paint: Paint, ink: Ink, text: &str) -> String {
    match ink {
        Ink::Text => text.to_owned(),
        Ink::Axis | Ink::Gap => paint.faint(text),
        Ink::Line(line) => paint.line(line, text),
        Ink::Absent => paint.warning(text),
        Ink::Fall => paint.good(text),
    }
}

/// The charts: lines in one unit and currency share one.
fn charts(found: &[Shown], lang: Lang) -> anyhow::Result<Vec<Chart>> {
    let mut groups: BTreeMap<String, Vec<&Shown>> = BTreeMap::new();
    for shown in found {
        let of = &shown.record.of;
        let unit = format!("{:?} {}", of.kind.unit(), of.currency);
        groups.entry(unit).or_default().push(shown);
    }
    groups.into_values().map(|group| chart(&group, lang)).collect()
}

fn chart(group: &[&Shown], lang: Lang) -> anyhow::Result<Chart> {
    let windows = group.iter().map(|shown| shown.record.coverage.window);
    let window = windows.fold(None, |all: Option<Window>, one| {
        let all = all.unwrap_or(one);
        Some(Window { from: all.from.min(one.from), until: all.until.max(one.until) })
    });
    let none = Window { from: Moment::MIN, until: Moment::MIN };
    let lines = group.iter().map(|shown| Line {
        label: label(&shown.record.of, lang),
        timeline: shown.line.clone(),
        kind: shown.series.kind,
        currency: shown.record.of.currency,
    });
    let of = group.first().map(|shown| &shown.record.of);
    let title = of.map_or_else(String::new, |of| match &of.title {
        Some(title) => format!("{} {title}", of.id),
        None => of.id.to_string(),
    });
    let synthetic = of.is_some_and(|of| of.synthetic);
    let words = lang.pick(Words::english(), Words::chinese());
    let chart =
        Chart::new(title, lines.collect(), window.unwrap_or(none))?.with_words(words);
    Ok(match synthetic {
        true => chart.with_subtitle(lang.pick("synthetic data", "虚构数据")),
        false => chart,
    })
}
