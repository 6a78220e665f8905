//! `cargo xtask fuzz`: the tests that damage inputs, for longer than an ordinary run and
//! with inputs that it does not try.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::process::ExitCode;

use anyhow::Context as _;

use crate::workspace::Workspace;
use crate::{command, out};

/// For each target, unless something else is said.
const SECONDS: u64 = 600;

pub(crate) fn run(workspace: &Workspace, args: &[String]) -> anyhow::Result<ExitCode> {
    let seconds = seconds(args)?;
    // The standard library has no other source of chance.
    let seed = RandomState::new().build_hasher().finish();
    out::say(&format!("{seconds} s a target, from seed {seed}"));
    let test = ["test", "--locked", "-p", "itemget", "--test", "it", "fuzz::"];
    let mut cargo = workspace.cargo(&[&test[..], &["--", "--nocapture"]].concat());
    cargo.env("ITEMGET_FUZZ_SECONDS", seconds.to_string());
    cargo.env("ITEMGET_FUZZ_SEED", seed.to_string());
    command::run(&mut cargo)?;
    Ok(ExitCode::SUCCESS)
}

fn seconds(args: &[String]) -> anyhow::Result<u64> {
    match args {
        [] => Ok(SECONDS),
        [seconds] => seconds
            .parse()
            .with_context(|| format!("`{seconds}` is no number of seconds")),
        [_, more, ..] => anyhow::bail!("`{more}` has no meaning here"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_is_ten_minutes_unless_it_is_said() {
        assert_eq!(seconds(&[]).unwrap(), 600);
        assert_eq!(seconds(&["30".to_owned()]).unwrap(), 30);
        assert!(seconds(&["soon".to_owned()]).is_err());
        assert!(seconds(&["1".to_owned(), "2".to_owned()]).is_err());
    }
}
