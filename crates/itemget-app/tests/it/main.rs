//! The integration tests of the program, one binary.

mod cli;
mod endings;
mod help;
mod secrets;
mod tidy;
mod world;
