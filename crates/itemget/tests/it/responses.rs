//! How replies are read: every shape of the same reply says the same, and each no is told
//! from a yes.

use insta::assert_json_snapshot;
use itemget::api::affiliate::ProductDetailGet;
use itemget::api::dropship::ProductGet;
use itemget::api::tutorial::ItemGet;
use itemget::item::{Item, RawReply};
use itemget::{Call as _, ItemId, ReplyError, SkuId};

use crate::fixtures::{body, france, reply};
use crate::mutation;

fn id(id: &str) -> ItemId {
    id.parse().unwrap()
}

fn lamp() -> ItemId {
    id("1005006000000017")
}

fn dropship(inside: &str) -> Item {
    let call = ProductGet::new(lamp(), france());
    call.read(&reply(body(inside))).unwrap_or_else(|error| panic!("{inside}: {error}"))
}

fn affiliate(inside: &str) -> Vec<Item> {
    let call = ProductDetailGet::new([lamp()], france());
    let details = call.read(&reply(body(inside)));
    let details = details.unwrap_or_else(|error| panic!("{inside}: {error}"));
    assert_eq!(details.unread, []);
    details.items
}

/// The item as a program sees it, without the bytes it came from.
fn without_raw(item: Item) -> Item {
    Item { raw: Vec::new(), ..item }
}

#[test]
fn a_dropship_item_is_read_whole() {
    assert_json_snapshot!(dropship("ds_product_get/wrapped.json"));
}

#[test]
fn affiliate_items_are_read_whole() {
    assert_json_snapshot!(affiliate("affiliate_productdetail_get/wrapped.json"));
}

#[test]
fn the_tutorials_item_is_read_whole() {
    let call = ItemGet::new(lamp(), itemget::View::default());
    assert_json_snapshot!(call.read(&reply(body("item_get/wrapped.json"))).unwrap());
}

#[test]
fn every_shape_of_a_reply_says_the_same() {
    for shape in ["hybrid", "simplified", "documentation"] {
        let dropship = |shape: &str| {
            let mut item = without_raw(dropship(&format!("ds_product_get/{shape}.json")));
            // The one field that the documentation's shape leaves out.
            item.variants.as_mut().unwrap().value.skus[1].seller_code = None;
            item
        };
        assert_eq!(dropship(shape), dropship("wrapped"), "{shape}");
        let affiliate = |shape: &str| {
            let items = affiliate(&format!("affiliate_productdetail_get/{shape}.json"));
            Vec::from_iter(items.into_iter().map(without_raw))
        };
        assert_eq!(affiliate(shape), affiliate("wrapped"), "{shape}");
    }
}

#[test]
fn sku_ids_beyond_2_pow_53_are_exact_in_every_shape() {
    for shape in ["wrapped", "hybrid", "simplified", "documentation"] {
        let item = dropship(&format!("ds_product_get/{shape}.json"));
        let skus = item.variants.unwrap().value.skus;
        let ids: Vec<u64> =
            skus.iter().filter_map(|s| s.sku_id.map(SkuId::get)).collect();
        assert_eq!(ids, [12000039999999901, 12000039999999902, 12000039999999903]);
    }
}

#[test]
fn an_item_of_a_batch_has_its_own_part_of_the_body() {
    let items = affiliate("affiliate_productdetail_get/wrapped.json");
    for (item, title) in items.iter().zip(["Lampe de bureau pliante", "Lecteur"]) {
        let [RawReply { body, source, .. }] = &item.raw[..] else { panic!("{item:?}") };
        let own: serde_json::Value = serde_json::from_slice(body).unwrap();
        assert_eq!(own["product_title"], title);
        assert_eq!(source, ProductDetailGet::METHOD);
    }
}

#[test]
fn the_answer_for_another_item_is_no_answer() {
    let call = ProductGet::new(id("1005006000000099"), france());
    let error = call.read(&reply(body("ds_product_get/wrapped.json"))).unwrap_err();
    assert!(matches!(error, ReplyError::Unreadable(_)), "{error}");
    assert_eq!(
        error.to_string(),
        "the item 1005006000000099, or its form on another site, was expected at the \
         item's id, but there is the item 1005006000000017"
    );
    // The US site's form is the same item.
    let call = ProductGet::new(lamp().us_site(), france());
    assert!(call.read(&reply(body("ds_product_get/wrapped.json"))).is_ok());
}

#[test]
fn odd_fields_are_absent_and_said_to_be_unread() {
    let item = dropship("odd/ds_product_get.json");
    assert_json_snapshot!(item);
}

#[test]
fn one_replaced_value_never_makes_a_wrong_number() {
    for inside in [
        "ds_product_get/wrapped.json",
        "ds_product_get/documentation.json",
        "affiliate_productdetail_get/wrapped.json",
        "affiliate_productdetail_get/simplified.json",
        "item_get/wrapped.json",
    ] {
        let (wrong, read) = mutation::check(&body(inside));
        assert!(read > 200, "{inside}: only {read} bodies were read");
        assert!(wrong.is_empty(), "{inside}:\n{}", wrong.join("\n"));
    }
}
