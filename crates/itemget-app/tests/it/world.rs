//! A place where the program runs alone: its own home, a held clock, nothing of the
//! machine's environment. What it said is shown whole when a test fails.

use std::fmt;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use serde_json::Value;

/// The moment at which all tests take place.
pub(crate) const NOW: &str = "2026-11-23T17:20:27Z";

/// A home, and the environment that programs in it have.
pub(crate) struct World {
    home: tempfile::TempDir,
    environment: Vec<(String, String)>,
}

impl World {
    /// An empty home, English, no credentials.
    pub(crate) fn new() -> Self {
        let home = tempfile::tempdir().expect("a folder can be made");
        let mut world = Self { home, environment: Vec::new() };
        let path = world.home.path().to_string_lossy().into_owned();
        for (name, value) in [
            ("HOME", path.as_str()),
            ("LANG", "en_US.UTF-8"),
            ("COLUMNS", "100"),
            ("ITEMGET_SANDBOX_CLOCK", NOW),
        ] {
            world = world.env(name, value);
        }
        world
    }

    /// The same with a variable in the environment.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same with a configuration.
    pub(crate) fn config(self, text: &str) -> Self {
        self.file(".config/itemget/config.toml", text);
        self
    }

    /// A path below the home.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Looks at each file below the home.
    pub(crate) fn each_file(&self, look: impl Fn(&Path, &[u8])) {
        let mut waiting = vec![self.home.path().to_owned()];
        while let Some(folder) = waiting.pop() {
            for entry in std::fs::read_dir(&folder).expect("it can be listed") {
                let path = entry.expect("it can be listed").path();
                match path.is_dir() {
                    true => waiting.push(path),
                    false => look(&path, &std::fs::read(&path).expect("it can be read")),
                }
            }
        }
    }

    /// Writes a file below the home, readable by its owner alone.
    pub(crate) fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.home.path().join(name);
        let folder = path.parent().expect("it is below the home");
        std::fs::create_dir_all(folder).expect("folders can be made");
        std::fs::write(&path, text).expect("a file can be written");
        set_mode(&path, 0o600);
        path
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_itemget"));
        command.args(arguments).current_dir(self.home.path()).env_clear();
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs the program to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        let output = self.command(arguments).output().expect("the program starts");
        self.said(arguments, output.status, &output.stdout, &output.stderr)
    }

    /// Runs the program to its end, with this on its standard input.
    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &str) -> Said {
        let mut running = self.start(arguments);
        running.write(input);
        running.end()
    }

    /// Runs a script of the shell, in which the program is `itemget`.
    #[cfg(unix)]
    pub(crate) fn shell(&self, script: &str) -> std::process::Output {
        let program = Path::new(env!("CARGO_BIN_EXE_itemget"));
        let folder = program.parent().expect("it is in a folder");
        let mut command = Command::new("/bin/sh");
        command.args(["-c", script]).current_dir(self.home.path()).env_clear();
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.env("PATH", folder).stdin(Stdio::null());
        command.output().expect("there is a shell")
    }

    /// Runs the program to its end, with its standard output into this file.
    pub(crate) fn run_into(&self, arguments: &[&str], file: &Path) -> Said {
        let file = std::fs::File::options().write(true).open(file).expect("it opens");
        let mut command = self.command(arguments);
        let output = command.stdout(file).output().expect("the program starts");
        self.said(arguments, output.status, b"", &output.stderr)
    }

    /// Starts the program, its standard input open.
    pub(crate) fn start<'a>(&'a self, arguments: &'a [&'a str]) -> Running<'a> {
        let mut command = self.command(arguments);
        let mut child =
            command.stdin(Stdio::piped()).spawn().expect("the program starts");
        let input = child.stdin.take();
        let lines = lines_of(child.stdout.take().expect("it is piped"));
        let child = Ours(Some(child));
        Running { world: self, arguments, child, input, lines, seen: String::new() }
    }

    fn said(
        &self,
        arguments: &[&str],
        status: ExitStatus,
        stdout: &[u8],
        stderr: &[u8],
    ) -> Said {
        let home = self.home.path().to_string_lossy();
        let text = |bytes: &[u8]| {
            let text = String::from_utf8(bytes.to_vec()).expect("it speaks UTF-8");
            stable(&text.replace(&*home, "[home]"))
        };
        Said {
            command: format!("itemget {}", arguments.join(" ").replace(&*home, "[home]")),
            code: status.code(),
            stdout: text(stdout),
            stderr: text(stderr),
        }
    }
}

/// A program that has not ended.
pub(crate) struct Running<'a> {
    world: &'a World,
    arguments: &'a [&'a str],
    child: Ours,
    input: Option<ChildStdin>,
    lines: Receiver<String>,
    seen: String,
}

/// A program that ends with the test at the latest, however that ends.
struct Ours(Option<Child>);

impl Ours {
    fn running(&mut self) -> &mut Child {
        self.0.as_mut().expect("it runs until it is taken")
    }

    /// Gives it to who waits for its end.
    fn take(&mut self) -> Child {
        self.0.take().expect("it is taken once")
    }
}

impl Drop for Ours {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            // It may have ended by itself: then there is nothing to end.
            drop(child.kill());
            drop(child.wait());
        }
    }
}

/// How long a line is waited for: a test that hangs says nothing.
const PATIENCE: Duration = Duration::from_secs(60);

/// The lines of an output as they come, read by a thread of their own.
fn lines_of(output: ChildStdout) -> Receiver<String> {
    let (sender, lines) = mpsc::channel();
    std::thread::spawn(move || {
        let mut output = BufReader::new(output);
        loop {
            let mut line = String::new();
            let length = output.read_line(&mut line).expect("it writes UTF-8");
            if length == 0 || sender.send(line).is_err() {
                break;
            }
        }
    });
    lines
}

impl Running<'_> {
    /// Writes to its standard input.
    pub(crate) fn write(&mut self, text: &str) {
        let input = self.input.as_mut().expect("it is open until the end");
        input.write_all(text.as_bytes()).expect("it reads");
        input.flush().expect("it reads");
    }

    /// Waits for a line of its output that contains `part`.
    pub(crate) fn line_with(&mut self, part: &str) -> String {
        loop {
            let Ok(line) = self.lines.recv_timeout(PATIENCE) else {
                panic!("there was no line with {part}: {}", self.seen);
            };
            self.seen.push_str(&line);
            if line.contains(part) {
                return line;
            }
        }
    }

    /// Presses Ctrl-C.
    pub(crate) fn interrupt(&self) {
        self.signal("-INT");
    }

    /// Sends a signal, by its flag.
    pub(crate) fn signal(&self, flag: &str) {
        let child = self.child.0.as_ref().expect("it runs until it is taken");
        let id = child.id().to_string();
        let sent = Command::new("kill").args([flag, &id]).status();
        assert!(sent.expect("kill starts").success(), "the signal was not sent");
    }

    /// Ends it at once, as a power cut would.
    pub(crate) fn kill(mut self) {
        let child = self.child.running();
        child.kill().expect("it is ours to kill");
        child.wait().expect("it ends");
    }

    /// Ends it at once, and gives the whole lines that it had written and nobody read.
    pub(crate) fn kill_and_read(mut self) -> Vec<String> {
        let child = self.child.running();
        child.kill().expect("it is ours to kill");
        child.wait().expect("it ends");
        let lines = self.seen.split_inclusive('\n').map(str::to_owned);
        lines.chain(self.lines.iter()).filter(|line| line.ends_with('\n')).collect()
    }

    /// Goes away without reading the rest.
    pub(crate) fn close_output(mut self) -> Said {
        drop(self.lines);
        drop(self.input);
        let output = self.child.take().wait_with_output().expect("it ends");
        self.world.said(self.arguments, output.status, b"", &output.stderr)
    }

    /// Waits for its end with its input left open.
    pub(crate) fn end_by_itself(mut self) -> Said {
        let input = self.input.take();
        let said = self.end();
        drop(input);
        said
    }

    /// Closes its input and waits for its end.
    pub(crate) fn end(mut self) -> Said {
        drop(self.input.take());
        self.seen.extend(self.lines.iter());
        let output = self.child.take().wait_with_output().expect("it ends");
        let seen = self.seen.into_bytes();
        self.world.said(self.arguments, output.status, &seen, &output.stderr)
    }
}

/// What a program said until its end. Its `Display` is for snapshots and failures.
#[must_use]
pub(crate) struct Said {
    command: String,
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Said {
    /// The same, having ended so.
    #[track_caller]
    pub(crate) fn ended(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self}");
        self
    }

    /// That it ended so is all there is to say of it.
    #[track_caller]
    pub(crate) fn must_end(self, code: i32) {
        drop(self.ended(code));
    }

    /// Its standard output as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("no JSON ({error}): {self}"))
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "$ {}", self.command)?;
        match self.code {
            Some(code) => writeln!(f, "exit code {code}")?,
            None => writeln!(f, "ended by a signal")?,
        }
        write!(f, "--- stdout\n{}--- stderr\n{}", self.stdout, self.stderr)
    }
}

/// The text without what differs from run to run: free ports, and the numbers of
/// requests, which calls that are under way together get in any order.
fn stable(text: &str) -> String {
    let mut stable = text.to_owned();
    for (before, instead) in [("127.0.0.1:", "PORT"), ("21015a0d", "REQUEST")] {
        let mut parts = stable.split(before);
        let mut masked = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            masked.push_str(before);
            masked.push_str(instead);
            masked.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
        }
        stable = masked;
    }
    stable
}

#[cfg(unix)]
pub(crate) fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    let permissions = std::fs::Permissions::from_mode(mode);
    std::fs::set_permissions(path, permissions).expect("the mode can be set");
}
