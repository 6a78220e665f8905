//! Whether an address may be asked, or says enough by itself; pure.

use std::net::{IpAddr, SocketAddr};

use url::{Host, Url};

use super::ResolveError;
use crate::link::{self, ItemLink, Link, LinkError, ShortLink};

/// Which hosts a short link may lead to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reach {
    /// AliExpress, by HTTPS.
    #[default]
    AliExpress,
    /// This machine as well, where a sandbox is; by plain HTTP too.
    WithLoopback,
    /// The sandbox at this address, which stands for AliExpress: what would be asked of a
    /// host of AliExpress is asked there, and nobody else is asked anything.
    Sandbox(SocketAddr),
}

impl Reach {
    /// What a text of a user's is. The sandbox's own links are links as well where it
    /// stands for AliExpress.
    ///
    /// # Errors
    ///
    /// As the text's own [`Link`]: it is neither an id nor a link, or one of others.
    pub fn link(self, text: &str) -> Result<Link, LinkError> {
        let found = text.parse();
        let (Err(LinkError::Host { .. }), Self::Sandbox(at)) = (&found, self) else {
            return found;
        };
        match Url::parse(text.trim()) {
            Ok(url) if is_at(&url, at) => match link::of_page(&url) {
                Ok(Link::Item(item)) => Ok(Link::Item(item)),
                _ => Ok(Link::Short(ShortLink { url: url.into() })),
            },
            _ => found,
        }
    }
}

/// What an address is to a resolver.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Hop {
    /// A product: nothing has to be asked.
    Item(ItemLink),
    /// An address that may be asked.
    Ask(Url),
}

/// Judges an address before anything is sent to it.
pub(super) fn judge(mut url: Url, reach: Reach) -> Result<Hop, ResolveError> {
    if !matches!(url.scheme(), "http" | "https") {
        let target = format!("{}:", url.scheme());
        return Err(ResolveError::Elsewhere { target });
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(ResolveError::Credentials);
    }
    let is_known = url.host_str().is_some_and(link::is_aliexpress);
    let is_here = match reach {
        Reach::AliExpress => false,
        Reach::WithLoopback => loopback(&url).is_some(),
        Reach::Sandbox(at) => is_at(&url, at),
    };
    if !(is_known || is_here) {
        return Err(ResolveError::Elsewhere { target: host(&url) });
    }
    match link::of_page(&url) {
        Ok(Link::Item(item)) => return Ok(Hop::Item(item)),
        // A link inside the link, which is shorter and just as unknown.
        Ok(Link::Short(short)) if short.url != url.as_str() => {
            let Ok(inner) = Url::parse(&short.url) else { return Err(elsewhere(&url)) };
            return judge(inner, reach);
        }
        Err(LinkError::Host { host }) => {
            return Err(ResolveError::Elsewhere { target: host });
        }
        Err(LinkError::OtherPlatform { platform, .. }) => {
            return Err(ResolveError::Elsewhere { target: platform.to_owned() });
        }
        // A page that is no product's may lead on to one.
        Ok(Link::Short(_)) | Err(_) => {}
    }
    if is_known {
        if url.port().is_some() {
            return Err(elsewhere(&url));
        }
        let scheme = match reach {
            Reach::Sandbox(at) => {
                let moved = url.set_ip_host(at.ip());
                moved.expect("an address of the web may have any host");
                "http"
            }
            // The platform has nothing to say that is not encrypted.
            Reach::AliExpress | Reach::WithLoopback => "https",
        };
        let changed = url.set_scheme(scheme);
        changed.expect("http and https may stand for one another");
        if let Reach::Sandbox(at) = reach {
            url.set_port(Some(at.port())).expect("an address of the web may have a port");
        }
    }
    Ok(Hop::Ask(url))
}

fn elsewhere(url: &Url) -> ResolveError {
    ResolveError::Elsewhere { target: host(url) }
}

/// The host of an address, with its port where it has one of its own.
pub(super) fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// The address on this machine that a URL names.
fn loopback(url: &Url) -> Option<IpAddr> {
    let address = match url.host()? {
        Host::Ipv4(address) => address.into(),
        Host::Ipv6(address) => address.into(),
        Host::Domain("localhost") => IpAddr::from([127, 0, 0, 1]),
        Host::Domain(_) => return None,
    };
    address.is_loopback().then_some(address)
}

fn is_at(url: &Url, at: SocketAddr) -> bool {
    loopback(url) == Some(at.ip()) && url.port_or_known_default() == Some(at.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(address: &str, reach: Reach) -> String {
        match judge(Url::parse(address).unwrap(), reach) {
            Ok(Hop::Item(item)) => match item.sku {
                Some(sku) => format!("item {} {sku}", item.written_id),
                None => format!("item {}", item.written_id),
            },
            Ok(Hop::Ask(url)) => format!("ask {url}"),
            Err(ResolveError::Elsewhere { target }) => format!("not {target}"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn only_aliexpress_is_asked_and_only_by_https() {
        for (address, expected) in [
            ("https://a.aliexpress.com/_mKx", "ask https://a.aliexpress.com/_mKx"),
            ("http://a.aliexpress.com/_mKx", "ask https://a.aliexpress.com/_mKx"),
            (
                "https://s.click.aliexpress.com/e/_x",
                "ask https://s.click.aliexpress.com/e/_x",
            ),
            (
                "https://star.aliexpress.com/share/x",
                "ask https://star.aliexpress.com/share/x",
            ),
            ("https://www.aliexpress.us/x", "ask https://www.aliexpress.us/x"),
            ("https://aliexpress.ru/e/_x", "ask https://aliexpress.ru/e/_x"),
            (
                "https://www.aliexpress.com/item/1005006000000017.html",
                "item 1005006000000017",
            ),
            (
                "http://www.aliexpress.us/item/3256805813685265.html?skuId=12000039999999901",
                "item 3256805813685265 12000039999999901",
            ),
            (
                "https://s.click.aliexpress.com/deep_link.htm?dl_target_url=https%3A%2F%2Fwww.aliexpress.com%2Fitem%2F1005006000000017.html",
                "item 1005006000000017",
            ),
            (
                "https://star.aliexpress.com/share/share.htm?redirectUrl=https%3A%2F%2Fa.aliexpress.com%2F_mKx",
                "ask https://a.aliexpress.com/_mKx",
            ),
            (
                "https://star.aliexpress.com/share/share.htm?redirectUrl=https%3A%2F%2Fevil.example%2Fitem%2F1005006000000017.html",
                "not evil.example",
            ),
            (
                "https://aliexpress.com.evil.example/_mKx",
                "not aliexpress.com.evil.example",
            ),
            ("https://evil-aliexpress.com/_mKx", "not evil-aliexpress.com"),
            ("https://a.aliexpress.com:8443/_mKx", "not a.aliexpress.com:8443"),
            (
                "https://a.aliexpress.com@evil.example/",
                "the link leads to an address with a user's name in it, which was not asked",
            ),
            ("http://169.254.169.254/latest", "not 169.254.169.254"),
            ("http://127.0.0.1:4010/e/_x", "not 127.0.0.1:4010"),
            ("http://localhost/e/_x", "not localhost"),
            ("http://2130706433/e/_x", "not 127.0.0.1"),
            ("aliexpress://product/detail?productId=1005006000000017", "not aliexpress:"),
            ("file:///etc/passwd", "not file:"),
            ("javascript:alert(1)", "not javascript:"),
        ] {
            assert_eq!(judged(address, Reach::AliExpress), expected, "{address}");
        }
    }

    #[test]
    fn this_machine_is_asked_only_where_that_was_said() {
        for (address, expected) in [
            ("http://127.0.0.1:4010/e/_x", "ask http://127.0.0.1:4010/e/_x"),
            ("http://[::1]:4010/e/_x", "ask http://[::1]:4010/e/_x"),
            ("http://127.0.0.1:4010/item/1005006000000017.html", "item 1005006000000017"),
            ("http://10.0.0.1/e/_x", "not 10.0.0.1"),
            ("http://localhost.example/e/_x", "not localhost.example"),
            ("http://a.aliexpress.com/_mKx", "ask https://a.aliexpress.com/_mKx"),
        ] {
            assert_eq!(judged(address, Reach::WithLoopback), expected, "{address}");
        }
    }

    #[test]
    fn a_sandbox_stands_for_aliexpress_and_nobody_else_is_asked() {
        let sandbox = Reach::Sandbox("127.0.0.1:4010".parse().unwrap());
        for (address, expected) in [
            ("https://a.aliexpress.com/_mKx", "ask http://127.0.0.1:4010/_mKx"),
            (
                "https://s.click.aliexpress.com/e/_x?a=b",
                "ask http://127.0.0.1:4010/e/_x?a=b",
            ),
            ("http://127.0.0.1:4010/e/_x", "ask http://127.0.0.1:4010/e/_x"),
            ("http://localhost:4010/e/_x", "ask http://localhost:4010/e/_x"),
            (
                "https://www.aliexpress.com/item/1005006000000017.html",
                "item 1005006000000017",
            ),
            ("http://127.0.0.1:4011/e/_x", "not 127.0.0.1:4011"),
            ("http://127.0.0.2:4010/e/_x", "not 127.0.0.2:4010"),
            ("https://a.aliexpress.com:8443/_mKx", "not a.aliexpress.com:8443"),
            ("https://evil.example/e/_x", "not evil.example"),
        ] {
            assert_eq!(judged(address, sandbox), expected, "{address}");
        }
    }

    #[test]
    fn the_sandboxs_own_links_are_links_where_it_stands_for_aliexpress() {
        let sandbox = Reach::Sandbox("127.0.0.1:4010".parse().unwrap());
        let of = |reach: Reach, text: &str| match reach.link(text) {
            Ok(Link::Item(item)) => item.written_id.to_string(),
            Ok(Link::Short(short)) => short.url,
            Err(error) => error.to_string(),
        };
        let item = "http://127.0.0.1:4010/item/1005006000000017.html";
        let stranger = "`127.0.0.1` is not a site of AliExpress";
        for (reach, text, expected) in [
            (sandbox, item, "1005006000000017"),
            (sandbox, " http://127.0.0.1:4010/e/_x ", "http://127.0.0.1:4010/e/_x"),
            (sandbox, "http://127.0.0.1:4011/e/_x", stranger),
            (sandbox, "1005006000000017", "1005006000000017"),
            (Reach::AliExpress, item, stranger),
            (Reach::WithLoopback, item, stranger),
        ] {
            assert_eq!(of(reach, text), expected, "{reach:?} {text}");
        }
    }
}
