//! A connection says that a request was written, whoever waits for its answer.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt as _;
use itemget::limit::{LimiterOptions, MemoryLedger, Pace, RateLimiter};
use itemget::{Client, Credentials, Params, RawCall, SendFuture, Transport, WriteMark};
use tokio::time::Instant;

use super::world::{METHOD, SECOND, VirtualClock, in_virtual_time, per_second};

/// A network that never answers, and writes when it is told to.
#[derive(Debug, Default)]
struct Silent {
    mark: Mutex<Option<WriteMark>>,
}

impl Transport for Silent {
    fn send(&self, request: http::Request<Bytes>) -> SendFuture<'_> {
        *self.mark.lock().unwrap() = request.extensions().get::<WriteMark>().cloned();
        Box::pin(std::future::pending())
    }
}

#[test]
fn the_ledger_knows_of_a_writing_while_the_task_that_sent_it_does_not_run() {
    in_virtual_time(async {
        let clock = VirtualClock::new();
        let ledger = Arc::new(MemoryLedger::new(Arc::new(clock)));
        let limiter = || {
            let options = LimiterOptions { pace: Pace::written(), ..per_second(1) };
            let ledger = Arc::clone(&ledger);
            RateLimiter::new("12345678", ledger, Arc::new(clock), options)
        };
        let network = Arc::new(Silent::default());
        let client = Client::builder(Credentials::new("12345678", "a secret"))
            .with_clock(clock)
            .with_limiter(limiter())
            .with_transport(Arc::clone(&network))
            .build()
            .unwrap();
        let call = RawCall { idempotent: true, ..RawCall::new(METHOD, Params::new()) };
        let mut sent = Box::pin(client.raw(&call));
        assert!((&mut sent).now_or_never().is_none(), "it was answered");
        // From here on the call is never polled.
        tokio::time::sleep(SECOND / 2).await;
        network.mark.lock().unwrap().take().expect("it has a mark").note();
        let written = Instant::now();
        // Another limiter with the same ledger: it need not wait for the longest flight, nor
        // for an answer, and has no reason to ask twice.
        let permit = limiter().acquire(METHOD).await.unwrap();
        let waited = written.elapsed();
        let expected = SECOND + Duration::from_millis(20);
        assert!(waited >= expected, "{waited:?}");
        assert!(waited < expected + Duration::from_millis(10), "{waited:?}");
        drop((permit, sent));
    });
}
