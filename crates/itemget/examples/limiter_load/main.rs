//! How the limiter does over real sockets: several processes with one app key call one
//! server, which counts what arrives in each window.
//!
//! `limiter_load [--processes 8] [--tasks 8] [--per-second 50] [--seconds 20] [--rtt-ms 0]
//! [--pace adaptive|written|strict] [--kill]` prints one line of JSON. It starts itself again, as
//! the processes; with `--kill` one of them is killed every second, and replaced.
#![expect(clippy::print_stdout, reason = "its line is what it is run for")]

mod options;
mod server;
mod worker;

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use options::{Options, Role};
use server::Server;

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let options = Options::read(std::env::args().skip(1))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    match &options.role {
        Role::Worker { .. } => runtime.block_on(worker::run(&options)),
        Role::Judge => runtime.block_on(judge(&options)),
    }
}

/// Starts server and processes, and says what came of it.
async fn judge(options: &Options) -> Result<(), Failure> {
    let server = Server::start(Duration::from_millis(options.rtt_ms)).await?;
    let folder =
        std::env::temp_dir().join(format!("limiter-load-{}", std::process::id()));
    let start = |_: usize| -> Result<Child, Failure> {
        let mut process = Command::new(std::env::current_exe()?);
        process.args(options.for_worker(&server.url(), &folder)).stdin(Stdio::null());
        Ok(process.spawn()?)
    };
    let mut processes =
        (0..options.processes).map(start).collect::<Result<Vec<_>, _>>()?;
    let mut kills = 0;
    let end = Instant::now() + Duration::from_secs(options.seconds);
    while Instant::now() < end {
        tokio::time::sleep(Duration::from_secs(1)).await;
        if options.kill {
            let number = kills % processes.len();
            processes[number].kill()?;
            processes[number].wait()?;
            processes[number] = start(number)?;
            kills += 1;
        }
    }
    for process in &mut processes {
        process.kill()?;
        process.wait()?;
    }
    println!("{}", server.verdict(options, kills));
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}
