//! How many calls a thousand items take, counted where they arrive.

use futures_util::StreamExt as _;
use itemget::item::Group;
use itemget::{
    Client, Gatherer, Gathering, ItemId, ItemRef, LookupOptions, Source, View,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::{Failure, itemget_client};

/// How many items are asked for.
const ITEMS: u64 = 1000;

/// Looks items up in several ways, and hands each way's name and its calls to `each`.
pub(crate) fn run(base: &str, mut each: impl FnMut(&str, u64)) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let client = itemget_client::plain(base)?;
        let options = LookupOptions::new(View::default());
        let with_skus = options.clone().with_groups([Group::Variants]);
        let prices = options.clone().with_groups([Group::Price]);
        let all: Vec<ItemRef> = (0..ITEMS).map(item).collect();
        let four_times: Vec<ItemRef> = (0..ITEMS).map(|n| item(n / 4)).collect();

        let calls = counted(base, looked_up(&client, all.clone(), &with_skus)).await?;
        each("variants and stock of each", calls);
        let calls = counted(base, looked_up(&client, four_times, &with_skus)).await?;
        each("the same, each asked for four times in a row", calls);
        let calls = counted(base, looked_up(&client, all.clone(), &prices)).await?;
        each("the price of each", calls);
        let calls = counted(base, gathered(&client, all, &prices)).await?;
        each("the same, by a thousand tasks for an item each", calls);
        Ok(())
    })
}

fn item(n: u64) -> ItemRef {
    let id = ItemId::from_u64(1_005_006_100_000_000 + n).expect("it is not zero");
    ItemRef::aliexpress(id)
}

async fn looked_up(
    client: &Client,
    items: Vec<ItemRef>,
    options: &LookupOptions,
) -> Result<u64, Failure> {
    let mut lookups = std::pin::pin!(client.lookup(items, options));
    let mut found = 0;
    while let Some(lookup) = lookups.next().await {
        lookup.outcome.item().ok_or_else(|| format!("{lookup:?}"))?;
        found += 1;
    }
    Ok(found)
}

async fn gathered(
    client: &Client,
    items: Vec<ItemRef>,
    options: &LookupOptions,
) -> Result<u64, Failure> {
    let options = options.clone().with_source(Source::Affiliate);
    let gatherer = Gatherer::start(client.clone(), options, Gathering::default());
    let mut tasks = JoinSet::new();
    for item in items {
        let gatherer = gatherer.clone();
        tasks.spawn(async move { gatherer.look_up(item).await });
    }
    let mut found = 0;
    while let Some(outcome) = tasks.join_next().await {
        let outcome = outcome?.ok_or("nobody answered")?;
        outcome.item().ok_or_else(|| format!("{outcome:?}"))?;
        found += 1;
    }
    Ok(found)
}

/// How many calls arrive at the gateway for a lookup, which must find all.
async fn counted(
    base: &str,
    lookup: impl Future<Output = Result<u64, Failure>>,
) -> Result<u64, Failure> {
    let before = arrived(base).await?;
    let found = lookup.await?;
    if found != ITEMS {
        return Err(format!("{found} of {ITEMS} items were found").into());
    }
    Ok(arrived(base).await? - before)
}

async fn arrived(base: &str) -> Result<u64, Failure> {
    let host = base.strip_prefix("http://").ok_or("the gateway speaks http")?;
    let mut stream = TcpStream::connect(host).await?;
    let request =
        format!("GET /calls HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let (_, number) = answer.rsplit_once("\r\n").ok_or("no answer")?;
    Ok(number.parse()?)
}
