//! Keys with which programs come in that were written for other services. They sign with
//! the secret, or send it: to check a signature the secret itself has to be kept.

use itemget::AppSecret;
use itemget_history::Moment;

use super::Store;
use crate::db::{Row, values};
use crate::error::{Doing as _, StoreError};

/// A key, by its number in this store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DoorKeyId(pub i64);

/// A key that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoorKey {
    /// Its number.
    pub id: DoorKeyId,
    /// What its owner calls it.
    pub name: String,
    /// The public half: it is in every request.
    pub app_key: String,
    /// Since when there is such a key.
    pub created_at: Moment,
    /// When it was revoked, if it was.
    pub revoked_at: Option<Moment>,
}

const COLUMNS: &str = "id, name, app_key, created_at, revoked_at";

impl Store {
    /// Keeps a new key; none where another one with this `app_key` is in force.
    pub async fn add_door_key(
        &self,
        name: &str,
        app_key: &str,
        secret: &AppSecret,
        now: Moment,
    ) -> Result<Option<DoorKeyId>, StoreError> {
        let doing = "keep a door key";
        let sql = "INSERT INTO door_keys (name, app_key, secret, created_at) \
             VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING id";
        let mut work = self.database.begin().await.doing(doing)?;
        let values = values![name, app_key, secret.expose(), now.seconds()];
        let mut rows = work.query(sql, values).await.doing(doing)?;
        work.commit().await.doing(doing)?;
        let id = rows.first_mut().map(|row| row.int(0).doing(doing)).transpose()?;
        Ok(id.map(DoorKeyId))
    }

    /// All keys without their secrets, those that were revoked included, in the order in
    /// which they were made.
    pub async fn door_keys(&self) -> Result<Vec<DoorKey>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM door_keys ORDER BY id");
        let rows = self.database.query(&sql, values![]).await.doing(READING)?;
        rows.into_iter().map(|mut row| key(&mut row)).collect()
    }

    /// The key in force with this public half, and its secret.
    pub async fn door_key(
        &self,
        app_key: &str,
    ) -> Result<Option<(DoorKey, AppSecret)>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS}, secret FROM door_keys \
             WHERE app_key = $1 AND revoked_at IS NULL"
        );
        let rows = self.database.query(&sql, values![app_key]).await.doing(READING)?;
        let found = rows.into_iter().next().map(|mut row| {
            let key = key(&mut row)?;
            Ok((key, AppSecret::new(row.text(5).doing(READING)?)))
        });
        found.transpose()
    }

    /// Revokes a key for good and forgets its secret; says whether there was one in force.
    pub async fn revoke_door_key(
        &self,
        id: DoorKeyId,
        now: Moment,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE door_keys SET revoked_at = $2, secret = '' \
             WHERE id = $1 AND revoked_at IS NULL";
        let values = values![id.0, now.seconds()];
        Ok(self.write("revoke a door key", sql, values).await? > 0)
    }
}

const READING: &str = "read the door keys";

fn key(row: &mut Row) -> Result<DoorKey, StoreError> {
    Ok(DoorKey {
        id: DoorKeyId(row.int(0).doing(READING)?),
        name: row.text(1).doing(READING)?,
        app_key: row.text(2).doing(READING)?,
        created_at: Moment::from_seconds(row.int(3).doing(READING)?),
        revoked_at: row.maybe_int(4).doing(READING)?.map(Moment::from_seconds),
    })
}
