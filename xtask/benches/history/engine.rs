//! What an engine has to do, and what it is given and gives.

use std::time::Instant;

use itemget_history::{Moment, Reading, TrailKey};

use crate::experiment::Took;
use crate::{Failure, used};

/// Something that keeps observations and answers questions about them.
pub(crate) trait Engine {
    /// What it is called.
    fn name(&self) -> &str;

    /// Keeps a sweep: it is there for good when this returns.
    fn keep(&mut self, sweep: &Sweep) -> Result<Took, Failure>;

    /// Does what is left to be done when all is kept.
    fn settle(&mut self) -> Result<Took, Failure>;

    /// Bytes on disk.
    fn bytes(&mut self) -> Result<u64, Failure>;

    /// Bytes on disk once unused room is given back, where that can be asked for.
    fn shrink(&mut self) -> Result<Option<u64>, Failure> {
        Ok(None)
    }

    /// How a variant's prices and stock changed, the first ones among them.
    fn history(&mut self, sku: (&TrailKey, u64)) -> Result<(Took, Vec<Change>), Failure>;

    /// The lowest sale price that each variant ever had, and when it had it first.
    fn lowest(&mut self) -> Result<(Took, Vec<Low>), Failure>;

    /// The variants whose last sale price is the least part of what it was at `cut`.
    fn falls(&mut self, cut: Moment, most: usize) -> Result<(Took, Vec<Fall>), Failure>;
}

/// What was seen of all items once.
#[derive(Debug, Default)]
pub(crate) struct Sweep {
    /// By item, as the store takes it.
    pub(crate) readings: Vec<(TrailKey, Reading)>,
    /// By variant, as a table of rows takes it.
    pub(crate) rows: Vec<Observation>,
}

/// A row: prices are in hundredths.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Observation {
    pub(crate) sku: u64,
    pub(crate) at: i64,
    pub(crate) sale: i64,
    pub(crate) list: i64,
    pub(crate) stock: i64,
}

/// A value of a variant that was another than before: which of the three it is, since when,
/// and the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Change {
    pub(crate) column: usize,
    pub(crate) at: i64,
    pub(crate) value: i64,
}

/// A lowest price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Low {
    pub(crate) sku: u64,
    pub(crate) price: i64,
    pub(crate) at: i64,
}

/// A price that fell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fall {
    pub(crate) sku: u64,
    pub(crate) from: i64,
    pub(crate) to: i64,
}

/// So many items' observations are kept in one transaction.
pub(crate) const ITEMS_TOGETHER: usize = 2500;

/// What changed in rows of one variant, in the order of time.
pub(crate) fn changes(rows: &[[i64; 4]]) -> Vec<Change> {
    let mut changes = Vec::new();
    for column in 0..3 {
        let mut last = None;
        for row in rows {
            let value = row[column + 1];
            if last != Some(value) {
                changes.push(Change { column, at: row[0], value });
                last = Some(value);
            }
        }
    }
    changes
}

/// Does something in this process, and says what it took.
pub(crate) fn timed<T>(
    work: impl FnOnce() -> Result<T, Failure>,
) -> Result<(Took, T), Failure> {
    let (cpu, started) = (used::cpu()?, Instant::now());
    let found = work()?;
    let wall = started.elapsed();
    Ok((Took { wall, cpu: used::cpu()?.saturating_sub(cpu) }, found))
}
