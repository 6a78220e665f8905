//! A line cut into columns: what each column of a drawing has to show.

use super::super::steps::filled;
use super::super::{TimeAxis, ValueAxis};
use crate::stats::Window;
use crate::timeline::Timeline;

/// What a line was within one column: all as shares of the height, 0 at the bottom.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Column {
    pub(super) first: f64,
    pub(super) last: f64,
    pub(super) least: f64,
    pub(super) most: f64,
    /// It goes on from the column before without a break.
    pub(super) is_joined: bool,
}

/// The columns of a line, as many as `across`; none where it has no value.
pub(super) fn columns_of(
    line: &Timeline,
    window: Window,
    values: &ValueAxis,
    times: &TimeAxis,
    across: usize,
) -> Vec<Option<Column>> {
    let mut columns: Vec<Option<Column>> = vec![None; across];
    let mut had_value = false;
    for step in filled(line, window) {
        let Some(value) = step.state.value() else {
            had_value = false;
            continue;
        };
        let height = values.place(value.decimal());
        let (from, to) = (times.place(step.from), times.place(step.until));
        for at in cells(from, to, across) {
            match &mut columns[at] {
                Some(column) => {
                    column.last = height;
                    column.least = column.least.min(height);
                    column.most = column.most.max(height);
                }
                empty @ None => {
                    *empty = Some(Column {
                        first: height,
                        last: height,
                        least: height,
                        most: height,
                        is_joined: had_value,
                    });
                }
            }
            had_value = true;
        }
    }
    columns
}

/// The cells of a row that a stretch lies in, given as shares of the row: at least one.
pub(in crate::chart) fn cells(
    from: f64,
    to: f64,
    across: usize,
) -> std::ops::RangeInclusive<usize> {
    let scale = f64::from(u32::try_from(across).unwrap_or(u32::MAX));
    let last = across.saturating_sub(1);
    let first = ((from * scale).floor() as usize).min(last);
    // What ends where a cell begins is not in it.
    let end = ((to * scale).ceil() as usize).saturating_sub(1).min(last);
    first..=end.max(first)
}

/// The cell of so many that lies nearest to a share of the whole.
pub(super) fn nearest(share: f64, cells: usize) -> usize {
    let last = cells.saturating_sub(1);
    let scale = f64::from(u32::try_from(last).unwrap_or(u32::MAX));
    ((share.clamp(0.0, 1.0) * scale).round() as usize).min(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_lies_in_every_cell_that_it_touches() {
        for (from, to, expected) in [
            (0.0, 1.0, 0..=9),
            (0.0, 0.1, 0..=0),
            (0.1, 0.2, 1..=1),
            (0.15, 0.31, 1..=3),
            // However short, it is somewhere.
            (0.55, 0.55, 5..=5),
            (1.0, 1.0, 9..=9),
        ] {
            assert_eq!(cells(from, to, 10), expected, "{from} to {to}");
        }
        assert_eq!((nearest(0.0, 5), nearest(0.5, 5), nearest(1.0, 5)), (0, 2, 4));
    }
}
