//! The time that an exchange may take.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

use super::{TransportError, TransportErrorKind};

/// When an exchange began, and how long it may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) begun: Instant,
    pub(super) within: Duration,
}

/// The timer of a connection, set anew for each of its exchanges: to put off one that is
/// set is a fraction of what it takes to set up another.
#[derive(Debug)]
pub(super) struct Timer {
    span: Span,
    sleep: Pin<Box<Sleep>>,
}

impl Timer {
    /// One that is over when this is.
    pub(super) fn of(span: Span) -> Self {
        Self { span, sleep: Box::pin(sleep_until(span.begun + span.within)) }
    }

    /// It is over when this is, from now on.
    pub(super) fn put_off(&mut self, span: Span) {
        self.span = span;
        self.sleep.as_mut().reset(span.begun + span.within);
    }

    /// What comes of `work`, where that is before it is over.
    pub(super) async fn within<T>(
        &mut self,
        work: impl Future<Output = T>,
    ) -> Result<T, TransportError> {
        let mut work = pin!(work);
        poll_fn(|context| match work.as_mut().poll(context) {
            Poll::Ready(done) => Poll::Ready(Ok(done)),
            Poll::Pending => self
                .sleep
                .as_mut()
                .poll(context)
                .map(|()| Err(TransportErrorKind::TimedOut(self.span.within).into())),
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn each_exchange_has_its_own_time() {
        let span = |seconds| Span {
            begun: Instant::now(),
            within: Duration::from_secs(seconds),
        };
        let mut timer = Timer::of(span(30));
        // Longer, shorter, and one that began when the one before was long over.
        for (idle, seconds) in [(0, 30), (20, 30), (0, 5), (100, 30)] {
            tokio::time::sleep(Duration::from_secs(idle)).await;
            let span = span(seconds);
            timer.put_off(span);
            assert_eq!(timer.within(ready(7)).await.unwrap(), 7);
            let late = timer.within(pending::<()>()).await.unwrap_err();
            assert!(
                matches!(late.kind, TransportErrorKind::TimedOut(of) if of == span.within),
                "{late:?}"
            );
            assert_eq!(span.begun.elapsed().as_secs(), seconds, "after {idle}");
        }
    }
}
