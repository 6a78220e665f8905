//! What xtask asks the machine: its environment, who runs it, which programs there are.
#![expect(
    clippy::disallowed_methods,
    reason = "the only file of xtask that reads the environment"
)]

use std::path::{Path, PathBuf};
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

/// The variables that `cargo run` has set for this process and that a cargo started from
/// here must not see: build scripts that look at them would run again, each time, and what
/// depends on them be compiled again.
pub(crate) fn of_the_outer_cargo() -> impl Iterator<Item = String> {
    std::env::vars_os().filter_map(|(name, _)| {
        let name = name.into_string().ok()?;
        is_of_the_outer_cargo(&name).then_some(name)
    })
}

fn is_of_the_outer_cargo(name: &str) -> bool {
    ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"].iter().any(|it| name.starts_with(it))
        || matches!(name, "CARGO_CRATE_NAME" | "CARGO_PRIMARY_PACKAGE" | "OUT_DIR")
}

/// Whether this user may install packages without asking.
pub(crate) fn is_root() -> bool {
    Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|id| String::from_utf8_lossy(&id.stdout).trim() == "0")
}

/// What figures measured here were measured on: cores, how busy it is, versions.
pub(crate) fn describe() -> String {
    let first_line = |program: &Path, args: &[&str]| {
        let output = Command::new(program).args(args).output().ok()?;
        String::from_utf8_lossy(&output.stdout).lines().next().map(str::to_owned)
    };
    let cores = std::thread::available_parallelism().map_or(0, |cores| cores.get());
    let load = std::fs::read_to_string("/proc/loadavg").ok();
    let load = load.as_deref().and_then(|text| text.split(' ').next()).map(str::to_owned);
    let facts = [
        Some(format!("{cores} cores")),
        load.map(|load| format!("a load of {load} before it began")),
        first_line(Path::new("rustc"), &["--version"]),
        first_line(Path::new("node"), &["--version"]).map(|it| format!("Node {it}")),
        first_line(Path::new("python3"), &["--version"]),
    ];
    facts.into_iter().flatten().collect::<Vec<_>>().join(", ")
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

/// The processor's time that a process and its children have had, in seconds; 0 where the
/// system does not tell.
pub(crate) fn cpu_seconds(pid: u32) -> f64 {
    let Ok(all) = std::fs::read_dir("/proc") else { return 0.0 };
    let stats = all.filter_map(|entry| {
        std::fs::read_to_string(entry.ok()?.path().join("stat")).ok()
    });
    let ticks: u64 = stats.filter_map(|stat| ticks_of(&stat, pid)).sum();
    ticks as f64 / 100.0
}

/// The ticks in a line of `/proc/PID/stat`, where it is of `pid` or of a child of it.
fn ticks_of(stat: &str, pid: u32) -> Option<u64> {
    // A name in brackets can hold spaces, and brackets.
    let (before, after) = stat.rsplit_once(") ")?;
    let own: u32 = before.split(' ').next()?.parse().ok()?;
    let rest: Vec<&str> = after.split(' ').collect();
    let parent: u32 = rest.get(1)?.parse().ok()?;
    let ticks = |at: usize| rest.get(at)?.parse::<u64>().ok();
    (own == pid || parent == pid).then(|| Some(ticks(11)? + ticks(12)?))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_developer_set_for_cargo_is_kept() {
        for (name, outer) in [
            ("CARGO_MANIFEST_DIR", true),
            ("CARGO_PKG_VERSION_MAJOR", true),
            ("CARGO_HOME", false),
            ("CARGO_TARGET_DIR", false),
            ("CARGO_BUILD_JOBS", false),
            ("CARGO_NET_OFFLINE", false),
            ("PATH", false),
        ] {
            assert_eq!(is_of_the_outer_cargo(name), outer, "{name}");
        }
    }

    #[test]
    fn the_time_of_a_process_and_its_children_is_told() {
        let stat = |pid, parent| {
            format!("{pid} (a) b) S {parent} 1 1 0 -1 4194304 1 2 3 4 250 50 0 0 20 0")
        };
        assert_eq!(ticks_of(&stat(7, 1), 7), Some(300));
        assert_eq!(ticks_of(&stat(8, 7), 7), Some(300));
        assert_eq!(ticks_of(&stat(9, 8), 7), None);
        assert_eq!(ticks_of("", 7), None);
        assert!(cpu_seconds(std::process::id()) >= 0.0);
    }
}
