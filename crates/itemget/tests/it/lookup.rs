//! Many ids in, one outcome each out, against the sandbox's showcase.

use futures_util::StreamExt as _;
use itemget::item::Group;
use itemget::{
    AccessToken, Advice, Client, Credentials, ItemRef, Lookup, LookupOptions,
    OutcomeKind, Source, View,
};
use itemget_sandbox::Sandbox;

async fn sandbox() -> Sandbox {
    Sandbox::builder().items(200).start().await.unwrap()
}

fn client(sandbox: &Sandbox) -> Client {
    let given = sandbox.credentials();
    Client::builder(Credentials::new(given.app_key(), given.app_secret()))
        .with_access_token(AccessToken::new(given.access_token()))
        .with_endpoints(sandbox.url())
        .build()
        .unwrap()
}

/// Exhibit `number` of the sandbox; a large number is no item of its.
fn exhibit(number: u64) -> ItemRef {
    (1_005_006_000_000_000 + number).to_string().parse().unwrap()
}

fn options(source: Source, ship_to: &str) -> LookupOptions {
    let view = View { ship_to: ship_to.parse().unwrap(), ..View::default() };
    LookupOptions::new(view).with_source(source)
}

async fn look_up(
    sandbox: &Sandbox,
    items: &[ItemRef],
    options: &LookupOptions,
) -> Vec<Lookup> {
    client(sandbox).lookup(items.to_vec(), options).collect().await
}

fn kinds(lookups: &[Lookup]) -> Vec<OutcomeKind> {
    lookups.iter().map(|lookup| lookup.outcome.kind()).collect()
}

#[tokio::test]
async fn each_asked_id_has_its_outcome_in_its_place() {
    use OutcomeKind::{Found, NotFound, NotSoldToCountry, OffSale};
    let sandbox = sandbox().await;
    let items = [1, 3, 4, 900_000, 1, 2].map(exhibit);
    let told = look_up(&sandbox, &items, &options(Source::Dropship, "FR")).await;
    assert_eq!(told.iter().map(|it| it.item).collect::<Vec<_>>(), items);
    let expected = [Found, OffSale, NotSoldToCountry, NotFound, Found, Found];
    assert_eq!(kinds(&told), expected);

    let gone = told[3].outcome.miss().unwrap();
    assert_eq!(gone.code.as_deref(), Some("605"));
    assert_eq!(gone.advice, Advice::CheckId);
    assert!(gone.request_id.is_some(), "{gone:?}");
    let not_there = told[2].outcome.miss().unwrap();
    assert_eq!(not_there.code.as_deref(), Some("482"));
    assert_eq!(not_there.advice, Advice::ChangeCountry);
    assert_eq!(sandbox.journal().total(), 5, "the first id stands there twice");
}

#[tokio::test]
async fn an_item_comes_with_its_variants_in_the_currency_asked_for() {
    let sandbox = sandbox().await;
    let mut options = options(Source::Auto, "FR");
    options.view.currency = "EUR".parse().unwrap();
    let told = look_up(&sandbox, &[exhibit(1)], &options).await;
    let item = told[0].outcome.item().unwrap();
    assert!(item.synthetic);
    assert!(item.unread.is_empty(), "{:?}", item.unread);
    let variants = &item.variants.as_ref().unwrap().value.skus;
    assert_eq!(variants.len(), 4 * 5 * 2);
    for variant in variants {
        let (list, sale) = (variant.list_price.unwrap(), variant.sale_price.unwrap());
        assert_eq!(sale.currency.as_str(), "EUR");
        assert!(sale.amount <= list.amount, "{sale} is more than {list}");
        assert!(variant.sku_id.unwrap().get() > 1 << 53, "{:?}", variant.sku_id);
    }
    assert!(!item.raw[0].body.is_empty());
}

#[tokio::test]
async fn fifty_ids_go_in_one_affiliate_call_and_the_silently_absent_are_told() {
    let sandbox = sandbox().await;
    let items: Vec<_> = (1..=120).map(exhibit).collect();
    let told = look_up(&sandbox, &items, &options(Source::Affiliate, "US")).await;
    assert_eq!(sandbox.journal().total(), 3, "120 ids are 50 + 50 + 20");
    assert_eq!(told.iter().map(|it| it.item).collect::<Vec<_>>(), items);
    let absent = told[4].outcome.miss().expect("exhibit 5 is not in the programme");
    assert_eq!(told[4].outcome.kind(), OutcomeKind::NotInAffiliateProgramme);
    assert_eq!(absent.advice, Advice::UseDropshipApi);
    for lookup in &told {
        if let Some(item) = lookup.outcome.item() {
            assert_eq!(item.item, lookup.item, "an answer was given to another id");
        }
    }
    let found = kinds(&told).iter().filter(|kind| **kind == OutcomeKind::Found).count();
    assert!(found > 60, "only {found} of 120 were found");
}

#[tokio::test]
async fn ids_that_are_all_absent_are_told_one_by_one() {
    let sandbox = sandbox().await;
    let items = [900_001, 900_002].map(exhibit);
    let told = look_up(&sandbox, &items, &options(Source::Affiliate, "US")).await;
    assert_eq!(kinds(&told), [OutcomeKind::NotInAffiliateProgramme; 2]);
    assert_eq!(told[1].outcome.miss().unwrap().code.as_deref(), Some("405"));
}

#[tokio::test]
async fn a_link_to_the_us_site_and_a_global_id_are_one_item() {
    let sandbox = sandbox().await;
    let us: ItemRef =
        "https://www.aliexpress.us/item/3256806000000000.html".parse().unwrap();
    assert_eq!(us.id.get(), 3_256_806_000_000_000 - (1 << 51));
    let us_form = exhibit(1).id.us_site();
    let told =
        look_up(&sandbox, &[ItemRef::aliexpress(us_form)], &options(Source::Auto, "US"))
            .await;
    let item = told[0].outcome.item().unwrap();
    assert_eq!(item.item, exhibit(1));
    assert_eq!(item.site_id, us_form, "shipping to the US, the platform shows its US id");
}

#[tokio::test]
async fn the_tutorials_dialect_gives_an_item_too() {
    let sandbox = sandbox().await;
    let items = ["1234567890".parse().unwrap(), exhibit(900_000)];
    let told = look_up(&sandbox, &items, &options(Source::ItemGet, "US")).await;
    assert_eq!(kinds(&told), [OutcomeKind::Found, OutcomeKind::NotFound]);
    let item = told[0].outcome.item().unwrap();
    assert!(item.price.is_some() && item.trade.is_some(), "{item:#?}");
}

#[tokio::test]
async fn one_item_is_looked_up_as_it_is_in_a_list() {
    let sandbox = sandbox().await;
    let client = client(&sandbox);
    for source in [Source::Auto, Source::Dropship, Source::Affiliate, Source::ItemGet] {
        for number in [1, 3, 4, 900_000] {
            let options = options(source, "FR").with_groups([Group::Variants]);
            let alone = client.look_up(exhibit(number), &options).await;
            let listed = look_up(&sandbox, &[exhibit(number)], &options).await;
            let told = |it: &Lookup| {
                let id = it.outcome.item().map(|item| item.item);
                let asked_before = it.asked_before.as_ref().map(|miss| miss.code.clone());
                (it.item, it.outcome.kind(), id, it.missing.clone(), asked_before)
            };
            assert_eq!([told(&alone)], [told(&listed[0])], "{source:?} {number}");
        }
    }
}

#[tokio::test]
async fn one_bad_answer_does_not_fail_the_rest() {
    let sandbox = sandbox().await;
    sandbox.script().add("html*1".parse().unwrap());
    let mut options = options(Source::Dropship, "US");
    options.concurrency = 1;
    let told = look_up(&sandbox, &[1, 2].map(exhibit), &options).await;
    assert_eq!(kinds(&told), [OutcomeKind::Unreadable, OutcomeKind::Found]);
    assert_eq!(told[0].outcome.miss().unwrap().advice, Advice::ReportBody);
}

#[tokio::test]
async fn a_wrong_secret_is_told_for_every_id_without_showing_it() {
    let sandbox = sandbox().await;
    let client = Client::builder(Credentials::new("12345678", "planted-secret"))
        .with_access_token(AccessToken::new(sandbox.credentials().access_token()))
        .with_endpoints(sandbox.url())
        .build()
        .unwrap();
    let options = options(Source::Dropship, "US");
    let told: Vec<_> = client.lookup([exhibit(1)], &options).collect().await;
    let miss = told[0].outcome.miss().unwrap();
    assert_eq!(told[0].outcome.kind(), OutcomeKind::Unauthorised);
    assert_eq!(miss.code.as_deref(), Some("IncompleteSignature"));
    assert_eq!(miss.advice, Advice::CheckSignature);
    let shown = format!("{told:?}");
    assert!(!shown.contains("planted"), "{shown}");
}
