//! Whose API is asked, where it is one of two.

/// Whose API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    Dropship,
    Affiliate,
}

impl std::fmt::Display for Whose {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Dropship => "dropship",
            Self::Affiliate => "affiliate",
        })
    }
}

/// A text that should say whose and does not.
#[derive(Debug, thiserror::Error)]
#[error("dropship, affiliate")]
pub(super) struct ParseWhoseError;

impl std::str::FromStr for Whose {
    type Err = ParseWhoseError;

    fn from_str(text: &str) -> Result<Self, ParseWhoseError> {
        match text {
            "dropship" => Ok(Self::Dropship),
            "affiliate" => Ok(Self::Affiliate),
            _ => Err(ParseWhoseError),
        }
    }
}
