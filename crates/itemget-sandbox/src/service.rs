//! The routes: which door a path is, and what lies behind it.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use bytes::Bytes;
use jiff::Timestamp;
use serde_json::json;

use crate::admin;
use crate::answer::Answer;
use crate::consent;
use crate::envelope::{self, Door};
use crate::faults;
use crate::gateway::{Gateway, Passage, platform_time};
use crate::get_token;
use crate::journal::{ACCEPTED, Entry};
use crate::onebound;
use crate::pages;
use crate::pictures;
use crate::reference_rates;
use crate::refusal::Refusal;
use crate::request;
use crate::script::fault::FaultKind;
use crate::short_links;
use crate::verify::received::ITEM_GET_PATH;

/// A request off the wire.
#[derive(Debug, Clone)]
pub(crate) struct Incoming {
    pub(crate) http_method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) content_type: Option<String>,
    pub(crate) body: Bytes,
    pub(crate) peer: SocketAddr,
    /// The languages the client reads, as it says in `Accept-Language`.
    pub(crate) languages: String,
    /// The `Host` header.
    pub(crate) host: Option<String>,
    /// Whether a web page sent it: browsers then say so with an `Origin`.
    pub(crate) from_page: bool,
    /// The platform's host that was asked for, if it came through the proxy.
    pub(crate) proxied_host: Option<String>,
    /// Where the sandbox is reached, without a slash at the end.
    pub(crate) base_url: String,
}

/// What is served, for those who ask for something else.
const ROUTES: [&str; 15] = [
    "/sync",
    "/rest",
    "/rest/auth/token/{create,refresh,security/create,security/refresh}",
    "/auth/token/{create,refresh}",
    "/router/rest",
    "/oauth/authorize",
    "/openapi/param2/2/portals.open/api.item.get",
    "/openapi/http/1/system.oauth2/getToken",
    "/aliexpress/{item_get,item_search}",
    "/kf/{picture}",
    "/item/{id}.html",
    "/store/{id}",
    "/e/_{code}",
    "/stats/eurofxref/{eurofxref-daily.xml,eurofxref-hist-90d.xml,eurofxref-hist.csv}",
    "/_sandbox/{journal,script,clock,quota,code,showcase}",
];

/// Answers a request.
pub(crate) fn serve(gateway: &Gateway, incoming: &Incoming) -> Answer {
    let now = gateway.clock.now();
    let path = incoming.path.as_str();
    if !matches!(incoming.http_method.as_str(), "GET" | "POST" | "HEAD") {
        return problem(405, "method_not_allowed", "use GET or POST", now);
    }
    let below = |prefix: &str| {
        path.strip_prefix(prefix)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    if let Some(code) = short_links::code_in(path).filter(|_| !below("/_sandbox")) {
        return short_links::answer(gateway, incoming, code, now);
    }
    if let Some(call) = onebound::call_in(path) {
        return onebound::answer(gateway, incoming, call, now);
    }
    match path {
        "/sync" => platform(gateway, incoming, Door::Sync, now),
        _ if consent::PATHS.contains(&path) => consent::answer(gateway, incoming, now),
        "/router/rest" => platform(gateway, incoming, Door::Top, now),
        _ if below("/rest") || path.starts_with("/auth/") => {
            platform(gateway, incoming, Door::Rest, now)
        }
        _ if below(ITEM_GET_PATH) => platform(gateway, incoming, Door::ItemGet, now),
        _ if below(get_token::PATH) => get_token::answer(gateway, incoming, now),
        _ if path.starts_with("/kf/") => match pictures::picture(path) {
            Some(picture) => Answer::new(200, picture.content_type, picture.bytes, now),
            None => problem(404, "not_found", "no such picture", now),
        },
        _ if below("/item") => pages::item::answer(gateway, incoming, now),
        _ if below(reference_rates::PATH) => {
            reference_rates::answer(gateway, incoming, now)
        }
        _ if below("/store") => pages::store::answer(gateway, incoming, now),
        _ if below("/_sandbox") => admin::answer(gateway, incoming, now),
        "/" => Answer::json(200, &json!({ "sandbox": true, "routes": ROUTES }), now),
        _ => {
            let body = json!({
                "error": {
                    "code": "not_found",
                    "detail": format!("the sandbox serves nothing at `{path}`"),
                },
                "routes": ROUTES,
            });
            note(gateway, incoming, now, "not_found");
            Answer::json(404, &body, now)
        }
    }
}

/// An answer of the sandbox's own, not the platform's.
pub(crate) fn problem(status: u16, code: &str, detail: &str, now: Timestamp) -> Answer {
    let body = json!({ "error": { "code": code, "detail": detail } });
    Answer::json(status, &body, now)
}

fn platform(
    gateway: &Gateway,
    incoming: &Incoming,
    door: Door,
    now: Timestamp,
) -> Answer {
    let ids = gateway.next_ids(now);
    let mut entry = entry(incoming, now);
    let read = request::read(
        &incoming.path,
        &incoming.query,
        incoming.content_type.as_deref(),
        &incoming.body,
    );
    let received = match read {
        Ok(received) => received,
        Err(bad) => {
            let refusal = Refusal::invalid_parameter(chain(&bad));
            record(gateway, entry, Some(&refusal));
            let body = envelope::refused(&refusal, door, &ids);
            return Answer::json(200, &body, now);
        }
    };
    entry.params.clone_from(received.params());
    let api = match door {
        Door::ItemGet => Some("api.item.get"),
        _ => received.api(),
    };
    entry.api = api.map(str::to_owned);
    let fault = gateway.script.take(api);
    entry.fault = fault.as_ref().map(|kind| kind.name().to_owned());
    let date = platform_time(now, fault.as_ref());
    if let Some(answer) = fault.as_ref().and_then(|kind| faults::instead(kind, date)) {
        entry.verdict = "not_acted_upon".to_owned();
        gateway.journal.write(entry);
        return answer;
    }
    let passage = Passage {
        received: &received,
        door,
        now,
        base_url: &incoming.base_url,
        fault: fault.as_ref(),
    };
    let body = match gateway.answer(&passage, &ids) {
        Ok(body) => {
            record(gateway, entry, None);
            body
        }
        Err(refusal) => {
            record(gateway, entry, Some(&refusal));
            let door = match fault {
                Some(FaultKind::Flat { .. }) => Door::Rest,
                _ => door,
            };
            envelope::refused(&refusal, door, &ids)
        }
    };
    faults::spoiled(Answer::json(200, &body, date), fault.as_ref())
}

/// Writes down a request that is not the platform's.
pub(crate) fn note(
    gateway: &Gateway,
    incoming: &Incoming,
    now: Timestamp,
    verdict: &str,
) {
    let mut entry = entry(incoming, now);
    verdict.clone_into(&mut entry.verdict);
    gateway.journal.write(entry);
}

fn record(gateway: &Gateway, mut entry: Entry, refusal: Option<&Refusal>) {
    entry.verdict = refusal.map_or(ACCEPTED.to_owned(), |r| r.code.to_string());
    entry.detail = refusal.and_then(|refusal| refusal.detail.clone());
    if let Some(refusal) = refusal {
        tracing::info!(api = entry.api, code = %refusal.code, detail = entry.detail, "refused");
    }
    gateway.journal.write(entry);
}

pub(crate) fn entry(incoming: &Incoming, now: Timestamp) -> Entry {
    Entry {
        number: 0,
        at: now,
        http_method: incoming.http_method.clone(),
        path: incoming.path.clone(),
        host: incoming.proxied_host.clone(),
        api: None,
        params: BTreeMap::new(),
        verdict: String::new(),
        detail: None,
        fault: None,
    }
}

/// An error with its causes, on one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
