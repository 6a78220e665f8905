//! The measured side of `cargo xtask bench`, which starts this and reads its lines.
//!
//! `gateway` answers at once with canned bodies. `bare …`, `itemget …` and `whole …` are the
//! SDK with nothing around it, as a client, and with all its policy; `calls …` counts what
//! lookups take. `micro` times single steps, `read …` does one of them for an instruction
//! counter; `signed ITEM` prints the body of a request; `bodies` shows what is served.
#![expect(clippy::print_stdout, reason = "its output is what `cargo xtask bench` reads")]

mod affiliate;
mod bare;
mod bodies;
mod calls;
mod gateway;
mod itemget_client;
mod load;
mod memory;
mod micro;
mod used;

use load::{Load, Work};

// What the program `itemget` has as well.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["gateway"] => gateway::run(|address| println!("http://{address}")),
        [client, dialect, base, warm, count, in_flight] => {
            let work: Work = dialect.parse()?;
            let load = Load {
                warm: warm.parse()?,
                count: count.parse()?,
                in_flight: in_flight.parse()?,
            };
            let line = match client {
                "bare" => load.run(|| bare::worker(base, work, bare::Answers::Read)),
                "unread" => load.run(|| bare::worker(base, work, bare::Answers::Dropped)),
                "itemget" => {
                    let client = itemget_client::plain(base)?;
                    load.run(|| itemget_client::worker(client.clone(), work))
                }
                "whole" => {
                    let client = itemget_client::whole(base, work)?;
                    load.run(|| itemget_client::looking_up(client.clone(), work))
                }
                other => return Err(format!("there is no client `{other}`").into()),
            };
            println!("{}", line?);
            Ok(())
        }
        ["signed", item] => {
            println!("{}", bare::signed_body(item.parse()?)?);
            Ok(())
        }
        ["calls", base] => calls::run(base, |way, calls| println!("{way}\t{calls}")),
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
