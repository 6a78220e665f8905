//! `cargo xtask pictures`: the pictures of the pages in both READMEs, taken from the
//! demonstration in a browser.

use std::process::{Command, ExitCode};

use anyhow::Context as _;

use crate::process::{Running, at_home};
use crate::test::needs::{self, Need};
use crate::workspace::Workspace;
use crate::{command, foreign, out};

const DEMO: [&str; 4] = ["demo", "--listen", "127.0.0.1:0", "--dir"];

/// The largest picture that is kept, in bytes: they are loaded with the page they are in.
const LARGEST: u64 = 150_000;

/// Takes them.
pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<ExitCode> {
    needs::provide(&[Need::Node, Need::Npm, Need::Chromium], true)?;
    let kept = workspace.kept("pictures")?;
    let pins = workspace.root.join("tests/pages/package.json");
    let modules = foreign::packages(&pins, &kept.join("node"))?;
    let program =
        workspace.executable("itemget", &["-p", "itemget-app", "--bin", "itemget"])?;
    let folder = workspace.root.join("docs/pictures");
    std::fs::create_dir_all(&folder).context("could not make the pictures' folder")?;
    // Its words are in the demonstration's language: each has one of its own.
    for (lang, locale) in [("en", "en-US"), ("zh", "zh-CN")] {
        let home = kept.join(lang);
        std::fs::create_dir_all(&home).context("could not make a home")?;
        let mut demo = at_home(&program, &home);
        demo.env("ITEMGET_LANG", lang);
        demo.args(DEMO).arg(home.join("data")).args(["--log", "off"]);
        let mut running = Running::start(&mut demo)?;
        let url = running.wait_for_address()?;
        let mut browser = Command::new("node");
        browser.arg("pictures.mjs").current_dir(workspace.root.join("tests/pages"));
        browser.env("PAGES_URL", url).env("PAGES_MODULES", &modules);
        browser.env("PAGES_LOCALE", locale).env("PAGES_SHOTS", &folder);
        command::run(&mut browser)?;
    }
    for entry in std::fs::read_dir(&folder).context("could not list the pictures")? {
        let entry = entry.context("could not list the pictures")?;
        let size = entry.metadata().context("could not weigh a picture")?.len();
        let name = entry.path();
        out::say(&format!("{}: {size} bytes", name.display()));
        anyhow::ensure!(size <= LARGEST, "{} weighs {size} bytes", name.display());
    }
    Ok(ExitCode::SUCCESS)
}
