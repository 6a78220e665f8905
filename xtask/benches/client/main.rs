//! The measured side of `cargo xtask bench`, which starts this and reads its lines.
//!
//! `gateway` answers at once with canned bodies; `itemget …` is the client of the SDK;
//! `micro` times single steps, `read …` does one of them for an instruction counter; `bodies` shows what is served.
#![expect(clippy::print_stdout, reason = "its output is what `cargo xtask bench` reads")]

mod bodies;
mod cpu;
mod gateway;
mod itemget_client;
mod micro;

// What the program `itemget` has as well.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["gateway"] => gateway::run(|address| println!("http://{address}")),
        ["itemget", dialect, base, warm, count, in_flight] => {
            let counts = [warm.parse()?, count.parse()?, in_flight.parse()?];
            println!("{}", itemget_client::run(dialect, base, counts)?);
            Ok(())
        }
        ["micro"] => micro::run(|step, nanoseconds| println!("{step}\t{nanoseconds:.1}")),
        ["read", body, count] => micro::read_alone(body, count.parse()?),
        ["bodies"] => {
            for body in [bodies::flat(), bodies::large_item_get(), bodies::large_iop()] {
                println!("{body}");
            }
            Ok(())
        }
        // `cargo bench` and `cargo test --benches` come by without a word of these.
        _ => {
            println!("this is started by `cargo xtask bench`");
            Ok(())
        }
    }
}
