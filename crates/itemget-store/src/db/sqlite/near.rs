//! A connection that is read on the thread of whoever asks.
//!
//! To wake another thread and to be woken by it takes longer than to read some rows from a
//! file that the system has in memory. So what is little is read here, where nobody else is
//! at it; all else is left to the lanes, which nobody else's work waits for.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, TryLockError};

use rusqlite::{Connection, OpenFlags};

use super::{is_transient, places, plan_once, while_wanted};
use crate::db::{DbError, Row, Value};

/// So many bytes of texts and bodies are read here at most: a few dozen pages.
const MOST: usize = 128 * 1024;

/// The connection.
#[derive(Debug)]
pub(super) struct Near(Mutex<Connection>);

impl Near {
    /// Opens it.
    pub(super) fn open(path: &Path) -> Result<Self, DbError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        // Nobody waits for another process here.
        connection.busy_timeout(std::time::Duration::ZERO)?;
        plan_once(&connection)?;
        connection.pragma_update(None, "query_only", true)?;
        connection.pragma_update(None, "cache_size", -8192)?;
        Ok(Self(Mutex::new(connection)))
    }

    /// What a statement gives; none where that is for a lane to read: somebody else is at
    /// it, another process holds the file, or it is much.
    pub(super) fn query(
        &self,
        sql: &str,
        values: &[Value],
    ) -> Result<Option<Vec<Row>>, DbError> {
        let Some(connection) = self.free() else { return Ok(None) };
        match little(&connection, sql, values) {
            Err(error) if is_transient(error.0.as_ref()) => Ok(None),
            done => done,
        }
    }

    fn free(&self) -> Option<MutexGuard<'_, Connection>> {
        match self.0.try_lock() {
            Ok(connection) => Some(connection),
            // A statement that was left behind by a panic has been reset.
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }
}

fn little(
    connection: &Connection,
    sql: &str,
    values: &[Value],
) -> Result<Option<Vec<Row>>, DbError> {
    let mut statement = connection.prepare_cached(sql)?;
    let places = places(&statement, values.len())?;
    let (mut found, mut bytes) = (Vec::new(), 0);
    let are_all = while_wanted(&mut statement, &places, values, |row| {
        bytes += row.0.iter().map(length).sum::<usize>();
        found.push(row);
        bytes <= MOST
    })?;
    Ok(are_all.then_some(found))
}

fn length(value: &Value) -> usize {
    match value {
        Value::Null | Value::Int(_) => 0,
        Value::Text(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(folder: &Path) -> Near {
        let path = folder.join("a.db");
        let made = Connection::open(&path).unwrap();
        made.execute_batch(
            "CREATE TABLE texts (id INTEGER PRIMARY KEY, body); \
             INSERT INTO texts VALUES (1, 'a'), (2, zeroblob(131073));",
        )
        .unwrap();
        Near::open(&path).unwrap()
    }

    const FIND: &str = "SELECT body FROM texts WHERE id = $1";

    fn one(id: i64) -> [Value; 1] {
        [Value::Int(id)]
    }

    #[test]
    fn what_is_little_is_read_and_what_is_much_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let near = near(folder.path());
        let a = Row(vec!["a".into()]);
        assert_eq!(near.query(FIND, &one(1)).unwrap(), Some(vec![a.clone()]));
        assert_eq!(near.query(FIND, &one(2)).unwrap(), None);
        assert_eq!(near.query(FIND, &one(3)).unwrap(), Some(Vec::new()));
        // What was left half read holds up nobody.
        assert_eq!(near.query(FIND, &one(1)).unwrap(), Some(vec![a]));
        assert!(near.query("SELECT nothing", &[]).is_err());
        assert!(near.query("DELETE FROM texts", &[]).is_err());
    }

    #[test]
    fn where_somebody_is_at_it_nobody_waits() {
        let folder = tempfile::tempdir().unwrap();
        let near = near(folder.path());
        let held = near.free().unwrap();
        assert_eq!(near.query(FIND, &one(1)).unwrap(), None);
        drop(held);
        assert!(near.query(FIND, &one(1)).unwrap().is_some());
    }

    #[test]
    fn a_file_that_another_process_holds_is_left_to_who_can_wait() {
        let folder = tempfile::tempdir().unwrap();
        let near = near(folder.path());
        let other = Connection::open(folder.path().join("a.db")).unwrap();
        other.execute_batch("BEGIN EXCLUSIVE").unwrap();
        assert_eq!(near.query(FIND, &one(1)).unwrap(), None);
        other.execute_batch("COMMIT").unwrap();
        assert!(near.query(FIND, &one(1)).unwrap().is_some());
    }
}
