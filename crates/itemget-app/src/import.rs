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
        if !keep(store, &trails, quit, &mut imported.kept, &mut |_| {}).await? {
            return Ok(Imported { stopped: true, ..imported });
        }
        steps += manifest.rows() / passes;
        heard(steps / 2);
    }
    Ok(imported)
}

/// Keeps trails piece by piece, and counts what became of them. A piece is kept for good
/// once it is counted and `heard` was told how many trails that makes. Says whether all are
/// kept: a wish to end is heard between two pieces, and whoever gives the same trails again
/// then keeps the rest, and nothing twice.
pub(crate) async fn keep(
    store: &Store,
    trails: &[(TrailKey, Trail)],
    quit: &watch::Receiver<Option<Exit>>,
    kept: &mut Kept,
    heard: &mut dyn FnMut(u64),
) -> Result<bool, StoreError> {
    let mut done = 0;
    for piece in trails.chunks(TRAILS_AT_ONCE) {
        if quit.borrow().is_some() {
            return Ok(false);
        }
        for ((key, _), laid) in piece.iter().zip(store.merge(piece).await?) {
            match laid {
                Laid::New => kept.new += 1,
                Laid::More => kept.more += 1,
                Laid::Same => kept.same += 1,
                Laid::Disagrees(it) => kept.disagreements.push((key.clone(), it)),
            }
        }
        done += piece.len() as u64;
        heard(done);
    }
    Ok(true)
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use itemget::{ItemId, ItemRef};
    use itemget_history::{Entry, Kind, Moment, Quantity, Reading, Series, State};
    use itemget_store::DatabaseAddress;

    use super::*;

    fn trails(count: u64) -> Vec<(TrailKey, Trail)> {
        let trail = |id| {
            let key = TrailKey {
                item: ItemRef::aliexpress(ItemId::from_u64(id).unwrap()),
                ship_to: "FR".parse().unwrap(),
                currency: "EUR".parse().unwrap(),
                source: "keepa".to_owned(),
            };
            let series = Series::of_item(Kind::SalePrice);
            let state = State::Value(Quantity::whole(5));
            let (at, day) = (Moment::from_seconds(10), Duration::from_secs(86_400));
            let mut trail = Trail::default();
            trail.lay(&Reading::of_item(at, day, vec![Entry { series, state }]));
            (key, trail)
        };
        (1..=count).map(trail).collect()
    }

    #[tokio::test]
    async fn what_is_stopped_has_kept_whole_pieces_and_goes_on_without_doubling_any() {
        let folder = tempfile::tempdir().unwrap();
        let at = DatabaseAddress::Sqlite(folder.path().join("a.db"));
        let store = Store::open(&at).await.unwrap();
        let piece = TRAILS_AT_ONCE as u64;
        let trails = trails(2 * piece + 7);
        let (tell, quit) = watch::channel(None);
        let mut kept = Kept::default();
        let mut heard = Vec::new();
        let mut hear = |done| {
            heard.push(done);
            tell.send_replace(Some(Exit::Interrupted));
        };
        let is_all = keep(&store, &trails, &quit, &mut kept, &mut hear).await;
        assert!(!is_all.unwrap());
        assert_eq!((heard, kept.new), (vec![piece], piece));
        assert_eq!(store.figures().await.unwrap().readings, piece);
        tell.send_replace(None);
        let mut kept = Kept::default();
        assert!(keep(&store, &trails, &quit, &mut kept, &mut |_| {}).await.unwrap());
        assert_eq!((kept.same, kept.new, kept.more), (piece, piece + 7, 0));
        assert_eq!(store.figures().await.unwrap().readings, 2 * piece + 7);
    }
}
