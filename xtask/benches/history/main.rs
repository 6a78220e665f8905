//! The measured side of `cargo xtask bench history`, which starts this and reads its last
//! line: the store beside a table of rows in SQLite and in DuckDB, and the store on
//! PostgreSQL, in one run.
#![expect(clippy::print_stdout, reason = "its output is what `cargo xtask bench` reads")]

mod duckdb;
mod engine;
mod experiment;
mod rows;
mod store;
mod told;
mod used;

use std::path::Path;

use engine::Engine;
use experiment::Size;

// What the program `itemget` has as well.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [items, sweeps, folder, python, script, postgres] =
        &args.iter().map(String::as_str).collect::<Vec<_>>()[..]
    else {
        // `cargo bench` and `cargo test --benches` come by without a word of these.
        println!("this is started by `cargo xtask bench`");
        return Ok(());
    };
    let size = Size {
        items: items.parse()?,
        sweeps: sweeps.parse()?,
        histories: 200,
        at_once: 10,
        rounds: 5,
    };
    let folder = Path::new(folder);
    let mut engines: Vec<Box<dyn Engine>> =
        vec![Box::new(store::Kept::sqlite(folder)?), Box::new(rows::Rows::make(folder)?)];
    if *python != "-" {
        engines.push(Box::new(duckdb::DuckDb::start(python, script, folder)?));
    }
    if *postgres != "-" {
        let address = postgres.parse()?;
        engines.push(Box::new(store::Kept::open("itemget, PostgreSQL", &address, None)?));
    }
    let done = experiment::run(size, &mut engines, |what| println!("{what}"))?;
    println!("{}", told::line(&done));
    Ok(())
}
