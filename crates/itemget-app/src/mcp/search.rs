//! `search_items`: items by words.

use itemget::Item;
use itemget::api::affiliate::{ProductFilter, ProductQuery};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::desk::{Desk, Trouble, policy, read};
use super::say::{price, sources, words};
use crate::lang::Lang;
use crate::messages;
use crate::search::{Amount, Pages, Query, band};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    text: String,
    min_price: Option<String>,
    max_price: Option<String>,
    page: Option<u32>,
    limit: Option<usize>,
}

const USUAL: usize = 5;
const MOST: usize = 20;

pub(super) async fn answer(
    desk: &Desk,
    arguments: Map<String, Value>,
) -> Result<String, Trouble> {
    let Arguments { text, min_price, max_price, page, limit } = read(arguments)?;
    let text = text.trim();
    if text.is_empty() {
        return Err(Trouble::new("`text` is empty", "say what is looked for"));
    }
    let prices = band(amount(min_price.as_deref())?, amount(max_price.as_deref())?);
    let filter = ProductFilter {
        keywords: Some(text.to_owned()),
        price: prices,
        ..ProductFilter::new(desk.view)
    };
    let query = Query::Products(ProductQuery::new(filter));
    let page = page.unwrap_or(1).max(1);
    let mut pages = Pages::new(&desk.client, query, policy(), Some(page));
    let part = pages.next().await.map_err(|error| {
        let says = messages::in_full(&*error, Lang::En);
        Trouble::new(says, messages::advice(error.advice(), Lang::En))
    })?;
    let nothing = || Trouble::new("nothing was found", "use fewer or other words");
    let part = part.ok_or_else(nothing)?;
    let unread = unread(part.unread);
    if part.items.is_empty() {
        return Err(match unread {
            None => nothing(),
            Some(unread) => Trouble::new(unread, "a newer version may read them"),
        });
    }
    let limit = limit.unwrap_or(USUAL).clamp(1, MOST);
    let mut lines: Vec<String> = part.items.iter().take(limit).map(row).collect();
    let total = part.total.map(|total| format!("{total} in all; "));
    let total = total.unwrap_or_default();
    lines.push(format!("{total}page {page}, {} of {}", lines.len(), part.items.len()));
    lines.extend(unread);
    lines.extend(part.items.first().map(sources));
    Ok(lines.join("\n"))
}

/// How many rows there are that nothing is said of, where there are some.
fn unread(rows: usize) -> Option<String> {
    (rows > 0).then(|| format!("{rows} rows could not be read"))
}

fn amount(text: Option<&str>) -> Result<Option<Amount>, Trouble> {
    let amount = text.map(str::parse::<Amount>).transpose();
    amount.map_err(|like| {
        let hint = format!("write it as {like}");
        Trouble::new("a price cannot be read", hint)
    })
}

fn row(item: &Item) -> String {
    let title = item.basics.as_ref().and_then(|it| it.value.title.as_deref());
    let sale = item.price.as_ref().and_then(|group| group.value.sale);
    let trade = item.trade.as_ref().map(|trade| &trade.value);
    let mut parts = vec![sale.map_or("price unknown".to_owned(), price)];
    parts.extend(
        trade.and_then(|it| it.sold_30_days).map(|it| format!("{it} sold in 30 days")),
    );
    parts
        .extend(trade.and_then(|it| it.positive_rate).map(|it| format!("{it} positive")));
    let title = words(title.unwrap_or("(no title told)"), 80);
    format!("{}: {title}, {}", item.item.id, parts.join(", "))
}
