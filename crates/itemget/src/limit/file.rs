//! [`FileLedger`]: the quota of all processes of a machine, in two small files.
//!
//! There are two copies of the books, written in turn, under a lock and in place. A
//! process that is killed while it writes one leaves the other, which is the books before
//! the exchange that it did not live to hear the answer of. Replacing one file by another
//! would do as well, but file systems force such a file to the disk: milliseconds for
//! each exchange instead of microseconds.
//!
//! Checksums tell a torn or changed copy, which is set aside and reported, never believed.
//! Nothing is forced to the disk: a loss of power can take the last half minute of the
//! day's counts with it.

mod copies;
mod format;

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use self::copies::Found;
use super::books::Books;
use super::ledger::{
    Exchange, Exchanged, Fate, LedgerError, LedgerFuture, QuotaLedger, Verdict,
};
use super::report::QuotaReport;
use super::scope::AppId;
use crate::clock::Clock;

/// How long to wait for a lock that another process holds for some microseconds.
const LOCK_WAIT: Duration = Duration::from_secs(10);

/// A ledger in a folder, shared by every process that opens the same one.
#[derive(Debug, Clone)]
pub struct FileLedger {
    place: Arc<Place>,
}

#[derive(Debug)]
struct Place {
    folder: PathBuf,
    clock: Arc<dyn Clock>,
}

impl FileLedger {
    /// Opens the ledger in `folder`, which is made if it is not there, for this user
    /// alone.
    ///
    /// # Errors
    ///
    /// [`LedgerError`] where the folder cannot be written to, or holds the ledger of a
    /// newer version.
    pub fn open(
        folder: impl Into<PathBuf>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, LedgerError> {
        let folder = folder.into();
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&folder).map_err(failed("make", &folder))?;
        let ledger = Self { place: Arc::new(Place { folder, clock }) };
        ledger.place.with_books(Keep::AsTheyWere, |_, _| ())?;
        Ok(ledger)
    }

    /// Where the books are.
    pub fn folder(&self) -> &Path {
        &self.place.folder
    }

    /// The file is read and written on a thread for that: a lock can take its time.
    async fn on_a_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Place) -> Result<T, LedgerError> + Send + 'static,
    ) -> Result<T, LedgerError> {
        let place = Arc::clone(&self.place);
        tokio::task::spawn_blocking(move || work(&place)).await.unwrap_or_else(|error| {
            Err(LedgerError::Backend { doing: "use", source: error.into() })
        })
    }
}

impl QuotaLedger for FileLedger {
    fn exchange(&self, exchange: Exchange) -> LedgerFuture<'_, Exchanged> {
        Box::pin(async move {
            let mut exchange = exchange;
            let clock = Arc::clone(&self.place.clock);
            let asked = clock.now();
            let (mut exchanged, done) = self
                .on_a_thread(move |place| {
                    place.with_books(Keep::Changed, |books, clock| {
                        let now = clock.now();
                        since(&mut exchange, lag(asked, now));
                        (books.exchange(now, &exchange), now)
                    })
                })
                .await?;
            until(&mut exchanged, lag(done, clock.now()));
            Ok(exchanged)
        })
    }

    fn report<'a>(&'a self, app: &'a AppId) -> LedgerFuture<'a, QuotaReport> {
        let app = app.clone();
        Box::pin(self.on_a_thread(move |place| {
            place.with_books(Keep::AsTheyWere, |books, clock| {
                books.report(clock.now(), &app)
            })
        }))
    }
}

/// How long the lock and the thread took: here the clock of who asks is the ledger's own,
/// so that it need not be lost. After a step of the clock nothing is known of it.
fn lag(from: Timestamp, to: Timestamp) -> Duration {
    let lag = Duration::try_from(to.duration_since(from)).unwrap_or_default();
    if lag <= LOCK_WAIT { lag } else { Duration::ZERO }
}

/// Counts what is settled from when it was said.
fn since(exchange: &mut Exchange, lag: Duration) {
    for settlement in &mut exchange.settled {
        if let Fate::Used { place: Some(place), .. } = &mut settlement.fate {
            *place =
                place.saturating_sub(SignedDuration::try_from(lag).unwrap_or_default());
        }
    }
}

/// Counts what is granted from when it is heard.
fn until(exchanged: &mut Exchanged, lag: Duration) {
    for verdict in &mut exchanged.verdicts {
        if let Verdict::Granted(grants) = verdict {
            for grant in grants {
                grant.ready_in = grant.ready_in.saturating_sub(lag);
            }
        }
    }
}

/// Whether books are written back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keep {
    Changed,
    AsTheyWere,
}

impl Place {
    /// Reads, works and writes while nobody else does. The time is read under the lock:
    /// read before it, it could be older than what another process wrote meanwhile.
    fn with_books<T>(
        &self,
        keep: Keep,
        work: impl FnOnce(&mut Books, &dyn Clock) -> T,
    ) -> Result<T, LedgerError> {
        let lock = self.lock()?;
        let Found { mut books, number, mended } =
            copies::read(&self.folder, &*self.clock)?;
        let result = work(&mut books, &*self.clock);
        if keep == Keep::Changed || mended {
            copies::write(&self.folder, &books, number + 1)?;
        }
        // Closing it lets go of the lock: also when the process is killed.
        drop(lock);
        Ok(result)
    }

    fn lock(&self) -> Result<File, LedgerError> {
        let path = self.folder.join("quota.lock");
        let file = private()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(failed("open the lock of", &path))?;
        let mut waited = Duration::ZERO;
        let mut pause = Duration::from_micros(100);
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::Error(source)) => {
                    return Err(failed("lock", &path)(source));
                }
                Err(TryLockError::WouldBlock) if waited >= LOCK_WAIT => {
                    return Err(LedgerError::Busy { path });
                }
                Err(TryLockError::WouldBlock) => {
                    // Not a wait without end: a process can be stopped while it holds it.
                    std::thread::sleep(pause);
                    waited += pause;
                    pause = (pause * 2).min(Duration::from_millis(5));
                }
            }
        }
    }
}

/// Files that only their owner may read.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn failed(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> LedgerError {
    let path = path.to_owned();
    move |source| LedgerError::File { doing, path, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lag_is_what_passed_and_nothing_after_a_step_of_the_clock() {
        let at = |micros| Timestamp::from_microsecond(micros).unwrap();
        for (from, to, expected) in [
            (0, 1_500, Duration::from_micros(1_500)),
            (1_500, 0, Duration::ZERO),
            (0, 3_600_000_000, Duration::ZERO),
        ] {
            assert_eq!(lag(at(from), at(to)), expected, "{from} to {to}");
        }
    }
}
