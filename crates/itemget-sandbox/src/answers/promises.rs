//! What every answer of the sandbox keeps to, whichever API gives it.

use std::collections::BTreeMap;

use proptest::prelude::{Just, Strategy, prop_oneof, proptest};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::trying::{NOW, payload, reply_at};
use super::{APIS, Ask, Reply, answer, api_traits};
use crate::catalogue::Catalogue;
use crate::catalogue::index::Indexes;
use crate::catalogue::showcase::SHOWCASE;
use crate::pictures::picture;
use crate::shape::{Shape, render};

const DROPSHIP: &str = "aliexpress.ds.product.get";
const AFFILIATE: &str = "aliexpress.affiliate.productdetail.get";

fn texts<'a>(value: &'a Value, into: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => into.push(text),
        Value::Array(list) => list.iter().for_each(|entry| texts(entry, into)),
        Value::Object(fields) => fields.values().for_each(|field| texts(field, into)),
        _ => {}
    }
}

fn id(number: u64) -> String {
    (1_005_006_000_000_000 + number).to_string()
}

/// If this fails, a catalogue that people know has changed: histories they kept no longer
/// fit it. Change the constant only for a reason worth that, and say so in the changelog.
#[test]
fn the_catalogue_is_the_same_today_as_when_it_was_made() {
    let mut hash = Sha256::new();
    for now in ["2026-01-01T00:00:00Z", NOW, "2030-06-15T12:00:00Z"] {
        for number in (1..40).chain([777, 4321]) {
            for (country, currency, language) in
                [("FR", "EUR", "en_US"), ("US", "USD", "zh_CN"), ("KR", "KRW", "ko_KR")]
            {
                let params = [
                    ("product_id", &*id(number)),
                    ("ship_to_country", country),
                    ("target_currency", currency),
                    ("target_language", language),
                ];
                let Reply::Payload(answer) = reply_at(now, DROPSHIP, &params) else {
                    panic!("{params:?} was refused");
                };
                hash.update(answer.to_string());
            }
        }
    }
    let hash = hex::encode(hash.finalize());
    assert_eq!(hash, "d0c1455a7e9e3f4da789b73dd21511d9b626a7354d1d2e653e7b56380959a421");
}

#[test]
fn every_exhibit_exists_once_and_answers() {
    let mut ids: Vec<u64> = SHOWCASE.iter().map(|exhibit| exhibit.id).collect();
    ids.dedup();
    assert_eq!(ids.len(), SHOWCASE.len());
    for exhibit in SHOWCASE {
        let params =
            [("product_id", &*exhibit.id.to_string()), ("ship_to_country", "US")];
        let answer = payload(DROPSHIP, &params);
        assert_eq!(answer["rsp_code"], 200, "{}", exhibit.en);
        assert!(!exhibit.zh.is_empty());
    }
}

#[test]
fn every_picture_in_an_answer_can_be_drawn() {
    for number in 1..80 {
        let params = [("product_id", &*id(number)), ("ship_to_country", "AE")];
        let answer = payload(DROPSHIP, &params);
        if answer["rsp_code"] != 200 {
            continue;
        }
        let mut found = Vec::new();
        texts(&answer, &mut found);
        let pictures = found
            .iter()
            .flat_map(|text| text.split([';', '"', ' ']))
            .filter_map(|text| text.strip_prefix("http://sandbox.test"))
            .filter(|path| path.starts_with("/kf/"));
        let mut count = 0;
        for path in pictures {
            assert!(picture(&format!("{path}_16x16.png")).is_some(), "{path}");
            count += 1;
        }
        assert!(count >= 12, "item {number} shows {count} pictures");
    }
}

#[test]
fn the_two_families_agree_on_price_and_shop() {
    for number in 13..120 {
        let id = id(number);
        let affiliate = payload(
            AFFILIATE,
            &[("product_ids", &id), ("target_currency", "EUR"), ("country", "FR")],
        );
        let product = &affiliate["resp_result"]["result"]["products"]["product"][0];
        if product.is_null() {
            continue;
        }
        let dropship = payload(
            DROPSHIP,
            &[("product_id", &id), ("target_currency", "EUR"), ("ship_to_country", "FR")],
        );
        let result = &dropship["result"];
        let sku_id = product["sku_id"].to_string();
        let skus = result["ae_item_sku_info_dtos"]["ae_item_sku_info_d_t_o"].as_array();
        let sku = skus.unwrap().iter().find(|sku| sku["sku_id"] == *sku_id).unwrap();
        assert_eq!(sku["offer_sale_price"], product["target_sale_price"], "{id}");
        assert_eq!(sku["sku_price"], product["target_original_price"], "{id}");
        assert_eq!(result["ae_store_info"]["store_id"], product["shop_id"], "{id}");
        assert_eq!(
            result["ae_item_base_info_dto"]["category_id"],
            product["second_level_category_id"]
        );
    }
}

#[test]
fn documentation_shaped_answers_hold_no_scalar_but_texts() {
    fn scalars(value: &Value, path: &str) {
        match value {
            Value::Object(fields) => {
                for (name, field) in fields {
                    // The one number that the documentation itself prints as one.
                    if name != "sub_product_id" {
                        scalars(field, &format!("{path}.{name}"));
                    }
                }
            }
            Value::Array(list) => list.iter().for_each(|entry| scalars(entry, path)),
            Value::String(_) => {}
            scalar => panic!("{path} is {scalar}"),
        }
    }
    for number in 1..60 {
        let params = [("product_id", &*id(number)), ("ship_to_country", "FR")];
        let answer = payload(DROPSHIP, &params);
        scalars(&render(DROPSHIP, answer, "r", "t", Shape::Documentation), "");
    }
}

#[test]
fn every_api_is_known_to_the_gateway_under_one_name() {
    for api in APIS {
        assert_eq!(api_traits(api.method), Some(api.traits), "{}", api.method);
        let same = APIS.iter().filter(|other| other.method == api.method).count();
        assert_eq!(same, 1, "{} is listed {same} times", api.method);
    }
    assert_eq!(api_traits("aliexpress.no.such.api"), None);
}

#[test]
fn a_body_can_be_had_without_a_server() {
    let now = NOW.parse().unwrap();
    let params = |id: &str| BTreeMap::from([("product_ids".to_owned(), id.to_owned())]);
    let catalogue = Catalogue::synthetic(7, 3);
    let body = catalogue.body(AFFILIATE, &params(&id(1)), now, Shape::Wrapped).unwrap();
    let inside = &body["aliexpress_affiliate_productdetail_get_response"];
    assert_eq!(inside["resp_result"]["resp_code"], 200, "{body}");
    assert_eq!(inside["_synthetic_"], true);
    assert_eq!(catalogue.body(AFFILIATE, &BTreeMap::new(), now, Shape::Wrapped), None);
    assert_eq!(catalogue.body("no.such", &params("1"), now, Shape::Wrapped), None);
}

#[test]
fn prices_move_with_the_clock_and_come_back_with_it() {
    let at = |now: &str| {
        let params = [("product_id", "1234567890"), ("ship_to_country", "US")];
        reply_at(now, DROPSHIP, &params)
    };
    let days: Vec<Reply> =
        (1..=28).map(|day| at(&format!("2026-11-{day:02}T09:00:00Z"))).collect();
    assert!(days.windows(2).any(|pair| pair[0] != pair[1]), "nothing moved in November");
    for (day, answer) in (1..29).zip(&days).rev() {
        assert_eq!(at(&format!("2026-11-{day:02}T09:00:00Z")), *answer, "day {day}");
    }
}

/// Values that a caller may send, most of them wrong for most parameters.
fn a_value() -> impl Strategy<Value = String> {
    let usual =
        ["1005006000000001", "3256805813685249", "FR", "us", "EUR", "KRW", "zh_CN"];
    let odd =
        ["", "0", "-1", "18446744073709551615", "1e9", ",,", "50", "SALE_PRICE_ASC"];
    let words: Vec<String> =
        usual.iter().chain(&odd).map(|word| (*word).to_owned()).collect();
    let request = (0_u64..=u64::MAX, "[A-Z]{0,3}").prop_map(|(number, country)| {
        json!({ "quantity": number, "productId": "1005006000000001", "currency": "VND",
            "selectedSkuId": "12000036000000001", "shipToCountry": country })
        .to_string()
    });
    prop_oneof![
        4 => proptest::sample::select(words),
        1 => ".{0,24}",
        1 => request,
        1 => Just("卫衣".to_owned()),
        1 => Just("DS bestseller".to_owned()),
        1 => Just("GIF89a;".to_owned()),
        1 => Just(r#"{"image_base64":"R0lGODlhOw==","sort_type":"price"}"#.to_owned()),
    ]
}

proptest! {
    #[test]
    fn nothing_that_is_sent_and_no_time_makes_an_api_fall_over(
        api in 0..APIS.len(),
        seconds in -377_705_000_000_i64..253_402_000_000,
        values in proptest::collection::vec(a_value(), 34),
    ) {
        let names = [
            "product_id", "ship_to_country", "target_currency", "target_language",
            "product_ids", "country", "tracking_id", "productId", "fields", "currency",
            "queryDeliveryReq", "keyWord", "local", "countryCode", "pageSize", "pageIndex",
            "sortBy", "page_no", "page_size", "min_sale_price", "source_values",
            "promotion_link_type", "sku_ids", "delivery_days", "param0", "feed_name",
            "search_id", "sort", "category_id", "device_id", "sku_id", "keywords",
            "promotion_name", "product_cnt",
        ];
        let params: BTreeMap<String, String> =
            names.map(str::to_owned).into_iter().zip(values).collect();
        let ask = Ask {
            method: APIS[api].method,
            params: &params,
            now: jiff::Timestamp::from_second(seconds).unwrap(),
            base_url: "http://sandbox.test",
            files: &[("image_file_bytes".to_owned(), params["fields"].clone().into_bytes())],
            indexes: &Indexes::default(),
        };
        if let Reply::Payload(payload) = answer(&ask, &Catalogue::synthetic(1, 40)) {
            assert!(payload.is_object(), "{payload}");
        }
    }
}
