//! The product side: search, freight, links, categories and feeds, as their users meet
//! them.

use insta::assert_snapshot;

use crate::platform::{Platform, id, ids};
use crate::world::World;

/// What a command says, in both languages.
fn in_both(arguments: &[&str], code: i32) -> String {
    let world = World::new();
    let said = |lang| world.run(&[arguments, &["--lang", lang]].concat()).ended(code);
    format!("{}\n{}", said("en"), said("zh"))
}

#[test]
fn items_are_found_by_words() {
    for (name, flags) in [
        ("search", &["--limit", "5"][..]),
        ("search_dropship", &["--source", "dropship", "--limit", "3"]),
        (
            "search_hot",
            &["--source", "hot", "--sort", "largest-discount", "--limit", "3"],
        ),
        ("search_prices", &["--min-price", "9.99", "--max-price", "12", "--limit", "3"]),
    ] {
        let arguments = [&["search", "lamp", "--format", "table"], flags].concat();
        assert_snapshot!(name, in_both(&arguments, 0));
    }
    let arguments = ["search", "lamp", "--limit", "2", "--fields", "title,price.sale"];
    let said = World::new().run(&arguments).ended(0);
    assert_snapshot!("search_json", said);
    World::new().run(&["search", "no-such-thing-at-all"]).must_end(1);
}

#[test]
fn items_are_found_by_a_picture() {
    let world = World::new();
    let picture = b"GIF89a\x01\0\x01\0\x80\0\0\xff\xff\xff\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";
    std::fs::write(world.path("lamp.gif"), picture).unwrap();
    let arguments =
        ["search", "--image", "lamp.gif", "--format", "table", "--limit", "2"];
    assert_snapshot!("search_image", world.run(&arguments).ended(0));
    let upload = [&arguments[..], &["--upload"]].concat();
    assert_snapshot!("search_upload", world.run(&upload).ended(0));
    let offline = [&["search", "--image", "lamp.gif", "--upload"][..], &["--offline"]];
    world.run(&offline.concat()).must_end(1);
    std::fs::write(world.path("large.gif"), vec![b'x'; 103_000]).unwrap();
    let large = ["search", "--image", "large.gif", "--upload"];
    for lang in ["en", "zh"] {
        let said = world.run(&[&large[..], &["--lang", lang]].concat()).ended(2);
        assert_snapshot!(format!("search_too_large_{lang}"), said.stderr);
    }
    world.run(&["search", "lamp", "--upload"]).must_end(2);
    world.file("lamp.txt", "no picture");
    let said = world.run(&["search", "--image", "lamp.txt"]);
    assert!(said.stderr.contains("ILLEGAL_IMAGE"), "{said}");
}

#[test]
fn one_picture_is_not_taken_for_another() {
    let platform = Platform::with_items(5_000);
    let world = platform.world();
    for (name, bytes) in [("one.gif", &b"GIF89a one;"[..]), ("two.gif", b"GIF89a two;")] {
        std::fs::write(world.path(name), bytes).unwrap();
    }
    let search = |name, more: &[&str]| {
        let arguments = ["search", "--image", name, "--upload", "--format", "csv"];
        world.run(&[&arguments[..], more].concat()).ended(0).stdout
    };
    let one = search("one.gif", &["--max-age", "1h"]);
    let requests = platform.requests();
    assert_ne!(search("two.gif", &["--max-age", "1h"]), one);
    assert_eq!(platform.requests(), requests + 1, "another picture is another question");
    assert_eq!(search("one.gif", &["--offline"]), one);
    // Recorded and replayed as well.
    let record = search("one.gif", &["--record", "tape"]);
    assert_eq!(search("one.gif", &["--replay", "tape"]), record);
    let arguments =
        ["search", "--image", "two.gif", "--upload", "--replay", "tape", "--quiet"];
    let other = world.run(&arguments);
    assert!(other.code.is_some_and(|code| code > 0), "{other}");
    world.each_file(|path, bytes| {
        let text = String::from_utf8_lossy(bytes);
        let token = platform.sandbox.credentials().access_token();
        assert!(!text.contains(token), "{} holds the token", path.display());
    });
}

#[test]
fn what_does_not_go_together_is_refused() {
    for arguments in [
        &["search", "lamp", "--source", "dropship", "--min-price", "5"][..],
        &["search", "lamp", "--source", "dropship", "--sort", "least-sold"],
        &["search", "lamp", "--sort", "most-reviewed"],
        &["search", "lamp", "--min-price", "5.999"],
        &["search"],
        &["search", "--image", "a.jpg", "lamp"],
    ] {
        World::new().run(arguments).must_end(2);
    }
    let said = World::new().run(&["link", &id(1)]).ended(2);
    assert!(said.stderr.contains("hint: set `--tracking-id`"), "{said}");
}

#[test]
fn all_there_are_is_more_than_pages_show() {
    // Of 20,000 items, this many are found, and 5,000 are shown.
    let platform = Platform::with_items(20_000);
    let world = platform.world();
    let arguments =
        ["search", "with", "--all", "--fields", "price", "--output", "all.jsonl"];
    let said = world.run(&arguments).ended(0);
    let text = std::fs::read_to_string(world.path("all.jsonl")).unwrap();
    let mut found: Vec<&str> = text
        .lines()
        .map(|line| line.split("\"asked\":\"").nth(1).unwrap().split('"').next().unwrap())
        .collect();
    let count = found.len();
    assert!(count > 5_000, "{said}");
    found.sort_unstable();
    found.dedup();
    assert_eq!(found.len(), count, "each once");
}

#[test]
fn links_have_one_outcome_each() {
    let arguments = ["link", &id(1), "https://www.example.com/", "hello", &id(1)];
    let arguments = [&arguments[..], &["--tracking-id", "default"]].concat();
    for format in ["table", "jsonl", "csv"] {
        let said = World::new().run(&[&arguments[..], &["--format", format]].concat());
        let lines = said.stdout.lines().count();
        assert_eq!(lines, 4 + usize::from(format == "csv"), "{said}");
        assert_eq!(said.code, Some(2), "{said}");
    }
}

#[test]
fn links_are_made_fifty_a_call() {
    let platform = Platform::with_items(200);
    let world = platform.world();
    world.file("ids.txt", &ids(1, 120));
    let arguments = ["link", "--file", "ids.txt", "--tracking-id", "default"];
    let plan = world.run(&[&arguments[..], &["--plan", "--format", "csv"]].concat());
    assert!(plan.stdout.contains("aliexpress.affiliate.link.generate,3,3,"), "{plan}");
    assert_eq!(platform.requests(), 0);
    let said = world.run(&[&arguments[..], &["--format", "csv"]].concat());
    assert_eq!(said.stdout.lines().count(), 121, "{said}");
    assert_eq!(platform.requests(), 3);
}

#[test]
fn categories_are_a_tree() {
    for (name, flags) in [
        ("category", &[][..]),
        ("category_number", &["39"]),
        ("category_word", &["light"]),
        ("category_tree", &["39", "--tree"]),
    ] {
        let arguments = [&["category", "--format", "table"], flags].concat();
        assert_snapshot!(name, in_both(&arguments, 0));
    }
    let said = World::new().run(&["category", "39", "--format", "json"]).ended(0);
    assert_snapshot!("category_json", said);
    World::new().run(&["category", "1"]).must_end(1);
}

#[test]
fn feeds_are_listed_and_looked_into() {
    assert_snapshot!("feeds", in_both(&["feed", "--format", "table"], 0));
    let one = ["feed", "DS bestseller", "--limit", "3", "--format", "table"];
    assert_snapshot!("feed", in_both(&one, 0));
    let csv = ["feed", "--source", "affiliate", "--format", "csv"];
    assert_snapshot!("feeds_csv", World::new().run(&csv).ended(0));
}

#[test]
fn what_is_kept_is_given_without_a_call_and_offline_without_any() {
    let platform = Platform::with_items(40);
    let world = platform.world();
    let get = ["get", &id(1), "--fields", "price", "--max-age", "1h"];
    let first = world.run(&get).ended(0);
    let requests = platform.requests();
    assert!(requests > 0);
    assert_eq!(world.run(&get).ended(0).stdout, first.stdout);
    let offline = ["get", &id(1), "--fields", "price", "--offline"];
    assert_eq!(world.run(&offline).ended(0).stdout, first.stdout);
    let missing = world.run(&["get", &id(2), "--fields", "price", "--offline"]).ended(1);
    assert!(missing.stdout.contains("the cache has no answer to it"), "{missing}");
    assert_eq!(platform.requests(), requests);
    world.run(&["get", &id(1), "--fields", "price", "--no-cache"]).must_end(0);
    assert!(platform.requests() > requests);
    let cache = world.run(&["cache", "--format", "json"]).ended(0);
    assert!(cache.stdout.contains("\"entries\":1"), "{cache}");
    world.run(&["cache", "clear"]).must_end(0);
    let cache = world.run(&["cache", "--format", "json"]).ended(0);
    assert!(cache.stdout.contains("\"entries\":0"), "{cache}");
}

#[test]
fn what_a_sandbox_says_is_not_kept_without_a_word() {
    let platform = Platform::with_items(40);
    let world = platform.world();
    for requests in [1, 2] {
        world.run(&["get", &id(1), "--source", "dropship"]).must_end(0);
        assert_eq!(platform.requests(), requests);
    }
}

#[test]
fn what_was_recorded_is_replayed_and_nothing_else() {
    let platform = Platform::with_items(40);
    let world = platform.world();
    let get = ["get", &id(1), &id(99), "--source", "dropship"];
    let recorded = world.run(&[&get[..], &["--record", "tape"]].concat()).ended(1);
    let requests = platform.requests();
    let replayed = world.run(&[&get[..], &["--replay", "tape"]].concat()).ended(1);
    assert_eq!(recorded.stdout, replayed.stdout);
    let other = ["get", &id(3), "--source", "dropship", "--replay", "tape"];
    let other = world.run(&other).ended(1);
    assert!(other.stdout.contains("was not recorded as it is asked"), "{other}");
    assert_eq!(platform.requests(), requests);
    world.each_file(|path, bytes| {
        let text = String::from_utf8_lossy(bytes);
        let secret = platform.sandbox.credentials().app_secret();
        assert!(!text.contains(secret), "{} holds the secret", path.display());
    });
    // Without credentials as well: nobody is asked.
    let alone = World::new();
    let tape = world.path("tape");
    let tape = tape.to_str().unwrap();
    let said = alone.run(&[&get[..], &["--replay", tape]].concat()).ended(1);
    assert_eq!(said.stdout, recorded.stdout);
    alone.run(&["get", &id(1), "--replay", "nowhere"]).must_end(74);
}
