//! `find_item`: what an item is.

use itemget::Item;
use itemget::item::SaleStatus;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::desk::{Desk, Trouble, read};
use super::say::{Asked, price, sources, words};
use crate::fields::Fields;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    item: Asked,
}

pub(super) async fn answer(
    desk: &Desk,
    arguments: Map<String, Value>,
) -> Result<String, Trouble> {
    let Arguments { item } = read(arguments)?;
    let told = desk.look(&item.0, &Fields::ALL).await?;
    let item = told.verdict.item().expect("what was looked up is an item");
    Ok(described(item))
}

fn described(item: &Item) -> String {
    let mut lines = Vec::new();
    let basics = item.basics.as_ref().map(|basics| &basics.value);
    let title = basics.and_then(|it| it.title.as_deref()).unwrap_or("(no title told)");
    lines.push(format!("{}: {}", item.item.id, words(title, 160)));
    if basics.is_some_and(|it| it.status == Some(SaleStatus::OffSale)) {
        lines.push("off sale".to_owned());
    }
    if let Some(told) = item.price.as_ref().map(|group| &group.value) {
        let sale = told.sale.map(price);
        let list = told.list.map(|list| format!("list price {}", price(list)));
        let parts: Vec<String> = [sale, list].into_iter().flatten().collect();
        if !parts.is_empty() {
            lines.push(format!("price {} to {}", parts.join(", "), item.view.ship_to));
        }
    }
    let mut facts = Vec::new();
    if let Some(total) = item.stock.as_ref().and_then(|stock| stock.value.total) {
        facts.push(format!("stock {total}"));
    }
    if let Some(trade) = item.trade.as_ref().map(|trade| &trade.value) {
        facts.extend(trade.sold_30_days.map(|sold| format!("{sold} sold in 30 days")));
        facts.extend(trade.sold_total.map(|sold| format!("{sold} sold in all")));
        facts.extend(trade.stars.map(|stars| format!("{stars} stars")));
        facts.extend(trade.reviews.map(|reviews| format!("{reviews} reviews")));
    }
    if let Some(variants) = &item.variants {
        facts.push(format!("{} variants", variants.value.skus.len()));
    }
    if !facts.is_empty() {
        lines.push(facts.join(", "));
    }
    if let Some(shop) = basics.and_then(|it| it.shop.as_ref()?.name.as_deref()) {
        lines.push(format!("shop {}", words(shop, 60)));
    }
    lines.push(sources(item));
    lines.join("\n")
}
