//! Genuine bodies from the shared test material: what each is read as, compared with values
//! taken from the file in another way.

mod damaged;
mod kinds;

use std::path::PathBuf;

use bytes::Bytes;
use itemget::item::{Item, Variant};
use itemget::{Contents, Count, Decoded, Money, PriceRange, decode};
use serde_json::Value;

use crate::fixtures::{france, reply};
use crate::shared;

/// All bodies, by their path inside.
fn bodies() -> Vec<(String, Bytes)> {
    let root = shared::path("payloads");
    let mut folders: Vec<PathBuf> =
        root.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let mut bodies = Vec::new();
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        let mut files: Vec<PathBuf> =
            folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        for file in files {
            let inside = file.strip_prefix(&root).unwrap().display().to_string();
            bodies.push((inside, std::fs::read(&file).unwrap().into()));
        }
    }
    assert!(bodies.len() > 70, "only {} bodies were found", bodies.len());
    bodies
}

/// The one body whose path has `part` in it.
fn body(part: &str) -> Bytes {
    let mut found: Vec<_> = bodies();
    found.retain(|(inside, _)| inside.contains(part));
    assert_eq!(found.len(), 1, "`{part}` names {} bodies", found.len());
    found.remove(0).1
}

fn read(body: &Bytes) -> Decoded {
    decode(body, reply("").observed_at, france()).unwrap()
}

fn items(body: &Bytes) -> Vec<Item> {
    match read(body).contents {
        Contents::Items(items) => items,
        other => panic!("{other:?}"),
    }
}

/// The least of `prices` and the most, as text: the texts of the file, compared as
/// decimals of cents.
fn span(prices: impl Iterator<Item = String>, currency: &str) -> String {
    let cents = |text: &String| text.replace('.', "").parse::<u64>().unwrap();
    let mut prices: Vec<String> = prices.collect();
    prices.sort_by_key(cents);
    let (least, most) = (&prices[0], &prices[prices.len() - 1]);
    if least == most {
        return format!("{least} {currency}");
    }
    format!("{least}–{most} {currency}")
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// Compares the SKUs that were read with the file's own.
fn compare_skus(name: &str, skus: &[Variant], own: &[Value]) {
    assert_eq!(skus.len(), own.len(), "{name}");
    for (sku, own) in skus.iter().zip(own) {
        let money = |money: Option<Money>| money.unwrap().to_string();
        let price = |field: &str| {
            format!("{} {}", text(&own[field]), text(&own["currency_code"]))
        };
        assert_eq!(sku.sku_id.unwrap().to_string(), text(&own["sku_id"]), "{name}");
        assert_eq!(money(sku.sale_price), price("offer_sale_price"), "{name}");
        assert_eq!(money(sku.list_price), price("sku_price"), "{name}");
        let bulk = sku.bulk_price.unwrap();
        assert_eq!(money(Some(bulk.price)), price("offer_bulk_sale_price"), "{name}");
        assert_eq!(bulk.min_quantity, own["sku_bulk_order"].as_u64(), "{name}");
        let stock = own["sku_available_stock"].as_u64().map(Count::exact);
        assert_eq!(sku.stock, stock, "{name}");
        let key = own.get("sku_attr").unwrap_or(&own["id"]);
        assert_eq!(sku.sku_attr.as_deref(), key.as_str(), "{name}");
        assert_eq!(sku.tax_included, own["price_include_tax"].as_bool(), "{name}");
        let choices = &own["ae_sku_property_dtos"]["ae_sku_property_d_t_o"];
        let choices = choices.as_array().map(Vec::as_slice).unwrap_or_default();
        assert_eq!(sku.attributes.len(), choices.len(), "{name}");
        for (attribute, choice) in sku.attributes.iter().zip(choices) {
            assert_eq!(attribute.name_id, choice["sku_property_id"].as_u64());
            assert_eq!(attribute.value_id, choice["property_value_id"].as_u64());
            assert_eq!(attribute.name, text(&choice["sku_property_name"]));
            assert_eq!(attribute.value, text(&choice["sku_property_value"]));
            let custom = choice["property_value_definition_name"].as_str();
            assert_eq!(attribute.custom_value.as_deref(), custom);
        }
    }
}

#[test]
#[ignore = "needs ../shared: cargo xtask test"]
fn every_genuine_dropship_item_says_what_its_file_says() {
    let mut read = 0;
    for (name, body) in bodies() {
        let genuine = name.starts_with("ds_product_get")
            && !name.contains("__retailcrm")
            && !name.contains("/DOCS__");
        let root: Value = serde_json::from_slice(&body).unwrap();
        let root = root.get("aliexpress_ds_product_get_response").unwrap_or(&root);
        let result = root.get("result").unwrap_or(root);
        let block = &result["ae_item_sku_info_dtos"]["ae_item_sku_info_d_t_o"];
        let (true, Some(own)) = (genuine, block.as_array()) else { continue };
        let [item] = &items(&body)[..] else { panic!("{name}") };

        compare_skus(&name, &item.variants.as_ref().unwrap().value.skus, own);
        let currency = text(&own[0]["currency_code"]);
        let price = &item.price.as_ref().unwrap().value;
        let sale = span(own.iter().map(|sku| text(&sku["offer_sale_price"])), &currency);
        let list = span(own.iter().map(|sku| text(&sku["sku_price"])), &currency);
        assert_eq!(price.sale.unwrap().to_string(), sale, "{name}");
        assert_eq!(price.list.unwrap().to_string(), list, "{name}");
        let total: u64 =
            own.iter().map(|sku| sku["sku_available_stock"].as_u64().unwrap()).sum();
        let stock = item.stock.as_ref().unwrap().value.total;
        assert_eq!(stock, Some(Count::exact(total)), "{name}");

        let base = &result["ae_item_base_info_dto"];
        let basics = &item.basics.as_ref().unwrap().value;
        assert_eq!(basics.title.as_deref(), base["subject"].as_str(), "{name}");
        assert_eq!(basics.description_html.as_deref(), base["detail"].as_str(), "{name}");
        let images = text(&result["ae_multimedia_info_dto"]["image_urls"]);
        assert_eq!(basics.images.join(";"), images, "{name}");
        let store = &result["ae_store_info"];
        let shop = basics.shop.as_ref().unwrap();
        assert_eq!(shop.id, store["store_id"].as_u64(), "{name}");
        assert_eq!(shop.name.as_deref(), store["store_name"].as_str(), "{name}");
        let own_attributes = result["ae_item_properties"]["ae_item_property"].as_array();
        assert_eq!(basics.attributes.len(), own_attributes.unwrap().len(), "{name}");
        let logistics = &item.logistics.as_ref().unwrap().value;
        let days = result["logistics_info_dto"]["delivery_time"].as_u64();
        assert_eq!(logistics.handling_days.map(u64::from), days, "{name}");
        let weight = logistics.package.as_ref().unwrap().weight_kg.unwrap();
        let own_weight = text(&result["package_info_dto"]["gross_weight"]);
        assert_eq!(weight.to_string(), own_weight, "{name}");
        if let Some(id) = base["product_id"].as_u64() {
            let trade = &item.trade.as_ref().unwrap().value;
            let own = |field: &str| text(&base[field]);
            assert_eq!(item.site_id.get(), id, "{name}");
            assert_eq!(
                trade.sold_total.unwrap().to_string(),
                own("sales_count"),
                "{name}"
            );
            assert_eq!(trade.reviews.unwrap().to_string(), own("evaluation_count"));
            assert_eq!(trade.stars.unwrap().to_string(), own("avg_evaluation_rating"));
        }
        assert_eq!(item.unread, [], "{name}");
        read += 1;
    }
    assert_eq!(read, 8);
}

#[test]
#[ignore = "needs ../shared: cargo xtask test"]
fn the_main_dropship_items_have_the_values_a_person_reads_in_them() {
    for (part, id, skus, sale, list, stock, sold, first_sku) in [
        (
            "product_3256806389000685_USD",
            "1005006575315437",
            12,
            "3.14–3.47 USD",
            "3.14–3.47 USD",
            35_760,
            Count::exact(112),
            "12000037711871337",
        ),
        (
            "1005008177221739_EUR_FR",
            "1005008177221739",
            6,
            "5.09–8.19 EUR",
            "13.77–22.75 EUR",
            133,
            Count::at_least(5000),
            "12000044126059467",
        ),
        (
            "1005009017968975_BRL_log",
            "1005009017968975",
            20,
            "21.32–36.19 BRL",
            "43.52–73.86 BRL",
            726,
            Count::at_least(3000),
            "12000047598442608",
        ),
        (
            "1005010669652047_single_sku",
            "1005010669652047",
            1,
            "14.24 USD",
            "29.05 USD",
            9,
            Count::exact(35),
            "12000053138885208",
        ),
    ] {
        let [item] = &items(&body(part))[..] else { panic!("{part}") };
        let variants = &item.variants.as_ref().unwrap().value.skus;
        let price = &item.price.as_ref().unwrap().value;
        let range = |range: Option<PriceRange>| range.unwrap().to_string();
        assert_eq!(item.item.id.to_string(), id);
        assert_eq!(variants.len(), skus, "{part}");
        assert_eq!(range(price.sale), sale, "{part}");
        assert_eq!(range(price.list), list, "{part}");
        let total = item.stock.as_ref().unwrap().value.total;
        assert_eq!(total, Some(Count::exact(stock)), "{part}");
        assert_eq!(item.trade.as_ref().unwrap().value.sold_total, Some(sold), "{part}");
        assert_eq!(variants[0].sku_id.unwrap().to_string(), first_sku, "{part}");
    }
}

#[test]
#[ignore = "needs ../shared: cargo xtask test"]
fn a_block_of_skus_without_its_item_is_read_as_skus() {
    let body = body("1005007863083963_sku_block_only");
    let Contents::Variants(variants) = read(&body).contents else { panic!() };
    let own: Value = serde_json::from_slice(&body).unwrap();
    let own = own["ae_item_sku_info_d_t_o"].as_array().unwrap();
    assert_eq!(own.len(), 98);
    compare_skus("sku_block_only", &variants.skus, own);
}

/// The product rows of a file, wherever they stand.
fn rows(value: &Value) -> Vec<&Value> {
    match value {
        Value::Object(fields) if fields.contains_key("product_title") => vec![value],
        Value::Object(fields) => fields.values().flat_map(rows).collect(),
        Value::Array(list) => list.iter().flat_map(rows).collect(),
        _ => Vec::new(),
    }
}

#[test]
#[ignore = "needs ../shared: cargo xtask test"]
fn every_genuine_affiliate_row_says_what_its_file_says() {
    let mut read = 0;
    for (name, body) in bodies() {
        let folder = name.split('/').next().unwrap();
        let has_rows = folder.starts_with("affiliate_") || folder == "ds_feed";
        let root: Value = serde_json::from_slice(&body).unwrap();
        let own = rows(&root);
        if !has_rows || own.is_empty() || name.contains("DOCS__") {
            continue;
        }
        let items = items(&body);
        assert_eq!(items.len(), own.len(), "{name}");
        for (item, own) in items.iter().zip(own) {
            let digits = |value: &Value| value.to_string().trim_matches('"').to_owned();
            let money = |name: &str| {
                let amount = own.get(name)?.as_str()?;
                Some(format!("{amount} {}", text(&own[format!("{name}_currency")])))
            };
            let shown = |range: Option<PriceRange>| range.map(|range| range.to_string());
            let price = &item.price.as_ref().unwrap().value;
            let trade = &item.trade.as_ref().unwrap().value;
            let seller = price.in_seller_currency.as_ref().unwrap();
            assert_eq!(item.site_id.to_string(), digits(&own["product_id"]), "{name}");
            assert_eq!(shown(price.sale), money("target_sale_price"), "{name}");
            assert_eq!(shown(price.list), money("target_original_price"), "{name}");
            assert_eq!(shown(price.app), money("target_app_sale_price"), "{name}");
            assert_eq!(shown(seller.sale), money("sale_price"), "{name}");
            assert_eq!(shown(seller.list), money("original_price"), "{name}");
            let sold = trade.sold_30_days.unwrap();
            assert_eq!(sold.to_string(), digits(&own["lastest_volume"]), "{name}");
            let rate: f64 =
                text(&own["evaluate_rate"]).trim_end_matches('%').parse().unwrap();
            assert_eq!(trade.positive_rate.unwrap().to_string(), format!("{rate}%"));
            assert_eq!(item.unread, [], "{name}");
            read += 1;
        }
    }
    assert_eq!(read, 15);
}

#[test]
#[ignore = "needs ../shared: cargo xtask test"]
fn a_searchs_rows_are_items_in_the_asked_currency() {
    let found = items(&body("real_text_search_3"));
    let shown: Vec<_> = found
        .iter()
        .map(|item| {
            let price = &item.price.as_ref().unwrap().value;
            let trade = &item.trade.as_ref().unwrap().value;
            (
                item.site_id.to_string(),
                price.sale.unwrap().to_string(),
                trade.positive_rate.unwrap().to_string(),
            )
        })
        .collect();
    let row = |id: &str, sale: &str, rate: &str| (id.into(), sale.into(), rate.into());
    assert_eq!(shown[0], row("1005006361450153", "3.29 EUR", "89.2%"));
    assert_eq!(shown.len(), 3);
}
