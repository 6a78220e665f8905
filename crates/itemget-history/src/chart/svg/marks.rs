//! What is drawn over and under the lines: stretches without a value, falls, the lowest
//! value and the last one.

use super::super::Chart;
use super::super::layout::{Band, Drawing, DrawnLine, Fell, Place};
use super::super::style::plain;
use super::super::text::escape;
use super::{LANE, LETTER, path, width};
use crate::figure::{Figure, Told};
use crate::series::Unit;

/// The hatching of what was not to be had, and the dots of what nobody saw.
pub(super) fn patterns(id: &str) -> String {
    let (absent, gap) = (plain::ABSENT, plain::GAP);
    format!(
        "<defs>\n<pattern id=\"{id}-absent\" width=\"7\" height=\"7\" \
         patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
         <path class=\"absent-line\" d=\"M0 0V7\" stroke=\"{absent}\" stroke-width=\"2\" \
         stroke-opacity=\".45\"/></pattern>\n\
         <pattern id=\"{id}-gap\" width=\"7\" height=\"7\" \
         patternUnits=\"userSpaceOnUse\"><circle class=\"gap-dot\" cx=\"2\" cy=\"2\" \
         r=\"1\" fill=\"{gap}\" fill-opacity=\".7\"/></pattern>\n</defs>"
    )
}

/// A rectangle that shows a state, with what it means where the pointer rests.
pub(super) fn state(
    id: &str,
    is_absent: bool,
    corner: Place,
    size: (f64, f64),
    title: &str,
) -> String {
    let (class, name, colour) = match is_absent {
        true => ("absent-bg", "absent", plain::ABSENT_BG),
        false => ("gap-bg", "gap", plain::GAP_BG),
    };
    let Place { x, y } = corner;
    let (width, height) = size;
    let at = format!(r#"x="{x:.1}" y="{y:.1}" width="{width:.1}" height="{height:.1}""#);
    let title = match title.is_empty() {
        true => String::new(),
        false => format!("<title>{}</title>", escape(title)),
    };
    format!(
        "<g>{title}<rect class=\"{class}\" {at} fill=\"{colour}\"/>\
         <rect {at} fill=\"url(#{id}-{name})\"/></g>"
    )
}

/// The lines themselves.
pub(super) fn lines(drawing: &Drawing) -> Vec<String> {
    let all = drawing.lines.iter().enumerate().rev();
    all.filter(|(_, line)| !line.points.is_empty())
        .map(|(at, line)| {
            let number = at % plain::LINES.len();
            format!(
                "<path class=\"line-{}\" d=\"{}\" fill=\"none\" stroke=\"{}\" \
                 stroke-width=\"2\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/>",
                number + 1,
                path::path(&line.points),
                plain::LINES[number]
            )
        })
        .collect()
}

impl Chart {
    /// The stretches without a value of the only line, over the whole height.
    pub(super) fn bands(&self, drawing: &Drawing, id: &str) -> Vec<String> {
        let (top, bottom) = (drawing.top_left.y, drawing.bottom_right.y);
        let bands = drawing.lines.iter().flat_map(|line| &line.bands);
        bands.map(|band| self.band(band, id, top, bottom - top, "")).collect()
    }

    /// The stretches without a value of each of several lines, in a lane of its own.
    pub(super) fn lanes(&self, drawing: &Drawing, id: &str) -> Vec<String> {
        let mut parts = Vec::new();
        let mut y = drawing.bottom_right.y + 8.0;
        for (at, line) in drawing.lines.iter().enumerate() {
            let (left, right) = (drawing.top_left.x, drawing.bottom_right.x);
            let number = at % plain::LINES.len();
            let (middle, swatch) = (y + LANE / 2.0 - 1.5, left - 14.0);
            parts.push(format!(
                "<path class=\"rule\" d=\"M{left} {middle:.1}H{right}\" stroke=\"{}\"/>\
                 <path class=\"line-{}\" d=\"M{swatch:.1} {middle:.1}h8\" stroke=\"{}\" \
                 stroke-width=\"3\"/>",
                plain::RULE,
                number + 1,
                plain::LINES[number],
            ));
            let label = format!("{}, ", line.label);
            let bands = line.bands.iter();
            parts.extend(bands.map(|it| self.band(it, id, y, LANE - 3.0, &label)));
            y += LANE;
        }
        parts
    }

    fn band(&self, band: &Band, id: &str, y: f64, height: f64, label: &str) -> String {
        let why = match band.told {
            Told::Absent { why } => self.words.absence(why),
            Told::NotObserved { why } => self.words.gap(why),
            Told::Value(_) => "",
        };
        let when = self.words.between(&self.time(band.from), &self.time(band.until));
        let title = format!("{label}{why}, {when}");
        // However short it was, it is seen.
        let wide = (band.until_x - band.x).max(1.5);
        state(id, band.is_absent(), Place { x: band.x, y }, (wide, height), &title)
    }

    /// Falls; and of the only line its lowest and its last value.
    pub(super) fn marks(&self, drawing: &Drawing) -> Vec<String> {
        let lines = drawing.lines.iter();
        let mut parts: Vec<String> = lines.flat_map(|line| self.falls(line)).collect();
        let [line] = drawing.lines.as_slice() else { return parts };
        let values = line.points.iter().map(|point| point.value.amount);
        let is_flat = values.clone().min() == values.max();
        // What a price was at its lowest is what one wants to know of it.
        let is_told = !is_flat && self.lines[0].kind.unit() == Unit::Money;
        if let Some((place, value)) = line.lowest.filter(|_| is_told) {
            parts.push(self.lowest(drawing, place, value));
        }
        if let Some((place, value)) = line.last {
            parts.push(format!(
                "<circle class=\"dot line-1\" cx=\"{:.1}\" cy=\"{:.1}\" r=\"3.5\" \
                 fill=\"{}\" stroke=\"{}\" stroke-width=\"2\"/>\n\
                 <text class=\"strong\" x=\"{:.1}\" y=\"{:.1}\" font-weight=\"600\" \
                 fill=\"{}\">{}</text>",
                place.x,
                place.y,
                plain::PAPER,
                plain::LINES[0],
                place.x + 9.0,
                place.y + 4.0,
                plain::INK,
                amount(value)
            ));
        }
        parts
    }

    /// The falls of a line: of some that lie too near each other to be told apart, the
    /// biggest.
    fn falls(&self, line: &DrawnLine) -> Vec<String> {
        let mut kept: Vec<&Fell> = Vec::new();
        for fell in &line.falls {
            match kept.last_mut() {
                Some(last) if fell.to.x - last.to.x < 9.0 => {
                    if fell.fall.percent > last.fall.percent {
                        *last = fell;
                    }
                }
                _ => kept.push(fell),
            }
        }
        kept.iter().map(|fell| self.fell(fell)).collect()
    }

    fn fell(&self, fell: &Fell) -> String {
        let Place { x, y } = fell.to;
        let title = format!(
            "−{}, {} → {}, {}",
            fell.fall.percent,
            fell.fall.before,
            fell.fall.to,
            self.time(fell.fall.at)
        );
        format!(
            "<g><title>{}</title><path class=\"fell\" d=\"M{x} {}V{y}\" stroke=\"{}\" \
             stroke-width=\"2.5\"/>{}</g>",
            escape(&title),
            fell.from.y,
            plain::FALL,
            triangle(x, y + 4.0)
        )
    }

    fn lowest(&self, drawing: &Drawing, place: Place, value: Figure) -> String {
        let text = format!("{} {}", self.words.lowest(), amount(value));
        let room = width(text.len(), LETTER) + 14.0;
        let (x, anchor) = match place.x + room > drawing.bottom_right.x {
            true => (place.x - 9.0, "end"),
            false => (place.x + 9.0, "start"),
        };
        let y = match place.y + 18.0 > drawing.bottom_right.y {
            true => place.y - 8.0,
            false => place.y + 16.0,
        };
        format!(
            "<text class=\"halo\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" \
             fill=\"{}\">{}</text>",
            plain::SOFT,
            escape(&text)
        )
    }
}

/// A triangle that points down, under a place.
pub(super) fn triangle(x: f64, y: f64) -> String {
    let fall = plain::FALL;
    let left = x - 4.5;
    format!(r#"<path class="fall" d="M{left:.1} {y:.1}h9l-4.5 7z" fill="{fall}"/>"#)
}

/// A figure without its unit, which stands at the axis.
pub(super) fn amount(value: Figure) -> String {
    Figure { currency: None, ..value }.to_string()
}
