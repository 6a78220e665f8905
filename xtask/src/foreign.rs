//! Other people's clients, installed from their registries at pinned versions.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

use crate::command;
use crate::workspace::Workspace;

/// Where the clients and their interpreters are.
#[derive(Debug)]
pub(crate) struct Clients {
    /// A Python that knows the packages of `tests/foreign/requirements.txt`.
    pub(crate) python: PathBuf,
    /// The folder `node_modules` with the packages of `tests/foreign/package.json`.
    pub(crate) node_modules: PathBuf,
}

/// Builds the program of `tests/foreign/iop_sdk_rust`; what is built already is not built
/// again.
///
/// # Errors
///
/// When the registry cannot be reached, or the program does not build.
pub(crate) fn build_iop_sdk_rust(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    let manifest = workspace.root.join("tests/foreign/iop_sdk_rust/Cargo.toml");
    let target = workspace.kept("foreign")?.join("rust");
    let build = ["build", "--quiet", "--locked", "--manifest-path"];
    let mut cargo = workspace.cargo(&build);
    cargo.arg(manifest).arg("--target-dir").arg(&target);
    command::run(&mut cargo).context(WITHOUT_NETWORK)?;
    Ok(target.join("debug/iop-sdk-rust-run"))
}

const WITHOUT_NETWORK: &str = "other people's programs come from their registries: \
                               without a network, `cargo xtask test --skip foreign --skip pages`";

/// Installs what is not there yet; with unchanged pins nothing is asked of the network.
///
/// # Errors
///
/// When a registry cannot be reached, or does not have a pinned version any more.
pub(crate) fn install(workspace: &Workspace) -> anyhow::Result<Clients> {
    let pins = workspace.root.join("tests/foreign");
    let kept = workspace.kept("foreign")?;

    let venv = kept.join("python");
    let python = venv.join("bin/python");
    let requirements = pins.join("requirements.txt");
    unless_pinned(&requirements, &venv, || {
        command::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&venv))?;
        let quiet = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
        command::run(Command::new(&python).args(quiet).arg("-r").arg(&requirements))
    })
    .context(WITHOUT_NETWORK)?;

    let node_modules = packages(&pins.join("package.json"), &kept.join("node"))?;
    Ok(Clients { python, node_modules })
}

/// Installs the packages of a `package.json` into a folder, with unchanged pins without the
/// network; gives the folder that node finds them in.
///
/// # Errors
///
/// When the registry cannot be reached, or does not have a pinned version any more.
pub(crate) fn packages(list: &Path, folder: &Path) -> anyhow::Result<PathBuf> {
    unless_pinned(list, folder, || {
        std::fs::create_dir_all(folder)?;
        std::fs::copy(list, folder.join("package.json"))?;
        let quiet = ["install", "--no-package-lock", "--no-audit", "--no-fund"];
        // Nobody's install script has to run for these.
        let bare = ["--ignore-scripts", "--loglevel=error"];
        command::run(Command::new("npm").args(quiet).args(bare).current_dir(folder))
    })
    .context(WITHOUT_NETWORK)?;
    Ok(folder.join("node_modules"))
}

/// Runs `install` unless `folder` was filled from the very same list.
fn unless_pinned(
    list: &Path,
    folder: &Path,
    install: impl FnOnce() -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let wanted = std::fs::read_to_string(list)
        .with_context(|| format!("could not read `{}`", list.display()))?;
    let stamp = folder.join(".installed-from");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    install()?;
    // Written last: an install that broke off is done again.
    std::fs::write(&stamp, wanted)
        .with_context(|| format!("could not write `{}`", stamp.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_install_is_repeated_only_after_a_failure_or_a_change() {
        let top = tempfile::tempdir().unwrap();
        let list = top.path().join("list");
        let folder = top.path().join("folder");
        std::fs::create_dir(&folder).unwrap();
        let mut runs = 0;
        let mut attempt = |pins: &str, works: bool| {
            std::fs::write(&list, pins).unwrap();
            let result = unless_pinned(&list, &folder, || {
                runs += 1;
                anyhow::ensure!(works, "no network");
                Ok(())
            });
            assert!(works || result.is_err());
            runs
        };
        assert_eq!(attempt("a==1", false), 1);
        assert_eq!(attempt("a==1", true), 2);
        assert_eq!(attempt("a==1", true), 2);
        assert_eq!(attempt("a==2", true), 3);
    }
}
