//! OneBound's route (万邦): `GET /{platform}/item_get/?key=&secret=&num_iid=`, in the words of
//! that vendor's pages, its misspellings included. Errors come with status 200.
//!
//! Key and secret stand in the address, so that no address is ever written down here.

mod failure;
mod item_get;
mod item_search;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse as _, Response};
use itemget::View;
use jiff::Timestamp;
use jiff::tz::Offset;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::{claimed, peer, take};
use crate::api_tokens::is_same;
use crate::calling::MAX_AGE;
use crate::database::World;
use crate::service::{App, Logged, ServiceError};
use failure::Failure;

pub(super) const ITEM_GET: [&str; 2] = ["/{platform}/item_get", "/{platform}/item_get/"];
pub(super) const ITEM_SEARCH: [&str; 2] =
    ["/{platform}/item_search", "/{platform}/item_search/"];
/// All that the vendor has and this service does not.
pub(super) const OTHERS: &str = "/{platform}/{call}/";

/// The vendor's clock stands in Beijing.
const BEIJING: Offset = Offset::constant(8);

/// What a request says.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Params(BTreeMap<String, String>);

impl Params {
    fn read(query: &str) -> Self {
        let pairs = url::form_urlencoded::parse(query.as_bytes()).into_owned();
        Self(pairs.map(|(name, value)| (name, value.trim().to_owned())).collect())
    }

    /// A parameter that says something.
    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    fn required(&self, name: &'static str) -> Result<&str, Failure> {
        self.get(name).ok_or(Failure::Missing(name))
    }

    /// A parameter as what it means, where it is said.
    fn parsed<T: std::str::FromStr>(
        &self,
        name: &'static str,
    ) -> Result<Option<T>, Failure> {
        let read = self.get(name).map(|text| text.parse().or(Err(Failure::Wrong(name))));
        read.transpose()
    }

    /// Where an item is looked at. The vendor speaks Chinese where nothing else is said;
    /// country and currency are those of the service, and may be said here.
    fn view(&self, own: View) -> Result<View, Failure> {
        let language = match self.get("lang").unwrap_or("cn") {
            "cn" => "zh_CN",
            "en" => "en_US",
            "ru" => "ru_RU",
            _ => return Err(Failure::Wrong("lang")),
        };
        Ok(View {
            ship_to: self.parsed("ship_to")?.unwrap_or(own.ship_to),
            currency: self.parsed("currency")?.unwrap_or(own.currency),
            language: language.parse().expect("it is a language"),
        })
    }

    /// How old an answer may be.
    fn max_age(&self) -> Duration {
        match self.get("cache") {
            Some("no") => Duration::ZERO,
            _ => MAX_AGE,
        }
    }

    /// The name of a question: the same for the same one, whoever asks.
    fn question(&self) -> String {
        let mut hash = Sha256::new();
        for (name, value) in &self.0 {
            if !matches!(&**name, "key" | "secret") {
                hash.update(format!("{name}={value}&"));
            }
        }
        hex::encode(&hash.finalize()[..16])
    }
}

/// What was found: the field that it comes in, when it was seen, and what is ours to add.
struct Found {
    field: &'static str,
    value: Value,
    seen: Option<Timestamp>,
    remarks: Value,
}

/// `GET /{platform}/item_get/`.
pub(super) async fn item_get(
    State(app): State<Arc<App>>,
    Path(platform): Path<String>,
    request: Request,
) -> Response {
    answered(&app, &platform, Asked::of(&request), Call::Get).await
}

/// `GET /{platform}/item_search/`.
pub(super) async fn item_search(
    State(app): State<Arc<App>>,
    Path(platform): Path<String>,
    request: Request,
) -> Response {
    answered(&app, &platform, Asked::of(&request), Call::Search).await
}

/// The vendor's calls that are answered.
#[derive(Debug, Clone, Copy)]
enum Call {
    Get,
    Search,
}

async fn answered(app: &App, platform: &str, asked: Asked, call: Call) -> Response {
    let found = match (admit(app, platform, &asked).await, call) {
        (Ok(view), Call::Get) => item_get::find(app, &asked.params, view).await,
        (Ok(view), Call::Search) => item_search::find(app, &asked.params, view).await,
        (Err(failure), _) => Err(failure),
    };
    asked.answer(app, found)
}

/// Any other of the vendor's calls; what is none of them is not here at all.
pub(super) async fn other(
    State(app): State<Arc<App>>,
    Path((platform, call)): Path<(String, String)>,
    request: Request,
) -> Result<Response, ServiceError> {
    if !call.starts_with("item_") {
        return Err(ServiceError::not_found("path"));
    }
    let asked = Asked::of(&request);
    let admitted = admit(&app, &platform, &asked).await;
    Ok(asked.answer(&app, admitted.and(Err(Failure::NoSuchCall))))
}

/// Whether this is a program that may ask here; what it then sees.
async fn admit(app: &App, platform: &str, asked: &Asked) -> Result<View, Failure> {
    let params = &asked.params;
    let key = params.required("key")?;
    let given = params.required("secret")?;
    let claimed = claimed(app, key, asked.peer).await.map_err(Failure::turned)?;
    let is_known = is_same(given.as_bytes(), claimed.secret.expose().as_bytes());
    let asker = claimed.shown(app, is_known).ok_or(Failure::Secret)?;
    take(app, asker).map_err(Failure::turned)?;
    if platform != "aliexpress" {
        return Err(Failure::OtherPlatform);
    }
    match params.get("result_type") {
        None | Some("json" | "jsonu") => params.view(app.view),
        Some(_) => Err(Failure::NotJson),
    }
}

/// A request, and what its answer says of it.
struct Asked {
    params: Params,
    peer: IpAddr,
    begun: Instant,
}

impl Asked {
    fn of(request: &Request) -> Self {
        Self {
            params: Params::read(request.uri().query().unwrap_or_default()),
            peer: peer(request),
            begun: Instant::now(),
        }
    }

    /// The vendor's envelope: what was asked for, and much about itself. What an account
    /// there has left (`api_info`) is nothing that this service has.
    fn answer(self, app: &App, found: Result<Found, Failure>) -> Response {
        let now = app.clock.now();
        let beijing = |at: Timestamp| {
            BEIJING.to_datetime(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
        };
        let mut body = Map::new();
        let mut put =
            |name: &str, value: Value| drop(body.insert(name.to_owned(), value));
        let (failure, seen) = match found {
            Ok(found) => {
                put(found.field, found.value);
                put("itemget", found.remarks);
                (None, found.seen)
            }
            Err(failure) => (Some(failure), None),
        };
        let seen = seen.unwrap_or(now);
        let says = failure.as_ref().map(|failure| failure.says(app.lang));
        let (code, error, reason) = says.unwrap_or(("0000", "", String::new()));
        put("error", error.into());
        put("reason", reason.into());
        put("error_code", code.into());
        put("cache", u8::from(now.duration_since(seen).as_secs() > 0).into());
        put("secache", self.params.question().into());
        put("secache_time", seen.as_second().into());
        put("secache_date", beijing(seen).into());
        put("execution_time", json!(self.begun.elapsed().as_secs_f64()));
        put("server_time", format!("Beijing/{}", beijing(now)).into());
        put("client_ip", self.peer.to_canonical().to_string().into());
        if app.world == World::Sandbox {
            put("_synthetic_", true.into());
        }
        let mut response = Json(body).into_response();
        if let Some(failure) = failure {
            let logged = failure.logged().unwrap_or(Logged { code, cause: None });
            response.extensions_mut().insert(logged);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_named_without_its_key() {
        let name = |query: &str| Params::read(query).question();
        assert_eq!(name("key=a&secret=b&num_iid=1"), name("num_iid=1&key=c&secret=d"));
        assert_ne!(name("num_iid=1"), name("num_iid=2"));
        assert_eq!(name("num_iid=1").len(), 32);
    }

    #[test]
    fn a_view_is_the_services_but_for_what_is_said() {
        let own: View = View {
            ship_to: "FR".parse().unwrap(),
            currency: "EUR".parse().unwrap(),
            language: "fr_FR".parse().unwrap(),
        };
        let view = |query: &str| {
            let view = Params::read(query).view(own).ok()?;
            Some(format!("{} {} {}", view.ship_to, view.currency, view.language))
        };
        for (query, expected) in [
            ("", Some("FR EUR zh_CN")),
            ("lang=en&ship_to=us&currency=usd", Some("US USD en_US")),
            ("lang=ru&ship_to=", Some("FR EUR ru_RU")),
            ("lang=de", None),
            ("currency=dollars", None),
        ] {
            assert_eq!(view(query).as_deref(), expected, "{query}");
        }
    }
}
