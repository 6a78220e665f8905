//! Which of the platform's APIs to ask, by the names that users write.

use std::fmt;
use std::str::FromStr;

use itemget::Source;

/// An API to ask for an item, by its name here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum SourceName {
    /// Whichever fits what is allowed.
    #[default]
    Auto,
    /// `aliexpress.ds.product.get`.
    Dropship,
    /// `aliexpress.affiliate.productdetail.get`.
    Affiliate,
    /// The tutorials' `api.item.get`.
    ItemGet,
}

impl SourceName {
    /// All names.
    pub(crate) const ALL: [Self; 4] =
        [Self::Auto, Self::Dropship, Self::Affiliate, Self::ItemGet];

    /// The SDK's word for it.
    pub(crate) fn source(self) -> Source {
        match self {
            Self::Auto => Source::Auto,
            Self::Dropship => Source::Dropship,
            Self::Affiliate => Source::Affiliate,
            Self::ItemGet => Source::ItemGet,
        }
    }

    /// The name.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Dropship => "dropship",
            Self::Affiliate => "affiliate",
            Self::ItemGet => "item-get",
        }
    }
}

impl fmt::Display for SourceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text that should name a source and does not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is no source: there are `auto`, `dropship`, `affiliate` and `item-get`"
)]
pub(crate) struct ParseSourceError {
    pub(crate) text: String,
}

impl FromStr for SourceName {
    type Err = ParseSourceError;

    fn from_str(text: &str) -> Result<Self, ParseSourceError> {
        let named = Self::ALL.into_iter().find(|source| source.as_str() == text);
        named.ok_or_else(|| ParseSourceError { text: text.chars().take(40).collect() })
    }
}
