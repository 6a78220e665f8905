//! How the SKUs of each item that was found are brought, asked after it where it is wanted.
//!
//! The calls of all items are one queue in the asked order: where calls come to an end, the
//! first items are whole, and not all of them halves.

use futures_util::future::{self, FutureExt as _};
use futures_util::stream::{self, BoxStream, Stream, StreamExt as _};

use super::LookupOptions;
use crate::client::Client;
use crate::freight::{FreightOptions, SkuFreight, skus};
use crate::outcome::{Lookup, Outcome};

/// What comes out of the queue: an item, then what became of so many SKUs of it.
enum Piece {
    Item(Box<Lookup>, usize),
    Sku(SkuFreight),
}

/// The same answers, with freight where the options want it.
pub(super) fn filled<'a>(
    client: &'a Client,
    answers: impl Stream<Item = Lookup> + Send + 'a,
    options: &'a LookupOptions,
) -> BoxStream<'a, Lookup> {
    let Some(freight) = &options.freight else { return answers.boxed() };
    let queue = answers.flat_map(move |lookup| {
        // What cannot be bought now is not asked for.
        let item = match &lookup.outcome {
            Outcome::Found(item) => Some((item.site_id, item.view, skus(item))),
            _ => None,
        };
        let asked = item.into_iter().flat_map(move |(item, view, skus)| {
            let one = move |sku| client.freight_of_sku(item, sku, view, freight);
            skus.into_iter().map(move |sku| one(sku).map(Piece::Sku).boxed())
        });
        let asked: Vec<_> = asked.collect();
        let item = future::ready(Piece::Item(Box::new(lookup), asked.len())).boxed();
        stream::iter(std::iter::once(item).chain(asked))
    });
    let pieces = queue.buffered(freight.concurrency.max(1)).boxed();
    let whole = stream::unfold(pieces, move |mut pieces| async move {
        let lookup = next(client, &mut pieces, freight).await?;
        Some((lookup, pieces))
    });
    whole.boxed()
}

/// The next item, with all that comes after it.
async fn next(
    client: &Client,
    pieces: &mut BoxStream<'_, Piece>,
    options: &FreightOptions,
) -> Option<Lookup> {
    let Piece::Item(mut lookup, count) = pieces.next().await? else {
        unreachable!("an item comes before its SKUs, and they are counted")
    };
    let mut told = Vec::with_capacity(count);
    while told.len() < count {
        let Piece::Sku(sku) = pieces.next().await? else {
            unreachable!("an item's SKUs come after it, and they are counted")
        };
        told.push(sku);
    }
    let Outcome::Found(item) = &mut lookup.outcome else { return Some(*lookup) };
    if told.is_empty() {
        return Some(*lookup);
    }
    client.put_freight(item, &told, options.quantity);
    let oldest = told.iter().filter_map(|sku| sku.stale).max();
    lookup.stale = lookup.stale.max(oldest);
    lookup.freight = Some(told.into());
    Some(*lookup)
}
