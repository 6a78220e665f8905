//! `cargo xtask fuzz`: the tests that damage inputs, for longer than an ordinary run and
//! with inputs that it does not try.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::process::ExitCode;

use anyhow::Context as _;

use crate::workspace::Workspace;
use crate::{command, out};

/// For each target, unless something else is said.
const SECONDS: u64 = 600;

/// The targets, each with its test.
const TARGETS: [(&str, &str); 11] = [
    ("opened", "fuzz::bodies::any_answer_of_any_status_is_opened"),
    ("decode", "fuzz::bodies::any_body_is_decoded_or_told_to_be_none"),
    ("calls", "fuzz::bodies::any_body_is_read_by_every_call"),
    ("link", "fuzz::texts::any_text_is_a_link_or_says_why_not"),
    ("request", "fuzz::requests::any_request_is_read_or_told_to_be_none"),
    ("diagnosis", "fuzz::requests::any_request_is_diagnosed_without_its_secret"),
    ("ledger", "fuzz::files::a_damaged_ledger_is_never_believed"),
    ("token-file", "fuzz::files::a_damaged_token_file_is_told_without_its_secrets"),
    ("cache-entry", "fuzz::files::a_damaged_cache_entry_is_none_or_the_same"),
    ("fault", "fuzz::texts::a_fault_is_written_as_it_was_read"),
    ("clock", "fuzz::texts::a_clock_is_written_as_it_was_read"),
];

pub(crate) fn run(workspace: &Workspace, args: &[String]) -> anyhow::Result<ExitCode> {
    let (seconds, tests) = chosen(args)?;
    // The standard library has no other source of chance.
    let seed = RandomState::new().build_hasher().finish();
    out::say(&format!("{seconds} s a target, from seed {seed}"));
    let test = ["test", "--locked", "-p", "itemget", "--test", "it", "--"];
    // One at a time, so that each has the time that is said.
    let exact = ["--nocapture", "--exact", "--test-threads=1"];
    let mut cargo = workspace.cargo(&[&test[..], &exact, &tests].concat());
    cargo.env("ITEMGET_FUZZ_SECONDS", seconds.to_string());
    cargo.env("ITEMGET_FUZZ_SEED", seed.to_string());
    command::run(&mut cargo)?;
    Ok(ExitCode::SUCCESS)
}

/// How long, and the tests of the targets that are named, or of all.
fn chosen(args: &[String]) -> anyhow::Result<(u64, Vec<&'static str>)> {
    let is_number = |text: &String| text.bytes().all(|byte| byte.is_ascii_digit());
    let (seconds, names) = match args.split_first() {
        Some((seconds, names)) if is_number(seconds) => {
            let failed = || format!("`{seconds}` is no number of seconds");
            (seconds.parse().with_context(failed)?, names)
        }
        _ => (SECONDS, args),
    };
    let test = |name: &String| {
        let found = TARGETS.iter().find(|(target, _)| target == name);
        found.map(|(_, test)| *test).with_context(|| {
            let known = TARGETS.map(|(target, _)| target).join(", ");
            format!("there is no target `{name}`; there are {known}")
        })
    };
    let tests = match names.is_empty() {
        true => TARGETS.iter().map(|(_, test)| *test).collect(),
        false => names.iter().map(test).collect::<anyhow::Result<_>>()?,
    };
    Ok((seconds, tests))
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
            let (found, tests) = chosen(&words(line)).unwrap();
            assert_eq!((found, tests.len()), (seconds, targets), "{line}");
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
        let mut listed = TARGETS.map(|(_, test)| test.to_owned());
        listed.sort();
        assert_eq!(found, listed);
    }
}
