//! The developer's commands: `cargo xtask test`, `cargo xtask bench`.
//!
//! What a person runs here is what CI runs; there is no other list of checks.

mod bench;
mod campaign;
mod command;
mod foreign;
mod fuzz;
mod machine;
mod out;
mod pictures;
mod postgres;
mod process;
mod test;
mod workspace;

use std::process::ExitCode;

use workspace::Workspace;

const HELP: &str = "\
The developer's commands of itemget.

usage: cargo xtask COMMAND

  test [LANE…] [--skip LANE]… [--no-install] [--list]
         everything that must hold before a change lands; `--list` names the lanes
  bench [--write] [SECTION…]
         what an item costs its client, beside other clients in one run, and what the
         client's parts come to; `--write` keeps the result in docs/PERFORMANCE.md;
         sections are clients, policy, throughput, instructions, calls, limiter,
         memory and steps
  bench alerts
         how many alerts are false and how many are missed, in 90 days of everything
         that goes wrong when things are read
  bench serve
         a page of a thousand items against its goals; answers that are ready beside
         nginx's of the same bodies; twice the load that there is room for; ten
         thousand slow connections
  bench schedule [--write]
         how many changes are caught for each call, beside a fixed interval, the true
         rates and being told; `--write` keeps the result in docs/SCHEDULE.md
  bench history [--quick | --write]
         the history store beside tables of rows in SQLite and DuckDB: ten million
         observations, the same questions, the same answers; `--quick` takes a few
         seconds, `--write` keeps the result in docs/PERFORMANCE.md
  fuzz [SECONDS] [TARGET…]
         inputs that no test tries, other ones each time, for so long (600) for each
         target, one after the other: by libFuzzer, which takes a nightly Rust and
         cargo-fuzz (installed where missing), and by the tests that damage inputs
  campaign [kills [ROUNDS] [IDS] | tracking [KILLS] | day | limits [SECONDS]
            | workers [SECONDS] [ITEMS] | worker-kills [ROUNDS] [ITEMS]]
         what must be done many times to be believed: a job of so many ids (20000)
         killed twice in each of so many rounds (50); items followed by a process
         that is killed so often (200); eight processes with one token; eight
         processes with one quota; workers whose PostgreSQL and network fail;
         workers that are killed
  pictures
         the pictures of the pages in both READMEs, taken from the demonstration
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&args) {
        Ok(code) => code,
        Err(error) => {
            out::error(&error);
            ExitCode::FAILURE
        }
    }
}

fn dispatch(args: &[String]) -> anyhow::Result<ExitCode> {
    let workspace = Workspace::find();
    match args.split_first().map(|(command, rest)| (command.as_str(), rest)) {
        Some(("test", rest)) => test::run(&workspace, rest),
        Some(("bench", rest)) => bench::run(&workspace, rest),
        Some(("fuzz", rest)) => fuzz::run(&workspace, rest),
        Some(("campaign", rest)) => campaign::run(&workspace, rest),
        Some(("pictures", [])) => pictures::run(&workspace),
        Some(("help" | "--help" | "-h", _)) => {
            out::say(HELP);
            Ok(ExitCode::SUCCESS)
        }
        Some((other, _)) => {
            out::say(&format!("error: there is no command `{other}`\n\n{HELP}"));
            Ok(ExitCode::from(2))
        }
        None => {
            out::say(HELP);
            Ok(ExitCode::from(2))
        }
    }
}
