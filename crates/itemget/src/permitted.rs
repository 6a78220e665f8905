//! Sending with a permit: it learns when the request was written, as soon as that is known.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::{Request, Response};
use jiff::Timestamp;

use crate::clock::Clock;
use crate::error::ErrorKind;
use crate::limit::{CallEnd, Permit};
use crate::transport::mark::{Notes, WriteMark};
use crate::transport::{Transport, TransportError};

/// The largest request that is written at once. Of a larger one, the first writing says
/// nothing about when the server has it.
const AT_ONCE: usize = 8 * 1024;

/// Sends a request and opens what comes; how that went is the end of its permit.
///
/// It is on its way when this returns: what is to come holds neither request nor permit, and
/// is as small as that makes it.
pub(crate) fn send<'t, T>(
    transport: &'t dyn Transport,
    mut permit: Permit,
    request: Request<Bytes>,
    open: impl FnOnce(Result<Response<Bytes>, TransportError>) -> Result<T, ErrorKind> + 't,
) -> impl Future<Output = Result<T, ErrorKind>> + 't {
    let counts = permit.counts_from_writing();
    let early = request.body().len() <= AT_ONCE && permit.is_settled_by_writing();
    // Whatever happens to this future from now on, the request may have arrived.
    permit.sent_off();
    let underway = Underway(Arc::new(Writing::of(permit, early)));
    let response = match counts {
        true => {
            let mark = WriteMark::new(Arc::clone(&underway.0) as _);
            transport.send_marked(request, mark)
        }
        false => transport.send(request),
    };
    async move {
        let opened = open(response.await);
        underway.ended(end(&opened));
        opened
    }
}

fn end<T>(opened: &Result<T, ErrorKind>) -> CallEnd {
    match opened {
        Ok(_) => CallEnd::Answered,
        Err(failure) => CallEnd::of(failure),
    }
}

/// A request that is on its way. Where nobody waits for its answer any more, its permit is
/// still told when it was written: it may arrive after that.
struct Underway(Arc<Writing>);

/// What is known of its writing. It is told by the connection, which need not wake who waits
/// for the answer: the limiter hears of it at once, and nobody else wants to know.
#[derive(Debug)]
struct Writing {
    /// In the limiter's time, which need not be the client's: a window that was counted from
    /// another clock would end hours late, or at once.
    clock: Arc<dyn Clock>,
    /// The first writing settles its place.
    early: bool,
    known: Mutex<Known>,
}

#[derive(Debug)]
struct Known {
    /// `None` once it ended.
    permit: Option<Permit>,
    /// When something of it was written last.
    last: Option<Timestamp>,
}

impl Writing {
    fn of(permit: Permit, early: bool) -> Self {
        let clock = Arc::clone(permit.clock());
        let known = Mutex::new(Known { permit: Some(permit), last: None });
        Self { clock, early, known }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        // Nothing in it is left half done.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Notes for Writing {
    fn note(&self) {
        let mut known = self.known();
        // Read under the lock, so that the last one stays the last.
        let now = self.clock.now();
        let is_first = known.last.replace(now).is_none();
        if let (true, true, Some(permit)) = (self.early, is_first, &mut known.permit) {
            permit.written(now);
        }
    }
}

impl Underway {
    fn ended(self, end: CallEnd) {
        let mut known = self.0.known();
        let last = known.last;
        // Settled where it lies: a permit is large to be moved.
        if let Some(permit) = &mut known.permit {
            if let Some(at) = last {
                permit.was_written(at);
            }
            permit.finish(end);
        }
        known.permit = None;
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        let mut known = self.0.known();
        let (permit, last) = (known.permit.take(), known.last);
        drop(known);
        if let Some(mut permit) = permit
            && let Some(at) = last
        {
            permit.written(at);
        }
    }
}
