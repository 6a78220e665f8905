//! The sandbox's own routes, below `/_sandbox`: what a test or a person in another process
//! asks of it. Only from this machine, and never through the proxy.

use std::collections::BTreeMap;
use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::catalogue::showcase::SHOWCASE;
use crate::clock::ClockSetting;
use crate::credentials;
use crate::gateway::Gateway;
use crate::quota::{Limits, Quotas, Usage};
use crate::script::fault::Fault;
use crate::script::known::{OTHER_FAULTS, PEER_FAULTS};
use crate::service::{Incoming, chain, problem};
use crate::short_links::SHORT_LINKS;

/// What can be done, for those who ask for something else.
const ROUTES: [&str; 9] = [
    "GET /_sandbox/journal",
    "POST /_sandbox/journal (body `clear`)",
    "GET /_sandbox/script",
    "POST /_sandbox/script (a fault a line, or `clear`)",
    "GET /_sandbox/clock",
    "POST /_sandbox/clock (`2026-11-23T17:20:27Z`, `+90d`, `now` or `advance 1h`)",
    "GET, POST /_sandbox/quota (JSON with per_second, per_day, ban_seconds for each app; apis and \
     app_apis with the same by API)",
    "POST /_sandbox/code (an authorization code for the default app)",
    "GET /_sandbox/showcase (items, short links and faults that show a case each)",
];

/// The limits as they are posted: what is left out is unlimited.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PostedLimits {
    per_second: Option<u32>,
    per_day: Option<u32>,
    #[serde(default)]
    ban_seconds: u32,
    #[serde(default)]
    apis: BTreeMap<String, PostedQuotas>,
    #[serde(default)]
    app_apis: BTreeMap<String, PostedQuotas>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PostedQuotas {
    per_second: Option<u32>,
    per_day: Option<u32>,
    #[serde(default)]
    ban_seconds: u32,
}

impl From<PostedQuotas> for Quotas {
    fn from(posted: PostedQuotas) -> Self {
        let PostedQuotas { per_second, per_day, ban_seconds } = posted;
        Self { per_second, per_day, ban_seconds }
    }
}

pub(crate) fn answer(gateway: &Gateway, incoming: &Incoming, now: Timestamp) -> Answer {
    if !is_local(incoming) {
        let detail = "these routes answer only this machine";
        return problem(403, "not_local", detail, now);
    }
    let text = String::from_utf8_lossy(&incoming.body);
    let is_post = incoming.http_method == "POST";
    let done = match (incoming.path.as_str(), is_post) {
        ("/_sandbox/journal", false) => Ok(journal(gateway)),
        ("/_sandbox/journal", true) if text.trim() == "clear" => {
            gateway.journal.clear();
            Ok(journal(gateway))
        }
        ("/_sandbox/journal", true) => Err("the body can only be `clear`".to_owned()),
        ("/_sandbox/script", false) => Ok(script(gateway)),
        ("/_sandbox/script", true) => post_script(gateway, &text),
        ("/_sandbox/clock", false) => Ok(clock(gateway)),
        ("/_sandbox/clock", true) => post_clock(gateway, text.trim()),
        ("/_sandbox/quota", false) => Ok(quota(gateway)),
        ("/_sandbox/quota", true) => post_quota(gateway, &text),
        ("/_sandbox/showcase", false) => Ok(showcase(incoming)),
        ("/_sandbox/code", true) => Ok(code(gateway, now)),
        _ => {
            return Answer::json(404, &json!({ "routes": ROUTES }), now);
        }
    };
    match done {
        Ok(body) => Answer::json(200, &body, now),
        Err(detail) => problem(400, "bad_request", &detail, now),
    }
}

/// A request from this machine, to a name of this machine, that no web page sent.
fn is_local(incoming: &Incoming) -> bool {
    let host = incoming.host.as_deref().unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    let names_this_machine =
        name == "localhost" || address.is_ok_and(|address| address.is_loopback());
    incoming.peer.ip().to_canonical().is_loopback()
        && incoming.proxied_host.is_none()
        && !incoming.from_page
        && names_this_machine
}

fn journal(gateway: &Gateway) -> Value {
    json!({
        "total": gateway.journal.total(),
        "verdicts": gateway.journal.verdicts(),
        "entries": gateway.journal.entries(),
    })
}

fn script(gateway: &Gateway) -> Value {
    let pending: Vec<String> =
        gateway.script.pending().iter().map(Fault::to_string).collect();
    json!({ "pending": pending })
}

/// All lines or none: a script with a mistake in it changes nothing.
fn post_script(gateway: &Gateway, text: &str) -> Result<Value, String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    if text.trim() == "clear" {
        gateway.script.clear();
        return Ok(script(gateway));
    }
    let faults: Result<Vec<Fault>, _> = lines.map(str::parse::<Fault>).collect();
    let faults = faults.map_err(|error| format!("{error}; known: {}", error.hint()))?;
    for fault in faults {
        gateway.script.add(fault);
    }
    Ok(script(gateway))
}

fn clock(gateway: &Gateway) -> Value {
    let setting = gateway.clock.setting();
    json!({ "now": gateway.clock.now(), "setting": setting.to_string() })
}

fn post_clock(gateway: &Gateway, text: &str) -> Result<Value, String> {
    match text.strip_prefix("advance ") {
        Some(by) => {
            let shift = by.trim().trim_start_matches('+');
            match format!("+{shift}").parse() {
                Ok(ClockSetting::Shifted(by)) if by > SignedDuration::ZERO => {
                    gateway.clock.advance(by);
                }
                _ => return Err(format!("`{by}` is no time to advance by, as `1h` is")),
            }
        }
        None => gateway.clock.set(text.parse().map_err(|error| chain(&error))?),
    }
    Ok(clock(gateway))
}

fn quota(gateway: &Gateway) -> Value {
    let quota = gateway.quota();
    let limits = quota.limits();
    let apps = quota.usage();
    let by_app: BTreeMap<&String, BTreeMap<String, Usage>> =
        apps.keys().map(|app| (app, quota.usage_of_apis(Some(app)))).collect();
    json!({
        "limits": {
            "per_second": limits.app.per_second,
            "per_day": limits.app.per_day,
            "ban_seconds": limits.app.ban_seconds,
            "apis": limits.apis,
            "app_apis": limits.app_apis,
        },
        "usage": apps,
        "api_usage": quota.usage_of_apis(None),
        "app_api_usage": by_app,
    })
}

fn post_quota(gateway: &Gateway, text: &str) -> Result<Value, String> {
    let posted: PostedLimits =
        serde_json::from_str(text).map_err(|error| chain(&error))?;
    let PostedLimits { per_second, per_day, ban_seconds, apis, app_apis } = posted;
    let all = |posted: BTreeMap<String, PostedQuotas>| {
        posted.into_iter().map(|(api, quotas)| (api, quotas.into())).collect()
    };
    *gateway.quota().limits_mut() = Limits {
        app: Quotas { per_second, per_day, ban_seconds },
        apis: all(apis),
        app_apis: all(app_apis),
    };
    Ok(quota(gateway))
}

fn code(gateway: &Gateway, now: Timestamp) -> Value {
    let app_key = credentials::DEFAULT.app_key().to_owned();
    let code = gateway.tokens().open_code(&app_key, now);
    json!({ "code": code, "app_key": app_key })
}

fn showcase(incoming: &Incoming) -> Value {
    let base = &incoming.base_url;
    let items: Vec<Value> = SHOWCASE
        .iter()
        .map(|shown| {
            let page = format!("{base}/item/{}.html", shown.id);
            json!({ "id": shown.id.to_string(), "page": page, "en": shown.en, "zh": shown.zh })
        })
        .collect();
    let links: Vec<Value> = SHORT_LINKS
        .iter()
        .map(|shown| {
            json!({ "link": format!("{base}/e/{}", shown.code), "en": shown.en, "zh": shown.zh })
        })
        .collect();
    let faults = PEER_FAULTS.iter().chain(OTHER_FAULTS);
    let faults: Vec<Value> = faults
        .map(|fault| json!({ "name": fault.name, "script": fault.script }))
        .collect();
    json!({ "items": items, "links": links, "faults": faults })
}
