//! What rules are about by its name, whoever shows it.

use std::collections::BTreeMap;

use itemget::SkuId;
use itemget_store::{RuleScope, Store, StoreError, Tracked, TrackedId};

use crate::card::Card;

/// What is followed, and how it looked last.
#[derive(Debug)]
pub(crate) struct Subject {
    pub(crate) tracked: Tracked,
    pub(crate) card: Card,
}

impl Subject {
    /// A variant of it as a buyer knows it, or by its id.
    pub(crate) fn variant(&self, sku: SkuId) -> String {
        self.card.variant(sku).unwrap_or_else(|| sku.to_string())
    }
}

/// What these scopes name, where that is one thing. Of what is not followed any more there
/// is nothing.
pub(crate) async fn subjects(
    store: &Store,
    scopes: &[&RuleScope],
) -> Result<BTreeMap<TrackedId, Subject>, StoreError> {
    let mut subjects = BTreeMap::new();
    for scope in scopes {
        let (RuleScope::Tracked(id) | RuleScope::Sku(id, _)) = scope else { continue };
        if subjects.contains_key(id) {
            continue;
        }
        let Some(tracked) = store.tracked_by_id(*id).await? else { continue };
        let language = tracked.watch.view.language;
        let card = store.card(tracked.watch.item, language).await?;
        let card = card.map(|card| Card::read(&card.text)).unwrap_or_default();
        subjects.insert(*id, Subject { tracked, card });
    }
    Ok(subjects)
}
