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
    rows.sort_by_key(|sku| place(sku));
    let count = rows.len();
    let limit = limit.unwrap_or(USUAL).clamp(1, MOST);
    let mut lines: Vec<String> = rows.iter().take(limit).map(|sku| row(sku)).collect();
    if count > limit {
        lines.push(format!("{} more", count - limit));
    }
    lines.push(sources(item));
    Ok(lines.join("\n"))
}

/// Where a variant stands: each currency by itself, and what has no price last, not as if it
/// were free.
fn place(sku: &Variant) -> impl Ord + use<> {
    let price = sku.sale_price.map(|price| (price.currency, price.amount));
    (price.is_none(), price)
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

#[cfg(test)]
mod tests {
    use itemget::Money;

    use super::*;

    fn variant(sale: Option<&str>, list: Option<&str>) -> Variant {
        let money = |text: &str| {
            let (amount, currency) = text.split_once(' ').expect("it has a currency");
            let amount = amount.parse().expect("it is a number");
            Money::new(amount, currency.parse().expect("it is a currency"))
        };
        let (sale_price, list_price) = (sale.map(money), list.map(money));
        Variant { sale_price, list_price, ..Variant::default() }
    }

    #[test]
    fn each_price_has_its_currency_where_that_is_not_said_before_it() {
        for (sale, list, expected) in [
            (Some("8.00 EUR"), Some("9.00 EUR"), ": 8.00 EUR (list 9.00), stock unknown"),
            (
                Some("8.00 EUR"),
                Some("9.00 USD"),
                ": 8.00 EUR (list 9.00 USD), stock unknown",
            ),
            (None, Some("9.00 USD"), ": price unknown (list 9.00 USD), stock unknown"),
            (None, None, ": price unknown, stock unknown"),
        ] {
            assert_eq!(row(&variant(sale, list)), expected);
        }
    }

    #[test]
    fn prices_of_two_currencies_are_not_put_in_one_order() {
        let sales = [Some("9.00 USD"), None, Some("90.00 EUR"), Some("2.00 USD")];
        let mut rows: Vec<Variant> = sales.map(|sale| variant(sale, None)).into();
        rows.sort_by_key(place);
        let order: Vec<_> = rows.iter().map(|it| it.sale_price).collect();
        let text = |at: usize| order[at].map(|it| it.to_string());
        assert_eq!(text(0).as_deref(), Some("90.00 EUR"));
        assert_eq!(text(1).as_deref(), Some("2.00 USD"));
        assert_eq!((text(2).as_deref(), text(3)), (Some("9.00 USD"), None));
    }
}
