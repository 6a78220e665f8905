//! The affiliate answer that is served: a row for each id asked for.

use std::fmt::Write as _;

/// The ids of an affiliate call, from its form: joined by commas, as the form writes them.
pub(crate) fn asked(form: &[u8]) -> Option<&str> {
    let form = std::str::from_utf8(form).ok()?;
    form.split('&').find_map(|pair| pair.strip_prefix("product_ids="))
}

/// The reply with their rows.
pub(crate) fn rows(ids: &str) -> String {
    let mut rows = String::with_capacity(60_000);
    for id in ids.split("%2C") {
        let comma = if rows.is_empty() { "" } else { "," };
        write!(
            rows,
            r#"{comma}{{"product_id":{id},"product_title":"Synthetic lamp {id}","product_main_image_url":"https://img.example/{id}.jpg","product_small_image_urls":{{"string":["https://img.example/{id}/1.jpg","https://img.example/{id}/2.jpg"]}},"product_detail_url":"https://www.example/item/{id}.html","target_sale_price":"19.90","target_sale_price_currency":"USD","target_original_price":"39.80","target_original_price_currency":"USD","discount":"50%","lastest_volume":812,"evaluate_rate":"97.5%","commission_rate":"7.0%","first_level_category_id":39,"first_level_category_name":"Lights","shop_id":1100000001,"shop_url":"https://www.example/store/1100000001"}}"#
        )
        .expect("a String takes all");
    }
    format!(
        r#"{{"aliexpress_affiliate_productdetail_get_response":{{"resp_result":{{"result":{{"current_record_count":50,"products":{{"product":[{rows}]}}}},"resp_code":200,"resp_msg":"Call succeeds"}},"request_id":"2101000000000000000000003"}}}}"#
    )
}
