//! Where the service's log goes and how it looks: lines for people, or JSON for programs,
//! on the standard error.

use std::io::IsTerminal as _;
use std::str::FromStr;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::TryInitError;

/// How the log looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum LogForm {
    /// A line for a person.
    #[default]
    Text,
    /// A JSON object a line.
    Json,
    /// No log.
    Off,
}

/// A text that should be a form of log and is not.
#[derive(Debug, thiserror::Error)]
#[error("text, json, off")]
pub(crate) struct ParseLogFormError;

impl FromStr for LogForm {
    type Err = ParseLogFormError;

    fn from_str(text: &str) -> Result<Self, ParseLogFormError> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            "off" => Ok(Self::Off),
            _ => Err(ParseLogFormError),
        }
    }
}

/// Begins to write the log of this process. What other libraries say of requests is left
/// out: addresses can have a key in them.
pub(crate) fn begin(form: LogForm) -> Result<(), TryInitError> {
    use tracing_subscriber::util::SubscriberInitExt as _;
    let filter = EnvFilter::new("warn,itemget_app=info,itemget=warn");
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false);
    match form {
        LogForm::Text => log.finish().try_init(),
        LogForm::Json => log.json().flatten_event(true).finish().try_init(),
        LogForm::Off => Ok(()),
    }
}
