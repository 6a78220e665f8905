//! How old an answer may be where the caller does not say: one table, with its reasons.

use std::time::Duration;

use crate::item::Group;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// How old a group's fields may be before they are asked for again.
///
/// | group | age | because |
/// |---|---|---|
/// | basics | 7 days | a shop rewords a title or changes a picture now and then |
/// | trade | 12 hours | the platform counts sales and ratings once a day |
/// | logistics | 6 hours | carriers and fees change with the day's campaigns |
/// | price | 15 minutes | campaigns and coupons begin and end on the hour |
/// | stock | 15 minutes | what sells well is gone within the hour |
/// | variants | 15 minutes | each variant has a price and a stock |
pub fn default_age(group: Group) -> Duration {
    match group {
        Group::Basics => 7 * DAY,
        Group::Trade => 12 * HOUR,
        Group::Logistics => 6 * HOUR,
        Group::Price | Group::Stock | Group::Variants => 15 * MINUTE,
    }
}

/// How old the answer of a method may be, where no groups were asked for.
///
/// | methods | age | because |
/// |---|---|---|
/// | categories, shipping of the affiliate API | as basics, as logistics | it is what they tell |
/// | names of feeds and promotions | 1 day | they are announced by the day |
/// | what is in a feed or promotion, searches | 30 minutes | ranks move, prices with them |
/// | links | 1 day | a link stays the same and can be switched off |
/// | freight | as logistics | it is what it tells |
/// | all others, those of items among them | as price | the shortest of what they tell |
pub fn default_age_of_method(method: &str) -> Duration {
    let table = [
        (".category.get", default_age(Group::Basics)),
        (".freight.query", default_age(Group::Logistics)),
        (".shipping.get", default_age(Group::Logistics)),
        (".feedname.get", DAY),
        (".featuredpromo.get", DAY),
        (".link.generate", DAY),
        (".feed.itemids.get", 30 * MINUTE),
        (".featuredpromo.products.get", 30 * MINUTE),
        (".text.search", 30 * MINUTE),
        (".image.search", 30 * MINUTE),
        (".image.searchV2", 30 * MINUTE),
        (".product.query", 30 * MINUTE),
        (".hotproduct.query", 30 * MINUTE),
        (".product.smartmatch", 30 * MINUTE),
    ];
    let known = table.iter().find(|(ending, _)| method.ends_with(ending));
    known.map_or(default_age(Group::Price), |(_, age)| *age)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_has_the_age_of_what_it_tells() {
        for (method, age) in [
            ("aliexpress.ds.product.get", 15 * MINUTE),
            ("aliexpress.affiliate.productdetail.get", 15 * MINUTE),
            ("aliexpress.affiliate.product.sku.detail.get", 15 * MINUTE),
            ("aliexpress.affiliate.category.get", 7 * DAY),
            ("aliexpress.ds.category.get", 7 * DAY),
            ("aliexpress.ds.freight.query", 6 * HOUR),
            ("aliexpress.affiliate.product.query", 30 * MINUTE),
            ("aliexpress.affiliate.link.generate", DAY),
            ("portals.open/api.item.get", 15 * MINUTE),
            ("a.method.of.tomorrow", 15 * MINUTE),
        ] {
            assert_eq!(default_age_of_method(method), age, "{method}");
        }
    }
}
