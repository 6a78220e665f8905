//! A program that runs beside xtask for a while, and ends with it.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use anyhow::Context as _;

use crate::{command, machine};

/// A running program. It is ended when this is dropped.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    output: BufReader<ChildStdout>,
    shown: String,
}

impl Running {
    /// Starts it; its standard output is read here, its standard error is the developer's.
    pub(crate) fn start(command: &mut Command) -> anyhow::Result<Self> {
        let shown = command::shown(command);
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            // So that what it starts itself ends with it.
            .process_group(0)
            .spawn()
            .with_context(|| format!("could not start `{shown}`"))?;
        let output = child.stdout.take().expect("its output was asked for as a pipe");
        Ok(Self { child, output: BufReader::new(output), shown })
    }

    /// The process's number.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Reads its lines until one answers, as `found` says.
    pub(crate) fn wait_for<T>(
        &mut self,
        mut found: impl FnMut(&str) -> Option<T>,
    ) -> anyhow::Result<T> {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            let read =
                self.output.read_line(&mut line).context("could not read a line")?;
            if read == 0 {
                anyhow::bail!("`{}` ended after saying {lines:?}", self.shown);
            }
            if let Some(answer) = found(line.trim_end()) {
                return Ok(answer);
            }
            lines.push(line);
        }
    }
}

impl Running {
    /// The address in the line that says where a service is.
    pub(crate) fn wait_for_address(&mut self) -> anyhow::Result<String> {
        self.wait_for(|line| {
            let (_, rest) = line.split_once("http://")?;
            // What stands behind it in Chinese has no blank before it.
            let host = rest.split([' ', '（']).next()?;
            Some(format!("http://{host}"))
        })
    }
}

/// A program with nothing of this machine's but a home of its own.
pub(crate) fn at_home(program: impl AsRef<OsStr>, home: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("PATH", machine::path()).env("LANG", "C.UTF-8");
    command.env("HOME", home).current_dir(home);
    command
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let group = format!("-{}", self.child.id());
        machine::answers("kill", &["-KILL", "--", &group]);
        drop(self.child.wait());
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn says(script: &str) -> Running {
        Running::start(Command::new("sh").args(["-c", script])).unwrap()
    }

    #[test]
    fn a_line_is_waited_for() {
        let mut running = says("echo starting; echo at http://here; sleep 60");
        let at = running.wait_for(|line| line.strip_prefix("at ").map(str::to_owned));
        assert_eq!(at.unwrap(), "http://here");
    }

    #[test]
    fn an_address_is_read_from_the_line_that_has_it_in_both_languages() {
        for line in [
            "itemget is at http://127.0.0.1:4711 (Ctrl-C ends it)",
            "itemget 已启动：http://127.0.0.1:4711（按 Ctrl-C 结束）",
        ] {
            let mut running = says(&format!("echo 3 days; echo '{line}'; sleep 60"));
            assert_eq!(running.wait_for_address().unwrap(), "http://127.0.0.1:4711");
        }
    }

    #[test]
    fn what_it_started_ends_with_it() {
        let mut running = says("sleep 60 & echo $!; wait");
        let pid = running.wait_for(|line| Some(line.to_owned())).unwrap();
        assert!(machine::answers("kill", &["-0", &pid]), "{pid} runs");
        drop(running);
        // Ended, or not yet collected by whoever inherited it. The system takes a moment
        // to end what was killed, more of one where it is busy.
        let ended = || match std::fs::read_to_string(format!("/proc/{pid}/stat")) {
            Ok(state) => state.contains(") Z ") || state.contains(") X "),
            Err(_) => true,
        };
        let killed = std::time::Instant::now();
        while !ended() {
            let waited = killed.elapsed();
            assert!(
                waited < Duration::from_secs(10),
                "{pid} still runs after {waited:?}"
            );
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_program_that_ends_too_soon_is_quoted() {
        let error = says("echo no").wait_for(|_| None::<()>).unwrap_err();
        assert_eq!(error.to_string(), "`sh -c 'echo no'` ended after saying [\"no\\n\"]");
    }
}
