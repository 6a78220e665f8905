//! The time in which the head of a request must be there. A connection has one timer for all
//! its requests, which is set anew when it has run out too early: to set one up for each
//! request takes longer than to find out which request it is.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::rt::Sleep as HyperSleep;
use tokio::time::{Instant, Sleep, sleep};

/// The timer of one connection.
#[derive(Debug, Clone)]
pub(super) struct Timer(Arc<Mutex<Pin<Box<Sleep>>>>);

impl Timer {
    /// One that first runs out after about so long.
    pub(super) fn of(usual: Duration) -> Self {
        Self(Arc::new(Mutex::new(Box::pin(sleep(usual)))))
    }
}

impl hyper::rt::Timer for Timer {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn HyperSleep>> {
        self.sleep_until(self.now() + duration)
    }

    fn sleep_until(&self, deadline: std::time::Instant) -> Pin<Box<dyn HyperSleep>> {
        Box::pin(Wait { timer: self.clone(), until: deadline.into() })
    }

    fn now(&self) -> std::time::Instant {
        Instant::now().into()
    }
}

/// Waits for a moment, and wakes whoever waits a few times too often at the worst.
struct Wait {
    timer: Timer,
    until: Instant,
}

impl HyperSleep for Wait {}

impl Future for Wait {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut sleep = self.timer.0.lock().unwrap_or_else(PoisonError::into_inner);
        // One that was set for a request before this one runs out before this one must.
        if sleep.deadline() > self.until {
            sleep.as_mut().reset(self.until);
        }
        while sleep.as_mut().poll(context).is_ready() {
            if Instant::now() >= self.until {
                return Poll::Ready(());
            }
            sleep.as_mut().reset(self.until);
        }
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use hyper::rt::Timer as _;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn each_wait_ends_at_its_own_moment() {
        let usual = Duration::from_secs(15);
        let timer = Timer::of(usual);
        let mut woken = 0;
        // As usual; after a pause; shorter; given up before its time, twice; as usual.
        for (idle, within, given_up) in [
            (0, 15, None),
            (100, 15, None),
            (0, 3, None),
            (1, 15, Some(2)),
            (1, 15, Some(14)),
            (1, 15, None),
        ] {
            sleep(Duration::from_secs(idle)).await;
            let begun = Instant::now();
            let mut wait = timer.sleep(Duration::from_secs(within));
            let counted = std::future::poll_fn(|context| {
                woken += 1;
                wait.as_mut().poll(context)
            });
            let most = Duration::from_secs(given_up.unwrap_or(1000));
            let ended = tokio::time::timeout(most, counted).await;
            let expected = given_up.unwrap_or(within);
            assert_eq!(ended.is_err(), given_up.is_some());
            assert_eq!(begun.elapsed().as_secs(), expected, "after {idle}");
        }
        assert!(woken < 20, "woken {woken} times");
    }
}
