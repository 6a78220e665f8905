//! Our JSON reader takes for JSON what `serde_json` takes for it, and decode never panics.

use itemget::{Contents, SkuId, decode};
use proptest::prelude::*;
use serde_json::Value;

use crate::fixtures::{body, france, reply};

/// Whether `decode` reads the text as JSON at all.
fn is_json(text: &[u8]) -> bool {
    let body = bytes::Bytes::copy_from_slice(text);
    decode(&body, reply("").observed_at, france()).is_ok()
}

fn is_json_to_serde(text: &[u8]) -> bool {
    // `IgnoredAny` and not `Value`: a number too large for a float is JSON all the same.
    serde_json::from_slice::<serde::de::IgnoredAny>(text).is_ok()
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        r#"["\\/\u{0}-\u{1f}é😀]{0,6}"#.prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(".{0,6}", inner, 0..6).prop_map(Value::from_iter),
        ]
    })
}

proptest! {
    #[test]
    fn whatever_serde_json_writes_is_read(value in json()) {
        prop_assert!(is_json(&serde_json::to_vec(&value).unwrap()));
        prop_assert!(is_json(&serde_json::to_vec_pretty(&value).unwrap()));
    }

    #[test]
    fn a_damaged_text_is_json_to_both_or_to_neither(
        value in json(), at in any::<prop::sample::Index>(), byte in any::<u8>(),
    ) {
        let mut text = serde_json::to_vec(&value).unwrap();
        let at = at.index(text.len());
        text[at] = byte;
        if std::str::from_utf8(&text).is_ok() {
            prop_assert_eq!(is_json(&text), is_json_to_serde(&text), "{:?}", text);
        }
    }

    #[test]
    fn a_title_is_read_as_serde_json_reads_it(title in "\\PC{1,40}[\"\\\\\n\t/é😀]{0,5}x") {
        prop_assume!(title.trim() != "null");
        let mut own: Value = serde_json::from_slice(&body("ds_product_get/wrapped.json"))?;
        own["aliexpress_ds_product_get_response"]["result"]["ae_item_base_info_dto"]
            ["subject"] = Value::from(title.clone());
        let body = serde_json::to_vec(&own)?.into();
        let decoded = decode(&body, reply("").observed_at, france())?;
        let Contents::Items(items) = decoded.contents else { panic!() };
        let basics = &items[0].basics.as_ref().unwrap().value;
        prop_assert_eq!(basics.title.as_ref(), Some(&title));
    }

    #[test]
    fn a_price_is_exact_or_absent(whole in 0_u64..10_000_000, cents in 0_u32..100) {
        let price = format!("{whole}.{cents:02}");
        for (written, expected) in [
            (format!("\"{price}\""), Some(price.clone())),
            (price.clone(), Some(price.clone())),
            (format!("\" {price} \""), Some(price.clone())),
            (format!("\"US ${price}\""), None),
            (format!("\"{price}-{price}\""), None),
            (format!("-{price}"), None),
            (format!("{whole}.{cents:02}e1"), None),
        ] {
            let body = format!(
                r#"{{"ae_item_sku_info_d_t_o":[{{"sku_id":1,"currency_code":"EUR",
                    "offer_sale_price":{written}}}]}}"#
            );
            let decoded = decode(&body.into(), reply("").observed_at, france())?;
            let Contents::Variants(variants) = decoded.contents else { panic!() };
            let read = variants.skus[0].sale_price.map(|price| price.amount.to_string());
            prop_assert_eq!(read, expected, "{}", written);
        }
    }

    #[test]
    fn an_id_is_exact_or_absent(id in 1_u64..=9_999_999_999_999_999_999) {
        for (written, expected) in [
            (format!("{id}"), Some(id)),
            (format!("\"{id}\""), Some(id)),
            (format!("{id}.0"), None),
            (format!("\"{id}.0\""), None),
            (format!("{id}e0"), None),
            (format!("-{id}"), None),
        ] {
            let body = format!(
                r#"{{"ae_item_sku_info_d_t_o":[{{"sku_id":{written},"sku_attr":""}}]}}"#
            );
            let decoded = decode(&body.into(), reply("").observed_at, france())?;
            let Contents::Variants(variants) = decoded.contents else { panic!() };
            let read = variants.skus[0].sku_id.map(SkuId::get);
            prop_assert_eq!(read, expected, "{}", written);
        }
    }
}
