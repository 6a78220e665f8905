//! The published signatures, compiled in: whether this program still makes the same ones.

use std::collections::BTreeMap;

use itemget::AppSecret;
use itemget::sign::{SignMethod, sign};
use serde::Deserialize;

/// How many of the published signatures come out as published.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Vectors {
    pub(crate) right: usize,
    /// The names of those that do not.
    pub(crate) wrong: Vec<String>,
}

#[derive(Deserialize)]
struct Vector {
    name: String,
    secret: String,
    sign_method: String,
    path_prefix: String,
    params: BTreeMap<String, String>,
    sign: String,
}

const FILES: [&str; 3] = [
    include_str!("../../../../fixtures/signatures/iop.json"),
    include_str!("../../../../fixtures/signatures/top.json"),
    include_str!("../../../../fixtures/signatures/item-get.json"),
];

/// Signs each of them again.
pub(crate) fn check() -> Vectors {
    let mut vectors = Vectors::default();
    for text in FILES {
        let rows: Vec<Vector> =
            serde_json::from_str(text).expect("they were read when this was compiled");
        for row in rows {
            match reproduces(&row) {
                true => vectors.right += 1,
                false => vectors.wrong.push(row.name),
            }
        }
    }
    vectors
}

fn reproduces(row: &Vector) -> bool {
    let Ok(method) = row.sign_method.parse::<SignMethod>() else { return false };
    let params = row.params.iter().map(|(name, value)| (&**name, &**value));
    let secret = AppSecret::new(row.secret.as_str());
    sign(method, &row.path_prefix, params, &secret) == row.sign
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_published_signature_comes_out() {
        let vectors = check();
        assert_eq!(vectors.wrong, [""; 0]);
        assert!(vectors.right >= 18, "only {} are known", vectors.right);
    }

    #[test]
    fn a_wrong_one_would_be_seen() {
        let row = r#"{"name":"x","secret":"s","sign_method":"md5","path_prefix":"",
            "params":{"a":"1"},"sign":"00"}"#;
        assert!(!reproduces(&serde_json::from_str(row).unwrap()));
    }
}
