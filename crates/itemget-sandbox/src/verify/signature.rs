//! The signature itself: which text is signed, and with what (protocol 2.3, 1.1 and 3).

use std::borrow::Cow;

use hmac::{Hmac, KeyInit as _, Mac as _};
use md5::{Digest as _, Md5};
use sha2::Sha256;

use crate::verify::received::{Received, SignDialect};

/// What makes a signature of a text and a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hash {
    HmacSha256,
    HmacMd5,
    /// The text between two secrets.
    Md5Wrap,
    /// The tutorial's: the secret as one more pair.
    Md5AppSecret,
    /// Not the platform's; the documents' `hex(sha256(…))` leads people here.
    Sha256,
    Sha256Wrap,
    Md5,
}

impl Hash {
    /// The hash a `sign_method` parameter names.
    pub(crate) fn from_wire(sign_method: &str) -> Option<Self> {
        match sign_method {
            "sha256" | "hmac-sha256" => Some(Self::HmacSha256),
            "hmac" => Some(Self::HmacMd5),
            "md5" => Some(Self::Md5Wrap),
            _ => None,
        }
    }

    /// The signature, in upper-case hex.
    pub(crate) fn sign(self, text: &str, secret: &str) -> String {
        hex::encode_upper(self.bytes(text, secret))
    }

    /// The text as it is signed, with `***` wherever the secret stands: where this hash
    /// puts it, and where a parameter happens to hold it.
    pub(crate) fn shown(self, text: &str, secret: &str) -> String {
        let masked = || match secret {
            "" => text.to_owned(),
            secret => text.replace(secret, "***"),
        };
        match self {
            Self::HmacSha256 | Self::HmacMd5 | Self::Sha256 | Self::Md5 => masked(),
            Self::Md5Wrap | Self::Sha256Wrap => format!("***{}***", masked()),
            Self::Md5AppSecret => format!("{}&app_secret=***", masked()),
        }
    }

    fn bytes(self, text: &str, secret: &str) -> Vec<u8> {
        let wrapped = || format!("{secret}{text}{secret}");
        match self {
            Self::HmacSha256 => Hmac::<Sha256>::new_from_slice(secret.as_bytes())
                .expect("HMAC takes a key of any length")
                .chain_update(text)
                .finalize()
                .into_bytes()
                .to_vec(),
            Self::HmacMd5 => Hmac::<Md5>::new_from_slice(secret.as_bytes())
                .expect("HMAC takes a key of any length")
                .chain_update(text)
                .finalize()
                .into_bytes()
                .to_vec(),
            Self::Md5Wrap => Md5::digest(wrapped()).to_vec(),
            Self::Md5AppSecret => {
                Md5::digest(format!("{text}&app_secret={secret}")).to_vec()
            }
            Self::Sha256 => Sha256::digest(text).to_vec(),
            Self::Sha256Wrap => Sha256::digest(wrapped()).to_vec(),
            Self::Md5 => Md5::digest(text).to_vec(),
        }
    }
}

/// How names and values become one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Join {
    /// `k1v1k2v2`
    Bare,
    /// `k1=v1&k2=v2`
    Pairs,
    /// `k1=v1k2=v2`
    Equals,
}

/// Everything a signature depends on, but the secret.
#[derive(Debug, Clone)]
pub(crate) struct Recipe<'a> {
    pub(crate) prefix: Cow<'a, str>,
    /// In the order they are joined.
    pub(crate) pairs: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    pub(crate) join: Join,
    pub(crate) hash: Hash,
}

impl Recipe<'_> {
    /// What the platform computes for a request: all that came but `sign`, sorted by byte.
    pub(crate) fn of(received: &Received, hash: Hash) -> Recipe<'_> {
        let (prefix, join) = match received.dialect() {
            SignDialect::Iop => (received.path_prefix(), Join::Bare),
            SignDialect::ItemGet => ("", Join::Pairs),
        };
        let pairs = received.params().iter().filter(|(name, _)| *name != "sign");
        Recipe {
            prefix: Cow::Borrowed(prefix),
            pairs: pairs
                .map(|(name, value)| (name.as_str().into(), value.as_str().into()))
                .collect(),
            join,
            hash,
        }
    }

    /// The text that is signed, before the secret is brought in.
    pub(crate) fn text(&self) -> String {
        let (between, equals) = match self.join {
            Join::Bare => ("", ""),
            Join::Pairs => ("&", "="),
            Join::Equals => ("", "="),
        };
        let mut text = String::from(&*self.prefix);
        for (position, (name, value)) in self.pairs.iter().enumerate() {
            if position > 0 {
                text.push_str(between);
            }
            text.push_str(name);
            text.push_str(equals);
            text.push_str(value);
        }
        text
    }

    pub(crate) fn sign(&self, secret: &str) -> String {
        self.hash.sign(&self.text(), secret)
    }
}

/// Every recipe the platform takes for a request: blank values may be signed or left out
/// (official SDKs do either), and an md5 signature of a system call may leave out the path.
pub(crate) fn accepted(received: &Received, hash: Hash) -> Vec<Recipe<'_>> {
    let whole = Recipe::of(received, hash);
    let mut recipes = vec![whole.clone()];
    // The tutorial's script keeps blanks; its rule has no other reading.
    if received.dialect() == SignDialect::Iop {
        let mut blankless = whole;
        blankless.pairs.retain(|(name, value)| !name.is_empty() && !value.is_empty());
        recipes.push(blankless);
        if hash == Hash::Md5Wrap && !recipes[0].prefix.is_empty() {
            for mut bare in recipes.clone() {
                bare.prefix = Cow::Borrowed("");
                recipes.push(bare);
            }
        }
    }
    recipes
}

/// Whether `sign` is a signature the platform takes for this request.
pub(crate) fn matches(received: &Received, hash: Hash, secret: &str, sign: &str) -> bool {
    accepted(received, hash).iter().any(|recipe| recipe.sign(secret) == sign)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[derive(serde::Deserialize)]
    struct Vector {
        name: String,
        secret: String,
        sign_method: String,
        path_prefix: String,
        params: BTreeMap<String, String>,
        signed_text: String,
        sign: String,
    }

    fn received(vector: &Vector) -> Received {
        let path = format!("/rest{}", vector.path_prefix);
        Received::new(&path, vector.params.clone())
    }

    #[test]
    fn the_published_vectors_reproduce() {
        let files = [
            include_str!("../../../../fixtures/signatures/iop.json"),
            include_str!("../../../../fixtures/signatures/top.json"),
        ];
        for file in files {
            for vector in serde_json::from_str::<Vec<Vector>>(file).unwrap() {
                let hash = Hash::from_wire(&vector.sign_method).unwrap();
                let received = received(&vector);
                let recipe = Recipe::of(&received, hash);
                assert_eq!(recipe.text(), vector.signed_text, "{}", vector.name);
                assert_eq!(recipe.sign(&vector.secret), vector.sign, "{}", vector.name);
                assert!(matches(&received, hash, &vector.secret, &vector.sign));
                assert!(!matches(&received, hash, "another", &vector.sign));
            }
        }
    }

    #[test]
    fn the_tutorials_vector_reproduces() {
        let file = include_str!("../../../../fixtures/signatures/item-get.json");
        for vector in serde_json::from_str::<Vec<Vector>>(file).unwrap() {
            let received = received(&vector).in_dialect(SignDialect::ItemGet);
            let recipe = Recipe::of(&received, Hash::Md5AppSecret);
            assert_eq!(recipe.text(), vector.signed_text, "{}", vector.name);
            assert_eq!(recipe.sign(&vector.secret), vector.sign, "{}", vector.name);
        }
    }

    #[test]
    fn blanks_may_be_signed_or_left_out() {
        let params = [("b", ""), ("a", "1"), ("sign_method", "sha256")];
        let received = Received::new("/sync", params);
        for text in ["a1bsign_methodsha256", "a1sign_methodsha256"] {
            let sign = Hash::HmacSha256.sign(text, "s");
            assert!(matches(&received, Hash::HmacSha256, "s", &sign), "{text}");
        }
    }

    #[test]
    fn only_md5_may_leave_the_path_out() {
        let received = Received::new("/auth/token/create", [("code", "1")]);
        for (hash, accepted) in [(Hash::Md5Wrap, true), (Hash::HmacSha256, false)] {
            let sign = hash.sign("code1", "s");
            assert_eq!(matches(&received, hash, "s", &sign), accepted, "{hash:?}");
        }
    }
}
