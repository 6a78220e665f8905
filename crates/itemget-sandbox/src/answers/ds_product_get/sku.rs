//! One variant as `ds.product.get` lists it.

use serde_json::{Value, json};

use crate::answers::Ask;
use crate::answers::asked::View;
use crate::answers::tree::wrapped;
use crate::catalogue::item::Item;
use crate::catalogue::variants::Variant;

pub(super) fn sku(
    ask: &Ask<'_>,
    view: &View,
    item: &Item,
    variant: &Variant<'_>,
) -> Value {
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
