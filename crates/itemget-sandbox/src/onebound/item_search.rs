//! `item_search` as the vendor answers it.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::Failure;
use crate::answers::Ask;
use crate::answers::asked::View;
use crate::answers::search::{MOST_A_PAGE, MOST_RESULTS, Order, Search, words};
use crate::catalogue::Catalogue;
use crate::catalogue::index::{Row, Shelf};
use crate::catalogue::item::Item;

/// A page has this many where nothing is said.
const USUAL_PAGE: usize = 40;

pub(super) fn items(
    ask: &Ask<'_>,
    view: &View,
    catalogue: &Catalogue,
) -> Result<Value, Failure> {
    let text = ask.param("q").ok_or_else(|| Failure::parameter("q is missing"))?;
    let number = |name: &str, usual: usize| match ask.param(name) {
        None => Ok(usual),
        Some(text) => match text.parse::<usize>() {
            Ok(number) if number > 0 => Ok(number),
            _ => Err(Failure::parameter(format!("{name} is no number"))),
        },
    };
    // Bounds are whole units of the currency here, with decimals.
    let bound = |name: &str| match ask.param(name).map(str::parse::<Decimal>) {
        None => Ok(None),
        // "No bound" is written so as well.
        Some(Ok(amount)) => Ok(Some(amount).filter(|amount| !amount.is_zero())),
        Some(Err(_)) => Err(Failure::parameter(format!("{name} is no amount"))),
    };
    let page = number("page", 1)?;
    let size = number("page_size", USUAL_PAGE)?.min(MOST_A_PAGE);
    let category = match ask.param("cat").filter(|cat| *cat != "0") {
        None => None,
        Some(id) => Some(id.parse().or(Err(Failure::parameter("cat is no number")))?),
    };
    let search = Search {
        words: words(Some(text)),
        categories: Vec::from_iter(category),
        least: bound("start_price")?,
        most: bound("end_price")?,
        order: order(ask.param("sort"))?,
        ..Search::of(view, Shelf::OnSale)
    };
    let only_discounted = ask.param("discount_only").is_some_and(|only| only == "yes");
    let found = search.run(ask, catalogue, |row| !only_discounted || row.saved() > 0);
    let ask = &Ask { now: found.made, ..*ask };
    let rows: Vec<Value> = found
        .page(catalogue, page, size)
        .iter()
        .map(|(row, item)| describe(ask, view, row, item))
        .collect();
    if rows.is_empty() {
        return Err(Failure::no_result());
    }
    let total = found.rows.len().min(MOST_RESULTS);
    Ok(json!({
        "page": page.to_string(),
        "real_total_results": found.rows.len(),
        "total_results": total,
        "page_size": size,
        "page_count": total.div_ceil(size),
        "item": rows,
    }))
}

fn order(sort: Option<&str>) -> Result<Order, Failure> {
    Ok(match sort {
        None | Some("_new") => Order::Relevance,
        Some("bid") => Order::PriceUp,
        Some("_bid") => Order::PriceDown,
        Some("_sale") => Order::VolumeDown,
        Some("sale") => Order::VolumeUp,
        Some(_) => {
            return Err(Failure::parameter("sort is none of bid, _bid, _sale, _new"));
        }
    })
}

fn describe(ask: &Ask<'_>, view: &View, row: &Row, item: &Item) -> Value {
    let quote = row.quote();
    json!({
        "title": item.title(view.language),
        "pic_url": ask.pictures(item)[0],
        "price": view.currency.text(quote.list),
        "promotion_price": view.currency.text(quote.sale),
        "sales": row.volume,
        "num_iid": item.id.to_string(),
        "detail_url": ask.item_url(item.id),
    })
}
