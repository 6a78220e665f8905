//! Waits on a port of this machine for the consent page's answer.
//!
//! Anybody on the machine, and every page in the browser, can send requests here: only an
//! answer with the right state counts, everything else is told so and forgotten.

use std::convert::Infallible;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response, header};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::callback::Callback;
use super::error::LoginError;
use super::page::Page;
use crate::lang::Lang;

/// How long a browser may take to send its request.
const PATIENCE: Duration = Duration::from_secs(10);

/// How many connections are looked after at once; a browser opens a few in advance.
const CROWD: usize = 32;

/// How long the last page may take to reach the browser.
const FAREWELL: Duration = Duration::from_millis(500);

/// Listens for the answer.
#[derive(Debug)]
pub(crate) struct Receiver {
    listeners: Vec<TcpListener>,
    port: u16,
    connections: JoinSet<()>,
}

#[derive(Debug)]
struct Expected {
    path: String,
    state: String,
    lang: Lang,
    tell: mpsc::Sender<Callback>,
}

impl Receiver {
    /// Listens on a port of this machine alone; 0 is any that is free.
    pub(crate) async fn listen(port: u16) -> Result<Self, LoginError> {
        let failed = |source| LoginError::CannotListen { port, source };
        let bind = |address: SocketAddr| TcpListener::bind(address);
        let listener = bind((Ipv4Addr::LOCALHOST, port).into()).await.map_err(failed)?;
        let port = listener.local_addr().map_err(failed)?.port();
        // `localhost` can be the one or the other; a machine need not have both.
        let other = bind((Ipv6Addr::LOCALHOST, port).into()).await.ok();
        let listeners = std::iter::once(listener).chain(other).collect();
        Ok(Self { listeners, port, connections: JoinSet::new() })
    }

    /// The port.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Tells of each answer that comes to `path`, wrong ones as well. Goes on until it is
    /// dropped or nobody is told any more.
    pub(crate) async fn serve(
        &mut self,
        path: &str,
        state: &str,
        lang: Lang,
        tell: mpsc::Sender<Callback>,
    ) {
        let expected = Arc::new(Expected {
            path: path.to_owned(),
            state: state.to_owned(),
            lang,
            tell,
        });
        loop {
            let Some(stream) = accept(&self.listeners).await else { continue };
            while self.connections.try_join_next().is_some() {}
            if self.connections.len() < CROWD {
                drop(self.connections.spawn(answer(stream, Arc::clone(&expected))));
            }
        }
    }

    /// Lets the last page reach the browser, and stops listening.
    pub(crate) async fn say_goodbye(mut self) {
        self.listeners.clear();
        let ended = async { while self.connections.join_next().await.is_some() {} };
        // A browser that keeps a connection in reserve is not waited for.
        drop(tokio::time::timeout(FAREWELL, ended).await);
    }
}

async fn accept(listeners: &[TcpListener]) -> Option<TcpStream> {
    let waiting = listeners.iter().map(|listener| Box::pin(listener.accept()));
    let (accepted, _, _) = futures_util::future::select_all(waiting).await;
    match accepted {
        Ok((stream, _)) => Some(stream),
        Err(_) => {
            // Out of descriptors, mostly: those that end make room.
            tokio::time::sleep(Duration::from_millis(50)).await;
            None
        }
    }
}

async fn answer(stream: TcpStream, expected: Arc<Expected>) {
    let service = service_fn(|request: Request<Incoming>| {
        let (page, callback) = judge(&request, &expected);
        let response = page_response(page, expected.lang);
        let tell = expected.tell.clone();
        async move {
            if let Some(callback) = callback {
                // Nobody waits any more once an answer was good.
                drop(tell.send(callback).await);
            }
            Ok::<_, Infallible>(response)
        }
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .keep_alive(false)
        .max_buf_size(16 * 1024)
        .serve_connection(TokioIo::new(stream), service);
    // What is no HTTP gets no answer; there is nobody to be told.
    drop(tokio::time::timeout(PATIENCE, served).await);
}

fn judge(request: &Request<Incoming>, expected: &Expected) -> (Page, Option<Callback>) {
    if request.method() != Method::GET || request.uri().path() != expected.path {
        return (Page::Nothing, None);
    }
    let query = request.uri().query().unwrap_or_default();
    let callback = Callback::of_query(query, &expected.state);
    let page = match &callback {
        Callback::Code(_) => Page::Received,
        Callback::Denied { .. } => Page::Denied,
        Callback::WrongState => Page::WrongState,
        Callback::Nothing => return (Page::Nothing, None),
    };
    (page, Some(callback))
}

fn page_response(page: Page, lang: Lang) -> Response<Full<Bytes>> {
    Response::builder()
        .status(page.status())
        .header(header::CONTENT_TYPE, "text/html; charset=utf-8")
        .header(header::CACHE_CONTROL, "no-store")
        // The page's own address has the code in it.
        .header(header::REFERRER_POLICY, "no-referrer")
        .header(
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
             frame-ancestors 'none'",
        )
        .body(Full::new(page.html(lang).into()))
        .expect("the headers are right")
}
