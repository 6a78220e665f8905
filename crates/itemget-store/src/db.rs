//! The seam to a database: statements, transactions, and values of four kinds.
//!
//! SQL above it keeps to what SQLite and PostgreSQL both understand: parameters are `$1`,
//! numbers are `BIGINT`, texts `TEXT`, bytes `BLOB` or `BYTEA`, and nothing is a boolean or
//! a float. Where they differ, [`Dialect`] has the words.

mod patient;
mod postgres;
mod row;
mod sqlite;

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use crate::address::DatabaseAddress;
use crate::error::StoreError;

pub(crate) use patient::Patient;
pub(crate) use row::{Row, Value, values};

/// What a database said when it failed.
#[derive(Debug)]
pub(crate) struct DbError(pub(crate) Box<dyn Error + Send + Sync>);

impl<E: Error + Send + Sync + 'static> From<E> for DbError {
    fn from(error: E) -> Self {
        Self(Box::new(error))
    }
}

/// What comes of asking a database.
pub(crate) type Asked<'a, T> = BoxFuture<'a, Result<T, DbError>>;

/// Readings on their way into the head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HeadRow {
    /// What they are filed under.
    pub(crate) trail: i64,
    /// The first of their moments.
    pub(crate) at: i64,
    pub(crate) body: Vec<u8>,
}

/// A database.
pub(crate) trait Database: Send + Sync + std::fmt::Debug {
    /// Which SQL it speaks.
    fn dialect(&self) -> Dialect;

    /// Reads, in one statement: what it gives is of one moment.
    fn query<'a>(&'a self, sql: &'a str, values: Vec<Value>) -> Asked<'a, Vec<Row>>;

    /// The same for what is little: where reading it takes less time than to change to
    /// another thread and back, it is read on the thread that asks.
    fn peek<'a>(&'a self, sql: &'a str, values: Vec<Value>) -> Asked<'a, Vec<Row>> {
        self.query(sql, values)
    }

    /// Reads one statement for each of `rows`; each by itself is of one moment.
    fn query_many<'a>(
        &'a self,
        sql: &'a str,
        rows: Vec<Vec<Value>>,
    ) -> Asked<'a, Vec<Vec<Row>>>;

    /// Begins a transaction that may write. Where it is dropped without a commit, nothing
    /// of it has happened.
    fn begin(&self) -> Asked<'_, Box<dyn Transaction>>;

    /// Adds readings to the head: all of them or none, and for good once it returns.
    fn append(&self, rows: Vec<HeadRow>) -> Asked<'_, ()>;

    /// What the database itself finds wrong with its files. Not all can tell.
    fn integrity(&self) -> Asked<'_, Vec<String>>;

    /// Bytes on disk.
    fn size(&self) -> Asked<'_, u64>;

    /// Copies all of it into a new file that only its owner can read.
    fn backup(&self, path: PathBuf) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Gives back room that is not used any more where there is much of it and it costs
    /// little.
    fn trim(&self) -> Asked<'_, ()>;

    /// Gives back all room that is not used any more.
    fn vacuum(&self) -> Asked<'_, ()>;
}

/// Statements that happen together or not at all.
pub(crate) trait Transaction: Send {
    /// Runs a statement and gives the rows that it returns.
    fn query<'a>(&'a mut self, sql: &'a str, values: Vec<Value>) -> Asked<'a, Vec<Row>>;

    /// Runs one statement for each of `rows` and gives what each returns.
    fn query_many<'a>(
        &'a mut self,
        sql: &'a str,
        rows: Vec<Vec<Value>>,
    ) -> Asked<'a, Vec<Vec<Row>>>;

    /// Runs a statement and tells how many rows it changed.
    fn execute<'a>(&'a mut self, sql: &'a str, values: Vec<Value>) -> Asked<'a, u64>;

    /// Runs one statement for each of `rows`, and tells how many rows were changed in all.
    fn execute_many<'a>(
        &'a mut self,
        sql: &'a str,
        rows: Vec<Vec<Value>>,
    ) -> Asked<'a, u64>;

    /// Runs several statements without parameters.
    fn script<'a>(&'a mut self, sql: &'a str) -> Asked<'a, ()>;

    /// Makes it happen.
    fn commit(self: Box<Self>) -> Asked<'static, ()>;
}

/// Which SQL is spoken, where it makes a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// What makes a `SELECT` pass over rows that another transaction holds. SQLite has
    /// one writer at a time, and so nobody holds any.
    pub(crate) fn skip_locked(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE SKIP LOCKED",
        }
    }

    /// What makes a `SELECT` hold its rows until the transaction ends, so that others who
    /// want them wait. SQLite has one writer at a time.
    pub(crate) fn for_update(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE",
        }
    }

    /// The database's own time in whole seconds since 1970, the same all over a statement.
    /// On a server it is the server's: the clocks of those who ask do not matter.
    pub(crate) fn seconds(self) -> &'static str {
        match self {
            Self::Sqlite => "unixepoch()",
            Self::Postgres => {
                "CAST(floor(extract(epoch FROM statement_timestamp())) AS BIGINT)"
            }
        }
    }

    /// The database's own time in microseconds, at the moment at which it is computed.
    pub(crate) fn micros(self) -> &'static str {
        match self {
            Self::Sqlite => {
                "CAST(round((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000"
            }
            Self::Postgres => {
                "CAST(floor(extract(epoch FROM clock_timestamp()) * 1000000) AS BIGINT)"
            }
        }
    }
}

/// Opens the database at `address`.
pub(crate) async fn open(
    address: &DatabaseAddress,
) -> Result<Arc<dyn Database>, StoreError> {
    Ok(match address {
        DatabaseAddress::Sqlite(path) => Arc::new(sqlite::Sqlite::open(path).await?),
        DatabaseAddress::Postgres(url) => Arc::new(postgres::Postgres::open(url).await?),
    })
}

/// Whether the same may work when it is tried again.
pub(crate) fn is_transient(error: &(dyn Error + Send + Sync + 'static)) -> bool {
    sqlite::is_transient(error) || postgres::is_transient(error)
}

/// Whether there is no room on the disk.
pub(crate) fn is_full(error: &(dyn Error + Send + Sync + 'static)) -> bool {
    sqlite::is_full(error) || postgres::is_full(error)
}

/// Whether the database was not reached, or went away.
pub(crate) fn is_lost(error: &(dyn Error + Send + Sync + 'static)) -> bool {
    postgres::is_lost(error)
}
