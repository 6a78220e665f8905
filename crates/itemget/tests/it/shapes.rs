//! The sandbox's catalogue, read in each of the shapes that one answer can have.

use std::collections::BTreeMap;

use itemget::api::affiliate::ProductDetailGet;
use itemget::api::dropship::ProductGet;
use itemget::api::tutorial::ItemGet;
use itemget::{Call, Item, ItemId, Reply, View};
use itemget_sandbox::{Catalogue, SHOWCASE, Shape};
use jiff::Timestamp;

const SHAPES: [Shape; 4] =
    [Shape::Wrapped, Shape::Simplified, Shape::Hybrid, Shape::Documentation];

fn now() -> Timestamp {
    "2026-11-23T17:20:27Z".parse().unwrap()
}

/// The exhibits, and some items as they come.
fn ids() -> Vec<ItemId> {
    let exhibits = SHOWCASE.iter().map(|exhibit| exhibit.id);
    let others = (100..112).map(|number| 1_005_006_000_000_000 + number);
    exhibits.chain(others).map(|id| ItemId::from_u64(id).unwrap()).collect()
}

fn views() -> [View; 3] {
    [("FR", "EUR", "en_US"), ("US", "USD", "zh_CN"), ("KR", "KRW", "ko_KR")].map(
        |(country, currency, language)| View {
            ship_to: country.parse().unwrap(),
            currency: currency.parse().unwrap(),
            language: language.parse().unwrap(),
        },
    )
}

/// What the call makes of the catalogue's answer in a shape: the item without its body, or
/// the refusal in words.
fn told<C: Call>(
    call: &C,
    shape: Shape,
    item: impl Fn(C::Output) -> Item,
) -> Result<Item, String> {
    let params: BTreeMap<String, String> =
        call.params().iter().map(|(name, value)| (name.into(), value.into())).collect();
    let body = Catalogue::default().body(C::METHOD, &params, now(), shape).unwrap();
    let reply = Reply { body: body.to_string().into(), observed_at: now() };
    let mut item = call.read(&reply).map(item).map_err(|error| error.to_string())?;
    item.raw.clear();
    assert!(item.synthetic, "not said to be synthetic: {body}");
    assert!(item.unread.is_empty(), "{shape:?}: {:?}", item.unread);
    Ok(item)
}

/// Reads the answer in all shapes, and gives what they all say.
fn the_same_in_all<C: Call>(
    call: &C,
    item: impl Fn(C::Output) -> Item,
) -> Result<Item, String> {
    let [first, others @ ..] = SHAPES.map(|shape| told(call, shape, &item));
    for (shape, other) in SHAPES[1..].iter().zip(others) {
        assert_eq!(other, first, "{shape:?} says something else than the wrapped answer");
    }
    first
}

#[test]
fn an_item_is_the_same_in_whatever_shape_it_comes() {
    let mut found = 0;
    for id in ids() {
        for view in views() {
            if let Ok(item) = the_same_in_all(&ProductGet::new(id, view), |item| item) {
                let skus = item.variants.unwrap().value.skus;
                for sku in &skus {
                    let price = sku.sale_price.unwrap();
                    assert_eq!(price.currency, view.currency, "{id}");
                    assert!(sku.list_price.unwrap().amount >= price.amount, "{id}");
                    assert!(sku.sku_id.unwrap().get() > 1 << 53, "{id}");
                    assert!(sku.stock.is_some(), "{id}");
                }
                found += skus.len();
            }
            let call = ProductDetailGet::new(vec![id], view);
            let affiliate = the_same_in_all(&call, |page| page.find(id).unwrap().clone());
            if let Ok(item) = affiliate {
                assert!(item.price.unwrap().value.sale.is_some(), "{id}");
            }
            the_same_in_all(&ItemGet::new(id, view), |item| item).unwrap();
        }
    }
    assert!(found > 500, "only {found} variants");
}
