//! `aliexpress.affiliate.product.sku.detail.get`: prices and delivery of up to twenty
//! variants of one item. Stock is not among what it tells.

use serde_json::{Map, Value, json};

use super::asked::{View, invalid};
use super::{Api, ApiTraits, Ask, Reply};
use crate::catalogue::Catalogue;
use crate::catalogue::item::Item;
use crate::catalogue::places::Country;
use crate::catalogue::properties::{COLOUR, SIZE};
use crate::catalogue::shops::Shop;
use crate::catalogue::variants::Variant;

pub(super) const API: Api = Api {
    method: "aliexpress.affiliate.product.sku.detail.get",
    traits: ApiTraits {
        permission: "SKU Dimension API",
        needs_token: false,
        required: &[
            "product_id",
            "ship_to_country",
            "target_currency",
            "target_language",
        ],
    },
    answer,
};

const MOST_SKUS: usize = 20;

fn answer(ask: &Ask<'_>, catalogue: &Catalogue) -> Result<Value, Reply> {
    let id = ask.parsed::<u64>("product_id")?.ok_or_else(|| invalid("product_id"))?;
    let view = ask.view("ship_to_country", "target_currency", "target_language")?;
    let country = view.country.ok_or_else(|| invalid("ship_to_country"))?;
    let wanted = read_sku_ids(ask.param("sku_ids"))?;
    let found = catalogue.find_at(id, ask.now).filter(|item| item.is_promoted(&view));
    let Some(item) = found else {
        // No failure of this API has been recorded; it is the family's own.
        return Ok(json!({ "result": {
            "success": false, "code": 405, "msg": "The result is empty",
        }}));
    };
    let skus: Vec<Value> = item
        .variants()
        .filter(|variant| wanted.is_empty() || wanted.contains(&variant.sku_id()))
        .take(MOST_SKUS)
        .map(|variant| sku(ask, &view, &country, &item, &variant))
        .collect();
    let shop = Shop::of_item(item.seed, item.id);
    Ok(json!({ "result": { "success": true, "code": 200, "result": {
        "ae_item_info": {
            "product_id": id.to_string(),
            "title": item.title(view.language),
            "store_name": shop.name,
            "image_link": ask.pictures(&item)[0],
            "original_link": ask.item_url(id),
        },
        "ae_item_sku_info": { "traffic_sku_info_list": skus },
    }}}))
}

fn read_sku_ids(csv: Option<&str>) -> Result<Vec<u64>, Reply> {
    let mut ids = Vec::new();
    for text in csv.unwrap_or_default().split(',').map(str::trim) {
        if !text.is_empty() {
            ids.push(text.parse().or(Err(invalid("sku_ids")))?);
        }
    }
    if ids.len() > MOST_SKUS { Err(invalid("sku_ids")) } else { Ok(ids) }
}

fn sku(
    ask: &Ask<'_>,
    view: &View,
    country: &Country,
    item: &Item,
    variant: &Variant<'_>,
) -> Value {
    let quote = view.local(item, item.quote(variant, ask.now));
    let said: Map<String, Value> = variant
        .choices()
        .map(|(axis, chosen)| {
            let value =
                chosen.own_name.unwrap_or(view.language.choose(chosen.value.name));
            (view.language.choose(axis.property.name).to_owned(), value.into())
        })
        .collect();
    let mut sku = json!({
        "sku_id": variant.sku_id(),
        // JSON in a text, with names as people read them.
        "sku_properties": Value::from([Value::Object(said)].to_vec()).to_string(),
        "price_with_tax": view.currency.text(quote.list),
        "sale_price_with_tax": view.currency.text(quote.sale),
        "discount_rate": ((quote.list - quote.sale) * 100 / quote.list).to_string(),
        "currency": view.currency.code,
        "link": ask.item_url(item.id),
        "sku_image_link": ask
            .variant_picture(item, variant)
            .unwrap_or_else(|| ask.pictures(item).swap_remove(0)),
    });
    for (axis, chosen) in variant.choices() {
        let value = chosen.own_name.unwrap_or(view.language.choose(chosen.value.name));
        match axis.property.id {
            id if id == COLOUR.id => sku["color"] = value.into(),
            id if id == SIZE.id => sku["size"] = value.into(),
            _ => {}
        }
    }
    let delivery = item.deliveries(variant, country, 1).first().copied();
    if let Some(delivery) = delivery
        && ask
            .param("need_deliver_info")
            .is_some_and(|yes| yes.eq_ignore_ascii_case("yes"))
    {
        let fee = if delivery.fen == 0 {
            "0".to_owned()
        } else {
            view.currency.text(delivery.fen)
        };
        sku["shipping_fees"] = fee.into();
        sku["min_delivery_days"] = delivery.days.0.to_string().into();
        sku["max_delivery_days"] = delivery.days.1.to_string().into();
    }
    sku
}

#[cfg(test)]
mod tests {
    use insta::assert_json_snapshot;
    use serde_json::Value;

    use crate::answers::trying::payload;

    fn detail(id: &str, more: &[(&str, &str)]) -> Value {
        let mut params = vec![
            ("product_id", id),
            ("ship_to_country", "KR"),
            ("target_currency", "KRW"),
            ("target_language", "EN"),
        ];
        params.extend(more);
        payload("aliexpress.affiliate.product.sku.detail.get", &params)["result"].clone()
    }

    fn skus(answer: &Value) -> &Vec<Value> {
        answer["result"]["ae_item_sku_info"]["traffic_sku_info_list"].as_array().unwrap()
    }

    #[test]
    fn a_variant_is_told_with_its_delivery_and_without_stock() {
        let answer = detail(
            "1005006000000001",
            &[("sku_ids", "12000036000000002"), ("need_deliver_info", "Yes")],
        );
        assert_json_snapshot!(answer);
    }

    #[test]
    fn at_most_twenty_variants_are_told() {
        assert_eq!(skus(&detail("1005006000000006", &[])).len(), 20);
        assert_eq!(skus(&detail("1005006000000002", &[])).len(), 1);
        assert_eq!(detail("1005006000000005", &[])["success"], false);
    }
}
