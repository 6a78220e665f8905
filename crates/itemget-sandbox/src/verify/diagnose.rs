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
    let tries = (HASHED_BYTES / right.text().len().max(1)).max(200);
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
