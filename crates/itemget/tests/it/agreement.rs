//! Two implementations of the signatures, written apart: this crate's and the sandbox's.

use std::collections::BTreeMap;

use itemget::AppSecret;
use itemget::sign::{SignMethod, explain};
use itemget_sandbox::{Received, SignDialect, diagnose};
use proptest::prelude::*;

/// How the sandbox is told of a request of each way to sign.
fn received(
    method: SignMethod,
    api: &str,
    params: &BTreeMap<String, String>,
    sign: &str,
) -> Received {
    let path = match (method, api.starts_with('/')) {
        (SignMethod::TutorialMd5, _) => {
            "/openapi/param2/2/portals.open/api.item.get".to_owned()
        }
        (_, true) => format!("/rest{api}"),
        (_, false) => "/sync".to_owned(),
    };
    let mut params = params.clone();
    params.insert("sign".to_owned(), sign.to_owned());
    let received = Received::new(&path, params);
    let dialect = match method {
        SignMethod::TutorialMd5 => SignDialect::ItemGet,
        _ => SignDialect::Iop,
    };
    received.in_dialect(dialect)
}

proptest! {
    #[test]
    fn the_sandbox_takes_every_signature(
        method in prop::sample::select(SignMethod::ALL.as_slice()),
        api in "/[a-z]{1,8}(/[a-z]{1,8}){0,2}|[a-z]{1,8}(\\.[a-z]{1,8}){1,3}",
        business in prop::collection::btree_map("[A-Za-z_][A-Za-z_0-9]{0,7}", "\\PC{1,16}", 0..10),
        secret in "\\PC{1,40}",
    ) {
        let mut params = business;
        params.remove("sign");
        params.remove("method");
        params.insert("app_key".to_owned(), "12345678".to_owned());
        params.insert("timestamp".to_owned(), "1517820392000".to_owned());
        if let Some(name) = method.wire_name() {
            params.insert("sign_method".to_owned(), name.to_owned());
            if !api.starts_with('/') {
                params.insert("method".to_owned(), api.clone());
            }
        }
        let pairs = params.iter().map(|(name, value)| (&**name, &**value));
        let ours = explain(method, &api, pairs, &AppSecret::new(secret.as_str()));
        let theirs = diagnose(&received(method, &api, &params, &ours.signature), &secret);
        prop_assert!(theirs.matches, "{theirs:#?}\n{ours:#?}");
    }
}

#[test]
fn the_sandbox_takes_no_other_signature() {
    let params = [("app_key", "12345678"), ("sign_method", "sha256"), ("method", "a.b")];
    let secret = AppSecret::new("helloworld");
    let right = explain(SignMethod::Sha256, "a.b", params, &secret).signature;
    let params = params.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let last = if right.ends_with('0') { '1' } else { '0' };
    let wrong = format!("{}{last}", &right[..63]);
    for (sign, expected) in [(&right, true), (&wrong, false)] {
        let received = received(SignMethod::Sha256, "a.b", &params, sign);
        assert_eq!(diagnose(&received, "helloworld").matches, expected, "{sign}");
    }
}
