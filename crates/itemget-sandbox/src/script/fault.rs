//! One fault: what goes wrong, how often, for which API.

use std::time::Duration;

/// What goes wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultKind {
    /// Refused with `ApiCallLimit` and a ban of so many seconds.
    Limited {
        /// The seconds the refusal names.
        ban_seconds: u32,
    },
    /// Refused with `AppCallLimit` and a ban of so many seconds.
    AppLimited {
        /// The seconds the refusal names.
        ban_seconds: u32,
    },
    /// Answered as usual, but so much later.
    Slow(Duration),
    /// The connection is reset before the request is acted upon: nothing was done.
    ResetBefore,
    /// The request is acted upon and counted, then the connection is reset.
    ResetAfter,
    /// The answer breaks off in the middle of its body.
    Truncated,
    /// A page of HTML with status 200 instead of JSON.
    Html,
    /// JSON whose values have other types than they should.
    WrongTypes,
    /// An HTTP status of 400 or above, as a proxy in front of the platform gives it.
    Http(u16),
    /// Refused with `IllegalAccessToken`, whatever token was sent.
    ExpiredToken,
    /// The platform's clock is off by so many seconds for this request.
    SkewedClock {
        /// Positive: the platform is ahead.
        seconds: i64,
    },
    /// Refused with code 15 and `isp.top-remote-service-error`.
    Isp,
    /// Refused with this code.
    Refused {
        /// The code of the refusal, `ServiceUnavailable` for one.
        code: String,
    },
    /// Refused with this code, and the refusal stands bare at the root, as `/rest` has it.
    Flat {
        /// The code of the refusal.
        code: String,
    },
    /// Refused with `IncompleteSignature`, however the request is signed.
    BadSignature,
    /// Refused with `InsufficientPermission`, whatever the app may call.
    NoPermission,
    /// Nothing is found, said as the API says it: 605, 405, 501 or an empty list.
    Empty,
    /// Of several rows only the first half comes, without a word about the others.
    Partial,
    /// All that shows a picture is left out.
    NoImages,
    /// SKU ids are numbers where they should be texts.
    NumericIds,
    /// The shape that `simplify=true` gives, unasked.
    Simplified,
    /// Every field of this name is left out.
    Without {
        /// The name.
        field: String,
    },
    /// Every object has a field more, of a name nobody knows.
    NewFields,
    /// A body of the announced length whose JSON is broken.
    BrokenJson,
    /// Status 200 and no body at all.
    EmptyBody,
    /// No answer, and the connection stays open: for two minutes, then it is reset.
    Stalled,
    /// Head and half a body, and then nothing more for two minutes.
    StalledBody,
}

impl FaultKind {
    /// The word it goes by in a script.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Limited { .. } => "limited",
            Self::AppLimited { .. } => "app-limited",
            Self::Slow(_) => "slow",
            Self::ResetBefore => "reset-before",
            Self::ResetAfter => "reset-after",
            Self::Truncated => "truncated",
            Self::Html => "html",
            Self::WrongTypes => "wrong-types",
            Self::Http(_) => "http",
            Self::ExpiredToken => "expired-token",
            Self::SkewedClock { .. } => "skewed-clock",
            Self::Isp => "isp",
            Self::Refused { .. } => "refused",
            Self::Flat { .. } => "flat",
            Self::BadSignature => "bad-signature",
            Self::NoPermission => "no-permission",
            Self::Empty => "empty",
            Self::Partial => "partial",
            Self::NoImages => "no-images",
            Self::NumericIds => "numeric-ids",
            Self::Simplified => "simplified",
            Self::Without { .. } => "without",
            Self::NewFields => "new-fields",
            Self::BrokenJson => "broken-json",
            Self::EmptyBody => "empty-body",
            Self::Stalled => "stalled",
            Self::StalledBody => "stalled-body",
        }
    }
}

/// A line of the script. As text: [`FromStr`](std::str::FromStr) tells the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub(crate) kind: FaultKind,
    /// How many requests it still meets; always, if nothing is said.
    pub(crate) times: Option<u32>,
    /// The API it is meant for; any, if nothing is said.
    pub(crate) method: Option<String>,
}

impl Fault {
    /// This goes wrong once, for any API.
    #[must_use]
    pub fn new(kind: FaultKind) -> Self {
        Self { kind, times: Some(1), method: None }
    }

    /// It meets so many requests. None at all is once: a fault that never comes is no fault.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times: Some(times.max(1)), ..self }
    }

    /// It meets every request until the script is cleared.
    #[must_use]
    pub fn always(self) -> Self {
        Self { times: None, ..self }
    }

    /// It meets only calls of this API: `aliexpress.ds.product.get`, `/auth/token/refresh`.
    #[must_use]
    pub fn on(self, method: &str) -> Self {
        Self { method: Some(method.to_owned()), ..self }
    }

    pub(crate) fn fits(&self, api: Option<&str>) -> bool {
        self.method.is_none() || self.method.as_deref() == api
    }
}
