//! A JSON body as the tutorial's script signs it: each value as Python's `str()` writes it.

use serde_json::Value;

/// Why a JSON body holds no parameters.
#[derive(Debug, thiserror::Error)]
pub(crate) enum JsonBodyError {
    #[error("it is not JSON")]
    NotJson(#[from] serde_json::Error),
    #[error("it is JSON, but not an object")]
    NotAnObject,
}

/// The members of the object, values as signed text.
pub(crate) fn pairs(body: &[u8]) -> Result<Vec<(String, String)>, JsonBodyError> {
    match serde_json::from_slice(body)? {
        Value::Object(members) => Ok(members
            .into_iter()
            .map(|(name, value)| {
                let text = str_of(&value);
                (name, text)
            })
            .collect()),
        _ => Err(JsonBodyError::NotAnObject),
    }
}

/// Python's `str(value)`.
fn str_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => repr_of(other),
    }
}

/// Python's `repr(value)`, which `str()` uses for what is inside lists and objects.
fn repr_of(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => quoted(text),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(repr_of).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(name, value)| format!("{}: {}", quoted(name), repr_of(value)))
                .collect();
            format!("{{{}}}", members.join(", "))
        }
    }
}

/// Single quotes, unless only they are inside.
fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut quoted = String::from(quote);
    for character in text.chars() {
        match character {
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\\' => quoted.push_str("\\\\"),
            character if character == quote => quoted.extend(['\\', character]),
            character => quoted.push(character),
        }
    }
    quoted.push(quote);
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_read_as_python_writes_them() {
        for (json, text) in [
            (r#""1.0""#, "1.0"),
            ("1620000000000", "1620000000000"),
            ("12.5", "12.5"),
            ("true", "True"),
            ("null", "None"),
            (r#"["title","it's"]"#, r#"['title', "it's"]"#),
            (r#"{"a":[1,false]}"#, "{'a': [1, False]}"),
            (r#"["a\nb"]"#, r"['a\nb']"),
        ] {
            let read = pairs(format!(r#"{{"x":{json}}}"#).as_bytes()).unwrap();
            assert_eq!(read, [("x".to_owned(), text.to_owned())], "{json}");
        }
        assert!(matches!(pairs(b"[1]"), Err(JsonBodyError::NotAnObject)));
        assert!(matches!(pairs(b"{"), Err(JsonBodyError::NotJson(_))));
    }
}
