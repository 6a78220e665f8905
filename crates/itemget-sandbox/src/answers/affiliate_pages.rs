//! Pages of affiliate products that match: what `product.query` and `hotproduct.query` have
//! in common.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::affiliate_product::product;
use super::affiliate_result::{given, refused};
use super::search::{Order, Search, page, words};
use super::tree::{with, wrapped};
use super::{Ask, Reply};
use crate::catalogue::Catalogue;
use crate::catalogue::item::Item;
use crate::catalogue::places::Country;

/// However many are found, only the first five thousand can be paged through.
const MOST_RESULTS: usize = 5_000;
const MOST_A_PAGE: usize = 50;

/// Answers a query, of those items that `belongs` lets through.
pub(super) fn query(
    ask: &Ask<'_>,
    catalogue: &Catalogue,
    belongs: fn(&Item) -> bool,
) -> Result<Value, Reply> {
    let view = ask.view("ship_to_country", "target_currency", "target_language")?;
    let Some(order) = order(ask.param("sort")) else {
        return Ok(refused(402, "Sort input parameter error"));
    };
    let size = ask.parsed::<usize>("page_size")?.unwrap_or(20);
    let number = ask.parsed::<usize>("page_no")?.unwrap_or(1);
    if !(1..=MOST_A_PAGE).contains(&size) || number == 0 {
        return Ok(refused(402, "PageSize input parameter error"));
    }
    // Bounds come in hundredths of the currency, whatever decimals it is written with.
    let bound = |name: &str| -> Result<Option<Decimal>, Reply> {
        Ok(ask.parsed::<u32>(name)?.map(|cents| Decimal::new(i64::from(cents), 2)))
    };
    let mut categories = Vec::new();
    for id in ask.param("category_ids").unwrap_or_default().split(',').map(str::trim) {
        match id.parse() {
            Ok(id) => categories.push(id),
            Err(_) if id.is_empty() => {}
            Err(_) => return Ok(refused(402, "CategoryIds input parameter error")),
        }
    }
    let search = Search {
        view: &view,
        words: words(ask.param("keywords")),
        categories,
        least: bound("min_sale_price")?,
        most: bound("max_sale_price")?,
        order,
    };
    // A widely used client sends `None` here in so many letters, and is answered.
    let soon = ask.param("delivery_days").and_then(|days| days.parse::<u64>().ok());
    let hits = search.run(catalogue, ask.now, |item| {
        belongs(item) && item.is_promoted(&view) && arrives(item, view.country, soon)
    });
    let within = &hits[..hits.len().min(MOST_RESULTS)];
    let products: Vec<Value> = page(within, number, size)
        .iter()
        .map(|hit| product(ask, &view, &hit.item, hit.item.id))
        .collect();
    // Also the page after the last one answers so.
    if products.is_empty() {
        return Ok(refused(405, "The result is empty"));
    }
    let counts = json!({
        "current_record_count": products.len(),
        "total_record_count": hits.len(),
        "current_page_no": number,
    });
    Ok(given(None, with(counts, "products", wrapped("product", products))))
}

fn order(sort: Option<&str>) -> Option<Order> {
    Some(match sort {
        None => Order::Relevance,
        Some("SALE_PRICE_ASC") => Order::PriceUp,
        Some("SALE_PRICE_DESC") => Order::PriceDown,
        Some("LAST_VOLUME_ASC") => Order::VolumeUp,
        Some("LAST_VOLUME_DESC") => Order::VolumeDown,
        Some("DISCOUNT_ASC") => Order::DiscountUp,
        Some("DISCOUNT_DESC") => Order::DiscountDown,
        Some(_) => return None,
    })
}

/// Whether it is there within so many days, where that was asked.
fn arrives(item: &Item, country: Option<Country>, within: Option<u64>) -> bool {
    let (Some(country), Some(within)) = (country, within) else { return true };
    item.variants().any(|variant| {
        let from = variant.ships_from();
        country.is_reached_from(from) && country.days(from).0 <= within
    })
}
