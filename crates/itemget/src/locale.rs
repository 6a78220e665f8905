//! Where and how a price is seen: country, currency, language, and the [`View`] of all
//! three. A price means nothing without it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A country by its two-letter code (ISO 3166 alpha-2), upper case: `FR`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

/// A currency by its three-letter code (ISO 4217), upper case: `EUR`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

/// A language and its region, such as `en_US` or `zh_CN`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language {
    language: [u8; 2],
    region: Option<[u8; 2]>,
}

/// A text that should be a country, currency or language code and is not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a {what}")]
pub struct ParseCodeError {
    text: String,
    what: &'static str,
}

fn letters<const N: usize>(text: &str) -> Option<[u8; N]> {
    let bytes: [u8; N] = text.as_bytes().try_into().ok()?;
    bytes.iter().all(u8::is_ascii_alphabetic).then_some(bytes)
}

fn bad(text: &str, what: &'static str) -> ParseCodeError {
    ParseCodeError { text: text.chars().take(40).collect(), what }
}

impl FromStr for Country {
    type Err = ParseCodeError;
    fn from_str(text: &str) -> Result<Self, ParseCodeError> {
        letters(text)
            .map(|code: [u8; 2]| Self(code.map(|b| b.to_ascii_uppercase())))
            .ok_or_else(|| bad(text, "country code of two letters such as `FR`"))
    }
}

impl FromStr for Currency {
    type Err = ParseCodeError;
    fn from_str(text: &str) -> Result<Self, ParseCodeError> {
        letters(text)
            .map(|code: [u8; 3]| Self(code.map(|b| b.to_ascii_uppercase())))
            .ok_or_else(|| bad(text, "currency code of three letters such as `EUR`"))
    }
}

impl FromStr for Language {
    type Err = ParseCodeError;
    /// Reads `en_US`, `en-us` and `EN` alike.
    fn from_str(text: &str) -> Result<Self, ParseCodeError> {
        let refuse = || bad(text, "language code such as `en_US` or `fr`");
        let (language, region) = match text.split_once(['_', '-']) {
            Some((language, region)) => (language, Some(region)),
            None => (text, None),
        };
        let region = match region {
            Some(region) => Some(letters(region).ok_or_else(refuse)?),
            None => None,
        };
        Ok(Self {
            language: letters(language)
                .ok_or_else(refuse)?
                .map(|b| b.to_ascii_lowercase()),
            region: region.map(|code| code.map(|b| b.to_ascii_uppercase())),
        })
    }
}

impl Country {
    /// The code, upper case.
    pub fn as_str(&self) -> &str {
        ascii(&self.0)
    }
}

impl Currency {
    /// The code, upper case.
    pub fn as_str(&self) -> &str {
        ascii(&self.0)
    }
}

impl Language {
    /// As the dropshipping calls write it: `en_US`; a language alone stays alone (`fr`
    /// is accepted there as well).
    pub fn dropship_code(&self) -> String {
        self.to_string()
    }

    /// As the affiliate calls write it: the language alone, upper case: `EN`.
    pub fn affiliate_code(&self) -> String {
        ascii(&self.language).to_ascii_uppercase()
    }

    /// The two letters of the language, lower case: `zh`.
    pub fn language(&self) -> &str {
        ascii(&self.language)
    }
}

fn ascii(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("only ASCII letters are ever put in")
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(ascii(&self.language))?;
        match &self.region {
            Some(region) => write!(f, "_{}", ascii(region)),
            None => Ok(()),
        }
    }
}

macro_rules! code_text {
    ($($code:ident),*) => {$(
        impl fmt::Debug for $code {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($code), "({})"), self)
            }
        }
        impl Serialize for $code {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $code {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(d)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}
code_text!(Country, Currency, Language);

/// The eyes a product is seen with: where it is shipped to, in which currency, in which
/// language. Two observations of different views are never one series.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct View {
    /// Where it would be sent.
    pub ship_to: Country,
    /// What prices are asked in.
    pub currency: Currency,
    /// What titles and attribute names are asked in.
    pub language: Language,
}

impl Default for View {
    /// `US`, `USD`, `en_US`: the platform's own default.
    fn default() -> Self {
        Self {
            ship_to: Country(*b"US"),
            currency: Currency(*b"USD"),
            language: Language { language: *b"en", region: Some(*b"US") },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_family_of_calls_has_its_own_way_to_write_a_language() {
        let language: Language = "pt-br".parse().unwrap();
        assert_eq!(language.dropship_code(), "pt_BR");
        assert_eq!(language.affiliate_code(), "PT");
        assert_eq!("EN".parse::<Language>().unwrap().dropship_code(), "en");
    }

    #[test]
    fn codes_are_read_in_any_case_and_nothing_else_is() {
        assert_eq!("fr".parse::<Country>().unwrap().as_str(), "FR");
        assert_eq!("eur".parse::<Currency>().unwrap().as_str(), "EUR");
        assert!("FRA".parse::<Country>().is_err());
        assert!("€".parse::<Currency>().is_err());
        assert!("en_USA".parse::<Language>().is_err());
    }
}
