//! Where things are: the checkout, what lies beside it, and where scratch files go.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Context as _;

use crate::{command, machine, out};

/// The checkout that this xtask was built from.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// Its top folder.
    pub(crate) root: PathBuf,
}

impl Workspace {
    /// The checkout around this crate.
    pub(crate) fn find() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .expect("xtask lies in the top folder of the workspace");
        Self { root: root.to_path_buf() }
    }

    /// The shared test material, where it lies beside the checkout.
    pub(crate) fn shared(&self) -> Option<PathBuf> {
        let shared = self.root.parent()?.join("shared");
        shared.join("payloads").is_dir().then_some(shared)
    }

    /// A folder for what a command of xtask keeps between two runs.
    pub(crate) fn kept(&self, name: &str) -> anyhow::Result<PathBuf> {
        let folder = self.target()?.join("xtask").join(name);
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("could not make `{}`", folder.display()))?;
        Ok(folder)
    }

    /// Cargo's target folder, wherever the developer has put it.
    pub(crate) fn target(&self) -> anyhow::Result<PathBuf> {
        let output = self
            .cargo(&["metadata", "--format-version=1", "--no-deps", "--locked"])
            .output()
            .context("could not start cargo")?;
        anyhow::ensure!(
            output.status.success(),
            "cargo metadata failed:\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)
            .context("could not read what cargo metadata says")?;
        let folder = metadata["target_directory"]
            .as_str()
            .context("cargo metadata names no target folder")?;
        Ok(PathBuf::from(folder))
    }

    /// Builds the target `name`, chosen by cargo's own options, and says where it is.
    pub(crate) fn executable(
        &self,
        name: &str,
        which: &[&str],
    ) -> anyhow::Result<PathBuf> {
        let build = ["build", "--locked", "--message-format=json-render-diagnostics"];
        let mut cargo = self.cargo(&build);
        cargo.args(which);
        let shown = command::shown(&cargo);
        out::say(&format!("$ {shown}"));
        let output = cargo
            .stdin(Stdio::null())
            .stderr(Stdio::inherit())
            .output()
            .context("could not start cargo")?;
        anyhow::ensure!(
            output.status.success(),
            "`{shown}` ended with {}",
            output.status
        );
        built(name, &String::from_utf8_lossy(&output.stdout))
            .with_context(|| format!("`{shown}` built no `{name}`"))
    }

    /// A cargo command in the top folder.
    pub(crate) fn cargo(&self, args: &[&str]) -> Command {
        let mut command = Command::new("cargo");
        command.args(args).current_dir(&self.root);
        for name in machine::of_the_outer_cargo() {
            command.env_remove(name);
        }
        command
    }
}

/// Where cargo put the program of the target `name`. It may have built others on the way: a
/// bench's package has its programs built before it.
fn built(name: &str, messages: &str) -> Option<PathBuf> {
    messages.lines().find_map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        let executable = message["executable"].as_str()?;
        (message["target"]["name"] == name).then(|| PathBuf::from(executable))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_built_on_the_way_is_not_the_one_that_was_asked_for() {
        let messages = r#"{"target":{"name":"client"},"executable":"/t/client-1"}
{"target":{"name":"xtask"},"executable":"/t/xtask"}
{"reason":"build-finished"}"#;
        assert_eq!(built("client", messages), Some(PathBuf::from("/t/client-1")));
        assert_eq!(built("gateway", messages), None);
    }
}
