//! Tokens of the service, as records: everything but their texts.

use super::words;
use itemget_history::Moment;
use itemget_store::ApiToken;
use serde::Serialize;
use utoipa::ToSchema;

/// A token.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ApiTokenRecord {
    pub(crate) id: i64,
    pub(crate) name: String,
    #[schema(schema_with = words::scopes)]
    pub(crate) scopes: Vec<String>,
    pub(crate) created_at: Moment,
    pub(crate) revoked_at: Option<Moment>,
}

impl ApiTokenRecord {
    /// The columns of CSV.
    pub(crate) const COLUMNS: [&'static str; 5] =
        ["id", "name", "scopes", "created_at", "revoked_at"];

    /// The record of a token.
    pub(crate) fn of(token: &ApiToken) -> Self {
        Self {
            id: token.id.0,
            name: token.name.clone(),
            scopes: token.scopes.split(' ').map(str::to_owned).collect(),
            created_at: token.created_at,
            revoked_at: token.revoked_at,
        }
    }

    /// Its cells, in the order of [`Self::COLUMNS`].
    pub(crate) fn cells(&self) -> [String; 5] {
        [
            self.id.to_string(),
            self.name.clone(),
            self.scopes.join(" "),
            self.created_at.to_string(),
            self.revoked_at.map(|it| it.to_string()).unwrap_or_default(),
        ]
    }
}
