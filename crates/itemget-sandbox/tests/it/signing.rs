//! What is signed by somebody else's few lines is accepted here, whatever it is.

use itemget_sandbox::{Received, diagnose};
use proptest::prelude::{Strategy, proptest};
use proptest::{collection, prop_assert, prop_assert_eq};

use crate::wire::{Params, hmac_sha256};

fn params() -> impl Strategy<Value = Params> {
    let name = "[A-Za-z_][A-Za-z0-9_]{0,12}";
    let value = "[ -~]{0,20}|\\PC{0,8}|";
    collection::btree_map(name, value, 0..12)
}

proptest! {
    #[test]
    fn random_parameters_signed_elsewhere_are_accepted(
        mut params in params(),
        secret in "[!-~]{1,40}",
        system in proptest::bool::ANY,
        rotation in 0usize..12,
    ) {
        params.remove("method");
        params.insert("sign_method".to_owned(), "sha256".to_owned());
        let (path, prefix) = match system {
            true => ("/rest/auth/token/create", "/auth/token/create"),
            false => ("/sync", ""),
        };
        params.remove("sign");
        let sign = hmac_sha256(prefix, &params, &secret);
        params.insert("sign".to_owned(), sign.clone());
        let mut shuffled: Vec<(String, String)> = params.into_iter().collect();
        let length = shuffled.len();
        shuffled.rotate_left(rotation % length);
        let diagnosis = diagnose(&Received::new(path, shuffled.clone()), &secret);
        prop_assert!(diagnosis.matches, "{:?}", diagnosis);
        prop_assert_eq!(&diagnosis.expected, &sign);
        shuffled.reverse();
        prop_assert_eq!(diagnose(&Received::new(path, shuffled), &secret), diagnosis);
    }
}
