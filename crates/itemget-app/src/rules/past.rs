//! What rules would have told of the past.

use std::collections::BTreeSet;

use itemget_history::Moment;
use itemget_history::alert::{Firing, Policy, replay};
use itemget_store::{Store, Which};

use super::book::{Book, BookError};
use super::exchange::Sellers;

/// So many items are read together.
const TOGETHER: usize = 200;

/// What the rules of `book` would have told since a moment of what is tracked, the newest
/// first.
pub(crate) async fn told_of_the_past(
    store: &Store,
    book: &Book,
    which: &Which,
    since: Moment,
) -> Result<Vec<Firing>, BookError> {
    let policy = Policy::default();
    let sellers = Sellers::read(store).await?;
    let mut told = Vec::new();
    let tracked = store.tracked(which).await?;
    for tracked in tracked.chunks(TOGETHER) {
        let ids: Vec<_> = tracked.iter().map(|it| it.id).collect();
        let items: Vec<_> = tracked.iter().map(|it| it.watch.item).collect();
        let groups = store.groups_of(&ids).await?;
        let trails = store.trails_of_each(&items).await?;
        for ((tracked, groups), trails) in tracked.iter().zip(groups).zip(trails) {
            let rules = book.about(tracked, &groups.lists)?;
            let ship_to = tracked.watch.view.ship_to;
            for (key, trail) in trails.iter().filter(|(key, _)| key.ship_to == ship_to) {
                for rule in rules.iter().filter(|rule| rule.rule.is_for(key)) {
                    let replayed = sellers.with(|rates| {
                        replay(&rule.rule, key, trail, since, &policy, rates)
                    });
                    let firings = replayed.told.into_iter();
                    told.extend(firings.filter(|it| rule.says_of(it.series)));
                }
            }
        }
    }
    // An item that is followed twice from one country is told of once, as in `run`.
    let mut known = BTreeSet::new();
    told.retain(|firing: &Firing| known.insert(firing.identity()));
    told.sort_by_key(|firing| std::cmp::Reverse(firing.at));
    Ok(told)
}
