//! A body that is made on the program's own threads and taken on a connection's: packing a
//! long page takes its time, and the connection's thread has others to answer.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes, HttpBody};
use axum::response::Response;
use http_body_util::BodyExt as _;
use hyper::body::{Frame, SizeHint};
use tokio::sync::mpsc;

/// A part, or that there are no more.
type Part = Option<Result<Frame<Bytes>, axum::Error>>;

/// What comes of a body elsewhere.
#[derive(Debug)]
struct Carried {
    parts: mpsc::Receiver<Part>,
    hint: SizeHint,
}

/// The same answer, its body made here where there is something to make: one whose length
/// is known is there already.
pub(super) fn carried(response: Response) -> Response {
    response.map(|body| match body.size_hint().exact() {
        Some(_) => body,
        None => {
            let (to, parts) = mpsc::channel(1);
            let hint = body.size_hint();
            tokio::spawn(carry(body, to));
            Body::new(Carried { parts, hint })
        }
    })
}

/// Makes a part when the one before is taken, for as long as somebody takes them. What the
/// body holds is held until it is taken to its end.
async fn carry(mut body: Body, to: mpsc::Sender<Part>) {
    loop {
        let part = tokio::select! {
            part = body.frame() => part,
            () = to.closed() => return,
        };
        let is_last = part.is_none();
        if to.send(part).await.is_err() {
            return;
        }
        if is_last {
            return to.closed().await;
        }
    }
}

impl HttpBody for Carried {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Poll::Ready(match ready!(self.get_mut().parts.poll_recv(context)) {
            Some(part) => part,
            // Who makes it fell over: an end in good order would say that this was all.
            None => Some(Err(axum::Error::new(std::io::Error::other("it broke off")))),
        })
    }

    fn size_hint(&self) -> SizeHint {
        self.hint
    }
}

#[cfg(test)]
mod tests {
    use futures_util::stream;

    use super::*;

    /// So many parts, and then the end or a fall.
    fn of(parts: usize, falls_over: bool) -> Body {
        Body::from_stream(stream::unfold(0, move |at| async move {
            assert!(at < parts || !falls_over, "it falls over, as it must");
            let part = Bytes::from(format!("{at},"));
            (at < parts).then_some((Ok::<_, std::io::Error>(part), at + 1))
        }))
    }

    #[tokio::test]
    async fn all_parts_come_and_an_end_that_was_none_is_told() {
        let whole = carried(Response::new(of(100, false))).into_body();
        let whole = whole.collect().await.unwrap().to_bytes();
        let expected: String = (0..100).map(|at| format!("{at},")).collect();
        assert_eq!(whole, expected);
        let broken = carried(Response::new(of(3, true))).into_body();
        assert!(broken.collect().await.is_err());
        let short = carried(Response::new(Body::from("there"))).into_body();
        assert_eq!(short.size_hint().exact(), Some(5));
    }

    #[tokio::test]
    async fn when_nobody_takes_it_it_is_given_up() {
        let (gone, is_gone) = tokio::sync::oneshot::channel::<()>();
        // Comes to no end, and holds `gone`.
        let endless = stream::once(async move {
            let _gone = gone;
            std::future::pending::<Result<Bytes, std::io::Error>>().await
        });
        let body = carried(Response::new(Body::from_stream(endless))).into_body();
        tokio::task::yield_now().await;
        drop(body);
        assert!(is_gone.await.is_err());
    }
}
