//! `aliexpress.affiliate.hotproduct.query`: the same pages, of products with a higher
//! commission.

use super::affiliate_pages::{Listing, QUERY, query};
use super::{Api, ApiTraits};
use crate::catalogue::index::Shelf;

pub(super) const API: Api = Api {
    method: "aliexpress.affiliate.hotproduct.query",
    traits: ApiTraits { permission: "Advanced API", needs_token: false, required: &[] },
    answer: |ask, catalogue| query(ask, catalogue, HOT, |_| true),
};

const HOT: Listing = Listing { shelf: Shelf::Hot, ..QUERY };

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
