//! The program `itemget`.

use std::process::ExitCode;

// An item is a few hundred small texts: with it they are a quarter of what they cost with the
// system's allocator (docs/PERFORMANCE.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    itemget_app::run(std::env::args_os())
}
