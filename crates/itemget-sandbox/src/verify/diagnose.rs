//! Why is this signature refused? Tries the mistakes people make until one gives the
//! signature that came.

use std::borrow::Cow;

use crate::verify::received::{Received, SignDialect};
use crate::verify::rules::BrokenRule;
use crate::verify::signature::{self, Hash, Recipe};
use crate::verify::tweaks;

/// What a look at a signed request found. Shows no secret: where the signed text holds it,
/// `***` stands.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnosis {
    /// Whether the platform would take the signature.
    pub matches: bool,
    /// The rule that was most likely broken, if one was.
    pub rule: Option<BrokenRule>,
    /// The text the platform signs for this request.
    pub signed_text: String,
    /// The signature the platform computes for this request.
    pub expected: String,
    /// The text the client seems to have signed instead, where a broken rule explains it.
    pub their_text: Option<String>,
}

/// How much may be hashed to explain one refusal.
const HASHED_BYTES: usize = 8 << 20;

/// Looks at a request as the platform would, and finds out which rule of signing it broke.
///
/// `secret` is the app's secret; nothing in the answer contains it.
#[must_use]
pub fn diagnose(received: &Received, secret: &str) -> Diagnosis {
    let hash = match hash_of(received) {
        Ok(hash) => hash,
        // The documents' own method is what an unknown one is measured by.
        Err(rule) => {
            return found(&Recipe::of(received, Hash::HmacSha256), secret, rule, None);
        }
    };
    let right = Recipe::of(received, hash);
    let Some(sign) = received.param("sign") else {
        return found(&right, secret, BrokenRule::NotSigned, None);
    };
    if signature::matches(received, hash, secret, sign) {
        return Diagnosis {
            matches: true,
            rule: None,
            signed_text: hash.shown(&right.text(), secret),
            expected: right.sign(secret),
            their_text: None,
        };
    }
    let recipes = signature::accepted(received, hash);
    if recipes.iter().any(|recipe| recipe.sign(secret).eq_ignore_ascii_case(sign)) {
        return found(&right, secret, BrokenRule::LowerCaseHex, None);
    }
    for secret_as_stored in [
        Cow::Owned(format!("{secret}\n")),
        format!("{secret}\r\n").into(),
        format!("{secret} ").into(),
        format!("{secret}&").into(),
        format!("\"{secret}\"").into(),
        secret.trim().into(),
    ] {
        if right.sign(&secret_as_stored).eq_ignore_ascii_case(sign) {
            return found(&right, secret, BrokenRule::SecretWithExtras, None);
        }
    }
    // A picture in a parameter is long: then only the likelier mistakes are worth trying.
    let tries = (HASHED_BYTES / right.text().len().max(1)).max(30);
    for (rule, theirs) in tweaks::mistakes(received, &right).take(tries) {
        if theirs.sign(secret).eq_ignore_ascii_case(sign) {
            return found(&right, secret, rule, Some(&theirs));
        }
    }
    found(&right, secret, BrokenRule::SecretOrUnknown, None)
}

/// The hash a request says it is signed with.
fn hash_of(received: &Received) -> Result<Hash, BrokenRule> {
    match received.dialect() {
        SignDialect::ItemGet => Ok(Hash::Md5AppSecret),
        SignDialect::Iop => {
            let named = received.param("sign_method").unwrap_or_default();
            Hash::from_wire(named)
                .ok_or_else(|| BrokenRule::SignMethodUnknown(named.to_owned()))
        }
    }
}

fn found(
    right: &Recipe<'_>,
    secret: &str,
    rule: BrokenRule,
    theirs: Option<&Recipe<'_>>,
) -> Diagnosis {
    Diagnosis {
        matches: false,
        rule: Some(rule),
        signed_text: right.hash.shown(&right.text(), secret),
        expected: right.sign(secret),
        their_text: theirs.map(|recipe| recipe.hash.shown(&recipe.text(), secret)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "helloworld";

    const PARAMS: [(&str, &str); 6] = [
        ("app_key", "12345678"),
        ("keyWord", "usb c & é"),
        ("method", "aliexpress.ds.text.search"),
        ("pageSize", "20"),
        ("page_no", "1"),
        ("timestamp", "1517820392000"),
    ];

    fn sha256(text: &str) -> String {
        Hash::HmacSha256.sign(text, SECRET)
    }

    fn sent(path: &str, sign_method: &str, sign: &str) -> Received {
        let signature = [("sign_method", sign_method), ("sign", sign)];
        Received::new(path, PARAMS.into_iter().chain(signature))
    }

    fn rule(received: &Received) -> BrokenRule {
        let diagnosis = diagnose(received, SECRET);
        let shown = format!("{diagnosis:?} {}", diagnosis.rule.as_ref().unwrap());
        assert!(!shown.contains(SECRET), "{shown}");
        assert!(!diagnosis.matches);
        diagnosis.rule.unwrap()
    }

    /// `app_key…timestamp…`, with what a client put in place of the right text.
    fn text(change: (&str, &str)) -> String {
        let right = "app_key12345678keyWordusb c & émethodaliexpress.ds.text.search\
            pageSize20page_no1sign_methodsha256timestamp1517820392000";
        assert!(right.contains(change.0), "{change:?}");
        right.replace(change.0, change.1)
    }

    #[test]
    fn each_mistake_is_called_by_its_name() {
        let unsent = |names: &[&str], value: &str| BrokenRule::UnsentParameters {
            names: names.iter().map(|&name| name.to_owned()).collect(),
            value: value.to_owned(),
        };
        let unsigned = |name: &str| BrokenRule::UnsignedParameters(vec![name.to_owned()]);
        for (change, expected) in [
            (("usb c & é", "usb%20c%20%26%20%C3%A9"), BrokenRule::UrlEncodedValues),
            (("usb c & é", "usb+c+%26+%C3%A9"), BrokenRule::UrlEncodedValues),
            (("pageSize20page_no1", "page_no1pageSize20"), BrokenRule::LocaleSort),
            (("methodaliexpress.ds.text.search", ""), unsigned("method")),
            (("sign_methodsha256", ""), unsigned("sign_method")),
            (("pageSize", "pageSize20page_no1session"), BrokenRule::SecretOrUnknown),
            (
                ("sign_method", "sessionundefinedsign_method"),
                unsent(&["session"], "undefined"),
            ),
            (
                ("sign_methodsha256", "sign_methodsha256sortNonetarget_currencyNone"),
                unsent(&["target_currency", "sort"], "None"),
            ),
            (("timestamp1517820392000", "timestamp1517820392"), {
                BrokenRule::OtherTimestamp("1517820392".to_owned())
            }),
            (("sign_method", "signsign_method"), BrokenRule::SignSigned),
            (("app_key1", "/syncapp_key1"), BrokenRule::PathNotAsked("/sync".to_owned())),
        ] {
            let received = sent("/sync", "sha256", &sha256(&text(change)));
            assert_eq!(rule(&received), expected, "{change:?}");
        }
    }

    #[test]
    fn joined_pairs_are_told_from_the_tutorials_rule() {
        let joined = "app_key=12345678&keyWord=usb c & é&method=aliexpress.ds.text.search\
            &pageSize=20&page_no=1&sign_method=sha256&timestamp=1517820392000";
        let received = sent("/sync", "sha256", &sha256(joined));
        assert_eq!(rule(&received), BrokenRule::JoinedPairs);
        let tutorial = Hash::Md5AppSecret.sign(joined, SECRET);
        let received = sent("/sync", "sha256", &tutorial);
        assert_eq!(rule(&received), BrokenRule::TutorialRule);
    }

    #[test]
    fn another_hash_and_another_case_are_told() {
        let right = text(("", ""));
        for (sign, expected) in [
            (sha256(&right).to_lowercase(), BrokenRule::LowerCaseHex),
            (
                Hash::Md5Wrap.sign(&right, SECRET),
                BrokenRule::OtherHash { used: "MD5 between two secrets" },
            ),
            (
                Hash::Sha256.sign(&right, SECRET),
                BrokenRule::OtherHash { used: "plain SHA-256" },
            ),
            (
                Hash::HmacSha256.sign(&right, "helloworld\r\n"),
                BrokenRule::SecretWithExtras,
            ),
            (Hash::HmacSha256.sign(&right, "another"), BrokenRule::SecretOrUnknown),
            (String::new(), BrokenRule::NotSigned),
        ] {
            assert_eq!(rule(&sent("/sync", "sha256", &sign)), expected, "{sign}");
        }
        let unknown = rule(&sent("/sync", "sha1", "x"));
        assert_eq!(unknown, BrokenRule::SignMethodUnknown("sha1".to_owned()));
    }

    #[test]
    fn a_paths_place_is_known() {
        let path = "/rest/auth/token/create";
        let params = |sign: &str| {
            let params = [("code", "3_x"), ("sign_method", "sha256"), ("sign", sign)];
            Received::new(path, params)
        };
        let missing = params(&sha256("code3_xsign_methodsha256"));
        assert_eq!(rule(&missing), BrokenRule::PathMissing);
        let whole_path = params(&sha256(&format!("{path}code3_xsign_methodsha256")));
        assert_eq!(rule(&whole_path), BrokenRule::PathNotAsked(path.to_owned()));
    }

    #[test]
    fn the_tutorials_endpoint_has_its_own_rule() {
        let path = "/openapi/param2/2/portals.open/api.item.get";
        let right = "app_key=1&productId=2&timestamp=3";
        let params = |sign: &str| {
            let pairs = [("app_key", "1"), ("productId", "2"), ("timestamp", "3")];
            Received::new(path, pairs.into_iter().chain([("sign", sign)]))
        };
        let accepted = diagnose(&params(&Hash::Md5AppSecret.sign(right, SECRET)), SECRET);
        assert!(accepted.matches);
        assert_eq!(accepted.signed_text, format!("{right}&app_secret=***"));
        let platform = params(&sha256("app_key1productId2timestamp3"));
        assert_eq!(rule(&platform), BrokenRule::PlatformRule);
        let unsent = Hash::Md5AppSecret
            .sign("app_key=1&fields=None&productId=2&timestamp=3", SECRET);
        let expected = BrokenRule::UnsentParameters {
            names: vec!["fields".to_owned()],
            value: "None".to_owned(),
        };
        assert_eq!(rule(&params(&unsent)), expected);
    }

    #[test]
    fn a_secret_in_the_text_is_not_shown() {
        let wrapped = sent("/sync", "md5", "x");
        let shown = diagnose(&wrapped, SECRET).signed_text;
        assert!(shown.starts_with("***app_key") && shown.ends_with("***"), "{shown}");
        let leaking =
            Received::new("/x", [("secret", SECRET), ("sign_method", "sha256")]);
        assert_eq!(diagnose(&leaking, SECRET).signed_text, "secret***sign_methodsha256");
    }

    #[test]
    fn a_long_value_is_diagnosed_in_bounded_work() {
        let picture = "A".repeat(1 << 20);
        let params =
            [("param0", picture.as_str()), ("sign_method", "sha256"), ("sign", "x")];
        let received = Received::new("/sync", params);
        assert_eq!(rule(&received), BrokenRule::SecretOrUnknown);
    }
}
