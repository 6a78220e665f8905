//! Replies: envelopes, documents, `decode`, and every typed call's reading of them.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use itemget::{
    Client, Contents, Credentials, ErrorKind, Params, RawCall, RetryPolicy, SendFuture,
    Transport, Unreadable, decode,
};

use super::engine::run;
use crate::fixtures::{france, reply};
use crate::held::HeldClock;
use crate::matrix::calls::rows;

/// The bodies of `fixtures/responses`.
fn bodies() -> Vec<Vec<u8>> {
    fn walk(folder: &Path, found: &mut Vec<Vec<u8>>) {
        let mut entries: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|it| it == "json") {
                found.push(fs::read(path).unwrap());
            }
        }
    }
    let mut found = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    walk(&root.join("../../fixtures/responses"), &mut found);
    found
}

/// What cannot be read is told in a line and kept.
fn honest(unreadable: &Unreadable, input: &[u8]) -> Result<(), String> {
    let told = unreadable.to_string();
    if told.len() > 1_000 {
        return Err(format!("{} bytes are told: {told}", told.len()));
    }
    if unreadable.length != input.len() || unreadable.body != input {
        return Err(format!("{} bytes are kept", unreadable.body.len()));
    }
    Ok(())
}

#[test]
fn any_body_is_decoded_or_told_to_be_none() {
    run("decode", &bodies(), |input| {
        let body = Bytes::copy_from_slice(input);
        let decoded = decode(&body, reply("").observed_at, france());
        let is_text = std::str::from_utf8(input).is_ok();
        let is_json = serde_json::from_slice::<serde::de::IgnoredAny>(input).is_ok();
        match decoded {
            Ok(decoded) => {
                if let Contents::Items(items) = &decoded.contents {
                    for item in items {
                        let json = serde_json::to_string(item).unwrap();
                        let again: itemget::Item = serde_json::from_str(&json)
                            .map_err(|error| format!("{error} in {json}"))?;
                        let twice = serde_json::to_string(&again).unwrap();
                        if twice != json {
                            return Err(format!("written {json}\nand then {twice}"));
                        }
                    }
                }
                drop(format!("{decoded:?}"));
                Ok(())
            }
            Err(unreadable) => {
                honest(&unreadable, input)?;
                let says_json = unreadable.place.starts_with("line ");
                match is_text && is_json && says_json {
                    true => Err(format!("it is JSON, but {unreadable}")),
                    false => Ok(()),
                }
            }
        }
    });
}

#[test]
fn any_body_is_read_by_every_call() {
    let rows = rows();
    run("calls", &bodies(), |input| {
        for row in &rows {
            let told = (row.read)(&reply(Bytes::copy_from_slice(input)));
            if let Err(itemget::ReplyError::Unreadable(unreadable)) = told {
                let of_row = |what| format!("{}: {what}", row.method);
                honest(&unreadable, input).map_err(of_row)?;
            }
        }
        Ok(())
    });
}

/// Answers with whatever is put in.
#[derive(Debug, Clone, Default)]
struct Put(Arc<Mutex<(u16, Vec<u8>)>>);

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

#[test]
fn any_answer_of_any_status_is_opened() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let put = Put::default();
    let client = Client::builder(Credentials::new("12345678", "planted"))
        .with_endpoints("http://127.0.0.1:9")
        .with_transport(put.clone())
        .with_clock(HeldClock::at("2026-11-23T17:20:27Z"))
        .with_retry(RetryPolicy::never())
        .build()
        .unwrap();
    let mut seeds = bodies();
    seeds.extend(
        ["Wed, 31 Dec 1969 00:00:00 GMT", "18446744073709551615", "7", "<html>"]
            .map(|text| text.as_bytes().to_vec()),
    );
    run("opened", &seeds, |input| {
        for status in [200, 400, 429, 503] {
            *put.0.lock().unwrap() = (status, input.to_vec());
            let call = RawCall::new("a.method", Params::new());
            let result = runtime.block_on(client.raw(&call));
            let shown = format!("{result:?}");
            if shown.contains("planted") {
                return Err(shown);
            }
            match result {
                Ok(answer) if status != 200 || answer.body != input => {
                    return Err(format!("{status} is a success: {answer:?}"));
                }
                Err(error) => {
                    drop(format!(
                        "{error} {:?} {:?}",
                        error.advice(),
                        error.request_id()
                    ));
                    if let ErrorKind::Unreadable(unreadable) = error.kind() {
                        honest(unreadable, input)?;
                    }
                }
                Ok(_) => {}
            }
        }
        Ok(())
    });
}
