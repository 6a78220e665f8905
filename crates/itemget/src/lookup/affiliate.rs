//! Items many a call: the affiliate details, which leave out what they do not have.
//!
//! Each item is kept in the cache for itself, as the answer to a call for it alone: the
//! next list holds other items in another order, and asks only for those that are new.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, Stream, StreamExt as _};

use super::LookupOptions;
use super::single::{of_answer, of_item};
use crate::api::affiliate::{ProductDetailGet, ProductDetails};
use crate::cache::{Kept, Network};
use crate::call::{Answer, Call as _};
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::item::Item;
use crate::link::ItemRef;
use crate::outcome::{Lookup, Outcome};

const METHOD: &str = ProductDetailGet::METHOD;

/// In the order of `items`: those that are kept as they are kept, the others fifty a call.
pub(super) fn lookups<'a>(
    client: &'a Client,
    items: Vec<ItemRef>,
    options: &'a LookupOptions,
) -> impl Stream<Item = Lookup> + Send + 'a {
    let answered = async move {
        let kept = kept(client, &items, options).await;
        let is_open = |item: &ItemRef| !kept.contains_key(item);
        let open: Vec<ItemRef> = items.iter().copied().filter(is_open).collect();
        let asked = Box::pin(ask(client, open, options));
        let state = (items.into_iter(), kept, asked);
        stream::unfold(state, |(mut items, mut kept, mut asked)| async move {
            let item = items.next()?;
            let lookup = match kept.remove(&item) {
                Some(lookup) => lookup,
                // The calls answer in the order of the items, the kept ones left out.
                None => asked.next().await?,
            };
            Some((lookup, (items, kept, asked)))
        })
    };
    stream::once(answered).flatten()
}

/// What is kept of `items`, where it is young enough or no call may be made.
async fn kept(
    client: &Client,
    items: &[ItemRef],
    options: &LookupOptions,
) -> BTreeMap<ItemRef, Lookup> {
    let mut kept = BTreeMap::new();
    if client.cache().is_none() && options.cache.network == Network::Allowed {
        return kept;
    }
    for item in items {
        let call = call(&[*item], options);
        let found = client.kept(&call, &options.policy()).await;
        let lookup = match (found, options.cache.network) {
            (Some(found), _) => of_answer(METHOD, *item, found, |details| {
                the_only(*item, details, METHOD)
            }),
            (None, Network::Allowed) => continue,
            (None, Network::Never) => {
                let error = Arc::new(Error::new(METHOD, 0, ErrorKind::NotCached));
                Lookup::new(*item, Outcome::from_error(METHOD, error))
            }
        };
        kept.insert(*item, lookup);
    }
    kept
}

fn the_only(item: ItemRef, details: ProductDetails, method: &str) -> Outcome {
    match details.items.into_iter().find(|found| found.item == item) {
        Some(found) => of_item(Box::new(found)),
        None => Outcome::silently_absent(method, None),
    }
}

fn ask<'a>(
    client: &'a Client,
    items: Vec<ItemRef>,
    options: &'a LookupOptions,
) -> impl Stream<Item = Lookup> + Send + 'a {
    let batches: Vec<Vec<ItemRef>> =
        items.chunks(ProductDetailGet::LIMIT).map(<[_]>::to_vec).collect();
    stream::iter(batches)
        .map(move |batch| one_call(client, batch, options))
        .buffered(options.concurrency.max(1))
        .flat_map(stream::iter)
}

fn call(items: &[ItemRef], options: &LookupOptions) -> ProductDetailGet {
    let ids: Vec<_> = items.iter().map(|item| item.id).collect();
    let mut call = ProductDetailGet::new(ids, options.view);
    call.tracking_id.clone_from(&options.tracking_id);
    call
}

async fn one_call(
    client: &Client,
    batch: Vec<ItemRef>,
    options: &LookupOptions,
) -> Vec<Lookup> {
    match client.send(&call(&batch, options)).await {
        Ok(answer) => {
            keep_each(client, &answer, options).await;
            told(&batch, answer)
        }
        Err(error) => failed(client, &batch, Arc::new(error), options).await,
    }
}

/// What is kept of each item, where it may stand in for a call that failed in this way.
async fn failed(
    client: &Client,
    batch: &[ItemRef],
    error: Arc<Error>,
    options: &LookupOptions,
) -> Vec<Lookup> {
    let mut lookups = Vec::with_capacity(batch.len());
    for item in batch {
        let old = match options.cache.stands_in_for(error.kind()) {
            true => client.kept(&call(&[*item], options), &options.cache.offline()).await,
            false => None,
        };
        let young = |age: Duration| age < options.cache.stale_if_error;
        lookups.push(match old {
            Some(Ok(old)) if old.age().is_some_and(young) => Lookup {
                stale: old.age(),
                ..Lookup::new(*item, the_only(*item, old.answer.value, METHOD))
            },
            _ => Lookup::new(*item, Outcome::from_error(METHOD, Arc::clone(&error))),
        });
    }
    lookups
}

fn told(batch: &[ItemRef], answer: Answer<ProductDetails>) -> Vec<Lookup> {
    let request_id = answer.request_id().map(str::to_owned);
    let details = answer.value;
    let items = details.items.into_iter();
    let mut items: BTreeMap<_, _> = items.map(|item| (item.item, item)).collect();
    let absent = || match details.unread.is_empty() {
        true => Outcome::silently_absent(METHOD, request_id.clone()),
        // It may be one of the rows that could not be read.
        false => Outcome::lost_in(METHOD, request_id.clone(), &details.unread),
    };
    let outcome =
        |item| items.remove(&item).map_or_else(absent, |item| of_item(Box::new(item)));
    let mut outcome = outcome;
    batch.iter().map(|item| Lookup::new(*item, outcome(*item))).collect()
}

async fn keep_each(
    client: &Client,
    answer: &Answer<ProductDetails>,
    options: &LookupOptions,
) {
    if client.cache().is_none() {
        return;
    }
    for item in &answer.value.items {
        let Some(row) = item.raw.first() else { continue };
        let body = Kept::Answer(alone(item, &row.body, answer.request_id()));
        client.keep(&call(&[item.item], options), answer.observed_at, body).await;
    }
}

/// The answer as it would have been to a call for this item alone.
fn alone(item: &Item, row: &Bytes, request_id: Option<&str>) -> Bytes {
    let mut body = Vec::with_capacity(row.len() + 200);
    body.extend_from_slice(
        br#"{"aliexpress_affiliate_productdetail_get_response":{"resp_result":{"resp_code":200,"result":{"current_record_count":1,"products":{"product":["#,
    );
    body.extend_from_slice(row);
    body.extend_from_slice(b"]}}}");
    if let Some(request_id) = request_id {
        let text =
            serde_json::to_string(request_id).expect("text can be written as JSON");
        body.extend_from_slice(br#","request_id":"#);
        body.extend_from_slice(text.as_bytes());
    }
    if item.synthetic {
        body.extend_from_slice(br#","_synthetic_":true"#);
    }
    body.extend_from_slice(b"}}");
    body.into()
}
