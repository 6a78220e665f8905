//! `/v1/items/{id}/history` and `/stats`: what was seen of an item, and what that says.
//! Nothing is sent.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use itemget::{ItemRef, SkuId};
use itemget_history::{Kind, Moment};
use serde::Deserialize;
use utoipa::IntoParams;

use super::asked;
use crate::past::{self, since};
use crate::records::{HistoryRecord, StatsRecord};
use crate::selection::{Selection, Variants};
use crate::service::answer::{Page, json};
use crate::service::asking::Params;
use crate::service::{App, ServiceError};
use crate::statistics;
use crate::trails::{Items, Walk};

/// Which of what was seen.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// `sale_price,stock`, or `all`; the sale price where it is not said.
    #[param(schema_with = asked::kinds)]
    kind: Option<String>,
    /// `all`, or numbers of variants; the item as a whole where it is not said.
    #[param(schema_with = asked::skus)]
    sku: Option<String>,
    /// Seen from this country alone.
    #[param(schema_with = asked::country)]
    ship_to: Option<String>,
    /// In this currency alone.
    #[param(schema_with = asked::currency)]
    currency: Option<String>,
    /// As this API says it alone: `aliexpress.ds.product.get`.
    source: Option<String>,
}

/// From when on.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct From {
    /// `90d`, a date, or `all`; 90 days where it is not said.
    #[param(schema_with = asked::since)]
    since: Option<String>,
}

/// Which steps, and from when on. What neither names is refused before.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Steps {
    #[serde(flatten)]
    which: Which,
    #[serde(flatten)]
    from: From,
}

impl Which {
    fn selection(&self) -> Result<Selection, ServiceError> {
        let kinds = match self.kind.as_deref() {
            None => vec![Kind::SalePrice],
            Some("all") => Kind::ALL.to_vec(),
            Some(names) => names
                .split(',')
                .map(|name| name.trim().parse().map_err(ServiceError::bad_request))
                .collect::<Result<_, _>>()?,
        };
        let variants = match self.sku.as_deref() {
            None => Variants::Whole,
            Some("all") => Variants::All,
            Some(ids) => Variants::These(
                ids.split(',')
                    .map(|id| id.trim().parse::<SkuId>())
                    .collect::<Result<_, _>>()
                    .map_err(ServiceError::bad_request)?,
            ),
        };
        fn read<T: std::str::FromStr>(
            text: &Option<String>,
        ) -> Result<Option<T>, ServiceError>
        where
            T::Err: std::fmt::Display,
        {
            let read = text.as_deref().map(str::parse).transpose();
            read.map_err(ServiceError::bad_request)
        }
        Ok(Selection {
            ship_to: read(&self.ship_to)?,
            currency: read(&self.currency)?,
            source: self.source.clone(),
            kinds,
            variants,
        })
    }
}

pub(super) fn item(text: &str) -> Result<ItemRef, ServiceError> {
    text.parse().map_err(ServiceError::bad_request)
}

/// What was seen of an item. Nothing is sent.
#[utoipa::path(get, path = "/v1/items/{id}/history", operation_id = "list_item_history",
    tag = "history",
    params(("id" = String, Path, description = "an id, or a link with its slashes encoded",
        example = "1005006000000001"), Which, From),
    responses((status = 200, description = "its series; none where it was never seen",
        body = Page<HistoryRecord>)))]
pub(super) async fn steps(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Params(Steps { which, from }): Params<Steps>,
    headers: HeaderMap,
) -> Result<Response, ServiceError> {
    let now = Moment::from(app.clock.now());
    let since = since(from.since.as_deref().unwrap_or("90d"), now);
    let question = past::Question {
        item: item(&id)?,
        selection: which.selection()?,
        since: since.map_err(ServiceError::bad_request)?,
        now,
        overlay: None,
    };
    let shown = question.ask(&app.store, app.world, app.view.language).await?;
    let items = shown.into_iter().map(|shown| shown.record).collect();
    json(&headers, &Page { items, next: None })
}

/// What the history of an item says, with how much of it was seen. Nothing is sent.
#[utoipa::path(get, path = "/v1/items/{id}/stats", operation_id = "list_item_stats",
    tag = "history",
    params(("id" = String, Path, description = "an id, or a link with its slashes encoded",
        example = "1005006000000001"), Which),
    responses((status = 200, description = "statistics of its series; none where it was never seen",
        body = Page<StatsRecord>)))]
pub(super) async fn stats(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Params(which): Params<Which>,
    headers: HeaderMap,
) -> Result<Response, ServiceError> {
    let items = Items::These(BTreeSet::from([item(&id)?]));
    let question = statistics::Question {
        selection: which.selection()?,
        now: app.clock.now().into(),
        overlay: None,
        extent: statistics::Extent::Whole,
        discount: true,
        store: &app.store,
        world: app.world,
    };
    let mut walk = Walk::over(&app.store, &items).await?;
    let mut records = Vec::new();
    while let Some(chunk) = walk.next().await? {
        let computed = question.compute(chunk, app.view.language).await?;
        records.extend(computed.into_iter().map(|it| it.record));
    }
    json(&headers, &Page { items: records, next: None })
}
