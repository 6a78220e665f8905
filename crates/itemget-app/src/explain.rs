//! What each of the platform's codes means: for `itemget explain`, in both languages.
//!
//! The SDK decides what to do about a code; here it is told to a person. A test holds the
//! two together: what is said to be tried again is what the SDK tries again.

mod business;
mod gateway;
mod legacy;
mod search;
mod vendor;

pub use search::{find, nearest};

/// A code of a platform's, told to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation {
    /// As the platform writes it.
    pub code: &'static str,
    /// Who says it.
    pub said_by: SaidBy,
    /// What it means.
    pub meaning: Words,
    /// What it comes from, as a rule.
    pub cause: Words,
    /// What to do.
    pub cure: Words,
    /// Whether itemget tries again by itself.
    pub again: Again,
}

/// One thing in two languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// English.
    pub en: &'static str,
    /// Chinese.
    pub zh: &'static str,
}

/// Who says a code, and so where in a reply it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SaidBy {
    /// The gateway: `error_response.code`, or `code` at the root of a `/rest` answer.
    Gateway,
    /// The gateway's `sub_code`, beside code 15.
    SubCode,
    /// A method's answer: `rsp_code`, `resp_code` or an inner `code`.
    Method,
    /// The legacy TOP gateway: a number as `error_response.code`.
    LegacyTop,
    /// The legacy Alibaba gateway, which 1688 still uses.
    LegacyAop,
    /// The data vendors' `item_get`: `error_code`.
    OneBound,
}

/// Whether itemget tries again by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// Never: it would be the same again.
    No,
    /// Once more.
    Once,
    /// A few times, with growing pauses.
    Yes,
    /// When the ban that the message names is over.
    AfterBan,
    /// After the access token is refreshed, once.
    AfterRefresh,
}

impl Explanation {
    const fn new(
        code: &'static str,
        said_by: SaidBy,
        again: Again,
        [meaning, cause, cure]: [(&'static str, &'static str); 3],
    ) -> Self {
        const fn words((en, zh): (&'static str, &'static str)) -> Words {
            Words { en, zh }
        }
        Self {
            code,
            said_by,
            again,
            meaning: words(meaning),
            cause: words(cause),
            cure: words(cure),
        }
    }
}

/// Every code there is an explanation of, by who says it.
pub fn all() -> impl Iterator<Item = &'static Explanation> {
    [gateway::CODES, business::CODES, legacy::CODES, vendor::CODES].into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_explanation_is_whole_in_both_languages_and_stands_once() {
        let mut seen = std::collections::BTreeSet::new();
        for it in all() {
            assert!(seen.insert((it.said_by, it.code)), "{} stands twice", it.code);
            for words in [it.meaning, it.cause, it.cure] {
                assert!(words.en.len() > 3, "{}: {words:?}", it.code);
                let chinese =
                    words.zh.chars().any(|c| ('\u{4e00}'..'\u{9fff}').contains(&c));
                assert!(chinese, "{}: {words:?} is not Chinese", it.code);
            }
        }
        assert!(seen.len() >= 80, "only {} codes are explained", seen.len());
    }

    #[test]
    fn what_is_told_to_be_tried_again_is_what_the_sdk_takes_for_passing() {
        for it in all() {
            let refusal = match it.said_by {
                SaidBy::Gateway | SaidBy::LegacyTop => {
                    itemget::Refusal::new(itemget::Layer::Gateway, it.code, None, "")
                }
                SaidBy::SubCode => itemget::Refusal::new(
                    itemget::Layer::Gateway,
                    "15",
                    Some(it.code.to_owned()),
                    "",
                ),
                SaidBy::Method => {
                    itemget::Refusal::new(itemget::Layer::Business, it.code, None, "")
                }
                // Not dialects of the SDK yet.
                SaidBy::LegacyAop | SaidBy::OneBound => continue,
            };
            use itemget::Cause;
            let passing = match refusal.cause {
                Cause::Throttled | Cause::DailyQuota => it.again == Again::AfterBan,
                Cause::PlatformFault => matches!(it.again, Again::Yes | Again::Once),
                Cause::AccessToken => it.again == Again::AfterRefresh,
                _ => it.again == Again::No,
            };
            assert!(
                passing,
                "{}: told {:?}, but the SDK reads {:?}",
                it.code, it.again, refusal.cause
            );
        }
    }
}
