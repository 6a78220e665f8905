//! What each of the platform's codes means: for `itemget explain`, in both languages.
//!
//! The SDK decides what to do about a code; here it is told to a person. A test holds the
//! two together: what is said to be tried again is what the SDK tries again.

mod business;
mod gateway;
mod legacy;
mod vendor;

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

/// The explanations that fit what a person has in hand: a code, a sub code, or a piece of
/// an error message. The surest first.
pub fn find(text: &str) -> Vec<&'static Explanation> {
    let text = text.trim().to_lowercase();
    if text.is_empty() {
        return Vec::new();
    }
    let words: Vec<&str> = text
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '_' | '-')))
        .filter(|word| !word.is_empty())
        .collect();
    let is_the_text = |code: &str| code.eq_ignore_ascii_case(&text);
    let is_a_word = |code: &str| words.iter().any(|word| code.eq_ignore_ascii_case(word));
    // A bare number inside a sentence ("last 7 seconds") is no code.
    let is_number = |code: &str| code.bytes().all(|b| b.is_ascii_digit());
    let sure: Vec<_> = all().filter(|it| is_the_text(it.code)).collect();
    if !sure.is_empty() {
        return sure;
    }
    let named: Vec<_> =
        all().filter(|it| is_a_word(it.code) && !is_number(it.code)).collect();
    if !named.is_empty() {
        return named;
    }
    all()
        .filter(|it| {
            it.meaning.en.to_lowercase().contains(&text) || it.meaning.zh.contains(&text)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<&'static str> {
        find(text).iter().map(|it| it.code).collect()
    }

    #[test]
    fn a_code_is_found_alone_in_any_case_and_in_a_pasted_error() {
        assert_eq!(codes("IllegalAccessToken"), ["IllegalAccessToken"]);
        assert_eq!(codes("illegalaccesstoken"), ["IllegalAccessToken"]);
        assert_eq!(codes("605"), ["605"]);
        let pasted = r#"{"error_response":{"code":"ApiCallLimit","msg":"ban will last 7 seconds"}}"#;
        assert_eq!(codes(pasted), ["ApiCallLimit"]);
        assert_eq!(codes("sub_code isv.402 at create"), ["isv.402"]);
        assert!(codes("no such thing at all").is_empty());
        assert!(codes("  ").is_empty());
    }

    #[test]
    fn a_number_means_another_thing_to_each_who_says_it() {
        let said_by: Vec<_> = find("401").iter().map(|it| it.said_by).collect();
        assert_eq!(said_by, [SaidBy::Method]);
        assert!(find("4").iter().all(|it| it.said_by == SaidBy::LegacyTop));
    }

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
