//! What `ds.product.get` answers, and how it refuses.

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
    let property = &skus(&answer)[0]["ae_sku_property_dtos"]["ae_sku_property_d_t_o"][0];
    assert_eq!(property["sku_property_name"], "颜色");
}
