//! `GET /v1/items/{id}/freight`: how the variants of an item are brought, how fast and for
//! how much, a call each where nothing young enough is kept.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use futures_util::FutureExt as _;
use itemget::{CachePolicy, Freight, FreightApi, FreightOptions, SkuId, View};
use serde::Deserialize;
use utoipa::IntoParams;

use super::asked;
use super::items::aged;
use super::wanted::{max_age, seen};
use crate::freight::priced;
use crate::records::FreightRecord;
use crate::service::answer::{Page, json};
use crate::service::asking::{Params, within};
use crate::service::{App, ErrorBody, ServiceError};

/// Whereto, of what, and how many.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Bringing {
    /// To which country.
    #[param(schema_with = asked::country)]
    ship_to: Option<String>,
    /// What prices and fees are asked in.
    #[param(schema_with = asked::currency)]
    currency: Option<String>,
    /// What names are asked in.
    #[param(schema_with = asked::language)]
    language: Option<String>,
    /// Numbers of variants, up to 100, with commas between; all of the item's where it is
    /// not said, a call each.
    #[param(schema_with = asked::numbers)]
    sku: Option<String>,
    /// How many pieces are sent together; 1 where it is not said. More of `dropship` alone.
    #[param(minimum = 1, maximum = 10_000)]
    quantity: Option<u32>,
    /// The code of the province, where the fee depends on it; of `dropship` alone.
    #[param(schema_with = asked::code)]
    province: Option<String>,
    /// The code of the city, the same.
    #[param(schema_with = asked::code)]
    city: Option<String>,
    /// `dropship` for all ways, `affiliate` for one fee without a user's consent; where it is
    /// not said, `dropship` if there is a consent.
    #[param(schema_with = asked::freight_source)]
    source: Option<String>,
    /// How old an answer may be that costs no call.
    #[param(schema_with = asked::age)]
    max_age: Option<String>,
}

const MOST_PIECES: u32 = 10_000;
const MOST_SKUS: usize = 100;
/// The longest code of a place, in letters.
const LONGEST_CODE: usize = 64;

/// How the variants of an item are brought, an outcome each. `not_deliverable` is the
/// platform's code 505: nobody brings it there. `unknown_sku` is its code 501: the item has
/// no variant of this number. Each is an answer, and no error of the request.
#[utoipa::path(get, path = "/v1/items/{id}/freight", operation_id = "list_item_freight",
    tag = "items",
    params(("id" = String, Path, description = "an id, or a link with its slashes encoded",
        example = "1005006000000001"), Bringing),
    responses((status = 200, description = "an outcome for each variant, with its source and age",
        body = Page<FreightRecord>,
        headers(("age" = u64, description = "how many seconds old the oldest of them is"))),
        (status = 404, description = "there is no such item, or not there", body = ErrorBody),
        (status = 502, description = "the platform refused, or could not be understood", body = ErrorBody)))]
pub(super) async fn ways(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Params(bringing): Params<Bringing>,
    headers: HeaderMap,
) -> Result<Response, ServiceError> {
    let (view, skus, options) = bringing.read(&app)?;
    let of_call = |error| ServiceError::of_call(&error, app.clock.now());
    // Boxed where their borrows are known: seen from outside, the compiler loses that they
    // may be sent.
    let found = priced(&app.client, &id, &skus, view, &options).boxed().await;
    let mut item = match found.map_err(of_call)? {
        Ok(item) => item,
        Err(told) => {
            return Err(ServiceError::of_told(&told, app.lang, app.clock.now()));
        }
    };
    let only = (!skus.is_empty()).then_some(&skus[..]);
    let told = app.client.fill_freight(&mut item, only, &options).boxed().await;
    let failed = told.iter().filter_map(|it| match &it.freight {
        Freight::Failed(error) => Some(error),
        _ => None,
    });
    // Where nothing at all was learned, the request came to nothing.
    if let Some(error) = failed.clone().next()
        && failed.count() == told.len()
    {
        return Err(ServiceError::of_call(error, app.clock.now()));
    }
    let prices = item.delivered_prices();
    let of = |it| FreightRecord::of(&item, it, &prices, options.quantity, app.lang);
    let items: Vec<FreightRecord> = told.iter().map(of).collect();
    let oldest = items.iter().filter_map(|it| it.observed_at).min();
    let age = oldest.map_or(0, |at| {
        let now = itemget_history::Moment::from(app.clock.now());
        now.since(at).as_secs()
    });
    Ok(aged(json(&headers, &Page { items, next: None })?, age))
}

impl Bringing {
    /// The view, the variants and how they are asked about; where that cannot be meant, an
    /// error.
    fn read(
        &self,
        app: &App,
    ) -> Result<(View, Vec<SkuId>, FreightOptions), ServiceError> {
        let [ship_to, currency, language] =
            [&self.ship_to, &self.currency, &self.language].map(Option::as_deref);
        let view = seen(ship_to, currency, language, app.view)?;
        let max_age = max_age(self.max_age.as_deref())?;
        let api = self.api(app.client.has_access_token())?;
        let options = FreightOptions {
            api,
            quantity: within("quantity", self.quantity, 1, MOST_PIECES)?,
            province: code(self.province.as_deref())?,
            city: code(self.city.as_deref())?,
            cache: CachePolicy::default().with_max_age(max_age),
            ..FreightOptions::default()
        };
        Ok((view, self.skus()?, options))
    }

    /// Who is asked, for what it can tell.
    fn api(&self, has_consent: bool) -> Result<FreightApi, ServiceError> {
        let api = match self.source.as_deref() {
            Some("dropship") => FreightApi::Dropship,
            Some("affiliate") => FreightApi::Affiliate,
            None if has_consent => FreightApi::Dropship,
            None => FreightApi::Affiliate,
            Some(_) => {
                let detail = "source is `dropship` or `affiliate`";
                return Err(ServiceError::bad_request(detail));
            }
        };
        let more = [
            ("quantity", self.quantity.is_some_and(|pieces| pieces > 1)),
            ("province", self.province.is_some()),
            ("city", self.city.is_some()),
        ];
        let more = more.into_iter().find(|(_, is_said)| *is_said);
        match more {
            Some((name, _)) if api == FreightApi::Affiliate => {
                let detail = format!(
                    "`{name}` does not go with `affiliate`, which tells of one piece anywhere in the country"
                );
                Err(ServiceError::bad_request(detail))
            }
            _ => Ok(api),
        }
    }

    fn skus(&self) -> Result<Vec<SkuId>, ServiceError> {
        let Some(text) = &self.sku else { return Ok(Vec::new()) };
        let skus = text.split(',').map(str::parse);
        let mut skus: Vec<SkuId> =
            skus.collect::<Result<_, _>>().map_err(ServiceError::bad_request)?;
        let mut seen = std::collections::BTreeSet::new();
        skus.retain(|sku| seen.insert(*sku));
        match skus.len() {
            0..=MOST_SKUS => Ok(skus),
            many => Err(ServiceError::bad_request(format!(
                "`sku` names {many} variants, and {MOST_SKUS} at most can be asked about at once"
            ))),
        }
    }
}

/// The code of a place.
fn code(text: Option<&str>) -> Result<Option<String>, ServiceError> {
    let Some(text) = text else { return Ok(None) };
    let is_one = (1..=LONGEST_CODE).contains(&text.len())
        && text.bytes().all(|it| it.is_ascii_alphanumeric() || b"_-".contains(&it));
    match is_one {
        true => Ok(Some(text.to_owned())),
        false => {
            let detail = format!(
                "a place's code has letters, digits, `-` and `_`, {LONGEST_CODE} at most"
            );
            Err(ServiceError::bad_request(detail))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_asked_is_what_is_said_and_can_be_told() {
        let bringing = |source: Option<&str>, quantity, city: Option<&str>| Bringing {
            source: source.map(str::to_owned),
            quantity,
            city: city.map(str::to_owned),
            ..Bringing::default()
        };
        let (all, one) = (Some(FreightApi::Dropship), Some(FreightApi::Affiliate));
        for (bringing, has_consent, expected) in [
            (bringing(None, None, None), true, all),
            (bringing(None, None, None), false, one),
            (bringing(Some("affiliate"), Some(1), None), true, one),
            (bringing(Some("affiliate"), Some(2), None), true, None),
            (bringing(None, None, Some("x")), false, None),
            (bringing(Some("dropship"), Some(2), Some("x")), false, all),
            (bringing(Some("item-get"), None, None), true, None),
        ] {
            let shown = format!("{bringing:?}");
            assert_eq!(bringing.api(has_consent).ok(), expected, "{shown}");
        }
    }

    #[test]
    fn variants_are_named_once_each_and_not_without_end() {
        let skus = |text: &str| {
            let sku = Some(text.to_owned());
            let found = Bringing { sku, ..Bringing::default() }.skus().ok();
            found.map(|it| it.len())
        };
        for (text, expected) in [
            ("12000036000000001", Some(1)),
            ("12000036000000001,12000036000000002,12000036000000001", Some(2)),
            ("", None),
            ("white", None),
            ("1,,2", None),
        ] {
            assert_eq!(skus(text), expected, "{text}");
        }
        let many: Vec<String> = (1..=101).map(|it: u32| it.to_string()).collect();
        assert_eq!(skus(&many[..100].join(",")), Some(100));
        assert_eq!(skus(&many.join(",")), None);
    }
}
