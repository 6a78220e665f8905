//! Items one a call: dropshipping, and the tutorials' dialect.

use std::sync::Arc;

use futures_util::stream::{self, Stream, StreamExt as _};

use super::LookupOptions;
use super::plan::Way;
use crate::api::dropship::ProductGet;
use crate::api::tutorial::ItemGet;
use crate::cache::CachedAnswer;
use crate::call::Call;
use crate::client::Client;
use crate::error::Error;
use crate::ids::ItemId;
use crate::item::{Item, SaleStatus};
use crate::link::ItemRef;
use crate::outcome::{Lookup, Outcome, OutcomeKind};

pub(super) fn lookups<'a>(
    client: &'a Client,
    items: Vec<ItemRef>,
    way: Way,
    options: &'a LookupOptions,
) -> impl Stream<Item = Lookup> + Send + 'a {
    stream::iter(items)
        .map(move |item| lookup(client, item, way, options))
        .buffered(options.concurrency.max(1))
}

pub(super) async fn lookup(
    client: &Client,
    item: ItemRef,
    way: Way,
    options: &LookupOptions,
) -> Lookup {
    match way {
        Way::ItemGet => {
            ask(client, item, &ItemGet::new(item.id, options.view), options).await
        }
        Way::Dropship | Way::Affiliate => by_dropship(client, item, options).await,
    }
}

/// Asks for the global id; where the parcel goes to the US and there is no such item,
/// for the id of the US site as well: some products are listed there alone.
async fn by_dropship(client: &Client, item: ItemRef, options: &LookupOptions) -> Lookup {
    let call = |id: ItemId| ProductGet::new(id, options.view);
    let global = ask(client, item, &call(item.id), options).await;
    let not_found = global.outcome.kind() == OutcomeKind::NotFound;
    if !not_found || options.view.ship_to.as_str() != "US" {
        return global;
    }
    let us_site = ask(client, item, &call(item.id.us_site()), options).await;
    match us_site.outcome.kind() {
        OutcomeKind::NotFound => global,
        _ => us_site,
    }
}

async fn ask<C: Call<Output = Item>>(
    client: &Client,
    item: ItemRef,
    call: &C,
    options: &LookupOptions,
) -> Lookup {
    let answer = client.send_with_boxed(call, &options.policy()).await;
    of_answer(C::METHOD, item, answer, of_item)
}

/// What an answer means for the item it was asked for, and how old it is where it is older
/// than it should be.
pub(super) fn of_answer<T>(
    method: &str,
    item: ItemRef,
    answer: Result<CachedAnswer<T>, Arc<Error>>,
    outcome: impl FnOnce(T) -> Outcome,
) -> Lookup {
    match answer {
        Ok(answer) => {
            let stale = answer.age().filter(|_| answer.is_stale());
            Lookup { stale, ..Lookup::new(item, outcome(answer.answer.value)) }
        }
        Err(error) => Lookup::new(item, Outcome::from_error(method, error)),
    }
}

/// An item that was found is on sale, unless it says otherwise.
pub(super) fn of_item(item: Box<Item>) -> Outcome {
    let status = item.basics.as_ref().and_then(|basics| basics.value.status.as_ref());
    match status {
        Some(SaleStatus::OffSale) => Outcome::OffSale(item),
        _ => Outcome::Found(item),
    }
}
