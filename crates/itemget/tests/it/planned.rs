//! The fewest calls that give what is wanted, a second API where the first cannot answer,
//! and what is kept between two lists; the sandbox counts the calls.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use itemget::item::{Delivered, Group};
use itemget::{
    CachePolicy, Client, FreightOptions, ItemRef, Lookup, LookupOptions, MemoryCache,
    Outcome, OutcomeKind, SkuFreight, Source, View,
};
use itemget_sandbox::Sandbox;

use crate::world::World;

fn exhibits(numbers: impl IntoIterator<Item = u64>) -> Vec<ItemRef> {
    let id = |n: u64| (1_005_006_000_000_000 + n).to_string().parse().unwrap();
    numbers.into_iter().map(id).collect()
}

fn price_alone() -> LookupOptions {
    LookupOptions::new(View::default()).with_groups([Group::Price])
}

async fn look_up(
    client: &Client,
    items: &[ItemRef],
    options: &LookupOptions,
) -> Vec<Lookup> {
    client.lookup(items.to_vec(), options).collect().await
}

fn kinds(lookups: &[Lookup]) -> Vec<OutcomeKind> {
    lookups.iter().map(|it| it.outcome.kind()).collect()
}

#[tokio::test]
async fn prices_alone_come_fifty_a_call_and_the_rest_one_by_one() {
    let world = World::with_faults("").await;
    let client = world.client().build().unwrap();
    let items = exhibits(1..=12);
    let told = look_up(&client, &items, &price_alone()).await;
    assert_eq!(told.iter().map(|it| it.item).collect::<Vec<_>>(), items);
    let not_in_programme = &told[4];
    assert_eq!(not_in_programme.outcome.kind(), OutcomeKind::Found);
    let item = not_in_programme.outcome.item().unwrap();
    assert_eq!(item.price.as_ref().unwrap().source, "aliexpress.ds.product.get");
    let before = not_in_programme.asked_before.as_ref().expect("it says who was asked");
    assert_eq!(before.source, "aliexpress.affiliate.productdetail.get");

    let second = told.iter().filter(|it| it.asked_before.is_some()).count() as u64;
    let calls = world.sandbox.journal().total();
    assert_eq!(calls, 1 + second, "one affiliate call, and one for each it did not have");
    let planned = client.plan_lookup(12, &price_alone());
    assert_eq!((planned[0].at_least, planned[1].at_most), (1, Some(12)));
}

#[tokio::test]
async fn that_there_is_no_such_item_says_more_than_that_it_is_in_no_programme() {
    let world = World::with_faults("").await;
    let client = world.client().build().unwrap();
    let told = look_up(&client, &["99".parse().unwrap()], &price_alone()).await;
    assert_eq!(kinds(&told), [OutcomeKind::NotFound]);
    let before = told[0].asked_before.as_ref().expect("it says who was asked");
    assert_eq!(before.source, "aliexpress.affiliate.productdetail.get");
}

#[tokio::test]
async fn an_app_without_the_dropship_group_is_refused_once_and_served_by_the_other_api() {
    let sandbox = Sandbox::builder()
        .items(20)
        .api_group("Standard API for Publishers")
        .start()
        .await
        .unwrap();
    let world = World::of(sandbox);
    let client = world.client().build().unwrap();
    let options =
        LookupOptions::new(View::default()).with_groups([Group::Price, Group::Variants]);
    let told = look_up(&client, &exhibits([1, 2, 12]), &options).await;
    assert_eq!(kinds(&told), [OutcomeKind::Found; 3]);
    for lookup in &told {
        assert_eq!(lookup.missing, [Group::Variants], "it says what nobody gave");
        assert!(lookup.asked_before.is_some());
    }
    assert_eq!(world.sandbox.journal().total(), 2);
}

#[tokio::test]
async fn a_wrong_secret_is_not_spent_on_a_second_api() {
    let world = World::with_faults("").await;
    let wrong = itemget::Credentials::new("12345678", "planted-secret");
    let client = Client::builder(wrong)
        .with_access_token(itemget::AccessToken::new("token"))
        .with_endpoints(world.sandbox.url())
        .with_clock(world.clock.clone())
        .build()
        .unwrap();
    let told =
        look_up(&client, &exhibits([1]), &LookupOptions::new(View::default())).await;
    assert_eq!(kinds(&told), [OutcomeKind::Unauthorised]);
    assert_eq!(world.sandbox.journal().total(), 1);
}

#[tokio::test]
async fn each_item_of_a_batch_is_kept_for_itself() {
    let world = World::with_faults("").await;
    let cache = Arc::new(MemoryCache::new(1 << 20));
    let client = world.client().with_cache(cache).build().unwrap();
    let options = price_alone().with_source(Source::Affiliate);
    let first = look_up(&client, &exhibits([1, 2, 6]), &options).await;
    assert_eq!(world.sandbox.journal().total(), 1);

    let again = look_up(&client, &exhibits([6, 1]), &options).await;
    assert_eq!(world.sandbox.journal().total(), 1, "both are kept");
    assert_eq!(again[1].outcome.item(), first[0].outcome.item());
    assert!(again[0].outcome.item().unwrap().synthetic, "what is made up stays made up");

    look_up(&client, &exhibits([7, 6, 8]), &options).await;
    let last = world.sandbox.journal().last().unwrap();
    let asked = last.params.get("product_ids").cloned();
    assert_eq!(asked.as_deref(), Some("1005006000000007,1005006000000008"));
}

#[tokio::test]
async fn what_is_kept_stands_in_for_a_call_that_fails_and_says_its_age() {
    let world = World::with_faults("").await;
    let cache = Arc::new(MemoryCache::new(1 << 20));
    let client = world.client().with_cache(cache).build().unwrap();
    for source in [Source::Affiliate, Source::Dropship] {
        let options = price_alone().with_source(source);
        let asked = exhibits([1, 2]);
        look_up(&client, &asked, &options).await;
        world.clock.advance(Duration::from_secs(3600));
        world.sandbox.script().add("http*99 status=500".parse().unwrap());
        let told = look_up(&client, &asked, &options).await;
        world.sandbox.script().clear();
        assert_eq!(kinds(&told), [OutcomeKind::Found; 2], "{source:?}");
        for lookup in &told {
            let age = lookup.stale.expect("an old answer says how old it is");
            assert!(age >= Duration::from_secs(3600), "{age:?}");
        }
    }
}

#[tokio::test]
async fn offline_nothing_is_called_and_what_is_not_kept_is_said() {
    let world = World::with_faults("").await;
    let cache = Arc::new(MemoryCache::new(1 << 20));
    let client = world.client().with_cache(cache).build().unwrap();
    for source in [Source::Affiliate, Source::Dropship] {
        let options = price_alone().with_source(source);
        look_up(&client, &exhibits([1]), &options).await;
        let calls = world.sandbox.journal().total();
        let offline =
            LookupOptions { cache: CachePolicy::default().offline(), ..options };
        let told = look_up(&client, &exhibits([1, 2]), &offline).await;
        let expected = [OutcomeKind::Found, OutcomeKind::Failed];
        assert_eq!(kinds(&told), expected, "{source:?}");
        let advice = told[1].outcome.miss().unwrap().advice;
        assert_eq!(advice, itemget::Advice::AllowCalls);
        assert_eq!(world.sandbox.journal().total(), calls, "{source:?}");
    }
}

fn with_freight(options: LookupOptions) -> LookupOptions {
    options.with_freight(FreightOptions::default())
}

#[tokio::test]
async fn freight_is_asked_once_for_each_sku_of_what_can_be_bought_and_only_when_wanted() {
    let world = World::with_faults("").await;
    let client = world.client().build().unwrap();
    // The first again: what stands there twice is asked for once, its SKUs as well.
    let items = [exhibits(1..=12), exhibits([1])].concat();
    let plain = LookupOptions::new(View::default());
    let without = look_up(&client, &items, &plain).await;
    assert!(without.iter().all(|it| it.freight.is_none()));
    let calls = world.sandbox.journal().total();

    let told = look_up(&client, &items, &with_freight(plain)).await;
    assert_eq!(kinds(&told), kinds(&without));
    let mut skus = 0;
    for (n, lookup) in told.iter().enumerate() {
        let Outcome::Found(item) = &lookup.outcome else {
            assert!(lookup.freight.is_none(), "{lookup:?}");
            continue;
        };
        let freight = lookup.freight.as_ref().expect("it was wanted");
        let known = &item.variants.as_ref().unwrap().value.skus;
        let asked: Vec<_> = freight.iter().map(|it| Some(it.sku)).collect();
        assert_eq!(asked, known.iter().map(|sku| sku.sku_id).collect::<Vec<_>>());
        skus += if n < 12 { freight.len() as u64 } else { 0 };
        for SkuFreight { sku, freight, .. } in freight.iter() {
            let (way, total) = match (freight.ways(), item.least_delivered(*sku)) {
                (Some([]) | None, None) => continue,
                (Some(_), Some(least)) => least,
                other => panic!("{sku}: {other:?}"),
            };
            let prices = item.delivered_prices();
            let of_sku = prices.iter().filter(|price| price.sku_id == *sku);
            for price in of_sku {
                let Delivered::Total(other) = price.delivered else { continue };
                assert!(total.amount <= other.amount, "{way:?} against {price:?}");
            }
        }
    }
    assert!(skus > 12, "{skus}");
    assert!(kinds(&told).contains(&OutcomeKind::OffSale), "one that is not asked for");
    assert_eq!(world.sandbox.journal().total(), 2 * calls + skus);
}

#[tokio::test]
async fn freight_that_is_kept_is_not_asked_again_and_what_tells_no_skus_lacks_logistics()
{
    let world = World::with_faults("").await;
    let cache = Arc::new(MemoryCache::new(1 << 20));
    let client = world.client().with_cache(cache).build().unwrap();
    let items = exhibits([1]);
    let wanted = with_freight(price_alone());
    let first = look_up(&client, &items, &wanted).await;
    let calls = world.sandbox.journal().total();
    assert!(calls > 1, "the price alone would be an affiliate call: {first:?}");
    let again = look_up(&client, &items, &wanted).await;
    assert_eq!(world.sandbox.journal().total(), calls);
    let skus = |told: &[Lookup]| told[0].freight.as_ref().map(|it| it.len());
    assert_eq!(skus(&again), skus(&first));
    assert_eq!(again[0].missing, []);

    let affiliate = wanted.with_source(Source::Affiliate);
    let told = look_up(&client, &items, &affiliate).await;
    assert!(told[0].freight.is_none());
    assert_eq!(told[0].missing, [Group::Logistics]);
}
