//! A body that holds the room it was given until its last part is taken: who asks for much
//! and reads slowly takes room for as long as it lasts.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::{Bytes, HttpBody};
use axum::response::Response;
use hyper::body::{Frame, SizeHint};
use tokio::sync::OwnedSemaphorePermit;

/// No part is longer, in bytes: one that was taken waits in the connection's memory, and is
/// no longer counted.
const PART: usize = 64 * 1024;

/// A body, and the room that it takes.
#[derive(Debug)]
pub(super) struct Held<B> {
    body: B,
    /// What came of the body and is not taken.
    rest: Bytes,
    _room: OwnedSemaphorePermit,
}

/// The same answer, which holds this room until it is sent or given up.
pub(super) fn held<B>(
    response: Response<B>,
    room: OwnedSemaphorePermit,
) -> Response<Held<B>> {
    response.map(|body| Held { body, rest: Bytes::new(), _room: room })
}

impl<B: HttpBody<Data = Bytes> + Unpin> HttpBody for Held<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let this = self.get_mut();
        if this.rest.is_empty() {
            let frame = match ready!(Pin::new(&mut this.body).poll_frame(context)) {
                Some(Ok(frame)) => frame,
                end => return Poll::Ready(end),
            };
            match frame.into_data() {
                Ok(data) => this.rest = data,
                Err(other) => return Poll::Ready(Some(Ok(other))),
            }
        }
        let part = this.rest.split_to(this.rest.len().min(PART));
        Poll::Ready(Some(Ok(Frame::data(part))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (inner, rest) = (self.body.size_hint(), self.rest.len() as u64);
        let mut hint = SizeHint::new();
        hint.set_lower(inner.lower().saturating_add(rest));
        if let Some(upper) = inner.upper() {
            hint.set_upper(upper.saturating_add(rest));
        }
        hint
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::body::Body;
    use http_body_util::BodyExt as _;
    use tokio::sync::Semaphore;

    use super::*;

    #[tokio::test]
    async fn room_is_held_until_the_last_part_is_taken() {
        let room = Arc::new(Semaphore::new(1));
        let permit = Arc::clone(&room).try_acquire_owned().unwrap();
        let whole = vec![7; PART * 2 + 1];
        let mut body = held(Response::new(Body::from(whole.clone())), permit).into_body();
        assert_eq!(body.size_hint().exact(), Some(whole.len() as u64));
        let mut came = Vec::new();
        while let Some(frame) = body.frame().await {
            assert_eq!(room.available_permits(), 0);
            let part = frame.unwrap().into_data().unwrap();
            assert!(part.len() <= PART);
            came.extend_from_slice(&part);
            let left = (whole.len() - came.len()) as u64;
            assert_eq!(body.size_hint().exact(), Some(left));
            assert_eq!(body.is_end_stream(), left == 0);
        }
        assert_eq!(came, whole);
        drop(body);
        assert_eq!(room.available_permits(), 1);
    }

    #[test]
    fn who_goes_away_gives_the_room_back() {
        let room = Arc::new(Semaphore::new(1));
        let permit = Arc::clone(&room).try_acquire_owned().unwrap();
        let response = held(Response::new(Body::from("never read")), permit);
        assert_eq!(room.available_permits(), 0);
        drop(response);
        assert_eq!(room.available_permits(), 1);
    }
}
