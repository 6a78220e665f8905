//! Which shape an answer has: readers of the platform disagree on what `simplify=true` does.

use std::fmt;
use std::str::FromStr;

use crate::shape::Shape;

/// How the sandbox heeds `simplify=true`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReplyProfile {
    /// `simplify=true` takes off the envelope and the lists' wrappers, as the official
    /// Java SDK reads it.
    #[default]
    Platform,
    /// `simplify=true` changes nothing: what `ae_sdk` reads, which sends it always.
    Wrapped,
    /// `simplify=true` takes off the lists' wrappers and leaves the envelope.
    Hybrid,
    /// Every answer is as the documentation prints it.
    Documentation,
}

impl ReplyProfile {
    const ALL: [(&'static str, Self); 4] = [
        ("platform", Self::Platform),
        ("wrapped", Self::Wrapped),
        ("hybrid", Self::Hybrid),
        ("documentation", Self::Documentation),
    ];

    pub(crate) fn shape(self, simplify: bool) -> Shape {
        match (self, simplify) {
            (Self::Documentation, _) => Shape::Documentation,
            (Self::Platform, true) => Shape::Simplified,
            (Self::Hybrid, true) => Shape::Hybrid,
            (Self::Wrapped, true) | (_, false) => Shape::Wrapped,
        }
    }
}

/// A text that names no profile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not one of `platform`, `wrapped`, `hybrid` and `documentation`")]
pub struct ParseReplyProfileError(String);

impl FromStr for ReplyProfile {
    type Err = ParseReplyProfileError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|(name, _)| *name == text);
        found
            .map(|(_, profile)| profile)
            .ok_or_else(|| ParseReplyProfileError(text.to_owned()))
    }
}

impl fmt::Display for ReplyProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = Self::ALL.into_iter().find(|(_, profile)| profile == self);
        f.write_str(named.expect("every profile is in the list").0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_has_a_name_and_two_shapes() {
        for (name, plain, simplified) in [
            ("platform", Shape::Wrapped, Shape::Simplified),
            ("wrapped", Shape::Wrapped, Shape::Wrapped),
            ("hybrid", Shape::Wrapped, Shape::Hybrid),
            ("documentation", Shape::Documentation, Shape::Documentation),
        ] {
            let profile = name.parse::<ReplyProfile>().unwrap();
            assert_eq!(profile.to_string(), name);
            assert_eq!(profile.shape(false), plain, "{name}");
            assert_eq!(profile.shape(true), simplified, "{name}");
        }
        assert!("simple".parse::<ReplyProfile>().is_err());
    }
}
