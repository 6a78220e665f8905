//! Reading what is tracked.

use std::time::Duration;

use itemget::{ItemRef, View};
use itemget_history::Moment;

use super::{Every, Tracked, TrackedId, Watch};
use crate::db::{Row, Value, values};
use crate::error::{Doing as _, StoreError};
use crate::store::{Store, words};

/// Which of what is tracked: those for which all that is said holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Which {
    /// Those in this list.
    pub list: Option<String>,
    /// Those with this tag.
    pub tag: Option<String>,
    /// Those of this item.
    pub item: Option<ItemRef>,
    /// Those that are paused, or those that are not.
    pub paused: Option<bool>,
    /// Those after this one: the next page.
    pub after: Option<TrackedId>,
    /// No more than these.
    pub limit: Option<u32>,
}

/// The columns of a row that is read by [`tracked`].
pub(super) const COLUMNS: &str = "id, platform, item, ship_to, currency, language, source, \
     every, paused, importance, settings, added_at, next_at, last_at, last_outcome, \
     failures, model";

const READING: &str = "read what is tracked";

impl Store {
    /// Those of what is tracked that `which` names, in the order in which they were added.
    pub async fn tracked(&self, which: &Which) -> Result<Vec<Tracked>, StoreError> {
        let (clause, values) = clause(which)?;
        let limit = which.limit.map_or(i64::MAX, i64::from);
        let sql =
            format!("SELECT {COLUMNS} FROM tracked{clause} ORDER BY id LIMIT {limit}");
        let rows = self.database.query(&sql, values).await.doing(READING)?;
        rows.into_iter().map(tracked).collect()
    }

    /// How many there are of those that `which` names.
    pub async fn count_tracked(&self, which: &Which) -> Result<u64, StoreError> {
        let (clause, values) = clause(which)?;
        let sql = format!("SELECT count(*) FROM tracked{clause}");
        let mut rows = self.database.query(&sql, values).await.doing(READING)?;
        let count = rows.first_mut().map_or(Ok(0), |row| row.int(0)).doing(READING)?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// One of what is tracked.
    pub async fn tracked_by_id(
        &self,
        id: TrackedId,
    ) -> Result<Option<Tracked>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM tracked WHERE id = $1");
        let rows = self.database.query(&sql, values![id.0]).await.doing(READING)?;
        rows.into_iter().next().map(tracked).transpose()
    }
}

fn clause(which: &Which) -> Result<(String, Vec<Value>), StoreError> {
    let mut conditions = Vec::new();
    let mut values = Vec::new();
    let mut add = |condition: &str, value: Value| {
        values.push(value);
        conditions.push(condition.replace('?', &format!("${}", values.len())));
    };
    if let Some(list) = &which.list {
        let of_list = "id IN (SELECT tracked FROM members JOIN lists ON lists.id = list WHERE name = ?)";
        add(of_list, list.as_str().into());
    }
    if let Some(tag) = &which.tag {
        add("id IN (SELECT tracked FROM tags WHERE tag = ?)", tag.as_str().into());
    }
    if let Some(item) = which.item {
        let (platform, item) = words::item(item)?;
        add("platform = ?", platform.into());
        add("item = ?", item.into());
    }
    if let Some(paused) = which.paused {
        add("paused = ?", i64::from(paused).into());
    }
    if let Some(after) = which.after {
        add("id > ?", after.0.into());
    }
    let clause = match conditions.is_empty() {
        true => String::new(),
        false => format!(" WHERE {}", conditions.join(" AND ")),
    };
    Ok((clause, values))
}

/// Something tracked, from a row of [`COLUMNS`].
pub(super) fn tracked(mut row: Row) -> Result<Tracked, StoreError> {
    let every = row.maybe_int(7).doing(READING)?.map(u64::try_from);
    let ship_to = words::code(&row.text(3).doing(READING)?)?;
    let currency = words::code(&row.text(4).doing(READING)?)?;
    let language = words::code(&row.text(5).doing(READING)?)?;
    let (platform, item) = (row.text(1).doing(READING)?, row.int(2).doing(READING)?);
    Ok(Tracked {
        id: TrackedId(row.int(0).doing(READING)?),
        watch: Watch {
            item: words::read_item(&platform, item)?,
            view: View { ship_to, currency, language },
            source: row.text(6).doing(READING)?,
        },
        every: match every {
            None => Every::Auto,
            Some(pause) => Every::Fixed(Duration::from_secs(pause.unwrap_or(0))),
        },
        paused: row.int(8).doing(READING)? != 0,
        importance: row.int(9).doing(READING)?,
        settings: row.text(10).doing(READING)?,
        added_at: Moment::from_seconds(row.int(11).doing(READING)?),
        next_at: Moment::from_seconds(row.int(12).doing(READING)?),
        last_at: row.maybe_int(13).doing(READING)?.map(Moment::from_seconds),
        last_outcome: row.maybe_text(14).doing(READING)?,
        failures: row.int(15).doing(READING)?,
        model: row.text(16).doing(READING)?,
    })
}
