//! A text that is never shown: an address that is a password, a token, a key.

use std::fmt;

use zeroize::Zeroizing;

/// A text that is never shown, and is wiped when it is dropped.
///
/// Addresses of robots are such: who has one can write to its group.
#[derive(Clone, PartialEq, Eq)]
pub struct Hidden(Zeroizing<String>);

impl Hidden {
    /// Takes the text over.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text itself: for signing and sending, never for showing.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hidden(…)")
    }
}
