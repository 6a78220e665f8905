//! The rules of signing that get broken, each with a sentence for whoever broke it.

use std::fmt;

/// Why a signature is refused. Its `Display` is a sentence for the developer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BrokenRule {
    /// There is no `sign`.
    NotSigned,
    /// `sign_method` is missing or names no method of the platform.
    SignMethodUnknown(String),
    /// Right, but in lower-case hex.
    LowerCaseHex,
    /// The secret was used with a line end, a blank, quotes or `&` around it.
    SecretWithExtras,
    /// Names were sorted by a locale or without regard to case.
    LocaleSort,
    /// Names were not sorted.
    NotSorted,
    /// These were signed with this value, but never sent.
    UnsentParameters {
        /// Names of the parameters that were signed and not sent.
        names: Vec<String>,
        /// The value each was signed with: mostly `undefined` or `None`.
        value: String,
    },
    /// These were sent, but not signed.
    UnsignedParameters(Vec<String>),
    /// Values were signed in their URL-encoded form.
    UrlEncodedValues,
    /// Pairs were joined with `=` or `&`.
    JoinedPairs,
    /// The tutorial's `k=v&…&app_secret=` was used where the platform's rule holds.
    TutorialRule,
    /// The platform's rule was used at the tutorial's endpoint.
    PlatformRule,
    /// A system API's path is missing before the parameters.
    PathMissing,
    /// Something stands before the parameters that should not.
    PathNotAsked(String),
    /// Another hash was used than `sign_method` (or the dialect) says.
    OtherHash {
        /// What was used.
        used: &'static str,
    },
    /// The timestamp was signed in seconds, or otherwise than it was sent.
    OtherTimestamp(String),
    /// `sign` itself was in the signed text.
    SignSigned,
    /// Nothing known explains it: most often the secret is another one.
    SecretOrUnknown,
}

impl fmt::Display for BrokenRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSigned => f.write_str("no `sign` parameter was sent"),
            Self::SignMethodUnknown(named) if named.is_empty() => f.write_str(
                "no `sign_method` was sent; send `sha256`, which means HMAC-SHA256",
            ),
            Self::SignMethodUnknown(named) => write!(
                f,
                "`sign_method` is `{named}`; the platform knows `sha256`, `hmac-sha256`, `hmac` and `md5`"
            ),
            Self::LowerCaseHex => {
                f.write_str("the signature is right but in lower-case hex; send it in upper case")
            }
            Self::SecretWithExtras => f.write_str(
                "the secret was used with something around it: a line end, a blank, quotes or `&`; trim it",
            ),
            Self::LocaleSort => f.write_str(
                "the names were sorted by a locale or without regard to case (localeCompare?); sort them by byte: upper case, then `_`, then lower case",
            ),
            Self::NotSorted => {
                f.write_str("the names were joined in the order they were sent; sort them by byte")
            }
            Self::UnsentParameters { names, value } => write!(
                f,
                "{} signed as `{value}` but never sent; leave unset parameters out before signing",
                were(names)
            ),
            Self::UnsignedParameters(names) => write!(
                f,
                "{} sent but not signed; every parameter is signed, but `sign` and files",
                were(names)
            ),
            Self::UrlEncodedValues => f.write_str(
                "the values were URL-encoded before they were signed; sign them raw and encode them on the wire only",
            ),
            Self::JoinedPairs => f.write_str(
                "names and values were joined with `=` or `&`; join them with nothing between",
            ),
            Self::TutorialRule => f.write_str(
                "the tutorial's MD5 of `k=v&…&app_secret=` was used; it signs only `api.item.get`",
            ),
            Self::PlatformRule => f.write_str(
                "the platform's own rule was used; the tutorial's endpoint wants the MD5 of `k=v&…&app_secret=`",
            ),
            Self::PathMissing => f.write_str(
                "the API's path is missing before the parameters; a name with `/` in it is signed as a prefix",
            ),
            Self::PathNotAsked(path) => write!(
                f,
                "`{path}` was signed before the parameters; a prefix is the API's path below `/rest`, and only of a name with `/` in it"
            ),
            Self::OtherHash { used } => write!(
                f,
                "{used} was used, which is not what `sign_method` says; `sha256` means HMAC-SHA256 with the secret as its key"
            ),
            Self::OtherTimestamp(signed) => write!(
                f,
                "the timestamp was signed as `{signed}` but sent otherwise; sign exactly what is sent"
            ),
            Self::SignSigned => {
                f.write_str("`sign` itself was in the signed text; sign everything but it")
            }
            Self::SecretOrUnknown => f.write_str(
                "no common mistake explains the signature: is it the secret of this app key, and are the values signed exactly as sent?",
            ),
        }
    }
}

/// "`a` was", "`a`, `b` were".
fn were(names: &[String]) -> String {
    let listed: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let verb = if names.len() == 1 { "was" } else { "were" };
    format!("{} {verb}", listed.join(", "))
}
