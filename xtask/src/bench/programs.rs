//! The programs that are measured, as they are handed to users, and the gateway they call.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::Context as _;

use crate::process::Running;
use crate::workspace::Workspace;
use crate::{command, machine};

/// The programs, built when they are needed, with the profile of what is handed to users.
#[derive(Debug)]
pub(super) struct Programs<'a> {
    workspace: &'a Workspace,
    /// The bench target: the SDK's clients, and the gateway.
    pub(super) client: PathBuf,
}

/// The program `itemget`, built when it is needed.
pub(super) fn itemget(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    let which = ["--profile", "dist", "-p", "itemget-app", "--bin", "itemget"];
    workspace.executable("itemget", &which)
}

impl<'a> Programs<'a> {
    /// Builds the bench target, which nearly all sections need.
    pub(super) fn build(workspace: &'a Workspace) -> anyhow::Result<Self> {
        let which = ["--profile", "dist", "-p", "xtask", "--bench", "client"];
        Ok(Self { workspace, client: workspace.executable("client", &which)? })
    }

    /// The program `itemget`.
    pub(super) fn itemget(&self) -> anyhow::Result<PathBuf> {
        itemget(self.workspace)
    }

    /// The example that loads the limiter over sockets. Fifty calls a second are slow enough
    /// for any profile, and this one is built for the tests as well.
    pub(super) fn limiter_load(&self) -> anyhow::Result<PathBuf> {
        let which = ["-p", "itemget", "--example", "limiter_load"];
        self.workspace.executable("limiter_load", &which)
    }

    /// Starts the gateway; it ends with what is returned. Beside it, where it is.
    pub(super) fn gateway(&self) -> anyhow::Result<(Running, String)> {
        let mut gateway = Running::start(Command::new(&self.client).arg("gateway"))?;
        let base = gateway
            .wait_for(|line| line.starts_with("http://").then(|| line.to_owned()))?;
        Ok((gateway, base))
    }

    /// Starts the sandbox, which checks what it is asked; it ends with what is returned.
    pub(super) fn sandbox(&self, cores: Cores) -> anyhow::Result<(Running, String)> {
        let mut command = cores.command(End::Server, &self.itemget()?);
        let mut sandbox =
            Running::start(command.args(["sandbox", "--port", "0", "--json"]))?;
        let base = sandbox.wait_for(|line| {
            let told: serde_json::Value = serde_json::from_str(line).ok()?;
            told["url"].as_str().map(str::to_owned)
        })?;
        Ok((sandbox, base))
    }
}

/// On which cores the two ends of a connection work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cores {
    /// Both on all there are: what one takes, the other does not have.
    Shared,
    /// Each on one of its own, as where they are two machines.
    OwnEach,
}

/// An end of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Server,
    Client,
}

impl Cores {
    /// The command that starts `program` as this end.
    pub(super) fn command(self, end: End, program: impl AsRef<OsStr>) -> Command {
        match self {
            Self::Shared => Command::new(program),
            Self::OwnEach => {
                let core = if end == End::Server { "0" } else { "1" };
                let mut command = Command::new("taskset");
                command.args(["-c", core]).arg(program);
                command
            }
        }
    }

    /// Whether there are as many cores, and something to tell programs theirs.
    pub(super) fn can_be(self) -> bool {
        self == Self::Shared || machine::answers("taskset", &["-c", "0,1", "true"])
    }
}

/// Runs a program to its end and gives what it printed.
pub(super) fn output(command: &mut Command) -> anyhow::Result<String> {
    let shown = command::shown(command);
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("could not start `{shown}`"))?;
    anyhow::ensure!(output.status.success(), "`{shown}` ended with {}", output.status);
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
