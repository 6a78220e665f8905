//! Whose host it is. Decided on whole labels, so that `aliexpress.com.evil.example` and
//! `best-aliexpress-deals.com` are nobody's we know.

/// A host's owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Site {
    /// AliExpress, in any country and on any device.
    AliExpress,
    /// Another platform whose product links are told apart.
    Other(&'static str),
}

const ALIEXPRESS: &[&str] = &["aliexpress.com", "aliexpress.us", "aliexpress.ru"];

const OTHERS: &[(&str, &str)] = &[("alibaba.com", "Alibaba.com"), ("1688.com", "1688")];

/// Hosts whose every page is a short link, with the start of the path that makes it one.
const SHORT: &[(&str, &str)] = &[
    ("a.aliexpress.com", "/"),
    ("s.click.aliexpress.com", "/e/"),
    ("s.click.aliexpress.com", "/s/"),
    ("aliexpress.ru", "/e/"),
    ("www.aliexpress.ru", "/e/"),
];

pub(super) fn site(host: &str) -> Option<Site> {
    let host = host.trim_end_matches('.');
    let owned_by = |domain: &str| {
        host == domain || host.strip_suffix(domain).is_some_and(|sub| sub.ends_with('.'))
    };
    if ALIEXPRESS.iter().any(|domain| owned_by(domain)) {
        return Some(Site::AliExpress);
    }
    let other = OTHERS.iter().find(|(domain, _)| owned_by(domain));
    other.map(|(_, name)| Site::Other(name))
}

pub(super) fn is_short(host: &str, path: &str) -> bool {
    SHORT.iter().any(|(short_host, start)| {
        host == *short_host && path.len() > start.len() && path.starts_with(start)
    })
}

/// Whether what stands before `://` can be a scheme (RFC 3986): a path cannot.
pub(super) fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}
