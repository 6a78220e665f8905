//! From any id or link to the product it means, offline.
//!
//! Nothing here opens a connection: a short link is recognised as one, and following it
//! is another step that the caller decides on.

mod hosts;
mod path;
mod query;

use std::fmt;
use std::str::FromStr;

use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::ids::{ItemId, SkuId};
use hosts::Site;

/// Where a product is sold.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Platform {
    /// All AliExpress sites: one catalogue.
    AliExpress,
}

/// One product: a platform and the product's id there.
///
/// The id is the global one, so that a US-site link and an ordinary link to the same
/// product are equal.
///
/// ```
/// # use itemget::ItemRef;
/// let link: ItemRef = "https://www.aliexpress.us/item/3256807990906987.html".parse()?;
/// let id: ItemRef = "1005008177221739".parse()?;
/// assert_eq!(link, id);
/// # Ok::<(), itemget::LinkError>(())
/// ```
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct ItemRef {
    /// Where it is sold.
    pub platform: Platform,
    /// Its global id there.
    pub id: ItemId,
}

impl ItemRef {
    /// The AliExpress product with this id, in either form.
    pub fn aliexpress(id: ItemId) -> Self {
        Self { platform: Platform::AliExpress, id: id.global() }
    }
}

impl fmt::Display for ItemRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.id.fmt(f)
    }
}

impl FromStr for ItemRef {
    type Err = LinkError;

    /// Reads an id or a link of any shape; a short link is an error that says what it
    /// needs.
    fn from_str(text: &str) -> Result<Self, LinkError> {
        match text.parse()? {
            Link::Item(link) => Ok(link.item),
            Link::Short(short) => Err(LinkError::NeedsRequest { link: short.url }),
        }
    }
}

/// What a text of a user's is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// A product.
    Item(ItemLink),
    /// A short link: which product it leads to is known only after a request.
    Short(ShortLink),
}

/// A product, with what else the text said of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemLink {
    /// The product.
    pub item: ItemRef,
    /// The id as it stood there: the US site's form, perhaps.
    pub written_id: ItemId,
    /// The SKU, where the link names one.
    pub sku: Option<SkuId>,
}

/// A short link to something of AliExpress's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortLink {
    /// The whole link, with its scheme.
    pub url: String,
}

/// Why a text leads to no product.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LinkError {
    /// There is nothing.
    #[error("there is no id and no link")]
    Empty,
    /// It is longer than any link: 8 KiB.
    #[error("a text of {length} bytes is no link")]
    TooLong {
        /// Its length in bytes.
        length: usize,
    },
    /// It is neither digits nor a link.
    #[error("`{text}` is neither a product id nor a link")]
    Garbage {
        /// Its start.
        text: String,
    },
    /// The text holds several links.
    #[error("the text holds {count} links; give them one by one")]
    Several {
        /// How many.
        count: usize,
    },
    /// A scheme other than http and https.
    #[error("a `{scheme}:` link is not followed, only http and https ones are")]
    Scheme {
        /// The scheme.
        scheme: String,
    },
    /// A host that is not AliExpress's, whatever its name looks like.
    #[error("`{host}` is not a site of AliExpress")]
    Host {
        /// The host.
        host: String,
    },
    /// A product of another platform.
    #[error("this is product {id} of {platform}, not of AliExpress")]
    OtherPlatform {
        /// The platform's name.
        platform: &'static str,
        /// The product's id there.
        id: String,
    },
    /// A page of AliExpress's that is not a product's.
    #[error("`{path}` is a page of AliExpress, but not a product's")]
    NotAnItem {
        /// The page's path, without the query.
        path: String,
    },
    /// A short link, where a product was wanted.
    #[error(
        "`{link}` is a short link: which product it leads to takes a request to find out"
    )]
    NeedsRequest {
        /// The short link.
        link: String,
    },
}

/// The longest text that is looked at, in bytes.
const LONGEST: usize = 8 * 1024;

/// How often a link may stand inside another link.
const NESTING: usize = 3;

impl FromStr for Link {
    type Err = LinkError;

    fn from_str(text: &str) -> Result<Self, LinkError> {
        let text = text.trim();
        match text.len() {
            0 => return Err(LinkError::Empty),
            length if length > LONGEST => return Err(LinkError::TooLong { length }),
            _ => {}
        }
        if let Ok(id) = text.parse() {
            return Ok(Self::item(id, None));
        }
        // A number that no item can have; read as a link it would be an address.
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(LinkError::Garbage { text: start_of(text) });
        }
        read(the_link_in(text)?, NESTING)
    }
}

impl Link {
    fn item(id: ItemId, sku: Option<SkuId>) -> Self {
        Self::Item(ItemLink { item: ItemRef::aliexpress(id), written_id: id, sku })
    }
}

/// What an address of AliExpress's own, or of a sandbox, is; whose it is was looked at
/// before.
pub(crate) fn of_page(url: &Url) -> Result<Link, LinkError> {
    read_page(url, NESTING)
}

/// Whether a host is AliExpress's, in any country and on any device.
pub(crate) fn is_aliexpress(host: &str) -> bool {
    hosts::site(host) == Some(Site::AliExpress)
}

/// The one link in a text: phones share "title, price, link" in one go.
fn the_link_in(text: &str) -> Result<&str, LinkError> {
    if !text.contains(char::is_whitespace) {
        return Ok(text);
    }
    let is_link = |word: &&str| word.contains("://");
    let mut links = text.split_whitespace().filter(is_link);
    match (links.next(), links.count()) {
        (Some(link), 0) => Ok(link),
        (Some(_), more) => Err(LinkError::Several { count: more + 1 }),
        (None, _) => Err(LinkError::Garbage { text: start_of(text) }),
    }
}

fn read(text: &str, nesting: usize) -> Result<Link, LinkError> {
    let url = url_of(text)?;
    let host = url.host_str().unwrap_or_default();
    match hosts::site(host) {
        Some(Site::AliExpress) => read_page(&url, nesting),
        Some(Site::Other(platform)) => {
            Err(match path::id_elsewhere(platform, url.path()) {
                Some(id) => LinkError::OtherPlatform { platform, id },
                None => LinkError::Host { host: host.to_owned() },
            })
        }
        None => Err(LinkError::Host { host: host.to_owned() }),
    }
}

/// A URL with a scheme, whether it was written with one, without, or percent-encoded as a
/// whole.
fn url_of(text: &str) -> Result<Url, LinkError> {
    let garbage = || LinkError::Garbage { text: start_of(text) };
    let decoded = percent_decode_str(text).decode_utf8_lossy();
    let text = match text.contains("://") || !decoded.contains("://") {
        true => text,
        false => decoded.as_ref(),
    };
    let with_scheme = match text.split_once("://") {
        Some((scheme, _)) if hosts::is_scheme(scheme) => text.to_owned(),
        _ => format!("https://{}", text.trim_start_matches('/')),
    };
    let Ok(url) = Url::parse(&with_scheme) else { return Err(garbage()) };
    if !matches!(url.scheme(), "http" | "https") {
        return Err(LinkError::Scheme { scheme: url.scheme().to_owned() });
    }
    match url.host_str() {
        // A bare word becomes a host without a dot: that was no link.
        Some(host) if host.contains('.') => Ok(url),
        _ => Err(garbage()),
    }
}

fn read_page(url: &Url, nesting: usize) -> Result<Link, LinkError> {
    // What the query names is what the page shows; the number in the path can be a shop's.
    if let Some((id, sku)) = query::item(url) {
        return Ok(Link::item(id, sku));
    }
    if let (Some(target), Some(nesting)) = (query::target(url), nesting.checked_sub(1)) {
        return read(&target, nesting);
    }
    if let Some(id) = path::item(url.path()) {
        return Ok(Link::item(id, query::sku(url)));
    }
    let host = url.host_str().unwrap_or_default();
    if hosts::is_short(host, url.path()) {
        return Ok(Link::Short(ShortLink { url: url.as_str().to_owned() }));
    }
    Err(LinkError::NotAnItem { path: start_of(url.path()) })
}

fn start_of(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> String {
        match text.parse() {
            Ok(Link::Item(link)) => link.written_id.to_string(),
            Ok(Link::Short(_)) => "short".to_owned(),
            Err(error) => panic!("{text}: {error}"),
        }
    }

    #[test]
    fn every_shape_of_a_product_link_is_read() {
        for (text, expected) in [
            ("1005006000000001", "1005006000000001"),
            ("https://www.aliexpress.com/item/1005006000000001.html", "1005006000000001"),
            ("www.aliexpress.com/item/1005006000000001.html", "1005006000000001"),
            (
                "//pt.aliexpress.com/item/1005006000000001.html?a=b?c=d",
                "1005006000000001",
            ),
            ("HTTPS://M.ALIEXPRESS.COM/I/1005006000000001.HTML", "1005006000000001"),
            ("https://aliexpress.ru/item/1005006000000001", "1005006000000001"),
            ("https://www.aliexpress.com/item//32800000001.html", "32800000001"),
            ("https://www.aliexpress.com/item/es/32800000001.html", "32800000001"),
            (
                "https://www.aliexpress.com/store/product/A-Title/310_32800000001.html",
                "32800000001",
            ),
            (
                "https://www.aliexpress.com/gsp/detail?productId=32800000001&x=1",
                "32800000001",
            ),
            ("https://www.aliexpress.us/item/3256806000000001.html", "3256806000000001"),
            ("https://www.aliexpress.us/item/3256806000000001.html?x_object_id=7", "7"),
            (
                "https://www.aliexpress.com/ssr/3/B?productIds=32800000001:12000031",
                "32800000001",
            ),
            (
                "https://www.aliexpress.com/ssr/3/B?productIds=32800000001%3A12000031",
                "32800000001",
            ),
            ("https%3A%2F%2Fwww.aliexpress.com%2Fitem%2F32800000001.html", "32800000001"),
            (
                "Look! US $3.10 https://www.aliexpress.com/item/32800000001.html",
                "32800000001",
            ),
            (
                "https://s.click.aliexpress.com/deep_link.htm?dl_target_url=https%3A%2F%2F\
                 www.aliexpress.com%2Fitem%2F32800000001.html&aff=x",
                "32800000001",
            ),
            ("https://a.aliexpress.com/_mKabc12", "short"),
            ("https://s.click.aliexpress.com/e/_c4Nabc", "short"),
            ("https://aliexpress.ru/e/_abc", "short"),
        ] {
            assert_eq!(id(text), expected, "{text}");
        }
    }

    #[test]
    fn a_link_can_name_the_sku_as_well() {
        for text in [
            "https://www.aliexpress.com/ssr/3/B?productIds=32800000001:12000032346555716",
            "https://www.aliexpress.com/item/32800000001.html?skuId=12000032346555716",
        ] {
            let Ok(Link::Item(link)) = text.parse() else { panic!("{text} is an item") };
            assert_eq!(link.sku, "12000032346555716".parse().ok(), "{text}");
        }
    }

    #[test]
    fn what_is_no_product_says_why() {
        for (text, expected) in [
            ("", "there is no id"),
            ("no es url", "neither a product id nor a link"),
            ("hello", "neither a product id nor a link"),
            ("ftp://www.aliexpress.com/item/1.html", "`ftp:` link"),
            ("javascript:alert(1)", "neither a product id nor a link"),
            (
                "https://aliexpress.com.evil.example/item/1.html",
                "is not a site of AliExpress",
            ),
            ("https://www.aliexpress.com@evil.example/item/1.html", "`evil.example`"),
            (
                "https://best-aliexpress-deals.com/item/1.html",
                "is not a site of AliExpress",
            ),
            ("https://xn--liexpress-n7a.com/item/1.html", "is not a site of AliExpress"),
            ("https://127.0.0.1/item/1.html", "is not a site of AliExpress"),
            (
                "https://detail.1688.com/offer/612345678901.html",
                "product 612345678901 of 1688",
            ),
            (
                "https://www.aliexpress.com/w/wholesale-dresses.html",
                "but not a product's",
            ),
            ("https://www.aliexpress.com/store/1102602078", "but not a product's"),
            (
                "https://www.aliexpress.com/item/99999999999999999999.html",
                "but not a product's",
            ),
            ("https://a.example/1 https://b.example/2", "2 links"),
            ("0", "neither a product id nor a link"),
            ("99999999999999999999", "neither a product id nor a link"),
        ] {
            let said = match text.parse::<Link>() {
                Err(error) => error.to_string(),
                Ok(link) => panic!("{text} was taken for {link:?}"),
            };
            assert!(said.contains(expected), "{text}: {said}");
        }
        assert!(matches!(
            "x".repeat(9000).parse::<Link>(),
            Err(LinkError::TooLong { length: 9000 })
        ));
    }

    #[test]
    fn links_inside_links_end_somewhere() {
        let mut link = "https://www.aliexpress.com/item/32800000001.html".to_owned();
        for _ in 0..6 {
            let inner: String =
                form_urlencoded::byte_serialize(link.as_bytes()).collect();
            link = format!(
                "https://s.click.aliexpress.com/deep_link.htm?dl_target_url={inner}"
            );
        }
        assert!(link.parse::<Link>().is_err());
    }

    #[test]
    fn a_short_link_is_no_product_yet() {
        let said = "https://a.aliexpress.com/_mKabc12".parse::<ItemRef>().unwrap_err();
        assert!(matches!(said, LinkError::NeedsRequest { .. }), "{said}");
    }
}
