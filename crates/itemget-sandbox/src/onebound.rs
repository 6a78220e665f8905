//! The data vendors' route, as OneBound has it: `GET /aliexpress/item_get/?key=&secret=&…`
//! (protocol 5.5). No signature: the app's key and secret stand in the address.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::answer::Answer;
use crate::answers::{Ask, Reply};
use crate::credentials::Credentials;
use crate::faults;
use crate::gateway::Gateway;
use crate::journal::ACCEPTED;
use crate::pages;
use crate::script::fault::FaultKind;
use crate::service::{Incoming, entry};
use crate::verify::timestamp::BEIJING;

mod item_get;
mod item_search;

/// An answer of the vendor's cache is as old as the hour.
const CACHED_FOR: i64 = 3600;

/// Why there is no answer: the vendor's code, its word for it, and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    code: &'static str,
    error: &'static str,
    reason: String,
}

impl Failure {
    fn new(code: &'static str, error: &'static str, reason: impl Into<String>) -> Self {
        Self { code, error, reason: reason.into() }
    }

    /// Nothing was found, which is paid for like an answer.
    fn no_result() -> Self {
        Self::new("2000", "no result", "item-not-found")
    }

    fn parameter(reason: impl Into<String>) -> Self {
        Self::new("4003", "param error", reason)
    }
}

/// The vendor's calls of a platform: where a path is one, platform and call.
pub(crate) fn call_in(path: &str) -> Option<(&str, &str)> {
    let (platform, call) = path.strip_prefix('/')?.split_once('/')?;
    let call = call.strip_suffix('/').unwrap_or(call);
    (call.starts_with("item_") && !call.contains('/')).then_some((platform, call))
}

pub(crate) fn answer(
    gateway: &Gateway,
    incoming: &Incoming,
    (platform, call): (&str, &str),
    now: Timestamp,
) -> Answer {
    let api = format!("onebound/{platform}/{call}");
    let mut entry = entry(incoming, now);
    let params = pages::params(incoming);
    entry.params.clone_from(&params);
    entry.api = Some(api.clone());
    let fault = gateway.script.take(Some(&api));
    entry.fault = fault.as_ref().map(|kind| kind.name().to_owned());
    if let Some(answer) = fault.as_ref().and_then(|kind| faults::instead(kind, now)) {
        entry.verdict = "not_acted_upon".to_owned();
        gateway.journal.write(entry);
        return answer;
    }
    // A wish for what is new is granted; else the vendor answers out of its cache.
    let is_cached = params.get("cache").is_none_or(|cache| cache != "no");
    let since = now.as_second().rem_euclid(CACHED_FOR);
    let made = if is_cached {
        Timestamp::from_second(now.as_second() - since).unwrap_or(now)
    } else {
        now
    };
    let ask = Ask { now: made, ..pages::ask(gateway, incoming, &params, now) };
    let found = check(gateway, &ask, fault.as_ref())
        .and_then(|app| count(gateway, app, &api).map(|()| app))
        .and_then(|app| Ok((app, result(gateway, &ask, platform, call)?)));
    let (verdict, detail) = match &found {
        Ok(_) => (ACCEPTED.to_owned(), None),
        Err(failure) => (failure.code.to_owned(), Some(failure.reason.clone())),
    };
    entry.verdict = verdict;
    entry.detail = detail;
    gateway.journal.write(entry);
    let body = body(gateway, incoming, &ask, found, (is_cached, now));
    faults::spoiled(Answer::json(200, &body, now), fault.as_ref())
}

/// Who asks, and whether the script lets them.
fn check<'a>(
    gateway: &'a Gateway,
    ask: &Ask<'_>,
    fault: Option<&FaultKind>,
) -> Result<&'a Credentials, Failure> {
    if faults::limit(fault).is_err() {
        return Err(Failure::new("4008", "request limit", "the script says so"));
    }
    if faults::back_end(fault).is_err() {
        return Err(Failure::new("4000", "server error", "the script says so"));
    }
    let key = ask.param("key").ok_or_else(|| Failure::parameter("key is missing"))?;
    let app = gateway.apps.find(key);
    let app = app.ok_or_else(|| Failure::new("4004", "account not found", "key"))?;
    if ask.param("secret") != Some(app.app_secret()) {
        return Err(Failure::new("4005", "authorization failed", "key and secret"));
    }
    match ask.param("result_type") {
        None | Some("json" | "jsonu") => Ok(app),
        Some(_) => Err(Failure::parameter("the sandbox answers in JSON only")),
    }
}

fn count(gateway: &Gateway, app: &Credentials, api: &str) -> Result<(), Failure> {
    gateway.count(app, api).map_err(|over| {
        let seconds = over.ban_seconds;
        if over.day_over {
            let reason = format!("the day is used up; it ends in {seconds} s");
            Failure::new("4013", "calls exceeded", reason)
        } else {
            Failure::new("4008", "request limit", format!("wait {seconds} s"))
        }
    })
}

fn result(
    gateway: &Gateway,
    ask: &Ask<'_>,
    platform: &str,
    call: &str,
) -> Result<(&'static str, Value), Failure> {
    if platform != "aliexpress" {
        let reason = format!("the sandbox has `aliexpress` only, not `{platform}`");
        return Err(Failure::new("4012", "Please add api first", reason));
    }
    let view =
        ask.view("ship_to", "currency", "lang").map_err(|refusal| match refusal {
            Reply::Refusal { message, .. } => Failure::parameter(message),
            Reply::Payload(_) => Failure::parameter("the view"),
        })?;
    match call {
        "item_get" => Ok(("item", item_get::item(ask, &view, &gateway.catalogue)?)),
        "item_search" => {
            Ok(("items", item_search::items(ask, &view, &gateway.catalogue)?))
        }
        other => {
            let reason = format!("the sandbox has no `{other}`");
            Err(Failure::new("4010", "api not found", reason))
        }
    }
}

/// The vendor's envelope: what was asked for, and much about itself.
fn body(
    gateway: &Gateway,
    incoming: &Incoming,
    ask: &Ask<'_>,
    found: Result<(&Credentials, (&'static str, Value)), Failure>,
    (is_cached, now): (bool, Timestamp),
) -> Value {
    let beijing = |time: Timestamp| {
        BEIJING.to_datetime(time).strftime("%Y-%m-%d %H:%M:%S").to_string()
    };
    let mut body = Map::new();
    let mut put = |name: &str, value: Value| drop(body.insert(name.to_owned(), value));
    let (code, error, reason) = match found {
        Ok((app, (name, value))) => {
            put(name, value);
            put("api_info", api_info(gateway, app).into());
            ("0000", "", String::new())
        }
        Err(failure) => (failure.code, failure.error, failure.reason),
    };
    put("error", error.into());
    put("reason", reason.into());
    put("error_code", code.into());
    put("cache", u8::from(is_cached).into());
    put("secache", question(ask.params).into());
    put("secache_time", ask.now.as_second().into());
    put("secache_date", beijing(ask.now).into());
    put("execution_time", json!(0.01));
    put("server_time", format!("Beijing/{}", beijing(now)).into());
    put("client_ip", incoming.peer.ip().to_canonical().to_string().into());
    put("_synthetic_", true.into());
    Value::Object(body)
}

/// Spent and left, in the vendor's manner.
fn api_info(gateway: &Gateway, app: &Credentials) -> String {
    let quota = gateway.quota();
    let today = quota.usage().get(app.app_key()).map_or(0, |usage| usage.today);
    let most = quota.limits().app.per_day.unwrap_or(10_100);
    format!("today:{today} max:{most} all[{today}={today}+0+0];expires:2030-12-31")
}

/// The name of a question in the cache: the same for the same one, whoever asks.
fn question(params: &BTreeMap<String, String>) -> String {
    let mut hash = Sha256::new();
    for (name, value) in params.iter().filter(|(name, _)| *name != "secret") {
        hash.update(format!("{name}={value}&"));
    }
    hex::encode(&hash.finalize()[..16])
}

#[cfg(test)]
mod tests {
    use super::call_in;

    #[test]
    fn a_call_is_told_by_its_path() {
        for (path, expected) in [
            ("/aliexpress/item_get/", Some(("aliexpress", "item_get"))),
            ("/aliexpress/item_search", Some(("aliexpress", "item_search"))),
            ("/taobao/item_get", Some(("taobao", "item_get"))),
            ("/aliexpress/item_get/x", None),
            ("/aliexpress/", None),
            ("/item/1005006000000001.html", None),
            ("/sync", None),
        ] {
            assert_eq!(call_in(path), expected, "{path}");
        }
    }
}
