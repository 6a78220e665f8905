//! The service from outside: a program that is started, asked over the network, and ended.

mod attacks;
mod document;
mod doors;
mod freight;
mod job_waits;
mod jobs;
mod process;
mod ready;
mod tokens;
mod v1;
mod web_client;

pub(crate) use doors::Key;
pub(crate) use web_client::Service;

/// A service that answers alone: it looks at nothing by itself, and writes no log.
const SERVE: &[&str] =
    &["serve", "--listen", "127.0.0.1:0", "--no-scheduler", "--log", "off"];
const ITEM: &str = "1005006000000001";
