//! `aliexpress.ds.text.search`: items by a search text, in camel case.

use serde_json::{Value, json};

use super::asked::{View, invalid};
use super::search::{MOST_A_PAGE, Order, Search, words};
use super::tree::{with, wrapped};
use super::{Api, ApiTraits, Ask, DROPSHIP, Reply};
use crate::catalogue::Catalogue;
use crate::catalogue::index::Shelf;
use crate::catalogue::item::Item;
use crate::catalogue::money::{Currency, SELLER, Style};
use crate::catalogue::prices::Quote;

pub(super) const API: Api = Api {
    method: "aliexpress.ds.text.search",
    traits: ApiTraits {
        permission: DROPSHIP,
        needs_token: false,
        required: &["keyWord", "local", "countryCode", "currency"],
    },
    answer,
};

fn answer(ask: &Ask<'_>, catalogue: &Catalogue) -> Result<Value, Reply> {
    let view = ask.view("countryCode", "currency", "local")?;
    let size = ask.parsed::<usize>("pageSize")?.unwrap_or(20);
    let number = ask.parsed::<usize>("pageIndex")?.unwrap_or(1);
    if !(1..=MOST_A_PAGE).contains(&size) {
        return Err(invalid("pageSize"));
    }
    if number == 0 {
        return Err(invalid("pageIndex"));
    }
    let search = Search {
        words: words(ask.param("keyWord")),
        categories: ask.parsed::<u64>("categoryId")?.into_iter().collect(),
        order: order(ask.param("sortBy")).ok_or_else(|| invalid("sortBy"))?,
        ..Search::of(&view, Shelf::OnSale)
    };
    let found = search.run(ask, catalogue, |_| true);
    let ask = &Ask { now: found.made, ..*ask };
    let products: Vec<Value> = found
        .page(catalogue, number, size)
        .iter()
        .map(|(row, item)| product(ask, &view, item, row.quote()))
        .collect();
    let counts =
        json!({ "pageIndex": number, "pageSize": size, "totalCount": found.rows.len() });
    let products = wrapped("selection_search_product", products);
    Ok(with(json!({ "code": "00" }), "data", with(counts, "products", products)))
}

fn order(sort_by: Option<&str>) -> Option<Order> {
    Some(match sort_by {
        None => Order::Relevance,
        Some("min_price,asc") => Order::PriceUp,
        Some("min_price,desc") => Order::PriceDown,
        Some("orders,asc") => Order::VolumeUp,
        Some("orders,desc") => Order::VolumeDown,
        Some("comments,desc") => Order::ReviewsDown,
        Some(_) => return None,
    })
}

fn product(ask: &Ask<'_>, view: &View, item: &Item, quote: Quote) -> Value {
    let sku_id = item.cheapest(ask.now).0.sku_id();
    let sale = view.currency.amount(quote.sale);
    let tenths = |tenths: u64| format!("{}.{}", tenths / 10, tenths % 10);
    let page = ask.item_url(item.id);
    // No scheme, and a second question mark: as recorded.
    let page = page.split_once(':').map_or(page.as_str(), |(_, rest)| rest);
    json!({
        "itemId": item.id.to_string(),
        "title": item.title(view.language),
        "itemMainPic": ask.pictures(item)[0],
        "itemUrl": format!(
            "{page}?skuId={sku_id}&pdp_ext_f=%7B%22sku_id%22%3A%22{sku_id}%22%7D?appkey=0"
        ),
        "cateId": format!("{},{}", item.root.id, item.leaf.id),
        "type": "search",
        "score": item.stars_tenths(ask.now).map(tenths).unwrap_or_default(),
        "evaluateRate": item.positive_permille(ask.now).map(tenths).unwrap_or_default(),
        "orders": orders(item.units_sold(ask.now)),
        // Whatever the prices beside it say: the field is not reliable.
        "discount": "0%",
        "salePrice": SELLER.text(quote.sale),
        "salePriceCurrency": SELLER.code,
        "originalPrice": SELLER.text(quote.list),
        "originalPriceCurrency": SELLER.code,
        "targetSalePrice": view.currency.text(quote.sale),
        "targetOriginalPrice": view.currency.text(quote.list),
        "targetOriginalPriceCurrency": view.currency.code,
        "salePriceFormat": view.currency.display(sale),
        "originMinPrice": min_price(view, &view.currency.text(quote.sale)),
    })
}

/// `292`, `5,000+`, and nothing at all for none.
fn orders(count: u64) -> String {
    match count {
        0 => String::new(),
        1..1000 => count.to_string(),
        1000..10_000 => format!("{},000+", count / 1000),
        _ => "10,000+".to_owned(),
    }
}

/// The price once more, taken apart, as JSON in a text.
fn min_price(view: &View, price: &str) -> String {
    let currency: &Currency = view.currency;
    let (whole, fraction) = price.split_once('.').unwrap_or((price, ""));
    let cents: u64 = format!("{whole}{fraction:0<2}").parse().unwrap_or_default();
    let (thousands, point) = currency.marks();
    let position = match currency.style {
        Style::SymbolFirst => "head",
        Style::SymbolLast => "end",
    };
    let shown = price.parse().map(|amount| currency.display(amount)).unwrap_or_default();
    json!({
        "currencyCode": currency.code,
        "currencySymbol": currency.symbol,
        "currencySymbolPosition": position,
        "cent": cents,
        "integerStr": whole,
        "decimalStr": fraction,
        "decimalPointChar": point,
        "thousandsChar": thousands,
        "showDecimal": currency.decimals > 0,
        "formatPrice": shown,
        "shipToCountry": view.country.as_ref().map(|country| country.code()),
        "version": "V1",
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use insta::assert_json_snapshot;
    use serde_json::Value;

    use super::orders;
    use crate::answers::trying::payload;

    fn search(more: &[(&str, &str)]) -> Value {
        let mut params = vec![
            ("keyWord", "hoodie"),
            ("local", "en_US"),
            ("countryCode", "FR"),
            ("currency", "EUR"),
        ];
        params.extend(more);
        payload("aliexpress.ds.text.search", &params)
    }

    #[test]
    fn a_found_item_looks_as_recorded() {
        let answer = search(&[("pageSize", "1"), ("sortBy", "min_price,asc")]);
        assert_json_snapshot!(answer);
    }

    #[test]
    fn a_page_past_the_end_is_empty_and_counts_all_the_same() {
        let first = search(&[("pageSize", "50")]);
        let total = first["data"]["totalCount"].as_u64().unwrap();
        assert!(total > 20, "{total}");
        let past = search(&[("pageSize", "50"), ("pageIndex", "99")]);
        assert_eq!(past["data"]["totalCount"], total);
        let products = &past["data"]["products"]["selection_search_product"];
        assert_eq!(products.as_array().unwrap().len(), 0);
    }

    #[test]
    fn orders_are_written_with_a_comma_and_a_plus() {
        for (count, text) in [
            (0, ""),
            (292, "292"),
            (1000, "1,000+"),
            (5432, "5,000+"),
            (80_000, "10,000+"),
        ] {
            assert_eq!(orders(count), text);
        }
    }
}
