//! `itemget doctor`, as its users meet it.

use insta::assert_snapshot;
use serde_json::Value;

use crate::running_sandbox::{RunningSandbox, SANDBOX, log_in, stable};
use crate::world::{Said, World, set_mode};

/// What differs from machine to machine, made the same.
fn anywhere(said: &Said) -> String {
    let mut text = String::new();
    for line in stable(said).lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let replaced: Vec<String> = words
            .iter()
            .enumerate()
            .map(|(at, word)| {
                let next = words.get(at + 1).copied().unwrap_or_default();
                let before = at.checked_sub(1).map(|at| words[at]).unwrap_or_default();
                let is_number = word.parse::<f64>().is_ok();
                let varies =
                    matches!(next, "GB" | "MB" | "authorities" | "个证书颁发机构")
                        || next.starts_with("ms")
                        || next.starts_with("毫秒")
                        || (before == "got" && line.contains("until"));
                match (is_number && varies, *word) {
                    (true, _) => "N".to_owned(),
                    // A disk that is nearly full is told of in smaller units.
                    (false, "MB") => "GB".to_owned(),
                    (false, word) => word.to_owned(),
                }
            })
            .collect();
        text.push_str(&replaced.join(" "));
        text.push('\n');
    }
    text
}

fn check<'a>(record: &'a Value, id: &str) -> &'a Value {
    let checks = record["checks"].as_array().expect("a list");
    checks.iter().find(|check| check["id"] == id).unwrap_or_else(|| panic!("no {id}"))
}

#[test]
fn a_machine_that_is_well_is_told_so_in_both_languages() {
    let world = World::new();
    for lang in ["en", "zh"] {
        let said = world.run(&["doctor", "--lang", lang]).ended(0);
        assert_snapshot!(format!("doctor_bare_{lang}"), anywhere(&said));
    }
}

#[test]
fn the_platform_is_asked_only_when_that_is_allowed_and_it_is_counted() {
    let world = World::new();
    let platform = RunningSandbox::start(&world);
    let client = platform.client();
    log_in(&client, "allow").1.must_end(0);
    let before = platform.requests();
    let record = client.run(&["doctor", "--json"]).ended(0).json();
    assert_eq!(platform.requests(), before, "it was asked without --live");
    assert_eq!(record["calls"], 0);
    assert_eq!(check(&record, "permission_dropship")["verdict"], "skipped");

    let said = client.run(&["doctor", "--json", "--live"]).ended(0);
    let record = said.json();
    assert!(said.stderr.contains("up to 2 calls"), "{said}");
    assert_eq!(record["calls"], 2);
    assert_eq!(platform.journal("aliexpress.affiliate.category.get"), ["accepted"]);
    assert_eq!(platform.journal("aliexpress.ds.category.get"), ["accepted"]);
    for id in
        ["permission_affiliate", "permission_dropship", "reachable", "token", "consent"]
    {
        assert_eq!(check(&record, id)["verdict"], "ok", "{said}");
    }
    // The platform's clock is held, and so is this one.
    assert_eq!(check(&record, "clock_skew")["verdict"], "ok", "{said}");
    platform.at("2026-11-23T18:20:27Z");
    let record = client.run(&["doctor", "--json", "--live"]).ended(0).json();
    assert_eq!(check(&record, "clock_skew")["verdict"], "warn");
    platform.at("2026-11-24T18:20:27Z");
    let record = client.run(&["doctor", "--json", "--live"]).ended(78).json();
    assert_eq!(check(&record, "clock_skew")["verdict"], "fail");
    assert_eq!(check(&record, "permission_affiliate")["blame"], "you");
}

#[test]
fn what_is_broken_is_named_with_its_cure() {
    let world = World::new()
        .env("ITEMGET_APP_KEY", "your_app_key")
        .env("ITEMGET_APP_SECRET", "\"helloworld\"")
        .env("ITEMGET_PROXY", "socks5://127.0.0.1:1")
        .env("ITEMGET_CURENCY", "EUR")
        .env("TZ", "UTC");
    for lang in ["en", "zh"] {
        let said = world.run(&["doctor", "--lang", lang]).ended(78);
        assert_snapshot!(format!("doctor_broken_{lang}"), anywhere(&said));
    }
    let said = world.run(&["doctor", "--json"]).ended(78);
    assert_eq!(said.json()["conclusion"]["code"], "you", "{said}");
}

#[test]
fn a_configuration_that_cannot_be_read_leaves_the_rest_to_be_said() {
    let world = World::new().config("ship_to = 'France'\n");
    let record = world.run(&["doctor", "--json"]).ended(78).json();
    assert_eq!(check(&record, "config")["verdict"], "fail");
    assert_eq!(check(&record, "state")["verdict"], "ok");
    assert_eq!(check(&record, "app_key")["verdict"], "skipped");
    for lang in ["en", "zh"] {
        let said = world.run(&["doctor", "--lang", lang]).ended(78);
        assert!(said.stdout.contains("France"), "{said}");
    }
}

#[test]
fn a_secret_that_others_can_read_is_said_in_the_readers_language() {
    let world = World::new().env("ITEMGET_APP_KEY", "12345678");
    let secret = world.file("secret", "planted-5f2b");
    set_mode(&secret, 0o644);
    for (lang, expected) in [("en", "others can read"), ("zh", "其他用户")] {
        let said =
            world.run(&["doctor", "--secret-file", "secret", "--lang", lang]).ended(78);
        assert!(said.stdout.contains(expected), "{said}");
        assert!(!said.stdout.contains("planted"), "{said}");
    }
}

#[test]
fn nobody_at_the_other_end_is_the_networks_affair() {
    let world = World::new()
        .env("ITEMGET_APP_KEY", "12345678")
        .env("ITEMGET_APP_SECRET", "helloworld")
        .env("ITEMGET_ENDPOINT", "http://127.0.0.1:1")
        .env("ITEMGET_ATTEMPTS", "1");
    let said = world.run(&["doctor", "--json", "--live"]).ended(75);
    let record = said.json();
    assert_eq!(record["conclusion"]["code"], "network", "{said}");
    assert_eq!(check(&record, "reachable")["blame"], "network", "{said}");
    assert_eq!(check(&record, "permission_dropship")["verdict"], "skipped", "{said}");
}

#[test]
fn a_platform_that_changed_is_told_apart_from_you() {
    let world = World::new();
    let arguments = [&SANDBOX[..], &["--fault", "wrong-types*always"]].concat();
    let platform = RunningSandbox::start_with(&world, &arguments);
    let client =
        platform.client().env("ITEMGET_ACCESS_TOKEN", platform.told("access_token"));
    for lang in ["en", "zh"] {
        let said = client.run(&["get", "1005006000000001", "--lang", lang]);
        assert_snapshot!(format!("doctor_drift_warning_{lang}"), said.stderr);
    }
    let said = client.run(&["doctor", "--json"]);
    let record = said.json();
    let drift = check(&record, "drift");
    assert_ne!(drift["verdict"], "ok", "{said}");
    assert_eq!(drift["blame"], "platform", "{said}");
    assert_eq!(record["conclusion"]["code"], "platform", "{said}");
    // At another endpoint nothing is odd.
    let elsewhere = client.env("ITEMGET_ENDPOINT", "http://127.0.0.1:1");
    let record = elsewhere.run(&["doctor", "--json"]).json();
    assert_eq!(check(&record, "drift")["verdict"], "ok");
}

#[test]
fn a_method_that_is_gone_is_the_platforms_affair() {
    let world = World::new();
    let fault =
        "refused*always code=InvalidApiPath method=aliexpress.affiliate.category.get";
    let arguments = [&SANDBOX[..], &["--fault", fault]].concat();
    let platform = RunningSandbox::start_with(&world, &arguments);
    let said = platform.client().run(&["doctor", "--json", "--live"]).ended(70);
    let record = said.json();
    assert_eq!(record["conclusion"]["code"], "platform", "{said}");
    let found = check(&record, "permission_affiliate");
    assert_eq!(found["blame"], "platform", "{said}");
}
