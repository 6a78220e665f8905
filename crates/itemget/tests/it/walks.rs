//! Walks through all that a search finds, through a shop with more than its pages show.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures_util::StreamExt as _;
use itemget::api::affiliate::{PriceBand, ProductFilter, ProductQuery};
use itemget::api::dropship::TextSearch;
use itemget::{
    AccessToken, CachePolicy, Client, Credentials, MemoryCache, Paged, RetryPolicy,
    SearchCursor, SearchPosition, SendFuture, Transport, View,
};

use crate::held::HeldClock;
use crate::world::World;

/// Shows what fits a query's prices in pages of fifty and a hundred pages, as the platform
/// does: the first of `prices` is the price of item 1, in cents.
#[derive(Debug, Clone)]
struct Shop {
    prices: Arc<Vec<u32>>,
    tells_total: bool,
    calls: Arc<Mutex<u64>>,
    /// The call, counted from 1, that fails.
    fails_at: u64,
}

impl Shop {
    fn new(prices: Vec<u32>) -> Self {
        let prices = Arc::new(prices);
        Self { prices, tells_total: true, calls: Arc::default(), fails_at: 0 }
    }

    fn client(&self) -> Client {
        Client::builder(Credentials::new("12345678", "helloworld"))
            .with_access_token(AccessToken::new("a-token"))
            .with_transport(self.clone())
            .with_clock(HeldClock::at("2026-11-23T17:20:27Z"))
            .with_retry(RetryPolicy::never())
            .build()
            .unwrap()
    }

    fn calls(&self) -> u64 {
        *self.calls.lock().unwrap()
    }

    fn answer(&self, asked: &BTreeMap<String, String>) -> String {
        let number =
            |name: &str| asked.get(name).map(|text| text.parse::<u32>().unwrap());
        let least = number("min_sale_price").unwrap_or(0);
        let most = number("max_sale_price").unwrap_or(u32::MAX);
        let page = number("page_no").or(number("pageIndex")).unwrap() as usize;
        let fits = |(_, price): &(usize, &u32)| (least..=most).contains(*price);
        let found: Vec<_> = self.prices.iter().enumerate().filter(fits).collect();
        let shown = found.iter().take(5000).skip((page - 1) * 50).take(50);
        let row = |(place, price): &(usize, &u32)| {
            format!(
                r#"{{"product_id":{},"itemId":"{0}","target_sale_price":"{}.{:02}","target_sale_price_currency":"USD"}}"#,
                place + 1,
                **price / 100,
                **price % 100
            )
        };
        let rows: Vec<String> = shown.map(row).collect();
        let total = match self.tells_total {
            true => format!(r#""total_record_count":{0},"totalCount":{0},"#, found.len()),
            false => String::new(),
        };
        let rows = rows.join(",");
        if asked["method"] == "aliexpress.ds.text.search" {
            return format!(
                r#"{{"x_response":{{"code":"00","data":{{{total}"products":[{rows}]}}}}}}"#
            );
        }
        if rows.is_empty() {
            return r#"{"x_response":{"resp_result":{"resp_code":405,"resp_msg":"The result is empty"}}}"#.to_owned();
        }
        format!(
            r#"{{"x_response":{{"resp_result":{{"resp_code":200,"result":{{{total}"products":{{"product":[{rows}]}}}}}}}}}}"#
        )
    }
}

impl Transport for Shop {
    fn send(&self, request: http::Request<Bytes>) -> SendFuture<'_> {
        let mut calls = self.calls.lock().unwrap();
        *calls += 1;
        let body = match *calls == self.fails_at {
            true => "<html>".to_owned(),
            false => {
                let asked = form_urlencoded::parse(request.body()).into_owned().collect();
                self.answer(&asked)
            }
        };
        Box::pin(std::future::ready(Ok(http::Response::new(body.into()))))
    }
}

/// Prices as shops have them: most are low, some are crowded, one has no end.
fn prices(count: u32) -> Vec<u32> {
    let spread = |number: u32| {
        let chance = u64::from(number) * 2_654_435_761 % 4_294_967_296;
        let scale = [300, 1000, 3000, 20_000, 400_000][number as usize % 5];
        u32::try_from(chance % scale).unwrap()
    };
    (0..count).map(spread).chain([300_000_000]).collect()
}

fn query() -> ProductQuery {
    ProductQuery::new(ProductFilter::new(View::default()))
}

/// Walks to the end: the ids told, each with how often it was.
async fn walk<Q: Paged>(client: &Client, query: Q) -> (BTreeMap<u64, u32>, SearchCursor) {
    let mut told = BTreeMap::new();
    let mut walk = client.walk(query);
    while let Some(page) = walk.next_page().await.unwrap() {
        for item in page.items {
            *told.entry(item.item.id.get()).or_insert(0) += 1;
        }
    }
    assert!(walk.cursor().is_done());
    (told, walk.cursor().clone())
}

fn each_once(count: usize) -> BTreeMap<u64, u32> {
    (1..=count as u64).map(|id| (id, 1)).collect()
}

#[tokio::test]
async fn everything_is_told_once_however_much_there_is() {
    for count in [0, 1, 49, 50, 51, 5000, 5001, 13_000] {
        let shop = Shop::new(prices(count));
        let (told, cursor) = walk(&shop.client(), query()).await;
        assert_eq!(told, each_once(count as usize + 1), "{count}");
        assert_eq!(cursor.unreached(), []);
        assert_eq!(cursor.calls(), shop.calls());
        let least = u64::from(count + 1).div_ceil(50);
        assert!(
            shop.calls() <= least + least / 10 + 12,
            "{count}: {} calls",
            shop.calls()
        );
    }
}

#[tokio::test]
async fn without_a_total_the_last_page_tells_that_there_is_more() {
    let shop = Shop { tells_total: false, ..Shop::new(prices(12_000)) };
    let (told, cursor) = walk(&shop.client(), query()).await;
    assert!(told.keys().eq(each_once(12_001).keys()), "{} of 12,001", told.len());
    assert_eq!(cursor.unreached(), []);
    // What stood on the pages before the split may be told again, once.
    assert!(told.values().all(|times| *times <= 2));
}

#[tokio::test]
async fn only_the_band_asked_for_is_walked() {
    let shop = Shop::new(prices(12_000));
    let band = PriceBand::between(100, 999);
    let filter = ProductFilter::new(View::default()).with_price(band);
    let (told, _) = walk(&shop.client(), ProductQuery::new(filter)).await;
    let fits = |id: &u64| (100..=999).contains(&shop.prices[*id as usize - 1]);
    assert!(told.keys().all(fits));
    let fit = shop.prices.iter().filter(|price| (100..=999).contains(*price)).count();
    assert_eq!(told.len(), fit);
}

#[tokio::test]
async fn what_cannot_be_reached_is_told() {
    // Six thousand for one cent of all prices, and no way to split a cent.
    let crowded = prices(2000).into_iter().chain(std::iter::repeat_n(777, 6000));
    let shop = Shop::new(crowded.collect());
    let here = shop.prices.iter().filter(|price| **price == 777).count();
    let (told, cursor) = walk(&shop.client(), query()).await;
    let [gap] = cursor.unreached() else { panic!("{:?}", cursor.unreached()) };
    assert_eq!(gap.band, PriceBand::between(777, 777));
    assert_eq!((gap.shown, gap.total), (5000, Some(here as u64)));
    assert_eq!(told.len(), shop.prices.len() - here + 5000);
}

#[tokio::test]
async fn a_text_search_takes_no_prices_and_says_how_much_is_out_of_reach() {
    let shop = Shop::new(prices(6999));
    let search = TextSearch::new("lamp", View::default());
    let (told, cursor) = walk(&shop.client(), search).await;
    assert_eq!((told.len(), shop.calls()), (5000, 100));
    assert_eq!(cursor.unreached()[0].total, Some(7000));
}

#[tokio::test]
async fn a_walk_goes_on_from_what_was_written_down_behind_any_page() {
    let shop = Shop::new(prices(7000));
    let client = shop.client();
    let mut told: BTreeSet<u64> = BTreeSet::new();
    let mut written = serde_json::to_string(client.walk(query()).cursor()).unwrap();
    loop {
        let cursor = serde_json::from_str(&written).unwrap();
        let mut walk = client.resume_walk(query(), cursor).unwrap();
        // Three pages in each life.
        for _ in 0..3 {
            let Some(page) = walk.next_page().await.unwrap() else { break };
            for item in page.items {
                assert!(told.insert(item.item.id.get()), "{} twice", item.item);
            }
        }
        if walk.cursor().is_done() {
            break;
        }
        written = serde_json::to_string(walk.cursor()).unwrap();
    }
    assert_eq!(told.len(), 7001);
    assert!(written.len() < 250_000, "{}", written.len());

    let other = ProductQuery::new(ProductFilter::new(View::default()).with_keywords("x"));
    let cursor: SearchCursor = serde_json::from_str(&written).unwrap();
    let error = client.resume_walk(other, cursor).unwrap_err();
    let expected =
        "the cursor is of another search than this `aliexpress.affiliate.product.query`";
    assert_eq!(error.to_string(), expected);
}

#[tokio::test]
async fn a_position_and_what_was_told_are_a_cursor() {
    let shop = Shop::new(prices(11_000));
    let mut walk = shop.client().walk(query());
    let mut told = Vec::new();
    while let Some(page) = walk.next_page().await.unwrap() {
        told.extend(page.items.iter().map(|item| item.item.id));
        if told.len() % 1000 > 50 {
            continue;
        }
        let position = serde_json::to_string(&walk.cursor().position()).unwrap();
        assert!(position.len() < 4000, "{}", position.len());
        let position: SearchPosition = serde_json::from_str(&position).unwrap();
        assert_eq!(&position.with_told(told.clone()), walk.cursor(), "{}", told.len());
    }
    assert_eq!(told.len(), 11_001);
}

#[tokio::test]
async fn pages_that_are_kept_are_walked_through_without_a_call() {
    let world = World::with_faults("").await;
    let cache = Arc::new(MemoryCache::new(8 << 20));
    let client = world.client().with_cache(cache).build().unwrap();
    let mut found = Vec::new();
    for policy in [CachePolicy::default(), CachePolicy::default().offline()] {
        let mut walk = client.walk(query()).with_cache(policy);
        let mut told = 0;
        while let Some(page) = walk.next_page().await.unwrap() {
            told += page.items.len();
        }
        found.push((told, world.sandbox.journal().total()));
    }
    assert_eq!(found[0], found[1], "the second one asks nobody");
    assert!(found[0].0 > 10, "{found:?}");
}

#[tokio::test]
async fn after_a_failure_the_walk_stands_where_it_stood() {
    let shop = Shop { fails_at: 3, ..Shop::new(prices(299)) };
    let mut walk = shop.client().walk(query());
    let mut told = 0;
    let mut failures = 0;
    loop {
        match walk.next_page().await {
            Ok(Some(page)) => told += page.items.len(),
            Ok(None) => break,
            Err(_) => failures += 1,
        }
    }
    assert_eq!((told, failures), (300, 1));

    let shop = Shop { fails_at: 3, ..Shop::new(prices(299)) };
    let pages: Vec<_> = shop.client().walk(query()).into_stream().collect().await;
    assert_eq!(pages.len(), 3, "a stream ends at an error");
    assert!(pages[2].is_err());
}

#[tokio::test]
async fn the_sandboxes_pages_are_walked_to_their_end() {
    let world = World::with_faults("").await;
    let client = world.client().build().unwrap();
    let (told, cursor) = walk(&client, query()).await;
    assert!(told.len() > 10, "{told:?}");
    assert!(told.values().all(|times| *times == 1));
    assert_eq!((cursor.calls(), cursor.unreached()), (1, &[][..]));
    let (found, _) = walk(&client, TextSearch::new("a", View::default())).await;
    assert!(found.len() > 5, "{found:?}");
}

#[tokio::test]
async fn a_shop_of_thousands_is_walked_whole_over_sockets() {
    let sandbox =
        itemget_sandbox::Sandbox::builder().items(12_000).start().await.unwrap();
    let known = sandbox.credentials();
    let credentials = Credentials::new(known.app_key(), known.app_secret());
    let client =
        Client::builder(credentials).with_endpoints(sandbox.url()).build().unwrap();
    let first = client.send(&query()).await.unwrap().value;
    let (told, cursor) = walk(&client, query()).await;
    assert!(first.total.unwrap() > 5000, "{:?}", first.total);
    assert_eq!(told.len() as u64, first.total.unwrap());
    assert!(told.values().all(|times| *times == 1));
    assert_eq!(cursor.unreached(), []);
}
