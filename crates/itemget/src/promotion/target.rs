//! What a promotion link leads to: a product's page, or any other address.

use std::fmt;
use std::str::FromStr;

use percent_encoding::percent_decode_str;
use serde::{Serialize, Serializer};
use url::Url;

use crate::ids::ItemId;

/// An address to make a promotion link to.
///
/// ```
/// # use itemget::LinkTarget;
/// let by_id: LinkTarget = "1005008177221739".parse()?;
/// assert_eq!(by_id.to_string(), "https://www.aliexpress.com/item/1005008177221739.html");
/// # Ok::<(), itemget::LinkTargetError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkTarget {
    written: String,
    /// As it travels: addresses are joined by commas, so that it has none itself.
    sent: String,
}

/// Why a text is no address to make a link to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LinkTargetError {
    /// It is neither an id nor an address with `http` or `https`.
    #[error("`{text}` is neither a product id nor an address with `https://`")]
    NotAnAddress {
        /// Its start.
        text: String,
    },
    /// It holds a password, or a user's name.
    #[error("an address with a user's name or password in it is not sent anywhere")]
    Credentials,
    /// It is longer than any link: 8 KiB.
    #[error("a text of {length} bytes is no link")]
    TooLong {
        /// Its length in bytes.
        length: usize,
    },
}

/// The longest address that is sent, in bytes.
const LONGEST: usize = 8 * 1024;

impl LinkTarget {
    /// The page of an AliExpress product.
    pub fn item(id: ItemId) -> Self {
        let page = format!("https://www.aliexpress.com/item/{id}.html");
        Self { sent: page.clone(), written: page }
    }

    /// The address as it was given.
    pub fn as_written(&self) -> &str {
        &self.written
    }

    /// The address as it travels in `source_values`.
    pub(super) fn as_sent(&self) -> &str {
        &self.sent
    }

    /// Whether `other` is the same address once nothing in it is percent-encoded.
    pub(super) fn is_same(&self, other: &str) -> bool {
        let plain = |text| percent_decode_str(text).decode_utf8_lossy();
        plain(&self.sent) == plain(other)
    }
}

impl FromStr for LinkTarget {
    type Err = LinkTargetError;

    /// Reads an id, or an address of whatever site: whether a link is made to it is for the
    /// platform to say.
    fn from_str(text: &str) -> Result<Self, LinkTargetError> {
        let text = text.trim();
        if text.len() > LONGEST {
            return Err(LinkTargetError::TooLong { length: text.len() });
        }
        if let Ok(id) = text.parse() {
            return Ok(Self::item(id));
        }
        let bad = || {
            let start = text.chars().take(60).collect();
            LinkTargetError::NotAnAddress { text: start }
        };
        let scheme = ["https://", "http://"].iter().any(|it| text.starts_with(it));
        if !scheme || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(bad());
        }
        let url = Url::parse(text).ok().ok_or_else(bad)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(LinkTargetError::Credentials);
        }
        Ok(Self { written: text.to_owned(), sent: text.replace(',', "%2C") })
    }
}

impl fmt::Display for LinkTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

impl Serialize for LinkTarget {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_address_is_said_before_anything_is_sent() {
        for (text, expected) in [
            ("", "neither a product id"),
            ("lamp", "neither a product id"),
            ("www.aliexpress.com/item/1.html", "neither a product id"),
            ("ftp://www.aliexpress.com/", "neither a product id"),
            ("https://", "neither a product id"),
            ("https://a.example/ b", "neither a product id"),
            ("https://me:secret@a.example/", "password"),
            (&"x".repeat(9000), "9000 bytes"),
        ] {
            let error = text.parse::<LinkTarget>().unwrap_err().to_string();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
