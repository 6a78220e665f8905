//! How an item is brought, whoever asks: the item that is meant, whose SKUs are priced.

use std::sync::Arc;

use itemget::{
    Client, Error, FreightApi, FreightOptions, Item, LookupOptions, SkuId, Source, View,
};

use crate::lookup::{Remarks, Told, Verdict, look_up_one};
use crate::meaning::{self, Meaning};

/// The item of this id or link, asked of the API that is asked how it is brought; or what
/// there is to tell where there is none.
pub(crate) async fn priced(
    client: &Client,
    text: &str,
    skus: &[SkuId],
    view: View,
    options: &FreightOptions,
) -> Result<Result<Item, Told>, Arc<Error>> {
    let cache = options.cache;
    if options.api == FreightApi::Dropship {
        let lookup = LookupOptions { cache, ..LookupOptions::new(view) }
            .with_source(Source::Dropship);
        let told = look_up_one(client, text, &lookup).await;
        return Ok(told.verdict.item().cloned().ok_or(told));
    }
    let meaning = meaning::of_all(client, &[text.to_owned()], &cache).await.pop();
    let verdict = match meaning.expect("there is one for each text") {
        Meaning::Item { link, .. } => {
            let details = client.sku_details(link.item.id, skus, view, &cache);
            return Ok(Ok(details.await?.item));
        }
        Meaning::NotAnItem(error) => Verdict::NotAnItem(error),
        Meaning::Unresolved(why) => Verdict::Unresolved(why),
    };
    let asked = text.to_owned();
    Ok(Err(Told { asked, verdict, remarks: Remarks::default() }))
}
