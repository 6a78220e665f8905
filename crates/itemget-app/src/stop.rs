//! When there is no use in asking on: what one answer says of all that would follow. Pure.

use std::sync::Arc;

use itemget::limit::LimitError;
use itemget::{Cause, Error, ErrorKind};
use jiff::Timestamp;

use crate::exit::Exit;
use crate::lookup::{Told, Verdict};
use crate::meaning::Unresolved;

/// Why there is no use in asking on, with the error that says so.
#[derive(Debug, Clone)]
pub(crate) struct Stop {
    pub(crate) why: Why,
    pub(crate) error: Arc<Error>,
}

/// Why there is no use in asking on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// The calls that were allowed are made.
    Budget,
    /// The platform's limit is reached, until then where that is known.
    Quota { reopens: Option<Timestamp> },
    /// Key, secret, token or permission: the next answer would be the same.
    NotAllowed,
    /// Calls cannot be counted, and uncounted ones are not made.
    Uncounted,
    /// One after the other, answers do not come.
    Outage,
}

impl Stop {
    /// Why, with the end of a ban that was told just now.
    pub(crate) fn as_of(&self, now: Timestamp) -> Why {
        match (self.why, self.error.kind()) {
            (Why::Quota { reopens: None }, ErrorKind::Refused(refusal)) => {
                let ends = refusal.ban.map(|ban| now.saturating_add(ban));
                Why::Quota { reopens: ends.and_then(Result::ok) }
            }
            (why, _) => why,
        }
    }
}

impl Why {
    /// How the program ends for it.
    pub(crate) fn exit(self) -> Exit {
        match self {
            Self::Budget | Self::Quota { .. } | Self::Outage => Exit::TryAgain,
            Self::NotAllowed => Exit::NotAllowed,
            Self::Uncounted => Exit::Io,
        }
    }
}

/// Whether what was told is the end of all asking.
pub(crate) fn after(told: &Told) -> Option<Stop> {
    errors(told).find_map(of_error)
}

/// What went wrong with one item, where it came to nothing.
pub(crate) fn first_error(told: &Told) -> Option<&Arc<Error>> {
    errors(told).next()
}

/// All that went wrong with one item.
fn errors(told: &Told) -> impl Iterator<Item = &Arc<Error>> {
    let before = told.remarks.asked_before.as_ref();
    let before = before.and_then(|miss| miss.error.as_ref());
    // A second API that could not be asked for want of calls may have had the item. One
    // that refused says nothing of the other.
    let before = before.filter(|error| matches!(error.kind(), ErrorKind::Limited(_)));
    before.or(miss(told)).into_iter().chain(told.freight_errors())
}

fn of_error(error: &Arc<Error>) -> Option<Stop> {
    let why = match error.kind() {
        ErrorKind::Limited(LimitError::Budget { .. }) => Why::Budget,
        ErrorKind::Limited(LimitError::Ledger(_)) => Why::Uncounted,
        ErrorKind::Limited(limit) => Why::Quota { reopens: limit.reopens() },
        ErrorKind::Refused(refusal) if refusal.cause == Cause::DailyQuota => {
            Why::Quota { reopens: None }
        }
        _ if error.is_auth() => Why::NotAllowed,
        _ => return None,
    };
    Some(Stop { why, error: Arc::clone(error) })
}

/// Whether what was told may have been told of whatever item: network, limits, a fault of
/// the platform.
pub(crate) fn may_be_an_outage(told: &Told) -> bool {
    error(told).is_some_and(|error| error.is_transport() || error.is_rate_limited())
}

/// Whether what was refused would be refused again and again: it cannot be asked so.
pub(crate) fn is_for_good(told: &Told) -> bool {
    miss(told).and_then(|error| error.refusal()).is_some_and(|refusal| {
        matches!(
            refusal.cause,
            Cause::BadParameter | Cause::MissingParameter | Cause::UnknownMethod
        )
    })
}

/// So many in a row are no chance: then it is not the items.
pub(crate) const OUTAGE: usize = 5;

/// The error that was told of an item, or of how each of its SKUs is brought, where there
/// was one.
pub(crate) fn error(told: &Told) -> Option<&Arc<Error>> {
    let of_freight = || {
        let all = told.freight_errors().count() == told.freight().len();
        told.freight_errors().last().filter(|_| all)
    };
    miss(told).or_else(of_freight)
}

fn miss(told: &Told) -> Option<&Arc<Error>> {
    match &told.verdict {
        Verdict::Asked(_, outcome) => outcome.miss()?.error.as_ref(),
        Verdict::Unresolved(Unresolved::NotAnswered(error)) => Some(error),
        Verdict::Unresolved(_) | Verdict::NotAnItem(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use itemget::{Layer, Outcome, Refusal, TransportError, TransportErrorKind};

    use super::*;
    use crate::lookup::Remarks;

    fn told(kind: ErrorKind) -> Told {
        let error = Arc::new(Error::new("a.method", 1, kind));
        let outcome = Outcome::from_error("a.method", error);
        let id = "1005006000000001".parse().unwrap();
        Told {
            asked: "1005006000000001".to_owned(),
            verdict: Verdict::Asked(id, outcome),
            remarks: Remarks::default(),
        }
    }

    #[test]
    fn what_cannot_be_asked_so_is_refused_for_good() {
        for (kind, expected) in [
            (refused("InvalidParameter"), true),
            (refused("MissingParameter"), true),
            (refused("ServiceUnavailable"), false),
            (refused("ApiCallLimit"), false),
            (refused("no such code"), false),
        ] {
            let told = told(kind);
            assert_eq!(is_for_good(&told), expected, "{:?}", told.verdict);
        }
    }

    fn refused(code: &str) -> ErrorKind {
        ErrorKind::Refused(Box::new(Refusal::new(Layer::Gateway, code, None, "")))
    }

    #[test]
    fn only_what_holds_for_all_ends_the_asking() {
        let limited = ErrorKind::Limited;
        for (kind, expected) in [
            (limited(LimitError::Budget { max_calls: 3 }), Some(Why::Budget)),
            (refused("IllegalAccessToken"), Some(Why::NotAllowed)),
            (refused("IncompleteSignature"), Some(Why::NotAllowed)),
            (ErrorKind::NoToken, Some(Why::NotAllowed)),
            (refused("605"), None),
            (refused("ServiceTimeout"), None),
            (ErrorKind::NotCached, None),
            (ErrorKind::Status { status: 502, retry_after: None }, None),
        ] {
            let shown = format!("{kind:?}");
            assert_eq!(after(&told(kind)).map(|stop| stop.why), expected, "{shown}");
        }
    }

    #[test]
    fn a_ban_that_the_platform_tells_has_an_end() {
        let now: Timestamp = "2026-11-23T17:20:27Z".parse().unwrap();
        let stopped = |message: &str| {
            let top = Some("accesscontrol.limited-by-app-access-count".to_owned());
            let refusal = Refusal::new(Layer::Gateway, "7", top, message);
            let told = told(ErrorKind::Refused(Box::new(refusal)));
            after(&told).unwrap().as_of(now)
        };
        let then = "2026-11-23T23:31:05Z".parse().unwrap();
        let told = "This ban will last for 22238 more seconds";
        assert_eq!(stopped(told), Why::Quota { reopens: Some(then) });
        assert_eq!(stopped(""), Why::Quota { reopens: None });
    }

    #[test]
    fn an_item_that_is_not_there_is_no_outage() {
        let lost = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
        let lost = TransportError::new(TransportErrorKind::Interrupted, lost);
        assert!(may_be_an_outage(&told(ErrorKind::Transport(lost))));
        assert!(may_be_an_outage(&told(refused("ApiCallLimit"))));
        assert!(!may_be_an_outage(&told(refused("605"))));
    }
}
