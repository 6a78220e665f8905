//! `itemget alerts`: rules and channels, kept and shown.

use serde_json::Value;

use crate::past::{ITEM, Past, SKUS, moment};
use crate::world::World;

#[test]
fn a_rule_is_kept_shown_put_out_of_force_and_removed() {
    let world = World::new();
    world.run(&["alerts", "add", "sale_price drops 10%"]).must_end(0);
    let listed = world.run(&["alerts", "list", "--format", "jsonl"]);
    assert!(
        listed.stdout.contains(r#""rule":"sale_price drops 10%""#),
        "{}",
        listed.stdout
    );
    assert!(listed.stdout.contains(r#""enabled":true"#), "{}", listed.stdout);
    world.run(&["alerts", "pause", "1"]).must_end(0);
    let paused = world.run(&["alerts", "list", "--format", "jsonl"]);
    assert!(paused.stdout.contains(r#""enabled":false"#), "{}", paused.stdout);
    world.run(&["alerts", "remove", "1"]).must_end(0);
    world.run(&["alerts", "remove", "1"]).must_end(1);
    world.run(&["alerts", "list"]).must_end(1);
}

#[test]
fn a_rule_is_changed_and_keeps_its_number() {
    let world = World::new();
    world
        .run(&["alerts", "add", "sale_price drops 10%", "--channel", "phone"])
        .must_end(0);
    world.run(&["alerts", "add", "off sale"]).must_end(0);
    let listed = |word: &str| {
        let listed = world.run(&["alerts", "list", "--format", "jsonl"]).ended(0);
        let first = listed.stdout.lines().next().expect("a rule").to_owned();
        assert!(first.contains(word), "{word}: {first}");
        first
    };
    let said = world.run(&["alerts", "edit", "1", "sale_price drops 20%, once"]).ended(0);
    assert!(said.stderr.contains("rule 1: sale_price drops 20%, once"), "{said}");
    assert!(listed("sale_price drops 20%, once").contains(r#""id":1"#));
    assert!(listed("phone").contains(r#""enabled":true"#));
    world.run(&["alerts", "edit", "1", "--channel", "mail"]).must_end(0);
    assert!(!listed(r#"["mail"]"#).contains("phone"));
    world.run(&["alerts", "edit", "1", "--no-channel"]).must_end(0);
    assert!(listed("sale_price drops 20%, once").contains(r#""channels":[]"#));
    let taken =
        world.run(&["alerts", "edit", "1", "off sale", "--channel", "mail"]).ended(2);
    assert!(taken.stderr.contains("rule 2 says `off sale`"), "{taken}");
    assert!(!listed("sale_price drops 20%, once").contains("mail"), "all or nothing");
    world.run(&["alerts", "edit", "1", "sale_price tumbles"]).must_end(2);
    world.run(&["alerts", "edit", "1"]).must_end(2);
    world.run(&["alerts", "edit", "9", "off sale"]).must_end(1);
}

#[test]
fn a_rule_that_is_none_is_refused_with_what_was_expected() {
    let world = World::new();
    let refused = world.run(&["alerts", "add", "sale_price tumbles 10%"]);
    assert!(refused.stderr.contains("error:"), "{}", refused.stderr);
    refused.must_end(2);
}

#[test]
fn a_channels_settings_are_kept_and_never_shown() {
    let world = World::new();
    let secret = "https://hooks.example/planted";
    let file =
        world.file("channel.toml", &format!("kind = 'discord'\nurl = '{secret}'\n"));
    let file = file.to_str().unwrap();
    let set = ["alerts", "channel", "set", "phone", "--file", file];
    let kept = world.run(&set);
    assert!(!kept.stderr.contains("planted"), "{}", kept.stderr);
    kept.must_end(0);
    let listed = world.run(&["alerts", "channel", "list", "--format", "jsonl"]);
    assert!(listed.stdout.contains(r#""kind":"discord""#), "{}", listed.stdout);
    assert!(!listed.stdout.contains("planted"), "{}", listed.stdout);
    let broken =
        world.file("broken.toml", "kind = 'discord'\nurls = 'https://planted.example'\n");
    let broken = broken.to_str().unwrap();
    let broken = ["alerts", "channel", "set", "phone", "--file", broken];
    let refused = world.run(&broken);
    assert!(!refused.stderr.contains("planted"), "{}", refused.stderr);
    refused.must_end(2);
    world.run(&["alerts", "channel", "test", "nobody"]).must_end(1);
}

/// The rules that a replay of the item's past tells of, in the order of the text.
fn replayed(world: &World) -> Vec<String> {
    let replay = ["alerts", "replay", "--since", "40d", "--format", "jsonl"];
    let told = world.run(&replay);
    let mut rules: Vec<String> = told
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("a line is JSON"))
        .map(|alert| alert["rule"].as_str().expect("a rule is a text").to_owned())
        .collect();
    rules.sort();
    rules.dedup();
    rules
}

#[test]
fn what_was_told_is_cut_for_a_person_alone_and_not_in_silence() {
    let world = World::new();
    world.run(&["alerts", "add", "stock changes 1%"]).must_end(0);
    let ids = (1..=14).map(|n| (1_005_006_000_000_000_u64 + n).to_string());
    let ids: Vec<String> = ids.collect();
    let add = ["track", "add", "--every", "12h"].into_iter();
    let add: Vec<&str> = add.chain(ids.iter().map(String::as_str)).collect();
    world.run(&add).must_end(0);
    world.run(&["run", "--simulate", "40d"]).must_end(0);
    let log = |more: &[&str]| world.run(&[&["alerts", "log"], more].concat()).ended(0);
    let all = log(&["--format", "jsonl"]).stdout.lines().count();
    assert!(all > 100, "{all}");
    assert_eq!(log(&["--format", "csv"]).stdout.lines().count(), all + 1);
    let table = log(&["--format", "table"]);
    assert_eq!(table.stdout.lines().count(), 101);
    let left = |shown: usize| {
        format!("{} older ones are not shown; all: `--limit {all}`", all - shown)
    };
    assert!(table.stderr.contains(&left(100)), "{table}");
    for (limit, complete) in [(2, false), (all, true)] {
        let some = log(&["--format", "json", "--limit", &limit.to_string()]);
        let json: Value = serde_json::from_str(&some.stdout).expect("it is JSON");
        assert_eq!(json["records"].as_array().map(Vec::len), Some(limit));
        assert_eq!(json["complete"], complete);
        assert_eq!(some.stderr.contains(&left(2)), !complete, "{some}");
    }
    // Rules are shown by the names of what they are about.
    world.run(&["alerts", "add", "off sale", "--item", &ids[0]]).must_end(0);
    world.run(&["alerts", "add", "off sale", "--list", "lamps"]).must_end(0);
    let listed = world.run(&["alerts", "list", "--format", "jsonl"]).ended(0);
    let rules: Vec<Value> = listed
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
        .collect();
    let item = &rules[1]["item"];
    assert_eq!((&rules[0]["item"], &rules[2]["item"]), (&Value::Null, &Value::Null));
    assert_eq!(item["id"], ids[0].as_str());
    let title = item["title"].as_str().expect("it was looked at");
    assert!(item["url"].as_str().expect("it has one").contains(&ids[0]));
    let table = world.run(&["alerts", "list", "--format", "table"]).ended(0).stdout;
    let about = format!("{} US USD", ids[0]);
    let start = title.split(' ').next().expect("a word");
    for word in ["everything", "list lamps", &about, start] {
        assert!(table.contains(word), "{word} is not in\n{table}");
    }
    let csv = world.run(&["alerts", "list", "--format", "csv"]).ended(0).stdout;
    assert!(csv.starts_with("id,rule,scope,target,item,title,"), "{csv}");
    assert!(csv.contains(&format!("tracked,1,{},", ids[0])), "{csv}");
}

#[test]
fn rules_at_four_levels_take_each_others_place() {
    let world = World::new();
    Past::usual().put_into(&world);
    world.run(&["track", "add", ITEM, "--list", "lamps"]).must_end(0);
    world.run(&["alerts", "add", "sale_price drops 10%"]).must_end(0);
    assert_eq!(replayed(&world), ["sale_price drops 10%"]);
    // What holds for all rules that say nothing else.
    world.run(&["alerts", "options", "min change 3%"]).must_end(0);
    assert_eq!(replayed(&world), ["sale_price drops 10%, min change 3%"]);
    // A list's rule about the same takes the place of the wider one.
    world.run(&["alerts", "add", "sale_price drops 20%", "--list", "lamps"]).must_end(0);
    world.run(&["alerts", "options", "no min change", "--list", "lamps"]).must_end(0);
    assert_eq!(replayed(&world), ["sale_price drops 20%, no min change"]);
    // An item's takes its place in turn, and a variant's for that variant alone.
    world.run(&["alerts", "add", "sale_price drops 5%", "--item", ITEM]).must_end(0);
    let own = ["alerts", "add", "sale_price drops 15%", "--item", ITEM, "--sku", SKUS[0]];
    world.run(&own).must_end(0);
    let of_sku = format!("sale_price drops 15%, for sku {}, no min change", SKUS[0]);
    assert_eq!(replayed(&world), [&of_sku, "sale_price drops 5%, no min change"]);
    let alone = ["alerts", "options", "--item", ITEM, "--sku", SKUS[0], "--alone"];
    world.run(&alone).must_end(0);
    // Of that variant nothing wider counts, and its own rule has no option left open.
    let of_sku = format!("sale_price drops 15%, for sku {}", SKUS[0]);
    let told = replayed(&world);
    assert!(told.iter().any(|rule| rule.starts_with(&of_sku)), "{told:?}");
}

#[test]
fn options_are_shown_and_stay_until_they_are_named_again_or_cleared() {
    let world = World::new();
    world.run(&["track", "add", ITEM, "--list", "lamps"]).must_end(0);
    let say = |more: &[&str]| {
        world.run(&[&["alerts", "options"], more].concat()).must_end(0);
    };
    let said = || -> Vec<(String, String, bool)> {
        let shown = world.run(&["alerts", "options", "--format", "jsonl"]);
        let lines = shown.stdout.lines();
        let records = lines.map(|it| serde_json::from_str::<Value>(it).expect("JSON"));
        let text = |it: &Value| it.as_str().expect("a text").to_owned();
        let told = records.map(|it| {
            let alone = it["alone"].as_bool().expect("a flag");
            (text(&it["scope"]), text(&it["options"]), alone)
        });
        told.collect()
    };
    world.run(&["alerts", "options"]).must_end(1);
    say(&["min change 2%"]);
    say(&["quiet 22:00-07:00 Europe/Berlin"]);
    say(&["no quiet", "--list", "lamps"]);
    say(&["--alone", "--list", "lamps"]);
    let all = "min change 2%, quiet 22:00-07:00 Europe/Berlin";
    let of =
        |scope: &str, options: &str, alone| (scope.to_owned(), options.to_owned(), alone);
    assert_eq!(said(), [of("all", all, false), of("list", "no quiet", true)]);
    say(&["min change 5%", "--clear", "--list", "lamps"]);
    say(&["--clear"]);
    assert_eq!(said(), [of("list", "min change 5%", false)]);
    // A list that there is not yet is warned of.
    let added = world.run(&["alerts", "add", "off sale", "--list", "lamsp"]);
    assert!(added.stderr.contains("no list `lamsp`"), "{}", added.stderr);
}

#[test]
fn a_price_that_follows_its_exchange_rate_is_told_by_nobody() {
    let world = World::new();
    Past::usual().put_into(&world);
    world.run(&["track", "add", ITEM]).must_end(0);
    world.run(&["alerts", "add", "sale_price drops 10%"]).must_end(0);
    assert_eq!(replayed(&world), ["sale_price drops 10%"]);
    // The prices fell from 8 to 6 dollars as the dollar rose from 6 to 8 yuan.
    let rate = |days_ago: i64| {
        let yuan = if days_ago <= 2 { 8 } else { 6 };
        let day = jiff::Timestamp::from(moment(days_ago)).strftime("%Y-%m-%d");
        format!("{day},1,{yuan},\n")
    };
    let rates: String = (0..60).map(rate).collect();
    let file = world.file("rates.csv", &format!("Date,USD,CNY,\n{rates}"));
    world.run(&["rates", "import", file.to_str().unwrap()]).must_end(0);
    assert_eq!(replayed(&world), [""; 0]);
}
