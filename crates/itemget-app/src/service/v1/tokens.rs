//! `/v1/tokens`: the tokens with which programs ask. A text is told once, when it is made.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use itemget_store::ApiTokenId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::asked;
use crate::api_tokens::{self, Scope, Scopes};
use crate::records::ApiTokenRecord;
use crate::service::answer::{Page, json};
use crate::service::asking::Body;
use crate::service::{App, ErrorBody, ServiceError};
use crate::tracking::group_name;

/// The tokens with which programs ask, revoked ones too; without their texts.
#[utoipa::path(get, path = "/v1/tokens", operation_id = "list_tokens", tag = "tokens",
    responses((status = 200, description = "the tokens", body = Page<ApiTokenRecord>)))]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, ServiceError> {
    let tokens = app.store.api_tokens().await?;
    let items = tokens.iter().map(ApiTokenRecord::of).collect();
    json(&headers, &Page { items, next: None })
}

/// What a token is to be called, and to allow.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewToken)]
pub(super) struct Creating {
    /// What it is called: up to 60 letters, without spaces around them.
    #[schema(schema_with = asked::name)]
    name: String,
    /// What it allows.
    #[schema(schema_with = asked::scopes)]
    scopes: Vec<String>,
}

/// A token that was made.
#[derive(Serialize, ToSchema)]
#[schema(as = TokenCreated)]
struct Created {
    id: i64,
    /// Its text, told this once.
    token: String,
}

/// A new token. Its text is told in this answer, and never again.
#[utoipa::path(post, path = "/v1/tokens", operation_id = "create_token", tag = "tokens",
    request_body = Creating,
    responses((status = 201, description = "the token", body = Created)))]
pub(super) async fn create(
    State(app): State<Arc<App>>,
    Body(creating): Body<Creating>,
) -> Result<impl IntoResponse, ServiceError> {
    let name = group_name(&creating.name).map_err(ServiceError::bad_request)?;
    let scopes = creating.scopes.iter().map(|it| it.parse::<Scope>());
    let scopes: Vec<Scope> = scopes.collect::<Result<_, _>>().map_err(|error| {
        ServiceError::bad_request(format!("`scopes` has some of: {error}"))
    })?;
    if scopes.is_empty() {
        return Err(ServiceError::bad_request("`scopes` says what the token allows"));
    }
    let mut chance = [0; 32];
    getrandom::fill(&mut chance).map_err(ServiceError::internal)?;
    let now = app.clock.now().into();
    let scopes = Scopes::of(scopes);
    let (id, text) = api_tokens::create(&app.store, name, &scopes, chance, now).await?;
    let created = Created { id: id.0, token: text.expose().to_owned() };
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], Json(created)))
}

/// Revokes a token, for good.
#[utoipa::path(delete, path = "/v1/tokens/{id}", operation_id = "revoke_token", tag = "tokens",
    params(("id" = i64, Path, description = "its number")),
    responses((status = 204, description = "it is revoked"),
        (status = 404, description = "there is no such token in force", body = ErrorBody)))]
pub(super) async fn revoke(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<StatusCode, ServiceError> {
    let id = id.parse().map(ApiTokenId).map_err(ServiceError::bad_request)?;
    let revoked = app.store.revoke_api_token(id, app.clock.now().into()).await?;
    app.door.forget();
    match revoked {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(ServiceError::not_found("token that is in force")),
    }
}
