//! The rules that are about an item: its own, those of its lists, and those of everything.

use std::collections::BTreeSet;

use itemget_history::Moment;
use itemget_store::{KeptRule, RuleId, RuleScope, TrackedId};

use crate::portrait::Portrait;
use crate::rules::{Book, BookError};
use crate::service::App;
use crate::web::alerts::{RuleShown, shown};
use crate::web::answer::PageError;
use crate::web::visit::Visit;

/// Those in force, and its own ones that are not.
pub(super) async fn of(
    app: &App,
    visit: &Visit,
    portrait: &Portrait,
    now: Moment,
) -> Result<Vec<RuleShown>, PageError> {
    let book = Book::read(&app.store).await?;
    let mut in_force: BTreeSet<RuleId> = BTreeSet::new();
    for (tracked, groups) in &portrait.tracked {
        let found = book.about(tracked, &groups.lists).map_err(BookError::from)?;
        in_force.extend(found.into_iter().map(|it| it.id));
    }
    let ids: BTreeSet<TrackedId> = portrait.tracked.iter().map(|it| it.0.id).collect();
    let is_own = |kept: &KeptRule| match kept.scope {
        RuleScope::Tracked(id) | RuleScope::Sku(id, _) => ids.contains(&id),
        RuleScope::All | RuleScope::List(_) => false,
    };
    let all = app.store.rules().await?.into_iter();
    let about: Vec<KeptRule> =
        all.filter(|kept| in_force.contains(&kept.id) || is_own(kept)).collect();
    let own: BTreeSet<RuleId> =
        about.iter().filter(|kept| is_own(kept)).map(|kept| kept.id).collect();
    let mut rules = shown(app, about, now, visit).await?;
    for rule in &mut rules {
        // What is said of more than this item is changed where all rules are.
        rule.can_change = own.contains(&RuleId(rule.id));
        rule.is_in_force = in_force.contains(&RuleId(rule.id));
    }
    Ok(rules)
}
