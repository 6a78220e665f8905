//! `/pictures/{item}/{tag}`: a picture of an item. It is named by what was kept of the item,
//! never by an address: so nobody can have this program ask elsewhere.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse as _, Response};
use itemget::ItemRef;
use sha2::{Digest as _, Sha256};

use crate::card::Card;
use crate::service::App;

/// The sides that pictures are asked for in, in pixels; another one is as it is.
const SIDES: [u32; 3] = [120, 220, 480];

/// Where a picture of an item is.
pub(super) fn path(item: ItemRef, address: &str, side: u32) -> String {
    format!("/pictures/{}/{}?{side}", item.id, tag(address))
}

fn tag(address: &str) -> String {
    let digest = Sha256::digest(address);
    hex::encode(&digest[..8])
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    Path((item, wanted)): Path<(String, String)>,
    RawQuery(side): RawQuery,
) -> Response {
    let Ok(item) = item.parse::<ItemRef>() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let card = match app.store.card(item, app.view.language).await {
        Ok(card) => card.map(|card| Card::read(&card.text)).unwrap_or_default(),
        Err(_) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    let mut known = addresses(&card);
    let Some(address) = known.find(|address| tag(address) == wanted) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let side = side.and_then(|it| it.parse().ok()).filter(|it| SIDES.contains(it));
    match app.pictures.bring(address, side, app.world).await {
        Ok(picture) => {
            let headers: [(HeaderName, &str); 2] = [
                (CONTENT_TYPE, picture.kind),
                // The tag is of the address, and the platform makes a new one for a new
                // picture.
                (CACHE_CONTROL, "private, max-age=604800, immutable"),
            ];
            (headers, picture.bytes).into_response()
        }
        Err(_) => StatusCode::BAD_GATEWAY.into_response(),
    }
}

/// All pictures of an item.
fn addresses(card: &Card) -> impl Iterator<Item = &str> {
    let own = card.image.iter().chain(&card.images);
    let skus = card.skus.values().filter_map(|sku| sku.image.as_ref());
    own.chain(skus).map(String::as_str)
}
