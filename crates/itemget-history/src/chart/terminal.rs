//! A chart as text for a terminal: lines in braille, in box drawing, or in ASCII; under
//! them where there was nothing to buy, where nobody looked, and where prices fell.

pub(super) mod columns;
mod lane;
mod strokes;

use std::fmt;

pub use strokes::Strokes;

use self::columns::columns_of;
use super::text::{columns, cut, one_line};
use super::{Chart, TimeAxis, ValueAxis};
use crate::figure::Figure;
use crate::state::State;

/// A chart as rows of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Screen {
    rows: Vec<Vec<Cell>>,
}

/// Some text of one colour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The text; it has no line break and moves no cursor.
    pub text: String,
    /// What it is, for who has colours.
    pub ink: Ink,
}

/// What a piece of a drawing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ink {
    /// Text.
    Text,
    /// Axes and their marks.
    Axis,
    /// The line of this number, from 0.
    Line(usize),
    /// Time in which there was nothing to buy.
    Absent,
    /// Time in which nobody looked.
    Gap,
    /// A fall.
    Fall,
}

impl Screen {
    /// The rows from top to bottom, for who gives them colours.
    pub fn rows(&self) -> &[Vec<Cell>] {
        &self.rows
    }
}

impl fmt::Display for Screen {
    /// Without colours, and without spaces at the ends of rows.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for row in &self.rows {
            let row: String = row.iter().map(|cell| cell.text.as_str()).collect();
            writeln!(f, "{}", row.trim_end())?;
        }
        Ok(())
    }
}

/// The least room that a drawing can be made in, in columns and rows.
const LEAST: (usize, usize) = (30, 8);

impl Chart {
    /// The chart in so many columns and rows; in a few more where these hold no axes.
    ///
    /// Several lines are told apart by their colours. Without colours draw them in
    /// [`Strokes::Ascii`], where each has a sign of its own.
    pub fn screen(&self, width: usize, height: usize, strokes: Strokes) -> Screen {
        let (width, height) = (width.max(LEAST.0), height.max(LEAST.1));
        let legend = self.legend_rows(width, strokes);
        let lanes = self.lane_rows();
        // A heading, the axis of time and its labels.
        let around = 3 + legend.len() + lanes;
        let rows = height.saturating_sub(around).max(3);
        let marks = u32::try_from(rows / 3).unwrap_or(1).max(1);
        let values = self.value_axis(marks);
        let labels = values.marks().iter().map(|mark| columns(&values.label(*mark)));
        let gutter = labels.max().unwrap_or(0).max(columns(&self.unit()));
        let plot = Plot { width: width - gutter - 2, height: rows, gutter };
        let labels = u32::try_from(plot.width / 12).unwrap_or(1);
        let times = self.time_axis(labels.max(1));

        let mut all = vec![self.heading(plot, width)];
        all.extend(self.plot(plot, &values, &times, strokes));
        all.extend(plot.time_axis(&times, strokes));
        all.extend(self.text_lanes(plot, &times, strokes));
        all.extend(legend);
        Screen { rows: all }
    }

    fn heading(&self, plot: Plot, width: usize) -> Vec<Cell> {
        let unit = format!("{:>1$}", self.unit(), plot.gutter);
        let room = width.saturating_sub(columns(&unit) + 2);
        let title = cut(&one_line(&self.title), room);
        vec![cell(unit, Ink::Axis), cell(format!("  {title}"), Ink::Text)]
    }

    fn plot(
        &self,
        plot: Plot,
        values: &ValueAxis,
        times: &TimeAxis,
        strokes: Strokes,
    ) -> Vec<Vec<Cell>> {
        let mut canvas = vec![vec![(' ', Ink::Text); plot.width]; plot.height];
        // The first line is drawn last, over the others.
        for (at, line) in self.lines.iter().enumerate().rev() {
            let across = plot.width * strokes.dots_across();
            let columns = columns_of(&line.timeline, self.window, values, times, across);
            strokes.draw(&columns, at, self.lines.len(), &mut canvas);
        }
        let labels = plot.value_labels(values);
        let rows = canvas.into_iter().zip(labels);
        rows.map(|(row, label)| {
            let tick = match (label.trim().is_empty(), strokes) {
                (true, Strokes::Ascii) => '|',
                (false, Strokes::Ascii) => '+',
                (true, _) => '│',
                (false, _) => '┤',
            };
            let mut cells = vec![cell(format!("{label} {tick}"), Ink::Axis)];
            cells.extend(joined(&row));
            cells
        })
        .collect()
    }

    /// A row for each of several lines, and one for the signs that occur.
    fn legend_rows(&self, width: usize, strokes: Strokes) -> Vec<Vec<Cell>> {
        let mut rows = Vec::new();
        if self.lines.len() > 1 {
            rows.extend(self.lines.iter().enumerate().map(|(at, line)| {
                let now = line.timeline.at(self.window.until).and_then(State::value);
                let now = now.map_or_else(String::new, |value| {
                    format!("  {}", Figure::of(value, line.kind, line.currency))
                });
                let label = one_line(&line.label);
                let label = cut(&label, width.saturating_sub(5 + columns(&now)));
                let sign = strokes.sign(at, self.lines.len());
                vec![
                    cell(format!(" {sign}{sign} "), Ink::Line(at)),
                    cell(format!("{label}{now}"), Ink::Text),
                ]
            }));
        }
        rows.extend(self.signs(width, strokes));
        rows
    }
}

/// Where the lines are drawn.
#[derive(Debug, Clone, Copy)]
struct Plot {
    width: usize,
    height: usize,
    /// How wide the labels of values are.
    gutter: usize,
}

impl Plot {
    /// What stands at each row from top to bottom, all equally wide.
    fn value_labels(self, values: &ValueAxis) -> Vec<String> {
        let mut labels = vec![" ".repeat(self.gutter); self.height];
        for mark in values.marks() {
            let row = self.row(values.place(*mark));
            labels[row] = format!("{:>1$}", values.label(*mark), self.gutter);
        }
        labels
    }

    fn row(self, place: f64) -> usize {
        columns::nearest(1.0 - place, self.height)
    }

    /// The axis of time and the row of its labels.
    fn time_axis(self, times: &TimeAxis, strokes: Strokes) -> [Vec<Cell>; 2] {
        let (corner, line, tick) = match strokes {
            Strokes::Ascii => ('+', '-', '+'),
            Strokes::Braille | Strokes::Box => ('└', '─', '┬'),
        };
        let mut axis = vec![line; self.width];
        let mut labels = String::new();
        for (at, label) in times.marks() {
            let column = columns::nearest(times.place(*at), self.width);
            let start = column.saturating_sub(columns(label) / 2);
            let start = start.min(self.width.saturating_sub(columns(label)));
            let reached = columns(&labels);
            if reached > 0 && start < reached + 2 {
                continue;
            }
            axis[column] = tick;
            labels.push_str(&" ".repeat(start - reached));
            labels.push_str(label);
        }
        let before = " ".repeat(self.gutter + 1);
        let axis: String = axis.into_iter().collect();
        [
            vec![cell(format!("{before}{corner}{axis}"), Ink::Axis)],
            vec![cell(format!("{before} {labels}"), Ink::Axis)],
        ]
    }
}

fn cell(text: String, ink: Ink) -> Cell {
    Cell { text, ink }
}

/// A row of signs as texts of one ink each.
fn joined(row: &[(char, Ink)]) -> Vec<Cell> {
    let chunks = row.chunk_by(|a, b| a.1 == b.1);
    let texts = chunks.map(|chunk| {
        let text = chunk.iter().map(|(sign, _)| sign).collect();
        chunk.first().map(|(_, ink)| cell(text, *ink))
    });
    texts.flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::super::samples::{a_year, nothing, stock, three_variants};
    use super::*;
    use crate::chart::Words;

    #[test]
    fn drawings_are_as_they_were_looked_at() {
        let drawn = |chart: &Chart, width, height, strokes| {
            format!("\n{}", chart.screen(width, height, strokes))
        };
        let braille = Strokes::Braille;
        insta::assert_snapshot!("a_year_in_braille", drawn(&a_year(), 90, 18, braille));
        insta::assert_snapshot!(
            "a_year_in_boxes",
            drawn(&a_year(), 90, 18, Strokes::Box)
        );
        insta::assert_snapshot!(
            "a_year_in_ascii",
            drawn(&a_year(), 72, 16, Strokes::Ascii)
        );
        let variants = three_variants();
        insta::assert_snapshot!("variants", drawn(&variants, 72, 18, Strokes::Ascii));
        let chinese = variants.with_words(Words::chinese());
        insta::assert_snapshot!("chinese", drawn(&chinese, 60, 16, braille));
        insta::assert_snapshot!("stock", drawn(&stock(), 60, 12, braille));
        insta::assert_snapshot!("nothing", drawn(&nothing(), 60, 10, Strokes::Box));
        insta::assert_snapshot!("smallest", drawn(&a_year(), 1, 1, Strokes::Box));
    }

    #[test]
    fn no_row_is_wider_than_the_room_and_no_text_moves_the_cursor() {
        let mut chart = three_variants();
        chart.title = "\u{1b}[2J标题\n".repeat(30);
        chart.lines[0].label = "\u{202e}x".repeat(90);
        for strokes in [Strokes::Braille, Strokes::Box, Strokes::Ascii] {
            for (width, height) in [(30, 15), (47, 15), (120, 40)] {
                let screen = chart.screen(width, height, strokes);
                let text = screen.to_string();
                assert_eq!(screen.rows().len(), height);
                for row in text.lines() {
                    assert!(columns(row) <= width, "{width}: {row}");
                    assert!(!row.contains(['\u{1b}', '\u{202e}']), "{row}");
                }
            }
        }
        let ascii = stock().screen(60, 12, Strokes::Ascii).to_string();
        assert!(ascii.is_ascii(), "{ascii}");
    }
}
