//! Every setting that somebody made, with the place it came from: for whoever must find
//! out why a value is what it is.

use super::keys::{self, Key};
use super::{ConfigError, Environment, Flags, Layers, Origin};

/// A setting that somebody made. Secrets are not shown, and neither are addresses that a
/// password can be in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source {
    pub(crate) name: &'static str,
    /// None is a secret.
    pub(crate) shown: Option<String>,
    pub(crate) origin: Origin,
}

/// Where the configuration comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sources {
    pub(crate) file: std::path::PathBuf,
    pub(crate) file_is_there: bool,
    pub(crate) profile: Option<String>,
    pub(crate) profiles: Vec<String>,
    pub(crate) settings: Vec<Source>,
}

/// What flags, environment and file say.
pub(crate) fn sources(
    flags: &Flags,
    environment: &Environment,
) -> Result<Sources, ConfigError> {
    let layers = Layers::read(flags, environment)?;
    let mut settings = Vec::new();
    for key in keys::ALL {
        if let Some(set) = layers.find(key) {
            let shown = (!is_secret(key)).then_some(set.value);
            settings.push(Source { name: key.name, shown, origin: set.origin });
        }
    }
    for (name, variable) in [
        ("app_secret", keys::APP_SECRET_VARIABLE),
        ("access_token", keys::ACCESS_TOKEN_VARIABLE),
    ] {
        if let Some(set) = layers.variable(variable) {
            settings.push(Source { name, shown: None, origin: set.origin });
        }
    }
    Ok(Sources {
        file_is_there: layers.file.path.exists(),
        file: layers.file.path.clone(),
        profile: layers.profile.clone(),
        profiles: layers.file.profiles().map(str::to_owned).collect(),
        settings,
    })
}

fn is_secret(key: &Key) -> bool {
    *key == keys::PROXY || *key == keys::ENDPOINT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_setting_is_listed_with_its_place_and_no_secret_is_shown() {
        let environment = Environment::from([
            ("ITEMGET_CONFIG", "/dev/null"),
            ("ITEMGET_APP_SECRET", "planted"),
            ("ITEMGET_ENDPOINT", "https://user:planted@gateway.example"),
            ("ITEMGET_PROXY", "http://user:planted@127.0.0.1:1"),
            ("ITEMGET_SHIP_TO", "FR"),
        ]);
        let flags = Flags::default().with(&keys::APP_KEY, Some("12345678"));
        let found = sources(&flags, &environment).unwrap();
        let names: Vec<_> = found.settings.iter().map(|it| it.name).collect();
        assert_eq!(names, ["app_key", "endpoint", "ship_to", "proxy", "app_secret"]);
        assert_eq!(found.settings[0].origin, Origin::Flag("--app-key"));
        assert!(!format!("{found:?}").contains("planted"), "{found:?}");
    }
}
