//! `config.toml`: texts under known names, and profiles of them. A name that is not known
//! is an error with its line: a slip would else be a setting that is silently not there.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{ConfigError, Problem};
use super::keys::{self, Key};

/// What a configuration's file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ConfigFile {
    pub(crate) path: PathBuf,
    top: Section,
    profiles: BTreeMap<String, Section>,
}

type Section = BTreeMap<&'static str, Entry>;

/// A value with its line, which counts from one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) text: String,
    pub(crate) line: usize,
}

impl ConfigFile {
    /// A file that is not there, but would be at `path`.
    pub(crate) fn empty(path: PathBuf) -> Self {
        Self { path, ..Self::default() }
    }

    /// Reads the text of the file at `path`.
    pub(crate) fn parse(path: &Path, text: &str) -> Result<Self, ConfigError> {
        let reader = Reader { path, text };
        let table = DeTable::parse(text).map_err(|error| {
            // The parser's own text shows the line, and a secret can stand on it.
            let start = error.span().map_or(0, |span| span.start);
            reader.error(start, Problem::Syntax(error.message().to_owned()))
        })?;
        let mut file = Self::empty(path.to_owned());
        for (name, value) in table.get_ref() {
            if name.get_ref() == "profiles" {
                file.profiles = reader.profiles(name, value)?;
            } else {
                reader.entry(&mut file.top, name, value)?;
            }
        }
        Ok(file)
    }

    /// The value of `key` in `profile`, or outside of all profiles.
    pub(crate) fn find(&self, key: &Key, profile: Option<&str>) -> Option<&Entry> {
        let in_profile = |name| self.profiles.get(name)?.get(key.name);
        profile.and_then(in_profile).or_else(|| self.top.get(key.name))
    }

    /// The names of its profiles.
    pub(crate) fn profiles(&self) -> impl Iterator<Item = &str> {
        self.profiles.keys().map(String::as_str)
    }
}

struct Reader<'a> {
    path: &'a Path,
    text: &'a str,
}

impl Reader<'_> {
    fn profiles(
        &self,
        name: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<BTreeMap<String, Section>, ConfigError> {
        let mut profiles = BTreeMap::new();
        for (name, value) in self.table(name, value)? {
            let mut section = Section::new();
            for (key, value) in self.table(name, value)? {
                self.entry(&mut section, key, value)?;
            }
            profiles.insert(name.get_ref().clone().into_owned(), section);
        }
        Ok(profiles)
    }

    fn table<'a, 'i>(
        &self,
        name: &Spanned<std::borrow::Cow<'_, str>>,
        value: &'a Spanned<DeValue<'i>>,
    ) -> Result<&'a DeTable<'i>, ConfigError> {
        value.get_ref().as_table().ok_or_else(|| {
            let name = name.get_ref().clone().into_owned();
            self.error(value.span().start, Problem::NotATable { name })
        })
    }

    fn entry(
        &self,
        section: &mut Section,
        name: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<(), ConfigError> {
        let (start, name) = (name.span().start, name.get_ref().as_ref());
        let owned = || name.to_owned();
        let instead = match name {
            "app_secret" => Some(keys::APP_SECRET_FILE.name),
            "access_token" => Some(keys::ACCESS_TOKEN_FILE.name),
            _ => None,
        };
        if let Some(instead) = instead {
            return Err(self.error(start, Problem::Secret { name: owned(), instead }));
        }
        let Some(key) = keys::ALL.iter().find(|key| key.name == name) else {
            let names = keys::ALL.iter().map(|key| key.name).chain(["profiles"]);
            let nearest = keys::nearest(name, names);
            return Err(self.error(start, Problem::UnknownKey { name: owned(), nearest }));
        };
        let Some(text) = value.get_ref().as_str() else {
            let found = value.get_ref().type_str();
            return Err(self.error(start, Problem::NotText { name: owned(), found }));
        };
        section.insert(key.name, Entry { text: text.to_owned(), line: self.line(start) });
        Ok(())
    }

    fn error(&self, at: usize, problem: Problem) -> ConfigError {
        ConfigError::Line { path: self.path.to_owned(), line: self.line(at), problem }
    }

    fn line(&self, at: usize) -> usize {
        let before = self.text.as_bytes().iter().take(at);
        1 + before.filter(|byte| **byte == b'\n').count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<ConfigFile, ConfigError> {
        ConfigFile::parse(Path::new("config.toml"), text)
    }

    #[test]
    fn a_profile_stands_above_the_rest_of_the_file() {
        let file = parse(
            "ship_to = 'US'\ncurrency = 'USD'\n\n[profiles.paris]\nship_to = 'FR'\n",
        )
        .unwrap();
        let text = |key, profile| file.find(key, profile).map(|it| it.text.as_str());
        assert_eq!(text(&keys::SHIP_TO, Some("paris")), Some("FR"));
        assert_eq!(text(&keys::CURRENCY, Some("paris")), Some("USD"));
        assert_eq!(text(&keys::SHIP_TO, None), Some("US"));
        assert_eq!(file.find(&keys::SHIP_TO, Some("paris")).unwrap().line, 5);
        assert_eq!(file.profiles().collect::<Vec<_>>(), ["paris"]);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line_and_without_its_value() {
        for (text, expected) in [
            ("\ncurency = 'EUR'", "line 2: there is no setting `curency`"),
            ("[profiles.a]\nx = 'planted'", "line 2: there is no setting `x`"),
            (
                "app_secret = 'planted'",
                "line 1: `app_secret` does not belong in this file",
            ),
            (
                "[profiles.a]\n\naccess_token='planted'",
                "line 3: `access_token` does not belong",
            ),
            (
                "ship_to = 33",
                "line 1: `ship_to` must be a text in quotes, not of type integer",
            ),
            ("profiles = 'planted'", "line 1: `profiles` must be a table"),
            ("ship_to = 'US'\napp_secret = planted", "line 2: this is not TOML"),
            ("app_secret = 'planted", "line 1: this is not TOML"),
        ] {
            let error = parse(text).unwrap_err();
            let said = error.to_string();
            assert!(said.contains(expected), "{text:?}: {said}");
            let shown = format!("{said} {error:?} {} {:?}", error.zh(), error.hint());
            assert!(!shown.contains("planted"), "{text:?}: {shown}");
        }
    }
}
