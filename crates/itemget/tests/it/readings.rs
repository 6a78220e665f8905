//! Each call of the product side against the sandbox's catalogue, in each of the shapes
//! that one answer can have.

use std::collections::BTreeMap;
use std::fmt::Debug;

use futures_util::StreamExt as _;
use itemget::api::affiliate::{
    self, FeaturedPromoGet, FeaturedPromoProductsGet, HotProductDownload,
    HotProductQuery, LinkGenerate, ProductFilter, ProductQuery, ProductSkuDetailGet,
    ProductSmartMatch,
};
use itemget::api::dropship::{
    self, FeedItemIdsGet, FeedNameGet, FreightQuery, ImageFileSearch, ImageSearch,
    ProductSpecialInfoGet, ProductWholesaleGet, RecommendFeedGet, TextSearch,
};
use itemget::api::{ItemPage, PromoList};
use itemget::{
    Call, Contents, Item, ItemId, Lookup, LookupOptions, Reply, Source, View, decode,
};
use itemget_sandbox::{Catalogue, Shape};
use jiff::Timestamp;

use crate::world::World;

fn now() -> Timestamp {
    "2026-11-23T17:20:27Z".parse().unwrap()
}

fn view() -> View {
    View {
        ship_to: "FR".parse().unwrap(),
        currency: "EUR".parse().unwrap(),
        ..View::default()
    }
}

fn exhibit(number: u64) -> ItemId {
    ItemId::from_u64(1_005_006_000_000_000 + number).unwrap()
}

fn body<C: Call>(call: &C, shape: Shape) -> Reply {
    let params: BTreeMap<String, String> =
        call.params().iter().map(|(name, value)| (name.into(), value.into())).collect();
    let body = Catalogue::default().body(C::METHOD, &params, now(), shape);
    let body = body.unwrap_or_else(|| panic!("{} {params:?}", C::METHOD));
    Reply { body: body.to_string().into(), observed_at: now() }
}

/// Reads the answer in all shapes, and gives what they all say. `plain` takes away what
/// must differ: the bytes.
fn the_same_in_all<C: Call, T: PartialEq + Debug>(
    call: &C,
    plain: impl Fn(C::Output) -> T,
) -> T {
    let [first, others @ ..] =
        [Shape::Wrapped, Shape::Simplified, Shape::Hybrid, Shape::Documentation].map(
            |shape| {
                let read = call.read(&body(call, shape));
                plain(
                    read.unwrap_or_else(|error| {
                        panic!("{} {shape:?}: {error}", C::METHOD)
                    }),
                )
            },
        );
    for other in others {
        assert_eq!(other, first, "{}", C::METHOD);
    }
    first
}

fn without_raw(mut item: Item) -> Item {
    assert!(item.synthetic);
    assert_eq!(item.unread, []);
    item.raw.clear();
    item
}

fn page<C: Call<Output = ItemPage>>(call: &C) -> ItemPage {
    let page = the_same_in_all(call, |page| ItemPage {
        items: page.items.into_iter().map(without_raw).collect(),
        ..page
    });
    assert!(!page.items.is_empty(), "{} found nothing", C::METHOD);
    assert_eq!(page.unread, []);
    for item in &page.items {
        let price = &item.price.as_ref().unwrap().value;
        let (sale, list) = (price.sale.unwrap(), price.list.unwrap());
        assert_eq!(sale.min.currency.as_str(), "EUR", "{}", C::METHOD);
        assert!(sale.min.amount <= list.min.amount, "{}", C::METHOD);
    }
    // A saved body of it is known again.
    let reply = body(call, Shape::Wrapped);
    let decoded = decode(&reply.body, now(), view()).unwrap();
    assert_eq!(decoded.api.as_deref(), Some(C::METHOD));
    let Contents::Items(items) = decoded.contents else { panic!("{decoded:?}") };
    assert_eq!(items.len(), page.items.len());
    page
}

fn first_promo<C: Call<Output = PromoList>>(call: &C) -> String {
    let list = the_same_in_all(call, |list| list);
    assert_eq!(list.unread, []);
    let decoded = decode(&body(call, Shape::Wrapped).body, now(), view()).unwrap();
    assert_eq!(decoded.contents, Contents::Promos(list.promos.clone()));
    list.promos[0].name.clone()
}

#[test]
fn every_kind_of_page_says_the_same_in_whatever_shape_it_comes() {
    let filter = ProductFilter::new(view());
    assert!(page(&ProductQuery::new(filter.clone())).total.is_some());
    assert!(page(&HotProductQuery::new(filter)).total.is_some());
    assert!(page(&TextSearch::new("hoodie", view())).total.is_some());
    page(&HotProductDownload::new(15, view()));
    page(&ProductSmartMatch::new("a-device", view()).like(exhibit(1)));
    let promotion = first_promo(&FeaturedPromoGet);
    page(&FeaturedPromoProductsGet::new(promotion, view()));
    let feed = first_promo(&FeedNameGet);
    assert!(page(&RecommendFeedGet::new(feed, view())).is_last.is_some());
}

#[test]
fn lists_of_other_things_say_the_same_too() {
    let wrapped = |reply: &Reply| decode(&reply.body, now(), view()).unwrap().contents;

    let all = the_same_in_all(&affiliate::CategoryGet, |list| list);
    let decoded = wrapped(&body(&affiliate::CategoryGet, Shape::Wrapped));
    assert_eq!(decoded, Contents::Categories(all.rows));
    the_same_in_all(&dropship::CategoryGet::new(view().language), |list| list);

    let links = ["https://www.aliexpress.com/item/1005006000000001.html".to_owned()];
    let call = LinkGenerate::new(links, "default");
    let links = the_same_in_all(&call, |links| links).links;
    assert_eq!(wrapped(&body(&call, Shape::Wrapped)), Contents::Links(links));

    let feed = first_promo(&FeedNameGet);
    let call = FeedItemIdsGet { size: 3, ..FeedItemIdsGet::new(feed) };
    let ids = the_same_in_all(&call, |ids| ids);
    assert_eq!((ids.ids.len(), ids.next.is_some(), ids.unread.len()), (3, true, 0));
    assert_eq!(wrapped(&body(&call, Shape::Wrapped)), Contents::ItemIds(ids.ids));

    let sku = "12000036000000001".parse().unwrap();
    let call = FreightQuery::new(exhibit(1), sku, view());
    let ways = the_same_in_all(&call, |ways| ways).options;
    assert!(ways[0].fee.is_some() && ways[0].days_max.is_some(), "{ways:?}");
    assert_eq!(wrapped(&body(&call, Shape::Wrapped)), Contents::Delivery(ways));

    let info = the_same_in_all(&ProductSpecialInfoGet { item: exhibit(1) }, |info| info);
    assert_eq!((info.item, info.unread.len()), (Some(exhibit(1)), 0));
}

#[test]
fn items_from_the_side_doors_say_the_same_too() {
    let call = ProductSkuDetailGet::new(exhibit(1), [], view());
    let item = the_same_in_all(&call, without_raw);
    assert!(item.variants.as_ref().unwrap().value.skus.len() > 1);
    assert_eq!(item.delivered_prices().len(), item.logistics.unwrap().value.by_sku.len());

    let picture = &b"no picture of ours"[..];
    let call = ImageSearch::new(picture, view());
    assert!(call.read(&body(&call, Shape::Wrapped)).is_err(), "that is no picture");

    let mut tiers = 0;
    for number in 1..40 {
        let call = ProductWholesaleGet::new(exhibit(number), view());
        if call.read(&body(&call, Shape::Wrapped)).is_err() {
            continue;
        }
        let found =
            the_same_in_all(&call, |found| (without_raw(found.item), found.tiers));
        for steps in found.1.values() {
            assert!(
                steps.is_sorted_by(|few, many| few.price.amount >= many.price.amount)
            );
            tiers += steps.len();
        }
    }
    assert!(tiers > 10, "only {tiers} steps");
}

#[tokio::test]
async fn a_picture_of_an_item_finds_the_item() {
    let world = World::with_faults("").await;
    let client = world.client().build().unwrap();
    let options = LookupOptions::new(view()).with_source(Source::Dropship);
    let items = [itemget::ItemRef::aliexpress(exhibit(1))];
    let told: Vec<Lookup> = client.lookup(items, &options).collect().await;
    let item = told[0].outcome.item().unwrap();
    let image = item.basics.as_ref().unwrap().value.main_image.clone().unwrap();
    let path = image.strip_prefix(world.sandbox.url()).unwrap();
    let picture = itemget_sandbox::picture(path).unwrap();
    let call = ImageFileSearch::new(picture.bytes.clone(), view());
    let by_file = client.send(&call).await.unwrap().value;
    assert_eq!((by_file.items[0].item.id, by_file.unread.len()), (exhibit(1), 0));
    assert!(by_file.items.iter().all(|item| item.price.is_some()));
    let call = ImageSearch::new(picture.bytes, view());
    let found = client.send(&call).await.unwrap().value;
    assert_eq!(found.unread, []);
    assert_eq!(found.matches[0].item.item.id, exhibit(1));
    assert!(found.matches[0].similarity.is_some());
}

#[tokio::test]
async fn a_feed_is_followed_by_its_cursor_to_its_end() {
    let world = World::with_faults("").await;
    let client = world.client().build().unwrap();
    let feeds = client.send(&FeedNameGet).await.unwrap().value;
    let feed = &feeds.promos[0];
    let mut call = FeedItemIdsGet { size: 2, ..FeedItemIdsGet::new(&*feed.name) };
    let mut ids = Vec::new();
    loop {
        let part = client.send(&call).await.unwrap().value;
        ids.extend(part.ids);
        match part.next {
            Some(next) => call = call.after(next),
            None => break,
        }
    }
    let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(distinct.len(), ids.len());
    assert_eq!(feed.products, Some(itemget::Count::exact(ids.len() as u64)));
}
