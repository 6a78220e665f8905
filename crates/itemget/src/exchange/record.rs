//! [`Recorder`]: a transport that writes down what goes through it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::Request;

use super::asked::Heard;
use super::recording::Recording;
use crate::files::{self, Disk, MachineDisk, Unfinished};
use crate::transport::{SendFuture, Transport};

/// A transport that writes each exchange to a folder, and is otherwise the one it goes
/// around.
///
/// A file's name is its place in the recording, the method and a few digits of what was
/// asked: `000001-aliexpress.ds.product.get-1f0c66a1.json`. Several processes may record
/// to one folder. Where a file cannot be written the call is answered all the same, and
/// [`RecordLog`] says what went wrong.
#[derive(Debug)]
pub struct Recorder<T> {
    inner: T,
    log: Arc<RecordLog>,
}

/// What has become of a recording so far.
#[derive(Debug)]
pub struct RecordLog {
    folder: PathBuf,
    next: AtomicU64,
    written: AtomicU64,
    lost: AtomicU64,
    last_error: Mutex<Option<Arc<RecordError>>>,
    disk: Box<dyn Disk>,
}

/// Why there is no recording, or why an exchange is missing from it.
#[derive(Debug, thiserror::Error)]
#[error("could not {doing} `{}`", .path.display())]
pub struct RecordError {
    doing: &'static str,
    path: PathBuf,
    source: io::Error,
}

impl<T: Transport> Recorder<T> {
    /// Records to `folder` what goes through `inner`. A folder that is not there is made;
    /// recordings that are there are kept, and the new ones come after them.
    ///
    /// # Errors
    ///
    /// Where the folder can be neither made nor read.
    pub fn open(inner: T, folder: impl Into<PathBuf>) -> Result<Self, RecordError> {
        Self::open_on(inner, folder.into(), Box::new(MachineDisk))
    }

    fn open_on(
        inner: T,
        folder: PathBuf,
        disk: Box<dyn Disk>,
    ) -> Result<Self, RecordError> {
        let failed = |doing| {
            let path = folder.clone();
            move |source| RecordError { doing, path, source }
        };
        files::private_folder(&folder).map_err(failed("make the folder"))?;
        let next = first_free_number(&folder).map_err(failed("read the folder"))?;
        let log = RecordLog {
            folder,
            next: AtomicU64::new(next),
            written: AtomicU64::new(0),
            lost: AtomicU64::new(0),
            last_error: Mutex::new(None),
            disk,
        };
        Ok(Self { inner, log: Arc::new(log) })
    }

    /// What becomes of the recording; keep it, for the recorder itself goes to a client.
    pub fn log(&self) -> Arc<RecordLog> {
        Arc::clone(&self.log)
    }
}

impl<T: Transport> Transport for Recorder<T> {
    fn send(&self, request: Request<Bytes>) -> SendFuture<'_> {
        Box::pin(async move {
            let heard = Heard::of(&request);
            let result = self.inner.send(request).await;
            let recording = Recording::of(&heard, &result);
            let log = Arc::clone(&self.log);
            // A disk can be slow, and other calls wait on this thread.
            let writing = tokio::task::spawn_blocking(move || log.write(&recording));
            if let Err(error) = writing.await {
                tracing::warn!(%error, "an exchange was not recorded");
            }
            result
        })
    }
}

impl RecordLog {
    /// How many exchanges were written by this process.
    pub fn written(&self) -> u64 {
        self.written.load(Ordering::Relaxed)
    }

    /// How many exchanges could not be written.
    pub fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }

    /// Why the last one that could not be written could not.
    pub fn last_error(&self) -> Option<Arc<RecordError>> {
        self.last_error.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn write(&self, recording: &Recording) {
        match self.try_write(recording) {
            Ok(()) => {
                self.written.fetch_add(1, Ordering::Relaxed);
            }
            Err((path, source)) => {
                let error = RecordError { doing: "record to", path, source };
                if self.lost.fetch_add(1, Ordering::Relaxed) == 0 {
                    tracing::warn!(%error, cause = %error.source, "an exchange was not recorded");
                }
                *self.last_error.lock().unwrap_or_else(PoisonError::into_inner) =
                    Some(Arc::new(error));
            }
        }
    }

    fn try_write(&self, recording: &Recording) -> Result<(), (PathBuf, io::Error)> {
        let text = recording.to_text();
        let in_folder = |error| (self.folder.clone(), error);
        let file = Unfinished::write(&self.folder, text.as_bytes(), &*self.disk)
            .map_err(in_folder)?;
        let method = file_name_part(&recording.asked.method);
        let key = recording.asked.short_key();
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let name = self.folder.join(format!("{number:06}-{method}-{key}.json"));
            // Taken where another process asked the same as its so many-th call.
            if file.claim(&name).map_err(|error| (name, error))? {
                return Ok(());
            }
        }
    }
}

/// The number after the highest that a recording in `folder` has.
fn first_free_number(folder: &Path) -> io::Result<u64> {
    let mut highest: u64 = 0;
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let number = name.to_str().and_then(|name| name.split('-').next()?.parse().ok());
        highest = highest.max(number.unwrap_or(0));
    }
    Ok(highest.saturating_add(1))
}

/// A method as part of a file's name: letters, digits, dots, and no way out of a folder.
fn file_name_part(method: &str) -> String {
    let plain = |c: char| match c {
        c if c.is_ascii_alphanumeric() || c == '.' || c == '_' => c,
        _ => '_',
    };
    method.trim_start_matches('/').chars().take(80).map(plain).collect()
}

#[cfg(test)]
mod tests;
