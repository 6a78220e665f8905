//! Tokens with which programs ask the service: what they allow, how they are made, and how
//! one is told from a guess.
//!
//! A token is 256 bits of chance. What is kept is its SHA-256: a slow digest, as for
//! passwords, is there to make guessing dear, and nobody guesses 256 bits.

use std::fmt;
use std::str::FromStr;

use itemget_history::Moment;
use itemget_store::{ApiTokenId, Store, StoreError};
use sha2::{Digest as _, Sha256};

/// What a token allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Scope {
    /// To look things up, which may cost calls.
    Read,
    /// To change what is followed and told.
    Track,
    /// Everything, tokens and channels included.
    Admin,
}

/// What tokens of ours begin with: so that one that went astray is known for what it is.
const PREFIX: &str = "itemget_";
/// How many letters follow: 32 bytes in hexadecimal.
const LETTERS: usize = 64;

impl Scope {
    pub(crate) const ALL: [Self; 3] = [Self::Read, Self::Track, Self::Admin];

    /// Its word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Track => "track",
            Self::Admin => "admin",
        }
    }

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A text that should be a scope and is not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("read, track, admin")]
pub(crate) struct ParseScopeError;

impl FromStr for Scope {
    type Err = ParseScopeError;

    fn from_str(text: &str) -> Result<Self, ParseScopeError> {
        Self::ALL.into_iter().find(|it| it.word() == text).ok_or(ParseScopeError)
    }
}

/// The scopes of a token, a bit each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Scopes(u8);

impl Scopes {
    /// These.
    pub(crate) fn of(scopes: impl IntoIterator<Item = Scope>) -> Self {
        Self(scopes.into_iter().fold(0, |all, scope| all | scope.bit()))
    }

    /// Whether they allow this. Who may do everything may do each thing.
    pub(crate) fn allow(self, scope: Scope) -> bool {
        self.has(scope) || self.has(Scope::Admin)
    }

    fn has(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }

    /// As they are kept; words of a newer program are not read.
    pub(crate) fn read(text: &str) -> Self {
        Self::of(text.split(' ').filter_map(|word| word.parse().ok()))
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let own = Scope::ALL.into_iter().filter(|it| self.has(*it));
        let words: Vec<&str> = own.map(Scope::word).collect();
        f.write_str(&words.join(" "))
    }
}

/// The text of a token. It is told once, when it is made.
pub(crate) struct TokenText(String);

impl TokenText {
    /// A token of these bytes, which come from chance.
    pub(crate) fn of(chance: [u8; 32]) -> Self {
        Self(format!("{PREFIX}{}", hex::encode(chance)))
    }

    /// What can be one; anything else is not worth a question to the store.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let letters = text.strip_prefix(PREFIX)?;
        let is_one =
            letters.len() == LETTERS && letters.bytes().all(|b| b.is_ascii_hexdigit());
        is_one.then(|| Self(text.to_owned()))
    }

    /// The text itself, to be told.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub(crate) fn digest(&self) -> String {
        hex::encode(self.sum())
    }

    /// The same, as bytes.
    pub(crate) fn sum(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

impl fmt::Debug for TokenText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenText(…)")
    }
}

/// Who asks with a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) id: ApiTokenId,
    pub(crate) scopes: Scopes,
}

/// Who asks with this text. The store is asked for the digest, of which nothing can be
/// learned a letter at a time, and the comparison takes as long wherever they differ.
pub(crate) async fn known(
    store: &Store,
    text: &TokenText,
) -> Result<Option<Known>, StoreError> {
    let digest = text.digest();
    let found = store.api_token(&digest).await?;
    Ok(found
        .filter(|kept| is_same(kept.digest.as_bytes(), digest.as_bytes()))
        .map(|kept| Known { id: kept.id, scopes: Scopes::read(&kept.scopes) }))
}

/// Makes a token and keeps its digest.
pub(crate) async fn create(
    store: &Store,
    name: &str,
    scopes: &Scopes,
    chance: [u8; 32],
    now: Moment,
) -> Result<(ApiTokenId, TokenText), StoreError> {
    let text = TokenText::of(chance);
    let id = store.add_api_token(name, &text.digest(), &scopes.to_string(), now).await?;
    Ok((id, text))
}

/// Whether two texts are the same; takes as long wherever they differ.
pub(crate) fn is_same(one: &[u8], other: &[u8]) -> bool {
    let differing = one.iter().zip(other).fold(0, |all, (a, b)| all | (a ^ b));
    one.len() == other.len() && std::hint::black_box(differing) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_long_and_is_never_shown() {
        let token = TokenText::of([7; 32]);
        assert_eq!(token.expose().len(), PREFIX.len() + LETTERS);
        assert!(!format!("{token:?}").contains("07"));
        assert_eq!(token.digest().len(), 64);
        assert!(!token.digest().contains(&"07".repeat(8)));
        let again = TokenText::read(token.expose()).unwrap();
        assert_eq!(again.digest(), token.digest());
    }

    #[test]
    fn what_cannot_be_a_token_is_none() {
        let right = TokenText::of([7; 32]).expose().to_owned();
        for text in ["", "itemget_", &right[1..], &right[..right.len() - 1]] {
            assert!(TokenText::read(text).is_none(), "{text}");
        }
        assert!(TokenText::read(&format!("{right}0")).is_none());
        assert!(TokenText::read(&right.replace("07", "0g")).is_none());
    }

    #[test]
    fn a_scope_allows_itself_and_admin_allows_all() {
        let track = Scopes::read("track nonsense");
        assert_eq!(track.to_string(), "track");
        assert!(track.allow(Scope::Track));
        assert!(!track.allow(Scope::Read));
        assert!(Scopes::of([Scope::Admin]).allow(Scope::Read));
        assert!(!Scopes::default().allow(Scope::Read));
        assert_eq!("write".parse::<Scope>(), Err(ParseScopeError));
    }

    #[test]
    fn only_what_is_the_same_is_the_same() {
        for (one, other, expected) in [
            ("ab", "ab", true),
            ("ab", "ac", false),
            ("ab", "abc", false),
            ("", "", true),
        ] {
            assert_eq!(is_same(one.as_bytes(), other.as_bytes()), expected);
        }
    }
}
