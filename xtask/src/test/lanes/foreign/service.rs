//! The service that clients of lane `foreign` walk into, over a database of its own and the
//! sandbox inside, and a key that their programs have already.

use std::path::Path;
use std::process::Command;

use anyhow::Context as _;

use crate::command;
use crate::foreign::Clients;
use crate::process::{Running, at_home};
use crate::workspace::Workspace;

/// A service in a process of its own. It ends, and its folder goes, when this is dropped.
#[derive(Debug)]
pub(crate) struct Service {
    _running: Running,
    url: String,
    folder: tempfile::TempDir,
}

/// What the tutorials' programs have in the place of a key and a secret.
const KEY: &str = "your_app_key";
const SECRET: &str = "your_app_secret";

impl Service {
    /// Keeps the key, starts the service and waits until it listens.
    pub(crate) fn start(program: &Path) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir().context("could not make a folder")?;
        let secret = folder.path().join("secret");
        let make = format!("umask 077 && printf %s {SECRET} > secret");
        command::run(Command::new("sh").args(["-c", &make]).current_dir(&folder))?;
        let create = ["door", "key", "create", "foreign", "--key", KEY, "--secret-file"];
        command::run(at_home(program, folder.path()).args(create).arg(&secret))?;
        let serve =
            ["serve", "--listen", "127.0.0.1:0", "--no-scheduler", "--log", "off"];
        let mut running = Running::start(at_home(program, folder.path()).args(serve))?;
        let url = running.wait_for_address()?;
        Ok(Self { _running: running, url, folder })
    }

    /// One of our scripts, told where the service is. What was written for the sandbox finds
    /// the service under its names.
    pub(crate) fn script(
        &self,
        workspace: &Workspace,
        clients: &Clients,
        script: &str,
    ) -> Command {
        let mut command = at_home(&clients.python, self.folder.path());
        command.arg(script).current_dir(workspace.root.join("tests/foreign"));
        for (name, value) in [
            ("SERVICE_URL", &*self.url),
            ("SANDBOX_URL", &self.url),
            ("SANDBOX_KEY", KEY),
            ("SANDBOX_SECRET", SECRET),
        ] {
            command.env(name, value);
        }
        command
    }
}
