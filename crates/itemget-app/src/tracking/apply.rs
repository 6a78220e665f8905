//! What the settings of all levels come to, written where the scheduler reads it.

use std::collections::BTreeMap;

use itemget_store::{Every, Store, StoreError, Tracked, TrackedChange, TrackedId, Which};

use crate::rules::BookError;

use super::TrackingError;
use super::levels::{ItemLevel, Level, planned};

/// The setting of the store that holds what is said for all.
const FOR_ALL: &str = "tracking";

/// What is said for all.
pub(crate) async fn global(store: &Store) -> Result<Level, BookError> {
    match store.setting(FOR_ALL).await? {
        Some(text) => Ok(Level::read(&text)?),
        None => Ok(Level::default()),
    }
}

/// Says something for all, by what was said.
pub(crate) async fn change_global<E: From<StoreError> + From<TrackingError>>(
    store: &Store,
    change: impl Fn(&mut Level) -> Result<(), E> + Sync,
) -> Result<(), E> {
    let change = |text: Option<&str>| -> Result<String, E> {
        let mut level = text.map(Level::read).transpose()?.unwrap_or_default();
        change(&mut level)?;
        Ok(level.text())
    };
    store.change_setting(FOR_ALL, change).await
}

/// Says something for a list, by what was said. Says whether there is such a list.
pub(crate) async fn change_list<E: From<StoreError> + From<TrackingError>>(
    store: &Store,
    name: &str,
    change: impl Fn(&mut Level) -> Result<(), E> + Sync,
) -> Result<bool, E> {
    let change = |text: &str| -> Result<String, E> {
        let mut level = Level::read(text)?;
        change(&mut level)?;
        Ok(level.text())
    };
    store.change_list(name, change).await
}

/// What was changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Applied {
    /// Of how many items the interval or the importance is another one now.
    pub(crate) items: u64,
}

/// Sees to it that each of `which` is looked at as often as the levels say. May be done
/// again at any time.
pub(crate) async fn apply(store: &Store, which: &Which) -> Result<Applied, BookError> {
    let all = global(store).await?;
    let members = members(store).await?;
    let mut every: Vec<(Every, Vec<TrackedId>)> = Vec::new();
    let mut importance: BTreeMap<i64, Vec<TrackedId>> = BTreeMap::new();
    let mut applied = Applied::default();
    for tracked in store.tracked(which).await? {
        let none = BTreeMap::new();
        let lists = members.get(&tracked.id).unwrap_or(&none);
        let (wanted, weight) = planned(&all, lists, &ItemLevel::read(&tracked.settings)?);
        applied.items += u64::from(differs(&tracked, wanted, weight));
        if wanted != tracked.every {
            match every.iter_mut().find(|(it, _)| *it == wanted) {
                Some((_, ids)) => ids.push(tracked.id),
                None => every.push((wanted, vec![tracked.id])),
            }
        }
        if weight != tracked.importance {
            importance.entry(weight).or_default().push(tracked.id);
        }
    }
    for (every, ids) in every {
        store.change_tracked(&ids, &TrackedChange::Every(every)).await?;
    }
    for (weight, ids) in importance {
        store.change_tracked(&ids, &TrackedChange::Importance(weight)).await?;
    }
    Ok(applied)
}

fn differs(tracked: &Tracked, every: Every, importance: i64) -> bool {
    tracked.every != every || tracked.importance != importance
}

/// What the lists say that each item is in, by the lists' names.
pub(crate) async fn members(
    store: &Store,
) -> Result<BTreeMap<TrackedId, BTreeMap<String, Level>>, BookError> {
    let mut members: BTreeMap<TrackedId, BTreeMap<String, Level>> = BTreeMap::new();
    for list in store.lists().await? {
        let level = Level::read(&list.settings)?;
        if level == Level::default() {
            continue;
        }
        let which = Which { list: Some(list.name.clone()), ..Which::default() };
        for tracked in store.tracked(&which).await? {
            let lists = members.entry(tracked.id).or_default();
            lists.insert(list.name.clone(), level.clone());
        }
    }
    Ok(members)
}
