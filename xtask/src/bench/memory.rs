//! Memory: of the client with 64 calls in flight, and of a job of a million ids.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::Context as _;

use super::contenders::{Body, IN_FLIGHT};
use super::goals;
use super::programs::{self, Programs};
use super::report::Sample;
use crate::out;

/// The lengths of the job.
const LENGTHS: [u64; 3] = [10_000, 100_000, 1_000_000];

/// How often the system is asked what the job has.
const LOOK: Duration = Duration::from_millis(50);

/// How much more the longest job may have than the shortest and still be called flat: what
/// an allocator keeps varies by a few MB.
const FLAT: f64 = 8.0;

/// Runs a job of each length through the program, and says the most memory it had.
pub(super) fn section(programs: &Programs<'_>) -> anyhow::Result<String> {
    let (_gateway, base) = programs.gateway()?;
    let in_flight = in_flight(programs, &base)?;
    let itemget = programs.itemget()?;
    let mut most = Vec::new();
    for length in LENGTHS {
        out::say(&format!("memory: a job of {length} ids"));
        let scratch = tempfile::tempdir().context("could not make a scratch folder")?;
        most.push(job(&itemget, &base, length, scratch.path())?);
    }
    Ok(table(in_flight, &most))
}

/// The most memory of the client with 64 calls in flight, in MB.
fn in_flight(programs: &Programs<'_>, base: &str) -> anyhow::Result<f64> {
    out::say("memory: 64 calls in flight");
    let mut command = Command::new(&programs.client);
    let base = format!("{base}{}", Body::Flat.prefix());
    command.args(["itemget", "item-get", &base, "1000", "20000", IN_FLIGHT]);
    let most = Sample::parse(&programs::output(&mut command)?)?.most_memory_kb();
    Ok(most.context("the client says nothing of its memory")? / 1e3)
}

/// The most memory of `itemget get` for so many ids, in MB.
fn job(itemget: &Path, base: &str, length: u64, folder: &Path) -> anyhow::Result<f64> {
    let mut ids = String::new();
    for n in 0..length {
        writeln!(ids, "{}", 1_005_006_100_000_000 + n)?;
    }
    std::fs::write(folder.join("ids"), ids).context("could not write the ids")?;
    std::fs::write(folder.join("config.toml"), "").context("could not write a file")?;
    let mut command = Command::new(itemget);
    command
        .args(["get", "--file", "ids", "--output", "items.jsonl"])
        .args(["--resume", "items.journal", "--source", "affiliate", "--no-cache"])
        .args(["--fields", "title,price", "--progress", "none"])
        .args(["--config", "config.toml", "--endpoint", base, "--app-key", "bench_key"])
        .env("ITEMGET_APP_SECRET", "bench_secret")
        // Nothing of this user's is touched, and no limit is waited for.
        .env("ITEMGET_CALLS_PER_SECOND", "1000000")
        .env("ITEMGET_CALLS_PER_DAY", "100000000")
        .envs(["HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"].map(|name| (name, folder)))
        .current_dir(folder)
        .stdin(Stdio::null());
    let mut running = command.spawn().context("could not start `itemget`")?;
    let most = watched(&mut running)?;
    let written = std::fs::read_to_string(folder.join("items.jsonl"))
        .context("the job wrote nothing")?;
    let (written, length) = (written.lines().count(), usize::try_from(length)?);
    anyhow::ensure!(written == length, "{written} of {length} items were written");
    Ok(most)
}

/// Waits for a program's end, and says the most memory that it was seen to have had, in MB.
fn watched(running: &mut Child) -> anyhow::Result<f64> {
    let mut most_kb = 0.0_f64;
    loop {
        if let Some(kb) = most_memory_kb(running.id()) {
            most_kb = most_kb.max(kb);
        }
        if let Some(status) =
            running.try_wait().context("could not wait for `itemget`")?
        {
            anyhow::ensure!(status.success(), "`itemget get` ended with {status}");
            anyhow::ensure!(most_kb > 0.0, "its memory was not seen");
            return Ok(most_kb / 1e3);
        }
        std::thread::sleep(LOOK);
    }
}

fn most_memory_kb(pid: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

fn table(in_flight: f64, most: &[f64]) -> String {
    let mut lines = vec![
        "| the most memory it had | MB | goal |".to_owned(),
        "|---|---:|---:|".into(),
        format!(
            "| the client, 64 calls in flight, 1.4 KB | {in_flight:.1} | {} |",
            goals::at_most(in_flight, goals::MEMORY)
        ),
    ];
    let shortest = most.first().copied().unwrap_or(f64::NAN);
    for (length, most) in LENGTHS.iter().zip(most) {
        let goal = match *length == LENGTHS[0] {
            true => String::new(),
            false if most - shortest <= FLAT => "flat".to_owned(),
            false => "flat **missed**".to_owned(),
        };
        lines.push(format!(
            "| `itemget get --resume`, {length} ids | {most:.1} | {goal} |"
        ));
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_that_grows_with_its_length_is_not_flat() {
        let table = table(12.0, &[20.0, 22.0, 200.0]);
        let rows: Vec<&str> = table.lines().skip(2).collect();
        assert!(rows[0].ends_with("| 12.0 | 20 reached |"), "{table}");
        assert!(rows[2].ends_with("100000 ids | 22.0 | flat |"), "{table}");
        assert!(rows[3].ends_with("1000000 ids | 200.0 | flat **missed** |"), "{table}");
    }

    #[test]
    fn the_memory_of_a_process_is_seen() {
        assert!(most_memory_kb(std::process::id()).is_some_and(|kb| kb > 100.0));
    }
}
