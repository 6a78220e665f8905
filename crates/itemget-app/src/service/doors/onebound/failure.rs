//! Why a program of OneBound's gets nothing: the vendor's codes, its words for them, and
//! what to do about it as the reason.

use super::super::Turned;
use crate::lang::Lang;
use crate::lookup::Told;
use crate::records::why;
use crate::service::{App, Logged};

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Failure {
    Missing(&'static str),
    Wrong(&'static str),
    /// The platform's API cannot do what this parameter asks for.
    Impossible(&'static str),
    NotJson,
    Key,
    Secret,
    OtherPlatform,
    NoSuchCall,
    /// In so many seconds it may ask again.
    TooOften(u64),
    Store(Logged),
    Nothing,
    /// The platform was asked, or could not be: the outcome's word, and what it said.
    Outcome(&'static str, String),
}

impl Failure {
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

    /// The same of a call.
    pub(super) fn of_call(error: &itemget::Error, lang: Lang) -> Self {
        let word = match error.is_rate_limited() {
            true => "throttled",
            false => "failed",
        };
        Self::Outcome(word, crate::messages::in_full(error, lang))
    }

    /// All that was found cannot be read.
    pub(super) fn unread(rows: usize, lang: Lang) -> Self {
        let says = lang.pick(
            format!("{rows} rows of the platform's answer cannot be read"),
            format!("平台应答中有 {rows} 行无法解析"),
        );
        Self::Outcome("unreadable", says)
    }

    /// What the log has of it beside its code.
    pub(super) fn logged(self) -> Option<Logged> {
        match self {
            Self::Store(logged) => Some(logged),
            _ => None,
        }
    }

    /// The vendor's code, its word for it, and the reason.
    pub(super) fn says(&self, lang: Lang) -> (&'static str, &'static str, String) {
        let pick = |en: &str, zh: &str| lang.pick(en, zh).to_owned();
        let parameter = |reason| ("4003", "param error", reason);
        match self {
            Self::Missing(name) => parameter(match lang {
                Lang::En => format!("`{name}` is missing"),
                Lang::Zh => format!("缺少 `{name}`"),
            }),
            Self::Wrong(name) => parameter(match lang {
                Lang::En => format!("`{name}` is none of what it can be"),
                Lang::Zh => format!("`{name}` 的值无效"),
            }),
            Self::Impossible(name) => parameter(match lang {
                Lang::En => format!(
                    "the platform's official API cannot do what `{name}` asks for: leave it out"
                ),
                Lang::Zh => {
                    format!("平台官方接口不支持 `{name}` 的这种用法，请去掉该参数")
                }
            }),
            Self::NotJson => parameter(pick(
                "answers are JSON: `result_type` is `json` or left out",
                "只提供 JSON：请将 `result_type` 设为 `json` 或省略",
            )),
            Self::Key => (
                "4004",
                "account not found",
                pick(
                    "the key is not known here: `itemget door key create NAME` makes one, or takes the one you have",
                    "key 不存在：可用 `itemget door key create 名称` 创建，或登记已有的密钥",
                ),
            ),
            Self::Secret => (
                "4005",
                "authorization failed",
                pick("the secret is not that of this key", "secret 与 key 不符"),
            ),
            Self::OtherPlatform => (
                "4012",
                "Please add api first",
                pick("this service has `aliexpress` alone", "本服务仅提供 `aliexpress`"),
            ),
            Self::NoSuchCall => (
                "4010",
                "api not found",
                pick(
                    "this service has `item_get` and `item_search`",
                    "本服务提供 `item_get` 和 `item_search`",
                ),
            ),
            Self::TooOften(seconds) => (
                "4008",
                "request limit",
                match lang {
                    Lang::En => format!("this key has asked too often; wait {seconds} s"),
                    Lang::Zh => format!("该密钥请求过于频繁，请 {seconds} 秒后再试"),
                },
            ),
            Self::Store(_) => (
                "4000",
                "server error",
                pick(
                    "the service cannot answer; its log says why",
                    "服务暂时无法应答，原因见其日志",
                ),
            ),
            Self::Nothing => ("2000", "no result", pick("nothing was found", "没有找到")),
            Self::Outcome(word, said) => {
                let (code, error) = match *word {
                    "not_found"
                    | "not_in_affiliate_programme"
                    | "not_sold_to_country" => ("2000", "no result"),
                    "not_an_item" | "not_resolved" => ("4003", "param error"),
                    "throttled" | "not_asked" => ("4008", "request limit"),
                    _ => ("4002", "target server error"),
                };
                (code, error, said.clone())
            }
        }
    }
}
