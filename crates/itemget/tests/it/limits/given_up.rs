//! Calls of a whole client that nobody waits for any more.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use itemget::{Client, Credentials, Params, RawCall, SendFuture, Transport, WriteMark};
use tokio::sync::Notify;

use super::world::{
    METHOD, Platform, SECOND, VirtualClock, in_virtual_time, limiter, per_second,
};

/// A network with a way of its own for each request; it writes at once.
#[derive(Debug)]
struct Network {
    platform: Platform,
    /// There and back, of the requests to come; the next one is the last.
    ways: Mutex<Vec<(Duration, Duration)>>,
    written: Notify,
}

impl Transport for Network {
    fn send(&self, request: http::Request<Bytes>) -> SendFuture<'_> {
        let (there, back) = self.ways.lock().unwrap().pop().expect("one more request");
        Box::pin(async move {
            request.extensions().get::<WriteMark>().expect("it has a mark").note();
            self.written.notify_one();
            self.platform.send(there);
            tokio::time::sleep(there + back).await;
            Ok(http::Response::new(Bytes::from_static(br#"{"a_method_response":{}}"#)))
        })
    }
}

/// A call that is given up counted from then on, although it was still on its way.
#[test]
fn a_call_that_is_given_up_may_still_arrive_and_is_counted_from_then() {
    in_virtual_time(async {
        let (clock, platform) = (VirtualClock::new(), Platform::new());
        let ms = Duration::from_millis;
        // Trips of 400 ms, most of it on the way back; the last but one is held up on its way
        // there. They are taken from the end.
        let mut ways = vec![(ms(0), ms(400)); 10];
        ways[1] = (ms(300), ms(400));
        let (sent, ways) = (platform.clone(), ways.into());
        let network = Arc::new(Network { platform: sent, ways, written: Notify::new() });
        let client = Client::builder(Credentials::new("12345678", "a secret"))
            .with_clock(clock)
            .with_limiter(limiter(clock, per_second(1)))
            .with_transport(Arc::clone(&network))
            .build()
            .unwrap();
        let call = RawCall { idempotent: true, ..RawCall::new(METHOD, Params::new()) };
        for _ in 0..8 {
            client.raw(&call).await.unwrap();
            network.written.notified().await;
        }
        tokio::select! {
            answer = client.raw(&call) => panic!("it was not given up: {answer:?}"),
            () = network.written.notified() => {}
        }
        client.raw(&call).await.unwrap();
        assert_eq!((platform.all(), platform.violations(1, SECOND)), (10, 0));
    });
}
