//! How platforms, ids and codes stand in the database.

use std::str::FromStr;

use itemget::{ItemId, ItemRef, Platform};

use crate::error::StoreError;

/// The word for an item's platform, and its id as the database can hold it.
pub(crate) fn item(item: ItemRef) -> Result<(&'static str, i64), StoreError> {
    let platform = match item.platform {
        Platform::AliExpress => "aliexpress",
        other => {
            let what = format!("there is no word for the platform {other:?}");
            return Err(StoreError::damaged(what));
        }
    };
    let id = item.id.global().get();
    match i64::try_from(id) {
        Ok(id) => Ok((platform, id)),
        Err(_) => Err(StoreError::damaged(format!("the id {id} is larger than any is"))),
    }
}

/// The item that a word and an id stand for.
pub(crate) fn read_item(word: &str, id: i64) -> Result<ItemRef, StoreError> {
    let id = u64::try_from(id).ok().and_then(ItemId::from_u64);
    match (word, id) {
        ("aliexpress", Some(id)) => Ok(ItemRef::aliexpress(id)),
        _ => Err(StoreError::damaged(format!("an item of `{word}` with an odd id"))),
    }
}

/// A country, currency or language.
pub(crate) fn code<T: FromStr>(text: &str) -> Result<T, StoreError>
where
    T::Err: std::fmt::Display,
{
    text.parse().map_err(|error: T::Err| StoreError::damaged(error.to_string()))
}
