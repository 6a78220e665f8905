//! The parts of a batch of days, written side by side.

use std::collections::BTreeMap;
use std::fs::File;

use itemget_exchange::{
    Hashed, PartPath, PartWriter, Partition, Row, Terms, Written, WrittenPart,
};

use super::{ExportError, Limits};
use crate::depot::{Depot, Staged, StagedAt};

/// Parts that are being written.
pub(super) struct Writing<'a> {
    depot: &'a Depot,
    terms: &'a Terms,
    limits: Limits,
    open: BTreeMap<Partition, Open>,
    /// Parts that are whole and not published yet.
    full: Vec<(WrittenPart, Staged)>,
    rows: u64,
}

struct Open {
    path: PartPath,
    at: StagedAt,
    writer: PartWriter<Hashed<File>>,
}

impl<'a> Writing<'a> {
    pub(super) fn begin(depot: &'a Depot, terms: &'a Terms, limits: Limits) -> Self {
        let (open, full) = (BTreeMap::new(), Vec::new());
        Self { depot, terms, limits, open, full, rows: 0 }
    }

    /// How many rows were written.
    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    /// Adds a row to its day.
    pub(super) fn push(
        &mut self,
        partition: Partition,
        row: &Row,
    ) -> Result<(), ExportError> {
        let mut number = 0;
        if let Some(open) = self.open.get(&partition)
            && open.writer.rows() >= self.limits.rows_of_part
        {
            number = open.path.number + 1;
            if let Some(full) = self.open.remove(&partition) {
                self.full.push(full.finish()?);
            }
        }
        let open = match self.open.entry(partition) {
            std::collections::btree_map::Entry::Occupied(open) => open.into_mut(),
            std::collections::btree_map::Entry::Vacant(place) => {
                let path = PartPath { partition, number, format: self.terms.format };
                let Staged { file, at } = self.depot.stage(&path.to_string())?;
                let writer = PartWriter::begin(
                    Hashed::new(file),
                    partition.table,
                    self.terms.format,
                    self.terms.synthetic,
                )?;
                place.insert(Open { path, at, writer })
            }
        };
        open.writer.push(&row.cells().map_err(itemget_exchange::WriteError::from)?)?;
        self.rows += 1;
        Ok(())
    }

    /// Ends all parts: each is whole, and not there before it is published.
    pub(super) fn finish(mut self) -> Result<Vec<(WrittenPart, Staged)>, ExportError> {
        for open in self.open.into_values() {
            self.full.push(open.finish()?);
        }
        self.full.sort_by_key(|(part, _)| part.path);
        Ok(self.full)
    }

    /// Lets go of all parts.
    pub(super) fn discard(self) -> Result<(), ExportError> {
        let open = self.open.into_values().map(|open| open.at);
        let full = self.full.into_iter().map(|(_, staged)| staged.at);
        for at in open.chain(full) {
            self.depot.discard(at)?;
        }
        Ok(())
    }
}

impl Open {
    fn finish(self) -> Result<(WrittenPart, Staged), ExportError> {
        let rows = self.writer.rows();
        let (file, Written { bytes, sha256 }) = self.writer.finish()?.end();
        let part = WrittenPart { path: self.path, rows, bytes, sha256 };
        Ok((part, Staged { file, at: self.at }))
    }
}
