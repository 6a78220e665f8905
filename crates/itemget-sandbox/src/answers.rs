//! What the platform's business side answers: the seam between the gateway, which has
//! checked the request by then, and the catalogue.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

/// A verified request, as a business API sees it.
#[derive(Debug)]
pub(crate) struct Ask<'a> {
    /// The API's name: `aliexpress.ds.product.get`.
    pub(crate) method: &'a str,
    /// All parameters that came, system ones among them, decoded.
    pub(crate) params: &'a BTreeMap<String, String>,
    /// The sandbox's time.
    pub(crate) now: Timestamp,
    /// Where the sandbox is reached, without a slash at the end: links and pictures
    /// in an answer start with it.
    pub(crate) base_url: &'a str,
}

/// What the gateway must know of an API before it lets a request through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ApiTraits {
    /// The API group an app needs: `AliExpress-dropship`, `Standard API for Publishers`.
    pub(crate) permission: &'static str,
    /// Whether a user's access token is asked for.
    pub(crate) needs_token: bool,
    /// Parameters without which the answer is `MissingParameter`, in the order they are
    /// looked at.
    pub(crate) required: &'static [&'static str],
}

/// An answer of the business side.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Reply {
    /// What stands inside `<method>_response`, lists in their wrappers, numbers typed:
    /// the gateway adds `request_id` and `_trace_id_` and turns it into the shape asked for.
    Payload(Value),
    /// A refusal of the gateway's own kind: `code`, `msg`, and `sub_code`, `sub_msg` if any.
    Refusal { code: &'static str, message: String, sub: Option<(&'static str, String)> },
}
