//! The integration tests of the program, one binary.

mod auth;
mod browser;
mod cli;
mod endings;
mod explain;
mod help;
mod jobs;
mod platform;
mod quota;
mod secrets;
mod tidy;
mod world;
