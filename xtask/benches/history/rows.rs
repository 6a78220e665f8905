//! SQLite with a row for each observation, and an index: what one writes first.

use std::path::{Path, PathBuf};

use itemget_history::{Moment, TrailKey};
use rusqlite::Connection;

use crate::Failure;
use crate::engine::{Change, Engine, Fall, ITEMS_TOGETHER, Low, Sweep, changes, timed};
use crate::experiment::Took;

/// The table.
pub(crate) struct Rows {
    connection: Connection,
    path: PathBuf,
}

impl Rows {
    /// Makes it in a new file, as durable as the store's.
    pub(crate) fn make(folder: &Path) -> Result<Self, Failure> {
        let path = folder.join("rows.db");
        let connection = Connection::open(&path)?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "full")?;
        connection.pragma_update(None, "cache_size", -65536)?;
        connection.execute_batch(
            "CREATE TABLE observations (sku INTEGER NOT NULL, at INTEGER NOT NULL, \
             sale INTEGER, list INTEGER, stock INTEGER); \
             CREATE INDEX of_sku ON observations (sku, at);",
        )?;
        Ok(Self { connection, path })
    }
}

impl Engine for Rows {
    fn name(&self) -> &str {
        "SQLite, rows and an index"
    }

    fn keep(&mut self, sweep: &Sweep) -> Result<Took, Failure> {
        let variants = sweep.rows.len() / sweep.readings.len().max(1);
        let together = ITEMS_TOGETHER * variants.max(1);
        let connection = &mut self.connection;
        let (took, ()) = timed(|| {
            for rows in sweep.rows.chunks(together) {
                let transaction = connection.transaction()?;
                let mut insert = transaction
                    .prepare_cached("INSERT INTO observations VALUES (?, ?, ?, ?, ?)")?;
                for row in rows {
                    let sku = row.sku.cast_signed();
                    insert.execute((sku, row.at, row.sale, row.list, row.stock))?;
                }
                drop(insert);
                transaction.commit()?;
            }
            Ok(())
        })?;
        Ok(took)
    }

    fn settle(&mut self) -> Result<Took, Failure> {
        let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
        let settled =
            timed(|| Ok(self.connection.query_row(checkpoint, [], |_| Ok(()))?));
        Ok(settled?.0)
    }

    fn bytes(&mut self) -> Result<u64, Failure> {
        Ok(std::fs::metadata(&self.path)?.len())
    }

    fn history(
        &mut self,
        (_, sku): (&TrailKey, u64),
    ) -> Result<(Took, Vec<Change>), Failure> {
        let (took, rows) = timed(|| {
            let mut select = self.connection.prepare_cached(
                "SELECT at, sale, list, stock FROM observations WHERE sku = ? ORDER BY at",
            )?;
            let row = |row: &rusqlite::Row<'_>| {
                Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?])
            };
            let rows = select.query_map([sku.cast_signed()], row)?;
            Ok(rows.collect::<Result<Vec<[i64; 4]>, _>>()?)
        })?;
        Ok((took, changes(&rows)))
    }

    fn lowest(&mut self) -> Result<(Took, Vec<Low>), Failure> {
        timed(|| {
            // The lower price is the lower number, and of equal ones the earlier.
            let mut select = self.connection.prepare_cached(
                "SELECT sku, min(sale * 4294967296 + at) FROM observations GROUP BY sku",
            )?;
            let low = |row: &rusqlite::Row<'_>| {
                let (sku, least): (i64, i64) = (row.get(0)?, row.get(1)?);
                let (price, at) = (least >> 32, least & 0xffff_ffff);
                Ok(Low { sku: sku.cast_unsigned(), price, at })
            };
            Ok(select.query_map([], low)?.collect::<Result<_, _>>()?)
        })
    }

    fn falls(&mut self, cut: Moment, most: usize) -> Result<(Took, Vec<Fall>), Failure> {
        timed(|| {
            let mut select = self.connection.prepare_cached(
                "SELECT sku, before, after FROM (SELECT sku, \
                 (SELECT sale FROM observations b WHERE b.sku = s.sku AND b.at <= ? \
                 ORDER BY at DESC LIMIT 1) AS before, \
                 (SELECT sale FROM observations a WHERE a.sku = s.sku \
                 ORDER BY at DESC LIMIT 1) AS after \
                 FROM (SELECT DISTINCT sku FROM observations) s) WHERE after < before \
                 ORDER BY CAST(before - after AS REAL) / before DESC, sku LIMIT ?",
            )?;
            let fall = |row: &rusqlite::Row<'_>| {
                let sku: i64 = row.get(0)?;
                Ok(Fall { sku: sku.cast_unsigned(), from: row.get(1)?, to: row.get(2)? })
            };
            let found = select.query_map((cut.seconds(), i64::try_from(most)?), fall)?;
            Ok(found.collect::<Result<_, _>>()?)
        })
    }
}
