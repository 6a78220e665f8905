//! A refusal: the platform's no, in its own words, with what it means and what to do.

mod codes;

use std::fmt;
use std::time::Duration;

use crate::advice::Advice;

/// The platform's no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The platform's code as text, whatever type it had: `IllegalAccessToken`, `15`, `605`.
    pub code: String,
    /// The more exact code that comes with code `15`: `isv.insufficient-permission`.
    pub sub_code: Option<String>,
    /// The platform's words.
    pub message: String,
    /// Whose fault the platform takes it for: `ISV`, `ISP`, `SYSTEM`.
    pub blamed: Option<String>,
    /// The platform's number of the exchange.
    pub request_id: Option<String>,
    /// Where in the reply it stood, which decides what a number means: `605` is a
    /// missing item as a `rsp_code` and nothing as an error's code.
    pub layer: Layer,
    /// What it means.
    pub cause: Cause,
    /// How long the platform refuses from now on, where it says so.
    pub ban: Option<Duration>,
}

/// Where in a reply a refusal stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Layer {
    /// In `error_response`, or at the root of a `/rest` answer: the gateway's own no.
    Gateway,
    /// In the payload of an answer: `rsp_code`, `resp_code`, an inner `code`.
    Business,
    /// In `error` and `error_description`, as OAuth endpoints answer.
    OAuth,
}

/// What a refusal means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Cause {
    /// Too many calls just now.
    Throttled,
    /// The day's calls are used up; it reopens at midnight in Beijing.
    DailyQuota,
    /// The access token is invalid or has expired.
    AccessToken,
    /// The refresh token or the one-time code is invalid or has expired.
    Consent,
    /// The signature does not fit.
    Signature,
    /// The request's time is too far from the platform's.
    Clock,
    /// There is no such app key.
    AppKey,
    /// The app, or its user, may not call this method.
    Permission,
    /// A parameter is missing.
    MissingParameter,
    /// A parameter is wrong.
    BadParameter,
    /// There is no such method.
    UnknownMethod,
    /// There is no such item.
    NotFound,
    /// Nothing came back: as a rule the item is not in the affiliate programme.
    NotInAffiliateProgramme,
    /// The item is not sold to the country asked for.
    NotSoldToCountry,
    /// The item cannot be delivered, or the SKU id is not one of its.
    NotDeliverable,
    /// The platform's own fault.
    PlatformFault,
    /// A code that is not known here.
    Unknown,
}

impl Refusal {
    /// A refusal, its meaning and the length of a ban read from its code and words.
    pub fn new(
        layer: Layer,
        code: impl Into<String>,
        sub_code: Option<String>,
        message: impl Into<String>,
    ) -> Self {
        let (code, message) = (code.into(), message.into());
        let cause = codes::cause(layer, &code, sub_code.as_deref(), &message);
        let ban = codes::ban(&message);
        Self {
            code,
            sub_code,
            message,
            blamed: None,
            request_id: None,
            layer,
            cause,
            ban,
        }
    }

    /// What the caller can do about it.
    pub fn advice(&self) -> Advice {
        Advice::for_cause(self.cause)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the platform answered `{}`", self.code)?;
        if let Some(sub_code) = &self.sub_code {
            write!(f, " (`{sub_code}`)")?;
        }
        if !self.message.is_empty() {
            write!(f, ": {}", self.message)?;
        }
        if let Some(request_id) = &self.request_id {
            write!(f, " [request {request_id}]")?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}
