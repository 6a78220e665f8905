//! All that a search finds, past the 5,000 that the platform shows of one: its prices are
//! split into bands until each band can be paged through.
//!
//! `walk/steps.rs` decides, `walk/cursor.rs` remembers; here the calls are made.

mod cursor;
mod paged;
mod seen;
mod split;
mod steps;

use std::sync::Arc;

use futures_util::stream::{self, Stream};

use crate::cache::CachePolicy;
use crate::call::Call;
use crate::client::Client;
use crate::error::Error;
use crate::item::{Item, Unread};

pub use cursor::{CursorError, SearchCursor, SearchPosition, Unreached};
pub use paged::Paged;
pub use steps::Limits;
use steps::{Seen, Step};

/// A walk through all that a search finds.
///
/// ```no_run
/// # async fn all(client: itemget::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use itemget::View;
/// use itemget::api::affiliate::{ProductFilter, ProductQuery};
///
/// let filter = ProductFilter::new(View::default()).with_keywords("desk lamp");
/// let mut walk = client.walk(ProductQuery::new(filter));
/// while let Some(found) = walk.next_page().await? {
///     for item in found.items {
///         println!("{}", item.item);
///     }
///     let _resume_here = serde_json::to_string(walk.cursor());
/// }
/// for gap in walk.cursor().unreached() {
///     println!("not all of {:?}: {} of {:?}", gap.band, gap.shown, gap.total);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "a walk goes nowhere until its pages are asked for"]
pub struct SearchWalk<Q> {
    client: Client,
    query: Q,
    cache: Option<CachePolicy>,
    cursor: SearchCursor,
}

/// A page of a walk: only what was not on an earlier one.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundPage {
    /// The items, in the platform's order.
    pub items: Vec<Item>,
    /// How many of the page were on an earlier one.
    pub repeated: usize,
    /// Rows that are no item.
    pub unread: Vec<Unread>,
}

impl Client {
    /// Walks through all that `query` finds, from the start. Its own page is not looked
    /// at, its price band is what is walked through.
    pub fn walk<Q: Paged>(&self, query: Q) -> SearchWalk<Q> {
        let cursor = SearchCursor::start(&query);
        SearchWalk { client: self.clone(), query, cache: None, cursor }
    }

    /// Goes on with a walk where its cursor was taken.
    ///
    /// # Errors
    ///
    /// [`CursorError`] where the cursor is of another search: what it has left out there
    /// need not be left out here.
    pub fn resume_walk<Q: Paged>(
        &self,
        query: Q,
        cursor: SearchCursor,
    ) -> Result<SearchWalk<Q>, CursorError> {
        cursor.check(&query)?;
        Ok(SearchWalk { client: self.clone(), query, cache: None, cursor })
    }
}

impl<Q: Paged> SearchWalk<Q> {
    /// The same through the client's cache, as far as `policy` allows. Without, each page
    /// is asked for: pages of different days do not fit each other.
    pub fn with_cache(self, policy: CachePolicy) -> Self {
        Self { cache: Some(policy), ..self }
    }

    /// The next page with anything on it; `None` when everything that can be reached has
    /// been told.
    ///
    /// After an error the walk stands where it stood, and can be asked again.
    ///
    /// # Errors
    ///
    /// As [`Client::send_with`].
    pub async fn next_page(&mut self) -> Result<Option<FoundPage>, Arc<Error>> {
        while let Some((band, page)) = self.cursor.here() {
            let call = self.query.page_of(band, page);
            let found = match &self.cache {
                Some(policy) => self.client.send_with(&call, policy).await?.answer.value,
                None => self.client.send(&call).await.map_err(Arc::new)?.value,
            };
            let seen = Seen {
                rows: found.items.len() + found.unread.len(),
                total: found.total,
                is_last: found.is_last,
            };
            let step = steps::after(band, page, seen, Q::LIMITS);
            let is_told = step != Step::Split;
            self.cursor.advance(step, seen);
            if !is_told {
                // What stands on it will be told with the bands.
                continue;
            }
            let rows = found.items.len();
            let items: Vec<Item> = found
                .items
                .into_iter()
                .filter(|item| self.cursor.is_new(item.item.id))
                .collect();
            if items.is_empty() && found.unread.is_empty() {
                continue;
            }
            let repeated = rows - items.len();
            return Ok(Some(FoundPage { items, repeated, unread: found.unread }));
        }
        Ok(None)
    }

    /// Where the walk stands. Written down after a page and given to
    /// [`Client::resume_walk`], it goes on behind that page.
    pub fn cursor(&self) -> &SearchCursor {
        &self.cursor
    }

    /// All pages as a stream, each with the cursor behind it; it ends at an error.
    pub fn into_stream(
        self,
    ) -> impl Stream<Item = Result<(FoundPage, SearchCursor), Arc<Error>>> {
        stream::unfold(Some(self), |walk| async move {
            let mut walk = walk?;
            match walk.next_page().await {
                Ok(page) => {
                    let page = page?;
                    let cursor = walk.cursor.clone();
                    Some((Ok((page, cursor)), Some(walk)))
                }
                Err(error) => Some((Err(error), None)),
            }
        })
    }
}

/// The gateway's name of the method that is walked.
fn method<Q: Call>() -> &'static str {
    Q::METHOD
}
