//! The store, as the program uses it: what `run` calls to keep readings, what `history`
//! calls to read a trail, and what is asked of all trails.

use std::path::{Path, PathBuf};

use itemget::SkuId;
use itemget_history::{Kind, Moment, Part, Quantity, Series, TrailKey};
use itemget_store::{DatabaseAddress, Store};
use tokio::runtime::Runtime;

use crate::Failure;
use crate::engine::{Change, Engine, Fall, ITEMS_TOGETHER, Low, Sweep, timed};
use crate::experiment::Took;

/// The store.
pub(crate) struct Kept {
    name: &'static str,
    runtime: Runtime,
    store: Store,
    /// Where it is a file.
    path: Option<PathBuf>,
    /// Readings since it was compacted.
    waiting: u64,
}

impl Kept {
    /// In a new file.
    pub(crate) fn sqlite(folder: &Path) -> Result<Self, Failure> {
        let path = folder.join("store.db");
        let address = DatabaseAddress::Sqlite(path.clone());
        Self::open("itemget, SQLite", &address, Some(path))
    }

    /// On a server.
    pub(crate) fn open(
        name: &'static str,
        address: &DatabaseAddress,
        path: Option<PathBuf>,
    ) -> Result<Self, Failure> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let store = runtime.block_on(Store::open(address))?;
        Ok(Self { name, runtime, store, path, waiting: 0 })
    }

    fn file_bytes(&self, path: &Path) -> Result<u64, Failure> {
        // What is in the log is counted where it will be.
        let other = rusqlite::Connection::open(path)?;
        other.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(std::fs::metadata(path)?.len())
    }
}

impl Engine for Kept {
    fn name(&self) -> &str {
        self.name
    }

    fn keep(&mut self, sweep: &Sweep) -> Result<Took, Failure> {
        let (store, waiting) = (&self.store, &mut self.waiting);
        let work = async {
            for readings in sweep.readings.chunks(ITEMS_TOGETHER) {
                store.append(readings).await?;
                *waiting += readings.len() as u64;
            }
            if *waiting >= Store::HEAD {
                store.compact().await?;
                *waiting = 0;
            }
            Ok(())
        };
        Ok(timed(|| self.runtime.block_on(work))?.0)
    }

    fn settle(&mut self) -> Result<Took, Failure> {
        Ok(timed(|| Ok(self.runtime.block_on(self.store.compact())?))?.0)
    }

    fn bytes(&mut self) -> Result<u64, Failure> {
        match &self.path {
            Some(path) => self.file_bytes(path),
            None => Ok(self.runtime.block_on(self.store.figures())?.bytes),
        }
    }

    fn shrink(&mut self) -> Result<Option<u64>, Failure> {
        let Some(path) = &self.path else { return Ok(None) };
        self.runtime.block_on(self.store.shrink())?;
        self.file_bytes(path).map(Some)
    }

    fn history(
        &mut self,
        (key, sku): (&TrailKey, u64),
    ) -> Result<(Took, Vec<Change>), Failure> {
        let sku = SkuId::from_u64(sku).ok_or("a variant of no number")?;
        let kinds = [Kind::SalePrice, Kind::ListPrice, Kind::Stock];
        let part = Part { of_variants: &kinds, variants: Some(&[sku]), ..Part::ALL };
        let read = self.store.trail_part(key, part);
        let (took, trail) = timed(|| Ok(self.runtime.block_on(read)?))?;
        let trail = trail.ok_or("a trail is not there")?;
        let mut found = Vec::new();
        for (column, kind) in kinds.into_iter().enumerate() {
            for change in trail.changes(Series::of_sku(sku, kind)) {
                let value = change.state.value().ok_or("no value was absent")?;
                let value = told(value, kind)?;
                found.push(Change { column, at: change.at.seconds(), value });
            }
        }
        Ok((took, found))
    }

    fn lowest(&mut self) -> Result<(Took, Vec<Low>), Failure> {
        let kind = Kind::SalePrice;
        let (took, found) =
            timed(|| Ok(self.runtime.block_on(self.store.lowest(kind))?))?;
        let low = |it: itemget_store::Lowest| {
            let (price, at) = (told(it.point.value, kind)?, it.point.at.seconds());
            Ok(Low { sku: variant(it.series)?, price, at })
        };
        Ok((took, found.into_iter().map(low).collect::<Result<_, Failure>>()?))
    }

    fn falls(&mut self, cut: Moment, most: usize) -> Result<(Took, Vec<Fall>), Failure> {
        let kind = Kind::SalePrice;
        let (took, found) =
            timed(|| Ok(self.runtime.block_on(self.store.falls(kind, cut, most))?))?;
        let fall = |it: itemget_store::Fallen| {
            let [from, to] =
                [it.fall.from, it.fall.to].map(|point| told(point.value, kind));
            Ok(Fall { sku: variant(it.series)?, from: from?, to: to? })
        };
        Ok((took, found.into_iter().map(fall).collect::<Result<_, Failure>>()?))
    }
}

/// A price in hundredths, a stock in pieces.
fn told(value: Quantity, kind: Kind) -> Result<i64, Failure> {
    let scale = if kind == Kind::Stock { 0 } else { 2 };
    value.at_scale(scale).ok_or_else(|| "a price of more than two decimals".into())
}

fn variant(series: Series) -> Result<u64, Failure> {
    Ok(series.sku.ok_or("a series of no variant")?.get())
}
