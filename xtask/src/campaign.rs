//! `cargo xtask campaign`: what has to be done many times or for long to be believed.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::process::{Command, ExitCode};

use anyhow::Context as _;

use crate::postgres::{self, Durability};
use crate::workspace::Workspace;
use crate::{command, out};

/// A campaign, by its name.
struct Campaign {
    name: &'static str,
    /// What its numbers are, and what they are where nobody says so.
    numbers: &'static [(&'static str, u64)],
    /// The command, with what chance is to begin with.
    command: fn(&Workspace, &[u64], u64) -> Command,
    /// Whether it wants a server, which it may stop and start.
    server: Server,
}

/// Whether a campaign wants a PostgreSQL of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Server {
    None,
    Postgres,
}

const CAMPAIGNS: [Campaign; 6] = [
    Campaign {
        name: "kills",
        numbers: &[("ROUNDS", 50), ("IDS", 20_000)],
        command: kills,
        server: Server::None,
    },
    Campaign { name: "day", numbers: &[], command: day, server: Server::None },
    Campaign {
        name: "limits",
        numbers: &[("SECONDS", 20)],
        command: limits,
        server: Server::None,
    },
    Campaign {
        name: "workers",
        numbers: &[("SECONDS", 180), ("ITEMS", 300)],
        command: workers,
        server: Server::Postgres,
    },
    Campaign {
        name: "worker-kills",
        numbers: &[("ROUNDS", 200), ("ITEMS", 2_000)],
        command: worker_kills,
        server: Server::Postgres,
    },
    Campaign {
        name: "tracking",
        numbers: &[("KILLS", 200)],
        command: tracking,
        server: Server::None,
    },
];

/// Runs the campaign that is named, or all of them.
pub(crate) fn run(workspace: &Workspace, args: &[String]) -> anyhow::Result<ExitCode> {
    // The standard library has no other source of chance.
    let seed = RandomState::new().build_hasher().finish();
    for (campaign, numbers) in chosen(args)? {
        out::say(&format!("--- {}", campaign.name));
        let mut command = (campaign.command)(workspace, &numbers, seed);
        let server = match campaign.server {
            Server::None => None,
            Server::Postgres => Some(postgres::Server::start(Durability::Kept)?),
        };
        if let Some(server) = &server {
            command.env("ITEMGET_TEST_POSTGRES", server.url());
            command.env("ITEMGET_TEST_POSTGRES_CONTROL", server.script()?);
        }
        command::run(&mut command)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The campaigns to run, with their numbers.
fn chosen(args: &[String]) -> anyhow::Result<Vec<(&'static Campaign, Vec<u64>)>> {
    let usual = |campaign: &'static Campaign| {
        (campaign, campaign.numbers.iter().map(|(_, usual)| *usual).collect())
    };
    let Some((name, said)) = args.split_first() else {
        return Ok(CAMPAIGNS.iter().map(usual).collect());
    };
    let found = CAMPAIGNS.iter().find(|it| it.name == name).with_context(|| {
        let names: Vec<&str> = CAMPAIGNS.iter().map(|it| it.name).collect();
        format!("there is no campaign `{name}`; there are {}", names.join(", "))
    })?;
    let (campaign, mut numbers): (_, Vec<u64>) = usual(found);
    anyhow::ensure!(said.len() <= numbers.len(), "`{name}` has not so many numbers");
    for (number, (text, (what, _))) in
        numbers.iter_mut().zip(said.iter().zip(campaign.numbers))
    {
        let read = text.parse().ok().filter(|number| *number > 0);
        *number = read.with_context(|| format!("`{text}` is no number of {what}"))?;
    }
    Ok(vec![(campaign, numbers)])
}

/// A job that is killed again and again.
fn kills(workspace: &Workspace, numbers: &[u64], seed: u64) -> Command {
    let mut cargo = long_tests(workspace, "campaigns::kills::");
    cargo.env("ITEMGET_CAMPAIGN_ROUNDS", numbers[0].to_string());
    cargo.env("ITEMGET_CAMPAIGN_IDS", numbers[1].to_string());
    cargo.env("ITEMGET_CAMPAIGN_SEED", seed.to_string());
    cargo
}

/// Items followed by a process that is killed again and again.
fn tracking(workspace: &Workspace, numbers: &[u64], seed: u64) -> Command {
    let mut cargo = long_tests(workspace, "campaigns::tracking::");
    cargo.env("ITEMGET_CAMPAIGN_ROUNDS", numbers[0].to_string());
    cargo.env("ITEMGET_CAMPAIGN_SEED", seed.to_string());
    cargo
}

/// Eight processes with one token.
fn day(workspace: &Workspace, _: &[u64], _: u64) -> Command {
    long_tests(workspace, "campaigns::day::")
}

/// Eight processes with one quota, as fast as it lets them.
fn limits(workspace: &Workspace, numbers: &[u64], _: u64) -> Command {
    let example = ["run", "--locked", "--release", "-p", "itemget", "--example"];
    let seconds = numbers[0].to_string();
    let kill = ["limiter_load", "--", "--kill", "--seconds", &seconds];
    workspace.cargo(&[&example[..], &kill].concat())
}

/// Four workers whose server and network fail.
fn workers(workspace: &Workspace, numbers: &[u64], seed: u64) -> Command {
    let mut cargo = long_tests(workspace, "workers::postgres::campaign::");
    cargo.env("ITEMGET_CAMPAIGN_SECONDS", numbers[0].to_string());
    cargo.env("ITEMGET_CAMPAIGN_ITEMS", numbers[1].to_string());
    cargo.env("ITEMGET_CAMPAIGN_SEED", seed.to_string());
    cargo
}

/// Workers that are killed again and again.
fn worker_kills(workspace: &Workspace, numbers: &[u64], seed: u64) -> Command {
    let mut cargo = long_tests(workspace, "workers::postgres::kills::");
    cargo.env("ITEMGET_CAMPAIGN_ROUNDS", numbers[0].to_string());
    cargo.env("ITEMGET_CAMPAIGN_ITEMS", numbers[1].to_string());
    cargo.env("ITEMGET_CAMPAIGN_SEED", seed.to_string());
    cargo
}

/// The long tests of the program, one after the other.
fn long_tests(workspace: &Workspace, filter: &str) -> Command {
    let test = ["test", "--locked", "-p", "itemget-app", "--test", "it", filter];
    let long = ["--", "--ignored", "--nocapture", "--test-threads=1"];
    workspace.cargo(&[&test[..], &long].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_ascii_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn a_campaign_has_the_numbers_that_are_said_and_the_usual_ones() {
        for (line, expected) in [
            (
                "",
                vec![
                    ("kills", vec![50, 20_000]),
                    ("day", vec![]),
                    ("limits", vec![20]),
                    ("workers", vec![180, 300]),
                    ("worker-kills", vec![200, 2_000]),
                    ("tracking", vec![200]),
                ],
            ),
            ("kills", vec![("kills", vec![50, 20_000])]),
            ("kills 5", vec![("kills", vec![5, 20_000])]),
            ("kills 5 300", vec![("kills", vec![5, 300])]),
            ("day", vec![("day", vec![])]),
            ("tracking 5", vec![("tracking", vec![5])]),
        ] {
            let found: Vec<_> = chosen(&words(line))
                .unwrap()
                .into_iter()
                .map(|(campaign, numbers)| (campaign.name, numbers))
                .collect();
            assert_eq!(found, expected, "{line}");
        }
        for line in ["night", "day 3", "kills 0", "kills many", "kills 1 2 3"] {
            assert!(chosen(&words(line)).is_err(), "{line}");
        }
    }
}
