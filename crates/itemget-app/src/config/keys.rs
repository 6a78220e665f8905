//! The settings' names: one table for the file, the environment and the flags.

/// A setting, under its three names.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Key {
    /// In `config.toml`.
    pub(crate) name: &'static str,
    /// In the environment.
    pub(crate) variable: &'static str,
    /// On the command line; some are not there.
    pub(crate) flag: Option<&'static str>,
}

macro_rules! keys {
    ($($(#[$doc:meta])* $key:ident = $name:literal, $variable:literal, $flag:expr;)*) => {
        $($(#[$doc])* pub(crate) const $key: Key =
            Key { name: $name, variable: $variable, flag: $flag };)*
        /// All settings that a profile can have.
        pub(crate) const ALL: &[&Key] = &[$(&$key),*];
    };
}

keys! {
    /// The language of messages.
    LANG = "lang", "ITEMGET_LANG", Some("--lang");
    /// The app's key.
    APP_KEY = "app_key", "ITEMGET_APP_KEY", Some("--app-key");
    /// A file with the app's secret.
    APP_SECRET_FILE = "app_secret_file", "ITEMGET_APP_SECRET_FILE", Some("--secret-file");
    /// A file with an access token.
    ACCESS_TOKEN_FILE = "access_token_file", "ITEMGET_ACCESS_TOKEN_FILE", Some("--token-file");
    /// What consents are kept in: files, the system's keyring, or the database.
    TOKEN_STORE = "token_store", "ITEMGET_TOKEN_STORE", None;
    /// Where the gateways are, if not at the platform.
    ENDPOINT = "endpoint", "ITEMGET_ENDPOINT", Some("--endpoint");
    /// Where the consent page leads to, as the app's console page has it.
    REDIRECT_URI = "redirect_uri", "ITEMGET_REDIRECT_URI", Some("--redirect-uri");
    /// The country parcels go to.
    SHIP_TO = "ship_to", "ITEMGET_SHIP_TO", Some("--ship-to");
    /// The currency of prices.
    CURRENCY = "currency", "ITEMGET_CURRENCY", Some("--currency");
    /// The language of titles.
    LANGUAGE = "language", "ITEMGET_LANGUAGE", Some("--language");
    /// The API to ask.
    SOURCE = "source", "ITEMGET_SOURCE", Some("--source");
    /// The affiliate's tracking id.
    TRACKING_ID = "tracking_id", "ITEMGET_TRACKING_ID", Some("--tracking-id");
    /// How often a call is sent at most.
    ATTEMPTS = "attempts", "ITEMGET_ATTEMPTS", Some("--attempts");
    /// The folder that answers are kept in.
    CACHE_FOLDER = "cache_folder", "ITEMGET_CACHE_FOLDER", None;
    /// How large that folder may be.
    CACHE_LIMIT = "cache_limit", "ITEMGET_CACHE_LIMIT", None;
    /// Where history is kept.
    DATABASE = "database", "ITEMGET_DATABASE", Some("--database");
    /// How long the platform's answers are kept as they came.
    KEEP_BODIES = "keep_bodies", "ITEMGET_KEEP_BODIES", None;
    /// How many calls a second the app may make.
    CALLS_PER_SECOND = "calls_per_second", "ITEMGET_CALLS_PER_SECOND", None;
    /// How many calls a day the app may make.
    CALLS_PER_DAY = "calls_per_day", "ITEMGET_CALLS_PER_DAY", None;
    /// From when the window of a call is counted.
    PACE = "pace", "ITEMGET_PACE", None;
    /// An HTTP proxy.
    PROXY = "proxy", "ITEMGET_PROXY", None;
    /// Certificates to believe besides the machine's.
    ROOT_CERTIFICATES = "root_certificates", "ITEMGET_ROOT_CERTIFICATES", None;
}

/// The profile to use: in the environment and on the command line only.
pub(crate) const PROFILE: Key =
    Key { name: "profile", variable: "ITEMGET_PROFILE", flag: Some("--profile") };

/// The configuration's file: in the environment and on the command line only.
pub(crate) const CONFIG: Key =
    Key { name: "config", variable: "ITEMGET_CONFIG", flag: Some("--config") };

/// The secrets that may stand in the environment themselves.
pub(crate) const APP_SECRET_VARIABLE: &str = "ITEMGET_APP_SECRET";
/// The access token, in the environment itself.
pub(crate) const ACCESS_TOKEN_VARIABLE: &str = "ITEMGET_ACCESS_TOKEN";
/// Pins the clock of the sandbox inside the program, and with it the program's own: for
/// tests and screenshots.
pub(crate) const SANDBOX_CLOCK_VARIABLE: &str = "ITEMGET_SANDBOX_CLOCK";

/// The folder of what a service was handed for its own, as systemd names it.
pub(crate) const CREDENTIALS_VARIABLE: &str = "CREDENTIALS_DIRECTORY";

/// All variables of ours.
pub(crate) fn variables() -> impl Iterator<Item = &'static str> {
    let single = [APP_SECRET_VARIABLE, ACCESS_TOKEN_VARIABLE, SANDBOX_CLOCK_VARIABLE];
    let keys = ALL.iter().copied().chain([&PROFILE, &CONFIG]);
    keys.map(|key| key.variable).chain(single)
}

/// The name of `names` that is most like `typed`, if one is like it at all.
pub(crate) fn nearest<'a>(
    typed: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let with_distance = names.into_iter().map(|name| (distance(typed, name), name));
    let (distance, name) = with_distance.min_by_key(|(distance, _)| *distance)?;
    (distance <= typed.len().div_ceil(3)).then_some(name)
}

/// How many letters must be put in, taken out or replaced to make one of the other.
pub(crate) fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_recognised() {
        let names = || ALL.iter().map(|key| key.name);
        assert_eq!(nearest("curency", names()), Some("currency"));
        assert_eq!(nearest("shipto", names()), Some("ship_to"));
        assert_eq!(nearest("colour", names()), None);
    }

    #[test]
    fn the_names_of_a_setting_go_together() {
        for key in ALL {
            let expected = format!("ITEMGET_{}", key.name.to_ascii_uppercase());
            assert_eq!(key.variable, expected);
        }
    }
}
