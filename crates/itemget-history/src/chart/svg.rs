//! A chart as SVG: no script, no outside reference, every text escaped.

mod legend;
mod marks;
pub(super) mod path;
#[cfg(test)]
mod tests;

use jiff::Timestamp;

use self::legend::Legend;
use super::layout::{Drawing, Margins, Size};
use super::steps::filled;
use super::style::{STYLE, plain};
use super::text::{columns, cut, escape};
use super::{Chart, Line, Words};
use crate::figure::Figure;
use crate::moment::Moment;
use crate::state::State;
use crate::stats::{Window, highest_of, lowest_of};

/// Where an SVG goes, and how large it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    size: Size,
    /// What the names of its parts begin with.
    id: String,
    home: Home,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Home {
    File,
    Page,
}

impl Sheet {
    /// A file of its own, with its style inside.
    pub fn file(size: Size) -> Self {
        Self { size, id: "itemget".to_owned(), home: Home::File }
    }

    /// A part of a page that has [`STYLE`] already. The names of its parts begin with
    /// `id`, which no other chart of the page may have.
    pub fn in_page(size: Size, id: &str) -> Self {
        let is_plain = |it: &char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_');
        let id = id.chars().filter(is_plain).collect();
        Self { size, id, home: Home::Page }
    }
}

/// About how wide a letter of the small text is, in pixels.
const LETTER: f64 = 6.6;
/// About how wide a letter of the title is.
const TITLE_LETTER: f64 = 8.3;
/// How far everything stays from the edge.
const EDGE: f64 = 16.0;
/// How high a lane of states under the lines is, with the room below it.
const LANE: f64 = 10.0;

impl Chart {
    /// The chart as SVG.
    pub fn svg(&self, sheet: &Sheet) -> String {
        let legend = Legend::of(self, sheet);
        let drawing = self.drawing_with(sheet, &legend);
        let mut parts = vec![self.head(sheet)];
        if sheet.home == Home::File {
            parts.push(format!("<style>{STYLE}</style>"));
        }
        parts.push(marks::patterns(&sheet.id));
        parts.push(format!(
            r#"<rect class="paper" width="{}" height="{}" fill="{}"/>"#,
            sheet.size.width,
            sheet.size.height,
            plain::PAPER
        ));
        parts.extend(self.headings(sheet));
        if self.lines.len() == 1 {
            parts.extend(self.bands(&drawing, &sheet.id));
        }
        parts.push(axes(&drawing));
        if self.lines.len() > 1 {
            parts.extend(self.lanes(&drawing, &sheet.id));
        }
        parts.extend(marks::lines(&drawing));
        match self.is_blank() {
            true => parts.push(self.blank(&drawing)),
            false => parts.extend(self.marks(&drawing)),
        }
        parts.extend(legend.draw(&drawing, &sheet.id));
        parts.push("</svg>\n".to_owned());
        parts.join("\n")
    }

    /// Where everything of the SVG of this sheet lies.
    pub fn drawing(&self, sheet: &Sheet) -> Drawing {
        self.drawing_with(sheet, &Legend::of(self, sheet))
    }

    fn drawing_with(&self, sheet: &Sheet, legend: &Legend) -> Drawing {
        let top =
            self.headings_height() + if self.unit().is_empty() { 10.0 } else { 24.0 };
        let bottom = 26.0 + legend.height() + self.lanes_height();
        let height = f64::from(sheet.size.height) - top - bottom;
        let values = self.value_axis(whole(height / 38.0).clamp(1, 8));
        let labels = values.marks().iter().map(|mark| columns(&values.label(*mark)));
        let widest = labels.max().unwrap_or(1).max(columns(&self.unit()));
        let left = EDGE + width(widest, LETTER) + 8.0;
        let right = match self.end_label().map(|label| columns(&label)) {
            Some(columns) => 12.0 + width(columns, LETTER + 0.6) + EDGE / 2.0,
            None => EDGE,
        };
        let times = (f64::from(sheet.size.width) - left - right) / 92.0;
        let margins = Margins {
            top: self.headings_height()
                + if self.unit().is_empty() { 10.0 } else { 24.0 },
            right,
            bottom: 26.0 + legend.height() + self.lanes_height(),
            left,
        };
        // A part of a mark is no mark.
        let times = self.time_axis(times.max(1.0).floor() as u32);
        self.lay_out(sheet.size, margins, &values, &times)
    }

    fn head(&self, sheet: &Sheet) -> String {
        let (Size { width, height }, id) = (sheet.size, &sheet.id);
        let title = escape(&self.title);
        let description = escape(&self.description());
        let language = self.words.code();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"itemget-chart\" \
             width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
             font-family=\"system-ui,sans-serif\" font-size=\"12\" role=\"img\" \
             lang=\"{language}\" aria-labelledby=\"{id}-title {id}-desc\">\n\
             <title id=\"{id}-title\">{title}</title>\n\
             <desc id=\"{id}-desc\">{description}</desc>"
        )
    }

    /// The chart in its own words.
    fn description(&self) -> String {
        self.described(self.words, |line| &line.label)
    }

    /// The chart in these words, with each line by this name.
    pub(super) fn described<'a>(
        &'a self,
        words: Words,
        name: impl Fn(&'a Line) -> &'a str,
    ) -> String {
        let Window { from, until } = self.window;
        let [from, until] = [from, until].map(|at| self.moment(words, at));
        let window = words.between(&from, &until);
        let lines = self.lines.iter().map(|line| {
            let (kind, currency) = (line.kind, line.currency);
            let lowest = lowest_of(&line.timeline, self.window, kind, currency);
            let highest = highest_of(&line.timeline, self.window, kind, currency);
            let told = match lowest.zip(highest) {
                Some((lowest, highest)) => {
                    let (lowest, highest) = (lowest.value, highest.value);
                    words.range(&lowest.to_string(), &highest.to_string())
                }
                None => self.unsold(words, line),
            };
            format!("{}: {told}", name(line))
        });
        let mut all = vec![self.subtitle.clone(), window];
        all.extend(lines);
        all.retain(|it| !it.is_empty());
        all.join("; ")
    }

    /// A moment in the chart's zone.
    fn time(&self, moment: Moment) -> String {
        self.moment(self.words, moment)
    }

    fn moment(&self, words: Words, moment: Moment) -> String {
        words.moment(self.zone.to_datetime(Timestamp::from(moment)))
    }

    fn headings(&self, sheet: &Sheet) -> Vec<String> {
        let room = f64::from(sheet.size.width) - 2.0 * EDGE;
        let fits = |letter: f64| usize::try_from(whole(room / letter)).unwrap_or(0);
        let mut parts = Vec::new();
        if !self.title.is_empty() {
            let title = escape(&cut(&self.title, fits(TITLE_LETTER)));
            parts.push(format!(
                "<text class=\"title\" x=\"{EDGE}\" y=\"26\" fill=\"{}\" \
                 font-size=\"15\" font-weight=\"600\">{title}</text>",
                plain::INK
            ));
        }
        if !self.subtitle.is_empty() {
            let y = if self.title.is_empty() { 24 } else { 44 };
            let subtitle = escape(&cut(&self.subtitle, fits(LETTER)));
            let soft = plain::SOFT;
            parts.push(format!(
                r#"<text x="{EDGE}" y="{y}" fill="{soft}">{subtitle}</text>"#
            ));
        }
        parts
    }

    fn headings_height(&self) -> f64 {
        let title = if self.title.is_empty() { 0.0 } else { 32.0 };
        let subtitle = if self.subtitle.is_empty() { 0.0 } else { 18.0 };
        title + subtitle
    }

    fn lanes_height(&self) -> f64 {
        match self.lines.len() {
            0 | 1 => 0.0,
            lines => LANE * f64::from(u32::try_from(lines).unwrap_or(u32::MAX)) + 4.0,
        }
    }

    /// What is written at the end of the only line.
    fn end_label(&self) -> Option<String> {
        let [line] = self.lines.as_slice() else { return None };
        let value = line.timeline.at(self.until())?.value()?;
        let currency = line.currency;
        Some(marks::amount(Figure::of(value, line.kind, currency)))
    }

    fn blank(&self, drawing: &Drawing) -> String {
        // Over what it is said of: elsewhere nobody looked.
        let bands = drawing.lines.iter().flat_map(|line| &line.bands);
        let absent = bands.filter(|band| band.is_absent());
        let widest =
            absent.max_by(|a, b| (a.until_x - a.x).total_cmp(&(b.until_x - b.x)));
        let (left, right) = widest.map_or_else(
            || (drawing.top_left.x, drawing.bottom_right.x),
            |band| (band.x, band.until_x),
        );
        let x = f64::midpoint(left, right);
        let y = f64::midpoint(drawing.top_left.y, drawing.bottom_right.y);
        format!(
            r#"<text class="halo" x="{x:.1}" y="{y:.1}" text-anchor="middle" fill="{}">{}</text>"#,
            plain::SOFT,
            self.lines
                .first()
                .map_or(String::new(), |line| self.unsold(self.words, line))
        )
    }

    /// What is said of a line without a value: why there was nothing to buy, where that is
    /// known.
    fn unsold(&self, words: Words, line: &Line) -> String {
        let steps = filled(&line.timeline, self.window);
        let mut whys: Vec<&str> = Vec::new();
        for step in steps {
            if let State::Absent(why) = step.state {
                let why = words.absence(why);
                if !whys.contains(&why) {
                    whys.push(why);
                }
            }
        }
        match whys.is_empty() {
            true => words.blank().to_owned(),
            false => whys.join(", "),
        }
    }
}

/// The marks of both axes, and the rules across.
fn axes(drawing: &Drawing) -> String {
    let (left, right) = (drawing.top_left.x, drawing.bottom_right.x);
    let bottom = drawing.bottom_right.y;
    let mut rules = Vec::new();
    let mut labels = Vec::new();
    for (y, label) in &drawing.value_marks {
        rules.push(format!("M{left} {y}H{right}"));
        labels.push(format!(
            r#"<text x="{:.1}" y="{:.1}" text-anchor="end">{label}</text>"#,
            left - 8.0,
            y + 4.0
        ));
    }
    if !drawing.unit.is_empty() {
        labels.push(format!(
            r#"<text x="{:.1}" y="{:.1}" text-anchor="end">{}</text>"#,
            left - 8.0,
            drawing.top_left.y - 12.0,
            escape(&drawing.unit)
        ));
    }
    let mut ticks = Vec::new();
    let lanes = if drawing.lines.len() > 1 { drawing.lines.len() } else { 0 };
    let lanes = LANE * f64::from(u32::try_from(lanes).unwrap_or(u32::MAX));
    for (x, label) in &drawing.time_marks {
        ticks.push(format!("M{x} {bottom}v5"));
        // At the edges a label leans inwards.
        let half = width(columns(label), LETTER) / 2.0;
        let anchor = match (x - half < 2.0, x + half > f64::from(drawing.size.width)) {
            (true, _) => "start",
            (_, true) => "end",
            _ => "middle",
        };
        labels.push(format!(
            r#"<text x="{x}" y="{:.1}" text-anchor="{anchor}">{}</text>"#,
            bottom + 19.0 + lanes + if lanes > 0.0 { 4.0 } else { 0.0 },
            escape(label)
        ));
    }
    let (rules, ticks) = (rules.concat(), ticks.concat());
    let (rule, axis, soft) = (plain::RULE, plain::AXIS, plain::SOFT);
    format!(
        "<path class=\"rule\" d=\"{rules}\" fill=\"none\" stroke=\"{rule}\"/>\n\
         <path class=\"axis\" d=\"M{left} {bottom}H{right}{ticks}\" fill=\"none\" \
         stroke=\"{axis}\"/>\n<g fill=\"{soft}\">\n{}\n</g>",
        labels.join("\n")
    )
}

/// A number of things that fit: a part of one does not.
fn whole(number: f64) -> u32 {
    number.max(0.0).floor() as u32
}

/// About how wide so many columns are, in pixels.
fn width(columns: usize, letter: f64) -> f64 {
    f64::from(u32::try_from(columns).unwrap_or(u32::MAX)) * letter
}
