//! Who asks an object store, and where it is: the variables that every tool for S3 knows.

use itemget::AppSecret;

use super::Environment;

/// Who asks an object store, and where it is.
#[derive(Debug, Clone, Default)]
pub(crate) struct ObjectStoreSettings {
    pub(crate) access_key_id: Option<String>,
    pub(crate) secret_access_key: Option<AppSecret>,
    pub(crate) session_token: Option<AppSecret>,
    pub(crate) region: Option<String>,
    /// Where it is, if not at Amazon.
    pub(crate) endpoint: Option<String>,
    /// Whether it may be spoken to in the open.
    pub(crate) allow_http: bool,
}

impl ObjectStoreSettings {
    /// What the environment says.
    pub(crate) fn of(environment: &Environment) -> Self {
        let text = |name| environment.value(name).map(str::to_owned);
        let secret = |name| environment.value(name).map(AppSecret::new);
        Self {
            access_key_id: text("AWS_ACCESS_KEY_ID"),
            secret_access_key: secret("AWS_SECRET_ACCESS_KEY"),
            session_token: secret("AWS_SESSION_TOKEN"),
            region: text("AWS_REGION").or_else(|| text("AWS_DEFAULT_REGION")),
            endpoint: text("AWS_ENDPOINT_URL_S3").or_else(|| text("AWS_ENDPOINT_URL")),
            allow_http: environment.value("AWS_ALLOW_HTTP") == Some("true"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variables_of_every_tool_are_read_and_no_secret_is_shown() {
        let environment = Environment::from([
            ("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", "planted"),
            ("AWS_SESSION_TOKEN", "planted too"),
            ("AWS_DEFAULT_REGION", "eu-central-1"),
            ("AWS_ENDPOINT_URL", "http://127.0.0.1:9000"),
        ]);
        let settings = ObjectStoreSettings::of(&environment);
        assert_eq!(settings.region.as_deref(), Some("eu-central-1"));
        assert_eq!(settings.secret_access_key.as_ref().unwrap().expose(), "planted");
        assert!(!settings.allow_http);
        assert!(!format!("{settings:?}").contains("planted"), "{settings:?}");
    }
}
