//! A PostgreSQL of our own for a while: its own folder, its own port, and gone afterwards.
//! One that runs on the machine already is not touched.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

use crate::{command, machine};

/// Whether what the server has acknowledged is there after a power cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// As it comes: where figures are measured.
    Kept,
    /// The tests end the server and never the machine.
    Waived,
}

/// A running server. It is ended, and its data removed, when this is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    programs: PathBuf,
    folder: tempfile::TempDir,
    port: u16,
    durability: Durability,
    /// Ours, where the server's folder is its own.
    scripts: tempfile::TempDir,
}

impl Server {
    /// Makes and starts a server that only this machine can reach.
    pub(crate) fn start(durability: Durability) -> anyhow::Result<Self> {
        let programs = programs().context("PostgreSQL is not installed")?;
        let folder = tempfile::Builder::new().prefix("itemget-postgres-").tempdir()?;
        if machine::is_root() {
            // The server refuses to run as root: Debian's package has a user for it.
            let shown = folder.path().display().to_string();
            command::run(Command::new("chown").args(["postgres", &shown]))?;
        }
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let scripts = tempfile::Builder::new().prefix("itemget-control-").tempdir()?;
        let server = Self { programs, folder, port, durability, scripts };
        server.initialise()?;
        server.control(&["start", "--wait", "--silent"])?;
        Ok(server)
    }

    /// A script that ends and starts the server: `stop` in good order, `crash` at once, and
    /// `start`.
    pub(crate) fn script(&self) -> anyhow::Result<PathBuf> {
        let line = |args: &[&str]| {
            let shown = command::shown(&self.control_command(args));
            format!("{shown} </dev/null >/dev/null 2>&1")
        };
        let text = format!(
            "#!/bin/sh\ncase \"$1\" in\nstop) {} ;;\ncrash) {} ;;\nstart) {} ;;\n\
             *) exit 2 ;;\nesac\n",
            line(&["stop", "--mode=fast", "--wait", "--silent"]),
            line(&["stop", "--mode=immediate", "--wait", "--silent"]),
            line(&["start", "--wait", "--silent"]),
        );
        // Not in the server's folder, which belongs to another user.
        let path = self.scripts.path().join("control");
        std::fs::write(&path, text)?;
        std::fs::set_permissions(
            &path,
            std::os::unix::fs::PermissionsExt::from_mode(0o700),
        )?;
        Ok(path)
    }

    /// Where it is.
    pub(crate) fn url(&self) -> String {
        format!("postgres://itemget@127.0.0.1:{}/postgres", self.port)
    }

    fn initialise(&self) -> anyhow::Result<()> {
        let data = self.data();
        let mut initdb = as_server(&self.programs.join("initdb"));
        initdb.arg("--pgdata").arg(&data).args([
            "--auth=trust",
            "--username=itemget",
            "--encoding=UTF8",
            "--no-locale",
            "--no-sync",
        ]);
        let made = initdb.output().context("could not start initdb")?;
        let said = String::from_utf8_lossy(&made.stderr);
        anyhow::ensure!(
            made.status.success(),
            "initdb ended with {}: {said}",
            made.status
        );
        Ok(())
    }

    fn control(&self, args: &[&str]) -> anyhow::Result<()> {
        command::run(&mut self.control_command(args))
    }

    fn control_command(&self, args: &[&str]) -> Command {
        let shown = self.folder.path().display();
        let waived = match self.durability {
            Durability::Kept => "",
            Durability::Waived => {
                "-c fsync=off -c synchronous_commit=off -c full_page_writes=off "
            }
        };
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories={shown} \
             {waived}-c max_connections=200",
            self.port
        );
        let mut control = as_server(&self.programs.join("pg_ctl"));
        control.args(args).arg("--pgdata").arg(self.data());
        control.arg("--log").arg(self.folder.path().join("log")).arg("-o").arg(options);
        control
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let stop = ["stop", "--mode=immediate", "--silent"];
        if let Err(error) = self.control(&stop) {
            crate::out::error(&error);
        }
    }
}

/// Whether a server can be started here.
pub(crate) fn is_installed() -> bool {
    programs().is_some()
}

/// The folder of the newest server's programs: Debian keeps them off the path.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let folders = versions.filter_map(|version| Some(version.ok()?.path().join("bin")));
    let usable = folders.filter(|bin| bin.join("initdb").exists());
    usable.max_by_key(|bin| version(bin))
}

fn version(bin: &Path) -> u32 {
    let name = bin.parent().and_then(Path::file_name).and_then(|it| it.to_str());
    name.and_then(|name| name.parse().ok()).unwrap_or(0)
}

/// A program of the server's, run as a user who is not root.
fn as_server(program: &Path) -> Command {
    let mut command = match machine::is_root() {
        true => {
            let mut command = Command::new("runuser");
            command.args(["--user", "postgres", "--"]).arg(program);
            command
        }
        false => Command::new(program),
    };
    // The folder that this is run in may be one that the server's user cannot enter.
    command.current_dir("/");
    command
}
