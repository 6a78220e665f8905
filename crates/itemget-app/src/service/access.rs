//! Who may ask for what: programs and browsers of this machine, and whoever has a token.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use itemget_store::{ApiTokenId, DoorKeyId};

use super::around::Peer;
use super::{App, ServiceError, doors};
use crate::api_tokens::{self, Known, Scope, TokenText};

/// Whether programs of this machine need a token as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Local {
    Trusted,
    NeedsToken,
}

/// What is remembered of those who ask.
#[derive(Debug)]
pub(crate) struct Door {
    local: Local,
    /// How many requests a second a token has.
    rate: u32,
    /// By the digests of their tokens.
    known: Mutex<BTreeMap<[u8; 32], (Known, Instant)>>,
    budgets: Mutex<BTreeMap<Asker, Budget>>,
}

/// Who has a budget of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Asker {
    Token(ApiTokenId),
    Key(DoorKeyId),
}

/// How long a token that was found is taken to be there still: a revoked one ends within.
const REMEMBERED: Duration = Duration::from_secs(5);
/// How many tokens are remembered.
const TOKENS: usize = 1024;

/// What a proxy adds: then the other end of the connection is not who asks.
const PASSED_ON: [&str; 4] = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];

impl Door {
    pub(crate) fn new(local: Local, rate: u32) -> Self {
        let rate = rate.max(1);
        Self { local, rate, known: Mutex::default(), budgets: Mutex::default() }
    }

    /// Forgets who is known: a token was revoked.
    pub(crate) fn forget(&self) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn remembered(&self, text: &TokenText, now: Instant) -> Option<Known> {
        let sum = text.sum();
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (known, since) = known.get(&sum)?;
        (now.saturating_duration_since(*since) < REMEMBERED).then_some(*known)
    }

    fn remember(&self, text: &TokenText, found: Known, now: Instant) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= TOKENS {
            known.clear();
        }
        known.insert(text.sum(), (found, now));
    }

    /// Takes a request from somebody's budget; else, in how many seconds there is one.
    pub(super) fn take(&self, asker: Asker, now: Instant) -> Result<(), u64> {
        let mut budgets = self.budgets.lock().unwrap_or_else(PoisonError::into_inner);
        let budget = budgets.entry(asker).or_insert(Budget::full(self.rate, now));
        budget.take(self.rate, now)
    }
}

/// How many requests a token has left: it fills with time, up to two seconds' worth.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Budget {
    left: f64,
    at: Instant,
}

impl Budget {
    fn full(rate: u32, now: Instant) -> Self {
        Self { left: 2.0 * f64::from(rate), at: now }
    }

    fn take(&mut self, rate: u32, now: Instant) -> Result<(), u64> {
        let rate = f64::from(rate);
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        self.left = (self.left + passed * rate).min(2.0 * rate);
        self.at = now;
        if self.left < 1.0 {
            return Err(1);
        }
        self.left -= 1.0;
        Ok(())
    }
}

pub(super) async fn admitted(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    match judged(&app, &parts).await {
        Ok(known) => {
            if let Some(known) = known {
                parts.extensions.insert(known);
            }
            next.run(Request::from_parts(parts, body)).await
        }
        Err(error) => match crate::web::turned_away(&app, parts, &error).await {
            Some(page) => page,
            None => error.into_response(),
        },
    }
}

/// Who asks, where that is somebody with a token, and may have it; else, why not.
async fn judged(app: &App, request: &Parts) -> Result<Option<Known>, ServiceError> {
    let (method, path) = (&request.method, request.uri.path());
    if is_for_anybody(method, path) {
        return Ok(None);
    }
    // Behind these each request says by itself who asks, with a key of its own.
    let route = request.extensions.get::<MatchedPath>();
    if route.is_some_and(|route| doors::ROUTES.contains(&route.as_str())) {
        return Ok(None);
    }
    let now = Instant::now();
    let known = match token(&request.headers) {
        Told::Nothing => None,
        Told::Nonsense => return Err(ServiceError::unauthorised()),
        Told::Token(text) => {
            let known = known(app, &text, now).await?;
            Some(known.ok_or_else(ServiceError::unauthorised)?)
        }
        // A browser goes on sending one that was revoked: it has none then.
        Told::Cookie(text) => match text {
            Some(text) => known(app, &text, now).await?,
            None => None,
        },
    };
    let peer = request.extensions.get::<Peer>().copied();
    let Some(known) = known else {
        return trusted(app, peer, &request.headers).map(|()| None);
    };
    app.door.take(Asker::Token(known.id), now).map_err(ServiceError::throttled)?;
    let needed = needed(method, path);
    match known.scopes.allow(needed) {
        true => Ok(Some(known)),
        false => Err(ServiceError::forbidden(needed.word())),
    }
}

/// Whether somebody without a token is heard.
fn trusted(
    app: &App,
    peer: Option<Peer>,
    headers: &HeaderMap,
) -> Result<(), ServiceError> {
    let is_trusted = app.door.local == Local::Trusted;
    match is_trusted && is_local(peer, headers) {
        true => Ok(()),
        false => Err(ServiceError::unauthorised()),
    }
}

/// Whether a request for an answer that takes the scope `needed` is admitted, where that
/// can be said without a question to the store: then it has taken from its budget. Of all
/// others nothing is said, and nothing taken.
pub(super) fn is_admitted_at_once(
    app: &App,
    needed: Scope,
    headers: &HeaderMap,
    peer: Peer,
    now: Instant,
) -> bool {
    match token(headers) {
        Told::Nothing => trusted(app, Some(peer), headers).is_ok(),
        Told::Token(text) => app
            .door
            .remembered(&text, now)
            .filter(|known| known.scopes.allow(needed))
            .is_some_and(|known| app.door.take(Asker::Token(known.id), now).is_ok()),
        Told::Nonsense | Told::Cookie(_) => false,
    }
}

/// Whose token it is, as it is remembered or else from the store.
async fn known(
    app: &App,
    text: &TokenText,
    now: Instant,
) -> Result<Option<Known>, ServiceError> {
    if let Some(known) = app.door.remembered(text, now) {
        return Ok(Some(known));
    }
    let found = api_tokens::known(&app.store, text).await?;
    if let Some(found) = &found {
        app.door.remember(text, *found, now);
    }
    Ok(found)
}

/// What is answered without a token: that the process is there, and what a browser needs
/// to be given one. The answer of a consent page comes from another site, so that the
/// browser holds our cookies back; it is known by its state.
fn is_for_anybody(method: &Method, path: &str) -> bool {
    let reads = matches!(*method, Method::GET | Method::HEAD);
    match path {
        "/healthz" | "/readyz" => true,
        "/sign-in" | "/sign-out" | "/preferences" => true,
        "/settings/authorised" => reads,
        _ => reads && path.starts_with("/assets/"),
    }
}

/// What a request takes. What is not named here takes the most.
pub(super) fn needed(method: &Method, path: &str) -> Scope {
    let is_below = |root: &str| {
        path.strip_prefix(root)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    if ["/v1/tokens", "/settings"].into_iter().any(is_below) {
        return Scope::Admin;
    }
    match *method {
        Method::GET | Method::HEAD | Method::OPTIONS => Scope::Read,
        // A question that is too long for an address; and the visitor's own cookies.
        Method::POST if matches!(path, "/v1/items" | "/preferences" | "/mcp") => {
            Scope::Read
        }
        _ if [
            "/v1/tracked",
            "/v1/alerts",
            // A job goes on costing calls when its request has ended, as following does.
            "/v1/jobs",
            "/v1/lists",
            "/items",
            "/jobs",
            "/lists",
            "/alerts",
        ]
        .into_iter()
        .any(is_below) =>
        {
            Scope::Track
        }
        _ => Scope::Admin,
    }
}

/// What a request says of a token.
enum Told {
    Nothing,
    /// Something that cannot be one.
    Nonsense,
    Token(TokenText),
    /// What a browser's cookie says; none where that cannot be one.
    Cookie(Option<TokenText>),
}

/// The cookie in which a browser has its token.
pub(crate) const COOKIE: &str = "itemget_token";

fn token(headers: &HeaderMap) -> Told {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let bearer = value.to_str().ok().and_then(|it| it.strip_prefix("Bearer "));
        let text = bearer.and_then(|it| TokenText::read(it.trim()));
        return text.map_or(Told::Nonsense, Told::Token);
    }
    let cookies = headers.get_all(header::COOKIE).iter();
    let mut pairs = cookies
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    match pairs.find(|(name, _)| *name == COOKIE) {
        Some((_, value)) => Told::Cookie(TokenText::read(value)),
        None => Told::Nothing,
    }
}

/// Whether it is a program of this machine that asks.
fn is_local(peer: Option<Peer>, headers: &HeaderMap) -> bool {
    let is_here = peer.is_some_and(|peer| peer.0.ip().to_canonical().is_loopback());
    is_here && !PASSED_ON.iter().any(|name| headers.contains_key(*name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_through_a_proxy_is_not_local() {
        for (peer, header, expected) in [
            ("127.0.0.1:9", None, true),
            ("[::1]:9", None, true),
            ("[::ffff:127.0.0.1]:9", None, true),
            ("192.0.2.7:9", None, false),
            ("127.0.0.1:9", Some("x-forwarded-for"), false),
            ("127.0.0.1:9", Some("forwarded"), false),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(name) = header {
                headers.insert(name, "x".parse().unwrap());
            }
            let peer = Peer(peer.parse().unwrap());
            assert_eq!(is_local(Some(peer), &headers), expected, "{peer:?} {header:?}");
        }
        assert!(!is_local(None, &HeaderMap::new()));
    }

    #[test]
    fn each_request_takes_its_scope_and_an_unknown_one_the_most() {
        for (method, path, expected) in [
            ("GET", "/v1/items/1", Scope::Read),
            ("POST", "/v1/items", Scope::Read),
            ("POST", "/preferences", Scope::Read),
            // The tool that changes something asks for more by itself.
            ("POST", "/mcp", Scope::Read),
            ("POST", "/mcp/x", Scope::Admin),
            ("GET", "/metrics", Scope::Read),
            ("POST", "/v1/tracked", Scope::Track),
            ("POST", "/v1/jobs", Scope::Track),
            ("GET", "/v1/jobs/1/result", Scope::Read),
            ("DELETE", "/v1/jobs/1", Scope::Track),
            ("DELETE", "/v1/tracked/1", Scope::Track),
            ("PATCH", "/v1/alerts/rules/1", Scope::Track),
            ("POST", "/items", Scope::Track),
            ("GET", "/v1/tokens", Scope::Admin),
            ("GET", "/settings/tokens", Scope::Admin),
            ("POST", "/v1/trackedx", Scope::Admin),
            ("BREW", "/anything", Scope::Admin),
        ] {
            let method = method.parse().unwrap();
            assert_eq!(needed(&method, path), expected, "{method} {path}");
        }
    }

    #[test]
    fn without_a_token_there_is_only_the_way_to_one() {
        for (method, path, expected) in [
            ("GET", "/healthz", true),
            ("GET", "/sign-in", true),
            ("POST", "/sign-in", true),
            ("GET", "/assets/0/app.css", true),
            ("POST", "/assets/0/app.css", false),
            ("GET", "/settings/authorised", true),
            ("POST", "/settings/authorised", false),
            ("GET", "/settings", false),
            ("GET", "/items", false),
            ("GET", "/pictures/1/0", false),
            ("GET", "/metrics", false),
            ("GET", "/sign-in/x", false),
        ] {
            let method = method.parse().unwrap();
            assert_eq!(is_for_anybody(&method, path), expected, "{method} {path}");
        }
    }

    #[test]
    fn a_budget_fills_with_time_and_no_further_than_it_may() {
        let begin = Instant::now();
        let at = |millis| begin + Duration::from_millis(millis);
        let mut budget = Budget::full(1, begin);
        for (millis, expected) in [
            (0, Ok(())),
            (0, Ok(())),
            (500, Err(1)),
            (1000, Ok(())),
            (1000, Err(1)),
            (60_000, Ok(())),
            (60_000, Ok(())),
            (60_000, Err(1)),
        ] {
            assert_eq!(budget.take(1, at(millis)), expected, "{millis}");
        }
    }
}
