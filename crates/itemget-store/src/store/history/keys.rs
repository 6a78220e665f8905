//! Trails and their numbers.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use itemget::ItemRef;
use itemget_history::TrailKey;

use super::TrailId;
use crate::db::{Row, Value, values};
use crate::error::{Doing as _, StoreError};
use crate::store::{Store, words};

/// The numbers that this process knows. A trail keeps its number for ever, so that what is
/// known stays true.
#[derive(Debug, Default)]
pub(crate) struct Keys(Mutex<BTreeMap<TrailKey, TrailId>>);

impl Keys {
    fn find(&self, keys: &[&TrailKey]) -> Vec<Option<TrailId>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        keys.iter().map(|key| known.get(key).copied()).collect()
    }

    fn learn(&self, known: impl IntoIterator<Item = (TrailKey, TrailId)>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(known);
    }
}

const DOING: &str = "name a trail";
const COLUMNS: &str = "id, platform, item, ship_to, currency, source";
const FIND: &str = "SELECT id, platform, item, ship_to, currency, source FROM trails \
     WHERE platform = $1 AND item = $2 AND ship_to = $3 AND currency = $4 AND source = $5";

impl Store {
    /// The numbers of these trails, in their order; those that are new are made.
    pub(in crate::store) async fn trail_ids(
        &self,
        keys: &[&TrailKey],
    ) -> Result<Vec<TrailId>, StoreError> {
        const MAKE: &str = "INSERT INTO trails (platform, item, ship_to, currency, source) \
             VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (platform, item, ship_to, currency, source) DO NOTHING";
        let mut found = self.keys.find(keys);
        let unknown = keys.iter().zip(&found).filter(|(_, id)| id.is_none());
        let mut unknown: Vec<&TrailKey> = unknown.map(|(key, _)| *key).collect();
        unknown.sort_unstable();
        unknown.dedup();
        if !unknown.is_empty() {
            let rows: Result<Vec<_>, _> = unknown.iter().map(|it| columns(it)).collect();
            let rows = rows?;
            self.write_many(DOING, MAKE, rows.clone()).await?;
            let made = self.database.query_many(FIND, rows).await.doing(DOING)?;
            let known: Result<Vec<_>, _> =
                made.into_iter().flatten().map(named).collect();
            self.keys.learn(known?.into_iter().map(|(id, key)| (key, id)));
            found = self.keys.find(keys);
        }
        let gone = || StoreError::damaged("a trail that was made cannot be found");
        found.into_iter().map(|id| id.ok_or_else(gone)).collect()
    }

    /// The number of a trail; none where there is no such trail.
    pub(super) async fn find_trail(
        &self,
        key: &TrailKey,
    ) -> Result<Option<TrailId>, StoreError> {
        if let [Some(id)] = self.keys.find(&[key])[..] {
            return Ok(Some(id));
        }
        let rows = self.database.peek(FIND, columns(key)?).await.doing(DOING)?;
        let found = rows.into_iter().next().map(named).transpose()?;
        self.keys.learn(found.iter().map(|(id, key)| (key.clone(), *id)));
        Ok(found.map(|(id, _)| id))
    }

    /// The trails that there are: all, or those of one item, in the order of their numbers.
    pub async fn trails(
        &self,
        item: Option<ItemRef>,
    ) -> Result<Vec<(TrailId, TrailKey)>, StoreError> {
        let doing = "read which trails there are";
        let (clause, values) = match item {
            None => ("", values![]),
            Some(item) => {
                let (platform, item) = words::item(item)?;
                (" WHERE platform = $1 AND item = $2", values![platform, item])
            }
        };
        let sql = format!("SELECT {COLUMNS} FROM trails{clause} ORDER BY id");
        let rows = self.database.query(&sql, values).await.doing(doing)?;
        rows.into_iter().map(named).collect()
    }
}

fn columns(key: &TrailKey) -> Result<Vec<Value>, StoreError> {
    let (platform, item) = words::item(key.item)?;
    let (ship_to, currency) = (key.ship_to.as_str(), key.currency.as_str());
    Ok(values![platform, item, ship_to, currency, key.source.as_str()])
}

pub(super) fn named(mut row: Row) -> Result<(TrailId, TrailKey), StoreError> {
    let id = TrailId(row.int(0).doing(DOING)?);
    let (platform, item) = (row.text(1).doing(DOING)?, row.int(2).doing(DOING)?);
    let key = TrailKey {
        item: words::read_item(&platform, item)?,
        ship_to: words::code(&row.text(3).doing(DOING)?)?,
        currency: words::code(&row.text(4).doing(DOING)?)?,
        source: row.text(5).doing(DOING)?,
    };
    Ok((id, key))
}
