//! The SDK's client, measured: sign, call over loopback, read into an `Item`.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Instant;

use itemget::api::dropship::ProductGet;
use itemget::api::tutorial::ItemGet;
use itemget::{AccessToken, Client, Credentials, Item, ItemId, View};
use tokio::task::LocalSet;

use crate::{bodies, cpu};

/// Which call is measured.
#[derive(Debug, Clone, Copy)]
enum Work {
    ItemGet,
    ProductGet,
}

/// Runs `warm` calls, then `count` measured ones, `in_flight` at a time, and says in a
/// line of JSON what these cost.
pub(crate) fn run(
    dialect: &str,
    base: &str,
    [warm, count, in_flight]: [u64; 3],
) -> Result<String, Box<dyn std::error::Error>> {
    let work = match dialect {
        "item-get" => Work::ItemGet,
        "iop" => Work::ProductGet,
        other => return Err(format!("there is no dialect `{other}`").into()),
    };
    let client = Client::builder(Credentials::new("bench_key", "bench_secret"))
        .with_access_token(AccessToken::new("bench_token"))
        .with_endpoints(base)
        .build()?;
    // One thread: a second worker costs more CPU than it brings calls.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    LocalSet::new().block_on(&runtime, async {
        fetch(&client, work, warm, in_flight).await?;
        let (cpu, wall) = (cpu::used()?, Instant::now());
        fetch(&client, work, count, in_flight).await?;
        let (cpu, wall) = (cpu::used()? - cpu, wall.elapsed());
        Ok(format!(
            r#"{{"items":{count},"cpu_us":{},"wall_us":{}}}"#,
            cpu.as_micros(),
            wall.as_micros()
        ))
    })
}

async fn fetch(
    client: &Client,
    work: Work,
    count: u64,
    in_flight: u64,
) -> Result<(), Box<dyn std::error::Error>> {
    let left = Rc::new(Cell::new(count));
    let workers: Vec<_> = (0..in_flight)
        .map(|_| {
            let (client, left) = (client.clone(), Rc::clone(&left));
            tokio::task::spawn_local(async move {
                while left.get() > 0 {
                    left.set(left.get() - 1);
                    one(&client, work).await?;
                }
                Ok::<(), String>(())
            })
        })
        .collect();
    for worker in workers {
        worker.await??;
    }
    Ok(())
}

/// One call, its answer looked into: an item that was not read would be cheap.
async fn one(client: &Client, work: Work) -> Result<(), String> {
    let id: ItemId = "1005006000000001".parse().expect("it is an id");
    let item = match work {
        Work::ItemGet => client.send(&ItemGet::new(id, View::default())).await,
        Work::ProductGet => client.send(&ProductGet::new(id, View::default())).await,
    };
    let item = item.map_err(|error| format!("{error:?}"))?.value;
    match arrived(&item, work) {
        true => Ok(()),
        false => Err(format!("an item did not arrive whole: {item:?}")),
    }
}

fn arrived(item: &Item, work: Work) -> bool {
    match work {
        Work::ItemGet => item.price.is_some(),
        Work::ProductGet => {
            item.variants.as_ref().is_some_and(|it| it.value.skus.len() == bodies::SKUS)
        }
    }
}
