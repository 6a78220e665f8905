//! The tutorials' endpoint: `api.item.get` and the token that it takes. The platform has
//! no such thing; programs were written from the tutorials all the same.
//!
//! Errors of `api.item.get` come with status 200, as those programs look for them in the
//! body; those of `getToken` with 400, as OAuth has them. A body that is too large is 413.

mod described;
mod refusal;
mod signed;

use std::net::IpAddr;
use std::sync::Arc;

use axum::RequestExt as _;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Json, http};
use itemget::Source;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{Turned, claimed, look, peer, take};
use crate::api_tokens::is_same;
use crate::calling::MAX_AGE;
use crate::database::World;
use crate::door_keys;
use crate::service::{App, Logged, ServiceError};
use described::Wanted;
use refusal::Refusal;
use signed::Params;

pub(super) const ITEM_GET: &str = "/openapi/param2/2/portals.open/api.item.get";
pub(super) const GET_TOKEN: &str = "/openapi/http/1/system.oauth2/getToken";

/// How far a program's clock may be from ours, as at the platform.
const TOLERANCE: SignedDuration = SignedDuration::from_hours(2);

/// `POST …/api.item.get`.
pub(super) async fn item_get(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<Response, ServiceError> {
    let peer = peer(&request);
    let (headers, body) = read(request).await?;
    Ok(match item(&app, &headers, &body, peer).await {
        Ok(item) => {
            let mut answer = json!({ "item": item });
            if app.world == World::Sandbox {
                answer["_synthetic_"] = true.into();
            }
            Json(json!({ "item_get_response": answer })).into_response()
        }
        Err(refusal) => refusal.response(app.lang),
    })
}

async fn item(
    app: &App,
    headers: &HeaderMap,
    body: &Bytes,
    peer: IpAddr,
) -> Result<Value, Refusal> {
    let params = Params::read(headers, body).map_err(Refusal::Unreadable)?;
    admit(app, &params, peer).await?;
    let wanted = Wanted::read(params.get("fields"));
    let asked = params.required("productId")?;
    let fields = wanted.fields();
    let told = look(&app.client, asked, app.view, &fields, (Source::Auto, MAX_AGE)).await;
    let Some(item) = told.verdict.item() else {
        return Err(Refusal::of(&told, app));
    };
    let mut sales = item.trade.as_ref().and_then(|trade| trade.value.sold_30_days);
    // The API that tells the stock does not tell the sales of 30 days; another one does.
    if sales.is_none() && wanted.has("saleCount") {
        let fields = "sold_30_days".parse().expect("an item has this field");
        let way = (Source::Affiliate, MAX_AGE);
        let told = look(&app.client, asked, app.view, &fields, way).await;
        let trade = told.verdict.item().and_then(|item| item.trade.as_ref());
        sales = trade.and_then(|trade| trade.value.sold_30_days);
    }
    Ok(described::describe(item, asked, sales, &wanted))
}

/// Whether this is a program that may ask: the checks in the platform's order.
async fn admit(app: &App, params: &Params, peer: IpAddr) -> Result<(), Refusal> {
    let now = app.clock.now();
    let key = params.required("app_key")?;
    let claimed = claimed(app, key, peer).await.map_err(Refusal::turned)?;
    let timestamp = params.required("timestamp")?;
    if !is_now(timestamp, now) {
        return Err(Refusal::Timestamp);
    }
    let sign = params.required("sign")?;
    let is_known = params.is_signed(sign, &claimed.secret);
    let asker = claimed.shown(app, is_known).ok_or(Refusal::Signature)?;
    if params.get("format").is_some_and(|format| format != "json") {
        return Err(Refusal::Parameter("format"));
    }
    let token = params.required("access_token")?;
    door_keys::check(token, key, &claimed.secret, now).map_err(Refusal::Token)?;
    take(app, asker).map_err(Refusal::turned)
}

/// Milliseconds, within the tolerance of now.
fn is_now(text: &str, now: Timestamp) -> bool {
    let sent = text.parse().ok().and_then(|it| Timestamp::from_millisecond(it).ok());
    sent.is_some_and(|sent| sent.duration_since(now).abs() <= TOLERANCE)
}

/// `POST …/getToken`. Failures are as OAuth has them, and the programs look for
/// `error` and `error_description`.
pub(super) async fn get_token(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<Response, ServiceError> {
    let peer = peer(&request);
    let (headers, body) = read(request).await?;
    let mut response = match granted(&app, &headers, &body, peer).await {
        Ok(granted) => Json(granted).into_response(),
        Err(failure) => failure.response(app.lang),
    };
    let no_store = http::HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, no_store);
    Ok(response)
}

/// Why there is no token.
struct Failure {
    error: &'static str,
    says: (String, String),
    logged: Option<Logged>,
}

impl Failure {
    fn new(error: &'static str, en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self { error, says: (en.into(), zh.into()), logged: None }
    }

    /// Whether the key or the secret is wrong is not told: a guess learns nothing.
    fn client() -> Self {
        Self::new(
            "invalid_client",
            "the app key is unknown or the app secret is wrong; `itemget door key create NAME` makes a pair",
            "app key 不存在或 app secret 不正确；可用 `itemget door key create 名称` 创建一对",
        )
    }

    fn missing(name: &str) -> Self {
        let (en, zh) = (format!("`{name}` is missing"), format!("缺少 `{name}`"));
        Self::new("invalid_request", en, zh)
    }

    fn turned(turned: Turned) -> Self {
        match turned {
            Turned::Unknown => Self::client(),
            Turned::TooOften(seconds) => Self::new(
                "temporarily_unavailable",
                format!("this key has asked too often; ask again in {seconds} s"),
                format!("该密钥请求过于频繁，请 {seconds} 秒后再试"),
            ),
            Turned::Failed(error) => {
                let text = "the service cannot answer; its log says why";
                let failure =
                    Self::new("server_error", text, "服务暂时无法应答，原因见其日志");
                Self { logged: Some(Logged::of("internal", &error)), ..failure }
            }
        }
    }

    fn response(self, lang: crate::Lang) -> Response {
        let (en, zh) = self.says;
        let says = lang.pick(en, zh);
        let body = json!({ "error": self.error, "error_description": says });
        let mut response = (StatusCode::BAD_REQUEST, Json(body)).into_response();
        let logged = self.logged.unwrap_or(Logged { code: self.error, cause: None });
        response.extensions_mut().insert(logged);
        response
    }
}

async fn granted(
    app: &App,
    headers: &HeaderMap,
    body: &Bytes,
    peer: IpAddr,
) -> Result<Value, Failure> {
    let params = Params::read(headers, body).map_err(|error| {
        Failure::new("invalid_request", error.to_string(), error.zh())
    })?;
    let required = |name| params.get(name).ok_or_else(|| Failure::missing(name));
    let key = required("client_id")?;
    let given = required("client_secret")?;
    let claimed = claimed(app, key, peer).await.map_err(Failure::turned)?;
    let is_known = is_same(given.as_bytes(), claimed.secret.expose().as_bytes());
    let asker = claimed.shown(app, is_known).ok_or_else(Failure::client)?;
    take(app, asker).map_err(Failure::turned)?;
    // The secret has shown who asks. A refresh token adds nothing to it: the tutorials'
    // program sends a placeholder, and gets it back.
    let refresh = match required("grant_type")? {
        "refresh_token" => required("refresh_token")?,
        "client_credentials" => "",
        other => {
            let other: String = other.chars().take(40).collect();
            return Err(Failure::new(
                "unsupported_grant_type",
                format!("`grant_type` is `{other}`; it must be `refresh_token`"),
                format!("`grant_type` 为 `{other}`，应为 `refresh_token`"),
            ));
        }
    };
    let token = door_keys::lend(key, &claimed.secret, app.clock.now());
    let mut granted = json!({
        "access_token": token,
        // As text: so the legacy gateway sends it.
        "expires_in": door_keys::TOKEN_SECONDS.to_string(),
    });
    if !refresh.is_empty() {
        granted["refresh_token"] = refresh.into();
    }
    Ok(granted)
}

async fn read(request: Request) -> Result<(HeaderMap, Bytes), ServiceError> {
    let headers = request.headers().clone();
    let body: Result<Bytes, _> = request.extract().await;
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ServiceError::too_large(),
        _ => ServiceError::bad_request(rejection.body_text()),
    })?;
    Ok((headers, body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_in_milliseconds_and_near() {
        let now = Timestamp::from_millisecond(1_795_454_427_000).unwrap();
        for (text, expected) in [
            ("1795454427000", true),
            ("1795447227000", true),
            ("1795447226999", false),
            ("1795461627000", true),
            ("1795461628000", false),
            ("1795454427", false),
            ("soon", false),
            ("", false),
            ("99999999999999999999", false),
            ("9223372036854775807", false),
        ] {
            assert_eq!(is_now(text, now), expected, "{text}");
        }
    }
}
