//! The demo that a generated client and Schemathesis talk to: over some days of a
//! sandbox's data, in a home of its own.

use std::path::Path;
use std::process::Command;

use anyhow::Context as _;

use crate::foreign::Clients;
use crate::process::{Running, at_home};
use crate::workspace::Workspace;

/// A service in a process of its own. It ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Demo {
    _running: Running,
    home: tempfile::TempDir,
    url: String,
}

const DEMO: [&str; 8] =
    ["demo", "--listen", "127.0.0.1:0", "--items", "8", "--days", "20", "--log=off"];

impl Demo {
    /// Starts it and waits until it listens.
    pub(crate) fn start(program: &Path) -> anyhow::Result<Self> {
        let home = tempfile::tempdir().context("could not make a home")?;
        let mut running = Running::start(at_home(program, home.path()).args(DEMO))?;
        let url = running.wait_for_address()?;
        Ok(Self { _running: running, home, url })
    }

    /// One of our scripts, told by its environment alone where the service is.
    pub(crate) fn script(
        &self,
        workspace: &Workspace,
        clients: &Clients,
        script: &str,
    ) -> Command {
        let mut command = at_home(&clients.python, self.home.path());
        command.arg(script).current_dir(workspace.root.join("tests/foreign"));
        command.env("SERVICE_URL", &self.url);
        command
    }
}
