//! A database that is waited for: what can be done twice is done again when it was away.
//!
//! A transaction is not, for nobody here knows what has happened of it: whoever began it
//! does so again.

use std::path::PathBuf;
use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;

use super::{Asked, Database, DbError, Dialect, HeadRow, Row, Transaction, Value};
use crate::error::StoreError;
use crate::patience::{Fallible, Patience};

/// A database, and the patience to wait for it.
#[derive(Debug)]
pub(crate) struct Patient {
    pub(crate) database: Arc<dyn Database>,
    pub(crate) patience: Arc<Patience>,
}

impl std::fmt::Display for DbError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// The error of a database as one that can be asked for its causes: [`DbError`] itself can
/// be made of any error and so is none.
#[derive(Debug)]
struct Failed(DbError);

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Failed {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.0.source()
    }
}

impl Fallible for Failed {
    fn is_transient(&self) -> bool {
        super::is_transient(self.0.0.as_ref())
    }

    fn is_lost(&self) -> bool {
        super::is_lost(self.0.0.as_ref())
    }
}

impl Patient {
    fn again<'a, T: Send + 'a>(
        &'a self,
        mut work: impl FnMut(&'a dyn Database) -> Asked<'a, T> + Send + 'a,
    ) -> Asked<'a, T> {
        let database = &*self.database;
        async move {
            let done =
                self.patience.retry(|| work(database).map(|it| it.map_err(Failed)));
            done.await.map_err(|failed| failed.0)
        }
        .boxed()
    }
}

impl Database for Patient {
    fn dialect(&self) -> Dialect {
        self.database.dialect()
    }

    fn query<'a>(&'a self, sql: &'a str, values: Vec<Value>) -> Asked<'a, Vec<Row>> {
        self.again(move |database| database.query(sql, values.clone()))
    }

    fn peek<'a>(&'a self, sql: &'a str, values: Vec<Value>) -> Asked<'a, Vec<Row>> {
        self.again(move |database| database.peek(sql, values.clone()))
    }

    fn query_many<'a>(
        &'a self,
        sql: &'a str,
        rows: Vec<Vec<Value>>,
    ) -> Asked<'a, Vec<Vec<Row>>> {
        self.again(move |database| database.query_many(sql, rows.clone()))
    }

    fn begin(&self) -> Asked<'_, Box<dyn Transaction>> {
        self.again(|database| database.begin())
    }

    /// A reading that comes twice is as good as once.
    fn append(&self, rows: Vec<HeadRow>) -> Asked<'_, ()> {
        self.again(move |database| database.append(rows.clone()))
    }

    fn integrity(&self) -> Asked<'_, Vec<String>> {
        self.database.integrity()
    }

    fn size(&self) -> Asked<'_, u64> {
        self.database.size()
    }

    fn backup(&self, path: PathBuf) -> BoxFuture<'_, Result<(), StoreError>> {
        self.database.backup(path)
    }

    fn trim(&self) -> Asked<'_, ()> {
        self.database.trim()
    }

    fn vacuum(&self) -> Asked<'_, ()> {
        self.database.vacuum()
    }
}
