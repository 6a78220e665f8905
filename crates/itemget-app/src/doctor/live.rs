//! Asks the platform: one plain request, which counts for nothing, and one call of each
//! group of APIs that changes nothing.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, header};
use http_body_util::Empty;
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::client::legacy::Client as PlainClient;
use hyper_util::rt::TokioExecutor;
use itemget::{Auth, Cause, Clock as _, Dialect, ErrorKind, Params, RawCall};
use jiff::Timestamp;
use jiff::fmt::rfc2822;

use super::facts::{LiveCall, LiveFacts, LiveProblem, Reached};
use super::finding::{Blame, Problem};
use super::gather::problem;
use crate::calling::Calling;
use crate::config::{Origin, Settings};
use crate::connect::{self, ConnectError, Connection, Target};
use crate::lang::Lang;

/// The calls that are made, with the check that each is for.
pub(crate) const CALLS: [(&str, &str); 2] = [
    ("permission_affiliate", "aliexpress.affiliate.category.get"),
    ("permission_dropship", "aliexpress.ds.category.get"),
];

/// How long the plain request may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Asks.
pub(crate) async fn look(
    settings: &Settings,
    target: Target,
    lang: Lang,
) -> Result<LiveFacts, ConnectError> {
    let calling = Calling::default();
    let connection = connect::connect(settings, target, Dialect::Iop, &calling).await?;
    let reached = match can_be_seen(settings, &connection) {
        true => Some(reach(settings, lang).await),
        false => None,
    };
    let mut calls = Vec::new();
    for (id, method) in CALLS {
        if let Some(ended) = call(&connection, method, lang).await {
            calls.push(LiveCall { id, ended });
        }
    }
    connection.limiter.flush().await;
    Ok(LiveFacts { reached, calls })
}

/// Whether a plain request goes the way that calls go.
fn can_be_seen(settings: &Settings, connection: &Connection) -> bool {
    let endpoint = settings.endpoint.as_ref().map(|set| set.value.as_str());
    let is_proxied = settings.proxy.is_some()
        && !connect::goes_around_proxies(endpoint, &settings.no_proxy);
    // What `SSL_CERT_FILE` names, everything that speaks TLS believes.
    let usual = Origin::Variable("SSL_CERT_FILE");
    let has_own_roots =
        settings.root_certificates.as_ref().is_some_and(|set| set.origin != usual);
    !connection.is_sandbox() && !is_proxied && !has_own_roots
}

/// A call of `method`; none where there is no consent to make it with.
async fn call(
    connection: &Connection,
    method: &'static str,
    lang: Lang,
) -> Option<Result<(), LiveProblem>> {
    let auth = match method.starts_with("aliexpress.ds.") {
        true if !connection.client.has_access_token() => return None,
        true => Auth::Token,
        false => Auth::None,
    };
    let call = RawCall {
        method: method.to_owned(),
        dialect: Dialect::Iop,
        auth,
        idempotent: true,
        params: Params::new(),
    };
    let ended = connection.client.raw(&call).await.map(drop);
    Some(ended.map_err(|error| {
        let blame = blame(&error);
        LiveProblem { problem: problem(error, lang), blame }
    }))
}

/// Whose affair an error is.
fn blame(error: &itemget::Error) -> Blame {
    if error.is_rate_limited() {
        return Blame::Time;
    }
    match error.kind() {
        ErrorKind::Unreadable(_) => Blame::Platform,
        ErrorKind::Transport(_) | ErrorKind::Status { .. } => Blame::Network,
        ErrorKind::Refused(refusal) => match refusal.cause {
            // The methods that are called here are known ones.
            Cause::UnknownMethod | Cause::PlatformFault | Cause::Unknown => {
                Blame::Platform
            }
            _ => Blame::You,
        },
        _ => Blame::You,
    }
}

async fn reach(settings: &Settings, lang: Lang) -> Result<Reached, Problem> {
    let endpoint = settings.endpoint.as_ref().map(|set| set.value.as_str());
    let address = endpoint.unwrap_or("https://api-sg.aliexpress.com");
    let clock = settings.clock().map_err(|error| problem(error, lang))?;
    let failed = |text: String| Problem {
        text,
        fix: Some(
            lang.pick(
                "check the network, the name server, the proxy and the endpoint",
                "请检查网络、DNS、代理和接口地址",
            )
            .to_owned(),
        ),
    };
    let connector = HttpsConnectorBuilder::new()
        .with_native_roots()
        .map_err(|error| failed(error.to_string()))?
        .https_or_http()
        .enable_http1()
        .build();
    let client: PlainClient<_, Empty<Bytes>> =
        PlainClient::builder(TokioExecutor::new()).build(connector);
    let request = Request::head(address)
        .header(header::USER_AGENT, concat!("itemget/", env!("CARGO_PKG_VERSION")))
        .body(Empty::new())
        .map_err(|error| failed(error.to_string()))?;
    let started = (Instant::now(), clock.now());
    let answer = tokio::time::timeout(PATIENCE, client.request(request)).await;
    let took = started.0.elapsed();
    let answer = match answer {
        Ok(answer) => answer.map_err(|error| failed(chain(&error)))?,
        Err(_) => {
            let seconds = PATIENCE.as_secs();
            return Err(failed(lang.pick(
                format!("no answer within {seconds} seconds"),
                format!("{seconds} 秒内没有应答"),
            )));
        }
    };
    let date = answer.headers().get(header::DATE);
    let skew = date.and_then(|date| skew_seconds(date.to_str().ok()?, started.1, took));
    let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    Ok(Reached { milliseconds, skew_seconds: skew })
}

/// How many seconds the server's clock is before this one's, within what its whole seconds
/// and the way there and back leave open.
fn skew_seconds(date: &str, asked_at: Timestamp, took: Duration) -> Option<i64> {
    let server = rfc2822::parse(date).ok()?.timestamp().as_second();
    let middle = asked_at.saturating_add(took / 2).ok()?.as_second();
    Some(server - middle)
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut texts = vec![error.to_string()];
    let mut cause = error.source();
    while let Some(error) = cause {
        texts.push(error.to_string());
        cause = error.source();
    }
    texts.join(": ")
}

#[cfg(test)]
mod tests {
    use itemget::{Error, Layer, Refusal};

    use super::*;

    #[test]
    fn the_servers_clock_is_read_from_its_date() {
        let asked_at = "2026-11-23T17:20:27Z".parse().unwrap();
        for (date, expected) in [
            ("Mon, 23 Nov 2026 17:20:28 GMT", Some(0)),
            ("Mon, 23 Nov 2026 18:20:28 GMT", Some(3600)),
            ("Mon, 23 Nov 2026 17:19:28 GMT", Some(-60)),
            ("yesterday", None),
        ] {
            let skew = skew_seconds(date, asked_at, Duration::from_secs(2));
            assert_eq!(skew, expected, "{date}");
        }
    }

    #[test]
    fn a_refusal_is_the_platforms_or_yours() {
        for (code, expected) in [
            ("InvalidApiPath", Blame::Platform),
            ("ServiceUnavailable", Blame::Platform),
            ("InsufficientPermission", Blame::You),
            ("IncompleteSignature", Blame::You),
            ("IllegalAccessToken", Blame::You),
            ("ApiCallLimit", Blame::Time),
        ] {
            let refusal = Refusal::new(Layer::Gateway, code, None, "");
            let error = Error::new("m", 1, ErrorKind::Refused(Box::new(refusal)));
            assert_eq!(blame(&error), expected, "{code}");
        }
    }
}
