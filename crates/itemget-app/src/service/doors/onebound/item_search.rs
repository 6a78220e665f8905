//! `item_search` in the vendor's words, over the platform's affiliate search.

use itemget::api::affiliate::{ProductFilter, ProductQuery, ProductSort};
use itemget::{Item, View};
use serde_json::{Map, Value, json};

use super::failure::Failure;
use super::item_get::{range, remarks, text};
use super::{Found, Params};
use crate::search::{Amount, Pages, Query, band};
use crate::service::App;

/// A page has this many where nothing is said, and at most.
const USUAL: u32 = 40;
const MOST: u32 = 50;

pub(super) async fn find(
    app: &App,
    params: &Params,
    view: View,
) -> Result<Found, Failure> {
    let query = query(params, view)?;
    let (page, size) = (number(params, "page", 1)?, number(params, "page_size", USUAL)?);
    let size = size.min(MOST);
    let window = Window::of(page, size);
    let policy = super::super::policy(params.max_age());
    let mut pages = Pages::new(&app.client, query, policy, Some(window.first));
    let (mut rows, mut total, mut unread): (Vec<Item>, _, usize) = (Vec::new(), None, 0);
    for _ in window.first..=window.last {
        let part = pages.next().await;
        let Some(part) = part.map_err(|error| Failure::of_call(&error, app.lang))? else {
            break;
        };
        rows.extend(part.items);
        total = part.total.or(total);
        unread += part.unread;
    }
    let rows: Vec<Item> =
        rows.into_iter().skip(window.skipped).take(size as usize).collect();
    let Some(first) = rows.first() else {
        return Err(match unread {
            0 => Failure::Nothing,
            // There was something: that is not nothing.
            _ => Failure::unread(unread, app.lang),
        });
    };
    let mut items = Map::new();
    let mut put = |name: &str, value: Value| drop(items.insert(name.to_owned(), value));
    put("page", page.to_string().into());
    put("page_size", size.into());
    if let Some(total) = total {
        let count = total.div_ceil(size.into());
        put("real_total_results", total.into());
        put("total_results", total.into());
        // Both are seen in the vendor's answers.
        put("page_count", count.into());
        put("pagecount", count.into());
    }
    put("item", rows.iter().map(row).collect());
    let mut remarks = remarks(first);
    remarks["unread"] = unread.into();
    Ok(Found {
        field: "items",
        value: Value::Object(items),
        seen: first.price.as_ref().map(|price| price.observed_at),
        remarks,
    })
}

/// Which of the platform's pages, of 50 each, a page of another size lies on.
#[derive(Debug, PartialEq, Eq)]
struct Window {
    first: u32,
    last: u32,
    /// How many rows of the first one come before it.
    skipped: usize,
}

impl Window {
    fn of(page: u32, size: u32) -> Self {
        let begin = u64::from(page - 1) * u64::from(size);
        let end = begin + u64::from(size) - 1;
        let most = u64::from(MOST);
        let number = |row: u64| u32::try_from(row / most + 1).unwrap_or(u32::MAX);
        let skipped = usize::try_from(begin % most).unwrap_or_default();
        Self { first: number(begin), last: number(end), skipped }
    }
}

fn query(params: &Params, view: View) -> Result<Query, Failure> {
    let text = params.required("q")?;
    // "No bound" is written as nought as well.
    let amount = |name| -> Result<Option<Amount>, Failure> {
        let amount: Option<Amount> = params.parsed(name)?;
        Ok(amount.filter(|amount| *amount != Amount::default()))
    };
    let category: Option<u64> = params.parsed("cat")?;
    let filter = ProductFilter {
        keywords: Some(text.to_owned()),
        categories: category.into_iter().filter(|category| *category != 0).collect(),
        price: band(amount("start_price")?, amount("end_price")?),
        ..ProductFilter::new(view)
    };
    for name in ["nick", "ppath"] {
        if params.get(name).is_some() {
            return Err(Failure::Impossible(name));
        }
    }
    if params.get("discount_only").is_some_and(|only| !matches!(only, "no" | "0")) {
        return Err(Failure::Impossible("discount_only"));
    }
    let query = ProductQuery::new(filter);
    Ok(Query::Products(match params.get("sort") {
        None => query,
        Some("bid") => query.with_sort(ProductSort::Cheapest),
        Some("_bid") => query.with_sort(ProductSort::Dearest),
        Some("sale") => query.with_sort(ProductSort::LeastSold),
        Some("_sale") => query.with_sort(ProductSort::MostSold),
        Some("new" | "_new") => return Err(Failure::Impossible("sort")),
        Some(_) => return Err(Failure::Wrong("sort")),
    }))
}

/// A number from one on.
fn number(params: &Params, name: &'static str, usual: u32) -> Result<u32, Failure> {
    let number = params.parsed(name)?.unwrap_or(usual);
    if number == 0 { Err(Failure::Wrong(name)) } else { Ok(number) }
}

fn row(item: &Item) -> Value {
    let basics = item.basics.as_ref().map(|basics| &basics.value);
    let price = item.price.as_ref().map(|price| &price.value);
    let trade = item.trade.as_ref().map(|trade| &trade.value);
    let page = basics.and_then(|it| it.page_url.clone()).unwrap_or_else(|| {
        format!("https://www.aliexpress.com/item/{}.html", item.item.id)
    });
    json!({
        "num_iid": item.site_id.to_string(),
        "title": text(basics.and_then(|it| it.title.as_ref())),
        "pic_url": text(basics.and_then(|it| it.main_image.as_ref())),
        "price": price.and_then(|it| it.list).map(range).unwrap_or_default(),
        "promotion_price": price.and_then(|it| it.sale).map(range).unwrap_or_default(),
        "sales": text(trade.and_then(|it| it.sold_30_days)),
        "detail_url": page,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_any_size_lies_on_one_or_two_of_the_platforms() {
        for (page, size, first, last, skipped) in [
            (1, 40, 1, 1, 0),
            (2, 40, 1, 2, 40),
            (3, 40, 2, 3, 30),
            (5, 40, 4, 4, 10),
            (1, 50, 1, 1, 0),
            (2, 50, 2, 2, 0),
            (51, 1, 2, 2, 0),
            (u32::MAX, 50, u32::MAX, u32::MAX, 0),
        ] {
            let expected = Window { first, last, skipped };
            assert_eq!(Window::of(page, size), expected, "{page} of {size}");
        }
    }

    #[test]
    fn what_the_platform_cannot_do_is_refused_and_blanks_say_nothing() {
        let view = "FR/EUR/fr";
        let mut parts = view.split('/');
        let view = View {
            ship_to: parts.next().unwrap().parse().unwrap(),
            currency: parts.next().unwrap().parse().unwrap(),
            language: parts.next().unwrap().parse().unwrap(),
        };
        let all = "&start_price=0&end_price=&cat=0&discount_only=&sort=&nick=&ppath=";
        for (more, code) in [
            (all, None),
            ("&sort=_sale&start_price=9.99&end_price=20", None),
            ("&sort=_new", Some("4003")),
            ("&sort=upwards", Some("4003")),
            ("&discount_only=yes", Some("4003")),
            ("&nick=somebody", Some("4003")),
            ("&start_price=cheap", Some("4003")),
        ] {
            let query = query(&Params::read(&format!("q=lamp{more}")), view);
            let refused = query.err().map(|failure| failure.says(crate::Lang::En).0);
            assert_eq!(refused, code, "{more}");
        }
    }
}
