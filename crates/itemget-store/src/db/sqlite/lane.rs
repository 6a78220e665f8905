//! A connection on a thread of its own, and the work that is sent to it.

use std::path::Path;
use std::sync::mpsc;
use std::thread;

use rusqlite::{Connection, OpenFlags};
use tokio::sync::oneshot;

use crate::db::DbError;

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

/// A connection on a thread of its own. The thread ends with it, after the work that was
/// sent before.
#[derive(Debug)]
pub(super) struct Lane {
    jobs: mpsc::Sender<Job>,
}

/// The thread of a connection is gone: it has panicked.
#[derive(Debug, thiserror::Error)]
#[error("the thread of the database has ended")]
struct Ended;

impl Lane {
    /// Opens a connection.
    pub(super) fn open(path: &Path, flags: OpenFlags) -> Result<Self, DbError> {
        let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags)?;
        let (jobs, work) = mpsc::channel::<Job>();
        thread::Builder::new().name("sqlite".to_owned()).spawn(move || {
            for job in work {
                job(&mut connection);
            }
        })?;
        Ok(Self { jobs })
    }

    /// Has `work` done, and gives what comes of it. It is done even if nobody waits for
    /// it any more.
    pub(super) async fn call<T, F>(&self, work: F) -> Result<T, DbError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T, DbError> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        self.send(move |connection| {
            // Whoever asked may have gone away; then nobody needs the answer.
            drop(answer.send(work(connection)));
        });
        answered.await.map_err(|_closed| DbError::from(Ended))?
    }

    /// Has `work` done some time, before what is sent later.
    pub(super) fn send(&self, work: impl FnOnce(&mut Connection) + Send + 'static) {
        if self.jobs.send(Box::new(work)).is_err() {
            tracing::error!("the thread of the database has ended");
        }
    }
}
