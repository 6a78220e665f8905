//! How items are brought and what they cost at the door: `freight`, and `get --with freight`.

use insta::assert_snapshot;
use itemget_sandbox::Sandbox;

use crate::platform::{Platform, id, ids};
use crate::world::World;

/// What a command says, in both languages.
fn in_both(arguments: &[&str], code: i32) -> String {
    let world = World::new();
    let said = |lang| world.run(&[arguments, &["--lang", lang]].concat()).ended(code);
    format!("{}\n{}", said("en"), said("zh"))
}

/// `get` with freight to France, in the currency there.
fn with_freight<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let get = ["get", "--with", "freight", "--ship-to", "FR", "--currency", "EUR"];
    [&get[..], more].concat()
}

#[test]
fn freight_says_how_each_sku_is_brought() {
    let sku = "12000036000000001";
    let one = ["freight", &id(1), "--sku", sku, "--ship-to", "FR", "--quantity", "2"];
    assert_snapshot!("freight", in_both(&[&one[..], &["--format", "table"]].concat(), 0));
    let world = World::new();
    assert_snapshot!("freight_json", world.run(&one).ended(0));
    assert_snapshot!(
        "freight_csv",
        world.run(&[&one[..], &["--format", "csv"]].concat()).ended(0)
    );
    let unknown = ["freight", &id(1), "--sku", "12", "--format", "table"];
    assert_snapshot!("freight_unknown_sku", in_both(&unknown, 1));
    world.run(&["freight", "99"]).must_end(1);
    world.run(&["freight", "hello"]).must_end(2);
}

#[test]
fn the_affiliate_api_tells_a_fee_without_consent() {
    let skus = ["--sku", "12000036000000001", "--sku", "12000036000000021"];
    let flags = ["--source", "affiliate", "--ship-to", "FR", "--currency", "EUR"];
    let item = id(1);
    let one = [&["freight", &item][..], &flags, &skus].concat();
    let table = [&one[..], &["--format", "table"]].concat();
    assert_snapshot!("freight_affiliate", in_both(&table, 1));
    let platform = Platform::with_items(40);
    let world = platform.world().env("ITEMGET_ACCESS_TOKEN", "");
    let csv = world.run(&[&one[..], &["--format", "csv"]].concat()).ended(1);
    assert!(csv.stdout.contains(",not_told,"), "{csv}");
    assert_eq!(platform.requests(), 3);
    let all = [&["freight", &item][..], &flags, &["--format", "csv"]].concat();
    let said = world.run(&all);
    assert_eq!(said.stdout.lines().count(), 21, "{said}");
    assert!(said.stderr.contains("twenty SKUs at the most"), "{said}");
    let plan = world.run(&[&one[..], &["--plan", "--format", "csv"]].concat()).ended(0);
    for calls in ["product.sku.detail.get,1,1,", "product.shipping.get,2,2,"] {
        assert!(plan.stdout.contains(calls), "{plan}");
    }
    for more in [["--quantity", "2"], ["--province", "x"], ["--city", "x"]] {
        world.run(&[&one[..], &more].concat()).must_end(2);
    }
    world.run(&["freight", "hello", "--source", "affiliate"]).must_end(2);
    let gone = ["freight", "99", "--source", "affiliate", "--ship-to", "FR"];
    assert!(world.run(&gone).code.is_some_and(|code| code > 0));
}

#[test]
fn each_variant_has_its_price_at_the_door_in_every_form() {
    // One with a warehouse that does not send there, one with one variant, one off sale.
    let (several, single, off) = (id(5), id(2), id(3));
    for (name, item) in [("several", &several), ("single", &single)] {
        let arguments = with_freight(&[item, "--format", "table"]);
        assert_snapshot!(format!("door_{name}"), in_both(&arguments, 0));
    }
    let not_sold = id(4);
    let list = with_freight(&[&several, &single, &off, &not_sold, "--format", "table"]);
    assert_snapshot!("door_list", in_both(&list, 1));
    let world = World::new();
    for format in ["json", "csv"] {
        let fields = ["--fields", "title,variants.sale_price", "--format", format];
        let arguments = with_freight(&[&[&single[..], &off][..], &fields].concat());
        assert_snapshot!(format!("door_{format}"), world.run(&arguments).ended(0));
    }
}

#[test]
fn freight_is_asked_for_only_when_it_is_wanted() {
    let platform = Platform::with_items(40);
    let world = platform.world();
    let asked = |flags: &[&str]| {
        let before = platform.requests();
        let said = world.run(&[&["get", &id(5), "--ship-to", "FR"], flags].concat());
        (platform.requests() - before, said.ended(0).json())
    };
    for flags in [&[][..], &["--fields", "logistics"], &["--fields", "logistics.options"]]
    {
        let (requests, said) = asked(flags);
        assert_eq!(requests, 1, "{flags:?}");
        assert_eq!(said["records"][0]["freight"], serde_json::Value::Null);
    }
    let (requests, whole) = asked(&["--with", "freight"]);
    let whole = &whole["records"][0];
    let skus = whole["item"]["variants"]["skus"].as_array().unwrap().len();
    assert_eq!(requests, 1 + skus as u64);
    assert_eq!(whole["freight"].as_array().unwrap().len(), skus);
    // By the name of its field as well, and then the item is no affiliate call.
    let (requests, part) = asked(&["--fields", "title,logistics.by_sku"]);
    assert_eq!(requests, 1 + skus as u64);
    let logistics = &part["records"][0]["item"]["logistics"];
    let sku_ids = |by_sku: &serde_json::Value| {
        let all = by_sku.as_array().unwrap().iter();
        all.map(|sku| sku["sku_id"].clone()).collect::<Vec<_>>()
    };
    let before = sku_ids(&whole["item"]["logistics"]["by_sku"]);
    assert_eq!(sku_ids(&logistics["by_sku"]), before);
    for at in ["affiliate", "item-get"] {
        let said = world.run(&with_freight(&[&id(5), "--source", at])).ended(2);
        assert!(said.stderr.contains("`--with freight` does not go with"), "{said}");
    }
    let without = World::new().env("ITEMGET_ENDPOINT", platform.sandbox.url());
    let known = platform.sandbox.credentials();
    let without = without
        .env("ITEMGET_APP_KEY", known.app_key())
        .env("ITEMGET_APP_SECRET", known.app_secret());
    let said = without.run(&with_freight(&[&id(2), "--format", "table"])).ended(0);
    assert!(said.stdout.contains("no API that was asked tells: logistics"), "{said}");
}

#[test]
fn a_plan_says_that_freight_takes_a_call_for_each_variant() {
    let platform = Platform::with_items(40);
    let world = platform.world();
    world.file("ids.txt", &ids(1, 30));
    let plan = with_freight(&["--file", "ids.txt", "--plan", "--format"]);
    let said = ["table", "csv", "json"].map(|format| {
        let said = world.run(&[&plan[..], &[format]].concat()).ended(0);
        said.to_string()
    });
    let chinese = world.run(&[&plan[..], &["table", "--lang", "zh"]].concat()).ended(0);
    assert_snapshot!("door_plan", format!("{}\n{chinese}", said.join("\n")));
    assert_eq!(platform.requests(), 0);
}

#[test]
fn an_item_whose_freight_no_call_was_left_for_is_asked_for_again_another_time() {
    let platform = Platform::with_items(40);
    let world = platform.world();
    world.file("ids.txt", &ids(1, 12));
    let job = ["--file", "ids.txt", "--output", "out", "--resume", "job"];
    let job = with_freight(&[&job[..], &["--fields", "title"]].concat());
    let lines = || std::fs::read_to_string(world.path("out")).unwrap_or_default();
    let said = world.run(&[&job[..], &["--max-calls", "90"]].concat()).ended(75);
    // What was not sent yet when the end was seen, is not sent any more.
    assert!((80..=90).contains(&platform.requests()), "{said}");
    assert!(said.stderr.contains("the calls of `--max-calls` are made"), "{said}");
    let written = lines().lines().count();
    assert!((1..12).contains(&written), "{said}");
    assert!(!lines().contains("\"failed\""), "half an item is none: {}", lines());
    let other = world.run(&with_freight(&job[7..13])).ended(2);
    assert!(other.stderr.contains("with `--fields title`"), "{other}");
    world.run(&job).must_end(1);
    let whole = platform.world();
    whole.file("ids.txt", &ids(1, 12));
    whole.run(&job).must_end(1);
    let once = std::fs::read_to_string(whole.path("out")).unwrap();
    let ways = |text: &str| text.matches("\"sku_id\"").count();
    assert_eq!((lines().lines().count(), ways(&lines())), (12, ways(&once)));
}

#[test]
fn what_is_not_known_of_the_way_is_said_and_the_item_is_there() {
    let freight = "aliexpress.ds.freight.query";
    for (name, fault, code) in [
        ("outage", format!("http*always status=503 method={freight}"), 75),
        ("permission", format!("no-permission*always method={freight}"), 77),
        ("once", format!("refused*1 code=SomethingElse method={freight}"), 70),
    ] {
        let sandbox = Sandbox::builder().items(9).fault(fault.parse().unwrap());
        let platform = Platform::of(sandbox);
        let world = platform.world();
        let flags = ["--fields", "title,price", "--attempts", "1"];
        let item = id(2);
        let table = [&[&item[..]][..], &flags, &["--format", "table"]].concat();
        let said = world.run(&with_freight(&table));
        assert_eq!(said.code, Some(code), "{name}: {said}");
        assert!(said.stdout.contains("have no price at the door:"), "{said}");
        assert!(said.stdout.contains("4.89 EUR"), "the item is there: {said}");
    }
}

#[test]
fn freight_that_is_kept_takes_no_call() {
    let platform = Platform::with_items(9);
    let world = platform.world();
    let freight = ["freight", &id(2), "--ship-to", "FR", "--format", "csv"];
    let first = world.run(&[&freight[..], &["--max-age", "1h"]].concat()).ended(0);
    let requests = platform.requests();
    let again = world.run(&[&freight[..], &["--offline"]].concat()).ended(0);
    assert_eq!(again.stdout, first.stdout);
    let get = ["get", &id(2), "--ship-to", "FR", "--with", "freight", "--offline"];
    world.run(&get).must_end(0);
    assert_eq!(platform.requests(), requests);
}
