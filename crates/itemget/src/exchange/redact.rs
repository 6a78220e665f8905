//! What of an answer may be written down.

use super::asked::Heard;
use super::{json_text, names};

/// What stands where something was taken out.
pub(super) const HIDDEN: &str = "redacted";

/// An answer's body, fit to be written down.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// Text, JSON or not, as it came but for what was taken out.
    Text(String),
    /// Bytes that are no text.
    Bytes(Vec<u8>),
}

/// `body` without secrets: those that its request held, those that go by a secret's name,
/// and of a token's answer all that a list does not allow. With it, the names of the
/// fields that were replaced.
pub(super) fn redacted(body: &[u8], heard: &Heard) -> (Shown, Vec<String>) {
    let mut replaced = Vec::new();
    let shown = match std::str::from_utf8(body) {
        Ok(text) if json_text::is_json(text) => {
            Shown::Text(json_text::with_values(text, |keys, value| {
                let other = replacement(keys, value, heard)?;
                let name = keys.last().map_or("the root", String::as_str);
                if !replaced.iter().any(|known| known == name) {
                    replaced.push(name.to_owned());
                }
                Some(other)
            }))
        }
        _ if heard.wants_token => {
            // A token's answer in no form that is known: nothing of it can be trusted.
            replaced.push("the body".to_owned());
            Shown::Text(HIDDEN.to_owned())
        }
        Ok(text) => Shown::Text(heard.secrets.hidden_in(text)),
        Err(_) => match heard.secrets.hidden_in(&String::from_utf8_lossy(body)) {
            // Bytes in which no secret was seen.
            same if same == String::from_utf8_lossy(body) => Shown::Bytes(body.to_vec()),
            other => Shown::Text(other),
        },
    };
    (shown, replaced)
}

/// What to write instead of a value: of the same kind, so that readers still read.
fn replacement(keys: &[String], value: &str, heard: &Heard) -> Option<String> {
    let open = match heard.wants_token {
        true => names::is_open_in_token_answer(keys),
        false => !keys.iter().any(|key| names::is_secret_field(key)),
    };
    let text = json_text::decoded(value);
    let hides = |text: &str| heard.secrets.hidden_in(text);
    match (value.starts_with('"'), open) {
        (true, false) if text.is_empty() || text == HIDDEN => None,
        (true, false) => Some(json_text::quoted(HIDDEN)),
        (true, true) if names_a_secret(&text) => Some(json_text::quoted(HIDDEN)),
        (true, true) => {
            let hidden = hides(&text);
            (hidden != text).then(|| json_text::quoted(&hidden))
        }
        (false, false) if value.starts_with(|c: char| c == '-' || c.is_ascii_digit()) => {
            (value != "0").then(|| "0".to_owned())
        }
        (false, false) => None,
        (false, true) => (hides(value) != value).then(|| "0".to_owned()),
    }
}

/// Whether a text is JSON, or a query, with a secret of its own in it.
fn names_a_secret(text: &str) -> bool {
    ["access_token", "refresh_token", "client_secret", "app_secret", "sessionKey"]
        .iter()
        .flat_map(|name| {
            text.match_indices(name).map(|(at, name)| &text[at + name.len()..])
        })
        .any(|after| after.starts_with(['"', '=', '\\']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use http::Request;

    fn heard(path: &str, query: &str) -> Heard {
        let uri = format!("http://127.0.0.1:9{path}?{query}");
        Heard::of(&Request::get(uri).body(Bytes::new()).unwrap())
    }

    fn text(shown: &Shown) -> &str {
        match shown {
            Shown::Text(text) => text,
            Shown::Bytes(_) => panic!("text was expected: {shown:?}"),
        }
    }

    #[test]
    fn of_a_tokens_answer_only_what_is_listed_stays() {
        let body =
            br#"{"refresh_token_valid_time":1726167798000,"havana_id":"3000000000001",
            "expire_time":1726081398000,"locale":"zh_CN","user_nick":"planted-nick",
            "access_token":"planted-access","account":"planted@example.com",
            "refresh_token":"planted-refresh","user_id":6000000009,"expires_in":86400,
            "a_field_of_tomorrow":"planted-more","user_info":{"loginId":"planted-login"},
            "code":"0","request_id":"2101289517259949988748367"}"#;
        let (shown, replaced) =
            redacted(body, &heard("/rest/auth/token/create", "code=planted-code"));
        let shown = text(&shown);
        assert!(!shown.contains("planted"), "{shown}");
        assert!(!shown.contains("6000000009") && !shown.contains("3000000000001"));
        for kept in ["1726167798000", "86400", "zh_CN", r#""code":"0""#, "21012895172"] {
            assert!(shown.contains(kept), "{kept} is gone: {shown}");
        }
        assert!(shown.contains(r#""user_id":0"#), "a number stays a number: {shown}");
        let expected = [
            "havana_id",
            "user_nick",
            "access_token",
            "account",
            "refresh_token",
            "user_id",
            "a_field_of_tomorrow",
            "loginId",
        ];
        assert_eq!(replaced, expected);
    }

    #[test]
    fn a_refused_token_call_keeps_the_platforms_words() {
        let body =
            br#"{"code":"InvalidCode","message":"planted-code is used up","type":"ISV"}"#;
        let heard = heard("/rest/auth/token/create", "code=planted-code");
        let (shown, _) = redacted(body, &heard);
        let expected =
            r#"{"code":"InvalidCode","message":"redacted is used up","type":"ISV"}"#;
        assert_eq!(text(&shown), expected);
    }

    #[test]
    fn no_answer_repeats_a_secret_of_its_request() {
        let heard =
            heard("/sync", "method=a.b&access_token=planted%2Ftoken&sign=PLANTED99");
        for body in [
            r#"{"message":"the token planted/token is not valid"}"#,
            r#"{"message":"the token planted%2Ftoken is not valid"}"#,
            r#"{"sign":"PLANTED99"}"#,
            r#"{"debug":"{\"access_token\":\"planted-other\"}"}"#,
            r#"{"access\u005ftoken":"planted-other"}"#,
            r#"{"accessToken":{"value":["planted-other"]}}"#,
            "<html>planted/token</html>",
            "\"planted/token\"",
        ] {
            let (shown, _) = redacted(body.as_bytes(), &heard);
            let text = text(&shown).to_lowercase();
            assert!(!text.contains("planted"), "{body} became {text}");
        }
        let (shown, _) = redacted(b"\xffplanted/token\xff", &heard);
        assert!(!text(&shown).contains("planted"));
    }

    #[test]
    fn a_token_answer_in_no_known_form_is_not_written() {
        let (shown, _) =
            redacted(b"access_token=planted", &heard("/rest/auth/token/create", ""));
        assert_eq!(shown, Shown::Text("redacted".to_owned()));
    }

    #[test]
    fn what_holds_no_secret_stays_byte_for_byte() {
        let heard = heard("/sync", "method=a.b&access_token=planted-token");
        let body =
            "{ \"sku_id\" : 12000044126059467, \"price\":12.50,\n \"n\":\"\\u4e2d\"}";
        let (shown, replaced) = redacted(body.as_bytes(), &heard);
        assert_eq!(text(&shown), body);
        assert_eq!(replaced, [""; 0]);
        let (shown, _) = redacted(b"\xff\x00", &heard);
        assert_eq!(shown, Shown::Bytes(vec![0xff, 0x00]));
    }
}
