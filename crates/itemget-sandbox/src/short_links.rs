//! Short links: those of our own answers, and a showcase of what short links do elsewhere.
//!
//! They are answered at `/e/_…` and `/s/_…` (s.click.aliexpress.com), and at `/_…`
//! (a.aliexpress.com). The answer is a redirect: to this sandbox's own page of the item, or,
//! through the proxy, to the platform's address of it, which the proxy serves as well.

use jiff::Timestamp;

use crate::answer::Answer;
use crate::catalogue::item::US_OFFSET;
use crate::catalogue::showcase::FIRST_ID;
use crate::gateway::Gateway;
use crate::pages::{self, lost};
use crate::service::{Incoming, note};
use code::Target;

pub(crate) mod code;

/// A short link that is there to show something: `https://a.aliexpress.com/` and its code,
/// through the proxy, or `/e/` and its code at the sandbox itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShowcaseLink {
    /// The code, with the underscore before it: `_showGood`.
    pub code: &'static str,
    /// What it shows, in English.
    pub en: &'static str,
    /// What it shows, in Chinese.
    pub zh: &'static str,
}

/// Short links that show a case each, whatever the seed: for resolvers and their tests.
pub const SHORT_LINKS: &[ShowcaseLink] = &[
    link("_showGood", "leads to item 1005006000000001", "指向商品1005006000000001"),
    link("_showUs", "leads to the same item on the US site", "指向同一商品的美国站页面"),
    link("_showSku", "leads to the item and names a SKU", "指向商品并带有SKU"),
    link("_showChain", "leads there over three redirects", "经三次跳转后到达商品"),
    link("_showLoop", "leads back to itself over another", "循环跳转"),
    link("_showDead", "is dead: 404", "已失效：404"),
    link("_showStore", "leads to a shop, not to an item", "指向店铺而非商品"),
    link("_showHome", "has run out: leads to the front page", "已过期：指向首页"),
    link(
        "_showOther",
        "leads to another host: not to be followed",
        "指向其他网站：不应跟随",
    ),
    link(
        "_showInside",
        "leads to an address inside your network: not to be followed",
        "指向内网地址：不应跟随",
    ),
    link(
        "_showScheme",
        "leads to no web address: not to be followed",
        "指向非网页地址：不应跟随",
    ),
    link("_showNowhere", "is a redirect that does not say where to", "跳转但未给出目标"),
];

const fn link(code: &'static str, en: &'static str, zh: &'static str) -> ShowcaseLink {
    ShowcaseLink { code, en, zh }
}

/// Where a link leads.
enum Leads {
    /// To a path of the site that shows items.
    Path(String),
    /// To an address as it stands.
    Away(String),
    /// To another short link.
    On(&'static str),
    /// Away, but the answer does not say where.
    Silent,
    Nowhere,
}

/// The code in the path of a short link.
pub(crate) fn code_in(path: &str) -> Option<&str> {
    let name = path
        .strip_prefix("/e/")
        .or_else(|| path.strip_prefix("/s/"))
        .or_else(|| path.strip_prefix('/'))?;
    (name.starts_with('_') && !name.contains('/')).then_some(name)
}

/// Whether an address is the platform's or this sandbox's: no short link leads elsewhere but
/// those of the showcase.
pub(crate) fn is_ours(address: &str, base_url: &str) -> bool {
    if address.strip_prefix(base_url).is_some_and(|rest| rest.starts_with('/')) {
        return true;
    }
    let Some((_, rest)) = address.split_once("//") else { return false };
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let host = host.to_ascii_lowercase();
    ["aliexpress.com", "aliexpress.us", "aliexpress.ru"]
        .iter()
        .any(|ours| host == *ours || host.ends_with(&format!(".{ours}")))
}

/// Answers a short link.
pub(crate) fn answer(
    gateway: &Gateway,
    incoming: &Incoming,
    code: &str,
    now: Timestamp,
) -> Answer {
    let location = match leads(code, &incoming.base_url) {
        Leads::Path(path) => format!("{}{path}", pages::site(incoming)),
        Leads::Away(address) => address,
        Leads::On(next) => {
            let here = incoming.path.strip_suffix(code).unwrap_or("/e/");
            let host = incoming.proxied_host.as_ref();
            let site =
                host.map_or(incoming.base_url.clone(), |host| format!("https://{host}"));
            format!("{site}{here}{next}")
        }
        Leads::Silent => {
            note(gateway, incoming, now, "redirected");
            return Answer::new(302, "text/plain;charset=UTF-8", "", now);
        }
        Leads::Nowhere => {
            note(gateway, incoming, now, "not_found");
            return lost(incoming, now);
        }
    };
    note(gateway, incoming, now, "redirected");
    Answer::redirect(&location, now)
}

fn leads(code: &str, base_url: &str) -> Leads {
    let item = |id: u64| Leads::Path(format!("/item/{id}.html?aff_fsk={code}"));
    match code {
        "_showGood" | "_showChain3" => item(FIRST_ID),
        "_showUs" => {
            let id = FIRST_ID + US_OFFSET;
            Leads::Away(format!(
                "https://www.aliexpress.us/item/{id}.html?aff_fsk={code}"
            ))
        }
        "_showSku" => {
            let query = "skuId=12000036000000002&aff_fsk=_showSku";
            Leads::Path(format!("/item/{FIRST_ID}.html?{query}"))
        }
        "_showChain" => Leads::On("_showChain2"),
        "_showChain2" => Leads::On("_showChain3"),
        "_showLoop" => Leads::On("_showLoop2"),
        "_showLoop2" => Leads::On("_showLoop"),
        "_showStore" => Leads::Path("/store/1109000001".to_owned()),
        "_showHome" => Leads::Path("/".to_owned()),
        // A name that cannot be anybody's (RFC 2606).
        "_showOther" => {
            Leads::Away(format!("https://aliexpress.example/item/{FIRST_ID}.html"))
        }
        // Where machines in a cloud are told their passwords.
        "_showInside" => {
            Leads::Away("http://169.254.169.254/latest/meta-data/".to_owned())
        }
        "_showScheme" => {
            Leads::Away(format!("aliexpress://product/detail?productId={FIRST_ID}"))
        }
        "_showNowhere" => Leads::Silent,
        made => match code::read(made) {
            Some(Target::Item(id)) => item(id),
            Some(Target::Address(address)) if is_ours(&address, base_url) => {
                to_ours(&address)
            }
            _ => Leads::Nowhere,
        },
    }
}

/// An address of the platform's leads to the same path here, where no proxy stands between.
fn to_ours(address: &str) -> Leads {
    let path = address.split_once("//").and_then(|(_, rest)| {
        let path = rest.find(['/', '?', '#'])?;
        Some(&rest[path..])
    });
    match path {
        Some(path) if path.starts_with('/') => Leads::Path(path.to_owned()),
        Some(path) => Leads::Path(format!("/{path}")),
        None => Leads::Path("/".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Leads, SHORT_LINKS, code, code_in, is_ours, leads};

    #[test]
    fn a_short_link_is_told_by_its_path() {
        for (path, expected) in [
            ("/e/_DexAmp1", Some("_DexAmp1")),
            ("/s/_DexAmp1", Some("_DexAmp1")),
            ("/_mNxKwPq", Some("_mNxKwPq")),
            ("/e/DexAmp1", None),
            ("/e/_a/b", None),
            ("/sync", None),
            ("/", None),
        ] {
            assert_eq!(code_in(path), expected, "{path}");
        }
    }

    #[test]
    fn every_link_of_the_showcase_does_what_it_says() {
        for shown in SHORT_LINKS {
            let nowhere = matches!(leads(shown.code, "http://x"), Leads::Nowhere);
            assert_eq!(nowhere, shown.code == "_showDead", "{}", shown.code);
            assert!(!shown.en.is_empty() && !shown.zh.is_empty());
        }
    }

    #[test]
    fn a_made_code_leads_to_nobody_elses_site() {
        for (address, ours) in [
            ("https://www.aliexpress.com/item/1.html?a=b", true),
            ("http://127.0.0.1:4010/item/1.html?a=b", true),
            ("http://127.0.0.1:40109/item/1.html?a=b", false),
            ("https://aliexpress.com.evil.example/item/?", false),
            ("https://evil.example//aliexpress.com/", false),
            ("javascript:alert(1)", false),
        ] {
            assert_eq!(is_ours(address, "http://127.0.0.1:4010"), ours, "{address}");
            let code = code::write(address, "t");
            let nowhere = matches!(leads(&code, "http://127.0.0.1:4010"), Leads::Nowhere);
            assert_eq!(nowhere, !ours, "{address}");
        }
    }
}
