//! The program `itemget` as a library: use cases first, front ends over them.
//!
//! The core (configuration, inputs, records, reports) knows no front end; `cli`, `mcp`, `service` and `web` are those.

pub mod explain;
pub mod notify;

mod api_tokens;
mod asked;
mod auth;
mod calling;
mod card;
mod cli;
mod clock;
mod config;
mod connect;
mod database;
mod delivered;
mod depot;
mod doctor;
mod door_keys;
mod drift;
mod exit;
mod export;
mod fetch;
mod fields;
mod fleet;
mod follow;
mod followed;
mod foreseen;
mod freight;
mod history_error;
mod import;
mod inputs;
mod job;
mod jobs;
mod lang;
mod listening;
mod lookup;
mod mcp;
mod meaning;
mod messages;
mod moments;
mod overlay;
mod overview;
mod past;
mod pictures;
mod plain;
mod portrait;
mod quota;
mod records;
mod report;
mod retention;
mod rules;
mod saying;
mod search;
mod secrets;
mod selection;
mod service;
mod source;
mod statistics;
mod stop;
mod survey;
mod tokens;
mod told;
mod tracking;
mod trails;
mod usage;
mod ways;
mod web;

pub use lang::{Lang, ParseLangError};

use std::ffi::OsString;
use std::process::ExitCode;

/// Runs the program with these arguments, the first of which is its own name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let environment = config::Environment::of_this_process();
    cli::run(arguments.into_iter().collect(), &environment).into()
}
