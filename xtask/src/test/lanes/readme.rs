//! Lane `readme`: a newcomer types the README's commands, in a new home.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Context as _;

use crate::process::Running;
use crate::test::readme_blocks::{Block, runnable, without_comments};
use crate::workspace::Workspace;
use crate::{machine, out};

pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<String> {
    let read = |name: &str| {
        std::fs::read_to_string(workspace.root.join(name))
            .with_context(|| format!("could not read `{name}`"))
    };
    let blocks = runnable(&read("README.md")?);
    let chinese = runnable(&read("README.zh-CN.md")?);
    anyhow::ensure!(!blocks.is_empty(), "no block of README.md is fenced as `sh run`");
    let bare = |blocks: &[Block]| {
        blocks.iter().map(|block| without_comments(&block.text)).collect::<Vec<_>>()
    };
    anyhow::ensure!(
        bare(&blocks) == bare(&chinese),
        "the commands of README.md and README.zh-CN.md differ:\n{:#?}\n{:#?}",
        bare(&blocks),
        bare(&chinese)
    );

    let home = tempfile::tempdir().context("could not make a new home")?;
    let newcomer = Newcomer {
        root: &workspace.root,
        home: home.path(),
        path: format!("{}/release:{}", workspace.target()?.display(), machine::path()),
    };
    let mut other_terminals = Vec::new();
    for (n, block) in blocks.iter().enumerate() {
        out::say(&format!(
            "--- block {} of {}\n{}\n---",
            n + 1,
            blocks.len(),
            block.text
        ));
        let typed = match block.in_background {
            true => {
                newcomer.leave_running(&block.text).map(|it| other_terminals.push(it))
            }
            false => newcomer.run(&block.text),
        };
        typed.with_context(|| format!("block {} of README.md failed", n + 1))?;
    }
    Ok(format!("{} blocks", blocks.len()))
}

/// Somebody who has cloned the repository, built the program, and types.
#[derive(Debug)]
struct Newcomer<'a> {
    root: &'a Path,
    home: &'a Path,
    path: String,
}

impl Newcomer<'_> {
    /// Types a block and waits for its end.
    fn run(&self, block: &str) -> anyhow::Result<()> {
        let status = self
            .shell(block)
            .stdin(Stdio::null())
            .status()
            .context("could not start bash")?;
        anyhow::ensure!(status.success(), "its shell ended with {status}");
        Ok(())
    }

    /// Types a block in another terminal, and waits until it says where it is reached.
    fn leave_running(&self, block: &str) -> anyhow::Result<Running> {
        let mut running = Running::start(&mut self.shell(block))?;
        running.wait_for(|line| {
            out::say(line);
            line.contains("http://127.0.0.1:").then_some(())
        })?;
        Ok(running)
    }

    fn shell(&self, block: &str) -> Command {
        let mut shell = Command::new("bash");
        shell
            .args(["-euo", "pipefail", "-c", block])
            .current_dir(self.root)
            .env_clear()
            .env("PATH", &self.path)
            .env("HOME", self.home)
            .env("LANG", "C.UTF-8")
            .envs(machine::toolchain_homes());
        shell
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    fn attempt(block: &str) -> anyhow::Result<()> {
        let home = tempfile::tempdir().unwrap();
        Newcomer { root: home.path(), home: home.path(), path: machine::path() }
            .run(block)
    }

    #[test]
    fn a_command_that_fails_in_the_middle_fails_the_block() {
        attempt("true\nfalse | cat >/dev/null\ntrue").unwrap_err();
        attempt("echo $not_set_anywhere 2>/dev/null").unwrap_err();
        attempt("true").unwrap();
    }

    #[test]
    fn the_home_is_a_new_one() {
        attempt("test \"$HOME\" = \"$PWD\"").unwrap();
    }
}
