//! Items many a call: the affiliate details, which leave out what they do not have.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::stream::{self, Stream, StreamExt as _};

use super::LookupOptions;
use super::single::of_item;
use crate::api::affiliate::ProductDetailGet;
use crate::call::Call as _;
use crate::client::Client;
use crate::ids::ItemId;
use crate::link::ItemRef;
use crate::outcome::{Lookup, Outcome};

pub(super) fn outcomes<'a>(
    client: &'a Client,
    items: Vec<ItemRef>,
    options: &'a LookupOptions,
) -> impl Stream<Item = Lookup> + 'a {
    let batches: Vec<Vec<ItemRef>> =
        items.chunks(ProductDetailGet::LIMIT).map(<[_]>::to_vec).collect();
    stream::iter(batches)
        .map(move |batch| one_call(client, batch, options))
        .buffered(options.concurrency.max(1))
        .flat_map(stream::iter)
}

async fn one_call(
    client: &Client,
    batch: Vec<ItemRef>,
    options: &LookupOptions,
) -> Vec<Lookup> {
    let ids: Vec<ItemId> = batch.iter().map(|item| item.id).collect();
    let mut call = ProductDetailGet::new(ids, options.view);
    call.tracking_id.clone_from(&options.tracking_id);
    let method = ProductDetailGet::METHOD;
    let told = |outcome: &mut dyn FnMut(ItemRef) -> Outcome| {
        batch.iter().map(|item| Lookup { item: *item, outcome: outcome(*item) }).collect()
    };
    match client.send(&call).await {
        Ok(answer) => {
            let details = answer.value;
            let items = details.items.into_iter();
            let mut items: BTreeMap<_, _> = items.map(|item| (item.item, item)).collect();
            let absent = || match details.unread.is_empty() {
                true => Outcome::silently_absent(method, answer.request_id.clone()),
                // It may be one of the rows that could not be read.
                false => {
                    Outcome::lost_in(method, answer.request_id.clone(), &details.unread)
                }
            };
            told(&mut |asked| items.remove(&asked).map_or_else(absent, of_item))
        }
        Err(error) => {
            let error = Arc::new(error);
            told(&mut |_| Outcome::from_error(method, Arc::clone(&error)))
        }
    }
}
