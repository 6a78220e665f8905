//! `cargo xtask bench serve`: a page of a thousand items that are followed, answers that
//! are ready beside nginx's in one run, and what becomes of both when far more is asked
//! than there is room for, or thousands of connections are held and say nothing.

mod nginx;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context as _;

use super::http::{Reply, ask};
use super::programs;
use super::report::median;
use crate::process::{Running, at_home};
use crate::workspace::Workspace;
use crate::{machine, out};

/// So many items are followed.
const ITEMS: &str = "1000";
const DAYS: &str = "90";
/// How long a page may take, and how much it may weigh as it is sent.
const PAGE: Duration = Duration::from_millis(100);
const WEIGHT: usize = 300_000;
const PAGES: usize = 30;
/// So many answers are ready.
const IDS: usize = 1000;
/// Many, and short: a slow minute of the machine is slow for both servers.
const ROUNDS: usize = 25;
const ROUND: &str = "-d2s";
/// Twice as many as the service works on at once.
const TWICE: &str = "-c1024";
const SLOW: &str = "10000";

/// The service that is measured.
struct Service {
    running: Running,
    host: String,
    token: String,
}

pub(super) fn run(workspace: &Workspace) -> anyhow::Result<ExitCode> {
    let program = programs::itemget(workspace)?;
    let kept = workspace.kept("serve")?;
    let service = Service::start(&program, &kept)?;
    out::say(&format!("On {}.\n", machine::describe()));
    let mut all_reached = true;
    for path in ["/items", "/items?sort=change", "/items?state=fell", "/health"] {
        all_reached &= page(&service, path)?;
    }
    if Command::new("wrk").arg("--version").output().is_err() {
        out::say("Nothing else is measured: wrk is missing (`apt-get install wrk`).");
        return Ok(ExitCode::from(u8::from(!all_reached)));
    }
    hits(&service, &kept)?;
    load(&service)?;
    slow(&service, workspace)?;
    Ok(ExitCode::from(u8::from(!all_reached)))
}

impl Service {
    /// The demonstration over some months, with its log written down.
    fn start(program: &Path, kept: &Path) -> anyhow::Result<Self> {
        let log = kept.join("log");
        let log = std::fs::File::create(&log).context("could not begin a log")?;
        let mut demo = at_home(program, kept);
        demo.stderr(log);
        demo.args(["demo", "--listen", "127.0.0.1:0", "--items", ITEMS, "--days", DAYS]);
        demo.args(["--log", "json", "--token-rate", "1000000", "--dir"]);
        demo.arg(kept.join("demo"));
        out::say(&format!("{ITEMS} items are followed through {DAYS} days …"));
        let mut running = Running::start(&mut demo)?;
        let url = running.wait_for_address()?;
        let host = url.trim_start_matches("http://").to_owned();
        let body = r#"{"name":"bench","scopes":["read"]}"#;
        let json = "content-type: application/json\r\n";
        let made = ask(&host, "POST", "/v1/tokens", json, body)?;
        let made: serde_json::Value = serde_json::from_slice(&made.body)?;
        let token = made["token"].as_str().context("no token was made")?.to_owned();
        Ok(Self { running, host, token })
    }

    fn get(&self, path: &str, more: &str) -> anyhow::Result<Reply> {
        let head = format!("authorization: Bearer {}\r\n{more}", self.token);
        ask(&self.host, "GET", path, &head, "")
    }

    /// What wrk makes of the service with these arguments.
    fn wrk(&self, host: &str, arguments: &[&str], path: &str) -> anyhow::Result<Wrk> {
        let mut wrk = Command::new("wrk");
        wrk.args(arguments);
        wrk.args(["-H", &format!("authorization: Bearer {}", self.token)]);
        wrk.arg(format!("http://{host}{path}"));
        let output = programs::output(&mut wrk)?;
        Wrk::read(&output).with_context(|| format!("wrk told no rate:\n{output}"))
    }
}

/// What wrk says.
#[derive(Debug, PartialEq)]
struct Wrk {
    per_second: f64,
    requests: u64,
    refused: u64,
}

impl Wrk {
    fn read(output: &str) -> Option<Self> {
        let after = |words: &str| {
            output.lines().find_map(|line| line.trim().strip_prefix(words)).map(str::trim)
        };
        let requests =
            output.lines().find_map(|line| line.trim().split_once(" requests in"));
        Some(Self {
            per_second: after("Requests/sec:")?.parse().ok()?,
            requests: requests?.0.parse().ok()?,
            refused: after("Non-2xx or 3xx responses:")
                .map_or(Some(0), |it| it.parse().ok())?,
        })
    }
}

/// A page: how long it takes, and what it weighs. Whether that is within the goals.
fn page(service: &Service, path: &str) -> anyhow::Result<bool> {
    let mut times = Vec::new();
    for _ in 0..PAGES {
        let begun = Instant::now();
        let reply = service.get(path, "")?;
        anyhow::ensure!(reply.status == 200, "{path} answered {}", reply.status);
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    let sent = service.get(path, "accept-encoding: br\r\n")?.body.len();
    let plain = service.get(path, "")?.body.len();
    let slowest = times.iter().copied().fold(0.0, f64::max);
    let time = median(times);
    let is_reached = time <= PAGE.as_secs_f64() * 1000.0 && plain <= WEIGHT;
    let word = if is_reached { "reached" } else { "**missed**" };
    out::say(&format!(
        "GET {path}: {time:.0} ms (slowest {slowest:.0}), {plain} bytes, {sent} as sent to \
         a browser; 100 ms and 300,000 bytes {word}"
    ));
    Ok(is_reached)
}

/// Answers that are ready, beside nginx's of the same bodies.
fn hits(service: &Service, kept: &Path) -> anyhow::Result<()> {
    let Some(nginx) = nginx::start(kept, &service.host)? else {
        out::say("Hits are not measured: nginx is missing (`apt-get install nginx`).");
        return Ok(());
    };
    for fields in ["?fields=title,price&max_age=1d", "?max_age=1d"] {
        let script = kept.join("ids.lua");
        // The sandbox sells most of them, and says of the others that they are gone.
        let ids = sold(service, fields)?;
        std::fs::write(&script, SCRIPT.replace("IDS", &ids).replace("QUERY", fields))
            .context("could not write wrk's script")?;
        let script = script.to_str().context("a path is text")?;
        let arguments = ["-t1", "-c64", ROUND, "-s", script];
        let size = service.get(&format!("/v1/items/1005006000000001{fields}"), "")?.body;
        // Both are warm.
        for host in [&service.host, &nginx.host] {
            service.wrk(host, &arguments, "/")?;
        }
        let mut ours = Vec::new();
        let mut others = Vec::new();
        for _ in 0..ROUNDS {
            ours.push(hit(service, &service.host, service.running.id(), &arguments)?);
            others.push(hit(service, &nginx.host, nginx.running.id(), &arguments)?);
        }
        let rates = ours.iter().zip(&others).map(|(one, other)| one.rate / other.rate);
        let costs =
            ours.iter().zip(&others).map(|(one, other)| one.micros / other.micros);
        let rate = |all: &[Hits]| median(all.iter().map(|it| it.rate).collect());
        let cost = |all: &[Hits]| median(all.iter().map(|it| it.micros).collect());
        out::say(&format!(
            "hits of {} bytes: itemget {:.0}/s at {:.1} us of CPU, nginx {:.0}/s at {:.1} us; \
             {:.2} of nginx's rate, {:.2} of its CPU",
            size.len(),
            rate(&ours),
            cost(&ours),
            rate(&others),
            cost(&others),
            median(rates.collect()),
            median(costs.collect()),
        ));
    }
    Ok(())
}

/// What hits come to.
#[derive(Debug, Clone, Copy)]
struct Hits {
    /// A second.
    rate: f64,
    /// Microseconds of the processor's time for each.
    micros: f64,
}

/// Hits of the server at `host`, which is the process `pid`.
fn hit(
    service: &Service,
    host: &str,
    pid: u32,
    arguments: &[&str],
) -> anyhow::Result<Hits> {
    let before = machine::cpu_seconds(pid);
    let wrk = service.wrk(host, arguments, "/")?;
    anyhow::ensure!(wrk.refused == 0, "{} were refused", wrk.refused);
    let spent = machine::cpu_seconds(pid) - before;
    Ok(Hits { rate: wrk.per_second, micros: spent * 1e6 / wrk.requests as f64 })
}

/// The ids that are answered with an item, with commas between them.
fn sold(service: &Service, fields: &str) -> anyhow::Result<String> {
    let mut ids = Vec::new();
    for id in (1_005_006_000_000_001_u64..).take(IDS) {
        let reply = service.get(&format!("/v1/items/{id}{fields}"), "")?;
        if reply.status == 200 {
            ids.push(format!("\"{id}\""));
        }
    }
    anyhow::ensure!(ids.len() > IDS / 2, "only {} items are answered", ids.len());
    Ok(ids.join(","))
}

/// The requests of wrk: the ids in turn, each made before the first is sent. Made while it
/// runs, they take wrk half of its processor, and servers are all as fast as it is.
const SCRIPT: &str = r#"local ids = {IDS}
local asked = {}
local at = 0
init = function()
  for number, id in ipairs(ids) do
    asked[number] = wrk.format("GET", "/v1/items/" .. id .. "QUERY")
  end
end
request = function()
  at = at % #asked + 1
  return asked[at]
end
"#;

/// Twice as much as there is room for: what is shed, and that it is over when it is over.
fn load(service: &Service) -> anyhow::Result<()> {
    let wrk = service.wrk(
        &service.host,
        &["-t1", TWICE, "-d8s", "--timeout", "30s"],
        "/items",
    )?;
    let begun = Instant::now();
    let reply = loop {
        let reply = service.get("/items", "")?;
        if reply.status != 503 {
            break reply;
        }
        anyhow::ensure!(reply.head.contains("retry-after: 1"), "{}", reply.head);
        anyhow::ensure!(begun.elapsed() < Duration::from_secs(60), "it does not recover");
    };
    anyhow::ensure!(reply.status == 200, "then it answered {}", reply.status);
    out::say(&format!(
        "1,024 connections asking for /items: {} answered in all, {} of them shed with 503 \
         and retry-after; a page {} ms after the last of them",
        wrk.requests,
        wrk.refused,
        begun.elapsed().as_millis()
    ));
    Ok(())
}

/// Connections that begin and say nothing, and what others notice of them.
fn slow(service: &Service, workspace: &Workspace) -> anyhow::Result<()> {
    let hit = "/v1/items/1005006000000001?fields=title,price&max_age=1d";
    let arguments = ["-t1", "-c16", "-d5s"];
    let alone = service.wrk(&service.host, &arguments, hit)?;
    let (address, port) = service.host.rsplit_once(':').context("it has a port")?;
    let script: PathBuf = workspace.root.join("xtask/benches/peers/slow.py");
    let mut python = Command::new("python3")
        .arg(script)
        .args([address, port, SLOW])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("could not start python3")?;
    let output = python.stdout.take().context("its output is a pipe")?;
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(output), &mut line)
        .context("could not hear of the connections")?;
    let beside = service.wrk(&service.host, &arguments, hit)?;
    let begun = Instant::now();
    let page = service.get("/items", "")?;
    let took = begun.elapsed();
    drop(python.stdin.take());
    python.wait().context("python3 did not end")?;
    anyhow::ensure!(page.status == 200 && beside.refused == 0, "others were refused");
    out::say(&format!(
        "{} slow connections: {:.0} hits/s beside them, {:.0} without ({:.2}); a page in {} ms",
        line.trim(),
        beside.per_second,
        alone.per_second,
        beside.per_second / alone.per_second,
        took.as_millis()
    ));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrk_tells_what_was_refused() {
        let output = "  4321 requests in 5.00s, 1.2MB read\n  Non-2xx or 3xx responses: 17\n\
                      Requests/sec:    864.20\nTransfer/sec:  1MB";
        let expected = Wrk { per_second: 864.2, requests: 4321, refused: 17 };
        assert_eq!(Wrk::read(output), Some(expected));
        let all_well = "  9 requests in 1.00s, 1B read\nRequests/sec:  9.00";
        assert_eq!(Wrk::read(all_well).map(|it| it.refused), Some(0));
        assert_eq!(Wrk::read("unable to connect"), None);
    }
}
