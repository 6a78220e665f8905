//! The demo that a generated client and Schemathesis talk to: over some days of a
//! sandbox's data, in a home of its own.

use std::path::Path;
use std::process::Command;

use anyhow::Context as _;

use crate::foreign::Clients;
use crate::machine;
use crate::process::Running;
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
        let mut command = Command::new(program);
        command.env_clear().env("PATH", machine::path()).env("LANG", "C.UTF-8");
        command.env("HOME", home.path()).current_dir(home.path()).args(DEMO);
        let mut running = Running::start(&mut command)?;
        let url = running.wait_for(address)?;
        Ok(Self { _running: running, home, url })
    }

    /// One of our scripts, told by its environment alone where the service is.
    pub(crate) fn script(
        &self,
        workspace: &Workspace,
        clients: &Clients,
        script: &str,
    ) -> Command {
        let mut command = Command::new(&clients.python);
        command.arg(script).current_dir(workspace.root.join("tests/foreign"));
        command.env_clear().env("PATH", machine::path()).env("LANG", "C.UTF-8");
        command.env("HOME", self.home.path()).env("SERVICE_URL", &self.url);
        command
    }
}

/// The address in the line that says where the service is.
fn address(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("http://")?;
    let host = rest.split_whitespace().next()?;
    Some(format!("http://{host}"))
}

#[cfg(test)]
mod unit {
    use super::address;

    #[test]
    fn the_address_is_read_from_the_line_that_has_it() {
        let line = "itemget is at http://127.0.0.1:4711 (Ctrl-C ends it)";
        assert_eq!(address(line).as_deref(), Some("http://127.0.0.1:4711"));
        assert_eq!(address("3 days are made up"), None);
    }
}
