//! Why a program of the tutorials gets no item: the platform's codes, which such programs
//! know, and what to do about it, which their `error_msg` then says.

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use super::super::Turned;
use super::signed::Unreadable;
use crate::door_keys::TokenFault;
use crate::lang::Lang;
use crate::lookup::Told;
use crate::records::why;
use crate::service::{App, Logged};

/// Why there is no item.
#[derive(Debug)]
pub(super) enum Refusal {
    Unreadable(Unreadable),
    Missing(&'static str),
    Parameter(&'static str),
    Key,
    Timestamp,
    Signature,
    Token(TokenFault),
    /// In so many seconds it may ask again.
    TooOften(u64),
    Store(Logged),
    /// The platform was asked, or could not be: the outcome's word, and what it said.
    Outcome(&'static str, String),
}

impl Refusal {
    pub(super) fn turned(turned: Turned) -> Self {
        match turned {
            Turned::Unknown => Self::Key,
            Turned::TooOften(seconds) => Self::TooOften(seconds),
            Turned::Failed(error) => Self::Store(Logged::of("internal", &error)),
        }
    }

    /// What came of asking the platform, where that is no item.
    pub(super) fn of(told: &Told, app: &App) -> Self {
        Self::Outcome(told.code(), why(told, app.lang))
    }

    /// The platform's code for it.
    fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) | Self::Parameter(_) => "InvalidParameter",
            Self::Missing(_) => "MissingParameter",
            Self::Key => "InvalidAppKey",
            Self::Timestamp => "IllegalTimestamp",
            Self::Signature => "IncompleteSignature",
            Self::Token(_) => "IllegalAccessToken",
            Self::TooOften(_) => "AppCallLimit",
            Self::Store(_) => "15",
            Self::Outcome(word, _) => match *word {
                "not_found" | "not_in_affiliate_programme" | "not_sold_to_country" => {
                    "ItemNotFound"
                }
                "not_an_item" => "InvalidParameter",
                "throttled" | "not_asked" => "ApiCallLimit",
                // The API behind is at fault, not the program or its key.
                _ => "15",
            },
        }
    }

    fn text(&self, lang: Lang) -> String {
        let pick = |en: &str, zh: &str| lang.pick(en, zh).to_owned();
        match self {
            Self::Unreadable(why) => pick(&why.to_string(), why.zh()),
            Self::Missing(name) => match lang {
                Lang::En => format!("the parameter `{name}` is missing"),
                Lang::Zh => format!("缺少参数 `{name}`"),
            },
            Self::Parameter(name) => match lang {
                Lang::En => format!("the parameter `{name}` must be `json`"),
                Lang::Zh => format!("参数 `{name}` 必须为 `json`"),
            },
            Self::Key => pick(
                "the app key is not known here: `itemget door key create NAME` makes one, or takes the one you have",
                "app key 不存在：可用 `itemget door key create 名称` 创建，或登记已有的密钥",
            ),
            Self::Timestamp => pick(
                "`timestamp` is not the time now in milliseconds, give or take two hours: check the clock",
                "`timestamp` 不是当前时间（毫秒，误差不超过两小时），请检查系统时钟",
            ),
            Self::Signature => pick(
                "the signature is not that of these parameters and this secret: `key=value` sorted by name and joined with `&`, then `&app_secret=…`, MD5 in capitals",
                "签名与参数及 secret 不符：参数按名称排序，以 `&` 连接 `key=value`，末尾加 `&app_secret=…`，取 MD5 大写",
            ),
            Self::Token(fault) => match fault {
                TokenFault::Foreign => pick(
                    "the access token is none of this service's: ask getToken for one",
                    "access token 并非本服务所发放，请通过 getToken 获取",
                ),
                TokenFault::Expired => pick(
                    "the access token has expired: ask getToken for another one",
                    "access token 已过期，请通过 getToken 重新获取",
                ),
            },
            Self::TooOften(seconds) => match lang {
                Lang::En => format!(
                    "this key has asked too often; this ban will last {seconds} more seconds"
                ),
                Lang::Zh => format!(
                    "该密钥请求过于频繁，请 {seconds} 秒后再试（this ban will last {seconds} more seconds）"
                ),
            },
            Self::Store(_) => pick(
                "the service cannot answer; its log says why",
                "服务暂时无法应答，原因见其日志",
            ),
            Self::Outcome(_, said) => said.clone(),
        }
    }

    /// As the programs look for it.
    pub(super) fn response(self, lang: Lang) -> Response {
        let code = self.code();
        let mut error = json!({ "code": code, "msg": self.text(lang) });
        if let Self::Outcome(word, _) = &self {
            error["sub_code"] = format!("itemget.{word}").into();
        }
        let mut response = Json(json!({ "error_response": error })).into_response();
        let logged = match self {
            Self::Store(logged) => logged,
            _ => Logged { code, cause: None },
        };
        response.extensions_mut().insert(logged);
        response
    }
}
