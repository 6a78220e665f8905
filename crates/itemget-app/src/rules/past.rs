//! What rules would have told of the past, judged as a run judges.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use itemget::{Country, ItemRef};
use itemget_history::Moment;
use itemget_history::alert::{Firing, Policy, replay};
use itemget_store::{RuleId, Store, StoreError, Tracked};

use super::book::{Book, BookError, InForce};
use super::exchange::Sellers;
use crate::trails::{Items, OfItem, Walk};

/// What rules would have told.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct ToldOfThePast {
    /// The newest first.
    pub(crate) told: Vec<Firing>,
    /// How often a condition held and nobody would have been told.
    pub(crate) withheld: usize,
    /// How often something was seen that no second reading confirmed.
    pub(crate) unconfirmed: usize,
    /// Over how many items.
    pub(crate) items: usize,
    /// For how many things that are tracked the one rule that is tried is not in force:
    /// another one about the same, closer to them, takes its place.
    pub(crate) replaced: usize,
}

/// So many things that are tracked are asked about together.
const TOGETHER: usize = 200;

/// What the rules of `book` would have told since a moment of these things: all of them,
/// or one alone, which counts as far as no other one takes its place.
pub(crate) async fn told_of_the_past(
    store: &Store,
    book: &Book,
    only: Option<RuleId>,
    tracked: &[Tracked],
    since: Moment,
) -> Result<ToldOfThePast, BookError> {
    let (rules, replaced) = in_force(store, book, only, tracked).await?;
    // Of what no rule is about nothing is read.
    let about = rules.iter().filter(|(_, seen_from)| !seen_from.is_empty());
    let items = Items::These(about.map(|(item, _)| *item).collect());
    let mut past =
        ToldOfThePast { items: rules.len(), replaced, ..ToldOfThePast::default() };
    let sellers = Sellers::read(store).await?;
    let trial = Arc::new(Trial { rules, since, policy: Policy::default(), sellers });
    let mut walk = Walk::over(store, &items).await?;
    while let Some(found) = walk.next().await? {
        // Work for a processor: others are answered meanwhile.
        let trial = Arc::clone(&trial);
        let tried = tokio::task::spawn_blocking(move || trial.over(found)).await;
        let part = tried.expect("trying rules does not panic, and is not broken off")?;
        past.told.extend(part.told);
        past.withheld += part.withheld;
        past.unconfirmed += part.unconfirmed;
    }
    past.told.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.key.cmp(&b.key)));
    Ok(past)
}

/// Rules in force, and from where the item that they are about is seen.
type SeenFrom = Vec<(Country, Vec<InForce>)>;

/// The rules in force for each item, and for how many things that are tracked the one that
/// is tried is not.
async fn in_force(
    store: &Store,
    book: &Book,
    only: Option<RuleId>,
    tracked: &[Tracked],
) -> Result<(BTreeMap<ItemRef, SeenFrom>, usize), BookError> {
    let mut rules: BTreeMap<ItemRef, SeenFrom> = BTreeMap::new();
    let mut replaced = 0;
    for tracked in tracked.chunks(TOGETHER) {
        let ids: Vec<_> = tracked.iter().map(|it| it.id).collect();
        let groups = store.groups_of(&ids).await?;
        for (tracked, groups) in tracked.iter().zip(groups) {
            let mut about = book.about(tracked, &groups.lists)?;
            about.retain(|it| only.is_none_or(|only| it.id == only));
            replaced += usize::from(only.is_some() && about.is_empty());
            let of_item = rules.entry(tracked.watch.item).or_default();
            if !about.is_empty() {
                of_item.push((tracked.watch.view.ship_to, about));
            }
        }
    }
    Ok((rules, replaced))
}

/// Rules that are tried.
struct Trial {
    rules: BTreeMap<ItemRef, SeenFrom>,
    since: Moment,
    policy: Policy,
    sellers: Sellers,
}

impl Trial {
    /// What they would have told of these.
    fn over(&self, items: Vec<OfItem>) -> Result<ToldOfThePast, StoreError> {
        let mut past = ToldOfThePast::default();
        for of_item in items {
            let seen_from = self.rules.get(&of_item.item).map_or(&[][..], Vec::as_slice);
            // An item that is followed twice from one country is told of once, as in a run.
            let mut known = BTreeSet::new();
            for (key, trail) in of_item.open()? {
                let here = seen_from.iter().filter(|(from, _)| *from == key.ship_to);
                for rule in here.flat_map(|(_, rules)| rules) {
                    let (text, but) = (rule.rule.to_string(), rule.but.clone());
                    if !rule.rule.is_for(&key) || !known.insert((key.clone(), text, but))
                    {
                        continue;
                    }
                    let replayed = self.sellers.with(|rates| {
                        replay(&rule.rule, &key, &trail, self.since, &self.policy, rates)
                    });
                    let told = replayed.told.into_iter();
                    past.told.extend(told.filter(|it| rule.says_of(it.series)));
                    let withheld = replayed.withheld.iter();
                    let withheld = withheld.filter(|(it, _)| rule.says_of(it.series));
                    past.withheld += withheld.count();
                    past.unconfirmed += replayed.unconfirmed;
                }
            }
        }
        let mut identities = BTreeSet::new();
        past.told.retain(|firing| identities.insert(firing.identity()));
        Ok(past)
    }
}
