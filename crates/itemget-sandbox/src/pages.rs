//! The pages a browser is shown: items, shops, and what is not there. Plain HTML without a
//! script; every one of them says that what it shows is synthetic.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;

use crate::answer::Answer;
use crate::answers::Ask;
use crate::catalogue::wording::Language;
use crate::gateway::Gateway;
use crate::request::query;
use crate::service::Incoming;

pub(crate) mod consent;
pub(crate) mod item;
pub(crate) mod store;

const STYLE: &str = include_str!("pages/style.css");

/// A text within HTML: nothing in it is taken for a mark.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text<'a>(pub(crate) &'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
            f.write_str(&rest[..at])?;
            f.write_str(match rest.as_bytes()[at] {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                _ => "&#39;",
            })?;
            rest = &rest[at + 1..];
        }
        f.write_str(rest)
    }
}

/// What an API would be asked, for a page that shows the same.
pub(crate) fn ask<'a>(
    gateway: &'a Gateway,
    incoming: &'a Incoming,
    params: &'a BTreeMap<String, String>,
    now: Timestamp,
) -> Ask<'a> {
    let base_url = &incoming.base_url;
    Ask { method: "", params, now, base_url, files: &[], indexes: &gateway.indexes }
}

/// Where pages are: the site the client believes to be on.
pub(crate) fn site(incoming: &Incoming) -> &str {
    match incoming.proxied_host {
        Some(_) => "https://www.aliexpress.com",
        None => &incoming.base_url,
    }
}

/// The parameters in the query; none where it cannot be read.
pub(crate) fn params(incoming: &Incoming) -> BTreeMap<String, String> {
    query::pairs(incoming.query.as_bytes()).unwrap_or_default().into_iter().collect()
}

/// The reader's language: what the address says, else what the browser asks for.
pub(crate) fn language(
    incoming: &Incoming,
    params: &BTreeMap<String, String>,
) -> Language {
    let asked = params.get("language").map(String::as_str);
    Language::of(Some(asked.unwrap_or(&incoming.languages)))
}

pub(crate) fn say(
    language: Language,
    en: &'static str,
    zh: &'static str,
) -> &'static str {
    match language {
        Language::English => en,
        Language::Chinese => zh,
    }
}

/// A whole page around what it is about.
pub(crate) fn page(language: Language, title: &str, main: &str) -> String {
    let lang = say(language, "en", "zh-CN");
    let title = Text(title);
    let note = say(
        language,
        "Sandbox: everything on this page is invented.",
        "沙箱：本页内容均为合成数据。",
    );
    format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<title>{title}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n\
         <header><span class=\"mark\">itemget sandbox</span><span>{note}</span></header>\n\
         <main>\n{main}</main>\n</body>\n</html>\n"
    )
}

/// The page for an address where nothing is.
pub(crate) fn lost(incoming: &Incoming, now: Timestamp) -> Answer {
    let language = language(incoming, &params(incoming));
    let title = say(language, "There is no such page", "页面不存在");
    let main = format!(
        "<section class=\"card lone\"><h1>{title}</h1><p>{} <code>{}</code></p></section>\n",
        say(language, "The sandbox has nothing at", "沙箱中没有此地址："),
        Text(&incoming.path)
    );
    Answer::html(404, page(language, title, &main), now)
}

#[cfg(test)]
mod tests {
    use super::Text;

    #[test]
    fn no_text_becomes_a_mark() {
        for (text, shown) in [
            (
                "<script>alert('1')</script>",
                "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;",
            ),
            ("\"a\" & b", "&quot;a&quot; &amp; b"),
            ("卫衣", "卫衣"),
            ("", ""),
        ] {
            assert_eq!(Text(text).to_string(), shown);
        }
    }
}
