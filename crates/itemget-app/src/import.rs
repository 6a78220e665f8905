//! History back from files: an export, checked whole before anything of it is kept, or the
//! rows of another tracker's file.

mod error;
mod foreign;

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};

use itemget_exchange::{Gathered, Hashed, Manifest, PartReader, ReadRow, WrittenPart};
use itemget_history::{Disagreement, Trail, TrailKey};
use itemget_store::{Laid, Store, StoreError};
use tokio::sync::watch;

use crate::depot::{Depot, DepotError};
use crate::exit::Exit;
pub(crate) use error::ImportError;
pub(crate) use foreign::{ForeignFile, read_foreign};

/// Rows that are in memory at once.
const ROWS_AT_ONCE: u64 = 1_000_000;
/// Trails that are kept in one transaction.
const TRAILS_AT_ONCE: usize = 500;

/// What was kept of trails.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    /// Of which nothing was kept before.
    pub(crate) new: u64,
    /// To which something was added.
    pub(crate) more: u64,
    /// Of which all was kept before.
    pub(crate) same: u64,
    /// That say something else than what is kept, and were left out.
    pub(crate) disagreements: Vec<(TrailKey, Disagreement)>,
}

/// What an import came to.
#[derive(Debug, Default)]
pub(crate) struct Imported {
    pub(crate) rows: u64,
    pub(crate) kept: Kept,
    /// Whether it was ended before all was kept: what was kept stays, and is kept once when
    /// the import is made again.
    pub(crate) stopped: bool,
}

/// Which export it is, whole.
pub(crate) async fn manifest(depot: &Depot) -> Result<Manifest, ImportError> {
    let Some(mut file) = depot.fetch(Manifest::NAME).await? else {
        return Err(ImportError::NoExport);
    };
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)
        .map_err(|source| DepotError::Read { name: Manifest::NAME.to_owned(), source })?;
    let manifest = Manifest::read(&bytes)?;
    match manifest.complete {
        true => Ok(manifest),
        false => Err(ImportError::Incomplete { parts: manifest.parts.len() as u64 }),
    }
}

/// Takes an export: `store` is none where it is only to be looked at.
pub(crate) async fn take(
    depot: &Depot,
    manifest: &Manifest,
    store: Option<&Store>,
    quit: &watch::Receiver<Option<Exit>>,
    heard: &mut dyn FnMut(u64),
) -> Result<Imported, ImportError> {
    let passes = manifest.rows().div_ceil(ROWS_AT_ONCE).max(1);
    let mut imported = Imported { rows: manifest.rows(), ..Imported::default() };
    for part in &manifest.parts {
        check(depot, part).await?;
    }
    // All of it is read before any of it is kept.
    let mut read = None;
    let mut steps = 0;
    for pass in 0..passes {
        if quit.borrow().is_some() {
            return Ok(Imported { stopped: true, ..imported });
        }
        read = Some(
            gather(depot, manifest, (pass, passes), &mut |rows| {
                heard((steps + rows) / 2);
            })
            .await?,
        );
        steps += manifest.rows() / passes;
    }
    let Some(store) = store else { return Ok(imported) };
    for pass in 0..passes {
        let trails = match read.take().filter(|_| passes == 1) {
            Some(trails) => trails,
            None => gather(depot, manifest, (pass, passes), &mut |_| {}).await?,
        };
        for chunk in trails.chunks(TRAILS_AT_ONCE) {
            if quit.borrow().is_some() {
                return Ok(Imported { stopped: true, ..imported });
            }
            keep(store, chunk, &mut imported.kept).await?;
        }
        steps += manifest.rows() / passes;
        heard(steps / 2);
    }
    Ok(imported)
}

/// Keeps trails, and counts what became of them.
pub(crate) async fn keep(
    store: &Store,
    trails: &[(TrailKey, Trail)],
    kept: &mut Kept,
) -> Result<(), StoreError> {
    for ((key, _), laid) in trails.iter().zip(store.merge(trails).await?) {
        match laid {
            Laid::New => kept.new += 1,
            Laid::More => kept.more += 1,
            Laid::Same => kept.same += 1,
            Laid::Disagrees(it) => kept.disagreements.push((key.clone(), it)),
        }
    }
    Ok(())
}

async fn open(depot: &Depot, part: &WrittenPart) -> Result<File, ImportError> {
    let found = depot.fetch(&part.path.to_string()).await?;
    found.ok_or(ImportError::Missing { part: part.path })
}

/// Sees whether a part is what the manifest says.
async fn check(depot: &Depot, part: &WrittenPart) -> Result<(), ImportError> {
    let mut file = open(depot, part).await?;
    let mut hashed = Hashed::new(io::sink());
    let unread = |source| DepotError::Read { name: part.path.to_string(), source };
    io::copy(&mut file, &mut hashed).map_err(unread)?;
    let (_, found) = hashed.end();
    if found.bytes < part.bytes {
        let (found, expected) = (found.bytes, part.bytes);
        return Err(ImportError::CutOff { part: part.path, found, expected });
    }
    match found.sha256 == part.sha256 {
        true => Ok(()),
        false => {
            // Where the first line is that cannot be read, if there is one.
            file.seek(SeekFrom::Start(0)).map_err(unread)?;
            let reader = reader(file, part)?;
            let wrong = reader.into_iter().find_map(Result::err);
            Err(match wrong {
                Some(source) => ImportError::Part { part: part.path, source },
                None => ImportError::Changed { part: part.path },
            })
        }
    }
}

fn reader(file: File, part: &WrittenPart) -> Result<PartReader, ImportError> {
    let partition = part.path.partition;
    PartReader::open(file, partition.table, part.path.format, partition.platform)
        .map_err(|source| ImportError::Part { part: part.path, source })
}

/// The trails of one pass: a share of the items.
async fn gather(
    depot: &Depot,
    manifest: &Manifest,
    (pass, passes): (u64, u64),
    heard: &mut dyn FnMut(u64),
) -> Result<Vec<(TrailKey, Trail)>, ImportError> {
    let mut gathered = Gathered::default();
    let mut done = 0;
    for part in &manifest.parts {
        let file = open(depot, part).await?;
        let mut rows = 0;
        for row in reader(file, part)? {
            let ReadRow { line, row } =
                row.map_err(|source| ImportError::Part { part: part.path, source })?;
            rows += 1;
            if row.key().item.id.get() % passes == pass {
                gathered.add(row).map_err(|source| ImportError::Row {
                    part: part.path,
                    line,
                    source,
                })?;
            }
        }
        if rows != part.rows {
            return Err(ImportError::Changed { part: part.path });
        }
        done += rows / passes;
        heard(done);
    }
    Ok(gathered.trails()?)
}
