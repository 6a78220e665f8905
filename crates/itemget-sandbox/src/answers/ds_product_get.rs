//! `aliexpress.ds.product.get`: one item, whole, for a country, in a currency.

use serde_json::{Value, json};

use super::asked::{View, invalid};
use super::tree::{with, wrapped};
use super::{Api, ApiTraits, Ask, DROPSHIP, Reply};
use crate::catalogue::Catalogue;
use crate::catalogue::item::{Item, Prohibition, State};
use crate::catalogue::money::SELLER;
use crate::catalogue::places::Country;
use crate::catalogue::sales::rounded_with_plus;
use crate::catalogue::shops::Shop;

mod description;
mod sku;
#[cfg(test)]
mod tests;

use description::{detail, mobile_detail, properties};
use sku::sku;

pub(super) const API: Api = Api {
    method: "aliexpress.ds.product.get",
    traits: ApiTraits {
        permission: DROPSHIP,
        needs_token: true,
        required: &["product_id", "ship_to_country"],
    },
    answer,
};

/// "Piece" among the platform's units.
const PIECE: u64 = 100_000_015;

pub(super) fn answer(ask: &Ask<'_>, catalogue: &Catalogue) -> Result<Value, Reply> {
    let id = ask.parsed::<u64>("product_id")?.ok_or_else(|| invalid("product_id"))?;
    let view = ask.view("ship_to_country", "target_currency", "target_language")?;
    let country = view.country.ok_or_else(|| invalid("ship_to_country"))?;
    let Some(item) = catalogue.find_at(id, ask.now) else {
        return Ok(json!({ "rsp_code": 605, "rsp_msg": "ITEM_ID_NOT_FOUND" }));
    };
    Ok(match item.prohibited(&country) {
        Some(Prohibition::Code482) => json!({
            "rsp_code": 482,
            "rsp_msg": "SHIP_TO_COUNTRY_PROHIBITED",
            "result": { "has_whole_sale": false },
        }),
        Some(Prohibition::Code602) => {
            json!({ "rsp_code": 602, "rsp_msg": "Item is not allowed to this country" })
        }
        None => with(
            json!({ "rsp_code": 200, "rsp_msg": "Call succeeds" }),
            "result",
            result(ask, &view, &country, &item),
        ),
    })
}

fn result(ask: &Ask<'_>, view: &View, country: &Country, item: &Item) -> Value {
    let shop = Shop::of_item(item.seed, item.id);
    let variants: Vec<Value> =
        item.variants().map(|variant| sku(ask, view, item, &variant)).collect();
    let pictures = ask.pictures(item);
    let mut multimedia = json!({ "image_urls": pictures.join(";") });
    if item.has_video {
        multimedia["ae_video_dtos"] =
            wrapped("ae_video_d_t_o", vec![video(ask, item, &shop, &pictures)]);
    }
    let [length, width, height] = item.leaf.parcel_cm;
    let stars = |tenths: u64| format!("{}.{}", tenths / 10, tenths % 10);
    let mut result = json!({
        "ae_item_base_info_dto": {
            "product_id": item.id_for(Some(country)),
            "category_id": item.leaf.id,
            "subject": item.title(view.language),
            "detail": detail(item, view.language, &pictures),
            "mobile_detail": mobile_detail(item, view.language, &pictures),
            "avg_evaluation_rating": stars(item.stars_tenths(ask.now).unwrap_or(0)),
            "evaluation_count": item.reviews(ask.now).to_string(),
            "sales_count": rounded_with_plus(item.units_sold(ask.now)),
            "product_status_type": match item.state {
                State::Offline => "offline",
                State::OnSelling | State::SoldOut => "onSelling",
            },
            // The seller's own, not that of the prices below: the platform's trap.
            "currency_code": SELLER.code,
            "separated_listing": false,
            "sl_product": false,
        },
        "package_info_dto": {
            "package_length": length,
            "package_width": width,
            "package_height": height,
            "gross_weight": format!("{}.{:03}", item.grams / 1000, item.grams % 1000),
            "package_type": false,
            "product_unit": PIECE,
        },
        "logistics_info_dto": {
            "delivery_time": item.handling_days,
            "ship_to_country": country.code(),
        },
        "ae_store_info": {
            "store_id": shop.id,
            "store_name": shop.name,
            "store_country_code": "CN",
            "item_as_described_rating": stars(shop.tenths[0]),
            "communication_rating": stars(shop.tenths[1]),
            "shipping_speed_rating": stars(shop.tenths[2]),
        },
        "product_id_converter_result": {
            "main_product_id": item.id,
            "sub_product_id": format!("{{\"US\":{}}}", item.us_id()),
        },
        "has_whole_sale": item.whole_sale,
    });
    result["ae_item_sku_info_dtos"] = wrapped("ae_item_sku_info_d_t_o", variants);
    result["ae_item_properties"] =
        wrapped("ae_item_property", properties(item, &shop, view.language));
    result["ae_multimedia_info_dto"] = multimedia;
    if country.names_manufacturers() {
        result["manufacturer_info"] = json!({
            "address": "1 Sandbox Road, Nowhere (synthetic)",
            "email": format!("maker-{}@example.com", shop.id),
            "phone": "5550100",
            "phone_prefix": "86",
            "country_name": "China",
        });
    }
    result
}

fn video(ask: &Ask<'_>, item: &Item, shop: &Shop, pictures: &[String]) -> Value {
    let media = 5_000_200_000_000 + item.id % 1_000_000_000;
    json!({
        "media_id": media,
        "media_url": format!("{}/play/{media}.mp4", ask.base_url),
        "poster_url": pictures[0],
        "media_type": "video",
        "media_status": "approved",
        "ali_member_id": shop.member_id,
    })
}
