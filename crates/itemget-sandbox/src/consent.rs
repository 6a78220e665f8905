//! The consent page: where a user lets an app act for them, and the app is handed a code.
//!
//! The platform shows it at `/oauth/authorize` (protocol 2.1). The user here is the synthetic
//! shopper. `itemget_auto=allow` or `deny`, which the platform does not know, presses the
//! button at once: for tests, and for machines without a browser.

use std::collections::BTreeMap;
use std::net::IpAddr;

use http::Uri;
use jiff::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::answer::Answer;
use crate::apps::Apps;
use crate::gateway::Gateway;
use crate::pages;
use crate::request::query;
use crate::service::{Incoming, entry};

/// A code is copied out of the address by hand where nobody listens: it stays as it is.
const QUOTED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// What the page is named in the journal.
const NAME: &str = "/oauth/authorize";

/// The page's paths: the platform's, and those of its legacy hosts.
pub(crate) const PATHS: [&str; 3] = [NAME, "/authorize", "/auth/authorize.htm"];

/// What an app asks of the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) app_key: String,
    pub(crate) redirect_uri: String,
    pub(crate) state: Option<String>,
    /// What the user said, once they have.
    decision: Option<Decision>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decision {
    Allow,
    Deny,
}

/// Why the page is not shown. The browser is sent nowhere: whoever made the link is not
/// trusted with it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    #[error("the address has no `{0}`")]
    Missing(&'static str),
    #[error("`response_type` is `{0}`; it must be `code`")]
    ResponseType(String),
    #[error("there is no app `{0}` here")]
    UnknownApp(String),
    #[error(
        "`redirect_uri` is `{0}`: the sandbox hands codes to this machine only, as \
         `http://127.0.0.1:PORT/…`, `http://localhost:PORT/…` or the same with `https`"
    )]
    Redirect(String),
    #[error("`{0}` is no decision; it is `allow` or `deny`")]
    Decision(String),
}

impl Fault {
    fn code(&self) -> &'static str {
        match self {
            Self::Missing(_) | Self::Decision(_) => "invalid_request",
            Self::ResponseType(_) => "unsupported_response_type",
            Self::UnknownApp(_) => "invalid_client",
            Self::Redirect(_) => "invalid_redirect_uri",
        }
    }
}

pub(crate) fn answer(gateway: &Gateway, incoming: &Incoming, now: Timestamp) -> Answer {
    let mut params = pages::params(incoming);
    params.extend(query::pairs(&incoming.body).unwrap_or_default());
    let language = pages::language(incoming, &params);
    let asked = Request::read(&params, &gateway.apps);
    let mut entry = entry(incoming, now);
    entry.api = Some(NAME.to_owned());
    entry.params.clone_from(&params);
    let (verdict, answer) = match &asked {
        Err(fault) => {
            entry.detail = Some(fault.to_string());
            let page = pages::consent::refused(language, fault);
            (fault.code(), Answer::html(400, page, now))
        }
        Ok(request) => match request.decision {
            None => {
                let page =
                    pages::consent::ask(language, request, &gateway.apps, incoming);
                ("consent_asked", Answer::html(200, page, now))
            }
            Some(Decision::Allow) => {
                let code = gateway.tokens().open_code(&request.app_key, now);
                ("allowed", Answer::redirect(&request.back(&[("code", &code)]), now))
            }
            Some(Decision::Deny) => {
                let why = "the user did not agree";
                let back = request
                    .back(&[("error", "access_denied"), ("error_description", why)]);
                ("denied", Answer::redirect(&back, now))
            }
        },
    };
    verdict.clone_into(&mut entry.verdict);
    gateway.journal.write(entry);
    answer
}

impl Request {
    fn read(params: &BTreeMap<String, String>, apps: &Apps) -> Result<Self, Fault> {
        let param =
            |name| params.get(name).map(String::as_str).filter(|value| !value.is_empty());
        let required = |name| param(name).ok_or(Fault::Missing(name));
        let app_key = required("client_id")?;
        if apps.find(app_key).is_none() {
            return Err(Fault::UnknownApp(app_key.to_owned()));
        }
        // The legacy pages know no response type.
        match param("response_type") {
            None | Some("code") => {}
            Some(other) => return Err(Fault::ResponseType(other.to_owned())),
        }
        let redirect_uri = required("redirect_uri")?;
        if !is_of_this_machine(redirect_uri) {
            return Err(Fault::Redirect(redirect_uri.to_owned()));
        }
        let decision = match param("decision").or_else(|| param("itemget_auto")) {
            None => None,
            Some("allow") => Some(Decision::Allow),
            Some("deny") => Some(Decision::Deny),
            Some(other) => return Err(Fault::Decision(other.to_owned())),
        };
        Ok(Self {
            app_key: app_key.to_owned(),
            redirect_uri: redirect_uri.to_owned(),
            state: param("state").map(str::to_owned),
            decision,
        })
    }

    /// The address the browser goes back to, with the state it came with.
    fn back(&self, said: &[(&str, &str)]) -> String {
        let state = self.state.as_deref().map(|state| ("state", state));
        let mut address = self.redirect_uri.clone();
        for (name, value) in said.iter().copied().chain(state) {
            address.push(if address.contains('?') { '&' } else { '?' });
            address.push_str(name);
            address.push('=');
            address.extend(utf8_percent_encode(value, QUOTED));
        }
        address
    }
}

/// Whether an address is one of this machine's: a code sent anywhere else is a stranger's.
fn is_of_this_machine(address: &str) -> bool {
    // `http` is lenient about both, and browsers are lenient in other ways.
    if address.contains(['#', '@', '\\']) {
        return false;
    }
    let Ok(uri) = address.parse::<Uri>() else { return false };
    let Some(host) = uri.host() else { return false };
    let literal = host.trim_start_matches('[').trim_end_matches(']');
    let is_loopback =
        literal.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    matches!(uri.scheme_str(), Some("http" | "https"))
        && (is_loopback || host.eq_ignore_ascii_case("localhost"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(params: &[(&str, &str)]) -> Result<Request, Fault> {
        let params = params.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        Request::read(&params.collect(), &Apps::new(None))
    }

    #[test]
    fn a_code_is_handed_to_this_machine_only() {
        for (address, expected) in [
            ("http://127.0.0.1:8123/callback", true),
            ("http://127.0.0.1/", true),
            ("https://localhost:8123/callback?x=1", true),
            ("http://LOCALHOST:1/", true),
            ("http://[::1]:8123/", true),
            ("http://127.9.9.9:8123/", true),
            ("http://127.0.0.1@evil.example/", false),
            ("http://evil.example/127.0.0.1", false),
            ("http://localhost.evil.example/", false),
            ("https://evil.example/", false),
            ("http://127.0.0.1\\@evil.example/", false),
            ("http://0.0.0.0:1/", false),
            ("http://192.168.0.1/", false),
            ("//127.0.0.1/", false),
            ("/callback", false),
            ("javascript:alert(1)", false),
            ("ftp://127.0.0.1/", false),
            ("http://127.0.0.1/#fragment", false),
            ("", false),
        ] {
            assert_eq!(is_of_this_machine(address), expected, "{address}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        let good = ("redirect_uri", "http://127.0.0.1:1/");
        for (params, code) in [
            (&[good][..], "invalid_request"),
            (&[("client_id", "1"), good], "invalid_client"),
            (&[("client_id", "12345678")], "invalid_request"),
            (
                &[("client_id", "12345678"), ("redirect_uri", "https://a.example/")],
                "invalid_redirect_uri",
            ),
            (
                &[("client_id", "12345678"), good, ("response_type", "token")],
                "unsupported_response_type",
            ),
            (&[("client_id", "12345678"), good, ("decision", "x")], "invalid_request"),
        ] {
            assert_eq!(read(params).unwrap_err().code(), code, "{params:?}");
        }
    }

    #[test]
    fn the_browser_goes_back_with_what_it_came_with() {
        let request = read(&[
            ("client_id", "12345678"),
            ("redirect_uri", "http://127.0.0.1:1/back?a=b"),
            ("state", "x y&code=1"),
        ])
        .unwrap();
        assert_eq!(
            request.back(&[("code", "3_1")]),
            "http://127.0.0.1:1/back?a=b&code=3_1&state=x%20y%26code%3D1"
        );
    }
}
