//! The system APIs: tokens for codes, and tokens for refresh tokens (protocol 2.5).

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::credentials::Credentials;
use crate::faults;
use crate::gateway::{Gateway, Passage};
use crate::refusal::Refusal;
use crate::script::fault::FaultKind;
use crate::tokens::Issued;
use crate::verify::received::Received;

/// The fields of a system API's answer.
pub(crate) fn answer(
    gateway: &Gateway,
    api: &str,
    received: &Received,
    app: &Credentials,
    passage: &Passage<'_>,
) -> Result<Map<String, Value>, Refusal> {
    let now = passage.now;
    let required = |name| received.param(name).ok_or_else(|| Refusal::missing(name));
    let (is_create, with_account) = match api {
        "/auth/token/create" => (true, true),
        "/auth/token/refresh" => (false, true),
        "/auth/token/security/create" => (true, false),
        "/auth/token/security/refresh" => (false, false),
        _ => return Err(Refusal::api_path(format!("the sandbox has no `{api}`"))),
    };
    if let (Some(FaultKind::ExpiredToken), false) = (passage.fault, is_create) {
        return Err(Refusal::refresh_token("the script says that it expired"));
    }
    faults::limit(passage.fault)?;
    faults::back_end(passage.fault)?;
    let mut tokens = gateway.tokens();
    let issued = if is_create {
        tokens
            .create(required("code")?, app.app_key(), now)
            .map_err(|fault| Refusal::code(format!("the code: {fault}")))?
    } else {
        tokens.refresh(required("refresh_token")?, app.app_key(), now).map_err(
            |fault| Refusal::refresh_token(format!("the refresh token: {fault}")),
        )?
    };
    Ok(fields(&issued, now, with_account))
}

/// The flat fields, in the types a real answer had.
fn fields(issued: &Issued, now: Timestamp, with_account: bool) -> Map<String, Value> {
    let seconds_left = |end: Timestamp| end.duration_since(now).as_secs().max(0);
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| drop(fields.insert(name.to_owned(), value));
    put("access_token", issued.access_token.as_str().into());
    put("expires_in", seconds_left(issued.access_expires).into());
    put("expire_time", issued.access_expires.as_millisecond().into());
    put("refresh_token", issued.refresh_token.as_str().into());
    put("refresh_expires_in", seconds_left(issued.refresh_expires).into());
    put("refresh_token_valid_time", issued.refresh_expires.as_millisecond().into());
    put("user_id", "6000000001".into());
    put("seller_id", "6000000001".into());
    put("locale", "zh_CN".into());
    put("sp", "ae".into());
    if with_account {
        put("havana_id", "3000000000001".into());
        put("user_nick", "sandbox-shopper".into());
        put("account", "shopper@sandbox.example".into());
        put("account_platform", "buyerApp".into());
    }
    put("_synthetic_", true.into());
    fields
}
