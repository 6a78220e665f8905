//! Adding to what is tracked, changing and removing it.

use std::collections::BTreeSet;

use itemget_history::Moment;

use super::{Added, Every, NewTracked, TrackedId, Watch, lists};
use crate::db::{Transaction, Value, values};
use crate::error::{Doing as _, StoreError};
use crate::store::alerts::rules;
use crate::store::{Store, words};

/// A change to something that is tracked.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum TrackedChange {
    /// Leave it alone.
    Pause,
    /// Look at it again, from this moment on.
    Resume(Moment),
    /// How often to look.
    Every(Every),
    /// How much it matters, in hundredths.
    Importance(i64),
    /// Settings of its own, as JSON text.
    Settings(String),
    /// When to look next.
    NextAt(Moment),
}

const ADDING: &str = "add to what is tracked";

impl Store {
    /// Adds all of `new` to what is tracked, or none where it fails, and says of each
    /// whether it is new. What is tracked already stays as it is. With a `list`, all of
    /// them are in it afterwards, and there is such a list.
    pub async fn track(
        &self,
        new: &[NewTracked],
        list: Option<&str>,
        now: Moment,
    ) -> Result<Vec<Added>, StoreError> {
        let mut work = self.database.begin().await.doing(ADDING)?;
        let list = match list {
            Some(name) => Some(lists::make(&mut *work, name).await?),
            None => None,
        };
        let mut added = Vec::with_capacity(new.len());
        for new in new {
            let one = add(&mut *work, new, now).await?;
            if let Some(list) = list {
                lists::join(&mut *work, list, one.id()).await?;
            }
            added.push(one);
        }
        work.commit().await.doing(ADDING)?;
        Ok(added)
    }

    /// Changes those of `ids` that there are, all of them or none; says how many.
    pub async fn change_tracked(
        &self,
        ids: &[TrackedId],
        change: &TrackedChange,
    ) -> Result<u64, StoreError> {
        let (set, value): (&str, Value) = match change {
            TrackedChange::Pause => ("paused = $2", 1.into()),
            TrackedChange::Resume(next) => {
                ("paused = 0, next_at = $2", next.seconds().into())
            }
            TrackedChange::Every(every) => ("every = $2", seconds(*every).into()),
            TrackedChange::Importance(value) => ("importance = $2", (*value).into()),
            TrackedChange::Settings(text) => ("settings = $2", text.as_str().into()),
            TrackedChange::NextAt(next) => ("next_at = $2", next.seconds().into()),
        };
        let sql = format!("UPDATE tracked SET {set} WHERE id = $1");
        let rows = ids.iter().map(|id| vec![id.0.into(), value.clone()]).collect();
        self.write_many("change what is tracked", &sql, rows).await
    }

    /// Changes the settings of those of `ids` that there are, each by what they are at that
    /// moment: all of them or, where one cannot be changed, none.
    pub async fn change_settings<E: From<StoreError>>(
        &self,
        ids: &[TrackedId],
        change: impl Fn(&str) -> Result<String, E> + Sync,
    ) -> Result<(), E> {
        const WRITE: &str = "UPDATE tracked SET settings = $2 WHERE id = $1";
        let doing = "change settings";
        let hold = self.database.dialect().for_update();
        let read = format!("SELECT settings FROM tracked WHERE id = $1{hold}");
        // In one order for everybody, so that nobody waits for one who waits for him.
        let ids: BTreeSet<TrackedId> = ids.iter().copied().collect();
        let mut work = self.database.begin().await.doing(doing)?;
        for id in ids {
            let mut rows = work.query(&read, values![id.0]).await.doing(doing)?;
            let Some(row) = rows.first_mut() else { continue };
            let settings = change(&row.text(0).doing(doing)?)?;
            work.execute(WRITE, values![id.0, settings]).await.doing(doing)?;
        }
        work.commit().await.doing(doing)?;
        Ok(())
    }

    /// Stops tracking those of `ids` that there are; says how many. Their history stays; the
    /// rules about them alone go with them.
    pub async fn untrack(&self, ids: &[TrackedId]) -> Result<u64, StoreError> {
        let doing = "remove from what is tracked";
        let rows = ids.iter().map(|id| values![id.0]).collect();
        let sql = "DELETE FROM tracked WHERE id = $1";
        let mut work = self.database.begin().await.doing(doing)?;
        let removed = work.execute_many(sql, rows).await.doing(doing)?;
        rules::forget_those_about(&mut *work, ids).await?;
        work.commit().await.doing(doing)?;
        Ok(removed)
    }
}

async fn add(
    work: &mut dyn Transaction,
    new: &NewTracked,
    now: Moment,
) -> Result<Added, StoreError> {
    const ADD: &str = "INSERT INTO tracked (platform, item, ship_to, currency, language, \
         source, every, paused, importance, settings, added_at, next_at, failures, model) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, '{}', $9, $10, 0, '') \
         ON CONFLICT (platform, item, ship_to, currency, language, source) DO NOTHING \
         RETURNING id";
    const FIND: &str = "SELECT id FROM tracked WHERE platform = $1 AND item = $2 \
         AND ship_to = $3 AND currency = $4 AND language = $5 AND source = $6";
    let key = key(&new.watch)?;
    let mut values = key.clone();
    values.extend(values![
        seconds(new.every),
        new.importance,
        now.seconds(),
        new.next_at.seconds(),
    ]);
    if let Some(row) = work.query(ADD, values).await.doing(ADDING)?.first_mut() {
        return Ok(Added::New(TrackedId(row.int(0).doing(ADDING)?)));
    }
    let mut rows = work.query(FIND, key).await.doing(ADDING)?;
    let row = rows.first_mut().ok_or_else(|| {
        StoreError::damaged("something is tracked and cannot be found by what it is")
    })?;
    Ok(Added::Already(TrackedId(row.int(0).doing(ADDING)?)))
}

/// What makes a watch the same as another one.
fn key(watch: &Watch) -> Result<Vec<Value>, StoreError> {
    let (platform, item) = words::item(watch.item)?;
    Ok(values![
        platform,
        item,
        watch.view.ship_to.as_str(),
        watch.view.currency.as_str(),
        watch.view.language.to_string(),
        watch.source.as_str(),
    ])
}

fn seconds(every: Every) -> Option<i64> {
    match every {
        Every::Auto => None,
        Every::Fixed(pause) => Some(i64::try_from(pause.as_secs()).unwrap_or(i64::MAX)),
    }
}
