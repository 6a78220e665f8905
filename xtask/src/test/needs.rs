//! What the lanes need beyond Rust itself: looked for, named, and installed when missing.

use std::process::Command;

use anyhow::Context as _;

use crate::{command, machine, out};

/// A program that a lane cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    Rustfmt,
    Clippy,
    Python,
    Node,
    Npm,
    Postgres,
    OpenSsl,
    Chromium,
    Nightly,
    CargoFuzz,
}

impl Need {
    /// Its name, for people.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Rustfmt => "rustfmt",
            Self::Clippy => "clippy",
            Self::Python => "python3 with venv",
            Self::Node => "node",
            Self::Npm => "npm",
            Self::Postgres => "postgresql",
            Self::OpenSsl => "pkg-config with OpenSSL's headers",
            Self::Chromium => "chromium",
            Self::Nightly => "a nightly Rust",
            Self::CargoFuzz => "cargo-fuzz",
        }
    }

    fn why(self) -> &'static str {
        match self {
            Self::Rustfmt => "checks the format",
            Self::Clippy => "checks the code for known mistakes",
            Self::Python => "runs the tutorial's program and the Python clients",
            Self::Node => "runs the JavaScript clients",
            Self::Npm => "installs the JavaScript clients",
            Self::Postgres => {
                "keeps what many machines share: the tests start one of their own"
            }
            Self::OpenSsl => "the Rust client is built with",
            Self::Chromium => "shows the pages",
            Self::Nightly => "builds programs that a fuzzer can look into",
            Self::CargoFuzz => "runs the fuzzer",
        }
    }

    fn is_there(self) -> bool {
        match self {
            Self::Rustfmt => machine::answers("cargo", &["fmt", "--version"]),
            Self::Clippy => machine::answers("cargo", &["clippy", "--version"]),
            // Debian has venv without ensurepip until python3-venv is installed.
            Self::Python => {
                machine::answers("python3", &["-c", "import venv, ensurepip"])
            }
            Self::Node => machine::answers("node", &["--version"]),
            Self::Npm => machine::answers("npm", &["--version"]),
            Self::Postgres => crate::postgres::is_installed(),
            Self::OpenSsl => machine::answers("pkg-config", &["--exists", "openssl"]),
            Self::Chromium => machine::answers("chromium", &["--version"]),
            Self::Nightly => machine::answers("cargo", &["+nightly", "--version"]),
            Self::CargoFuzz => machine::answers("cargo", &["fuzz", "--version"]),
        }
    }

    /// The name of the component for rustup, when it has one.
    fn component(self) -> Option<&'static str> {
        match self {
            Self::Rustfmt => Some("rustfmt"),
            Self::Clippy => Some("clippy"),
            Self::Python
            | Self::Node
            | Self::Npm
            | Self::Postgres
            | Self::OpenSsl
            | Self::Chromium
            | Self::Nightly
            | Self::CargoFuzz => None,
        }
    }

    /// The command that brings it, where Rust's own tools do.
    fn of_rust(self) -> Option<&'static [&'static str]> {
        match self {
            Self::Nightly => {
                Some(&["rustup", "toolchain", "install", "nightly", "--profile=minimal"])
            }
            Self::CargoFuzz => Some(&["cargo", "install", "--locked", "cargo-fuzz"]),
            _ => None,
        }
    }

    /// The packages of Debian and Ubuntu.
    fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Rustfmt => &["rustfmt"],
            Self::Clippy => &["rust-clippy"],
            Self::Python => &["python3", "python3-venv"],
            Self::Node => &["nodejs"],
            Self::Npm => &["npm"],
            Self::Postgres => &["postgresql"],
            Self::OpenSsl => &["pkg-config", "libssl-dev"],
            Self::Chromium => &["chromium"],
            Self::Nightly | Self::CargoFuzz => &[],
        }
    }
}

/// By which means something can be installed on this machine.
#[derive(Debug, Clone, Copy)]
struct Means {
    rustup: bool,
    apt: bool,
    /// What stands before a command that only root may run: nothing for root itself.
    as_root: Option<&'static [&'static str]>,
}

/// Sees to it that all of `wanted` is there.
///
/// One after the other, as some packages of node bring npm along and do not suffer another.
///
/// # Errors
///
/// When something is missing and may not, or cannot, be installed.
pub(crate) fn provide(wanted: &[Need], may_install: bool) -> anyhow::Result<()> {
    for need in wanted {
        if need.is_there() {
            continue;
        }
        out::say(&format!("missing: {}, which {}", need.name(), need.why()));
        anyhow::ensure!(
            may_install,
            "{} is missing, and `--no-install` was given",
            need.name()
        );
        for step in plan(*need, means()).map_err(anyhow::Error::msg)? {
            let (program, args) =
                step.split_first().expect("a step starts with a program");
            command::run(Command::new(program).args(args))
                .context("could not install")?;
        }
        anyhow::ensure!(need.is_there(), "{} is still missing", need.name());
    }
    Ok(())
}

fn means() -> Means {
    let as_root: Option<&'static [&'static str]> =
        match (machine::is_root(), machine::is_ci()) {
            (true, _) => Some(&[]),
            // Nobody is there to type a password.
            (false, true) => Some(&["sudo", "-n"]),
            (false, false) => Some(&["sudo"]),
        };
    Means {
        rustup: machine::answers("rustup", &["--version"]),
        apt: machine::answers("apt-get", &["--version"]),
        as_root: as_root
            .filter(|words| words.is_empty() || machine::answers("sudo", &["--version"])),
    }
}

/// The commands that install what is missing.
fn plan(missing: Need, means: Means) -> Result<Vec<Vec<&'static str>>, String> {
    if let (Some(component), true) = (missing.component(), means.rustup) {
        return Ok(vec![vec!["rustup", "component", "add", component]]);
    }
    if let Some(step) = missing.of_rust() {
        return Ok(vec![step.to_vec()]);
    }
    let names = missing.packages().join(" ");
    if !means.apt {
        return Err(format!("there is no apt-get here: please install {names}"));
    }
    let Some(as_root) = means.as_root else {
        return Err(format!("only root can: apt-get install {names}"));
    };
    let apt = |rest: &[&'static str]| {
        // A package that asks a question would wait for ever.
        [as_root, &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"], rest].concat()
    };
    let install = ["install", "--yes", "--quiet", "--no-install-recommends"];
    let update = apt(&["update", "--quiet"]);
    Ok(vec![update, [apt(&install).as_slice(), missing.packages()].concat()])
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEBIAN: Means = Means { rustup: true, apt: true, as_root: Some(&[]) };

    fn typed(missing: Need, means: Means) -> Result<Vec<String>, String> {
        plan(missing, means)
            .map(|steps| steps.iter().map(|step| step.join(" ")).collect())
    }

    #[test]
    fn root_installs_without_sudo() {
        assert_eq!(
            typed(Need::Python, DEBIAN).unwrap(),
            [
                "env DEBIAN_FRONTEND=noninteractive apt-get update --quiet",
                "env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet \
                 --no-install-recommends python3 python3-venv",
            ]
        );
    }

    #[test]
    fn sudo_is_asked_only_for_packages() {
        let user = Means { as_root: Some(&["sudo"]), ..DEBIAN };
        assert_eq!(typed(Need::Rustfmt, user).unwrap(), ["rustup component add rustfmt"]);
        let steps = typed(Need::Node, user).unwrap();
        assert!(steps.iter().all(|step| step.starts_with("sudo env ")), "{steps:?}");
    }

    #[test]
    fn debians_own_rust_has_its_tools_as_packages() {
        let steps = typed(Need::Clippy, Means { rustup: false, ..DEBIAN }).unwrap();
        assert!(steps[1].ends_with(" rust-clippy"), "{steps:?}");
    }

    #[test]
    fn what_cannot_be_installed_is_named() {
        let elsewhere = Means { apt: false, ..DEBIAN };
        assert_eq!(
            typed(Need::Npm, elsewhere).unwrap_err(),
            "there is no apt-get here: please install npm"
        );
        let nobody = Means { as_root: None, ..DEBIAN };
        assert_eq!(
            typed(Need::Python, nobody).unwrap_err(),
            "only root can: apt-get install python3 python3-venv"
        );
    }
}
