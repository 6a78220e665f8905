//! What must hold of any input, whoever makes it: the tests here, or `tests/fuzz`, which
//! takes this file in and looks for the way through the code that breaks it. What does not
//! hold is the error.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use itemget::{
    Answer, Client, Clock, Contents, Credentials, Error, ErrorKind, Item, ItemId,
    ItemRef, Link, LinkTarget, Params, RawCall, RetryPolicy, SendFuture, SkuId,
    SleepFuture, Transport, Unreadable, View, decode,
};
use itemget_sandbox::{diagnose, read_request};
use jiff::Timestamp;

/// Whether it holds, and else what is wrong.
pub(crate) type Holds = Result<(), String>;

/// The app secret that must not be told.
const PLANTED: &str = "planted-secret";

/// What cannot be read is told in a line and kept.
pub(crate) fn honest(unreadable: &Unreadable, input: &[u8]) -> Holds {
    let told = unreadable.to_string();
    if told.len() > 1_000 {
        return Err(format!("{} bytes are told: {told}", told.len()));
    }
    if unreadable.length != input.len() || unreadable.body != input {
        return Err(format!("{} bytes are kept", unreadable.body.len()));
    }
    Ok(())
}

/// A body is decoded into items that can be written and read again, or told to be none.
pub(crate) fn decoded(input: &[u8], view: View) -> Holds {
    let body = Bytes::copy_from_slice(input);
    match decode(&body, Timestamp::UNIX_EPOCH, view) {
        Ok(decoded) => {
            if let Contents::Items(items) = &decoded.contents {
                items.iter().try_for_each(written_twice)?;
            }
            drop(format!("{decoded:?}"));
            Ok(())
        }
        Err(unreadable) => {
            honest(&unreadable, input)?;
            let is_json = std::str::from_utf8(input).is_ok()
                && serde_json::from_slice::<serde::de::IgnoredAny>(input).is_ok();
            match is_json && unreadable.place.starts_with("line ") {
                true => Err(format!("it is JSON, but {unreadable}")),
                false => Ok(()),
            }
        }
    }
}

fn written_twice(item: &Item) -> Holds {
    let wrong = |error: serde_json::Error| error.to_string();
    let json = serde_json::to_string(item).map_err(wrong)?;
    let again: Item =
        serde_json::from_str(&json).map_err(|error| format!("{error} in {json}"))?;
    let twice = serde_json::to_string(&again).map_err(wrong)?;
    match twice == json {
        true => Ok(()),
        false => Err(format!("written {json}\nand then {twice}")),
    }
}

/// A client whose answers are put in.
#[derive(Debug)]
pub(crate) struct Opener {
    runtime: tokio::runtime::Runtime,
    put: Put,
    client: Client,
}

impl Opener {
    /// A client that tries once, at a time that stands still.
    pub(crate) fn new() -> Self {
        let put = Put::default();
        let client = Client::builder(Credentials::new("12345678", PLANTED))
            .with_endpoints("http://127.0.0.1:9")
            .with_transport(put.clone())
            .with_clock(Still)
            .with_retry(RetryPolicy::never())
            .build()
            .unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        Self { runtime, put, client }
    }

    /// An answer of any status is opened: a success is its body, a failure says so without
    /// a secret.
    pub(crate) fn opened(&self, input: &[u8]) -> Holds {
        [200, 400, 429, 503].into_iter().try_for_each(|status| {
            self.put.set(status, input);
            let call = RawCall::new("a.method", Params::new());
            told(status, input, &self.runtime.block_on(self.client.raw(&call)))
        })
    }
}

fn told(status: u16, input: &[u8], result: &Result<Answer<()>, Error>) -> Holds {
    let shown = format!("{result:?}");
    if shown.contains(PLANTED) {
        return Err(shown);
    }
    match result {
        Ok(answer) if status != 200 || answer.body != input => {
            Err(format!("{status} is a success: {answer:?}"))
        }
        Ok(_) => Ok(()),
        Err(error) => {
            drop(format!("{error} {:?} {:?}", error.advice(), error.request_id()));
            match error.kind() {
                ErrorKind::Unreadable(unreadable) => honest(unreadable, input),
                _ => Ok(()),
            }
        }
    }
}

/// Answers with whatever is put in.
#[derive(Debug, Clone, Default)]
struct Put(Arc<Mutex<(u16, Vec<u8>)>>);

impl Put {
    fn set(&self, status: u16, body: &[u8]) {
        if let Ok(mut answer) = self.0.lock() {
            *answer = (status, body.to_vec());
        }
    }
}

impl Transport for Put {
    fn send(&self, _: http::Request<Bytes>) -> SendFuture<'_> {
        let (status, body) = self.0.lock().unwrap().clone();
        // The beginning of a body makes as good a header as any.
        let head: Vec<u8> = body.iter().copied().take(40).collect();
        let mut answer = http::Response::builder().status(status);
        if let Ok(header) = http::HeaderValue::from_bytes(&head) {
            answer = answer.header("retry-after", header);
        }
        Box::pin(std::future::ready(Ok(answer.body(body.into()).unwrap())))
    }
}

/// A clock that stands still.
#[derive(Debug)]
struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    fn sleep(&self, _: Duration) -> SleepFuture<'_> {
        Box::pin(std::future::ready(()))
    }
}

/// A text is a link, an id, or says why not; and what is an id is written as it was read.
pub(crate) fn link(input: &[u8]) -> Holds {
    let text = String::from_utf8_lossy(input);
    if let Err(error) = text.parse::<Link>() {
        drop(format!("{error} {error:?}"));
    }
    if let Ok(item) = text.parse::<ItemRef>() {
        drop(format!("{item:?}"));
    }
    drop(text.parse::<LinkTarget>().map_err(|error| format!("{error} {error:?}")));
    if let Ok(id) = text.parse::<ItemId>() {
        let again = id.to_string().parse::<ItemId>();
        if again.as_ref().ok() != Some(&id) {
            return Err(format!("{id} is read back as {again:?}"));
        }
        drop((id.global(), id.to_string()));
    }
    if let Ok(id) = text.parse::<SkuId>()
        && id.to_string() != text.trim().trim_start_matches('0')
    {
        return Err(format!("{text:?} is SKU {id}"));
    }
    Ok(())
}

/// A request as it comes to the sandbox is read, or told to be none.
pub(crate) fn request(input: &[u8]) -> Holds {
    match read_request(input) {
        Ok(received) => drop(format!("{received:?}")),
        Err(error) => drop(format!("{error} {error:?}")),
    }
    Ok(())
}

/// What is said of a request's signature does not tell the secret.
pub(crate) fn diagnosis(input: &[u8]) -> Holds {
    let Ok(received) = read_request(input) else { return Ok(()) };
    let diagnosis = diagnose(&received, PLANTED);
    let shown = format!("{received:?} {diagnosis:?}");
    match shown.contains(PLANTED) {
        true => Err(shown),
        false => Ok(()),
    }
}
