//! Lane `readme`: a newcomer types the README's commands, in a new home.

use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Context as _;

use crate::test::readme_blocks::{runnable, without_comments};
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
    let bare = |blocks: &[String]| {
        blocks.iter().map(|block| without_comments(block)).collect::<Vec<_>>()
    };
    anyhow::ensure!(
        bare(&blocks) == bare(&chinese),
        "the commands of README.md and README.zh-CN.md differ:\n{:#?}\n{:#?}",
        bare(&blocks),
        bare(&chinese)
    );

    let home = tempfile::tempdir().context("could not make a new home")?;
    let released = workspace.target()?.join("release");
    for (n, block) in blocks.iter().enumerate() {
        out::say(&format!("--- block {} of {}\n{block}\n---", n + 1, blocks.len()));
        run_block(block, &workspace.root, home.path(), &released)
            .with_context(|| format!("block {} of README.md failed", n + 1))?;
    }
    Ok(format!("{} blocks", blocks.len()))
}

/// Runs one block in a shell of its own, and ends what it left running.
fn run_block(
    block: &str,
    root: &Path,
    home: &Path,
    released: &Path,
) -> anyhow::Result<()> {
    let path = format!("{}:{}", released.display(), machine::path());
    let mut shell = Command::new("bash");
    shell
        .args(["-euo", "pipefail", "-c", block])
        .current_dir(root)
        .env_clear()
        .env("PATH", path)
        .env("HOME", home)
        .env("LANG", "C.UTF-8")
        .envs(machine::toolchain_homes())
        .stdin(Stdio::null())
        // So that what the block starts and leaves running can be ended as one.
        .process_group(0);
    let mut child = shell.spawn().context("could not start bash")?;
    let group = format!("-{}", child.id());
    let status = child.wait().context("could not wait for bash")?;
    // The group is empty when the block left nothing running: then this fails, rightly.
    machine::answers("kill", &["--", &group]);
    anyhow::ensure!(status.success(), "its shell ended with {status}");
    Ok(())
}

#[cfg(test)]
mod unit {
    use super::*;

    fn attempt(block: &str) -> anyhow::Result<()> {
        let home = tempfile::tempdir().unwrap();
        run_block(block, home.path(), home.path(), home.path())
    }

    #[test]
    fn a_command_that_fails_in_the_middle_fails_the_block() {
        attempt("true\nfalse | cat >/dev/null\ntrue").unwrap_err();
        attempt("echo $not_set_anywhere").unwrap_err();
        attempt("true").unwrap();
    }

    #[test]
    fn the_home_is_a_new_one() {
        attempt("test \"$HOME\" = \"$PWD\"").unwrap();
    }
}
