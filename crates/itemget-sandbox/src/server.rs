//! The sockets: accepts connections, speaks HTTP/1.1 on them, and lets answers meet their
//! fate.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming as IncomingBody;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::answer::{Answer, Fate};
use crate::gateway::Gateway;
use crate::gzip;
use crate::request::BODY_LIMIT;
use crate::service::{self, Incoming};
use crate::wire::{AnswerBody, ResetFlag, Wire};

/// How long a client may take to send its headers.
const HEADER_PATIENCE: Duration = Duration::from_secs(30);

/// How long an answer stalls: longer than any client should wait.
pub(crate) const SILENCE: Duration = Duration::from_secs(120);

/// The sandbox's pages run no script, load nothing but the catalogue's pictures, and stand in
/// no other page's frame.
const PAGE_POLICY: &str = "default-src 'none'; img-src 'self' data:; \
    style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

/// What every connection of a sandbox shares.
#[derive(Debug, Clone)]
pub(crate) struct Shared {
    pub(crate) gateway: Arc<Gateway>,
    /// Where the sandbox is reached, without a slash at the end.
    pub(crate) url: String,
    /// Whether it listens beyond one address: links then follow the `Host` it was asked by.
    pub(crate) follows_host: bool,
    /// Whether answers are compressed for clients that offer to read them.
    pub(crate) gzip: bool,
}

/// Whom a connection is with, and what it is taken for.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) peer: SocketAddr,
    pub(crate) reset: ResetFlag,
    /// The platform's host the client believes to speak with, if it came by the proxy.
    pub(crate) proxied_host: Option<String>,
}

/// Accepts connections until told to stop.
pub(crate) async fn run<F, Fut>(
    listener: TcpListener,
    mut stop: watch::Receiver<bool>,
    serve: F,
) where
    F: Fn(TcpStream, SocketAddr) -> Fut,
    Fut: Future<Output = ()> + Send + 'static,
{
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => drop(connections.spawn(serve(stream, peer))),
                Err(error) => {
                    // Out of descriptors, mostly: those that end make room.
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
            Some(ended) = connections.join_next() => {
                if let Err(error) = ended {
                    tracing::warn!(%error, "a connection ended badly");
                }
            }
            // An error means that the sandbox is gone, which is the same.
            _ = stop.changed() => break,
        }
    }
    connections.shutdown().await;
}

/// Serves one plain connection.
pub(crate) async fn serve_plain(shared: Shared, stream: TcpStream, peer: SocketAddr) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "small answers may be held back");
    }
    let reset = ResetFlag::default();
    let line = Line { peer, reset: reset.clone(), proxied_host: None };
    serve_http(shared, Wire::new(stream, reset), line).await;
}

/// Speaks HTTP/1.1 on a connection, whatever it runs over.
pub(crate) async fn serve_http<S>(shared: Shared, stream: S, line: Line)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(|request| respond(&shared, &line, request));
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_PATIENCE)
        .half_close(true)
        .serve_connection(TokioIo::new(stream), service)
        .await;
    if let Err(error) = served {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// Answers one request. An error ends the connection without an answer.
pub(crate) async fn respond(
    shared: &Shared,
    line: &Line,
    request: Request<IncomingBody>,
) -> io::Result<Response<AnswerBody>> {
    let (parts, body) = request.into_parts();
    let now = shared.gateway.clock.now();
    let body = match Limited::new(body, BODY_LIMIT).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) => {
            let detail = format!("the body cannot be read: {error}");
            return dress(service::problem(413, "body_unread", &detail, now));
        }
    };
    let mut answer =
        service::serve(&shared.gateway, &incoming(shared, line, &parts, body));
    let accepted = text(&parts, header::ACCEPT_ENCODING).unwrap_or_default();
    if shared.gzip && gzip::is_accepted(&accepted) {
        answer.body = gzip::compressed(&answer.body)?;
        answer.is_gzip = true;
    }
    match answer.fate {
        Fate::Late(by) => tokio::time::sleep(by).await,
        Fate::Reset | Fate::Silent => {
            if answer.fate == Fate::Silent {
                tokio::time::sleep(SILENCE).await;
            }
            line.reset.raise();
            return Err(io::Error::other("the script resets this connection"));
        }
        Fate::Whole | Fate::Truncated | Fate::Stuck => {}
    }
    dress(answer)
}

/// A request as the routes see it, however it came.
pub(crate) fn incoming(
    shared: &Shared,
    line: &Line,
    parts: &http::request::Parts,
    body: Bytes,
) -> Incoming {
    let host = text(parts, header::HOST);
    Incoming {
        http_method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        content_type: text(parts, header::CONTENT_TYPE),
        body,
        peer: line.peer,
        languages: text(parts, header::ACCEPT_LANGUAGE).unwrap_or_default(),
        from_page: parts.headers.contains_key(header::ORIGIN),
        base_url: base_url(shared, line, host.as_deref()),
        host,
        proxied_host: line.proxied_host.clone(),
    }
}

fn text(parts: &http::request::Parts, name: HeaderName) -> Option<String> {
    let value = parts.headers.get(name)?;
    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// Links lead to where the client already reaches the sandbox, if that is a host's name.
fn base_url(shared: &Shared, line: &Line, host: Option<&str>) -> String {
    match host.map(str::parse::<http::uri::Authority>) {
        Some(Ok(host)) if shared.follows_host && line.proxied_host.is_none() => {
            format!("http://{host}")
        }
        _ => shared.url.clone(),
    }
}

pub(crate) fn dress(answer: Answer) -> io::Result<Response<AnswerBody>> {
    let body = match answer.fate {
        Fate::Truncated => AnswerBody::half(&answer.body),
        Fate::Stuck => AnswerBody::stuck(&answer.body, SILENCE),
        _ => AnswerBody::whole(answer.body.clone()),
    };
    Ok(head(answer)?.map(|_whole| body))
}

/// An answer with its headers and its whole body, whatever its fate.
pub(crate) fn head(answer: Answer) -> io::Result<Response<Bytes>> {
    let length = answer.body.len();
    let is_page = answer.is_page();
    let mut response = Response::new(answer.body);
    *response.status_mut() =
        StatusCode::from_u16(answer.status).map_err(io::Error::other)?;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LENGTH, length.into());
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(answer.content_type));
    if let Some(date) = http_date(answer.date) {
        headers.insert(header::DATE, date);
    }
    if answer.is_gzip {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    if let Some(location) = answer.location {
        let location = HeaderValue::try_from(location).map_err(io::Error::other)?;
        headers.insert(header::LOCATION, location);
    }
    if is_page {
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(PAGE_POLICY),
        );
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Some(seconds) = answer.retry_after {
        headers.insert(header::RETRY_AFTER, seconds.into());
    }
    Ok(response)
}

/// The `Date` header, which hyper would otherwise fill with the machine's time.
fn http_date(moment: Timestamp) -> Option<HeaderValue> {
    let text = DateTimePrinter::new().timestamp_to_rfc9110_string(&moment).ok()?;
    HeaderValue::from_maybe_shared(Bytes::from(text)).ok()
}
