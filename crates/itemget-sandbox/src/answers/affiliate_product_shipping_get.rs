//! `aliexpress.affiliate.product.shipping.get`: what it costs to have a variant brought, and
//! in how many days.
//!
//! No reply of the platform's has been seen. The names are those of the documents, which
//! show every value as a text; the currency's is that of `sku.detail.get`, by analogy.

use serde_json::{Value, json};

use super::affiliate_result::{given, refused};
use super::asked::invalid;
use super::{Api, ApiTraits, Ask, Reply};
use crate::catalogue::Catalogue;

pub(super) const API: Api = Api {
    method: "aliexpress.affiliate.product.shipping.get",
    traits: ApiTraits {
        permission: "Advanced API",
        needs_token: false,
        required: &["product_id", "sku_id", "ship_to_country"],
    },
    answer,
};

fn answer(ask: &Ask<'_>, catalogue: &Catalogue) -> Result<Value, Reply> {
    let id = ask.parsed::<u64>("product_id")?.ok_or_else(|| invalid("product_id"))?;
    let sku_id = ask.parsed::<u64>("sku_id")?.ok_or_else(|| invalid("sku_id"))?;
    let view = ask.view("ship_to_country", "target_currency", "target_language")?;
    let country = view.country.ok_or_else(|| invalid("ship_to_country"))?;
    let item = catalogue.find_at(id, ask.now).filter(|item| item.is_promoted(&view));
    let variant = item.as_ref().and_then(|item| Some((item, item.variant(sku_id)?)));
    let delivery = variant.and_then(|(item, variant)| {
        let cheapest = item.deliveries(&variant, &country, 1).first().copied()?;
        Some((cheapest, variant.ships_from()))
    });
    let Some((delivery, from)) = delivery else {
        return Ok(refused(405, "The result is empty"));
    };
    let (least, most) = delivery.days;
    let result = json!({
        "shipping_fee": view.currency.text(delivery.fen),
        "currency": view.currency.code,
        "delivery_days": format!("{least}-{most}"),
        "min_delivery_days": least.to_string(),
        "max_delivery_days": most.to_string(),
        "ship_from_country": from,
    });
    Ok(given(Some("Call succeeds"), result))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::answers::trying::payload;

    fn shipping(product: &str, sku: &str, country: &str) -> Value {
        let params = [
            ("product_id", product),
            ("sku_id", sku),
            ("ship_to_country", country),
            ("target_currency", "EUR"),
        ];
        payload("aliexpress.affiliate.product.shipping.get", &params)["resp_result"]
            .clone()
    }

    #[test]
    fn fee_and_days_are_those_of_the_cheapest_service() {
        let answer = shipping("1005006000000001", "12000036000000001", "FR");
        let request = serde_json::json!({ "quantity": 1, "shipToCountry": "FR", "currency": "EUR",
            "productId": "1005006000000001", "selectedSkuId": "12000036000000001" });
        let options = payload(
            "aliexpress.ds.freight.query",
            &[("queryDeliveryReq", &request.to_string())],
        );
        let first = &options["result"]["delivery_options"]["delivery_option_d_t_o"][0];
        let fee = first["shipping_fee_cent"].as_str().unwrap_or("0.00");
        assert_eq!(answer["result"]["shipping_fee"], fee);
        let days = first["min_delivery_days"].to_string();
        assert_eq!(answer["result"]["min_delivery_days"], days);
    }

    #[test]
    fn what_is_not_brought_there_has_no_fee() {
        for (product, sku, country) in [
            ("1005006000000001", "12000036000000021", "FR"),
            ("1005006000000004", "12000036000000193", "FR"),
            ("1005006000000001", "1", "US"),
            ("1", "12000036000000001", "US"),
        ] {
            assert_eq!(
                shipping(product, sku, country)["resp_code"],
                405,
                "{product} {sku}"
            );
        }
    }
}
