//! Where found items come from, and how far they have come: what is noted behind a page, so
//! that the search goes on there.

use std::sync::Arc;

use itemget::{
    CachePolicy, Client, CursorError, Error, Item, ItemId, SearchPosition, Unreached,
};
use serde::{Deserialize, Serialize};

use super::walk::Walk;
use super::{Pages, Part, Query};

/// Where items come from.
#[derive(Debug)]
pub(crate) enum Source<'a> {
    Pages(Pages<'a>),
    Walk(Box<Walk>),
}

/// Where a source stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum At {
    /// Before this page; behind the last one where it is none.
    Page(Option<u32>),
    Walk(SearchPosition),
}

/// What was told, and what is known of the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Found {
    /// How many items were told.
    pub(crate) told: u64,
    /// How many there are in all, by the platform's word.
    pub(crate) total: Option<u64>,
    /// How many rows could not be read.
    pub(crate) unread: u64,
}

/// What is noted behind a page that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PageNote {
    at: At,
    found: Found,
    /// What a walk told on this page: it must not tell it again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    ids: Vec<ItemId>,
}

impl PageNote {
    /// The note as a line without its end.
    pub(crate) fn line(&self) -> String {
        serde_json::to_string(self).expect("a note is plain data")
    }

    /// What was told up to it.
    pub(crate) fn found(&self) -> &Found {
        &self.found
    }
}

impl<'a> Source<'a> {
    /// Starts at the beginning, or behind the last of `notes`; `all` is to go beyond what
    /// pages show.
    pub(crate) fn start(
        client: &'a Client,
        query: Query,
        all: bool,
        policy: CachePolicy,
        notes: Vec<PageNote>,
    ) -> Result<Self, CursorError> {
        let at = notes.last().map(|note| note.at.clone());
        let cursor = match &at {
            Some(At::Walk(position)) => {
                let told = notes.into_iter().flat_map(|note| note.ids);
                Some(position.clone().with_told(told))
            }
            Some(At::Page(_)) | None => None,
        };
        let walk = match all {
            true => Walk::start(client, &query, policy, cursor)?,
            false => None,
        };
        Ok(match (walk, at) {
            (Some(walk), _) => Self::Walk(Box::new(walk)),
            (None, Some(At::Page(next))) => {
                Self::Pages(Pages::new(client, query, policy, next))
            }
            (None, _) => Self::Pages(Pages::new(client, query, policy, Some(1))),
        })
    }

    /// The next items; nothing at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Part>, Arc<Error>> {
        match self {
            Self::Pages(pages) => pages.next().await,
            Self::Walk(walk) => walk.next().await,
        }
    }

    /// What is to be noted once `items`, which were the last that came, are written.
    pub(crate) fn note(&self, found: &Found, items: &[Item]) -> PageNote {
        let (at, ids) = match self {
            Self::Pages(pages) => (At::Page(pages.next_page()), Vec::new()),
            Self::Walk(walk) => {
                let ids = items.iter().map(|item| item.item.id).collect();
                (At::Walk(walk.cursor().position()), ids)
            }
        };
        PageNote { at, found: found.clone(), ids }
    }

    /// Whether nothing is left.
    pub(crate) fn is_done(&self) -> bool {
        match self {
            Self::Pages(pages) => pages.next_page().is_none(),
            Self::Walk(walk) => walk.cursor().is_done(),
        }
    }

    /// Prices of which not everything could be reached.
    pub(crate) fn unreached(&self) -> &[Unreached] {
        match self {
            Self::Pages(_) => &[],
            Self::Walk(walk) => walk.unreached(),
        }
    }
}
