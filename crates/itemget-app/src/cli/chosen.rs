//! Which items of the database a command is about: named ones, a list's, a tag's, all.

use std::collections::BTreeSet;

use itemget::ItemRef;
use itemget_store::{Store, StoreError, Which};

use crate::tracking::TrackingError;
use crate::trails::Items;

/// Those that are named, and those of the list and tag; all where nothing is named.
pub(super) async fn items(
    store: &Store,
    named: impl IntoIterator<Item = ItemRef>,
    list: Option<&str>,
    tag: Option<&str>,
) -> anyhow::Result<Items> {
    let mut items: BTreeSet<ItemRef> = named.into_iter().collect();
    if items.is_empty() && list.is_none() && tag.is_none() {
        return Ok(Items::All);
    }
    if let Some(name) = list {
        must_be_there(store, name).await?;
    }
    if list.is_some() || tag.is_some() {
        items.extend(grouped(store, list, tag).await?);
    }
    Ok(Items::These(items))
}

async fn must_be_there(store: &Store, name: &str) -> anyhow::Result<()> {
    match store.lists().await?.iter().any(|list| list.name == name) {
        true => Ok(()),
        false => Err(TrackingError::NoList { name: name.to_owned() }.into()),
    }
}

async fn grouped(
    store: &Store,
    list: Option<&str>,
    tag: Option<&str>,
) -> Result<Vec<ItemRef>, StoreError> {
    let (list, tag) = (list.map(str::to_owned), tag.map(str::to_owned));
    let tracked = store.tracked(&Which { list, tag, ..Which::default() }).await?;
    Ok(tracked.iter().map(|tracked| tracked.watch.item).collect())
}
