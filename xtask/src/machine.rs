//! What xtask asks the machine: its environment, who runs it, which programs there are.
#![expect(
    clippy::disallowed_methods,
    reason = "the only file of xtask that reads the environment"
)]

use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Whether a CI runs this: nobody is there to answer a question.
pub(crate) fn is_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| !value.is_empty() && value != "false")
}

/// The colon-separated list of folders in which programs are looked for.
pub(crate) fn path() -> String {
    std::env::var("PATH").unwrap_or_default()
}

/// Where cargo and rustup keep what they downloaded, as variables for a child process
/// whose `HOME` is another one.
pub(crate) fn toolchain_homes() -> Vec<(&'static str, PathBuf)> {
    let home = std::env::var("HOME").map(PathBuf::from).unwrap_or_default();
    [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")]
        .map(|(name, folder)| {
            let set = std::env::var(name).ok().filter(|value| !value.is_empty());
            (name, set.map_or_else(|| home.join(folder), PathBuf::from))
        })
        .into()
}

/// Whether this user may install packages without asking.
pub(crate) fn is_root() -> bool {
    Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|id| String::from_utf8_lossy(&id.stdout).trim() == "0")
}

/// Whether `program` starts and says that all is well.
pub(crate) fn answers(program: &str, args: &[&str]) -> bool {
    Command::new(program)
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
