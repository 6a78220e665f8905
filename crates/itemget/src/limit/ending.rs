//! How a call's result looks to the limiter: what counts, what was refused, what was lost.

use std::time::Duration;

use super::ledger::{CallEnd, Limited, Whose};
use crate::error::ErrorKind;
use crate::refusal::{Cause, Refusal};
use crate::transport::TransportErrorKind;

/// Added to a ban: the platform rounds its length, and its clock is not ours.
const BAN_MARGIN: Duration = Duration::from_millis(250);

impl CallEnd {
    /// The end of a call that failed.
    pub fn of(failure: &ErrorKind) -> Self {
        match failure {
            ErrorKind::Refused(refusal) => Self::of_refusal(refusal),
            ErrorKind::Status { status: 429, retry_after } => Self::Limited(Limited {
                whose: Whose::AppApi,
                daily: false,
                ban: retry_after.map(|ban| ban + BAN_MARGIN),
            }),
            ErrorKind::Transport(error) => match error.kind {
                TransportErrorKind::NotConnected
                | TransportErrorKind::BadRequest
                | TransportErrorKind::NotRecorded => Self::NotSent,
                TransportErrorKind::Interrupted | TransportErrorKind::TimedOut(_) => {
                    Self::Lost
                }
                TransportErrorKind::TooLarge(_) | TransportErrorKind::Malformed => {
                    Self::Answered
                }
            },
            ErrorKind::NoToken
            | ErrorKind::Token(_)
            | ErrorKind::NotCached
            | ErrorKind::Limited(_) => Self::NotSent,
            ErrorKind::Status { .. } | ErrorKind::Unreadable(_) => Self::Answered,
        }
    }

    /// The end of a call that the platform said no to.
    pub fn of_refusal(refusal: &Refusal) -> Self {
        let daily = match refusal.cause {
            Cause::Throttled => false,
            Cause::DailyQuota => true,
            _ => return Self::Answered,
        };
        let ban = refusal.ban.map(|ban| ban + BAN_MARGIN);
        Self::Limited(Limited { whose: whose(refusal), daily, ban })
    }
}

/// Whose limit a refusal names (protocol 2.7, and 3 for the legacy sub codes). Where it
/// does not say, the app's: too wide a pause costs time, too narrow a one a longer ban.
fn whose(refusal: &Refusal) -> Whose {
    let word = refusal.sub_code.as_deref().unwrap_or(&refusal.code);
    match word.strip_prefix("accesscontrol.").unwrap_or(word) {
        "ApiCallLimit" | "limited-by-app-api-access-count" => Whose::AppApi,
        "limited-by-api-access-count" => Whose::Api,
        _ if refusal.code == "ApiCallLimit" => Whose::AppApi,
        _ => Whose::App,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::Layer;
    use crate::transport::TransportError;

    fn refused(code: &str, sub_code: Option<&str>, message: &str) -> CallEnd {
        let sub_code = sub_code.map(str::to_owned);
        let refusal = Refusal::new(Layer::Gateway, code, sub_code, message);
        CallEnd::of(&ErrorKind::Refused(refusal.into()))
    }

    fn limited(whose: Whose, daily: bool, seconds: Option<u64>) -> CallEnd {
        let ban = seconds.map(|seconds| Duration::from_secs(seconds) + BAN_MARGIN);
        CallEnd::Limited(Limited { whose, daily, ban })
    }

    #[test]
    fn each_refusal_closes_the_scope_it_names() {
        let second = "this ban will last 1 seconds";
        let hours = "This ban will last for 22238 more seconds";
        let top = |which: &str| format!("accesscontrol.limited-by-{which}-access-count");
        for (code, sub_code, message, expected) in [
            ("ApiCallLimit", None, second, limited(Whose::AppApi, false, Some(1))),
            ("ApiCallLimit", None, hours, limited(Whose::AppApi, true, Some(22_238))),
            ("AppCallLimit", None, second, limited(Whose::App, false, Some(1))),
            ("AppCallLimit", None, hours, limited(Whose::App, true, Some(22_238))),
            ("7", Some(top("app")), "", limited(Whose::App, true, None)),
            ("7", Some(top("api")), second, limited(Whose::Api, false, Some(1))),
            ("7", Some(top("app-api")), second, limited(Whose::AppApi, false, Some(1))),
            ("7", None, "", limited(Whose::App, false, None)),
            ("IllegalAccessToken", None, "", CallEnd::Answered),
            ("15", Some("isp.unknown".to_owned()), "", CallEnd::Answered),
        ] {
            let found = refused(code, sub_code.as_deref(), message);
            assert_eq!(found, expected, "{code} {sub_code:?} {message}");
        }
    }

    #[test]
    fn what_was_not_sent_does_not_count_and_what_may_have_arrived_does() {
        use TransportErrorKind::*;
        let transport = |kind| ErrorKind::Transport(TransportError::from(kind));
        let status = |status| ErrorKind::Status { status, retry_after: None };
        for (failure, expected) in [
            (transport(NotConnected), CallEnd::NotSent),
            (transport(BadRequest), CallEnd::NotSent),
            (transport(Interrupted), CallEnd::Lost),
            (transport(TimedOut(Duration::from_secs(30))), CallEnd::Lost),
            (transport(Malformed), CallEnd::Answered),
            (transport(TooLarge(1)), CallEnd::Answered),
            (status(503), CallEnd::Answered),
            (status(429), limited(Whose::AppApi, false, None)),
            (ErrorKind::NoToken, CallEnd::NotSent),
        ] {
            assert_eq!(CallEnd::of(&failure), expected, "{failure:?}");
        }
    }
}
