//! The product side against the sandbox: many SKUs, many links, the whole tree.

use futures_util::StreamExt as _;
use itemget::api::dropship::ProductGet;
use itemget::item::{Delivered, WhyUnknown};
use itemget::{
    CachePolicy, Client, Freight, FreightApi, FreightOptions, Item, ItemId, LinkOptions,
    LinkOutcome, LinkTarget, MadeLink, RetryPolicy, SkuFreight, SkuId, View,
};

use crate::world::World;

async fn world() -> (World, Client) {
    let world = World::with_faults("").await;
    let client = world.client().build().unwrap();
    (world, client)
}

/// How many requests the sandbox has had.
fn calls(world: &World) -> usize {
    usize::try_from(world.sandbox.journal().total()).unwrap()
}

fn exhibit(number: u64) -> ItemId {
    ItemId::from_u64(1_005_006_000_000_000 + number).unwrap()
}

fn to(country: &str, currency: &str) -> View {
    View {
        ship_to: country.parse().unwrap(),
        currency: currency.parse().unwrap(),
        ..View::default()
    }
}

#[tokio::test]
async fn each_sku_has_its_price_at_the_door() {
    let (world, client) = world().await;
    let call = ProductGet::new(exhibit(1), to("FR", "EUR"));
    let mut item = client.send(&call).await.unwrap().value;
    let handling = item.logistics.as_ref().unwrap().value.handling_days;
    let told = client.fill_freight(&mut item, None, &FreightOptions::default()).await;
    let skus = item.variants.as_ref().unwrap().value.skus.clone();
    assert_eq!(told.len(), skus.len());
    assert_eq!(calls(&world), 1 + skus.len());

    let logistics = &item.logistics.as_ref().unwrap().value;
    assert_eq!(logistics.handling_days, handling, "what was known before is kept");
    assert_eq!(logistics.by_sku.len(), skus.len());
    let nowhere =
        told.iter().filter(|it| matches!(it.freight, Freight::NotDeliverable(_))).count();
    assert!(nowhere > 0, "the American warehouse does not send to France");
    let empty = logistics.by_sku.iter().filter(|it| it.options.is_empty()).count();
    assert_eq!(empty, nowhere, "known to be brought by nobody is not unknown");
    assert_eq!(logistics.options, None, "not all SKUs are brought alike");

    let prices = item.delivered_prices();
    assert!(prices.len() >= skus.len() - nowhere, "{prices:?}");
    for price in prices {
        let sku = skus.iter().find(|sku| sku.sku_id == Some(price.sku_id)).unwrap();
        match price.delivered {
            Delivered::Total(total) => {
                assert_eq!(total.currency.as_str(), "EUR");
                assert!(total.amount >= sku.sale_price.unwrap().amount, "{price:?}");
            }
            Delivered::Unknown(why) => panic!("{why:?}"),
        }
    }
}

#[tokio::test]
async fn a_sku_of_another_item_is_told_and_not_put_in() {
    let (_world, client) = world().await;
    let call = ProductGet::new(exhibit(1), to("FR", "EUR"));
    let mut item = client.send(&call).await.unwrap().value;
    let before = item.logistics.clone();
    let stranger = SkuId::from_u64(12_000_036_000_000_065).unwrap();
    let options = FreightOptions::default();
    let told = client.fill_freight(&mut item, Some(&[stranger]), &options).await;
    let Freight::UnknownSku(error) = &told[0].freight else { panic!("{told:?}") };
    assert_eq!(error.refusal().unwrap().code, "501");
    assert_eq!(told[0].freight.ways(), None);
    assert_eq!(item.logistics, before);
}

#[tokio::test]
async fn the_affiliate_side_tells_a_fee_as_well_and_says_what_it_does_not_tell() {
    let (_world, client) = world().await;
    let view = to("FR", "EUR");
    let mut item = client.send(&ProductGet::new(exhibit(1), view)).await.unwrap().value;
    let mut by_dropship = item.clone();
    let api = FreightApi::Affiliate;
    let options = FreightOptions { api, ..FreightOptions::default() };
    let told = client.fill_freight(&mut item, None, &options).await;
    client.fill_freight(&mut by_dropship, None, &FreightOptions::default()).await;
    let mut same = 0;
    for SkuFreight { sku, freight, .. } in &told {
        let known = |item: &Item| item.least_delivered(*sku).map(|(_, total)| total);
        match freight {
            Freight::Ways(answer, unread) => {
                assert_eq!(
                    answer.value.source,
                    "aliexpress.affiliate.product.shipping.get"
                );
                assert_eq!(unread, &[]);
                assert_eq!(known(&item), known(&by_dropship), "{sku}");
                same += 1;
            }
            Freight::NotTold(_) => assert_eq!(known(&by_dropship), None, "{sku}"),
            other => panic!("{sku}: {other:?}"),
        }
    }
    assert!(same > 0 && same < told.len(), "{same} of {}", told.len());
}

#[tokio::test]
async fn a_fee_in_another_currency_is_never_added() {
    let (_world, client) = world().await;
    let mut item =
        client.send(&ProductGet::new(exhibit(1), to("FR", "EUR"))).await.unwrap().value;
    item.view = to("FR", "USD");
    client.fill_freight(&mut item, None, &FreightOptions::default()).await;
    let prices = item.delivered_prices();
    assert!(!prices.is_empty());
    let mixed = prices.iter().filter(|price| {
        matches!(price.delivered, Delivered::Unknown(WhyUnknown::TwoCurrencies { .. }))
    });
    assert!(mixed.count() > 0, "{prices:?}");
    assert!(!prices.iter().any(|price| match price.delivered {
        Delivered::Total(total) => total.currency.as_str() == "USD",
        Delivered::Unknown(_) => false,
    }));
}

#[tokio::test]
async fn any_number_of_skus_is_one_answer() {
    let (world, client) = world().await;
    let (view, policy) = (to("FR", "EUR"), CachePolicy::default());
    let whole = client.send(&ProductGet::new(exhibit(6), view)).await.unwrap().value;
    let ids = whole.variants.unwrap().value.skus.into_iter().filter_map(|sku| sku.sku_id);
    let mut ids: Vec<SkuId> = ids.collect();
    assert!(ids.len() > 40, "{}", ids.len());
    let stranger = SkuId::from_u64(7).unwrap();
    ids.push(stranger);
    ids.push(ids[0]);
    let before = calls(&world);
    let details = client.sku_details(exhibit(6), &ids, view, &policy).await.unwrap();
    assert_eq!(details.missing, [stranger]);
    assert!(!details.may_have_more);
    let told = details.item.variants.as_ref().unwrap().value.skus.len();
    assert_eq!(told, ids.len() - 2);
    let spent = calls(&world) - before;
    assert_eq!(spent, (ids.len() - 1).div_ceil(20));
    assert_eq!(details.item.raw.len(), spent);

    let some = client.sku_details(exhibit(6), &[], view, &policy).await.unwrap();
    assert!(some.may_have_more, "twenty may not be all");
}

#[tokio::test]
async fn a_hundred_links_are_three_calls_and_keep_their_order() {
    let (world, client) = world().await;
    let mut targets: Vec<LinkTarget> =
        (1..=110).map(|number| LinkTarget::item(exhibit(number % 105))).collect();
    targets[7] = "https://www.aliexpress.com.evil.example/item/1.html".parse().unwrap();
    targets[8] = "https://www.aliexpress.com/p/a.html?ids=1,2".parse().unwrap();
    let options = LinkOptions::new("default");
    let made: Vec<MadeLink> =
        client.promotion_links(targets.clone(), &options).collect().await;
    assert_eq!(calls(&world), 3, "50 + 50 + the rest");
    assert_eq!(made.iter().map(|it| it.target.clone()).collect::<Vec<_>>(), targets);
    for (place, link) in made.iter().enumerate() {
        match &link.outcome {
            LinkOutcome::Made(link) => assert!(link.contains("/e/_"), "{link}"),
            LinkOutcome::Refused { .. } => assert_eq!(place, 7),
            other => panic!("{place}: {other:?}"),
        }
    }
    let link = |place: usize| match &made[place].outcome {
        LinkOutcome::Made(link) => link.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(link(0), link(105), "the same target twice is one link");
    assert_ne!(link(0), link(1));
}

#[tokio::test]
async fn a_wrong_tracking_id_fails_every_link_with_the_platforms_words() {
    let world = World::with_faults("").await;
    let client = world.client().with_retry(RetryPolicy::never()).build().unwrap();
    let options = LinkOptions::new("not one!");
    let targets = [1, 2].map(|number| LinkTarget::item(exhibit(number)));
    let made: Vec<MadeLink> = client.promotion_links(targets, &options).collect().await;
    for link in made {
        let LinkOutcome::Failed(error) = link.outcome else {
            panic!("{:?}", link.outcome)
        };
        assert_eq!(error.refusal().unwrap().code, "402");
    }
}

#[tokio::test]
async fn the_category_tree_comes_in_one_call_with_or_without_a_token() {
    let (world, client) = world().await;
    let chinese = client.categories("zh_CN".parse().unwrap()).await.unwrap();
    let known = world.sandbox.credentials();
    let credentials = itemget::Credentials::new(known.app_key(), known.app_secret());
    let tokenless = Client::builder(credentials)
        .with_endpoints(world.sandbox.url())
        .with_clock(world.clock.clone())
        .build()
        .unwrap();
    let english = tokenless.categories("zh_CN".parse().unwrap()).await.unwrap();
    assert_eq!(calls(&world), 2);
    assert_eq!(chinese.roots(), english.roots());
    assert_eq!(english.walk().count(), english.len());
    assert!(english.orphans.is_empty() && english.cycles.is_empty());
    let leaf = english.walk().find(|(depth, _)| *depth == 1).unwrap().1;
    assert_eq!(english.path(leaf.row.id).len(), 2);
    let name = |tree: &itemget::CategoryTree| tree.find(15).unwrap().row.name.clone();
    assert_ne!(name(&chinese), name(&english));
}
