//! A walk through all that a question finds, whichever it is.

use std::sync::Arc;

use itemget::api::affiliate::{FeaturedPromoProductsGet, HotProductQuery, ProductQuery};
use itemget::api::dropship::{RecommendFeedGet, TextSearch};
use itemget::{
    CachePolicy, Client, CursorError, Error, Paged, SearchCursor, SearchWalk, Unreached,
};

use super::{Part, Query};

/// A walk through all there is, beyond what pages show.
#[derive(Debug)]
pub(crate) enum Walk {
    Text(SearchWalk<TextSearch>),
    Products(SearchWalk<ProductQuery>),
    Hot(SearchWalk<HotProductQuery>),
    Feed(SearchWalk<RecommendFeedGet>),
    Promotion(SearchWalk<FeaturedPromoProductsGet>),
}

/// Does the same with whichever walk it is.
macro_rules! with_walk {
    ($self:expr, $walk:ident => $do:expr) => {
        match $self {
            Walk::Text($walk) => $do,
            Walk::Products($walk) => $do,
            Walk::Hot($walk) => $do,
            Walk::Feed($walk) => $do,
            Walk::Promotion($walk) => $do,
        }
    };
}

impl Walk {
    /// Starts it, or goes on where `cursor` says; nothing where all is on one page.
    pub(crate) fn start(
        client: &Client,
        query: &Query,
        policy: CachePolicy,
        cursor: Option<SearchCursor>,
    ) -> Result<Option<Self>, CursorError> {
        fn walk<Q: Paged>(
            client: &Client,
            query: &Q,
            policy: CachePolicy,
            cursor: Option<SearchCursor>,
        ) -> Result<SearchWalk<Q>, CursorError> {
            let walk = match cursor {
                Some(cursor) => client.resume_walk(query.clone(), cursor)?,
                None => client.walk(query.clone()),
            };
            Ok(walk.with_cache(policy))
        }
        Ok(Some(match query {
            Query::Text(query) => Self::Text(walk(client, query, policy, cursor)?),
            Query::Products(query) => {
                Self::Products(walk(client, query, policy, cursor)?)
            }
            Query::Hot(query) => Self::Hot(walk(client, query, policy, cursor)?),
            Query::Feed(query) => Self::Feed(walk(client, query, policy, cursor)?),
            Query::Promotion(query) => {
                Self::Promotion(walk(client, query, policy, cursor)?)
            }
            Query::Image(_) | Query::Upload(_) => return Ok(None),
        }))
    }

    /// The next items that were not told before; nothing at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Part>, Arc<Error>> {
        let page = with_walk!(self, walk => walk.next_page().await);
        Ok(page?.map(|page| Part {
            items: page.items,
            total: None,
            unread: page.unread.len(),
        }))
    }

    /// Where it stands.
    pub(crate) fn cursor(&self) -> &SearchCursor {
        with_walk!(self, walk => walk.cursor())
    }

    /// Prices of which not everything could be reached.
    pub(crate) fn unreached(&self) -> &[Unreached] {
        self.cursor().unreached()
    }
}
