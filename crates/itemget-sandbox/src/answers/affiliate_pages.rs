//! Pages of affiliate products that match: what the affiliate APIs that list products have
//! in common.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::affiliate_product::product;
use super::affiliate_result::{given, refused};
use super::search::{MOST_A_PAGE, Order, Search, words};
use super::tree::{with, wrapped};
use super::{Ask, Reply};
use crate::catalogue::Catalogue;
use crate::catalogue::index::{Row, Shelf};
use crate::catalogue::places::Country;

/// Which products a call is about, and what its parameters are named.
#[derive(Debug, Clone, Copy)]
pub(super) struct Listing {
    pub(super) shelf: Shelf,
    /// The parameter that names the country.
    pub(super) country: &'static str,
    /// The parameter with category ids, one or several.
    pub(super) categories: &'static str,
    /// Whether the answer says that no page comes after it.
    pub(super) says_when_over: bool,
}

/// What `product.query` and `hotproduct.query` have in common.
pub(super) const QUERY: Listing = Listing {
    shelf: Shelf::Promoted,
    country: "ship_to_country",
    categories: "category_ids",
    says_when_over: false,
};

/// Answers a query, of those items that `belongs` lets through.
pub(super) fn query(
    ask: &Ask<'_>,
    catalogue: &Catalogue,
    listing: Listing,
    belongs: impl Fn(&Row) -> bool,
) -> Result<Value, Reply> {
    let view = ask.view(listing.country, "target_currency", "target_language")?;
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
    let Some(categories) = categories(ask.param(listing.categories)) else {
        return Ok(refused(402, "CategoryIds input parameter error"));
    };
    let search = Search {
        words: words(ask.param("keywords")),
        categories,
        least: bound("min_sale_price")?,
        most: bound("max_sale_price")?,
        order,
        ..Search::of(&view, listing.shelf)
    };
    // A widely used client sends `None` here in so many letters, and is answered.
    let soon = ask.param("delivery_days").and_then(|days| days.parse::<u64>().ok());
    let found = search.run(ask, catalogue, |row| {
        belongs(row) && arrives(catalogue, row, view.country, soon)
    });
    // The products are told as the index has them, which is why they keep to its order.
    let ask = &Ask { now: found.made, ..*ask };
    let products: Vec<Value> = found
        .page(catalogue, number, size)
        .iter()
        .map(|(_, item)| product(ask, &view, item, item.id))
        .collect();
    // Also the page after the last one answers so.
    if products.is_empty() {
        return Ok(refused(405, "The result is empty"));
    }
    let mut counts = json!({
        "current_record_count": products.len(),
        "total_record_count": found.rows.len(),
        "current_page_no": number,
    });
    if listing.says_when_over {
        counts["is_finished"] = found.is_over(number, size).into();
    }
    Ok(given(None, with(counts, "products", wrapped("product", products))))
}

fn categories(csv: Option<&str>) -> Option<Vec<u64>> {
    let ids = csv.unwrap_or_default().split(',').map(str::trim);
    ids.filter(|id| !id.is_empty()).map(|id| id.parse().ok()).collect()
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
fn arrives(
    catalogue: &Catalogue,
    row: &Row,
    country: Option<Country>,
    within: Option<u64>,
) -> bool {
    let (Some(country), Some(within)) = (country, within) else { return true };
    let item = catalogue.find(row.id()).expect("a row is of an item");
    item.variants().any(|variant| {
        let from = variant.ships_from();
        country.is_reached_from(from) && country.days(from).0 <= within
    })
}
