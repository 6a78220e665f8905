//! A platform that changes what it answers with, as its users learn of it.

use insta::assert_snapshot;
use serde_json::Value;

use crate::platform::{Platform, id};
use crate::world::{Said, World};

/// Asks for twenty items, all of which are looked at.
fn ask(world: &World, run: u64, lang: &str) -> Said {
    let ids: Vec<String> = (0..20).map(|number| id(run * 20 + number + 1)).collect();
    let ids = ids.iter().map(String::as_str);
    let flags = ["--source", "affiliate", "--format", "csv", "--lang", lang];
    let arguments: Vec<&str> = ["get"].into_iter().chain(ids).chain(flags).collect();
    world.run(&arguments)
}

fn check(world: &World, id: &str) -> Value {
    let record = world.run(&["doctor", "--json"]).json();
    let checks = record["checks"].as_array().expect("a list");
    let check = checks.iter().find(|check| check["id"] == id).expect("it is checked");
    let conclusion = record["conclusion"]["code"].clone();
    let mut check = check.clone();
    check["conclusion"] = conclusion;
    check
}

fn with_faults(platform: &Platform, faults: &[&str]) {
    let script = platform.sandbox.script();
    script.clear();
    faults.iter().for_each(|fault| script.add(fault.parse().expect("it is a fault")));
}

#[test]
fn a_field_that_came_and_comes_no_more_is_the_platforms_affair() {
    let platform = Platform::with_items(400);
    let world = platform.world();
    // Of twenty, a few are not in the programme.
    for run in 0..8 {
        let said = ask(&world, run, "en");
        assert!(!said.stderr.contains("no longer sends"), "{said}");
    }
    assert_eq!(check(&world, "missed_fields")["verdict"], "ok");
    with_faults(&platform, &["without*always field=shop_name"]);
    let said = ask(&world, 8, "en");
    assert!(!said.stderr.contains("no longer sends"), "twenty are no rule: {said}");
    let said = ask(&world, 9, "en");
    assert_snapshot!("drift_missed_en", said.stderr);
    let missed = check(&world, "missed_fields");
    assert_eq!(
        (&missed["verdict"], &missed["blame"]),
        (&"warn".into(), &"platform".into())
    );
    assert_eq!(missed["conclusion"], "platform");
    let details = missed["details"].to_string();
    assert!(details.contains("shop_name: not in the last "), "{details}");
    let said = ask(&world, 11, "zh");
    assert!(!said.stderr.contains("不再返回"), "it is news once: {said}");
    // It comes again, and all is well.
    with_faults(&platform, &[]);
    let said = ask(&world, 12, "en");
    assert!(!said.stderr.contains("no longer sends"), "{said}");
    assert_eq!(check(&world, "missed_fields")["verdict"], "ok");
}

#[test]
fn a_documented_field_is_missed_without_having_been_learned() {
    let platform = Platform::with_items(400);
    let world = platform.world();
    with_faults(&platform, &["without*always field=product_title"]);
    let said = ask(&world, 0, "zh");
    assert!(!said.stderr.contains("product_title"), "{said}");
    let said = ask(&world, 1, "zh");
    assert_snapshot!("drift_missed_zh", said.stderr);
}

#[test]
fn a_new_field_is_counted_said_once_and_kept() {
    for lang in ["en", "zh"] {
        let platform = Platform::with_items(400);
        let world = platform.world();
        with_faults(&platform, &["new-fields*always"]);
        let item = id(1);
        let first = world.run(&["get", &item, "--format", "csv", "--lang", lang]);
        assert_snapshot!(format!("drift_new_{lang}"), first.stderr);
        let again = world.run(&["get", &id(2), "--lang", lang]);
        assert!(!again.stderr.contains("sandbox_new_field"), "{again}");
        let raw = world.run(&["get", &id(3), "--raw"]);
        assert!(raw.stdout.contains("sandbox_new_field"), "{raw}");
        let new = check(&world, "new_fields");
        assert_eq!(
            (&new["verdict"], &new["blame"]),
            (&"warn".into(), &"platform".into())
        );
        let details = new["details"].to_string();
        assert!(
            details.contains("result.ae_store_info.sandbox_new_field (2×"),
            "{details}"
        );
        // Another endpoint is another platform.
        let elsewhere = world.env("ITEMGET_ENDPOINT", "http://127.0.0.1:1");
        assert_eq!(check(&elsewhere, "new_fields")["verdict"], "ok");
    }
}

#[test]
fn what_is_replayed_teaches_nothing() {
    let platform = Platform::with_items(400);
    let world = platform.world();
    with_faults(&platform, &["new-fields*always"]);
    let item = id(1);
    let fields = world.path(".local/state/itemget/fields.json");
    world.run(&["get", &item, "--record", "tape", "--format", "csv"]).must_end(0);
    std::fs::remove_file(&fields).expect("it was remembered");
    world.run(&["get", &item, "--replay", "tape", "--format", "csv"]).must_end(0);
    assert!(!fields.exists(), "a recording is of the past");
    world.run(&["get", &item, "--format", "csv"]).must_end(0);
    assert!(fields.exists());
}
