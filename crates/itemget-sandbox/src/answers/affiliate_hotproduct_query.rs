//! `aliexpress.affiliate.hotproduct.query`: the same pages, of products with a higher
//! commission.

use super::affiliate_pages::query;
use super::affiliate_product::is_hot;
use super::{Api, ApiTraits};

pub(super) const API: Api = Api {
    method: "aliexpress.affiliate.hotproduct.query",
    traits: ApiTraits { permission: "Advanced API", needs_token: false, required: &[] },
    answer: |ask, catalogue| query(ask, catalogue, is_hot),
};

#[cfg(test)]
mod tests {
    use crate::answers::trying::payload;

    #[test]
    fn hot_products_pay_a_higher_commission() {
        let answer = payload("aliexpress.affiliate.hotproduct.query", &[]);
        let products = &answer["resp_result"]["result"]["products"]["product"];
        for product in products.as_array().unwrap() {
            assert_ne!(product["hot_product_commission_rate"], "0.0%");
        }
    }
}
