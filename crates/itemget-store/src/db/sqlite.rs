//! SQLite: one file, nothing to install.
//!
//! Each connection lives on a thread of its own, because SQLite blocks. One of them
//! writes; the others read what was last committed (WAL), and never wait for it. Only what
//! is little is read on the thread that asks, with a connection that is for that.

mod lane;
mod near;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::{Asked, Database, DbError, Dialect, HeadRow, Row, Transaction, Value};
use crate::error::StoreError;
use lane::Lane;
use near::Near;

/// How long a writer waits for one of another process.
const PATIENCE: Duration = Duration::from_secs(30);
/// How many read at once.
const READERS: usize = 2;

/// A database in a file.
#[derive(Debug)]
pub(super) struct Sqlite {
    writer: Arc<Mutex<Lane>>,
    readers: Vec<Lane>,
    next: AtomicUsize,
    near: Near,
}

impl Sqlite {
    /// Opens the file, and makes it where there is none: only its owner can read it.
    pub(super) async fn open(path: &Path) -> Result<Self, StoreError> {
        let failed = |source: DbError| StoreError::File {
            path: path.to_owned(),
            source: source.0,
        };
        make_private(path, NewFile::May).map_err(|error| failed(error.into()))?;
        let writer =
            Lane::open(path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(failed)?;
        writer.call(prepare_writer).await.map_err(failed)?;
        let readers = (0..READERS)
            .map(|_| Lane::open(path, OpenFlags::SQLITE_OPEN_READ_WRITE))
            .collect::<Result<Vec<_>, _>>()
            .map_err(failed)?;
        for reader in &readers {
            reader.call(prepare_reader).await.map_err(failed)?;
        }
        let near = Near::open(path).map_err(failed)?;
        let writer = Arc::new(Mutex::new(writer));
        Ok(Self { writer, readers, next: AtomicUsize::new(0), near })
    }

    fn reader(&self) -> &Lane {
        let next = self.next.fetch_add(1, Ordering::Relaxed);
        &self.readers[next % self.readers.len()]
    }
}

/// Whether a file may be there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NewFile {
    May,
    Must,
}

/// Makes the file before SQLite does, which would let everybody read it.
fn make_private(path: &Path, new: NewFile) -> std::io::Result<()> {
    if let Some(folder) = path.parent().filter(|it| !it.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = std::fs::File::options();
    options.read(true).append(true);
    match new {
        NewFile::May => options.create(true),
        NewFile::Must => options.create_new(true),
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path).map(drop)
}

fn prepare_writer(connection: &mut Connection) -> Result<(), DbError> {
    connection.busy_timeout(PATIENCE)?;
    plan_once(connection)?;
    patiently(|| lay_out(connection))?;
    // What was acknowledged is there after a power cut as well, not only after a kill.
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cache_size", -65536)?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(())
}

/// A statement that is kept prepared is planned once. SQLite would plan it anew for other
/// values, by statistics that are never made here; for a read of some rows that is most of
/// what it takes.
fn plan_once(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(drop)
}

/// How the file is laid out.
fn lay_out(connection: &Connection) -> rusqlite::Result<()> {
    // Both are decided when the file is new. Segments and rows of the head are longer than
    // the usual page is made for; and what compaction leaves unused can be given back.
    connection.pragma_update(None, "page_size", 8192)?;
    connection.pragma_update(None, "auto_vacuum", "incremental")?;
    connection.pragma_update(None, "journal_mode", "wal")
}

/// Waits for other processes where SQLite does not: of several who lay out a new file at
/// once, it turns all but one away on the spot.
fn patiently(mut lay_out: impl FnMut() -> rusqlite::Result<()>) -> rusqlite::Result<()> {
    const PAUSE: Duration = Duration::from_millis(10);
    let begun = Instant::now();
    loop {
        match lay_out() {
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
                    && begun.elapsed() < PATIENCE =>
            {
                std::thread::sleep(PAUSE);
            }
            done => return done,
        }
    }
}

fn prepare_reader(connection: &mut Connection) -> Result<(), DbError> {
    connection.busy_timeout(PATIENCE)?;
    plan_once(connection)?;
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "cache_size", -32768)?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(())
}

impl Database for Sqlite {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn query<'a>(&'a self, sql: &'a str, values: Vec<Value>) -> Asked<'a, Vec<Row>> {
        let sql = sql.to_owned();
        self.reader().call(move |connection| query(connection, &sql, &values)).boxed()
    }

    fn peek<'a>(&'a self, sql: &'a str, values: Vec<Value>) -> Asked<'a, Vec<Row>> {
        async move {
            match self.near.query(sql, &values)? {
                Some(found) => Ok(found),
                None => self.query(sql, values).await,
            }
        }
        .boxed()
    }

    fn query_many<'a>(
        &'a self,
        sql: &'a str,
        rows: Vec<Vec<Value>>,
    ) -> Asked<'a, Vec<Vec<Row>>> {
        let sql = sql.to_owned();
        self.reader().call(move |connection| query_many(connection, &sql, &rows)).boxed()
    }

    fn begin(&self) -> Asked<'_, Box<dyn Transaction>> {
        async {
            let lane = Arc::clone(&self.writer).lock_owned().await;
            // Whoever begins may go away while it begins: then it is taken back as well.
            let open = Open { lane, ended: false };
            open.lane
                .call(|connection| Ok(connection.execute_batch("BEGIN IMMEDIATE")?))
                .await?;
            let open: Box<dyn Transaction> = Box::new(open);
            Ok(open)
        }
        .boxed()
    }

    fn append(&self, rows: Vec<HeadRow>) -> Asked<'_, ()> {
        async move {
            let lane = self.writer.lock().await;
            lane.call(move |connection| append(connection, &rows)).await
        }
        .boxed()
    }

    fn integrity(&self) -> Asked<'_, Vec<String>> {
        async {
            let rows = match self.query("PRAGMA integrity_check", Vec::new()).await {
                // So damaged that the check itself ends: that is what it found.
                Err(error) if is_damaged(&*error.0) => {
                    return Ok(vec![error.0.to_string()]);
                }
                rows => rows?,
            };
            let said = rows.into_iter().map(|mut row| row.text(0));
            let said: Vec<String> = said.collect::<Result<_, _>>()?;
            Ok(said.into_iter().filter(|it| it != "ok").collect())
        }
        .boxed()
    }

    fn size(&self) -> Asked<'_, u64> {
        const SIZE: &str = "SELECT page_count * page_size - freelist_count * page_size \
             FROM pragma_page_count, pragma_page_size, pragma_freelist_count";
        async {
            let mut rows = self.query(SIZE, Vec::new()).await?;
            let size = rows.first_mut().map_or(Ok(0), |row| row.int(0))?;
            Ok(u64::try_from(size)?)
        }
        .boxed()
    }

    fn backup(&self, path: PathBuf) -> BoxFuture<'_, Result<(), StoreError>> {
        async move {
            let failed = |source: DbError| StoreError::File {
                path: path.clone(),
                source: source.0,
            };
            // SQLite copies into an empty file as well, and this one is private.
            make_private(&path, NewFile::Must).map_err(|error| failed(error.into()))?;
            let shown = path.to_string_lossy().into_owned();
            let copy = move |connection: &mut Connection| {
                connection.execute("VACUUM INTO ?", [shown])?;
                Ok(())
            };
            // A reader may not write, not even into another file.
            let lane = self.writer.lock().await;
            lane.call(copy).await.map_err(|error| {
                // What is there of it is no backup, and would be in the way of the next.
                drop(std::fs::remove_file(&path));
                failed(error)
            })
        }
        .boxed()
    }

    fn trim(&self) -> Asked<'_, ()> {
        async {
            let lane = self.writer.lock().await;
            lane.call(|connection| {
                let count =
                    |name| connection.pragma_query_value(None, name, |it| it.get(0));
                let (free, all): (i64, i64) =
                    (count("freelist_count")?, count("page_count")?);
                if free > all / 8 {
                    // A page a step, so it is stepped to its end.
                    let mut vacuum = connection.prepare("PRAGMA incremental_vacuum")?;
                    let mut pages = vacuum.query([])?;
                    while pages.next()?.is_some() {}
                }
                Ok(())
            })
            .await
        }
        .boxed()
    }

    fn vacuum(&self) -> Asked<'_, ()> {
        async {
            let lane = self.writer.lock().await;
            lane.call(|connection| {
                connection.execute_batch("VACUUM")?;
                // The file itself shrinks when the log is laid into it.
                connection.query_row(
                    "PRAGMA wal_checkpoint(TRUNCATE)",
                    [],
                    |_| Ok(()),
                )?;
                Ok(())
            })
            .await
        }
        .boxed()
    }
}

/// A transaction; nobody else writes meanwhile.
struct Open {
    lane: OwnedMutexGuard<Lane>,
    ended: bool,
}

impl Transaction for Open {
    fn query<'a>(&'a mut self, sql: &'a str, values: Vec<Value>) -> Asked<'a, Vec<Row>> {
        let sql = sql.to_owned();
        self.lane.call(move |connection| query(connection, &sql, &values)).boxed()
    }

    fn query_many<'a>(
        &'a mut self,
        sql: &'a str,
        rows: Vec<Vec<Value>>,
    ) -> Asked<'a, Vec<Vec<Row>>> {
        let sql = sql.to_owned();
        self.lane.call(move |connection| query_many(connection, &sql, &rows)).boxed()
    }

    fn execute<'a>(&'a mut self, sql: &'a str, values: Vec<Value>) -> Asked<'a, u64> {
        self.execute_many(sql, vec![values])
    }

    fn execute_many<'a>(
        &'a mut self,
        sql: &'a str,
        rows: Vec<Vec<Value>>,
    ) -> Asked<'a, u64> {
        let sql = sql.to_owned();
        let run = move |connection: &mut Connection| {
            let mut statement = connection.prepare_cached(&sql)?;
            let places = places(&statement, rows.first().map_or(0, Vec::len))?;
            let mut changed = 0;
            for values in &rows {
                bind(&mut statement, &places, values)?;
                changed += u64::try_from(statement.raw_execute()?)?;
            }
            Ok(changed)
        };
        self.lane.call(run).boxed()
    }

    fn script<'a>(&'a mut self, sql: &'a str) -> Asked<'a, ()> {
        let sql = sql.to_owned();
        self.lane.call(move |connection| Ok(connection.execute_batch(&sql)?)).boxed()
    }

    fn commit(mut self: Box<Self>) -> Asked<'static, ()> {
        async move {
            self.lane.call(|connection| Ok(connection.execute_batch("COMMIT")?)).await?;
            self.ended = true;
            Ok(())
        }
        .boxed()
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        if !self.ended {
            self.lane.send(|connection| {
                if !connection.is_autocommit()
                    && let Err(error) = connection.execute_batch("ROLLBACK")
                {
                    tracing::warn!(%error, "a transaction could not be taken back");
                }
            });
        }
    }
}

fn query(
    connection: &mut Connection,
    sql: &str,
    values: &[Value],
) -> Result<Vec<Row>, DbError> {
    let mut statement = connection.prepare_cached(sql)?;
    let places = places(&statement, values.len())?;
    answers(&mut statement, &places, values)
}

fn query_many(
    connection: &mut Connection,
    sql: &str,
    rows: &[Vec<Value>],
) -> Result<Vec<Vec<Row>>, DbError> {
    let mut statement = connection.prepare_cached(sql)?;
    let places = places(&statement, rows.first().map_or(0, Vec::len))?;
    rows.iter().map(|values| answers(&mut statement, &places, values)).collect()
}

/// What a statement answers with these values.
fn answers(
    statement: &mut rusqlite::Statement<'_>,
    places: &[Option<usize>],
    values: &[Value],
) -> Result<Vec<Row>, DbError> {
    let mut found = Vec::new();
    while_wanted(statement, places, values, |row| {
        found.push(row);
        true
    })?;
    Ok(found)
}

/// Hands out the rows of the answer while more are wanted; says whether these are all.
fn while_wanted(
    statement: &mut rusqlite::Statement<'_>,
    places: &[Option<usize>],
    values: &[Value],
    mut take: impl FnMut(Row) -> bool,
) -> Result<bool, DbError> {
    bind(statement, places, values)?;
    let columns = statement.column_count();
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        let values = (0..columns).map(|column| Ok(value(row.get_ref(column)?)));
        if !take(Row(values.collect::<Result<_, DbError>>()?)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Where each of so many values goes, by name: where `$2` stands before `$1`, SQLite would
/// number them otherwise.
fn places(
    statement: &rusqlite::Statement<'_>,
    values: usize,
) -> Result<Vec<Option<usize>>, DbError> {
    let names = (1..=values).map(|number| format!("${number}"));
    names.map(|name| Ok(statement.parameter_index(&name)?)).collect()
}

fn bind(
    statement: &mut rusqlite::Statement<'_>,
    places: &[Option<usize>],
    values: &[Value],
) -> Result<(), DbError> {
    use rusqlite::types::{ToSqlOutput, Value as Owned};
    for (place, value) in places.iter().zip(values) {
        let Some(index) = *place else { continue };
        let value = match value {
            Value::Null => ToSqlOutput::Owned(Owned::Null),
            Value::Int(value) => ToSqlOutput::Owned(Owned::Integer(*value)),
            Value::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Value::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
        };
        statement.raw_bind_parameter(index, value)?;
    }
    Ok(())
}

fn value(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(value) => Value::Int(value),
        // No column is a float; one that is would be seen as a wrong column.
        ValueRef::Real(value) => Value::Text(value.to_string()),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_owned()),
    }
}

fn append(connection: &mut Connection, rows: &[HeadRow]) -> Result<(), DbError> {
    let transaction =
        connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    {
        let sql = "INSERT INTO head (trail, at, body) VALUES (?, ?, ?)";
        let mut insert = transaction.prepare_cached(sql)?;
        for row in rows {
            insert.execute((row.trail, row.at, row.body.as_slice()))?;
        }
    }
    Ok(transaction.commit()?)
}

/// Whether another process held the file for too long.
pub(super) fn is_transient(error: &(dyn Error + Send + Sync + 'static)) -> bool {
    matches!(code(error), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

/// Whether the file is no whole database any more.
fn is_damaged(error: &(dyn Error + Send + Sync + 'static)) -> bool {
    matches!(code(error), Some(ErrorCode::DatabaseCorrupt))
}

fn code(error: &(dyn Error + Send + Sync + 'static)) -> Option<ErrorCode> {
    error.downcast_ref::<rusqlite::Error>()?.sqlite_error_code()
}

/// Whether the disk is full, or the file as long as the system lets it be.
pub(super) fn is_full(error: &(dyn Error + Send + Sync + 'static)) -> bool {
    let error = error.downcast_ref::<rusqlite::Error>();
    error.and_then(|it| it.sqlite_error()).is_some_and(|error| {
        error.code == ErrorCode::DiskFull
            || error.extended_code == rusqlite::ffi::SQLITE_IOERR_WRITE
    })
}
