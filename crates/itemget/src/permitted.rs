//! Sending with a permit: it learns when the request was written, as soon as that is known.

use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};

use crate::limit::Permit;
use crate::transport::mark::WriteMark;
use crate::transport::{Transport, TransportError};

/// The largest request that is written at once. Of a larger one, the first writing says
/// nothing about when the server has it.
const AT_ONCE: usize = 8 * 1024;

/// Sends a request, and hands its permit back for its end.
pub(crate) async fn send(
    transport: &dyn Transport,
    mut permit: Permit,
    mut request: Request<Bytes>,
) -> (Permit, Result<Response<Bytes>, TransportError>) {
    let early = request.body().len() <= AT_ONCE && permit.is_settled_by_writing();
    // In the limiter's time, which need not be the client's: a window that was counted from
    // another clock would end hours late, or at once.
    let clock = permit.clock();
    let mark = permit.counts_from_writing().then(|| WriteMark::new(Arc::clone(clock)));
    if let Some(mark) = &mark {
        request.extensions_mut().insert(mark.clone());
    }
    // Whatever happens to this future from now on, the request may have arrived.
    permit.sent_off();
    let mut response = transport.send(request);
    let Some(mark) = mark else { return (permit, response.await) };
    let mut underway = Underway { permit: Some(permit), mark };
    if early {
        tokio::select! {
            // The answer first: it says the same and more.
            biased;
            response = &mut response => return (underway.ended(), response),
            () = underway.mark.is_written() => underway.tell(),
        }
    }
    let response = response.await;
    (underway.ended(), response)
}

/// A request that is on its way. Where nobody waits for its answer any more, its permit is
/// still told when it was written: it may arrive after that.
struct Underway {
    /// `None` once it ended.
    permit: Option<Permit>,
    mark: WriteMark,
}

impl Underway {
    fn tell(&mut self) {
        if let (Some(permit), Some(at)) = (&mut self.permit, self.mark.last()) {
            permit.written(at);
        }
    }

    fn ended(&mut self) -> Permit {
        self.tell();
        self.permit.take().expect("it ends once")
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        self.tell();
    }
}
