//! A series at a glance: a picture as high as a line of text, and the same in one row of
//! signs.

use super::layout::{Margins, Place, Size};
use super::steps::filled;
use super::style::plain;
use super::svg::path::path;
use super::terminal::columns::cells;
use super::text::escape;
use super::{Chart, Line, TimeAxis, ValueAxis, Words};
use crate::state::State;
use crate::stats::Window;

/// A series at a glance, without axes.
#[derive(Debug, Clone)]
pub struct Sparkline {
    chart: Chart,
}

/// What keeps lines and dots from being cut off at the edges, in pixels.
const EDGE: Margins = Margins { top: 3.0, right: 4.0, bottom: 3.0, left: 2.0 };

/// The signs of a row from low to high.
const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

impl Sparkline {
    /// A sparkline of a series over a window.
    pub fn new(line: Line, window: Window) -> Self {
        let chart = Chart::new("", vec![line], window);
        Self { chart: chart.expect("one line has one unit") }
    }

    /// As SVG of so many pixels, for a page that has [`super::STYLE`] or none: nothing in
    /// it has a name, so that a page can have hundreds.
    pub fn svg(&self, width: u32, height: u32) -> String {
        let Chart { words, lines, .. } = &self.chart;
        self.svg_named(&lines[0].label, *words, width, height)
    }

    /// The same, for a person who knows the series by this name, in these words.
    pub fn svg_named(&self, name: &str, words: Words, width: u32, height: u32) -> String {
        let size = Size { width: width.clamp(16, 2000), height: height.clamp(8, 500) };
        let (values, times) = self.axes();
        let drawing = self.chart.lay_out(size, EDGE, &values, &times);
        let Size { width, height } = size;
        let mut parts = vec![format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"itemget-chart\" \
             width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
             role=\"img\" aria-label=\"{}\">",
            escape(&self.chart.described(words, |_| name))
        )];
        for line in &drawing.lines {
            for band in &line.bands {
                let (class, fill) = match band.is_absent() {
                    true => ("absent-mark", plain::ABSENT),
                    false => ("gap-bg", plain::GAP_BG),
                };
                // What could not be bought is a bar at the foot, what nobody saw is a
                // stretch without a line.
                let (y, high) = match band.is_absent() {
                    true => (f64::from(height) - 3.0, 3.0),
                    false => (0.0, f64::from(height)),
                };
                let wide = (band.until_x - band.x).max(1.0);
                parts.push(format!(
                    "<rect class=\"{class}\" x=\"{}\" y=\"{y}\" width=\"{wide:.1}\" \
                     height=\"{high}\" fill=\"{fill}\"/>",
                    band.x
                ));
            }
            let colour = plain::LINES[0];
            if !line.points.is_empty() {
                parts.push(format!(
                    "<path class=\"line-1\" d=\"{}\" fill=\"none\" stroke=\"{colour}\" \
                     stroke-width=\"1.5\" stroke-linecap=\"round\" \
                     stroke-linejoin=\"round\"/>",
                    path(&line.points)
                ));
            }
            if let Some((Place { x, y }, _)) = line.last {
                parts.push(format!(
                    "<circle class=\"end-1\" cx=\"{x}\" cy=\"{y}\" r=\"2\" \
                     fill=\"{colour}\"/>"
                ));
            }
        }
        parts.push("</svg>".to_owned());
        parts.concat()
    }

    /// As a row of so many signs: a level, `×` where there was nothing to buy, `·` where
    /// nobody looked. A sign that several values fall on shows the one that is farthest
    /// from the sign before it, so that no short drop goes unseen.
    pub fn text(&self, width: usize) -> String {
        let (values, times) = self.axes();
        let width = width.max(1);
        let mut row: Vec<Sign> = vec![Sign::Gap; width];
        let mut before: Option<f64> = None;
        for step in filled(&self.chart.lines[0].timeline, self.chart.window) {
            let place = cells(times.place(step.from), times.place(step.until), width);
            for at in place {
                row[at] = match (step.state, row[at]) {
                    (State::Value(value), Sign::Level(there)) => {
                        let here = values.place(value.decimal());
                        let from = before.unwrap_or(there);
                        let is_farther = (here - from).abs() > (there - from).abs();
                        Sign::Level(if is_farther { here } else { there })
                    }
                    (State::Value(value), _) => {
                        before = at.checked_sub(1).and_then(|at| row[at].level());
                        Sign::Level(values.place(value.decimal()))
                    }
                    (State::Absent(_), Sign::Gap) => Sign::Absent,
                    (_, sign) => sign,
                };
            }
        }
        let levels = row.iter().filter_map(|sign| sign.level());
        let least = levels.clone().fold(f64::INFINITY, f64::min);
        let most = levels.fold(f64::NEG_INFINITY, f64::max);
        row.iter().map(|sign| sign.drawn(least, most)).collect()
    }

    fn axes(&self) -> (ValueAxis, TimeAxis) {
        (self.chart.value_axis(2), self.chart.time_axis(1))
    }
}

#[derive(Debug, Clone, Copy)]
enum Sign {
    Gap,
    Absent,
    Level(f64),
}

impl Sign {
    fn level(self) -> Option<f64> {
        match self {
            Self::Level(level) => Some(level),
            Self::Gap | Self::Absent => None,
        }
    }

    /// From the lowest to the highest sign; what never changes is in the middle.
    fn drawn(self, least: f64, most: f64) -> char {
        match self {
            Self::Gap => '·',
            Self::Absent => '×',
            Self::Level(_) if most <= least => LEVELS[3],
            Self::Level(level) => {
                let share = (level - least) / (most - least);
                LEVELS[((share * 7.0).round() as usize).min(7)]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{a_year, nothing, stock};
    use super::*;

    fn sparkline(chart: Chart) -> Sparkline {
        Sparkline::new(chart.lines[0].clone(), chart.window)
    }

    #[test]
    fn a_row_shows_levels_absences_and_gaps() {
        for (chart, width, expected) in [
            (a_year(), 40, "████▄█████×█▆▆▆▆▂██···███▇▇██████▁▆▆▆▆▆▆"),
            (stock(), 20, "▅▄▄▃▂▂▁▁██▇▇▇▆▆▆▅▅▅▅"),
            (nothing(), 10, "··········"),
        ] {
            assert_eq!(sparkline(chart).text(width), expected);
        }
    }

    #[test]
    fn a_picture_is_named_in_the_readers_language() {
        for (words, expected) in [
            (
                Words::english(),
                "2026-06-01 00:00 to 2026-07-01 00:00; Price: from 0 to 101\"",
            ),
            (Words::chinese(), "2026-06-01 00:00 至 2026-07-01 00:00; Price: 0 至 101\""),
        ] {
            let svg = sparkline(stock()).svg_named("Price", words, 100, 24);
            assert!(svg.contains(expected), "{svg}");
        }
    }

    #[test]
    fn pictures_are_as_they_were_looked_at() {
        insta::assert_snapshot!("spark_a_year", sparkline(a_year()).svg(160, 28));
        insta::assert_snapshot!("spark_stock", sparkline(stock()).svg(100, 24));
        insta::assert_snapshot!("spark_nothing", sparkline(nothing()).svg(100, 24));
    }
}
