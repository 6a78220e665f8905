//! The languages the program speaks.

use std::str::FromStr;

/// A language the program speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Chinese, simplified.
    Zh,
}

impl Lang {
    /// Of a text in both languages, the one to say. Both stand side by side where they
    /// are used, so that neither is forgotten when the other changes.
    pub fn pick<T>(self, en: T, zh: T) -> T {
        match self {
            Self::En => en,
            Self::Zh => zh,
        }
    }

    /// The language of a locale such as `zh_CN.UTF-8`: English for all that is not ours.
    pub(crate) fn of_locale(locale: &str) -> Self {
        let language = locale.split(['_', '-', '.', '@']).next().unwrap_or_default();
        match language.eq_ignore_ascii_case("zh") {
            true => Self::Zh,
            false => Self::En,
        }
    }
}

/// A text that should name a language of the program's and does not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a language of this program: there are `en` and `zh`")]
pub struct ParseLangError {
    pub(crate) text: String,
}

impl FromStr for Lang {
    type Err = ParseLangError;

    /// Reads `en` and `zh`, and locales that begin with them.
    fn from_str(text: &str) -> Result<Self, ParseLangError> {
        let lang = Self::of_locale(text);
        let is_english = text.get(..2).is_some_and(|it| it.eq_ignore_ascii_case("en"));
        match lang == Self::Zh || is_english {
            true => Ok(lang),
            false => Err(ParseLangError { text: text.chars().take(40).collect() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_names_a_language() {
        for (locale, expected) in [
            ("zh_CN.UTF-8", Lang::Zh),
            ("zh", Lang::Zh),
            ("zh-Hans-CN", Lang::Zh),
            ("en_US.UTF-8", Lang::En),
            ("C.UTF-8", Lang::En),
            ("fr_FR", Lang::En),
            ("zhx", Lang::En),
            ("", Lang::En),
        ] {
            assert_eq!(Lang::of_locale(locale), expected, "{locale:?}");
        }
        assert_eq!("zh_CN".parse(), Ok(Lang::Zh));
        assert!("fr".parse::<Lang>().is_err(), "asked for by name, it must be there");
    }
}
