//! Items one a call: dropshipping, and the tutorials' dialect.

use std::sync::Arc;

use futures_util::stream::{self, Stream, StreamExt as _};

use super::{LookupOptions, Source};
use crate::api::dropship::ProductGet;
use crate::api::tutorial::ItemGet;
use crate::call::Call as _;
use crate::client::Client;
use crate::error::Error;
use crate::ids::ItemId;
use crate::item::{Item, SaleStatus};
use crate::link::ItemRef;
use crate::locale::View;
use crate::outcome::{Lookup, Outcome, OutcomeKind};

pub(super) fn outcomes<'a>(
    client: &'a Client,
    items: Vec<ItemRef>,
    source: Source,
    options: &'a LookupOptions,
) -> impl Stream<Item = Lookup> + 'a {
    let look_up = move |item: ItemRef| async move {
        let outcome = match source {
            Source::ItemGet => by_item_get(client, item, options.view).await,
            _ => by_dropship(client, item, options.view).await,
        };
        Lookup { item, outcome }
    };
    stream::iter(items).map(look_up).buffered(options.concurrency.max(1))
}

/// Asks for the global id; where the parcel goes to the US and there is no such item,
/// for the id of the US site as well: some products are listed there alone.
async fn by_dropship(client: &Client, item: ItemRef, view: View) -> Outcome {
    let ask = async |id: ItemId| {
        outcome(ProductGet::METHOD, client.send(&ProductGet::new(id, view)).await)
    };
    let global = ask(item.id).await;
    if global.kind() != OutcomeKind::NotFound || view.ship_to.as_str() != "US" {
        return global;
    }
    let us_site = ask(item.id.us_site()).await;
    match us_site.kind() {
        OutcomeKind::NotFound => global,
        _ => us_site,
    }
}

async fn by_item_get(client: &Client, item: ItemRef, view: View) -> Outcome {
    outcome(ItemGet::METHOD, client.send(&ItemGet::new(item.id, view)).await)
}

fn outcome(method: &str, answer: Result<crate::call::Answer<Item>, Error>) -> Outcome {
    match answer {
        Ok(answer) => of_item(answer.value),
        Err(error) => Outcome::from_error(method, Arc::new(error)),
    }
}

/// An item that was found is on sale, unless it says otherwise.
pub(super) fn of_item(item: Item) -> Outcome {
    let status = item.basics.as_ref().and_then(|basics| basics.value.status.as_ref());
    match status {
        Some(SaleStatus::OffSale) => Outcome::OffSale(Box::new(item)),
        _ => Outcome::Found(Box::new(item)),
    }
}
