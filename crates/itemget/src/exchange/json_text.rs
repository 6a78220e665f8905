//! JSON as text: laid out for people, packed again, values replaced, with every number and
//! every escape left as it was written.
//!
//! A parsed tree would not do: it turns `12.50` into `12.5` and sorts the keys.

/// A part of a JSON text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part<'a> {
    Space(&'a str),
    /// One of `{}[],:`.
    Mark(&'a str),
    /// A string with its quotes, a number, `true`, `false` or `null`.
    Scalar(&'a str),
}

/// Whether `text` is one JSON value.
pub(super) fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// The same JSON without the spaces between its parts.
pub(super) fn packed(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for part in parts(json) {
        if let Part::Mark(text) | Part::Scalar(text) = part {
            out.push_str(text);
        }
    }
    out
}

/// The same JSON, one value a line.
pub(super) fn laid_out(json: &str) -> String {
    let mut out = String::with_capacity(json.len() * 2);
    let mut depth = 0;
    let mut opened = false;
    for part in parts(json) {
        let text = match part {
            Part::Space(_) => continue,
            Part::Mark(text) | Part::Scalar(text) => text,
        };
        let closes = matches!(part, Part::Mark("}" | "]"));
        if closes {
            depth -= 1;
        }
        // An empty list stays on its line.
        if opened != closes {
            new_line(&mut out, depth);
        }
        opened = matches!(part, Part::Mark("{" | "["));
        out.push_str(text);
        match part {
            Part::Mark("{" | "[") => depth += 1,
            Part::Mark(",") => new_line(&mut out, depth),
            Part::Mark(":") => out.push(' '),
            _ => {}
        }
    }
    out.push('\n');
    out
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

/// The same JSON with some values replaced. `replace` is told the keys that lead to a
/// value and the value's own text; it returns another value's text, or nothing.
pub(super) fn with_values(
    json: &str,
    mut replace: impl FnMut(&[String], &str) -> Option<String>,
) -> String {
    let mut out = String::with_capacity(json.len());
    // For each open object the key that is being read; lists have no keys.
    let mut open: Vec<bool> = Vec::new();
    let mut keys: Vec<String> = Vec::new();
    let mut key_comes = false;
    for part in parts(json) {
        match part {
            Part::Space(text) => out.push_str(text),
            Part::Mark(text) => {
                out.push_str(text);
                match text {
                    "{" | "[" => {
                        let object = text == "{";
                        open.push(object);
                        key_comes = object;
                        if object {
                            keys.push(String::new());
                        }
                    }
                    "}" | "]" => {
                        if open.pop() == Some(true) {
                            keys.pop();
                        }
                        key_comes = false;
                    }
                    "," => key_comes = open.last() == Some(&true),
                    _ => {}
                }
            }
            Part::Scalar(text) if key_comes => {
                out.push_str(text);
                if let Some(key) = keys.last_mut() {
                    *key = decoded(text);
                }
                key_comes = false;
            }
            Part::Scalar(text) => match replace(&keys, text) {
                Some(other) => out.push_str(&other),
                None => out.push_str(text),
            },
        }
    }
    out
}

/// What a JSON string says; any other text as it is.
pub(super) fn decoded(scalar: &str) -> String {
    serde_json::from_str(scalar).ok().unwrap_or_else(|| scalar.to_owned())
}

/// `text` as a JSON string.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The parts of a text that is known to be JSON.
fn parts(json: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = json;
    std::iter::from_fn(move || {
        let first = rest.bytes().next()?;
        let is_space = |byte: u8| matches!(byte, b' ' | b'\n' | b'\r' | b'\t');
        let is_mark = |byte: u8| matches!(byte, b'{' | b'}' | b'[' | b']' | b',' | b':');
        let until =
            |stop: &dyn Fn(u8) -> bool| rest.bytes().position(stop).unwrap_or(rest.len());
        let end = match first {
            b'"' => string_end(rest),
            byte if is_mark(byte) => 1,
            byte if is_space(byte) => until(&|byte| !is_space(byte)),
            _ => until(&|byte| is_space(byte) || is_mark(byte)),
        };
        let (text, after) = rest.split_at(end);
        rest = after;
        Some(match first {
            byte if is_mark(byte) => Part::Mark(text),
            byte if is_space(byte) => Part::Space(text),
            _ => Part::Scalar(text),
        })
    })
}

fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_keys_and_escapes_stay_as_they_were_written() {
        for json in [
            r#"{"b":12.50,"a":12000044126059467,"b":1e5}"#,
            r#"{"url":"https:\/\/x","u":"\u4e2d\ud800","q":"a\"b\\"}"#,
            r#"[[],{},[{"a":[]}],null,true,""]"#,
            r#"123456789012345678901234567890"#,
            r#""中文""#,
        ] {
            let shown = laid_out(json);
            assert!(is_json(&shown), "{shown}");
            assert_eq!(packed(&shown), json);
        }
    }

    #[test]
    fn people_see_one_value_a_line() {
        let shown = laid_out(r#"{"a":[1,{"b":"x"}],"c":[],"d":{}}"#);
        let expected = "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"x\"\n    }\n  ],\n  \
                        \"c\": [],\n  \"d\": {}\n}\n";
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_value_is_replaced_by_the_keys_that_lead_to_it() {
        let json = "{ \"a\": {\"b\": [1, {\"c\": \"x\"}], \"d\": 2}, \"\\u0065\" : 3 }";
        let mut seen = Vec::new();
        let out = with_values(json, |keys, value| {
            seen.push(format!("{}={value}", keys.join(".")));
            (keys.last().is_some_and(|key| key == "c")).then(|| "null".to_owned())
        });
        assert_eq!(seen, ["a.b=1", "a.b.c=\"x\"", "a.d=2", "e=3"]);
        assert_eq!(out, json.replace("\"x\"", "null"));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_and_no_json_changes(text in r#"[\[\]{}",:\\ 1ea中]{0,40}"#) {
            let same = with_values(&text, |_, _| None);
            prop_assert_eq!(&same, &text);
            if is_json(&text) {
                prop_assert_eq!(packed(&laid_out(&text)), packed(&text));
            }
        }
    }
}
