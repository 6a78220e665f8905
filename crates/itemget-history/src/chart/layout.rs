//! Where everything of a chart lies, in pixels: what the SVG draws, and what a page needs
//! to say what lies under the pointer.

use rust_decimal::Decimal;
use serde::Serialize;

use super::axis::ValueAxis;
use super::steps::filled;
use super::times::TimeAxis;
use super::{Chart, Line};
use crate::figure::{Figure, Told};
use crate::moment::Moment;
use crate::state::{Quantity, State};
use crate::stats::{PriceFall, lowest_of};

/// Width and height in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Size {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

impl Size {
    /// A size; what is too small to hold axes is made as large as they need.
    pub fn new(width: u32, height: u32) -> Self {
        Self { width: width.clamp(240, 8000), height: height.clamp(160, 8000) }
    }
}

/// Where something lies, in pixels from the upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Place {
    /// To the right.
    pub x: f64,
    /// Down.
    pub y: f64,
}

/// A chart laid out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Drawing {
    /// Of the whole picture.
    pub size: Size,
    /// The upper left corner of where the lines are.
    pub top_left: Place,
    /// Its lower right corner.
    pub bottom_right: Place,
    /// What the values are in; empty where they are counts.
    pub unit: String,
    /// Where the marks of values lie, and what is written there.
    pub value_marks: Vec<(f64, String)>,
    /// Where the marks of time lie, and what is written there.
    pub time_marks: Vec<(f64, String)>,
    /// The lines, in their order.
    pub lines: Vec<DrawnLine>,
}

/// A line laid out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DrawnLine {
    /// What a person knows it by.
    pub label: String,
    /// Every value, in order of time.
    pub points: Vec<Point>,
    /// Every stretch without one.
    pub bands: Vec<Band>,
    /// The falls that are marked.
    pub falls: Vec<Fell>,
    /// Where the lowest value was first seen.
    pub lowest: Option<(Place, Figure)>,
    /// Where the line ends, if it has a value at the chart's end.
    pub last: Option<(Place, Figure)>,
}

/// A value that lasted from one moment to another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Point {
    /// Where it begins, to the right.
    pub x: f64,
    /// Where it ends, to the right.
    pub until_x: f64,
    /// How far down it lies.
    pub y: f64,
    /// When it was first seen.
    pub from: Moment,
    /// Until when it was.
    pub until: Moment,
    /// The value.
    pub value: Figure,
}

/// A stretch without a value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Band {
    /// Where it begins, to the right.
    pub x: f64,
    /// Where it ends, to the right.
    pub until_x: f64,
    /// When it began.
    pub from: Moment,
    /// When it ended.
    pub until: Moment,
    /// Whether it is known that there was none, or not known; and why.
    #[serde(flatten)]
    pub told: Told,
    /// The same in the chart's language.
    pub text: &'static str,
}

impl Band {
    /// Whether it is known that there was nothing.
    pub fn is_absent(&self) -> bool {
        matches!(self.told, Told::Absent { .. })
    }
}

/// A fall that is marked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fell {
    /// Where the line was before.
    pub from: Place,
    /// Where it fell to.
    pub to: Place,
    /// The fall.
    #[serde(flatten)]
    pub fall: PriceFall,
}

/// What is kept free around the lines.
#[derive(Debug, Clone, Copy)]
pub(super) struct Margins {
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
    pub(super) left: f64,
}

impl Chart {
    /// Lays the chart out, with these margins.
    pub(super) fn lay_out(
        &self,
        size: Size,
        margins: Margins,
        values: &ValueAxis,
        times: &TimeAxis,
    ) -> Drawing {
        let (width, height) = (f64::from(size.width), f64::from(size.height));
        let top_left = Place { x: margins.left, y: margins.top };
        let bottom_right = Place { x: width - margins.right, y: height - margins.bottom };
        let grid = Grid { top_left, bottom_right, values, times };
        let value_marks = values.marks().iter();
        let time_marks = times.marks().iter();
        Drawing {
            size,
            top_left,
            bottom_right,
            unit: self.unit(),
            value_marks: value_marks
                .map(|mark| (grid.y(values.place(*mark)), values.label(*mark)))
                .collect(),
            time_marks: time_marks.map(|(at, it)| (grid.x(*at), it.clone())).collect(),
            lines: self.lines.iter().map(|line| self.line(line, &grid)).collect(),
        }
    }

    fn line(&self, line: &Line, grid: &Grid<'_>) -> DrawnLine {
        let window = self.window;
        let figure = |value| Figure::of(value, line.kind, line.currency);
        let mut points = Vec::new();
        let mut bands = Vec::new();
        for step in filled(&line.timeline, window) {
            let (x, until_x) = (grid.x(step.from), grid.x(step.until));
            let (from, until) = (step.from, step.until);
            match step.state {
                State::Value(value) => {
                    let y = grid.value(value);
                    points.push(Point {
                        x,
                        until_x,
                        y,
                        from,
                        until,
                        value: figure(value),
                    });
                }
                State::Absent(_) | State::NotObserved(_) => {
                    let told = Told::of(step.state, line.kind, line.currency);
                    let text = match told {
                        Told::Absent { why } => self.words.absence(why),
                        Told::NotObserved { why } => self.words.gap(why),
                        Told::Value(_) => "",
                    };
                    bands.push(Band { x, until_x, from, until, told, text });
                }
            }
        }
        let falls = line.falls(window, self.drop);
        let lowest = lowest_of(&line.timeline, window, line.kind, line.currency);
        let end = line.timeline.at(window.until).and_then(State::value);
        DrawnLine {
            label: line.label.clone(),
            falls: falls.into_iter().map(|fall| grid.fell(fall)).collect(),
            lowest: lowest.map(|it| {
                let x = grid.x(it.from.max(window.from));
                (Place { x, y: grid.decimal(it.value.amount) }, it.value)
            }),
            last: end.map(|value| {
                let place = Place { x: grid.x(window.until), y: grid.value(value) };
                (place, figure(value))
            }),
            points,
            bands,
        }
    }
}

/// From moments and values to pixels.
struct Grid<'a> {
    top_left: Place,
    bottom_right: Place,
    values: &'a ValueAxis,
    times: &'a TimeAxis,
}

impl Grid<'_> {
    fn x(&self, at: Moment) -> f64 {
        let width = self.bottom_right.x - self.top_left.x;
        tenth(self.top_left.x + self.times.place(at) * width)
    }

    fn y(&self, share: f64) -> f64 {
        let height = self.bottom_right.y - self.top_left.y;
        tenth(self.bottom_right.y - share * height)
    }

    fn value(&self, value: Quantity) -> f64 {
        self.decimal(value.decimal())
    }

    fn decimal(&self, value: Decimal) -> f64 {
        self.y(self.values.place(value))
    }

    fn fell(&self, fall: PriceFall) -> Fell {
        let x = self.x(fall.at);
        Fell {
            from: Place { x, y: self.decimal(fall.before.amount) },
            to: Place { x, y: self.decimal(fall.to.amount) },
            fall,
        }
    }
}

/// To a tenth of a pixel: finer is not seen, and would be long.
fn tenth(pixels: f64) -> f64 {
    (pixels * 10.0).round() / 10.0
}
