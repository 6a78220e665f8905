//! That an answer is about the item asked for.

use bytes::Bytes;

use crate::ids::ItemId;
use crate::item::Item;
use crate::reply::{ReplyError, Unreadable};

/// Nothing, if the item is the one asked for or its form on another site. Another product's
/// price under the id asked for would be a wrong number.
pub(super) fn only(asked: ItemId, item: &Item, body: &Bytes) -> Result<(), ReplyError> {
    if item.site_id.global() == asked.global() {
        return Ok(());
    }
    let expected = format!("the item {asked}, or its form on another site,");
    let found = format!("there is the item {}", item.site_id);
    Err(Unreadable::new(body, "the item's id", expected, found).into())
}
