//! `aliexpress.ds.product.wholesale.get`: one item as `ds.product.get` tells it, with what a
//! variant costs when many are bought.

use serde_json::{Value, json};

use super::{Api, ApiTraits, Ask, DROPSHIP, Reply, ds_product_get};
use crate::catalogue::Catalogue;
use crate::catalogue::money::Currency;

pub(super) const API: Api = Api {
    method: "aliexpress.ds.product.wholesale.get",
    traits: ApiTraits {
        permission: DROPSHIP,
        needs_token: true,
        required: &["product_id", "ship_to_country"],
    },
    answer,
};

/// From how many pieces on, and what is then taken off, in percent.
const TIERS: [(u64, u32); 3] = [(3, 4), (10, 9), (50, 16)];

fn answer(ask: &Ask<'_>, catalogue: &Catalogue) -> Result<Value, Reply> {
    let mut answer = ds_product_get::answer(ask, catalogue)?;
    let result = &mut answer["result"];
    let is_wholesale = result["has_whole_sale"] == true;
    let skus = &mut result["ae_item_sku_info_dtos"]["ae_item_sku_info_d_t_o"];
    if let Some(skus) = skus.as_array_mut().filter(|_| is_wholesale) {
        for sku in skus {
            sku["wholesale_price_tiers"] = tiers(sku).into();
        }
    }
    Ok(answer)
}

/// No genuine answer has been recorded. The documents list the tiers bare, as texts, and the
/// discount as a share; the quotes they print within a price are taken for a slip.
fn tiers(sku: &Value) -> Vec<Value> {
    let price = sku["offer_sale_price"].as_str().and_then(|price| price.parse().ok());
    let currency = sku["currency_code"].as_str().and_then(Currency::find);
    let (Some(price), Some(currency)) = (price, currency) else { return Vec::new() };
    TIERS
        .into_iter()
        .map(|(pieces, percent)| {
            json!({
                "min_quantity": pieces,
                "discount": format!("0.{percent:02}"),
                "wholesale_price": currency.less(price, percent),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use crate::answers::trying::payload;

    #[test]
    fn many_cost_less_each_where_there_is_wholesale_at_all() {
        let mut seen = [0, 0];
        for number in 13..200_u64 {
            let id = (1_005_006_000_000_000 + number).to_string();
            let params = [("product_id", &*id), ("ship_to_country", "US")];
            let answer = payload("aliexpress.ds.product.wholesale.get", &params);
            let result = &answer["result"];
            let wholesale = result["has_whole_sale"] == true;
            let skus =
                result["ae_item_sku_info_dtos"]["ae_item_sku_info_d_t_o"].as_array();
            for sku in skus.into_iter().flatten() {
                let tiers = sku["wholesale_price_tiers"].as_array();
                assert_eq!(tiers.is_some(), wholesale, "{id}");
                let each: Vec<Decimal> = tiers
                    .into_iter()
                    .flatten()
                    .map(|tier| {
                        tier["wholesale_price"].as_str().unwrap().parse().unwrap()
                    })
                    .collect();
                let one = sku["offer_sale_price"].as_str().unwrap().parse().unwrap();
                assert!(each.iter().all(|price| *price <= one), "{each:?} {one}");
                assert!(each.is_sorted_by(|less, more| less >= more), "{each:?}");
            }
            seen[usize::from(wholesale)] += 1;
        }
        assert!(seen.iter().all(|&count| count > 5), "{seen:?}");
    }
}
