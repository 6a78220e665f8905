//! Many ids in, one outcome each out: the asked order kept, duplicates kept, the rest
//! never failed for one.

mod affiliate;
mod single;

use futures_util::stream::{self, Stream, StreamExt as _};
use std::collections::BTreeMap;

use crate::client::Client;
use crate::link::ItemRef;
use crate::locale::View;
use crate::outcome::{Lookup, Outcome};

/// Which of the platform's APIs to ask.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Source {
    /// Dropshipping where the client has an access token, affiliate where it has none.
    #[default]
    Auto,
    /// `aliexpress.ds.product.get`: variants and stock; a call an item; needs a token.
    Dropship,
    /// `aliexpress.affiliate.productdetail.get`: 30-day sales and commission; 50 items a
    /// call; no token, no variants.
    Affiliate,
    /// The tutorials' `api.item.get`.
    ItemGet,
}

/// How to look items up.
#[derive(Debug, Clone)]
pub struct LookupOptions {
    /// Where, in which currency and language.
    pub view: View,
    /// Which API to ask.
    pub source: Source,
    /// How many calls may be under way at once.
    pub concurrency: usize,
    /// The affiliate's tracking id: with it, items come with links that earn.
    pub tracking_id: Option<String>,
}

impl LookupOptions {
    /// Items as seen with `view`, from the API that fits, eight calls at a time.
    pub fn new(view: View) -> Self {
        Self { view, source: Source::Auto, concurrency: 8, tracking_id: None }
    }

    /// The same, from `source`.
    #[must_use]
    pub fn with_source(self, source: Source) -> Self {
        Self { source, ..self }
    }
}

/// How many items are looked at together: within such a window each product is asked for
/// once, however often it stands there.
const WINDOW: usize = 500;

impl Client {
    /// Looks up each of `items`, in their order. Memory is bounded by a window of them,
    /// not by their number.
    pub fn lookup<'a, I>(
        &'a self,
        items: I,
        options: &'a LookupOptions,
    ) -> impl Stream<Item = Lookup> + 'a
    where
        I: IntoIterator<Item = ItemRef>,
        I::IntoIter: 'a,
    {
        let windows = stream::iter(items).chunks(WINDOW);
        windows.flat_map(move |window| self.look_up_window(window, options))
    }

    fn look_up_window<'a>(
        &'a self,
        window: Vec<ItemRef>,
        options: &'a LookupOptions,
    ) -> impl Stream<Item = Lookup> + 'a {
        let distinct = distinct(&window);
        let answers = match self.source_for(options.source) {
            Source::Affiliate => {
                affiliate::outcomes(self, distinct, options).left_stream()
            }
            source => single::outcomes(self, distinct, source, options).right_stream(),
        };
        in_asked_order(window, answers)
    }

    fn source_for(&self, source: Source) -> Source {
        match source {
            Source::Auto if self.has_access_token() => Source::Dropship,
            Source::Auto => Source::Affiliate,
            chosen => chosen,
        }
    }
}

/// Each item once, in the order of its first mention.
fn distinct(window: &[ItemRef]) -> Vec<ItemRef> {
    let mut seen = std::collections::BTreeSet::new();
    window.iter().copied().filter(|item| seen.insert(*item)).collect()
}

/// Puts answers, one for each distinct item in the order of first mention, to the items
/// as they were asked for.
fn in_asked_order<'a>(
    window: Vec<ItemRef>,
    answers: impl Stream<Item = Lookup> + 'a,
) -> impl Stream<Item = Lookup> + 'a {
    let mut left = BTreeMap::new();
    for item in &window {
        *left.entry(*item).or_insert(0_usize) += 1;
    }
    let state = (window.into_iter(), Box::pin(answers), left, BTreeMap::new());
    stream::unfold(state, |(mut asked, mut answers, mut left, mut kept)| async move {
        let item = asked.next()?;
        let outcome: Outcome = match kept.remove(&item) {
            Some(outcome) => outcome,
            // Not kept, so it is the next distinct one.
            None => answers.next().await?.outcome,
        };
        let mentions = left.get_mut(&item).expect("every asked item was counted");
        *mentions -= 1;
        if *mentions > 0 {
            kept.insert(item, outcome.clone());
        }
        Some((Lookup { item, outcome }, (asked, answers, left, kept)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refs(ids: &[u64]) -> Vec<ItemRef> {
        let id = |id: &u64| ItemRef::aliexpress(crate::ItemId::from_u64(*id).unwrap());
        ids.iter().map(id).collect()
    }

    #[tokio::test]
    async fn duplicates_are_asked_once_and_answered_in_their_places() {
        let asked = refs(&[3, 1, 3, 2, 1, 3]);
        let once = distinct(&asked);
        assert_eq!(once, refs(&[3, 1, 2]));
        let answer = |item| Lookup { item, outcome: Outcome::silently_absent("x", None) };
        let answers = stream::iter(once).map(answer);
        let told: Vec<_> = in_asked_order(asked.clone(), answers).collect().await;
        assert_eq!(told.iter().map(|lookup| lookup.item).collect::<Vec<_>>(), asked);
    }
}
