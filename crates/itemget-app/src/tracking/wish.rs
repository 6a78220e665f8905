//! Following what was judged to be new, in the way that somebody wishes.

use std::collections::BTreeMap;

use itemget::{ItemRef, View};
use itemget_history::Moment;
use itemget_store::{
    Added, Every, Membership, NewTracked, Store, StoreError, TrackedChange, TrackedId,
    Watch, Which,
};

use super::apply::apply;
use super::judge::{Judged, Verdict};
use super::levels::{ItemLevel, Level};
use crate::rules::BookError;

/// What is followed in a view, asked of a source.
pub(crate) async fn followed(
    store: &Store,
    view: View,
    source: &str,
) -> Result<BTreeMap<ItemRef, TrackedId>, StoreError> {
    let all = store.tracked(&Which::default()).await?.into_iter();
    let same = all.filter(|it| it.watch.view == view && it.watch.source == source);
    Ok(same.map(|tracked| (tracked.watch.item, tracked.id)).collect())
}

/// How what is new is to be followed.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    pub(crate) view: View,
    /// The word for whom to ask.
    pub(crate) source: String,
    /// What is said of it alone.
    pub(crate) own: Level,
    /// The list that all of it is put into.
    pub(crate) list: Option<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) now: Moment,
}

impl Wish {
    /// Follows what is new, and puts all of it into the list.
    pub(crate) async fn keep(
        self,
        store: &Store,
        judged: &mut [Judged],
    ) -> Result<(), BookError> {
        let mut wanted: Vec<&mut Judged> = judged
            .iter_mut()
            .filter(|it| matches!(it.verdict, Verdict::New | Verdict::Tracked(_)))
            .collect();
        let items = wanted.iter().filter_map(|judged| judged.item);
        let new: Vec<NewTracked> = items.map(|item| self.new_tracked(item)).collect();
        let added = store.track(&new, self.list.as_deref(), self.now).await?;
        for (judged, added) in wanted.iter_mut().zip(&added) {
            // Another process may have been faster.
            if let Added::Already(id) = added {
                judged.verdict = Verdict::Tracked(*id);
            }
        }
        let ids: Vec<TrackedId> = added.iter().map(|added| added.id()).collect();
        let is_new = |it: &&Added| matches!(it, Added::New(_));
        let fresh: Vec<TrackedId> =
            added.iter().filter(is_new).map(|it| it.id()).collect();
        if self.own != Level::default() {
            let level = ItemLevel { level: self.own, ..ItemLevel::default() };
            let change = TrackedChange::Settings(level.text());
            store.change_tracked(&fresh, &change).await?;
        }
        for tag in &self.tags {
            store.tag(&ids, tag, Membership::In).await?;
        }
        let which = Which { list: self.list, ..Which::default() };
        apply(store, &which).await?;
        Ok(())
    }

    fn new_tracked(&self, item: ItemRef) -> NewTracked {
        let watch = Watch { item, view: self.view, source: self.source.clone() };
        let every = self.own.every.map_or(Every::Auto, |word| word.0);
        let importance = self.own.importance.unwrap_or(100);
        NewTracked { watch, every, importance, next_at: self.now }
    }
}
