//! Signatures: every published vector, and the order that never matters.

use std::collections::BTreeMap;

use itemget::sign::{SignMethod, explain, sign};
use itemget::{AppSecret, Params};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Vector {
    name: String,
    secret: String,
    sign_method: String,
    path_prefix: String,
    params: BTreeMap<String, String>,
    signed_text: String,
    sign: String,
}

fn vectors(dialect: &str) -> Vec<Vector> {
    let path = format!("../../fixtures/signatures/{dialect}.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn every_published_vector_reproduces() {
    let mut wrong = Vec::new();
    let mut reproduced = 0;
    for vector in ["iop", "top", "item-get"].iter().flat_map(|dialect| vectors(dialect)) {
        let method: SignMethod = vector.sign_method.parse().unwrap();
        let pairs = vector.params.iter().map(|(name, value)| (&**name, &**value));
        let secret = AppSecret::new(vector.secret.as_str());
        let explained = explain(method, &vector.path_prefix, pairs, &secret);
        let shown = match method {
            SignMethod::Md5Wrap => format!("***{}***", vector.signed_text),
            SignMethod::TutorialMd5 => format!("{}&app_secret=***", vector.signed_text),
            _ => vector.signed_text.clone(),
        };
        if (&explained.signed_text, &explained.signature) == (&shown, &vector.sign) {
            reproduced += 1;
        } else {
            wrong.push(format!(
                "{}:\n  signed   {}\n  expected {shown}\n  sign     {}\n  expected {}",
                vector.name, explained.signed_text, explained.signature, vector.sign
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(reproduced >= 18, "only {reproduced} vectors were found");
}

fn any_method() -> impl Strategy<Value = SignMethod> {
    prop::sample::select(SignMethod::ALL.as_slice())
}

/// Names and values of every kind, with names that differ in case alone among them.
fn any_params() -> impl Strategy<Value = BTreeMap<String, String>> {
    prop::collection::btree_map("[A-Za-z_]{1,6}|\\PC{1,4}", "\\PC{1,12}", 0..12)
}

proptest! {
    #[test]
    fn the_order_of_insertion_never_matters(
        method in any_method(),
        api in "/?[a-z./]{1,20}",
        (sorted, shuffled) in any_params().prop_flat_map(|params| {
            let pairs: Vec<_> = params.into_iter().collect();
            (Just(pairs.clone()), Just(pairs).prop_shuffle())
        }),
    ) {
        let secret = AppSecret::new("helloworld");
        let signed = |pairs: &[(String, String)]| {
            let pairs = pairs.iter().map(|(name, value)| (&**name, &**value));
            sign(method, &api, pairs, &secret)
        };
        prop_assert_eq!(signed(&sorted), signed(&shuffled));
        let params: Params = shuffled.into_iter().collect();
        prop_assert_eq!(sign(method, &api, params.iter(), &secret), signed(&sorted));
    }

    #[test]
    fn a_signature_is_hex_and_the_shown_text_never_holds_the_secret(
        method in any_method(), params in any_params(),
    ) {
        let secret = AppSecret::new("planted-secret-of-this-test");
        let pairs = params.iter().map(|(name, value)| (&**name, &**value));
        let explained = explain(method, "/a", pairs, &secret);
        let upper_hex = |c: char| c.is_ascii_digit() || ('A'..='F').contains(&c);
        prop_assert!(explained.signature.chars().all(upper_hex));
        let length = match method {
            SignMethod::Sha256 | SignMethod::HmacSha256 => 64,
            _ => 32,
        };
        prop_assert_eq!(explained.signature.len(), length);
        prop_assert!(!explained.signed_text.contains("planted"));
    }
}
