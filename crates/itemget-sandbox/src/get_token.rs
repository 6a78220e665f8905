//! The tutorial's token call: `system.oauth2/getToken`, with or without the app key at the
//! end of its path (protocol 1.1 and 4).

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::faults;
use crate::gateway::Gateway;
use crate::journal::ACCEPTED;
use crate::request;
use crate::script::fault::FaultKind;
use crate::service::{Incoming, chain, entry};
use crate::verify::received::Received;

/// Where it lives, below the host.
pub(crate) const PATH: &str = "/openapi/http/1/system.oauth2/getToken";

/// What the call is named in the journal and in the script.
const API: &str = "system.oauth2/getToken";

/// The tutorial's "3600 s".
const TUTORIAL_LIFETIME: SignedDuration = SignedDuration::from_hours(1);
/// What the real gateway gives where the path ends with the app key.
const LEGACY_LIFETIME: SignedDuration = SignedDuration::from_hours(10);

/// A failure as OAuth says it: the tutorial's script looks for these two.
struct Failure {
    error: &'static str,
    description: String,
}

impl Failure {
    fn new(error: &'static str, description: impl Into<String>) -> Self {
        Self { error, description: description.into() }
    }
}

pub(crate) fn answer(gateway: &Gateway, incoming: &Incoming, now: Timestamp) -> Answer {
    let mut entry = entry(incoming, now);
    entry.api = Some(API.to_owned());
    let fault = gateway.script.take(Some(API));
    entry.fault = fault.as_ref().map(|kind| kind.name().to_owned());
    if let Some(answer) = fault.as_ref().and_then(|kind| faults::instead(kind, now)) {
        entry.verdict = "not_acted_upon".to_owned();
        gateway.journal.write(entry);
        return answer;
    }
    let read = request::read(
        &incoming.path,
        &incoming.query,
        incoming.content_type.as_deref(),
        &incoming.body,
    );
    let granted = match &read {
        Ok(received) => {
            entry.params.clone_from(received.params());
            grant(gateway, received, fault.as_ref(), now)
        }
        Err(bad) => Err(Failure::new("invalid_request", chain(bad))),
    };
    let answer = match &granted {
        Ok(body) => Answer::json(200, body, now),
        Err(failure) => {
            let body = json!({ "error": failure.error, "error_description": failure.description });
            Answer::json(400, &body, now)
        }
    };
    entry.verdict =
        granted.as_ref().map_or_else(|failure| failure.error, |_| ACCEPTED).to_owned();
    entry.detail = granted.err().map(|failure| failure.description);
    gateway.journal.write(entry);
    faults::spoiled(answer, fault.as_ref())
}

fn grant(
    gateway: &Gateway,
    received: &Received,
    fault: Option<&FaultKind>,
    now: Timestamp,
) -> Result<Value, Failure> {
    let refused = faults::limit(fault).and_then(|()| faults::back_end(fault));
    if let Err(refusal) = refused {
        let description = format!("{}: {}", refusal.code, refusal.message);
        return Err(Failure::new("temporarily_unavailable", description));
    }
    let required = |name| {
        received.param(name).ok_or_else(|| {
            Failure::new("invalid_request", format!("`{name}` is missing"))
        })
    };
    let key_in_path = received.path().strip_prefix(PATH).unwrap_or_default();
    let key_in_path =
        Some(key_in_path.trim_start_matches('/')).filter(|key| !key.is_empty());
    let app_key = required("client_id")?;
    let app = gateway
        .apps
        .find(app_key)
        .filter(|_| key_in_path.is_none_or(|key| key == app_key))
        .ok_or_else(|| Failure::new("invalid_client", "the app key is unknown"))?;
    if required("client_secret")? != app.app_secret() {
        return Err(Failure::new("invalid_client", "the app secret is wrong"));
    }
    if let Some(FaultKind::ExpiredToken) = fault {
        return Err(Failure::new("invalid_grant", "the script says that it expired"));
    }
    let lifetime =
        if key_in_path.is_some() { LEGACY_LIFETIME } else { TUTORIAL_LIFETIME };
    let mut tokens = gateway.tokens();
    let refresh_token = match required("grant_type")? {
        "refresh_token" => required("refresh_token")?.to_owned(),
        "authorization_code" => {
            let issued =
                tokens.create(required("code")?, app_key, now).map_err(|fault| {
                    Failure::new("invalid_grant", format!("the code: {fault}"))
                })?;
            issued.refresh_token
        }
        other => {
            let description = format!("`grant_type` is `{other}`");
            return Err(Failure::new("unsupported_grant_type", description));
        }
    };
    let access_token =
        tokens.lend(&refresh_token, app_key, lifetime, now).map_err(|fault| {
            Failure::new("invalid_grant", format!("the refresh token: {fault}"))
        })?;
    Ok(json!({
        "access_token": access_token,
        "refresh_token": refresh_token,
        // As text: so the legacy gateway sends it.
        "expires_in": lifetime.as_secs().to_string(),
        "aliId": "6000000001",
        "resource_owner": "sandbox-shopper",
        "memberId": "b2b-6000000001",
        "_synthetic_": true,
    }))
}
