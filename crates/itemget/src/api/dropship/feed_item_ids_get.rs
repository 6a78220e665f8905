//! `aliexpress.ds.feed.itemids.get`: the ids in a feed, a part at a time.

use crate::api::reading;
use crate::call::{Auth, Call};
use crate::ids::ItemId;
use crate::item::Unread;
use crate::params::Params;
use crate::reply::{Reply, ReplyError};
use crate::wire::Field;

/// Asks for some of the ids in a feed. The platform takes three of these calls a second
/// (its Quick Start).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedItemIdsGet {
    /// The feed's name, letter for letter as [`FeedNameGet`](super::FeedNameGet) gives it.
    pub feed: String,
    /// How many at once; the platform's demonstration asks for 200, and no limit is
    /// documented.
    pub size: u32,
    /// Only of this category.
    pub category: Option<u64>,
    /// Where to go on: [`FeedItemIds::next`] of the answer before.
    pub cursor: Option<String>,
}

impl FeedItemIdsGet {
    /// The first two hundred ids of the feed `feed`.
    pub fn new(feed: impl Into<String>) -> Self {
        Self { feed: feed.into(), size: 200, category: None, cursor: None }
    }

    /// The same, from where an answer said that it goes on.
    #[must_use]
    pub fn after(self, cursor: impl Into<String>) -> Self {
        Self { cursor: Some(cursor.into()), ..self }
    }
}

/// Some of the ids in a feed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FeedItemIds {
    /// In the platform's order. None means that the feed is at its end.
    pub ids: Vec<ItemId>,
    /// Where it goes on; `None` at the end.
    pub next: Option<String>,
    /// How many are left, by the platform's word ("total item id left"); whether those of
    /// this answer are among them is not told.
    pub left: Option<u64>,
    /// Elements that are no ids.
    pub unread: Vec<Unread>,
}

impl Call for FeedItemIdsGet {
    type Output = FeedItemIds;
    const METHOD: &'static str = "aliexpress.ds.feed.itemids.get";
    const AUTH: Auth = Auth::Token;

    fn params(&self) -> Params {
        let category = self.category.map(|id| id.to_string()).unwrap_or_default();
        Params::new()
            .with("feed_name", &*self.feed)
            .with("page_size", self.size.to_string())
            .with("category_id", category)
            .with("search_id", self.cursor.as_deref().unwrap_or_default())
    }

    fn read(&self, reply: &Reply) -> Result<FeedItemIds, ReplyError> {
        let (ids, unread) = reading::read(reply, &["result"], |result, _| ids(result))?;
        Ok(FeedItemIds { unread, ..ids })
    }
}

fn ids(result: Field<'_, '_>) -> FeedItemIds {
    let ids: Vec<ItemId> = result.at("products").parsed_list("an item id");
    let left = result.at("total").whole();
    // At the end the cursor can stay where it is: followed, it would go round for ever.
    let next =
        result.at("search_id").text().filter(|_| !ids.is_empty() && left != Some(0));
    FeedItemIds { ids, next, left, unread: Vec::new() }
}
