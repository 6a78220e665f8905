//! `GET /v1/search`: items by words, a page of the platform's at a time.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use itemget::CachePolicy;
use itemget::api::affiliate::{ProductFilter, ProductQuery};
use itemget::api::dropship::TextSearch;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::asked;
use super::wanted::{max_age, read};
use crate::fields::Fields;
use crate::records::ItemRecord;
use crate::search::{Amount, Pages, Query, band, told};
use crate::service::answer::json;
use crate::service::asking::Params;
use crate::service::{App, ErrorBody, ServiceError};

/// What is looked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Looking {
    /// Words of a title. They, or a category, must be said.
    #[param(example = "lamp")]
    text: Option<String>,
    /// The number of a category of the platform's.
    category: Option<u64>,
    /// In the view's currency, with two decimals at most; of `affiliate` alone.
    #[param(schema_with = asked::amount)]
    min_price: Option<String>,
    /// The same.
    #[param(schema_with = asked::amount)]
    max_price: Option<String>,
    /// Which API looks; `affiliate` where it is not said.
    #[param(schema_with = asked::search_source)]
    source: Option<String>,
    /// Which fields are wanted, as of one item.
    #[param(example = "title,price")]
    fields: Option<String>,
    /// The platform's page, from 1.
    #[param(minimum = 1, maximum = 100_000)]
    page: Option<u32>,
    /// How old an answer may be that costs no call.
    #[param(schema_with = asked::age)]
    max_age: Option<String>,
}

/// No search of the platform's goes on for so long.
const LAST_PAGE: u32 = 100_000;

/// What was found.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SearchPage)]
struct Found<'a> {
    items: Vec<ItemRecord<'a>>,
    /// How many there are in all, by the platform's word.
    total: Option<u64>,
    /// How many rows could not be read.
    unread: usize,
    /// The number of the next page; none behind the last one that the platform shows.
    next: Option<u32>,
}

/// Items by words, a page of the platform's at a time.
#[utoipa::path(get, path = "/v1/search", operation_id = "find_items", tag = "items",
    params(Looking),
    responses((status = 200, description = "what was found", body = Found<'_>),
        (status = 502, description = "the platform refused, or could not be understood", body = ErrorBody)))]
pub(super) async fn find(
    State(app): State<Arc<App>>,
    Params(looking): Params<Looking>,
    headers: HeaderMap,
) -> Result<Response, ServiceError> {
    let fields = read(looking.fields.as_deref(), Fields::ALL)?;
    let max_age = max_age(looking.max_age.as_deref())?;
    let policy = CachePolicy::default().with_max_age(max_age);
    let query = looking.query(&app)?;
    let page = looking.page.unwrap_or(1);
    if !(1..=LAST_PAGE).contains(&page) {
        let detail = format!("pages are counted from 1 to {LAST_PAGE}");
        return Err(ServiceError::bad_request(detail));
    }
    let page = Some(page);
    let mut pages = Pages::new(&app.client, query, policy, page);
    let part = pages
        .next()
        .await
        .map_err(|error| ServiceError::of_call(&error, app.clock.now()))?;
    let (items, total, unread) = match part {
        Some(part) => (part.items, part.total, part.unread),
        None => (Vec::new(), None, 0),
    };
    let told: Vec<_> = items.into_iter().map(told).collect();
    let records = told.iter().map(|told| ItemRecord::of(told, &fields, app.lang));
    let next = pages.next_page();
    json(&headers, &Found { items: records.collect(), total, unread, next })
}

impl Looking {
    fn query(&self, app: &App) -> Result<Query, ServiceError> {
        let text = self.text.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let amount = |text: &Option<String>| {
            let amount = text.as_deref().map(str::parse::<Amount>).transpose();
            amount
                .map_err(|error| ServiceError::bad_request(format!("a price is {error}")))
        };
        let prices = band(amount(&self.min_price)?, amount(&self.max_price)?);
        match (self.source.as_deref().unwrap_or("affiliate"), text) {
            ("affiliate", _) if text.is_some() || self.category.is_some() => {
                let filter = ProductFilter {
                    keywords: text.map(str::to_owned),
                    categories: self.category.into_iter().collect(),
                    price: prices,
                    ..ProductFilter::new(app.view)
                };
                Ok(Query::Products(ProductQuery::new(filter)))
            }
            ("dropship", _) if self.min_price.is_some() || self.max_price.is_some() => {
                Err(ServiceError::bad_request(
                    "the dropship API knows no bounds of prices",
                ))
            }
            ("dropship", Some(text)) => {
                let mut query = TextSearch::new(text, app.view);
                query.category = self.category;
                Ok(Query::Text(query))
            }
            ("affiliate" | "dropship", _) => {
                Err(ServiceError::bad_request("`text` says what is looked for"))
            }
            _ => Err(ServiceError::bad_request("source is `affiliate` or `dropship`")),
        }
    }
}
