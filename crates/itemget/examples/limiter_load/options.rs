//! What the program is asked to do.

use std::path::{Path, PathBuf};

use crate::Failure;

#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) processes: usize,
    pub(crate) tasks: usize,
    pub(crate) per_second: u32,
    pub(crate) seconds: u64,
    /// How long the server takes to answer.
    pub(crate) rtt_ms: u64,
    pub(crate) pace: String,
    pub(crate) kill: bool,
    pub(crate) role: Role,
}

#[derive(Debug)]
pub(crate) enum Role {
    Judge,
    Worker { url: String, ledger: PathBuf },
}

impl Options {
    pub(crate) fn read(arguments: impl Iterator<Item = String>) -> Result<Self, Failure> {
        let mut options = Self {
            processes: 8,
            tasks: 8,
            per_second: 50,
            seconds: 20,
            rtt_ms: 0,
            pace: "adaptive".into(),
            kill: false,
            role: Role::Judge,
        };
        let (mut url, mut ledger) = (None, None);
        let mut arguments = arguments.peekable();
        while let Some(name) = arguments.next() {
            if name == "--kill" {
                options.kill = true;
                continue;
            }
            let value = arguments.next().ok_or_else(|| format!("`{name}` of what"))?;
            match name.as_str() {
                "--processes" => options.processes = value.parse()?,
                "--tasks" => options.tasks = value.parse()?,
                "--per-second" => options.per_second = value.parse()?,
                "--seconds" => options.seconds = value.parse()?,
                "--rtt-ms" => options.rtt_ms = value.parse()?,
                "--pace" => options.pace = value,
                "--url" => url = Some(value),
                "--ledger" => ledger = Some(PathBuf::from(value)),
                _ => return Err(format!("`{name}` is not known").into()),
            }
        }
        if let (Some(url), Some(ledger)) = (url, ledger) {
            options.role = Role::Worker { url, ledger };
        }
        Ok(options)
    }

    /// The arguments that make a worker of the same load.
    pub(crate) fn for_worker(&self, url: &str, ledger: &Path) -> Vec<String> {
        let ledger = ledger.to_string_lossy().into_owned();
        [
            ("--tasks", self.tasks.to_string()),
            ("--per-second", self.per_second.to_string()),
            ("--pace", self.pace.clone()),
            ("--url", url.to_owned()),
            ("--ledger", ledger),
        ]
        .into_iter()
        .flat_map(|(name, value)| [name.to_owned(), value])
        .collect()
    }
}
