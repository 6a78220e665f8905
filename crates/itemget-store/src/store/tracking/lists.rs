//! Lists and tags: how people group what they track.

use serde::{Deserialize, Serialize};

use super::TrackedId;
use crate::db::{Transaction, values};
use crate::error::{Doing as _, StoreError};
use crate::store::Store;

/// A list of tracked items.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// Its name.
    pub name: String,
    /// Settings of all in it, as JSON text that the program reads.
    pub settings: String,
    /// How many are in it.
    pub members: u64,
}

/// The lists and tags of something that is tracked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Groups {
    /// The names of the lists that it is in.
    pub lists: Vec<String>,
    /// Its tags.
    pub tags: Vec<String>,
}

/// Whether something is put in or taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Membership {
    /// It is in afterwards.
    In,
    /// It is not in afterwards.
    Out,
}

const JOIN: &str = "INSERT INTO members (list, tracked) \
     SELECT $1, id FROM tracked WHERE id = $2 ON CONFLICT (list, tracked) DO NOTHING";

const LEAVE: &str = "DELETE FROM members WHERE tracked = $2 \
     AND list IN (SELECT id FROM lists WHERE name = $1)";

impl Store {
    /// All lists, by name.
    pub async fn lists(&self) -> Result<Vec<List>, StoreError> {
        const LISTS: &str = "SELECT name, settings, \
             (SELECT count(*) FROM members WHERE list = lists.id) FROM lists ORDER BY name";
        let doing = "read the lists";
        let rows = self.database.query(LISTS, values![]).await.doing(doing)?;
        let lists = rows.into_iter().map(|mut row| {
            Ok(List {
                name: row.text(0).doing(doing)?,
                settings: row.text(1).doing(doing)?,
                members: u64::try_from(row.int(2).doing(doing)?).unwrap_or(0),
            })
        });
        lists.collect()
    }

    /// Gives a list its settings; it is made where there is none of that name.
    pub async fn set_list(&self, name: &str, settings: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO lists (name, settings) VALUES ($1, $2) \
             ON CONFLICT (name) DO UPDATE SET settings = excluded.settings";
        self.write("change a list", sql, values![name, settings]).await?;
        Ok(())
    }

    /// Changes the settings of a list by what they are: nobody else changes them meanwhile.
    /// Where `change` fails, they stay as they are. Says whether there is such a list.
    pub async fn change_list<E: From<StoreError>>(
        &self,
        name: &str,
        change: impl Fn(&str) -> Result<String, E> + Sync,
    ) -> Result<bool, E> {
        const WRITE: &str = "UPDATE lists SET settings = $2 WHERE name = $1";
        let doing = "change a list";
        let hold = self.database.dialect().for_update();
        let read = format!("SELECT settings FROM lists WHERE name = $1{hold}");
        let mut work = self.database.begin().await.doing(doing)?;
        let mut rows = work.query(&read, values![name]).await.doing(doing)?;
        let Some(row) = rows.first_mut() else { return Ok(false) };
        let settings = change(&row.text(0).doing(doing)?)?;
        work.execute(WRITE, values![name, settings]).await.doing(doing)?;
        work.commit().await.doing(doing)?;
        Ok(true)
    }

    /// Makes a list of these settings where there is none of that name. Says whether it was
    /// made.
    pub async fn make_list(
        &self,
        name: &str,
        settings: &str,
    ) -> Result<bool, StoreError> {
        let sql = "INSERT INTO lists (name, settings) VALUES ($1, $2) \
             ON CONFLICT (name) DO NOTHING";
        let made = self.write("make a list", sql, values![name, settings]).await?;
        Ok(made > 0)
    }

    /// Forgets a list; what was in it is still tracked. Says whether there was one.
    pub async fn remove_list(&self, name: &str) -> Result<bool, StoreError> {
        let sql = "DELETE FROM lists WHERE name = $1";
        let removed = self.write("remove a list", sql, values![name]).await?;
        Ok(removed > 0)
    }

    /// Puts `ids` into a list, which is made where there is none, or takes them out. No ids
    /// make no list.
    pub async fn enlist(
        &self,
        ids: &[TrackedId],
        name: &str,
        membership: Membership,
    ) -> Result<(), StoreError> {
        let doing = "change a list";
        if ids.is_empty() {
            return Ok(());
        }
        let mut work = self.database.begin().await.doing(doing)?;
        match membership {
            Membership::In => {
                let list = make(&mut *work, name).await?;
                let rows = ids.iter().map(|id| values![list, id.0]).collect();
                work.execute_many(JOIN, rows).await.doing(doing)?;
            }
            Membership::Out => {
                let rows = ids.iter().map(|id| values![name, id.0]).collect();
                work.execute_many(LEAVE, rows).await.doing(doing)?;
            }
        }
        work.commit().await.doing(doing)
    }

    /// The lists and tags of something that is tracked.
    pub async fn groups(&self, id: TrackedId) -> Result<Groups, StoreError> {
        Ok(self.groups_of(&[id]).await?.pop().unwrap_or_default())
    }

    /// The same for many, in their order.
    pub async fn groups_of(&self, ids: &[TrackedId]) -> Result<Vec<Groups>, StoreError> {
        const GROUPS: &str = "SELECT CAST(0 AS BIGINT) AS sort, name AS word FROM members \
             JOIN lists ON lists.id = list WHERE tracked = $1 \
             UNION ALL SELECT CAST(1 AS BIGINT), tag FROM tags WHERE tracked = $1 \
             ORDER BY sort, word";
        let doing = "read lists and tags";
        let rows = ids.iter().map(|id| values![id.0]).collect();
        let found = self.database.query_many(GROUPS, rows).await.doing(doing)?;
        let groups = found.into_iter().map(|rows| {
            let mut groups = Groups::default();
            for mut row in rows {
                let names = match row.int(0).doing(doing)? {
                    0 => &mut groups.lists,
                    _ => &mut groups.tags,
                };
                names.push(row.text(1).doing(doing)?);
            }
            Ok(groups)
        });
        groups.collect()
    }

    /// All tags by name, and how many have each.
    pub async fn tags(&self) -> Result<Vec<(String, u64)>, StoreError> {
        const TAGS: &str = "SELECT tag, count(*) FROM tags GROUP BY tag ORDER BY tag";
        let doing = "read the tags";
        let rows = self.database.query(TAGS, values![]).await.doing(doing)?;
        let tags = rows.into_iter().map(|mut row| {
            let (tag, count) = (row.text(0).doing(doing)?, row.int(1).doing(doing)?);
            Ok((tag, u64::try_from(count).unwrap_or(0)))
        });
        tags.collect()
    }

    /// Gives `ids` a tag, or takes it away; says for how many that is another thing than
    /// before.
    pub async fn tag(
        &self,
        ids: &[TrackedId],
        tag: &str,
        membership: Membership,
    ) -> Result<u64, StoreError> {
        let rows = ids.iter().map(|id| values![id.0, tag]).collect();
        let sql = match membership {
            Membership::In => {
                "INSERT INTO tags (tracked, tag) SELECT id, $2 FROM tracked WHERE id = $1 \
                 ON CONFLICT (tracked, tag) DO NOTHING"
            }
            Membership::Out => "DELETE FROM tags WHERE tracked = $1 AND tag = $2",
        };
        self.write_many("change tags", sql, rows).await
    }
}

/// The number of the list of that name, which is made where there is none.
pub(super) async fn make(
    work: &mut dyn Transaction,
    name: &str,
) -> Result<i64, StoreError> {
    let doing = "make a list";
    let make = "INSERT INTO lists (name, settings) VALUES ($1, '{}') \
         ON CONFLICT (name) DO NOTHING";
    work.execute(make, values![name]).await.doing(doing)?;
    let find = "SELECT id FROM lists WHERE name = $1";
    let mut rows = work.query(find, values![name]).await.doing(doing)?;
    let row = rows.first_mut().ok_or_else(|| StoreError::damaged("a list is gone"))?;
    row.int(0).doing(doing)
}

/// Puts something into a list.
pub(super) async fn join(
    work: &mut dyn Transaction,
    list: i64,
    id: TrackedId,
) -> Result<(), StoreError> {
    work.execute(JOIN, values![list, id.0]).await.doing("change a list")?;
    Ok(())
}
