//! The platform's refusals: codes and texts, as protocol 2.7 has them.

use std::borrow::Cow;

use crate::quota::LimitedBy;

/// One refusal, before it is put into the envelope of the door it came through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// `SYSTEM` the platform, `ISV` the caller's data, `ISP` the API's provider (doc 1372).
    pub(crate) kind: &'static str,
    pub(crate) code: Cow<'static, str>,
    pub(crate) message: String,
    pub(crate) sub: Option<Box<(Cow<'static, str>, String)>>,
    /// The parameter that is missing, if that is what is wrong.
    pub(crate) parameter: Option<Box<str>>,
    /// Whose limit was reached, and for how long nothing is answered.
    pub(crate) ban: Option<Box<Ban>>,
    /// What the real platform leaves out: for the developer in front of the sandbox.
    pub(crate) detail: Option<String>,
}

/// The ban that comes with a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ban {
    pub(crate) by: LimitedBy,
    pub(crate) seconds: u64,
}

impl Refusal {
    fn new(kind: &'static str, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            kind,
            code: code.into(),
            message: message.into(),
            sub: None,
            parameter: None,
            ban: None,
            detail: None,
        }
    }

    pub(crate) fn with_detail(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }

    pub(crate) fn missing(parameter: &str) -> Self {
        let message = format!(
            "The input parameter \"{parameter}\" that is mandatory for processing this request is not supplied"
        );
        let parameter = Some(parameter.into());
        Self { parameter, ..Self::new("ISV", "MissingParameter", message) }
    }

    pub(crate) fn invalid_parameter(detail: impl Into<String>) -> Self {
        Self::new("ISV", "InvalidParameter", "The specified parameter is invalid")
            .with_detail(detail)
    }

    pub(crate) fn app_key() -> Self {
        Self::new("ISV", "InvalidAppKey", "The specified App Key is invalid")
    }

    pub(crate) fn timestamp(detail: impl Into<String>) -> Self {
        Self::new("ISV", "IllegalTimestamp", "The specified timestamp is illegal")
            .with_detail(detail)
    }

    pub(crate) fn signature(detail: impl Into<String>) -> Self {
        Self::new(
            "ISV",
            "IncompleteSignature",
            "The request signature does not conform to platform standards",
        )
        .with_detail(detail)
    }

    pub(crate) fn api_path(detail: impl Into<String>) -> Self {
        Self::new("ISV", "InvalidApiPath", "The specified API is invalid")
            .with_detail(detail)
    }

    pub(crate) fn permission(group: &str) -> Self {
        Self::new(
            "ISV",
            "InsufficientPermission",
            "App does not have permission to access this api",
        )
        .with_detail(format!("the app lacks the API group `{group}`"))
    }

    pub(crate) fn access_token(detail: impl Into<String>) -> Self {
        Self::new(
            "ISV",
            "IllegalAccessToken",
            "The specified access token is invalid or expired",
        )
        .with_detail(detail)
    }

    pub(crate) fn refresh_token(detail: impl Into<String>) -> Self {
        Self::new(
            "ISV",
            "IllegalRefreshToken",
            "The specified refresh token is invalid or expired",
        )
        .with_detail(detail)
    }

    pub(crate) fn code(detail: impl Into<String>) -> Self {
        Self::new(
            "ISV",
            "InvalidCode",
            "The specified authorization code is invalid or expired",
        )
        .with_detail(detail)
    }

    /// A limit is reached. The code tells the app's from those of an API, and nothing tells
    /// the short ban of who was too fast from that which lasts the day, but its length.
    pub(crate) fn limit(by: LimitedBy, ban_seconds: u64) -> Self {
        let code = match by {
            LimitedBy::App => "AppCallLimit",
            LimitedBy::Api | LimitedBy::AppApi => "ApiCallLimit",
        };
        let ban = Some(Box::new(Ban { by, seconds: ban_seconds }));
        Self { ban, ..Self::new("ISV", code, ban_text(ban_seconds)) }
    }

    /// The API's back end is at fault.
    pub(crate) fn back_end() -> Self {
        let sub_message = "Remote service error".to_owned();
        Self {
            sub: Some(Box::new(("isp.top-remote-service-error".into(), sub_message))),
            ..Self::new("ISP", "15", "Remote service error")
        }
    }

    /// What the catalogue's side refused, or a fault script names: any code.
    pub(crate) fn other(
        code: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
        sub: Option<(Cow<'static, str>, String)>,
    ) -> Self {
        let code = code.into();
        let kind = match &*code {
            "15" => "ISP",
            "ServiceTimeout" | "ServiceUnavailable" | "SystemError" => "SYSTEM",
            _ => "ISV",
        };
        Self { code, sub: sub.map(Box::new), ..Self::new(kind, "", message) }
    }
}

fn ban_text(seconds: u64) -> String {
    format!(
        "Api access frequency exceeds the limit. this ban will last {seconds} seconds"
    )
}
