//! The bodies that are served: made here, after the shapes of the platform's replies.

use std::fmt::Write as _;

use bytes::Bytes;

/// The id that all bodies are of.
pub(crate) const ID: &str = "1005006000000001";

/// What the clients call with: what a sandbox knows, so that it can be called as well.
pub(crate) const APP_KEY: &str = "12345678";
pub(crate) const APP_SECRET: &str = "helloworld";
pub(crate) const ACCESS_TOKEN: &str = "50000_SANDBOX_TOKEN";

/// How many SKUs the large body has: seven colours in seven sizes.
pub(crate) const SKUS: usize = 49;

/// What the tutorials' endpoint answers: one flat item, about 1.4 KB.
pub(crate) fn flat() -> String {
    let images: Vec<String> =
        (0..8).map(|n| format!("\"{}\"", image("main", n))).collect();
    format!(
        r#"{{"item_get_response":{{"item":{{"productId":"1005006000000001","title":"Synthetic lamp with a bamboo stand, warm light, three steps","price":"19.90","originalPrice":"39.80","currency":"USD","discount":"50%","stock":"1204","saleCount":"5000+","rating":"4.7","reviewCount":"812","storeId":"1100000001","storeName":"Synthetic Light Store","shipFrom":"CN","imageUrl":"{}","images":[{}],"description":"{}"}},"request_id":"2101000000000000000000001"}}}}"#,
        image("main", 0),
        images.join(","),
        "A lamp that exists only in this benchmark. ".repeat(16).trim_end(),
    )
}

/// The large item where the tutorials' program looks for its item: about 30 KB.
pub(crate) fn large_item_get() -> String {
    format!(r#"{{"item_get_response":{{"item":{}}}}}"#, result())
}

/// The large item as `aliexpress.ds.product.get` answers: about 30 KB.
pub(crate) fn large_iop() -> String {
    format!(
        r#"{{"aliexpress_ds_product_get_response":{{"result":{},"rsp_code":200,"rsp_msg":"Call succeeds","request_id":"2101000000000000000000002","_trace_id_":"2140000000000000000000000000"}}}}"#,
        result()
    )
}

/// The large item under the id that a call's form asks for.
pub(crate) fn of_item(large_iop: Bytes, form: &[u8]) -> Bytes {
    let form = String::from_utf8_lossy(form);
    match form.split('&').find_map(|pair| pair.strip_prefix("product_id=")) {
        Some(id) if id != ID => {
            String::from_utf8_lossy(&large_iop).replace(ID, id).into_bytes().into()
        }
        _ => large_iop,
    }
}

fn result() -> String {
    let mut skus = String::new();
    for n in 0..SKUS {
        let comma = if n == 0 { "" } else { "," };
        write!(skus, "{comma}{}", sku(n)).expect("a String takes all");
    }
    let images: Vec<String> = (0..6).map(|n| image("main", n)).collect();
    let properties: Vec<String> = (0..12)
        .map(|n| {
            format!(
                r#"{{"attr_name_id":{},"attr_value_id":{},"attr_name":"Property {n}","attr_value":"Value {n}"}}"#,
                200_000_000 + n,
                300_000_000 + n
            )
        })
        .collect();
    let detail = "<p>A lamp that exists only in this benchmark.</p>".repeat(12);
    format!(
        r#"{{"ae_item_sku_info_dtos":{{"ae_item_sku_info_d_t_o":[{skus}]}},"ae_multimedia_info_dto":{{"image_urls":"{}"}},"package_info_dto":{{"package_width":27,"package_height":7,"package_length":39,"gross_weight":"0.213","package_type":false,"product_unit":100000015}},"logistics_info_dto":{{"delivery_time":7,"ship_to_country":"US"}},"product_id_converter_result":{{"main_product_id":1005006000000001,"sub_product_id":"{{\"US\":3256805813685249}}"}},"ae_item_base_info_dto":{{"mobile_detail":"{{\"version\":\"2.0.0\",\"moduleList\":[]}}","subject":"Synthetic lamp with a bamboo stand, warm light, three steps","evaluation_count":"812","sales_count":"5000+","product_status_type":"onSelling","avg_evaluation_rating":"4.7","currency_code":"CNY","category_id":154002,"product_id":1005006000000001,"detail":"{detail}"}},"has_whole_sale":false,"ae_item_properties":{{"ae_item_property":[{}]}},"ae_store_info":{{"store_id":1100000001,"shipping_speed_rating":"4.7","communication_rating":"4.6","store_name":"Synthetic Light Store","store_country_code":"CN","item_as_described_rating":"4.5"}}}}"#,
        images.join(";"),
        properties.join(","),
    )
}

fn sku(n: usize) -> String {
    const COLOURS: [&str; 7] =
        ["Amber", "Black", "Coral", "Denim", "Ebony", "Flax", "Green"];
    let (colour, size) = (n / 7, n % 7);
    let attr = format!("14:{}#{};5:{}", 29 + colour, COLOURS[colour], 361_385 + size);
    let image = image("sku", colour);
    format!(
        r#"{{"sku_attr":"{attr}","offer_sale_price":"{}.90","sku_id":"{}","price_include_tax":false,"currency_code":"USD","sku_price":"{}.80","offer_bulk_sale_price":"{}.90","sku_available_stock":{},"id":"{attr}","ae_sku_property_dtos":{{"ae_sku_property_d_t_o":[{{"sku_property_value":"{}","sku_image":"{image}","sku_property_name":"Color",{}"property_value_id":{},"sku_property_id":14}},{{"sku_property_value":"Size {size}","sku_property_name":"Size","property_value_id":{},"sku_property_id":5}}]}}}}"#,
        19 + size,
        12_000_036_014_218_200_u64 + n as u64,
        39 + size,
        19 + size,
        n * 3,
        COLOURS[colour],
        // Not every seller gives the values names of his own.
        if n.is_multiple_of(2) {
            format!(r#""property_value_definition_name":"{}","#, COLOURS[colour])
        } else {
            String::new()
        },
        29 + colour,
        361_385 + size,
    )
}

fn image(kind: &str, n: usize) -> String {
    format!("https://img.example/{kind}/{n:04}.jpg")
}
