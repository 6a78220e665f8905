//! How lines are drawn: in braille, in box drawing, or in ASCII.

use super::Ink;
use super::columns::{Column, nearest};

/// With which signs lines are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strokes {
    /// Dots of braille: two across and four down in each cell, and so the finest.
    Braille,
    /// Box drawing: a cell is the least that is seen, and corners are corners.
    Box,
    /// Nothing but ASCII; several lines have a sign each.
    Ascii,
}

/// The signs of several lines in ASCII.
const SIGNS: [char; 8] = ['*', 'o', '+', 'x', '#', '@', '%', '&'];

impl Strokes {
    /// How many dots a cell has from left to right.
    pub(super) fn dots_across(self) -> usize {
        match self {
            Self::Braille => 2,
            Self::Box | Self::Ascii => 1,
        }
    }

    /// The sign of a line in a legend.
    pub(super) fn sign(self, line: usize, lines: usize) -> char {
        match self {
            Self::Braille => '⠒',
            Self::Box => '─',
            Self::Ascii if lines > 1 => SIGNS[line % SIGNS.len()],
            Self::Ascii => '-',
        }
    }

    /// Draws a line into rows of cells.
    pub(super) fn draw(
        self,
        columns: &[Option<Column>],
        line: usize,
        lines: usize,
        canvas: &mut [Vec<(char, Ink)>],
    ) {
        match self {
            Self::Braille => braille(columns, line, canvas),
            Self::Box => corners(columns, line, canvas, Corners::BOX),
            Self::Ascii if lines > 1 => {
                let sign = self.sign(line, lines);
                corners(columns, line, canvas, Corners([sign; 6]));
            }
            Self::Ascii => corners(columns, line, canvas, Corners::ASCII),
        }
    }
}

/// Signs: along, upright, and the corners of a fall and a rise, each at its start and end.
#[derive(Debug, Clone, Copy)]
struct Corners([char; 6]);

impl Corners {
    const BOX: Self = Self(['─', '│', '┐', '└', '┘', '┌']);
    const ASCII: Self = Self(['-', '|', '+', '+', '+', '+']);
}

fn corners(
    columns: &[Option<Column>],
    line: usize,
    canvas: &mut [Vec<(char, Ink)>],
    signs: Corners,
) {
    let Corners([along, upright, fall, fallen, rise, risen]) = signs;
    let height = canvas.len();
    let row = |share: f64| nearest(1.0 - share, height);
    let mut before: Option<usize> = None;
    for (at, column) in columns.iter().enumerate() {
        let Some(column) = column else {
            before = None;
            continue;
        };
        let mut put = |row: usize, sign: char| canvas[row][at] = (sign, Ink::Line(line));
        let here = row(column.last);
        // What it went to and came back from within the column.
        for between in row(column.most)..=row(column.least) {
            put(between, upright);
        }
        match before.filter(|_| column.is_joined) {
            Some(there) if there != here => {
                for between in there.min(here)..=there.max(here) {
                    put(between, upright);
                }
                let is_fall = here > there;
                put(there, if is_fall { fall } else { rise });
                put(here, if is_fall { fallen } else { risen });
            }
            _ => put(here, along),
        }
        before = Some(here);
    }
}

fn braille(columns: &[Option<Column>], line: usize, canvas: &mut [Vec<(char, Ink)>]) {
    let dots = canvas.len() * 4;
    let row = |share: f64| nearest(1.0 - share, dots);
    let mut before: Option<f64> = None;
    for (at, column) in columns.iter().enumerate() {
        let Some(column) = column else {
            before = None;
            continue;
        };
        let from = before.filter(|_| column.is_joined).unwrap_or(column.first);
        let top = row(column.most.max(from));
        let bottom = row(column.least.min(from));
        for down in top..=bottom {
            let (sign, ink) = &mut canvas[down / 4][at / 2];
            *sign = with_dot(*sign, at % 2, down % 4);
            *ink = Ink::Line(line);
        }
        before = Some(column.last);
    }
}

/// A sign of braille with one dot more.
fn with_dot(sign: char, across: usize, down: usize) -> char {
    const BLANK: u32 = 0x2800;
    // Of the left and the right column from top to bottom, as Unicode numbers them.
    const DOTS: [[u32; 4]; 2] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];
    let dots = match u32::from(sign) {
        dots @ BLANK..=0x28ff => dots,
        _ => BLANK,
    };
    char::from_u32(dots | DOTS[across][down]).unwrap_or(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_add_up() {
        let first = with_dot(' ', 0, 0);
        assert_eq!(first, '⠁');
        assert_eq!(with_dot(first, 1, 3), '⢁');
        let all = (0..8).fold(' ', |sign, at| with_dot(sign, at % 2, at / 2));
        assert_eq!(all, '⣿');
    }
}
