//! What the marks of a chart mean: those that occur in it, in rows that fit its width.

use super::super::Chart;
use super::super::layout::{Drawing, Place};
use super::super::style::plain;
use super::super::text::{columns, cut, escape};
use super::marks::{amount, state, triangle};
use super::{EDGE, LETTER, Sheet, width};
use crate::figure::Figure;
use crate::state::State;

/// The rows of a legend.
#[derive(Debug)]
pub(super) struct Legend {
    items: Vec<Item>,
    rows: u32,
}

#[derive(Debug)]
struct Item {
    sign: Sign,
    text: String,
    x: f64,
    row: u32,
}

#[derive(Debug, Clone, Copy)]
enum Sign {
    Line(usize),
    Absent,
    Gap,
    Fall,
}

/// How wide a sign is, with the room behind it.
const SIGN: f64 = 24.0;
/// How high a row is.
const ROW: f64 = 20.0;

impl Legend {
    pub(super) fn of(chart: &Chart, sheet: &Sheet) -> Self {
        let mut items: Vec<(Sign, String)> = Vec::new();
        if chart.lines.len() > 1 {
            for (at, line) in chart.lines.iter().enumerate() {
                let now = line.timeline.at(chart.until());
                let now = now
                    .and_then(State::value)
                    .map(|value| amount(Figure::of(value, line.kind, line.currency)));
                let label = cut(&line.label, 36);
                let text = now.map(|now| format!("{label}  {now}")).unwrap_or(label);
                items.push((Sign::Line(at), text));
            }
        }
        let has = |wanted: fn(State) -> bool| chart.states().any(wanted);
        if has(|state| matches!(state, State::Absent(_))) {
            items.push((Sign::Absent, chart.words.absent().to_owned()));
        }
        if has(|state| matches!(state, State::NotObserved(_))) {
            items.push((Sign::Gap, chart.words.not_observed().to_owned()));
        }
        let mut lines = chart.lines.iter();
        let falls = lines.any(|it| !it.falls(chart.window, chart.drop).is_empty());
        if falls {
            items.push((Sign::Fall, chart.words.drop_of(chart.drop)));
        }
        let mut legend = Self::placed(items, f64::from(sheet.size.width) - EDGE);
        // The lines come first where there is no room for both.
        let most = f64::from(sheet.size.height) / 3.0;
        while legend.height() > most && legend.rows > 0 {
            legend.rows -= 1;
            legend.items.retain(|item| item.row < legend.rows);
        }
        legend
    }

    fn placed(items: Vec<(Sign, String)>, right: f64) -> Self {
        let (mut x, mut row) = (EDGE, 0);
        let mut placed = Vec::new();
        for (sign, text) in items {
            let wide = SIGN + width(columns(&text), LETTER);
            if x > EDGE && x + wide > right {
                (x, row) = (EDGE, row + 1);
            }
            placed.push(Item { sign, text, x, row });
            x += wide + 18.0;
        }
        let rows = if placed.is_empty() { 0 } else { row + 1 };
        Self { items: placed, rows }
    }

    /// How high it is, in pixels.
    pub(super) fn height(&self) -> f64 {
        match self.rows {
            0 => 4.0,
            rows => f64::from(rows) * ROW + 10.0,
        }
    }

    pub(super) fn draw(&self, drawing: &Drawing, id: &str) -> Vec<String> {
        let top = f64::from(drawing.size.height) - self.height();
        let parts = self.items.iter().map(|item| {
            let y = top + f64::from(item.row) * ROW;
            let x = item.x;
            let corner = Place { x, y: y + 2.0 };
            let sign = match item.sign {
                Sign::Line(at) => {
                    let number = at % plain::LINES.len();
                    format!(
                        "<path class=\"line-{}\" d=\"M{x:.1} {:.1}h16\" stroke=\"{}\" \
                         stroke-width=\"3\"/>",
                        number + 1,
                        y + 8.0,
                        plain::LINES[number]
                    )
                }
                Sign::Absent => state(id, true, corner, (16.0, 12.0), ""),
                Sign::Gap => state(id, false, corner, (16.0, 12.0), ""),
                Sign::Fall => triangle(x + 8.0, y + 5.0),
            };
            format!(
                "{sign}<text x=\"{:.1}\" y=\"{:.1}\" fill=\"{}\">{}</text>",
                x + SIGN,
                y + 12.0,
                plain::SOFT,
                escape(&item.text)
            )
        });
        parts.collect()
    }
}
