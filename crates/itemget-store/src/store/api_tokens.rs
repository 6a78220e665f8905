//! Tokens with which programs ask the service. What is kept of one is its digest: who reads
//! the database cannot ask with it.

use itemget_history::Moment;

use super::Store;
use crate::db::{Row, values};
use crate::error::{Doing as _, StoreError};

/// A token, by its number in this store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApiTokenId(pub i64);

/// A token that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Its number.
    pub id: ApiTokenId,
    /// What its owner calls it.
    pub name: String,
    /// The digest of its text, in hexadecimal.
    pub digest: String,
    /// What it allows: words that the program reads.
    pub scopes: String,
    /// Since when there is such a token.
    pub created_at: Moment,
    /// When it was revoked, if it was.
    pub revoked_at: Option<Moment>,
}

const COLUMNS: &str = "id, name, digest, scopes, created_at, revoked_at";

impl Store {
    /// Keeps a new token. Two of them can have one name, and none has another's digest.
    pub async fn add_api_token(
        &self,
        name: &str,
        digest: &str,
        scopes: &str,
        now: Moment,
    ) -> Result<ApiTokenId, StoreError> {
        let doing = "keep an API token";
        let sql = "INSERT INTO api_tokens (name, digest, scopes, created_at) \
             VALUES ($1, $2, $3, $4) RETURNING id";
        let mut work = self.database.begin().await.doing(doing)?;
        let values = values![name, digest, scopes, now.seconds()];
        let mut rows = work.query(sql, values).await.doing(doing)?;
        work.commit().await.doing(doing)?;
        let row =
            rows.first_mut().ok_or_else(|| StoreError::damaged("a token is gone"))?;
        Ok(ApiTokenId(row.int(0).doing(doing)?))
    }

    /// All tokens, those that were revoked included, in the order in which they were made.
    pub async fn api_tokens(&self) -> Result<Vec<ApiToken>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM api_tokens ORDER BY id");
        let rows = self.database.query(&sql, values![]).await.doing(READING)?;
        rows.into_iter().map(token).collect()
    }

    /// The token with this digest that was not revoked.
    pub async fn api_token(&self, digest: &str) -> Result<Option<ApiToken>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM api_tokens WHERE digest = $1 AND revoked_at IS NULL"
        );
        let rows = self.database.query(&sql, values![digest]).await.doing(READING)?;
        rows.into_iter().next().map(token).transpose()
    }

    /// Revokes a token for good; says whether there was one that was not revoked.
    pub async fn revoke_api_token(
        &self,
        id: ApiTokenId,
        now: Moment,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE api_tokens SET revoked_at = $2 \
             WHERE id = $1 AND revoked_at IS NULL";
        let values = values![id.0, now.seconds()];
        Ok(self.write("revoke an API token", sql, values).await? > 0)
    }
}

const READING: &str = "read the API tokens";

fn token(mut row: Row) -> Result<ApiToken, StoreError> {
    Ok(ApiToken {
        id: ApiTokenId(row.int(0).doing(READING)?),
        name: row.text(1).doing(READING)?,
        digest: row.text(2).doing(READING)?,
        scopes: row.text(3).doing(READING)?,
        created_at: Moment::from_seconds(row.int(4).doing(READING)?),
        revoked_at: row.maybe_int(5).doing(READING)?.map(Moment::from_seconds),
    })
}
