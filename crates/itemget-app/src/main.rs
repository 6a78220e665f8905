//! The program `itemget`.

use std::process::ExitCode;

fn main() -> ExitCode {
    itemget_app::run(std::env::args_os())
}
