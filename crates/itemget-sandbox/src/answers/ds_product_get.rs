//! `aliexpress.ds.product.get`: one item, whole, for a country, in a currency.

use serde_json::{Value, json};

use super::asked::{View, invalid};
use super::tree::{with, wrapped};
use super::{Api, ApiTraits, Ask, DROPSHIP, Reply};
use crate::catalogue::Catalogue;
use crate::catalogue::item::{Item, Prohibition, Purpose, State};
use crate::catalogue::money::SELLER;
use crate::catalogue::places::Country;
use crate::catalogue::sales::rounded_with_plus;
use crate::catalogue::shops::Shop;
use crate::catalogue::variants::Variant;
use crate::catalogue::wording::Language;

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

fn answer(ask: &Ask<'_>, catalogue: &Catalogue) -> Result<Value, Reply> {
    let id = ask.parsed::<u64>("product_id")?.ok_or_else(|| invalid("product_id"))?;
    let view = ask.view("ship_to_country", "target_currency", "target_language")?;
    let country = view.country.ok_or_else(|| invalid("ship_to_country"))?;
    let Some(item) = catalogue.find(id) else {
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

fn sku(ask: &Ask<'_>, view: &View, item: &Item, variant: &Variant<'_>) -> Value {
    let quote = view.local(item, item.quote(variant, ask.now));
    let sale = view.currency.text(quote.sale);
    let attr = variant.sku_attr();
    let mut sku = json!({
        "sku_id": variant.sku_id().to_string(),
        "id": attr,
        "sku_attr": attr,
        "sku_price": view.currency.text(quote.list),
        "offer_sale_price": sale,
        "offer_bulk_sale_price": sale,
        "currency_code": view.currency.code,
        "price_include_tax": view.country.is_some_and(|country| country.tax_permille > 0),
        "sku_available_stock": item.stock(variant, ask.now),
    });
    if item.whole_sale {
        sku["sku_bulk_order"] = 3.into();
    }
    if item.campaign_percent(ask.now) > 0 {
        sku["buy_amount_limit_set_by_promotion"] = "5".into();
    }
    let picture = ask.variant_picture(item, variant);
    let properties: Vec<Value> = variant
        .choices()
        .map(|(axis, chosen)| {
            let mut property = json!({
                "sku_property_id": axis.property.id,
                "sku_property_name": view.language.choose(axis.property.name),
                "property_value_id": chosen.value.id,
                "sku_property_value": view.language.choose(chosen.value.name),
            });
            if let Some(own) = chosen.own_name {
                property["property_value_definition_name"] = own.into();
            }
            if let Some(picture) = picture.as_ref().filter(|_| chosen.value.rgb != 0) {
                property["sku_image"] = picture.as_str().into();
            }
            property
        })
        .collect();
    // An item without variants has no such block at all.
    if !properties.is_empty() {
        sku["ae_sku_property_dtos"] = wrapped("ae_sku_property_d_t_o", properties);
    }
    sku
}

fn detail(item: &Item, language: Language, pictures: &[String]) -> String {
    let mut html = String::from("<div class=\"detailmodule_html\">");
    for sentence in item.sentences(language) {
        html.push_str("<p>");
        html.push_str(&sentence);
        html.push_str("</p>");
    }
    for picture in pictures {
        html.push_str("<p><img src=\"");
        html.push_str(picture);
        html.push_str("\" alt=\"\"/></p>");
    }
    html.push_str("</div>");
    html
}

/// JSON in a text, as the platform sends it.
fn mobile_detail(item: &Item, language: Language, pictures: &[String]) -> String {
    let text = json!({
        "type": "text",
        "data": { "content": item.sentences(language).join("\n"), "style": {} },
    });
    let images = pictures.iter().map(|picture| {
        let style = json!({ "width": 480, "height": 480 });
        json!({ "type": "image", "data": { "url": picture, "style": style, "targetUrl": "" } })
    });
    let modules = std::iter::once(text).chain(images).collect();
    with(json!({ "version": "2.0.0" }), "moduleList", modules).to_string()
}

fn properties(item: &Item, shop: &Shop, language: Language) -> Vec<Value> {
    let words = &item.words;
    let value = |id: u64| 23_000_000_000 + item.leaf.id % 100_000 * 100 + id;
    let mut properties = vec![
        json!({ "attr_name_id": 2, "attr_value_id": value(1),
            "attr_name": choose(language, "Brand Name", "品牌"), "attr_value": shop.brand }),
        json!({ "attr_name_id": 219, "attr_value_id": value(2),
            "attr_name": choose(language, "Origin", "产地"),
            "attr_value": choose(language, "Sandbox", "沙箱") }),
        json!({ "attr_name_id": 20_205, "attr_value_id": value(3),
            "attr_name": choose(language, "Main Material", "主要材质"),
            "attr_value": language.choose(words.material) }),
        json!({ "attr_name_id": 351, "attr_value_id": value(4),
            "attr_name": choose(language, "Type", "类型"),
            "attr_value": language.choose(words.noun) }),
    ];
    for feature in [Some(words.feature), words.second_feature].into_iter().flatten() {
        properties.push(json!({ "attr_name_id": 100_002_145, "attr_value_id": value(5),
            "attr_name": choose(language, "Features", "特点"),
            "attr_value": language.choose(feature) }));
    }
    // A free text has no value id, and a platform label a name id below zero.
    let model = item.chance(Purpose::Detail, [0, 0]).below(9000) + 1000;
    properties.push(json!({ "attr_name_id": 3,
        "attr_name": choose(language, "Model Number", "型号"),
        "attr_value": format!("{}-{model}", &shop.brand[..2].to_uppercase()) }));
    if item.chance(Purpose::Detail, [1, 0]).permille(400) {
        properties.push(
            json!({ "attr_name_id": -1, "attr_name": "Choice", "attr_value": "yes" }),
        );
    }
    properties
}

fn choose(language: Language, en: &'static str, zh: &'static str) -> &'static str {
    match language {
        Language::English => en,
        Language::Chinese => zh,
    }
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

#[cfg(test)]
mod tests {
    use insta::assert_json_snapshot;
    use serde_json::{Value, json};

    use crate::answers::Reply;
    use crate::answers::trying::{payload, reply};

    const METHOD: &str = "aliexpress.ds.product.get";

    fn get(id: &str, country: &str) -> Value {
        let currency = if country == "FR" { "EUR" } else { "USD" };
        payload(
            METHOD,
            &[
                ("product_id", id),
                ("ship_to_country", country),
                ("target_currency", currency),
                ("target_language", "en_US"),
            ],
        )
    }

    fn skus(answer: &Value) -> &Vec<Value> {
        let skus = &answer["result"]["ae_item_sku_info_dtos"]["ae_item_sku_info_d_t_o"];
        skus.as_array().unwrap()
    }

    #[test]
    fn an_item_without_variants_is_answered_whole() {
        assert_json_snapshot!(get("1005006000000002", "FR"));
    }

    #[test]
    fn variants_carry_their_attributes_and_pictures() {
        let answer = get("1005006000000001", "FR");
        assert_eq!(skus(&answer).len(), 40);
        assert_json_snapshot!(skus(&answer)[23]);
        for sku in skus(&answer) {
            let spelt: Vec<String> = sku["ae_sku_property_dtos"]["ae_sku_property_d_t_o"]
                .as_array()
                .unwrap()
                .iter()
                .map(|property| {
                    let own = property["property_value_definition_name"].as_str();
                    let own = own.map(|own| format!("#{own}")).unwrap_or_default();
                    format!(
                        "{}:{}{own}",
                        property["sku_property_id"], property["property_value_id"]
                    )
                })
                .collect();
            assert_eq!(sku["sku_attr"], spelt.join(";"), "{sku}");
        }
    }

    #[test]
    fn unsellable_items_are_said_to_be_so_in_the_platforms_ways() {
        assert_eq!(
            get("1005006000000000", "FR"),
            json!({ "rsp_code": 605, "rsp_msg": "ITEM_ID_NOT_FOUND" })
        );
        for (id, country) in [("1005006000000004", "FR"), ("1005006000000010", "DE")] {
            let answer = get(id, country);
            assert_eq!(answer["rsp_code"], 482, "{answer}");
            assert_eq!(answer["rsp_msg"], "SHIP_TO_COUNTRY_PROHIBITED");
            assert_eq!(answer["result"], json!({ "has_whole_sale": false }));
        }
        assert_eq!(get("1005006000000011", "BR")["rsp_code"], 602);
        assert_eq!(get("1005006000000004", "US")["rsp_code"], 200);
        let offline = get("1005006000000003", "FR");
        assert_eq!(offline["rsp_code"], 200);
        let base = &offline["result"]["ae_item_base_info_dto"];
        assert_eq!(base["product_status_type"], "offline");
        assert!(skus(&offline).iter().all(|sku| sku["sku_available_stock"] == 0));
    }

    #[test]
    fn the_us_site_has_ids_of_its_own() {
        for asked in ["1005006000000001", "3256805813685249"] {
            let result = &get(asked, "us")["result"];
            assert_eq!(
                result["ae_item_base_info_dto"]["product_id"],
                3_256_805_813_685_249_u64
            );
            let ids = &result["product_id_converter_result"];
            assert_eq!(ids["main_product_id"], 1_005_006_000_000_001_u64);
            assert_eq!(ids["sub_product_id"], "{\"US\":3256805813685249}");
            assert_eq!(result["logistics_info_dto"]["ship_to_country"], "US");
        }
    }

    #[test]
    fn exhibits_show_what_they_are_there_for() {
        let base = |id: &str| get(id, "US")["result"]["ae_item_base_info_dto"].clone();
        assert_eq!(skus(&get("1005006000000006", "US")).len(), 60);
        let sold_out = get("1005006000000007", "US");
        assert!(skus(&sold_out).iter().all(|sku| sku["sku_available_stock"] == 0));
        assert_eq!(base("1005006000000008")["sales_count"], "10000+");
        let new = base("1005006000000009");
        assert_eq!(new["sales_count"], "0");
        assert_eq!(new["evaluation_count"], "0");
        assert_eq!(new["avg_evaluation_rating"], "0.0");
        for sku in skus(&get("1005006000000012", "US")) {
            assert_eq!(sku["sku_price"], sku["offer_sale_price"]);
        }
    }

    #[test]
    fn a_currency_nobody_knows_is_refused_rather_than_replaced() {
        let params = [
            ("product_id", "1005006000000001"),
            ("ship_to_country", "FR"),
            ("target_currency", "XTS"),
        ];
        let Reply::Refusal { code, message, .. } = reply(METHOD, &params) else {
            panic!("an answer in another currency");
        };
        assert_eq!(code, "InvalidParameter");
        assert!(message.contains("target_currency"), "{message}");
    }

    #[test]
    fn chinese_is_spoken() {
        let params = [
            ("product_id", "1005006000000001"),
            ("ship_to_country", "CN"),
            ("target_currency", "CNY"),
            ("target_language", "zh_CN"),
        ];
        let answer = payload(METHOD, &params);
        let subject = answer["result"]["ae_item_base_info_dto"]["subject"].as_str();
        assert!(subject.unwrap().ends_with("(合成数据)"), "{subject:?}");
        let property =
            &skus(&answer)[0]["ae_sku_property_dtos"]["ae_sku_property_d_t_o"][0];
        assert_eq!(property["sku_property_name"], "颜色");
    }
}
