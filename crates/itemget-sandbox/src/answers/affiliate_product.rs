//! The product object that the affiliate APIs share.

use serde_json::{Value, json};

use super::Ask;
use super::asked::View;
use crate::catalogue::item::{Item, Purpose, State};
use crate::catalogue::money::SELLER;
use crate::catalogue::prices::Quote;
use crate::catalogue::shops::Shop;

impl Item {
    /// Whether the affiliate APIs know it at all, for this country.
    pub(super) fn is_promoted(&self, view: &View) -> bool {
        self.in_affiliate_programme
            && self.state != State::Offline
            && view.country.is_none_or(|country| self.prohibited(&country).is_none())
    }
}

/// The product object. `id` is the one it was asked for under, of either site.
pub(super) fn product(ask: &Ask<'_>, view: &View, item: &Item, id: u64) -> Value {
    let shop = Shop::of_item(item.seed, item.id);
    let (variant, quote) = item.cheapest(ask.now);
    let quote = view.local(item, quote);
    let pictures = ask.pictures(item);
    let url = ask.item_url(id);
    let percent = |permille: u64| format!("{}.{}%", permille / 10, permille % 10);
    let mut product = json!({
        "product_id": id,
        "sku_id": variant.sku_id(),
        "product_title": item.title(view.language),
        "first_level_category_id": item.root.id,
        "first_level_category_name": view.language.choose(item.root.name),
        "second_level_category_id": item.leaf.id,
        "second_level_category_name": view.language.choose(item.leaf.name),
        "product_main_image_url": pictures[0],
        "product_small_image_urls": { "string": pictures },
        "product_video_url": "",
        "product_detail_url": url,
        "original_price": SELLER.text(quote.list),
        "original_price_currency": SELLER.code,
        "sale_price": SELLER.text(quote.sale),
        "sale_price_currency": SELLER.code,
        "target_original_price": view.currency.text(quote.list),
        "target_original_price_currency": view.currency.code,
        "target_sale_price": view.currency.text(quote.sale),
        "target_sale_price_currency": view.currency.code,
        "discount": format!("{}%", (quote.list - quote.sale) * 100 / quote.list),
        "commission_rate": percent(item.commission_permille),
        "hot_product_commission_rate": percent(item.hot_permille()),
        "evaluate_rate": item.positive_permille(ask.now).map(percent).unwrap_or_default(),
        "lastest_volume": item.units_sold_in_30_days(ask.now),
        "tax_rate": "0.00",
        "shop_id": shop.id,
        "shop_name": shop.name,
        "shop_url": ask.shop_url(&shop),
    });
    if let Some(app_sale) = app_price(item, quote) {
        product["app_sale_price"] = SELLER.text(app_sale).into();
        product["app_sale_price_currency"] = SELLER.code.into();
        product["target_app_sale_price"] = view.currency.text(app_sale).into();
        product["target_app_sale_price_currency"] = view.currency.code.into();
    }
    if let Some(tracking_id) = ask.param("tracking_id") {
        product["promotion_link"] = ask.promotion_link(&url, tracking_id).into();
    }
    if item.has_video {
        let media = 5_000_200_000_000 + item.id % 1_000_000_000;
        product["product_video_url"] =
            format!("{}/play/{media}.mp4", ask.base_url).into();
    }
    if let Some(country) = view.country {
        let (_, days) = country.days(variant.ships_from());
        product["ship_to_days"] =
            format!("Ship to {} in {days} days", country.code()).into();
    }
    product
}

/// The price in the platform's phone app: none for some, lower for a few.
fn app_price(item: &Item, quote: Quote) -> Option<u64> {
    match item.chance(Purpose::Affiliate, [0, 0]).below(10) {
        0..3 => None,
        3 => Some((quote.sale * 97 / 100).max(1)),
        _ => Some(quote.sale),
    }
}
