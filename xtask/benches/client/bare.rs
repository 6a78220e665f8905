//! The bare send loop: sign, send, read, on a connection of its own. No limits, no tokens,
//! no retry, no pool, no time-out, no outcome: what the client is weighed against.

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{CONTENT_TYPE, HOST};
use hyper_util::rt::TokioIo;
use itemget::api::dropship::ProductGet;
use itemget::api::tutorial::ItemGet;
use itemget::sign::{SignMethod, sign};
use itemget::{
    AppSecret, Call, Clock as _, Item, ItemId, Params, Reply, SystemClock, View,
};
use tokio::net::TcpStream;

use crate::load::{Called, Work, Worker};
use crate::{Failure, bodies};

/// What becomes of the answers.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Answers {
    /// Read into items.
    Read,
    /// Received and dropped: what no client can do without.
    Dropped,
}

/// A worker with its connection.
pub(crate) struct Bare {
    sender: SendRequest<Full<Bytes>>,
    host: String,
    path: String,
    work: Work,
    answers: Answers,
    secret: AppSecret,
}

/// Opens the connection of a worker.
pub(crate) async fn worker(
    base: &str,
    work: Work,
    answers: Answers,
) -> Result<Bare, Failure> {
    let address = base.strip_prefix("http://").ok_or("the gateway speaks http")?;
    let (host, prefix) = address.split_once('/').unwrap_or((address, ""));
    let path = match work.called {
        Called::ItemGet => {
            format!("/{prefix}/openapi/param2/2/portals.open/api.item.get")
        }
        Called::ProductGet => format!("/{prefix}/sync"),
    };
    let stream = TcpStream::connect(host).await?;
    stream.set_nodelay(true)?;
    let (sender, connection) = handshake(TokioIo::new(stream)).await?;
    tokio::task::spawn_local(connection);
    let secret = AppSecret::new(bodies::APP_SECRET);
    Ok(Bare { sender, host: host.to_owned(), path, work, answers, secret })
}

impl Bare {
    async fn sent<C: Call<Output = Item>>(
        &mut self,
        call: &C,
        request: (&'static str, String),
    ) -> Result<(), Failure> {
        let (content_type, body) = request;
        let request = Request::post(self.path.as_str())
            .header(HOST, self.host.as_str())
            .header(CONTENT_TYPE, content_type)
            .body(Full::new(body.into()))?;
        self.sender.ready().await?;
        let response = self.sender.send_request(request).await?;
        let body = response.into_body().collect().await?.to_bytes();
        let reply = Reply { body, observed_at: SystemClock.now() };
        if let Answers::Read = self.answers {
            self.work.judge(&call.read(&reply)?)?;
        }
        Ok(())
    }

    fn item_get(&self, call: &ItemGet) -> Result<(&'static str, String), Failure> {
        Ok(("application/json", item_get(call, &self.secret)?))
    }

    fn product_get(&self, call: &ProductGet) -> (&'static str, String) {
        let params = call
            .params()
            .with("method", ProductGet::METHOD)
            .with("sign_method", "sha256");
        let params = signed(SignMethod::Sha256, ProductGet::METHOD, params, &self.secret);
        let body = form_urlencoded::Serializer::new(String::with_capacity(512))
            .extend_pairs(params.iter())
            .finish();
        ("application/x-www-form-urlencoded;charset=utf-8", body)
    }
}

fn signed(
    method: SignMethod,
    api: &str,
    mut params: Params,
    secret: &AppSecret,
) -> Params {
    params.set("app_key", bodies::APP_KEY);
    params.set("access_token", bodies::ACCESS_TOKEN);
    params.set("timestamp", SystemClock.now().as_millisecond().to_string());
    let signature = sign(method, api, params.iter(), secret);
    params.with("sign", signature)
}

fn item_get(call: &ItemGet, secret: &AppSecret) -> Result<String, Failure> {
    let params = call.params().with("format", "json").with("v", "1.0");
    let params = signed(SignMethod::TutorialMd5, ItemGet::METHOD, params, secret);
    let pairs: std::collections::BTreeMap<_, _> = params.iter().collect();
    Ok(serde_json::to_string(&pairs)?)
}

/// The body of a request for an item as of now, signed: for programs that sign nothing.
pub(crate) fn signed_body(item: ItemId) -> Result<String, Failure> {
    let call = ItemGet::new(item, View::default());
    item_get(&call, &AppSecret::new(bodies::APP_SECRET))
}

impl Worker for Bare {
    async fn one(&mut self) -> Result<(), String> {
        let id = self.work.item;
        let done = match self.work.called {
            Called::ItemGet => {
                let call = ItemGet::new(id, View::default());
                match self.item_get(&call) {
                    Ok(request) => self.sent(&call, request).await,
                    Err(error) => Err(error),
                }
            }
            Called::ProductGet => {
                let call = ProductGet::new(id, View::default());
                let request = self.product_get(&call);
                self.sent(&call, request).await
            }
        };
        done.map_err(|error| error.to_string())
    }
}
