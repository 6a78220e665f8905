//! Where the service's log goes and how it looks: lines for people, or JSON for programs,
//! on the standard error, which a thread of its own writes.

mod json;
mod queue;

use std::io::IsTerminal as _;
use std::str::FromStr;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::TryInitError;

use json::JsonLines;
use queue::Queue;

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

/// Where all lines of the process go: it has one standard error.
static LINES: Queue = Queue::new();

/// The log while it is written. When it is dropped, all that was said is written.
#[derive(Debug)]
#[must_use = "what was said is written when it is dropped"]
pub(crate) struct Log(());

/// Why there is no log.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LogError {
    #[error("could not begin a log")]
    Taken(#[from] TryInitError),
    #[error("could not start the thread that writes the log")]
    Thread(#[from] std::io::Error),
}

/// Begins to write the log of this process. What other libraries say of requests is left
/// out: addresses can have a key in them.
pub(crate) fn begin(form: LogForm) -> Result<Log, LogError> {
    use tracing_subscriber::util::SubscriberInitExt as _;
    let filter = EnvFilter::new("warn,itemget_app=info,itemget=warn");
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(|| &LINES)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false);
    match form {
        LogForm::Text => log.finish().try_init()?,
        LogForm::Json => log.event_format(JsonLines).finish().try_init()?,
        LogForm::Off => return Ok(Log(())),
    }
    LINES.begin();
    let log = Log(());
    let work = || LINES.work(&mut std::io::stderr(), lost);
    std::thread::Builder::new().name("log".to_owned()).spawn(work)?;
    // What led to a panic is read before what it says.
    let otherwise = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        LINES.flush();
        otherwise(panic);
    }));
    Ok(log)
}

fn lost(lines: u64) {
    tracing::warn!(lines, "lines are missing: they came faster than they were taken");
}

/// Writes what was said and is not written yet.
pub(crate) fn flush() {
    LINES.flush();
}

impl Drop for Log {
    fn drop(&mut self) {
        LINES.end();
    }
}
