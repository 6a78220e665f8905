//! `decode`: our own bodies of every shape are known by their looks.

use itemget::{Contents, Decoded, Shape, decode};

use crate::fixtures::{body, france, reply};

fn read(body: impl Into<bytes::Bytes>) -> Decoded {
    decode(&body.into(), reply("").observed_at, france()).unwrap()
}

fn known(decoded: &Decoded) -> (Option<&str>, Shape, usize) {
    let items = match &decoded.contents {
        Contents::Items(items) => items.len(),
        _ => 0,
    };
    (decoded.api.as_deref(), decoded.shape, items)
}

#[test]
fn every_body_of_ours_is_known_for_what_it_is() {
    for (method, folder, items) in [
        ("aliexpress.ds.product.get", "ds_product_get", 1),
        ("aliexpress.affiliate.productdetail.get", "affiliate_productdetail_get", 2),
    ] {
        for (shape, name) in [
            (Shape::Wrapped, "wrapped"),
            (Shape::Hybrid, "hybrid"),
            (Shape::Simplified, "simplified"),
            (Shape::Documentation, "documentation"),
        ] {
            let decoded = read(body(&format!("{folder}/{name}.json")));
            assert_eq!(known(&decoded), (Some(method), shape, items), "{folder} {name}");
            assert_eq!(shape.code(), name);
        }
    }
}

#[test]
fn a_part_that_somebody_cut_out_is_read_too() {
    let whole: serde_json::Value =
        serde_json::from_slice(&body("ds_product_get/simplified.json")).unwrap();
    let dropship = Some("aliexpress.ds.product.get");
    let result = read(whole["result"].to_string());
    assert_eq!(known(&result), (dropship, Shape::Part, 1));

    let skus = &whole["result"]["ae_item_sku_info_dtos"];
    let block = read(format!(r#"{{"ae_item_sku_info_d_t_o":{skus}}}"#));
    assert_eq!(known(&block), (dropship, Shape::Part, 0));
    let Contents::Variants(variants) = block.contents else { panic!("{block:?}") };
    assert_eq!(variants.skus.len(), 3);

    let rows: serde_json::Value =
        serde_json::from_slice(&body("affiliate_productdetail_get/simplified.json"))
            .unwrap();
    let rows = &rows["resp_result"]["result"]["products"];
    let affiliate = Some("aliexpress.affiliate.productdetail.get");
    assert_eq!(known(&read(rows.to_string())), (affiliate, Shape::Part, 2));
    assert_eq!(known(&read(rows[0].to_string())), (affiliate, Shape::Part, 1));
}

#[test]
fn a_token_is_known_and_never_shown() {
    let decoded = read(
        r#"{"access_token":"planted-access","refresh_token":"planted-refresh",
            "expires_in":86400,"code":"0","request_id":"2101"}"#,
    );
    assert_eq!(decoded.contents, Contents::Token);
    assert_eq!(decoded.shape, Shape::Simplified);
    assert!(!format!("{decoded:?}").contains("planted"), "{decoded:?}");
}

#[test]
fn an_empty_answer_has_no_items_and_another_methods_is_named() {
    let empty = read(
        r#"{"aliexpress_affiliate_productdetail_get_response":{"resp_result":{
            "resp_code":200,"result":{"current_record_count":0,"products":{}}}}}"#,
    );
    assert_eq!(empty.contents, Contents::Items(Vec::new()));
    let other = read(r#"{"aliexpress_ds_order_tracking_get_response":{"result":{}}}"#);
    assert_eq!(other.contents, Contents::Recognised);
    assert_eq!(other.api.as_deref(), Some("aliexpress.ds.order.tracking.get"));
    for nothing in ["{}", "[]", "5", "\"text\"", "null", r#"{"feeds":[1]}"#] {
        let decoded = read(nothing);
        assert_eq!(
            (decoded.api, decoded.contents),
            (None, Contents::Unknown),
            "{nothing}"
        );
    }
}

#[test]
fn a_row_without_a_readable_id_is_nobodys() {
    let decoded = read(
        r#"{"resp_result":{"result":{"products":[
            {"product_id":"none","product_title":"A","target_sale_price":"1.00"},
            {"product_id":1005006000000017,"product_title":"B"}, 7]}}}"#,
    );
    let places: Vec<&str> = decoded.unread.iter().map(|it| it.path.as_str()).collect();
    assert_eq!(
        places,
        ["resp_result.result.products[2]", "resp_result.result.products[0].product_id"]
    );
    assert_eq!(known(&decoded).2, 1);
}
