//! The integration tests of the program, one binary.

mod alerts;
mod auth;
mod browser;
mod campaigns;
mod cli;
mod doctor;
mod drift;
mod endings;
mod explain;
mod freight;
mod help;
mod history;
mod jobs;
mod market;
mod notify;
mod past;
mod platform;
mod quota;
mod running_sandbox;
mod secrets;
mod service;
mod short_links;
mod tidy;
mod track;
mod workers;
mod world;
