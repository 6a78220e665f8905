//! `compare_variants`: a table of an item's variants.

use itemget::item::Variant;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::desk::{Desk, Trouble, read};
use super::say::{Asked, sources, words};
use crate::fields::Fields;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    item: Asked,
    with: Option<String>,
    limit: Option<usize>,
}

const USUAL: usize = 10;
const MOST: usize = 40;

pub(super) async fn answer(
    desk: &Desk,
    arguments: Map<String, Value>,
) -> Result<String, Trouble> {
    let Arguments { item, with, limit } = read(arguments)?;
    let fields: Fields = "variants".parse().expect("an item has variants");
    let told = desk.look(&item.0, &fields).await?;
    let item = told.verdict.item().expect("what was looked up is an item");
    let Some(variants) = &item.variants else {
        return Err(Trouble::new(
            "the API that answered tells no variants",
            "a person can let itemget ask the dropship API: `itemget auth login`",
        ));
    };
    let wanted = with.unwrap_or_default().to_lowercase();
    let has_all = |sku: &&Variant| {
        let choices = choices(sku).to_lowercase();
        wanted.split_whitespace().all(|word| choices.contains(word))
    };
    let mut rows: Vec<&Variant> = variants.value.skus.iter().filter(has_all).collect();
    if rows.is_empty() {
        let all = variants.value.skus.len();
        let hint = "leave `with` out, or use fewer words";
        return Err(Trouble::new(format!("none of {all} variants has that"), hint));
    }
    // What has no price comes last, and not as if it were free.
    rows.sort_by_key(|sku| {
        let price = sku.sale_price.map(|price| price.amount);
        (price.is_none(), price)
    });
    let count = rows.len();
    let limit = limit.unwrap_or(USUAL).clamp(1, MOST);
    let mut lines: Vec<String> = rows.iter().take(limit).map(|sku| row(sku)).collect();
    if count > limit {
        lines.push(format!("{} more", count - limit));
    }
    lines.push(sources(item));
    Ok(lines.join("\n"))
}

fn choices(sku: &Variant) -> String {
    let pairs =
        sku.attributes.iter().map(|it| format!("{}={}", it.name, it.shown_value()));
    pairs.collect::<Vec<_>>().join(", ")
}

fn row(sku: &Variant) -> String {
    let price =
        sku.sale_price.map_or("price unknown".to_owned(), |price| price.to_string());
    let list = sku.list_price.map(|list| match sku.sale_price {
        Some(price) if price.currency == list.currency => {
            format!(" (list {})", list.amount)
        }
        _ => format!(" (list {list})"),
    });
    let stock = sku.stock.map_or("stock unknown".to_owned(), |it| format!("stock {it}"));
    let id = sku.sku_id.map(|id| format!(", sku {id}"));
    format!(
        "{}: {price}{}, {stock}{}",
        words(&choices(sku), 100),
        list.unwrap_or_default(),
        id.unwrap_or_default()
    )
}
