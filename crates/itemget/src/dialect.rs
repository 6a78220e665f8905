//! The gateways' languages: a call, who makes it and when become a request; pure.
//!
//! Each attempt is made anew, with its own time and signature. Nothing secret is ever put
//! into an address: addresses are what proxies and servers log.

mod iop;
mod item_get;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Uri};
use jiff::Timestamp;

use crate::call::{Auth, CallFile, Dialect};
use crate::endpoint::Endpoints;
use crate::params::Params;
use crate::secret::{AccessToken, Credentials};
use crate::sign::SignMethod;

/// A call as the dialects see it, typed or raw.
#[derive(Debug)]
pub(crate) struct Outgoing<'a> {
    pub(crate) method: &'a str,
    pub(crate) dialect: Dialect,
    pub(crate) auth: Auth,
    pub(crate) params: Params,
    /// Beside the parameters; the tutorials' dialect knows none.
    pub(crate) file: Option<CallFile>,
}

/// Who calls.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Caller<'a> {
    pub(crate) credentials: &'a Credentials,
    /// Sent where the call asks for it.
    pub(crate) token: Option<&'a AccessToken>,
    /// For `iop`; the tutorials know only their own.
    pub(crate) sign_method: SignMethod,
}

/// The request of one attempt, signed for `now`.
pub(crate) fn request(
    call: &Outgoing<'_>,
    caller: Caller<'_>,
    now: Timestamp,
    endpoints: &Endpoints,
) -> Result<Request<Bytes>, http::Error> {
    match call.dialect {
        Dialect::Iop => iop::request(call, caller, now, &endpoints.iop),
        Dialect::ItemGet => item_get::request(call, caller, now, &endpoints.item_get),
    }
}

/// The business parameters, and after them those of the dialect: where both have one name,
/// the dialect's value is the one that is true.
fn joined<'a>(
    call: &'a Outgoing<'_>,
    system: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let theirs = |name: &str| system.iter().all(|(own, _)| *own != name);
    let mut pairs = Vec::with_capacity(call.params.len() + system.len() + 1);
    pairs.extend(call.params.iter().filter(|(name, _)| theirs(name) && *name != "sign"));
    pairs.extend_from_slice(system);
    pairs
}

fn form(pairs: &[(&str, &str)]) -> String {
    let plain: usize =
        pairs.iter().map(|(name, value)| name.len() + value.len() + 2).sum();
    // A third more for what must be escaped.
    let mut body = String::with_capacity(plain + plain / 3);
    for (name, value) in pairs {
        if !body.is_empty() {
            body.push('&');
        }
        push_escaped(&mut body, name);
        body.push('=');
        push_escaped(&mut body, value);
    }
    body
}

/// Nearly every value is plain, and looking first is a fifth of the work of escaping.
fn push_escaped(body: &mut String, text: &str) {
    if text.bytes().all(|byte| PLAIN[usize::from(byte)]) {
        body.push_str(text);
    } else {
        body.extend(form_urlencoded::byte_serialize(text.as_bytes()));
    }
}

/// The bytes that a form takes as they are.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        plain[byte as usize] =
            byte.is_ascii_alphanumeric() || matches!(byte, b'*' | b'-' | b'.' | b'_');
        byte += 1;
    }
    plain
};

fn post(uri: Uri, content_type: HeaderValue, body: impl Into<Bytes>) -> Request<Bytes> {
    let mut request = Request::new(body.into());
    *request.method_mut() = Method::POST;
    *request.uri_mut() = uri;
    request.headers_mut().insert(CONTENT_TYPE, content_type);
    request
}

const FORM: HeaderValue =
    HeaderValue::from_static("application/x-www-form-urlencoded;charset=utf-8");
