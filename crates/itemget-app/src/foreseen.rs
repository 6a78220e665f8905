//! What a rule would have told over the past: for who is about to make it.

use std::collections::BTreeMap;
use std::sync::Arc;

use itemget::{Country, ItemRef};
use itemget_history::Moment;
use itemget_history::alert::{Firing, Policy, Rule, replay};
use itemget_store::{RuleScope, Store, StoreError, Which};

use crate::rules::Sellers;
use crate::trails::{Items, OfItem, Walk};

/// What it would have told.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Foreseen {
    /// The newest first.
    pub(crate) told: Vec<Firing>,
    /// How often the condition held and nobody would have been told.
    pub(crate) withheld: usize,
    /// How often something was seen that no second reading confirmed.
    pub(crate) unconfirmed: usize,
    /// Over how many items.
    pub(crate) items: usize,
    /// Whether there are more items than were looked through.
    pub(crate) is_cut: bool,
}

/// So many items are looked through at most.
const MOST: u32 = 2_000;

/// What `rule` would have told of what `scope` names, since a moment.
pub(crate) async fn foresee(
    store: &Store,
    rule: &Rule,
    scope: &RuleScope,
    since: Moment,
) -> Result<Foreseen, StoreError> {
    let tracked = match scope {
        RuleScope::All => {
            store.tracked(&Which { limit: Some(MOST + 1), ..Which::default() }).await?
        }
        RuleScope::List(name) => {
            let list = Some(name.clone());
            let which = Which { list, limit: Some(MOST + 1), ..Which::default() };
            store.tracked(&which).await?
        }
        RuleScope::Tracked(id) | RuleScope::Sku(id, _) => {
            store.tracked_by_id(*id).await?.into_iter().collect()
        }
    };
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    let is_cut = tracked.len() > most;
    let mut countries: BTreeMap<ItemRef, Vec<_>> = BTreeMap::new();
    for tracked in tracked.iter().take(most) {
        let seen_from = countries.entry(tracked.watch.item).or_default();
        seen_from.push(tracked.watch.view.ship_to);
    }
    let items = countries.len();
    let mut foreseen = Foreseen { items, is_cut, ..Foreseen::default() };
    let items = Items::These(countries.keys().copied().collect());
    let mut walk = Walk::over(store, &items).await?;
    let trial = Trial {
        rule: rule.clone(),
        scope: scope.clone(),
        since,
        policy: Policy::default(),
        sellers: Sellers::read(store).await?,
        countries,
    };
    let trial = Arc::new(trial);
    while let Some(found) = walk.next().await? {
        // Work for a processor: others are answered meanwhile.
        let trial = Arc::clone(&trial);
        let tried = tokio::task::spawn_blocking(move || trial.over(found)).await;
        let part = tried.expect("trying a rule does not panic, and is not broken off")?;
        foreseen.told.extend(part.told);
        foreseen.withheld += part.withheld;
        foreseen.unconfirmed += part.unconfirmed;
    }
    foreseen.told.sort_by_key(|firing| std::cmp::Reverse(firing.at));
    Ok(foreseen)
}

/// A rule that is tried.
struct Trial {
    rule: Rule,
    scope: RuleScope,
    since: Moment,
    policy: Policy,
    sellers: Sellers,
    /// From where each item is seen.
    countries: BTreeMap<ItemRef, Vec<Country>>,
}

impl Trial {
    /// What it would have told of these.
    fn over(&self, items: Vec<OfItem>) -> Result<Foreseen, StoreError> {
        let mut foreseen = Foreseen::default();
        for of_item in items {
            let seen_from =
                self.countries.get(&of_item.item).map_or(&[][..], Vec::as_slice);
            for (key, trail) in of_item.open()? {
                if !seen_from.contains(&key.ship_to) || !self.rule.is_for(&key) {
                    continue;
                }
                let (rule, policy) = (&self.rule, &self.policy);
                let replayed = self
                    .sellers
                    .with(|rates| replay(rule, &key, &trail, self.since, policy, rates));
                let told = replayed.told.into_iter();
                foreseen.told.extend(told.filter(|it| is_about(&self.scope, it)));
                foreseen.withheld += replayed.withheld.len();
                foreseen.unconfirmed += replayed.unconfirmed;
            }
        }
        Ok(foreseen)
    }
}

/// Whether a rule of this scope would tell of it.
fn is_about(scope: &RuleScope, firing: &Firing) -> bool {
    match scope {
        RuleScope::Sku(_, sku) => firing.series.sku == Some(*sku),
        RuleScope::All | RuleScope::List(_) | RuleScope::Tracked(_) => true,
    }
}
