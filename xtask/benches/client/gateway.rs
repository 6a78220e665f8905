//! A gateway that answers at once, so that what is measured is the client.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use crate::{affiliate, bodies};

/// What stands first in the path where an answer is to take its time.
const LATE: (&str, Duration) = ("/after-50-ms", Duration::from_millis(50));

/// Answers on a free loopback port until it is ended.
///
/// `/flat/…` answers with the small body, all else with the large one, in the shape of
/// the dialect that the path belongs to; both after 50 ms below `/after-50-ms`. An affiliate
/// call is answered with the rows asked for. `/calls` says how many calls there were.
pub(crate) fn run(
    started: impl FnOnce(SocketAddr),
) -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        started(listener.local_addr()?);
        let canned = Canned {
            flat: bodies::flat().into(),
            large_item_get: bodies::large_item_get().into(),
            large_iop: bodies::large_iop().into(),
            calls: Arc::default(),
        };
        loop {
            let (stream, _) = listener.accept().await?;
            // Without it small answers wait for the peer's delayed acknowledgement.
            stream.set_nodelay(true)?;
            let canned = canned.clone();
            tokio::spawn(async move {
                let service = service_fn(move |request| answer(canned.clone(), request));
                // A client that goes away is no failure of the gateway.
                drop(
                    hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service)
                        .await,
                );
            });
        }
    })
}

#[derive(Clone)]
struct Canned {
    flat: Bytes,
    large_item_get: Bytes,
    large_iop: Bytes,
    calls: Arc<AtomicU64>,
}

async fn answer(
    canned: Canned,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, hyper::Error> {
    let path = request.uri().path().to_owned();
    // The whole request is read, as a real gateway has to.
    let asked = request.into_body().collect().await?.to_bytes();
    if path == "/calls" {
        let calls = canned.calls.load(Ordering::Relaxed).to_string();
        return Ok(Response::new(Full::new(calls.into())));
    }
    canned.calls.fetch_add(1, Ordering::Relaxed);
    let path = match path.strip_prefix(LATE.0) {
        Some(path) => {
            tokio::time::sleep(LATE.1).await;
            path
        }
        None => &path,
    };
    let body = if path.starts_with("/flat/") {
        canned.flat
    } else if path.ends_with("/api.item.get") {
        canned.large_item_get
    } else if let Some(ids) = affiliate::asked(&asked) {
        affiliate::rows(ids).into()
    } else {
        bodies::of_item(canned.large_iop, &asked)
    };
    let mut response = Response::new(Full::new(body));
    let json = HeaderValue::from_static("application/json;charset=UTF-8");
    response.headers_mut().insert(CONTENT_TYPE, json);
    Ok(response)
}
