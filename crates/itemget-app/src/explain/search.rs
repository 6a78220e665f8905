//! From what a person has in hand (a code, a message, a whole reply) to what it means.

use itemget::{Contents, Layer, Refusal, View};

use super::{Explanation, SaidBy, all};
use crate::config::keys::distance;

/// The explanations that fit what a person has in hand: a code, a sub code, a piece of an
/// error message, or a whole reply. The surest first.
pub fn find(text: &str) -> Vec<&'static Explanation> {
    let text = text.trim();
    if text.is_empty() {
        return Vec::new();
    }
    let steps = [is_the_code, of_reply, named_in, meant_by];
    let found = steps.into_iter().map(|step| step(text)).find(|found| !found.is_empty());
    found.unwrap_or_default()
}

/// The codes that are most like `text`, at most three: for who mistyped one.
pub fn nearest(text: &str) -> Vec<&'static str> {
    let text = text.trim().to_lowercase();
    // A number that is nearly another number is no hint at all.
    if text.chars().all(|c| c.is_ascii_digit()) || text.chars().count() > 80 {
        return Vec::new();
    }
    let mut like: Vec<(usize, &str)> = all()
        .map(|it| (distance(&text, &it.code.to_lowercase()), it.code))
        .filter(|(distance, code)| *distance <= code.len().max(text.len()) / 3)
        .collect();
    like.sort_unstable();
    like.dedup();
    let best = like.first().map_or(0, |(distance, _)| *distance);
    let like = like.into_iter().filter(|(distance, _)| *distance <= best + 1);
    like.map(|(_, code)| code).take(3).collect()
}

fn is_the_code(text: &str) -> Vec<&'static Explanation> {
    let exactly: Vec<_> = all().filter(|it| it.code == text).collect();
    match exactly.is_empty() {
        true => all().filter(|it| it.code.eq_ignore_ascii_case(text)).collect(),
        false => exactly,
    }
}

/// A whole reply, perhaps with words around it: read as the client reads it.
fn of_reply(text: &str) -> Vec<&'static Explanation> {
    let (Some(start), Some(end)) = (text.find('{'), text.rfind('}')) else {
        return Vec::new();
    };
    let Some(json) = text.get(start..=end) else { return Vec::new() };
    let body = json.to_owned().into();
    let decoded =
        itemget::decode(&body, jiff::Timestamp::UNIX_EPOCH, View::default()).ok();
    match decoded.map(|decoded| decoded.contents) {
        Some(Contents::Refusal(refusal)) => of_refusal(&refusal),
        _ => Vec::new(),
    }
}

/// What is said of a refusal: its sub code first, which says more.
fn of_refusal(refusal: &Refusal) -> Vec<&'static Explanation> {
    let sub = refusal.sub_code.iter().flat_map(|sub_code| {
        all().filter(move |it| {
            it.said_by == SaidBy::SubCode && it.code.eq_ignore_ascii_case(sub_code)
        })
    });
    let said_by: &[SaidBy] = match refusal.layer {
        Layer::Business => &[SaidBy::Method],
        _ => &[SaidBy::Gateway, SaidBy::LegacyTop],
    };
    // The older gateway shares the form of its errors with today's: what both know is
    // today's.
    let own = said_by.iter().find_map(|by| {
        all().find(|it| it.said_by == *by && it.code.eq_ignore_ascii_case(&refusal.code))
    });
    sub.chain(own).collect()
}

/// The codes that a message names. A bare number inside a sentence ("last 7 seconds") is
/// no code; one after a word like `rsp_code`, or in backticks, is.
fn named_in(text: &str) -> Vec<&'static Explanation> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-');
    let words: Vec<&str> = text
        .split(|c| !is_part(c))
        .map(|word| word.trim_matches('.'))
        .filter(|word| !word.is_empty())
        .collect();
    let is_named = |code: &str| {
        let same = |word: &&str| code.eq_ignore_ascii_case(word);
        match code.bytes().all(|byte| byte.is_ascii_digit()) {
            false => words.iter().any(same),
            true => {
                text.contains(&format!("`{code}`"))
                    || words.windows(2).any(|pair| {
                        pair[0].to_lowercase().ends_with("code") && same(&pair[1])
                    })
            }
        }
    };
    all().filter(|it| is_named(it.code)).collect()
}

fn meant_by(text: &str) -> Vec<&'static Explanation> {
    let lower = text.to_lowercase();
    // Two letters are in every meaning.
    if lower.len() < 4 {
        return Vec::new();
    }
    let fits = |it: &&Explanation| {
        it.meaning.en.contains(&lower) || it.meaning.zh.contains(text)
    };
    all().filter(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<&'static str> {
        find(text).iter().map(|it| it.code).collect()
    }

    #[test]
    fn a_code_is_found_alone_in_any_case_and_in_a_message() {
        assert_eq!(codes("IllegalAccessToken"), ["IllegalAccessToken"]);
        assert_eq!(codes("illegalaccesstoken"), ["IllegalAccessToken"]);
        assert_eq!(codes(" 605\n"), ["605"]);
        assert_eq!(codes("sub_code isv.402 at create"), ["isv.402"]);
        assert_eq!(codes("because: the platform answered `605`: gone"), ["605"]);
        assert_eq!(codes("rsp_code: 605, and wait 7 seconds"), ["605"]);
        for text in ["no such thing at all", "  ", "wait 605 seconds", "{", "}{"] {
            assert_eq!(codes(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_whole_reply_is_read_as_the_client_reads_it() {
        for (reply, expected) in [
            (
                r#"{"error_response":{"code":"ApiCallLimit","msg":"ban will last 7 seconds"}}"#,
                vec!["ApiCallLimit"],
            ),
            (
                r#"got {"error_response":{"code":"15","sub_code":"isv.insufficient-permission","msg":"Remote service error"}} today"#,
                vec!["isv.insufficient-permission", "15"],
            ),
            (
                r#"{"aliexpress_ds_product_get_response":{"rsp_code":605,"rsp_msg":"ITEM_ID_NOT_FOUND","request_id":"2101"}}"#,
                vec!["605"],
            ),
            (
                r#"{"code":"IllegalRefreshToken","type":"ISV","message":"invalid","request_id":"1"}"#,
                vec!["IllegalRefreshToken"],
            ),
        ] {
            assert_eq!(codes(reply), expected, "{reply}");
        }
    }

    #[test]
    fn a_number_means_another_thing_to_each_who_says_it() {
        let said_by: Vec<_> = find("401").iter().map(|it| it.said_by).collect();
        assert_eq!(said_by, [SaidBy::Method]);
        assert!(find("4").iter().all(|it| it.said_by == SaidBy::LegacyTop));
    }

    #[test]
    fn who_mistypes_a_code_is_told_the_nearest() {
        assert_eq!(nearest("IlegalAccesToken"), ["IllegalAccessToken"]);
        assert!(nearest("isv.403").contains(&"isv.402"));
        assert_eq!(nearest("606"), [""; 0], "numbers that are near are no kin");
        assert_eq!(nearest("bananas"), [""; 0]);
        assert_eq!(nearest(&"x".repeat(10_000)), [""; 0]);
    }
}
