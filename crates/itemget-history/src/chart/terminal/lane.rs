//! The rows under a drawing that tell where there was nothing to buy, where nobody
//! looked, and where prices fell.

use super::super::steps::filled;
use super::super::text::columns;
use super::super::{Chart, Line, TimeAxis};
use super::columns::cells;
use super::{Cell, Ink, Plot, Strokes, cell, joined};
use crate::state::State;

/// What a cell of a lane tells, the weaker first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sign {
    Gap,
    Absent,
    Fall,
}

impl Sign {
    fn drawn(self, strokes: Strokes) -> (char, Ink) {
        let is_ascii = strokes == Strokes::Ascii;
        match self {
            Self::Gap => (if is_ascii { '.' } else { '·' }, Ink::Gap),
            Self::Absent => (if is_ascii { 'x' } else { '×' }, Ink::Absent),
            Self::Fall => (if is_ascii { 'v' } else { '▾' }, Ink::Fall),
        }
    }
}

impl Chart {
    /// How many lanes there are: one for each line that has something to tell.
    pub(super) fn lane_rows(&self) -> usize {
        self.lines.iter().filter(|line| self.has_lane(line)).count()
    }

    fn has_lane(&self, line: &Line) -> bool {
        let steps = filled(&line.timeline, self.window);
        steps.iter().any(|step| step.state.value().is_none())
            || !line.falls(self.window, self.drop).is_empty()
    }

    pub(super) fn text_lanes(
        &self,
        plot: Plot,
        times: &TimeAxis,
        strokes: Strokes,
    ) -> Vec<Vec<Cell>> {
        let lines = self.lines.iter().enumerate();
        let with_lane = lines.filter(|(_, line)| self.has_lane(line));
        with_lane
            .map(|(at, line)| {
                let lane = self.lane(line, plot.width, times);
                let row: Vec<_> = lane
                    .into_iter()
                    .map(|sign| sign.map_or((' ', Ink::Text), |it| it.drawn(strokes)))
                    .collect();
                let swatch = match self.lines.len() {
                    1 => ' ',
                    lines => strokes.sign(at, lines),
                };
                let before = format!("{:>1$} ", swatch, plot.gutter + 1);
                let mut cells = vec![cell(before, Ink::Line(at))];
                cells.extend(joined(&row));
                cells
            })
            .collect()
    }

    /// What each cell of a lane tells. A fall and an absence are told however short they
    /// are; a gap where it takes up half of the cell.
    fn lane(&self, line: &Line, width: usize, times: &TimeAxis) -> Vec<Option<Sign>> {
        let mut lane: Vec<Option<Sign>> = vec![None; width];
        let one = 1.0 / f64::from(u32::try_from(width).unwrap_or(u32::MAX));
        for step in filled(&line.timeline, self.window) {
            let (from, to) = (times.place(step.from), times.place(step.until));
            let sign = match step.state {
                State::Value(_) => continue,
                State::Absent(_) => Sign::Absent,
                State::NotObserved(_) => Sign::Gap,
            };
            for at in cells(from, to, width) {
                let start = one * f64::from(u32::try_from(at).unwrap_or(u32::MAX));
                let inside = to.min(start + one) - from.max(start);
                if sign == Sign::Absent || inside >= one / 2.0 {
                    lane[at] = lane[at].max(Some(sign));
                }
            }
        }
        for fall in line.falls(self.window, self.drop) {
            let place = times.place(fall.at);
            lane[*cells(place, place, width).start()] = Some(Sign::Fall);
        }
        lane
    }

    /// What the signs that occur mean, in as many rows as their width needs.
    pub(super) fn signs(&self, width: usize, strokes: Strokes) -> Vec<Vec<Cell>> {
        let states = |wanted: fn(State) -> bool| self.states().any(wanted);
        let mut falls = self.lines.iter().map(|line| line.falls(self.window, self.drop));
        let all = [
            (Sign::Absent, states(|it| matches!(it, State::Absent(_)))),
            (Sign::Gap, states(|it| matches!(it, State::NotObserved(_)))),
            (Sign::Fall, falls.any(|falls| !falls.is_empty())),
        ];
        let mut rows: Vec<(usize, Vec<Cell>)> = Vec::new();
        for (sign, _) in all.into_iter().filter(|(_, occurs)| *occurs) {
            let (drawn, ink) = sign.drawn(strokes);
            let meaning = match sign {
                Sign::Absent => self.words.absent().to_owned(),
                Sign::Gap => self.words.not_observed().to_owned(),
                Sign::Fall => self.words.drop_of(self.drop),
            };
            let room = 4 + columns(&meaning);
            let cells = [cell(format!("  {drawn} "), ink), cell(meaning, Ink::Text)];
            match rows.last_mut() {
                Some((taken, row)) if *taken + room <= width => {
                    *taken += room;
                    row.extend(cells);
                }
                _ => rows.push((room, cells.into())),
            }
        }
        rows.into_iter().map(|(_, row)| row).collect()
    }
}
