//! Short links: followed by `get`, by `id` only when told to, and never to strangers. All of
//! them are asked of a sandbox.

use insta::assert_snapshot;
use itemget_sandbox::{SHORT_LINKS, Sandbox};

use crate::platform::{Platform, id};
use crate::running_sandbox::RunningSandbox;
use crate::world::World;

/// As phones share it.
fn short(code: &str) -> String {
    format!("https://a.aliexpress.com/{code}")
}

/// All links of the showcase.
fn showcase() -> Vec<String> {
    SHORT_LINKS.iter().map(|shown| short(shown.code)).collect()
}

#[test]
fn get_follows_short_links_and_says_so() {
    let (good, store) = (short("_showGood"), short("_showStore"));
    let world = World::new();
    for lang in ["en", "zh"] {
        let get = ["get", &good, &store, "--fields", "title", "--format", "table"];
        let said = world.run(&[&get[..], &["--lang", lang]].concat()).ended(1);
        assert_snapshot!(format!("get_card_{lang}"), said);
    }
}

#[test]
fn every_link_has_its_outcome_and_lists_keep_their_order() {
    let platform = Platform::with_items(40);
    let world = platform.world();
    let lines = showcase().join("\n") + "\n" + &id(2) + "\nhello\n" + &showcase()[0];
    world.file("links.txt", &lines);
    let get = ["get", "--file", "links.txt", "--fields", "title", "--format"];
    let said = world.run(&[&get[..], &["jsonl"]].concat()).ended(2);
    let records: Vec<serde_json::Value> =
        said.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: Vec<String> = records
        .iter()
        .map(|record| {
            let text = |name: &str| record[name].as_str().unwrap_or("-").to_owned();
            format!(
                "{} {} {} {}",
                text("asked"),
                text("outcome"),
                text("id"),
                text("code")
            )
        })
        .collect();
    assert_snapshot!("outcomes", told.join("\n"));
    let table = world.run(&[&get[..], &["table"]].concat()).ended(2);
    assert_snapshot!("get_list", table);
    let csv = world.run(&[&get[..], &["csv"]].concat()).ended(2);
    let dead = csv.stdout.lines().find(|line| line.contains("_showDead")).unwrap();
    assert!(dead.contains(",not_resolved,") && dead.contains(",dead,"), "{dead}");
}

#[test]
fn a_plan_follows_nothing_and_says_what_is_not_known() {
    let platform = Platform::with_items(40);
    let world = platform.world();
    let links = [short("_showGood"), short("_showUs"), short("_showGood")];
    let plan = ["get", &links[0], &links[1], &links[2], &id(2), "--plan", "--format"];
    let said = ["table", "json"]
        .map(|format| world.run(&[&plan[..], &[format]].concat()).ended(0).to_string());
    let chinese = world.run(&[&plan[..], &["table", "--lang", "zh"]].concat()).ended(0);
    assert_snapshot!("plan", format!("{}\n{chinese}", said.join("\n")));
    assert_eq!(platform.requests(), 0);
}

#[test]
fn following_is_no_call_and_what_is_offline_follows_nothing() {
    let platform = Platform::with_items(40);
    let world = platform.world();
    // Two links to one item: each is followed once, and the item asked for once.
    let links = [short("_showGood"), short("_showChain"), short("_showGood")];
    let get = ["get", &links[0], &links[1], &links[2], "--source", "dropship"];
    let said = world.run(&[&get[..], &["--max-calls", "1"]].concat()).ended(0);
    assert_eq!(said.stdout.matches("\"outcome\": \"found\"").count(), 3, "{said}");
    let followed = 1 + 3;
    assert_eq!(platform.requests(), followed + 1);
    let offline = world.run(&[&get[..], &["--offline"]].concat()).ended(1);
    assert!(offline.stdout.contains("\"code\": \"not_answered\""), "{offline}");
    assert_eq!(platform.requests(), followed + 1);
}

#[test]
fn a_link_that_nobody_answers_is_asked_again_another_time() {
    let sandbox = Sandbox::builder().items(40);
    let platform = Platform::of(sandbox);
    let world = platform.world();
    let url = platform.sandbox.url().to_owned();
    let codes = (0..8).map(|_| short("_showGood") + "\n");
    world.file("links.txt", &codes.collect::<String>());
    let job = ["get", "--file", "links.txt", "--output", "out", "--resume", "job"];
    drop(platform);
    // Nobody is there any more.
    let said = world.run(&[&job[..], &["--attempts", "1"]].concat()).ended(75);
    assert!(said.stderr.contains("one after the other, answers do not come"), "{said}");
    assert!(said.stderr.contains("0 of 8 are done"), "{said}");
    let port = url.rsplit(':').next().unwrap().parse().unwrap();
    let again = Platform::of(Sandbox::builder().items(40).port(port));
    let said = world.run(&job).ended(0);
    let out = std::fs::read_to_string(world.path("out")).unwrap();
    assert_eq!(out.matches("\"outcome\":\"found\"").count(), 8, "{said}");
    assert_eq!(again.asked_after(0), [id(1)]);
}

#[test]
fn id_asks_nobody_unless_told_to() {
    let platform = Platform::with_items(40);
    let world = platform.world();
    let links = showcase();
    let links: Vec<&str> = links.iter().map(String::as_str).collect();
    let plain = world.run(&[&["id"], &links[..]].concat()).ended(1);
    assert!(!plain.stdout.contains("\"kind\": \"item\""), "{plain}");
    assert_eq!(platform.requests(), 0);
    for (name, flags) in [
        ("id_table", &["--format", "table"][..]),
        ("id_table_zh", &["--format", "table", "--lang", "zh"]),
        ("id_csv", &["--format", "csv"]),
    ] {
        let arguments = [&["id", "--resolve"], &links[..], flags].concat();
        assert_snapshot!(name, world.run(&arguments).ended(1));
    }
    assert!(platform.requests() > 0);
    // Without an account, at the sandbox inside.
    let alone = World::new();
    let arguments =
        ["id", "--resolve", "--sandbox", links[0], "hello", "--format", "csv"];
    let said = alone.run(&arguments).ended(2);
    assert!(said.stdout.contains(&format!("{},item,{}", links[0], id(1))), "{said}");
    alone.run(&["id", "--sandbox", links[0]]).must_end(2);
}

#[test]
fn a_reader_behind_a_pipe_has_each_answer_before_it_asks_on() {
    let world = World::new();
    let arguments = ["id", "--resolve", "--sandbox", "-", "--format", "jsonl"];
    let mut running = world.start(&arguments);
    for code in ["_showGood", "_showSku"] {
        running.write(&(short(code) + "\n"));
        let line = running.line_with(code);
        assert!(line.contains(&id(1)), "{line}");
    }
    assert_eq!(running.end().code, Some(0));
}

#[test]
fn freight_and_the_sandboxs_own_links_are_understood_as_well() {
    let platform = Platform::with_items(40);
    let world = platform.world();
    let good = short("_showGood");
    let freight = ["freight", &good, "--sku", "12000036000000001", "--ship-to", "FR"];
    let said = world.run(&freight).ended(0);
    assert!(said.stdout.contains(&id(1)), "{said}");
    let url = platform.sandbox.url();
    let own = [format!("{url}/e/_showGood"), format!("{url}/item/{}.html", id(2))];
    let said = world.run(&["get", &own[0], &own[1], "--format", "csv"]).ended(0);
    let found = |id: String| said.stdout.contains(&format!(",found,{id},"));
    assert!(found(id(1)) && found(id(2)), "{said}");
    world.run(&["freight", &short("_showDead")]).must_end(1);
}

#[test]
fn links_are_followed_on_the_way_that_calls_take() {
    let home = World::new();
    let arguments = ["sandbox", "--port", "0", "--tls-proxy", "0", "--json"];
    let platform = RunningSandbox::start_with(&home, &arguments);
    let good = short("_showGood");
    let resolve = ["id", "--resolve", &good, "--format", "csv"];
    // To the platform's own host, through the proxy, which has a certificate of its own.
    let world = || {
        World::new()
            .env("ITEMGET_PROXY", platform.told("proxy_url"))
            .env("ITEMGET_ATTEMPTS", "1")
    };
    let known = world().env("ITEMGET_ROOT_CERTIFICATES", platform.told("ca_file"));
    let said = known.run(&resolve).ended(0);
    assert!(said.stdout.contains(&format!("{good},item,{}", id(1))), "{said}");
    let stranger = known.run(&["id", "--resolve", &short("_showInside")]).ended(1);
    assert!(stranger.stdout.contains("169.254.169.254"), "{stranger}");
    let said = world().run(&resolve);
    assert!(!said.stdout.contains(&id(1)), "nobody vouches for the proxy: {said}");
}
