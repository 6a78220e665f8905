//! Who looks at a page: in which language, in which colours, and by which token their forms
//! are known to be ours.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE};
use axum::http::request::Parts;

use itemget_store::ApiTokenId;

use super::assets;
use crate::api_tokens::Known;
use crate::database::World;
use crate::lang::Lang;
use crate::service::App;

/// The cookie that keeps the language.
pub(super) const LANG: &str = "itemget_lang";
/// The cookie that keeps the colours.
pub(super) const THEME: &str = "itemget_theme";
/// The cookie whose value each form repeats.
pub(super) const FORM: &str = "itemget_form";

/// Somebody's look at a page.
#[derive(Debug, Clone)]
pub(super) struct Visit {
    pub(super) lang: Lang,
    pub(super) theme: Theme,
    /// What a form repeats, so that no other site can send it.
    pub(super) token: String,
    /// Whether the token is a new one, and the visitor has yet to be given it.
    pub(super) is_new: bool,
    /// Path and query of the page.
    pub(super) here: String,
    /// Whether all that is shown was made up.
    pub(super) synthetic: bool,
    /// The token that they signed in with.
    pub(super) signed_in: Option<ApiTokenId>,
}

/// Light, dark, or as the machine has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Theme {
    System,
    Light,
    Dark,
}

impl Theme {
    /// Its word in the cookie and on the page.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The one of this word; the machine's for any other.
    pub(super) fn of(word: &str) -> Self {
        match word {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }
}

impl FromRequestParts<Arc<App>> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        app: &Arc<App>,
    ) -> Result<Self, Infallible> {
        let headers = &parts.headers;
        let known = cookie(headers, FORM).filter(|token| is_token(token));
        let here = parts.uri.path_and_query().map_or("/", |it| it.as_str());
        Ok(Self {
            lang: lang(headers, app.lang),
            theme: Theme::of(cookie(headers, THEME).unwrap_or_default()),
            is_new: known.is_none(),
            token: known.map_or_else(new_token, str::to_owned),
            here: here.to_owned(),
            synthetic: app.world == World::Sandbox,
            signed_in: parts.extensions.get::<Known>().map(|known| known.id),
        })
    }
}

impl Visit {
    /// The text of the visitor's language.
    pub(super) fn t(&self, en: &'static str, zh: &'static str) -> &'static str {
        self.lang.pick(en, zh)
    }

    /// The language as HTML names it.
    pub(super) fn code(&self) -> &'static str {
        self.lang.pick("en", "zh-CN")
    }

    /// Where the style sheet is.
    pub(super) fn css(&self) -> &'static str {
        assets::css()
    }

    /// Where the icon is.
    pub(super) fn icon(&self) -> &'static str {
        assets::icon()
    }

    /// Where the script is.
    pub(super) fn js(&self) -> &'static str {
        assets::js()
    }

    /// Whether this page, or one below it, is shown.
    pub(super) fn is_at(&self, path: &str) -> bool {
        let here = self.here.split('?').next().unwrap_or_default();
        here == path || here.strip_prefix(path).is_some_and(|it| it.starts_with('/'))
    }
}

/// The language that was chosen, or else the first one that the browser asks for and that
/// we speak, or else `other`.
fn lang(headers: &HeaderMap, other: Lang) -> Lang {
    if let Some(chosen) = cookie(headers, LANG).and_then(|it| it.parse().ok()) {
        return chosen;
    }
    let asked = headers.get(ACCEPT_LANGUAGE).and_then(|it| it.to_str().ok());
    asked.and_then(first_language).unwrap_or(other)
}

/// The language that a list such as `zh-CN,zh;q=0.9,en;q=0.8` wants most of ours.
fn first_language(asked: &str) -> Option<Lang> {
    let wanted = asked.split(',').filter_map(|part| {
        let (name, weight) = part.split_once(";q=").unwrap_or((part, "1"));
        let weight: f32 = weight.trim().parse().ok()?;
        Some((name.trim().parse::<Lang>().ok()?, weight))
    });
    let mut best: Option<(Lang, f32)> = None;
    for (lang, weight) in wanted {
        if weight > best.map_or(0.0, |(_, most)| most) {
            best = Some((lang, weight));
        }
    }
    best.map(|(lang, _)| lang)
}

/// The value of a cookie.
pub(super) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(COOKIE).into_iter();
    let mut pairs =
        cookies.filter_map(|it| it.to_str().ok()).flat_map(|it| it.split(';'));
    pairs.find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name).then_some(value)
    })
}

const TOKEN_BYTES: usize = 16;

fn is_token(text: &str) -> bool {
    text.len() == TOKEN_BYTES * 2 && text.bytes().all(|it| it.is_ascii_hexdigit())
}

/// A new token. Without chance there is none, and then no form is taken.
fn new_token() -> String {
    let mut bytes = [0; TOKEN_BYTES];
    match getrandom::fill(&mut bytes) {
        Ok(()) => hex::encode(bytes),
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn the_first_language_that_we_speak_is_taken() {
        for (asked, expected) in [
            ("zh-CN,zh;q=0.9,en;q=0.8", Some(Lang::Zh)),
            ("en-GB,en;q=0.9,zh;q=0.8", Some(Lang::En)),
            ("fr-FR,fr;q=0.9,zh;q=0.3,en;q=0.2", Some(Lang::Zh)),
            ("en;q=0, zh;q=0.1", Some(Lang::Zh)),
            ("fr", None),
            ("", None),
        ] {
            assert_eq!(first_language(asked), expected, "{asked}");
        }
    }

    #[test]
    fn a_choice_goes_before_what_the_browser_asks_for() {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static("en"));
        assert_eq!(lang(&headers, Lang::Zh), Lang::En);
        let cookies = "a=b; itemget_lang=zh;itemget_theme=dark";
        headers.insert(COOKIE, HeaderValue::from_static(cookies));
        assert_eq!(lang(&headers, Lang::En), Lang::Zh);
        assert_eq!(cookie(&headers, THEME), Some("dark"));
        assert_eq!(cookie(&headers, "heme"), None);
    }

    #[test]
    fn tokens_are_not_repeated() {
        let (one, other) = (new_token(), new_token());
        assert!(is_token(&one) && is_token(&other));
        assert_ne!(one, other);
        assert!(!is_token("itemget") && !is_token(""));
    }
}
