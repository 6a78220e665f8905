//! The service from outside: a program that is started, asked over the network, and ended.

mod attacks;
mod document;
mod doors;
mod freight;
mod job_waits;
mod jobs;
mod process;
mod tokens;
mod v1;
mod web_client;

pub(crate) use doors::Key;
pub(crate) use web_client::Service;
