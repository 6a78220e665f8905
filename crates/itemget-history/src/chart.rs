//! Charts of one series or several: an SVG, a drawing for the terminal, and the points in
//! pixels for a page that wants to show what lies under the pointer.
//!
//! A value is a step line: it was so from one reading until another. Where it is known
//! that there was nothing (sold out, off sale) and where nobody looked, the line breaks
//! and the picture says which of the two it is: neither is ever drawn as a value.
//!
//! The same chart gives the same bytes: nothing is read but what is in it.

mod axis;
mod layout;
#[cfg(test)]
mod samples;
mod sparkline;
mod steps;
mod style;
mod svg;
mod terminal;
mod text;
mod times;
mod words;

use itemget::{Currency, Percent};
use jiff::tz::TimeZone;
use rust_decimal::Decimal;

pub use axis::ValueAxis;
pub use layout::{Band, Drawing, DrawnLine, Fell, Place, Point, Size};
pub use sparkline::Sparkline;
use steps::filled;
pub use style::STYLE;
pub use svg::Sheet;
pub use terminal::{Cell, Ink, Screen, Strokes};
pub use times::TimeAxis;
pub use words::Words;

use crate::figure::currency_of;
use crate::moment::Moment;
use crate::series::{Kind, Unit};
use crate::state::State;
use crate::stats::{BASELINE_PERCENT, PriceFall, Window, falls_of};
use crate::timeline::Timeline;

/// What is drawn.
#[derive(Debug, Clone)]
pub struct Chart {
    title: String,
    subtitle: String,
    lines: Vec<Line>,
    window: Window,
    zone: TimeZone,
    words: Words,
    drop: Percent,
}

/// One series of a chart.
#[derive(Debug, Clone)]
pub struct Line {
    /// What a person knows it by; any text.
    pub label: String,
    /// What it was, and when.
    pub timeline: Timeline,
    /// Of what kind its values are.
    pub kind: Kind,
    /// The currency of its trail.
    pub currency: Currency,
}

/// Lines that no axis can have in common.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{first}` and `{other}` are not in one unit, and cannot share an axis")]
pub struct MixedUnits {
    first: String,
    other: String,
}

impl Chart {
    /// A chart of these lines over a window; no chart where they are not all in one unit
    /// and currency.
    pub fn new(
        title: impl Into<String>,
        lines: Vec<Line>,
        window: Window,
    ) -> Result<Self, MixedUnits> {
        if let Some(first) = lines.first() {
            let other = lines.iter().find(|line| line.unit() != first.unit());
            if let Some(other) = other {
                let (first, other) = (first.label.clone(), other.label.clone());
                return Err(MixedUnits { first, other });
            }
        }
        Ok(Self {
            title: title.into(),
            subtitle: String::new(),
            lines,
            window,
            zone: TimeZone::UTC,
            words: Words::english(),
            drop: Percent(BASELINE_PERCENT),
        })
    }

    /// With a line of smaller text under the title.
    #[must_use]
    pub fn with_subtitle(self, subtitle: impl Into<String>) -> Self {
        Self { subtitle: subtitle.into(), ..self }
    }

    /// With the days of this time zone; without it they are those of UTC.
    #[must_use]
    pub fn with_zone(self, zone: TimeZone) -> Self {
        Self { zone, ..self }
    }

    /// In another language.
    #[must_use]
    pub fn with_words(self, words: Words) -> Self {
        Self { words, ..self }
    }

    /// With falls marked from so many percent on.
    #[must_use]
    pub fn with_drop(self, drop: Percent) -> Self {
        Self { drop, ..self }
    }

    /// Whether nothing in it has a value.
    pub fn is_blank(&self) -> bool {
        self.values().next().is_none()
    }

    /// Every state within the window.
    fn states(&self) -> impl Iterator<Item = State> {
        let lines = self.lines.iter();
        lines.flat_map(|line| filled(&line.timeline, self.window)).map(|it| it.state)
    }

    /// Every value within the window.
    fn values(&self) -> impl Iterator<Item = Decimal> {
        self.states().filter_map(|state| Some(state.value()?.decimal()))
    }

    /// The axis of values, with about so many marks.
    fn value_axis(&self, marks: u32) -> ValueAxis {
        let bounds = self.values().fold(None, |bounds, value| match bounds {
            None => Some((value, value)),
            Some((least, most)) => Some((value.min(least), value.max(most))),
        });
        let (kind, currency) = match self.lines.first() {
            Some(line) => (line.kind, currency_of(line.kind, line.currency)),
            None => (Kind::Stock, None),
        };
        ValueAxis::over(bounds, kind.unit(), currency, marks)
    }

    /// What the values are in, as it is written on the axis.
    fn unit(&self) -> String {
        self.lines.first().map_or_else(String::new, Line::unit)
    }

    fn time_axis(&self, labels: u32) -> TimeAxis {
        TimeAxis::over(self.window, &self.zone, &self.words, labels)
    }

    fn until(&self) -> Moment {
        self.window.until
    }
}

impl Line {
    /// The falls that are marked.
    fn falls(&self, window: Window, least: Percent) -> Vec<PriceFall> {
        // A level of stock falls with every sale.
        match self.kind.unit() {
            Unit::Money => {
                falls_of(&self.timeline, window, least, self.kind, self.currency)
            }
            _ => Vec::new(),
        }
    }

    fn unit(&self) -> String {
        match self.kind.unit() {
            Unit::Money => self.currency.to_string(),
            Unit::Percent => "%".to_owned(),
            Unit::Stars => "★".to_owned(),
            Unit::Count | Unit::Flag => String::new(),
        }
    }
}
