//! Eight processes on one app key, for a day: one quota, one token, and a platform that
//! counts.

use std::time::Instant;

use itemget_sandbox::{AppState, Quotas, Sandbox};

use super::tell;
use crate::platform::{Platform, id};
use crate::running_sandbox::log_in;
use crate::world::World;

const PROCESSES: u64 = 8;
/// What the platform allows, and what the clients keep to together. The room between is
/// for what a busy machine delivers late: how near one can go is `campaign limits`' affair.
const PER_SECOND: u32 = 20;
const KEPT_TO: u32 = 10;

/// The platform, whose time runs, and a client without a token.
fn platform() -> (Platform, World) {
    let quotas = Quotas { per_second: Some(PER_SECOND), per_day: None, ban_seconds: 1 };
    let builder = Sandbox::builder().items(100).app_state(AppState::Test).quotas(quotas);
    let platform = Platform::of_running_time(builder);
    let known = platform.sandbox.credentials();
    let world = World::new()
        .env("ITEMGET_ENDPOINT", platform.sandbox.url())
        .env("ITEMGET_APP_KEY", known.app_key())
        .env("ITEMGET_APP_SECRET", known.app_secret())
        .env("ITEMGET_CALLS_PER_SECOND", &KEPT_TO.to_string())
        .env("ITEMGET_SANDBOX_CLOCK", "now");
    (platform, world)
}

/// All processes at once, each for items of its own; gives how often the token was renewed.
fn together(platform: &Platform, world: &World, source: &str, renewal: &str) -> usize {
    let before = platform.requests();
    let commands: Vec<Vec<String>> = (0..PROCESSES)
        .map(|process| {
            let ids = (1..=3).map(|number| id(3 * process + number));
            let flags = ["--source", source, "--format", "jsonl"].map(str::to_owned);
            ["get".to_owned()].into_iter().chain(ids).chain(flags).collect()
        })
        .collect();
    let commands: Vec<Vec<&str>> = commands
        .iter()
        .map(|command| command.iter().map(String::as_str).collect())
        .collect();
    let running: Vec<_> = commands.iter().map(|command| world.start(command)).collect();
    for process in running {
        let said = process.end();
        assert!(matches!(said.code, Some(0 | 1)), "{said}");
        assert_eq!(said.stdout.lines().count(), 3, "{said}");
    }
    let entries = platform.sandbox.journal().entries();
    let later = entries.iter().filter(|entry| entry.number > before);
    later.filter(|entry| entry.api.as_deref() == Some(renewal)).count()
}

fn at(platform: &Platform, world: World, hours: u64) -> World {
    let shift = format!("+{hours}h");
    platform.sandbox.clock().set(shift.parse().expect("it is a shift"));
    world.env("ITEMGET_SANDBOX_CLOCK", &shift)
}

fn counts_well(platform: &Platform) -> String {
    let known = platform.sandbox.credentials();
    let usage = platform.sandbox.usage()[known.app_key()];
    let story = format!("{usage:?}");
    assert_eq!((usage.violations, usage.refused_too_fast), (0, 0), "{story}");
    assert!(usage.peak_per_second <= PER_SECOND.into(), "{story}");
    format!("{} calls, at most {} a second", usage.counted, usage.peak_per_second)
}

#[test]
#[ignore = "takes a minute: cargo xtask test"]
fn eight_processes_renew_a_token_once_a_day() {
    let (platform, mut world) = platform();
    log_in(&world, "allow").1.must_end(0);
    let start = Instant::now();
    let mut renewals = Vec::new();
    // A test app's access token lives for a day, its consent for two.
    for hours in (0..=30).step_by(3) {
        world = at(&platform, world, hours);
        let renewed = together(&platform, &world, "dropship", "/auth/token/refresh");
        assert_eq!(renewed, usize::from(hours == 24), "after {hours} hours");
        renewals.push(renewed);
    }
    let seconds = start.elapsed().as_secs();
    tell(&format!(
        "day: {PROCESSES} processes, 11 times in 30 hours of a token of 24, {seconds} s: \
         {} renewal; {}",
        renewals.iter().sum::<usize>(),
        counts_well(&platform)
    ));
}

#[test]
#[ignore = "takes a minute: cargo xtask test"]
fn eight_processes_renew_a_token_of_an_hour_once_an_hour() {
    const RENEWAL: &str = "system.oauth2/getToken";
    let (platform, world) = platform();
    let mut world = world.env("ITEMGET_SOURCE", "item-get");
    log_in(&world, "allow").1.must_end(0);
    let start = Instant::now();
    let mut renewals = Vec::new();
    for hours in 0..=8 {
        world = at(&platform, world, hours);
        let renewed = together(&platform, &world, "item-get", RENEWAL);
        assert_eq!(renewed, usize::from(hours > 0), "after {hours} hours");
        renewals.push(renewed);
    }
    let seconds = start.elapsed().as_secs();
    tell(&format!(
        "day: {PROCESSES} processes, 9 times in 8 hours of a token of one, {seconds} s: {} \
         renewals; {}",
        renewals.iter().sum::<usize>(),
        counts_well(&platform)
    ));
}
