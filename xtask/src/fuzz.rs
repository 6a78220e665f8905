//! `cargo xtask fuzz`: inputs that no ordinary run tries, for as long as is said. Where a way
//! through the code decides, libFuzzer looks for it (`tests/fuzz`); the rest are the tests
//! that damage inputs, going on for longer.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::process::ExitCode;

use anyhow::Context as _;

use crate::test::needs::{self, Need};
use crate::workspace::Workspace;
use crate::{command, out};

/// For each target, unless something else is said.
const SECONDS: u64 = 600;

/// Something that inputs are tried on.
#[derive(Debug, Clone, Copy)]
struct Target {
    name: &'static str,
    /// The folder of what libFuzzer begins with; nothing where inputs are damaged blindly.
    seeds: Option<&'static str>,
    /// The test of it, which an ordinary run has as well.
    test: &'static str,
}

const fn guided(name: &'static str, seeds: &'static str, test: &'static str) -> Target {
    Target { name, seeds: Some(seeds), test }
}

const fn blind(name: &'static str, test: &'static str) -> Target {
    Target { name, seeds: None, test }
}

const TARGETS: [Target; 11] = [
    guided(
        "envelope",
        "fixtures/responses",
        "fuzz::bodies::any_answer_of_any_status_is_opened",
    ),
    guided(
        "decode",
        "fixtures/responses",
        "fuzz::bodies::any_body_is_decoded_or_told_to_be_none",
    ),
    guided(
        "link",
        "fixtures/fuzz/link",
        "fuzz::texts::any_text_is_a_link_or_says_why_not",
    ),
    guided(
        "request",
        "fixtures/fuzz/request",
        "fuzz::requests::any_request_is_read_or_told_to_be_none",
    ),
    blind("calls", "fuzz::bodies::any_body_is_read_by_every_call"),
    blind("diagnosis", "fuzz::requests::any_request_is_diagnosed_without_its_secret"),
    blind("ledger", "fuzz::files::a_damaged_ledger_is_never_believed"),
    blind("token-file", "fuzz::files::a_damaged_token_file_is_told_without_its_secrets"),
    blind("cache-entry", "fuzz::files::a_damaged_cache_entry_is_none_or_the_same"),
    blind("fault", "fuzz::texts::a_fault_is_written_as_it_was_read"),
    blind("clock", "fuzz::texts::a_clock_is_written_as_it_was_read"),
];

pub(crate) fn run(workspace: &Workspace, args: &[String]) -> anyhow::Result<ExitCode> {
    let (seconds, targets) = chosen(args)?;
    // The standard library has no other source of chance.
    let seed = RandomState::new().build_hasher().finish();
    out::say(&format!("{seconds} s a target, from seed {seed}"));
    if targets.iter().any(|target| target.seeds.is_some()) {
        needs::provide(&[Need::Nightly, Need::CargoFuzz], true)?;
    }
    let mut tests = Vec::new();
    for target in targets {
        match target.seeds {
            Some(seeds) => look(workspace, target.name, seeds, seconds, seed)?,
            None => tests.push(target.test),
        }
    }
    if !tests.is_empty() {
        damage(workspace, &tests, seconds, seed)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// By libFuzzer. What it finds on its way is kept, so that the next run begins there; what is
/// wrong lies in `tests/fuzz/artifacts`.
fn look(
    workspace: &Workspace,
    name: &str,
    seeds: &str,
    seconds: u64,
    seed: u64,
) -> anyhow::Result<()> {
    let corpus = workspace.kept("fuzz")?.join(name);
    std::fs::create_dir_all(&corpus).context("could not make a folder for the corpus")?;
    let found = corpus.display();
    out::say(&format!(
        "{name}: libFuzzer, beginning with what it found before, in {found}"
    ));
    let mut cargo = workspace.cargo(&["+nightly", "fuzz", "run", "--fuzz-dir"]);
    cargo.args(["tests/fuzz", name]).arg(&corpus).arg(workspace.root.join(seeds));
    // What is larger is tried more slowly and goes through the same code.
    cargo.args(["--", "-max_len=65536", "-timeout=20", "-print_final_stats=1"]);
    cargo.arg(format!("-max_total_time={seconds}"));
    // Other than a test's, its seed has 32 bits; 0 would be any.
    cargo.arg(format!("-seed={}", (seed as u32).max(1)));
    command::run(&mut cargo)
}

/// By the tests that damage inputs.
fn damage(
    workspace: &Workspace,
    tests: &[&str],
    seconds: u64,
    seed: u64,
) -> anyhow::Result<()> {
    let test = ["test", "--locked", "-p", "itemget", "--test", "it", "--"];
    // One at a time, so that each has the time that is said.
    let exact = ["--nocapture", "--exact", "--test-threads=1"];
    let mut cargo = workspace.cargo(&[&test[..], &exact, tests].concat());
    cargo.env("ITEMGET_FUZZ_SECONDS", seconds.to_string());
    cargo.env("ITEMGET_FUZZ_SEED", seed.to_string());
    command::run(&mut cargo)
}

/// How long, and the targets that are named, or all.
fn chosen(args: &[String]) -> anyhow::Result<(u64, Vec<Target>)> {
    let is_number = |text: &String| text.bytes().all(|byte| byte.is_ascii_digit());
    let (seconds, names) = match args.split_first() {
        Some((seconds, names)) if is_number(seconds) => {
            let failed = || format!("`{seconds}` is no number of seconds");
            (seconds.parse().with_context(failed)?, names)
        }
        _ => (SECONDS, args),
    };
    let target = |name: &String| {
        let found = TARGETS.iter().find(|target| target.name == name);
        found.copied().with_context(|| {
            let known = TARGETS.map(|target| target.name).join(", ");
            format!("there is no target `{name}`; there are {known}")
        })
    };
    let targets = match names.is_empty() {
        true => TARGETS.to_vec(),
        false => names.iter().map(target).collect::<anyhow::Result<_>>()?,
    };
    Ok((seconds, targets))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_ascii_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn the_time_is_ten_minutes_and_the_targets_are_all_unless_it_is_said() {
        for (line, seconds, targets) in [
            ("", 600, TARGETS.len()),
            ("30", 30, TARGETS.len()),
            ("30 link", 30, 1),
            ("link request", 600, 2),
        ] {
            let (found, chosen) = chosen(&words(line)).unwrap();
            assert_eq!((found, chosen.len()), (seconds, targets), "{line}");
        }
        assert!(chosen(&words("soon")).is_err());
        assert!(chosen(&words("1 2")).is_err());
        assert!(chosen(&words("99999999999999999999999")).is_err());
    }

    #[test]
    fn every_target_is_listed() {
        let folder = Workspace::find().root.join("crates/itemget/tests/it/fuzz");
        let mut found = Vec::new();
        for module in ["bodies", "files", "requests", "texts"] {
            let text = std::fs::read_to_string(folder.join(format!("{module}.rs")));
            for test in text.unwrap().split("#[test]\nfn ").skip(1) {
                let name = test.split('(').next().unwrap();
                found.push(format!("fuzz::{module}::{name}"));
            }
        }
        found.sort();
        let mut listed = TARGETS.map(|target| target.test.to_owned());
        listed.sort();
        assert_eq!(found, listed);
    }

    #[test]
    fn what_libfuzzer_runs_is_there_with_something_to_begin_with() {
        let root = Workspace::find().root;
        let manifest = root.join("tests/fuzz/Cargo.toml");
        let manifest = std::fs::read_to_string(manifest).unwrap();
        for Target { name, seeds, .. } in TARGETS {
            let named = manifest.contains(&format!("[[bin]]\nname = \"{name}\"\n"));
            assert_eq!(named, seeds.is_some(), "{name}");
            if let Some(seeds) = seeds {
                assert!(root.join(format!("tests/fuzz/targets/{name}.rs")).is_file());
                assert!(root.join(seeds).read_dir().unwrap().count() > 1, "{seeds}");
            }
        }
    }
}
