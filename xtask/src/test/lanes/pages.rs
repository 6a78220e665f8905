//! Lane `pages`: all pages in a browser, over some weeks of a sandbox's data.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;
use serde_json::Value;

use crate::process::{Running, at_home};
use crate::workspace::Workspace;
use crate::{command, foreign};

/// So many items are followed,
const ITEMS: u64 = 12;
/// for so long, and as often as this.
const SIMULATED: [&str; 5] = ["run", "--simulate", "25d", "--calls-per-day", "48"];
const SERVE: [&str; 4] = ["serve", "--no-scheduler", "--listen", "127.0.0.1:0"];

pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<String> {
    let kept = workspace.kept("pages")?;
    let pins = workspace.root.join("tests/pages/package.json");
    let modules = foreign::packages(&pins, &kept.join("node"))?;
    let program =
        workspace.executable("itemget", &["-p", "itemget-app", "--bin", "itemget"])?;
    let home = kept.join("home");
    if home.exists() {
        std::fs::remove_dir_all(&home).context("could not make room")?;
    }
    std::fs::create_dir_all(&home).context("could not make a home")?;

    let mut add = at_home(&program, &home);
    add.args(["track", "add"]);
    add.args((1..=ITEMS).map(|n| (1_005_006_000_000_000 + n).to_string()));
    command::run(add.args(["--format", "csv"]))?;
    command::run(at_home(&program, &home).args(SIMULATED))?;
    let mut running = Running::start(at_home(&program, &home).args(SERVE))?;
    let url = running.wait_for_address()?;
    let platform = Platform::start(&program, &home)?;
    let token = platform.token()?;
    let mut guarded =
        Running::start(platform.program().args(SERVE).arg("--require-token"))?;
    let guarded_url = guarded.wait_for_address()?;

    let (shots, faults) = (kept.join("shots"), kept.join("faults.txt"));
    // So that what is told is never an older run's.
    std::fs::write(&faults, "").context("could not empty the list of faults")?;
    let mut browser = Command::new("node");
    browser.arg("pages.mjs").current_dir(workspace.root.join("tests/pages"));
    browser.env("PAGES_URL", url).env("PAGES_MODULES", modules);
    browser.env("PAGES_SHOTS", &shots).env("PAGES_FAULTS", &faults);
    browser.env("PAGES_GUARDED", guarded_url).env("PAGES_TOKEN", token);
    command::run(&mut browser).map_err(|error| {
        match std::fs::read_to_string(&faults) {
            Ok(faults) if !faults.is_empty() => error.context(told(&faults)),
            Ok(_) | Err(_) => error,
        }
    })?;
    Ok(format!("what the browser showed is in {}", shots.display()))
}

/// The faults that the browser found, for the last lines of a run: where only those are
/// kept, they are what one would ask for next.
fn told(faults: &str) -> String {
    let mut text = vec![format!("{} faults:", faults.lines().count())];
    text.extend(faults.lines().map(|fault| format!("  {fault}")));
    text.join("\n")
}

/// A sandbox in a process of its own, in the platform's place: it has a consent page.
struct Platform<'a> {
    _running: Running,
    told: Value,
    program: &'a Path,
    home: PathBuf,
}

impl<'a> Platform<'a> {
    fn start(program: &'a Path, home: &Path) -> anyhow::Result<Self> {
        let home = home.join("guarded");
        std::fs::create_dir_all(&home).context("could not make a home")?;
        let any_port = ["sandbox", "--port", "0", "--json"];
        let mut running = Running::start(at_home(program, &home).args(any_port))?;
        let line = running.wait_for(|line| Some(line.to_owned()))?;
        let told = serde_json::from_str(&line)
            .with_context(|| format!("the sandbox said `{line}`"))?;
        Ok(Self { _running: running, told, program, home })
    }

    /// The program with an app of this platform's, and nobody's consent.
    fn program(&self) -> Command {
        let told = |name: &str| self.told[name].as_str().unwrap_or_default();
        let mut command = at_home(self.program, &self.home);
        command.env("ITEMGET_ENDPOINT", told("url"));
        command.env("ITEMGET_APP_KEY", told("app_key"));
        command.env("ITEMGET_APP_SECRET", told("app_secret"));
        command
    }

    /// A token for the service that is over it.
    fn token(&self) -> anyhow::Result<String> {
        let mut create = self.program();
        create.args(["token", "create", "browser", "--scope", "admin"]);
        let said = create.output().context("could not make a token")?;
        let token = String::from_utf8(said.stdout).context("a token is text")?;
        anyhow::ensure!(token.starts_with("itemget_"), "no token was made");
        Ok(token.trim().to_owned())
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn faults_are_counted_and_each_has_a_line() {
        assert_eq!(told("a: x\nb: y\n"), "2 faults:\n  a: x\n  b: y");
    }
}
