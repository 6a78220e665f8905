//! Any number of an item's SKUs from the affiliate side: twenty a call, one answer.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};

use crate::api::affiliate::ProductSkuDetailGet;
use crate::cache::CachePolicy;
use crate::client::Client;
use crate::error::Error;
use crate::ids::{ItemId, SkuId};
use crate::item::Item;
use crate::locale::View;

/// How many calls may be under way at once.
const CONCURRENCY: usize = 4;

/// The SKUs of an item, as far as they were told.
#[derive(Debug, Clone, PartialEq)]
pub struct SkuDetails {
    /// The item with those SKUs as its variants, and how each is brought.
    pub item: Item,
    /// SKUs that were asked for and not told.
    pub missing: Vec<SkuId>,
    /// Whether the item may have more: no SKU was named, and as many came as one answer
    /// holds. Their ids come from [`ProductGet`](crate::api::dropship::ProductGet).
    pub may_have_more: bool,
}

impl Client {
    /// The SKUs `skus` of `item`, in as few calls as there are twenties of them; all of
    /// them, up to twenty, where none is named. `policy` says what may be given instead.
    ///
    /// # Errors
    ///
    /// As [`Client::send_with`]: one call that comes to nothing fails the whole, since the rest
    /// would look like all there is.
    pub async fn sku_details(
        &self,
        item: ItemId,
        skus: &[SkuId],
        view: View,
        policy: &CachePolicy,
    ) -> Result<SkuDetails, Arc<Error>> {
        let mut seen = BTreeSet::new();
        let distinct: Vec<SkuId> =
            skus.iter().copied().filter(|sku| seen.insert(*sku)).collect();
        let mut calls: Vec<ProductSkuDetailGet> = distinct
            .chunks(ProductSkuDetailGet::LIMIT)
            .map(|some| ProductSkuDetailGet::new(item, some, view))
            .collect();
        if calls.is_empty() {
            calls.push(ProductSkuDetailGet::new(item, [], view));
        }
        // Each call by value: borrowed from a list, the compiler could not tell others that
        // the whole may be sent to another thread.
        let answers: Vec<Item> = stream::iter(calls)
            .map(|call| async move {
                let answer = self.send_with(&call, policy).await?;
                Ok::<_, Arc<Error>>(answer.answer.value)
            })
            .buffered(CONCURRENCY)
            .try_collect()
            .await?;
        let item = merged(answers).expect("there was a call, so there is an answer");
        let told = told(&item);
        Ok(SkuDetails {
            may_have_more: skus.is_empty() && told.len() >= ProductSkuDetailGet::LIMIT,
            missing: distinct.into_iter().filter(|sku| !told.contains(sku)).collect(),
            item,
        })
    }
}

fn told(item: &Item) -> BTreeSet<SkuId> {
    let skus = item.variants.iter().flat_map(|group| &group.value.skus);
    skus.filter_map(|sku| sku.sku_id).collect()
}

/// The first answer with the SKUs of the others added: they are of one API and of one item,
/// and so are of one group.
fn merged(answers: Vec<Item>) -> Option<Item> {
    answers.into_iter().reduce(|mut whole, part| {
        if let (Some(all), Some(more)) = (&mut whole.variants, &part.variants) {
            all.value.skus.extend(more.value.skus.iter().cloned());
        }
        if let (Some(all), Some(more)) = (&mut whole.logistics, &part.logistics) {
            all.value.by_sku.extend(more.value.by_sku.iter().cloned());
        }
        whole.fill_from(part);
        whole
    })
}
