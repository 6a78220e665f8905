//! A receiver on this machine that notes what it gets and says what it is told to say.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// What a receiver got.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) method: String,
    pub(crate) path: String,
    headers: http::HeaderMap,
    body: Bytes,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// What it says.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    status: u16,
    body: String,
    headers: Vec<(&'static str, String)>,
    is_never: bool,
}

impl Answer {
    pub(crate) fn new(status: u16, body: &str) -> Self {
        Self { status, body: body.to_owned(), headers: Vec::new(), is_never: false }
    }

    pub(crate) fn never() -> Self {
        Self { is_never: true, ..Self::new(200, "") }
    }

    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

#[derive(Debug, Default)]
struct Shared {
    received: Vec<Received>,
    answers: VecDeque<Answer>,
    /// What is said where nothing else is to be.
    usual: Option<Answer>,
}

#[derive(Debug)]
pub(crate) struct Receiver {
    base: String,
    shared: Arc<Mutex<Shared>>,
    task: JoinHandle<()>,
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        Self::start_at("http://127.0.0.1:0").await
    }

    pub(crate) async fn start_at(base: &str) -> Self {
        let listener =
            TcpListener::bind(base.trim_start_matches("http://")).await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::<Mutex<Shared>>::default();
        let serving = Arc::clone(&shared);
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let shared = Arc::clone(&serving);
                let service =
                    service_fn(move |request| answer(Arc::clone(&shared), request));
                tokio::spawn(async move {
                    // Who leaves without a word is no failure of the receiver's.
                    drop(
                        http1::Builder::new()
                            .serve_connection(TokioIo::new(stream), service)
                            .await,
                    );
                });
            }
        });
        Self { base, shared, task }
    }

    pub(crate) fn base(&self) -> String {
        self.base.clone()
    }

    /// What is said where nothing else is to be.
    pub(crate) fn always(&self, answer: Answer) {
        self.shared.lock().unwrap().usual = Some(answer);
    }

    /// What is said next.
    pub(crate) fn answer(&self, answer: Answer) {
        self.shared.lock().unwrap().answers.push_back(answer);
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.shared.lock().unwrap().received.clone()
    }

    /// Comes back when nobody listens any more.
    pub(crate) async fn stop(self) {
        self.task.abort();
        assert!(self.task.await.is_err_and(|error| error.is_cancelled()));
    }
}

async fn answer(
    shared: Arc<Mutex<Shared>>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, hyper::Error> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await?.to_bytes();
    let answer = {
        let mut shared = shared.lock().unwrap();
        shared.received.push(Received {
            method: parts.method.to_string(),
            path: parts.uri.to_string(),
            headers: parts.headers,
            body,
        });
        let next = shared.answers.pop_front().or_else(|| shared.usual.clone());
        next.expect("the test says what is answered")
    };
    if answer.is_never {
        std::future::pending::<()>().await;
    }
    let mut response = Response::builder().status(answer.status);
    for (name, value) in answer.headers {
        response = response.header(name, value);
    }
    Ok(response.body(Full::new(answer.body.into())).unwrap())
}
