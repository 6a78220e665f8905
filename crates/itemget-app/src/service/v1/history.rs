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

use crate::past::{self, since};
use crate::selection::{Selection, Variants};
use crate::service::answer::{Page, json};
use crate::service::asking::Params;
use crate::service::{App, ServiceError};
use crate::statistics;
use crate::trails::{Items, Walk};

/// Which of what was seen.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Which {
    /// `sale_price,stock`, or `all`; the sale price where it is not said.
    kind: Option<String>,
    /// `all`, or numbers of variants; the item as a whole where it is not said.
    sku: Option<String>,
    ship_to: Option<String>,
    currency: Option<String>,
    source: Option<String>,
    /// From then on: `90d`, a date, or `all`; of the history alone.
    since: Option<String>,
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

/// `GET /v1/items/{id}/history`.
pub(super) async fn steps(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Params(which): Params<Which>,
    headers: HeaderMap,
) -> Result<Response, ServiceError> {
    let now = Moment::from(app.clock.now());
    let since = since(which.since.as_deref().unwrap_or("90d"), now);
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

/// `GET /v1/items/{id}/stats`.
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
