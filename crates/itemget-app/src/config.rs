//! The settings of a run: flags over the environment over `config.toml` over defaults,
//! each with the place it came from. The only file that reads the environment.

mod error;
mod file;
pub(crate) mod keys;
mod object_store;
mod origin;
mod places;
mod sources;

use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;
use itemget::limit::Pace;
use itemget::{Dialect, View};
use itemget_store::DatabaseAddress;

use crate::calling::ByteSize;
use crate::clock::ProgramClock;
use crate::lang::Lang;
use crate::retention::Keep;
use crate::secrets::SecretPlace;
use crate::source::SourceName;
use crate::tokens::StoreKind;
pub(crate) use error::ConfigError;
use file::ConfigFile;
use keys::Key;
pub(crate) use object_store::ObjectStoreSettings;
pub(crate) use origin::{Origin, Set};
pub(crate) use places::Places;
pub(crate) use sources::{Sources, sources};

/// The variables of the environment. Its `Debug` shows names only.
#[derive(Clone, Default)]
pub(crate) struct Environment(BTreeMap<String, String>);

impl Environment {
    /// The environment of this process; what is not text is left out.
    pub(crate) fn of_this_process() -> Self {
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        Self(std::env::vars_os().filter_map(text).collect())
    }

    /// The value of a variable; an empty one counts as not there.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Names that look like ours and are not.
    pub(crate) fn strangers(&self) -> impl Iterator<Item = &str> {
        let names = self.0.keys().map(String::as_str);
        names.filter(|name| {
            name.starts_with("ITEMGET_") && keys::variables().all(|known| known != *name)
        })
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Environment {
    fn from(pairs: [(&str, &str); N]) -> Self {
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        Self(pairs.into_iter().map(owned).collect())
    }
}

/// What was said on the command line, by the settings' names.
#[derive(Debug, Clone, Default)]
pub(crate) struct Flags(BTreeMap<&'static str, String>);

impl Flags {
    /// The same with a flag, if it was given.
    #[must_use]
    pub(crate) fn with(mut self, key: &Key, value: Option<&str>) -> Self {
        if let Some(value) = value {
            self.0.insert(key.name, value.to_owned());
        }
        self
    }
}

/// The settings of a run.
#[derive(Debug)]
pub(crate) struct Settings {
    /// The profile's name, where one was chosen.
    pub(crate) profile: Option<String>,
    pub(crate) app_key: Option<Set<String>>,
    pub(crate) app_secret: Option<Set<SecretPlace>>,
    pub(crate) access_token: Option<Set<SecretPlace>>,
    /// What consents are kept in.
    pub(crate) token_store: Set<StoreKind>,
    pub(crate) endpoint: Option<Set<String>>,
    pub(crate) redirect_uri: Option<Set<String>>,
    pub(crate) view: View,
    pub(crate) source: Set<SourceName>,
    pub(crate) tracking_id: Option<Set<String>>,
    /// How often a call is sent at most, where somebody said so.
    pub(crate) attempts: Option<NonZeroU32>,
    /// Where answers are kept, if not where the system keeps such files.
    pub(crate) cache_folder: Option<Set<PathBuf>>,
    pub(crate) cache_limit: ByteSize,
    /// Where history is kept, if not in a file where the system keeps such.
    pub(crate) database: Option<Set<DatabaseAddress>>,
    /// How long the platform's answers are kept as they came.
    pub(crate) keep_bodies: Keep,
    /// What the app's quota is, where somebody said so.
    pub(crate) calls_per_second: Option<NonZeroU32>,
    pub(crate) calls_per_day: Option<u32>,
    /// From when the window of a call is counted.
    pub(crate) pace: Pace,
    pub(crate) proxy: Option<Set<ProxyAddress>>,
    pub(crate) no_proxy: String,
    pub(crate) root_certificates: Option<Set<PathBuf>>,
    pub(crate) sandbox_clock: Option<Set<String>>,
}

/// How large the cache may grow where nobody said so: some 100,000 items.
const CACHE_LIMIT: ByteSize = ByteSize(512 << 20);

/// A proxy's address: a password can be in it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct ProxyAddress(pub(crate) String);

impl fmt::Debug for ProxyAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProxyAddress(…)")
    }
}

/// The language of messages, as far as it can be found out before anything else: what is
/// wrong with a configuration is said in it as well.
pub(crate) fn lang(flags: &Flags, environment: &Environment) -> Lang {
    let asked = flags.0.get(keys::LANG.name).map(String::as_str);
    let asked = asked.or_else(|| environment.value(keys::LANG.variable));
    if let Some(lang) = asked.and_then(|text| text.parse().ok()) {
        return lang;
    }
    if let Ok(layers) = Layers::read(flags, environment)
        && let Some(lang) = layers.find(&keys::LANG)
        && let Ok(lang) = lang.value.parse()
    {
        return lang;
    }
    // The order that locale(7) gives them.
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| environment.value(name));
    locale.map(Lang::of_locale).unwrap_or_default()
}

impl Settings {
    /// Puts flags, environment and file together.
    pub(crate) fn load(
        flags: &Flags,
        environment: &Environment,
    ) -> Result<Self, ConfigError> {
        let layers = Layers::read(flags, environment)?;
        layers.parsed::<Lang>(&keys::LANG)?;
        let standard = View::default();
        let view = View {
            ship_to: layers.parsed(&keys::SHIP_TO)?.unwrap_or(standard.ship_to),
            currency: layers.parsed(&keys::CURRENCY)?.unwrap_or(standard.currency),
            language: layers.parsed(&keys::LANGUAGE)?.unwrap_or(standard.language),
        };
        let token_store = match layers.find(&keys::TOKEN_STORE) {
            Some(set) => parsed(set)?,
            None => Set::by_default(StoreKind::default()),
        };
        let source = match layers.find(&keys::SOURCE) {
            Some(set) => parsed(set)?,
            None => Set::by_default(SourceName::default()),
        };
        Ok(Self {
            profile: layers.profile.clone(),
            app_key: layers.find(&keys::APP_KEY),
            app_secret: layers.secret(&keys::APP_SECRET_FILE, keys::APP_SECRET_VARIABLE),
            access_token: layers
                .secret(&keys::ACCESS_TOKEN_FILE, keys::ACCESS_TOKEN_VARIABLE),
            token_store,
            endpoint: layers.find(&keys::ENDPOINT),
            redirect_uri: layers.find(&keys::REDIRECT_URI),
            view,
            source,
            tracking_id: layers.find(&keys::TRACKING_ID),
            attempts: layers.parsed(&keys::ATTEMPTS)?,
            cache_folder: layers.find(&keys::CACHE_FOLDER).map(|set| {
                let path = layers.path(&set);
                set.map(|_| path)
            }),
            cache_limit: layers.parsed(&keys::CACHE_LIMIT)?.unwrap_or(CACHE_LIMIT),
            database: layers.database()?,
            keep_bodies: layers.parsed(&keys::KEEP_BODIES)?.unwrap_or(Keep::USUAL),
            calls_per_second: layers.parsed(&keys::CALLS_PER_SECOND)?,
            calls_per_day: layers.parsed(&keys::CALLS_PER_DAY)?,
            pace: layers.parsed(&keys::PACE)?.unwrap_or_default(),
            proxy: layers.proxy(),
            no_proxy: ["NO_PROXY", "no_proxy"]
                .into_iter()
                .find_map(|name| environment.value(name))
                .unwrap_or_default()
                .to_owned(),
            root_certificates: layers.root_certificates(),
            sandbox_clock: layers.variable(keys::SANDBOX_CLOCK_VARIABLE),
        })
    }

    /// The program's clock.
    pub(crate) fn clock(&self) -> Result<ProgramClock, ConfigError> {
        let Some(clock) = &self.sandbox_clock else { return Ok(ProgramClock::default()) };
        let setting = clock.value.parse().map_err(ConfigError::SandboxClock)?;
        Ok(ProgramClock::new(itemget_sandbox::Clock::new(setting)))
    }

    /// The dialect that calls are made in, as far as the settings say.
    pub(crate) fn dialect(&self) -> Dialect {
        match self.source.value {
            SourceName::ItemGet => Dialect::ItemGet,
            SourceName::Auto | SourceName::Dropship | SourceName::Affiliate => {
                Dialect::Iop
            }
        }
    }
}

fn parsed<T>(set: Set<String>) -> Result<Set<T>, ConfigError>
where
    T: std::str::FromStr,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    match set.value.parse() {
        Ok(value) => Ok(Set { value, origin: set.origin }),
        Err(source) => {
            Err(ConfigError::Value { origin: set.origin, source: Box::new(source) })
        }
    }
}

/// The layers, highest first: flags, environment, a profile of the file, the file.
struct Layers<'a> {
    flags: &'a Flags,
    environment: &'a Environment,
    file: ConfigFile,
    profile: Option<String>,
}

impl<'a> Layers<'a> {
    fn read(flags: &'a Flags, environment: &'a Environment) -> Result<Self, ConfigError> {
        let mut layers =
            Self { flags, environment, file: ConfigFile::default(), profile: None };
        layers.file = read_file(layers.find(&keys::CONFIG))?;
        if let Some(profile) = layers.find(&keys::PROFILE) {
            let known: Vec<_> = layers.file.profiles().map(str::to_owned).collect();
            if !known.contains(&profile.value) {
                let path = layers.file.path.clone();
                return Err(ConfigError::NoProfile { name: profile.value, path, known });
            }
            layers.profile = Some(profile.value);
        }
        Ok(layers)
    }

    fn find(&self, key: &Key) -> Option<Set<String>> {
        if let Some(value) = self.flags.0.get(key.name) {
            let flag = key.flag.unwrap_or(key.name);
            return Some(Set { value: value.clone(), origin: Origin::Flag(flag) });
        }
        self.variable(key.variable).or_else(|| self.in_file(key))
    }

    fn variable(&self, name: &'static str) -> Option<Set<String>> {
        let value = self.environment.value(name)?.to_owned();
        Some(Set { value, origin: Origin::Variable(name) })
    }

    fn in_file(&self, key: &Key) -> Option<Set<String>> {
        let entry = self.file.find(key, self.profile.as_deref())?;
        let origin = Origin::File { path: self.file.path.clone(), line: entry.line };
        Some(Set { value: entry.text.clone(), origin })
    }

    fn parsed<T>(&self, key: &Key) -> Result<Option<T>, ConfigError>
    where
        T: std::str::FromStr,
        T::Err: std::error::Error + Send + Sync + 'static,
    {
        Ok(self.find(key).map(parsed).transpose()?.map(|set| set.value))
    }

    /// A secret: in a file that a flag names, in a variable itself, or in a file that a
    /// variable or the configuration names.
    fn secret(&self, file: &Key, variable: &'static str) -> Option<Set<SecretPlace>> {
        let named = self.find(file).map(|set| {
            let path = self.path(&set);
            let own = self.environment.value(keys::CREDENTIALS_VARIABLE).map(Path::new);
            set.map(|_| SecretPlace::file_beside(path, own))
        });
        match named {
            Some(Set { origin: Origin::Flag(_), .. }) => named,
            _ => match self.variable(variable) {
                Some(set) => Some(set.map(SecretPlace::value)),
                None => named,
            },
        }
    }

    /// Where the database is. A file is named as other files are.
    fn database(&self) -> Result<Option<Set<DatabaseAddress>>, ConfigError> {
        let Some(set) = self.find(&keys::DATABASE) else { return Ok(None) };
        let address = parsed::<DatabaseAddress>(set)?;
        Ok(Some(match &address.value {
            DatabaseAddress::Sqlite(path) => {
                let named = Set {
                    value: path.to_string_lossy().into_owned(),
                    origin: address.origin.clone(),
                };
                let path = self.path(&named);
                address.map(|_| DatabaseAddress::Sqlite(path))
            }
            DatabaseAddress::Postgres(_) => address,
        }))
    }

    fn proxy(&self) -> Option<Set<ProxyAddress>> {
        let usual = || ["HTTPS_PROXY", "https_proxy"].map(|name| self.variable(name));
        let found = self.find(&keys::PROXY);
        found
            .or_else(|| usual().into_iter().flatten().next())
            .map(|it| it.map(ProxyAddress))
    }

    fn root_certificates(&self) -> Option<Set<PathBuf>> {
        let found = self.find(&keys::ROOT_CERTIFICATES);
        let set = found.or_else(|| self.variable("SSL_CERT_FILE"))?;
        let path = self.path(&set);
        Some(set.map(|_| path))
    }

    /// A path as it is meant: `~/` is the home folder, and what the file names is
    /// looked for beside the file.
    fn path(&self, set: &Set<String>) -> PathBuf {
        let home = self.environment.value("HOME");
        match (set.value.strip_prefix("~/"), home, &set.origin) {
            (Some(rest), Some(home), _) => Path::new(home).join(rest),
            (_, _, Origin::File { path, .. }) => {
                path.parent().unwrap_or(Path::new("")).join(&set.value)
            }
            _ => PathBuf::from(&set.value),
        }
    }
}

/// The file that was named, which must be there, or the usual one, which may be there.
fn read_file(named: Option<Set<String>>) -> Result<ConfigFile, ConfigError> {
    let must_be_there = named.is_some();
    let path = match named {
        Some(named) => PathBuf::from(named.value),
        None => {
            let base = etcetera::choose_base_strategy().map_err(ConfigError::NoHome)?;
            base.config_dir().join("itemget").join("config.toml")
        }
    };
    match std::fs::read_to_string(&path) {
        Ok(text) => ConfigFile::parse(&path, &text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !must_be_there => {
            Ok(ConfigFile::empty(path))
        }
        Err(source) => Err(ConfigError::Unreadable { path, source }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        file
    }

    #[test]
    fn flags_stand_above_the_environment_above_the_file() {
        let file = file("ship_to='DE'\ncurrency='EUR'\nlanguage='de_DE'\n");
        let path = file.path().to_str().unwrap();
        let environment = Environment::from([
            ("ITEMGET_CONFIG", path),
            ("ITEMGET_SHIP_TO", "FR"),
            ("ITEMGET_CURRENCY", "CHF"),
        ]);
        let flags = Flags::default().with(&keys::SHIP_TO, Some("JP"));
        let view = Settings::load(&flags, &environment).unwrap().view;
        let shown = format!("{} {} {}", view.ship_to, view.currency, view.language);
        assert_eq!(shown, "JP CHF de_DE");
    }

    #[test]
    fn a_wrong_value_says_where_it_stands() {
        let file = file("\nship_to = 'Germany'\n");
        let path = file.path().to_str().unwrap();
        for (environment, expected) in [
            (Environment::from([("ITEMGET_CONFIG", path)]), "line 2 cannot be used"),
            (
                Environment::from([("ITEMGET_CONFIG", path), ("ITEMGET_SHIP_TO", "x")]),
                "the variable `ITEMGET_SHIP_TO` cannot be used",
            ),
        ] {
            let error = Settings::load(&Flags::default(), &environment).unwrap_err();
            assert!(error.to_string().contains(expected), "{error}");
        }
    }

    #[test]
    fn a_secrets_file_lies_beside_the_file_that_names_it() {
        let file = file("app_secret_file = 'secret'\n");
        let path = file.path().to_str().unwrap();
        let environment = Environment::from([("ITEMGET_CONFIG", path)]);
        let settings = Settings::load(&Flags::default(), &environment).unwrap();
        let expected = file.path().parent().unwrap().join("secret");
        let secret = settings.app_secret.unwrap();
        assert_eq!(secret.value, SecretPlace::file(expected));
    }

    #[test]
    fn consents_are_kept_in_files_unless_it_is_said_otherwise() {
        let load = |environment| Settings::load(&Flags::default(), &environment);
        let none = ("ITEMGET_CONFIG", "/dev/null");
        let kept_in = |name| {
            load(Environment::from([none, ("ITEMGET_TOKEN_STORE", name)]))
                .map(|settings| settings.token_store.value)
        };
        let usual = load(Environment::from([none])).unwrap().token_store.value;
        assert_eq!(usual, StoreKind::File);
        assert_eq!(kept_in("file").unwrap(), StoreKind::File);
        assert_eq!(kept_in("keyring").unwrap(), StoreKind::Keyring);
        let error = kept_in("wallet").unwrap_err();
        assert!(error.to_string().contains("ITEMGET_TOKEN_STORE"), "{error}");
    }

    #[test]
    fn a_pace_is_chosen_by_its_name() {
        let load = |environment| Settings::load(&Flags::default(), &environment);
        let none = ("ITEMGET_CONFIG", "/dev/null");
        assert_eq!(load(Environment::from([none])).unwrap().pace, Pace::default());
        let paced = |name| load(Environment::from([none, ("ITEMGET_PACE", name)]));
        assert_eq!(paced("strict").unwrap().pace, Pace::strict());
        let error = paced("brisk").unwrap_err();
        assert!(error.to_string().contains("ITEMGET_PACE"), "{error}");
    }

    #[test]
    fn debug_shows_no_secret() {
        let environment = Environment::from([
            ("ITEMGET_APP_SECRET", "planted"),
            ("ITEMGET_ACCESS_TOKEN", "planted"),
            ("HTTPS_PROXY", "http://user:planted@127.0.0.1:1"),
            ("ITEMGET_CONFIG", "/dev/null"),
        ]);
        let settings = Settings::load(&Flags::default(), &environment).unwrap();
        let shown = format!("{environment:?} {settings:#?}");
        assert!(!shown.contains("planted"), "{shown}");
    }

    #[test]
    fn the_language_is_found_in_this_order() {
        let file = file("lang = 'zh'\n");
        let config = ("ITEMGET_CONFIG", file.path().to_str().unwrap());
        let none = ("ITEMGET_CONFIG", "/dev/null");
        let flag = |lang| Flags::default().with(&keys::LANG, Some(lang));
        for (flags, environment, expected) in [
            (flag("en"), Environment::from([config, ("ITEMGET_LANG", "zh")]), Lang::En),
            (
                Flags::default(),
                Environment::from([config, ("ITEMGET_LANG", "en")]),
                Lang::En,
            ),
            (Flags::default(), Environment::from([config, ("LANG", "en_US")]), Lang::Zh),
            (
                Flags::default(),
                Environment::from([none, ("LANG", "zh_CN.UTF-8")]),
                Lang::Zh,
            ),
            (
                Flags::default(),
                Environment::from([none, ("LC_ALL", "C"), ("LANG", "zh_CN")]),
                Lang::En,
            ),
            (Flags::default(), Environment::from([none]), Lang::En),
        ] {
            assert_eq!(lang(&flags, &environment), expected, "{flags:?} {environment:?}");
        }
    }
}
