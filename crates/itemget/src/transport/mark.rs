//! [`WriteMark`]: how a transport says when it wrote a request. And the stream that knows.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use hyper::rt::{Read, ReadBufCursor, Write};

/// Where a transport notes that a request was written to the network.
///
/// It lies among the request's extensions. Noting it twice is no error: the last one is
/// when all of it was written.
#[derive(Debug, Clone)]
pub struct WriteMark {
    notes: Arc<dyn Notes>,
}

/// Who wants to know when something was written. It is told by whoever writes, and so must
/// not take long.
pub(crate) trait Notes: Send + Sync + fmt::Debug {
    /// Something was written just now.
    fn note(&self);
}

impl WriteMark {
    pub(crate) fn new(notes: Arc<dyn Notes>) -> Self {
        Self { notes }
    }

    /// Something of the request was written just now.
    pub fn note(&self) {
        self.notes.note();
    }
}

/// The mark of the request that a connection is on. HTTP/1 has one at a time.
#[derive(Debug, Clone, Default)]
pub(super) struct Current(Arc<Mutex<Option<WriteMark>>>);

impl Current {
    /// The connection is on a request with this mark, or with none.
    pub(super) fn set(&self, mark: Option<WriteMark>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = mark;
    }

    fn note(&self) {
        let mark = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(mark) = mark {
            mark.note();
        }
    }
}

/// A stream that notes when it has written.
#[derive(Debug)]
pub(super) struct Noting<S> {
    stream: S,
    current: Current,
    /// Something was taken since the last flush.
    dirty: bool,
}

impl<S> Noting<S> {
    pub(super) fn new(stream: S, current: Current) -> Self {
        Self { stream, current, dirty: false }
    }
}

impl<S: Read + Unpin> Read for Noting<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: Write + Unpin> Write for Noting<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let taken = ready!(Pin::new(&mut self.stream).poll_write(context, bytes))?;
        self.dirty = true;
        Poll::Ready(Ok(taken))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let stream = Pin::new(&mut self.stream);
        let taken = ready!(stream.poll_write_vectored(context, bytes))?;
        self.dirty = true;
        Poll::Ready(Ok(taken))
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    // Noted here and not when bytes are taken: encryption takes them before it sends.
    fn poll_flush(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_flush(context))?;
        if std::mem::take(&mut self.dirty) {
            self.current.note();
        }
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
