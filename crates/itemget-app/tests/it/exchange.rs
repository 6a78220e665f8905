//! `itemget export` and `import`: history as files, and back.

mod s3;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use insta::assert_snapshot;
use serde_json::Value;

use crate::past::{Day, ITEM, Past, key};
use crate::world::World;
use s3::{KEY, REGION, S3, SECRET};

/// How long something is waited for: a test that hangs says nothing.
const PATIENCE: Duration = Duration::from_secs(60);

fn world() -> World {
    let world = World::new();
    let seen = |sale| Day::Seen { list: "20", sale, stock: [1, 1] };
    Past::usual()
        .day_of(key(ITEM, "FR", "EUR"), 1, &seen(["7", "9"]))
        .day("1005006000000002", 3, &seen(["5", "6"]))
        .day("1005006000000002", 1, &seen(["5", "6.50"]))
        .put_into(&world);
    world
}

/// The files below a folder, by their paths.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in std::fs::read_dir(&next).expect("it can be listed") {
            let path = entry.expect("it can be listed").path();
            if path.is_dir() {
                waiting.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).expect("it is below").to_string_lossy();
            let bytes = std::fs::read(&path).expect("it can be read");
            found.insert(name.replace('\\', "/"), bytes);
        }
    }
    found
}

/// The parts alone: what the history is.
fn parts(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = files(folder);
    files.retain(|name, _| name.contains("/part-"));
    assert!(files.keys().all(|name| !name.contains("/.")), "{:?}", files.keys());
    files
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("it is text")
}

#[test]
fn an_export_lies_by_platform_and_day_and_says_what_its_columns_mean() {
    let world = world();
    for lang in ["en", "zh"] {
        let out = format!("lake-{lang}");
        let arguments = ["export", "--out", &out, "--format", "csv", "--lang", lang];
        assert_snapshot!(format!("export_{lang}"), world.run(&arguments).ended(0));
    }
    let files = files(&world.path("lake-en"));
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_snapshot!("export_files", names.join("\n"));
    let day = "platform=aliexpress/date=2026-11-20/part-00000.csv";
    assert_snapshot!("export_changes", text(&files[&format!("changes/{day}")]));
    let day = "platform=aliexpress/date=2026-11-12/part-00000.csv";
    assert_snapshot!("export_spans", text(&files[&format!("spans/{day}")]));
    let schema: Value = serde_json::from_slice(&files["schema.json"]).expect("JSON");
    assert_snapshot!(
        "export_schema",
        serde_json::to_string_pretty(&schema).expect("JSON")
    );
}

#[test]
fn what_is_exported_and_taken_back_is_the_same_history() {
    let world = world();
    let all = ["stats", "--all", "--variants", "--kind", "all", "--format", "json"];
    let stats = |database: &str| -> Vec<Value> {
        let told = world.run(&[&all[..], &["--database", database]].concat()).ended(0);
        let records = told.json()["records"].as_array().expect("a list").clone();
        let mut told: Vec<Value> = records
            .into_iter()
            .map(|mut it| {
                // Titles are no history.
                let fields = it.as_object_mut().expect("an object");
                fields.remove("title");
                fields.remove("variant");
                it
            })
            .collect();
        told.sort_by_key(Value::to_string);
        told
    };
    let here = "sqlite:.local/share/itemget/synthetic.db";
    let before = stats(here);
    assert!(before.len() > 20);
    for format in ["csv", "jsonl", "parquet"] {
        let (out, again) = (format!("out-{format}"), format!("again-{format}"));
        let copy = format!("sqlite:{format}.db");
        world.run(&["export", "--out", &out, "--format", format]).must_end(0);
        let import = ["import", &out, "--database", &copy];
        let said = world.run(&import).ended(0).json();
        assert_eq!(
            (&said["new"], &said["synthetic"]),
            (&3.into(), &true.into()),
            "{said}"
        );
        let said = world.run(&import).ended(0).json();
        assert_eq!((&said["new"], &said["same"]), (&0.into(), &3.into()), "{said}");
        let export = ["export", "--out", &again, "--format", format, "--database", &copy];
        world.run(&export).must_end(0);
        let (one, other) = (parts(&world.path(&out)), parts(&world.path(&again)));
        assert!(one == other, "{:?} {:?}", one.keys(), other.keys());
        assert!(stats(&copy) == before, "{format}");
    }
}

#[test]
fn a_part_of_history_says_what_is_no_change_and_parts_make_the_whole() {
    let world = world();
    let export = |out: &str, more: &[&str]| {
        let arguments = ["export", "--format", "jsonl", "--out", out];
        world.run(&[&arguments[..], more].concat()).must_end(0);
    };
    export("all", &[]);
    export("early", &["--until", "2026-11-05"]);
    export("late", &["--since", "2026-11-05"]);
    export("one", &["--id", "1005006000000002", "--ship-to", "US"]);
    let carried = |out: &str| {
        let parts = parts(&world.path(out));
        let lines = parts.values().map(|bytes| text(bytes)).collect::<String>();
        lines.matches("\"carried\":true").count()
    };
    assert_eq!((carried("all"), carried("early"), carried("late")), (0, 0, 10));
    assert!(parts(&world.path("one")).len() == 4);
    for out in ["late", "early", "one", "all"] {
        let import = ["import", out, "--database", "sqlite:copy.db"];
        world.run(&import).must_end(0);
    }
    let export = ["export", "--format", "jsonl", "--out", "copy"];
    world.run(&[&export[..], &["--database", "sqlite:copy.db"]].concat()).must_end(0);
    assert!(parts(&world.path("copy")) == parts(&world.path("all")));
}

#[test]
fn an_export_once_more_writes_only_what_is_new() {
    let world = world();
    let export = ["export", "--out", "lake"];
    let first = world.run(&export).ended(0).json();
    assert_eq!(first["complete"], true);
    let before = files(&world.path("lake"));
    let second = world.run(&export).ended(0).json();
    assert_eq!((&second["written"], &second["removed"]), (&0.into(), &0.into()));
    assert_eq!(second["unchanged"], first["written"]);
    let after = files(&world.path("lake"));
    for (name, bytes) in &before {
        assert!(after.get(name) == Some(bytes), "{name}");
    }
    assert_eq!(after.len(), before.len());
    let seen = Day::Seen { list: "20", sale: ["4", "5"], stock: [1, 1] };
    Past::new().day("1005006000000002", 0, &seen).put_into(&world);
    let third = world.run(&export).ended(0).json();
    // The day's changes, and the span that has grown.
    assert_eq!(third["written"], 2, "{third}");
}

#[test]
fn an_export_that_was_killed_goes_on_and_ends_byte_for_byte_the_same() {
    let world = World::new();
    let seen = |sale| Day::Seen { list: "20", sale, stock: [1, 1] };
    let mut past = Past::new();
    for item in 0..400 {
        let id = (1_005_006_000_000_001_u64 + item).to_string();
        for day in (0..12).rev() {
            let sale = if (item + day) % 3 == 0 { ["8", "9"] } else { ["7", "9"] };
            past = past.day(&id, i64::try_from(day).expect("it is small"), &seen(sale));
        }
    }
    past.put_into(&world);
    let export = |out| ["export", "--format", "csv", "--out", out];
    world.run(&export("whole")).must_end(0);
    let manifest = world.path("killed/manifest.json");
    for parts in [0, 1, 3, 7] {
        let arguments = export("killed");
        let running = world.start(&arguments);
        // Until so many parts are noted, or there is nothing left to wait for.
        let noted = || {
            let text = std::fs::read(&manifest).unwrap_or_default();
            let json: Value = serde_json::from_slice(&text).unwrap_or_default();
            let there = json["parts"].as_array().map_or(0, Vec::len);
            there >= parts && (parts > 0 || !json.is_null())
        };
        let begun = Instant::now();
        while !noted() {
            assert!(begun.elapsed() < PATIENCE, "nothing was noted");
            std::thread::yield_now();
        }
        running.kill();
    }
    world.run(&export("killed")).must_end(0);
    let (whole, killed) = (files(&world.path("whole")), files(&world.path("killed")));
    assert!(whole == killed, "{:?}\n{:?}", whole.keys(), killed.keys());
}

#[test]
fn files_that_are_not_whole_are_refused_with_the_place_and_nothing_is_taken() {
    let world = world();
    let day = "changes/platform=aliexpress/date=2026-11-20/part-00000.csv";
    let damage = |out: &str, damage: &dyn Fn(String) -> String| {
        world.run(&["export", "--out", out, "--format", "csv"]).must_end(0);
        let path = world.path(&format!("{out}/{day}"));
        let text = std::fs::read_to_string(&path).expect("it is there");
        std::fs::write(&path, damage(text)).expect("it can be written");
    };
    damage("cut", &|text| text[..text.len() - 9].to_owned());
    damage("wrong", &|text| text.replacen(",5,", ",five and more,", 1));
    damage("other", &|text| text.replacen(",5,", ",6,", 1));
    world.run(&["export", "--out", "begun", "--format", "csv"]).must_end(0);
    let manifest = world.path("begun/manifest.json");
    let text = std::fs::read_to_string(&manifest).expect("it is there");
    let text = text.replace("\"complete\": true", "\"complete\": false");
    std::fs::write(&manifest, text).expect("it can be written");
    world.run(&["export", "--out", "gone", "--format", "csv"]).must_end(0);
    std::fs::remove_file(world.path(&format!("gone/{day}"))).expect("it is there");
    world.file("prices.csv", "id,price\n");
    world.file("empty/readme.txt", "not ours");
    let mut said = String::new();
    for (arguments, code) in [
        (&["import", "cut"][..], 2),
        (&["import", "wrong"], 2),
        (&["import", "other"], 2),
        (&["import", "begun"], 2),
        (&["import", "gone"], 2),
        (&["import", "empty"], 1),
        (&["import", "prices.csv"], 2),
        (&["import", "cut", "wrong"], 2),
        (&["import", "cut", "--map", "keepa"], 2),
        (&["import", "prices.csv", "--map", "camel"], 1),
        (&["import", "prices.csv", "--map", "pricebuddy"], 2),
        (&["import", "--print-map", "camel"], 1),
        (&["import"], 2),
        (&["export", "--out", "empty"], 2),
        (&["export", "--out", "cut", "--format", "jsonl"], 2),
        (&["export", "--out", "x", "--since", "1d", "--until", "2026-11-01"], 2),
        (&["export", "--out", "x", "--id", "1005006000000009"], 1),
        (&["export", "--out", "x", "--list", "none"], 1),
        (&["export", "--out", "gs://lake"], 2),
        (&["export", "--out", "s3://lake"], 78),
    ] {
        for lang in ["en", "zh"] {
            let more = ["--quiet", "--lang", lang, "--database", "sqlite:copy.db"];
            let here = ["--quiet", "--lang", lang];
            let more = if arguments[0] == "import" { &more[..] } else { &here[..] };
            let all = match arguments {
                ["import"] | [_, "--print-map", _] => [arguments, &here[..]].concat(),
                _ => [arguments, more].concat(),
            };
            said += &world.run(&all).ended(code).to_string();
        }
    }
    assert_snapshot!("exchange_wrong", said);
    assert!(
        !world.path("copy.db").exists() || {
            let export = ["export", "--out", "none", "--database", "sqlite:copy.db"];
            world.run(&export).code == Some(1)
        }
    );
}

#[test]
fn other_trackers_files_are_taken_row_by_row_and_twice_is_once() {
    let world = World::new();
    let link = format!("https://www.aliexpress.com/item/{ITEM}.html");
    world.file(
        "buddy.csv",
        &format!(
            "url,price,currency,availability,created_at\n\
             {link},8.50,EUR,in_stock,2026-11-01 06:00:00\n\
             {link},7.90,EUR,in_stock,2026-11-02 06:00:00\n\
             {link},7.90,EUR,out_of_stock,2026-11-03 06:00:00\n\
             {link},7.90,,in_stock,2026-11-04 06:00:00\n\
             https://www.ebay.com/itm/256471234567,9.00,EUR,in_stock,2026-11-04 06:00:00\n\
             {link},about 8,EUR,in_stock,2026-11-05 06:00:00\n"
        ),
    );
    let import = [
        "import",
        "buddy.csv",
        "--map",
        "pricebuddy",
        "--ship-to",
        "FR",
        "--database",
        "sqlite:b.db",
    ];
    for lang in ["en", "zh"] {
        let more = ["--format", "table", "--dry-run", "--lang", lang];
        let said = world.run(&[&import[..], &more].concat()).ended(2);
        assert_snapshot!(format!("import_rows_{lang}"), said);
    }
    assert!(!world.path("b.db").exists());
    let said = world.run(&import).ended(2).json();
    let codes: Vec<&Value> = said["rejected"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| &it["code"])
        .collect();
    assert_eq!(codes, ["no_currency", "item", "number"]);
    assert_eq!((&said["new"], &said["synthetic"]), (&1.into(), &false.into()));
    assert_eq!(world.run(&import).ended(2).json()["same"], 1);
    let history = [
        "history",
        ITEM,
        "--since",
        "all",
        "--format",
        "csv",
        "--database",
        "sqlite:b.db",
    ];
    assert_snapshot!("import_pricebuddy", world.run(&history).ended(0).stdout);

    world.file(
        "keepa.csv",
        &format!(
            "id,type,csv\n\
             {ITEM},NEW,\"[8308800,1999,8310240,-1,8311680,1899]\"\n\
             {ITEM},LISTPRICE,\"[8308800,2999]\"\n"
        ),
    );
    let keepa = ["import", "keepa.csv", "--map", "keepa", "--database", "sqlite:k.db"];
    let none = world.run(&keepa).ended(2).json();
    assert_eq!(none["rejected"][0]["code"], "no_ship_to", "{none}");
    let keepa = [&keepa[..], &["--ship-to", "DE", "--currency", "EUR"]].concat();
    assert_eq!(world.run(&keepa).ended(0).json()["new"], 1);
    let history = [
        "history",
        ITEM,
        "--since",
        "all",
        "--format",
        "csv",
        "--database",
        "sqlite:k.db",
    ];
    assert_snapshot!("import_keepa", world.run(&history).ended(0).stdout);

    let map = world.run(&["import", "--print-map", "pricebuddy"]).ended(0).stdout;
    world.file("mine.toml", &map.replace("\"pricebuddy\"", "\"mine\""));
    let mine = [
        "import",
        "buddy.csv",
        "--map",
        "mine.toml",
        "--ship-to",
        "FR",
        "--database",
        "sqlite:b.db",
    ];
    assert_eq!(
        world.run(&mine).ended(2).json()["new"],
        1,
        "another source is another trail"
    );

    // What is kept is not written over by what says otherwise.
    world.file(
        "other.csv",
        &format!("url,price,currency,created_at\n{link},9.99,EUR,2026-11-01 06:00:00\n"),
    );
    let other = [
        "import",
        "other.csv",
        "--map",
        "pricebuddy",
        "--ship-to",
        "FR",
        "--database",
        "sqlite:b.db",
    ];
    let said = world.run(&other).ended(1).json();
    let disagreement = &said["disagreements"][0];
    assert_eq!(disagreement["kept"]["amount"], "8.50", "{said}");
    assert_eq!(disagreement["given"]["amount"], "9.99");
}

#[test]
fn one_items_history_is_a_parquet_file() {
    let world = world();
    let history = ["history", ITEM, "--kind", "all", "--output", "lamp.parquet"];
    world.run(&history).must_end(0);
    let bytes = std::fs::read(world.path("lamp.parquet")).expect("it was written");
    assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
}

fn bucket_world(store: &S3) -> World {
    world()
        .env("AWS_ACCESS_KEY_ID", KEY)
        .env("AWS_SECRET_ACCESS_KEY", SECRET)
        .env("AWS_REGION", REGION)
        .env("AWS_ENDPOINT_URL", &store.url)
}

#[test]
fn a_bucket_gets_what_a_folder_gets_and_gives_it_back() {
    let store = S3::start();
    let world = bucket_world(&store);
    world.run(&["export", "--out", "lake"]).must_end(0);
    store.fail(2);
    let export = ["export", "--out", "s3://lake/a/history"];
    let said = world.run(&export).ended(0).json();
    assert_eq!((&said["complete"], &said["out"]), (&true.into(), &export[2].into()));
    let expected = files(&world.path("lake")).into_iter();
    let expected: BTreeMap<_, _> = expected
        .filter(|(name, _)| name != ".lock")
        .map(|(name, bytes)| (format!("a/history/{name}"), bytes))
        .collect();
    let found: BTreeMap<_, _> = store
        .objects("lake")
        .into_iter()
        .map(|(name, bytes)| (name.replace("%3D", "="), bytes))
        .collect();
    assert!(found == expected, "{:?}\n{:?}", found.keys(), expected.keys());
    let again = world.run(&export).ended(0).json();
    assert_eq!((&again["written"], &again["unchanged"]), (&0.into(), &said["written"]));
    let import = ["import", "s3://lake/a/history", "--database", "sqlite:copy.db"];
    assert_eq!(world.run(&import).ended(0).json()["new"], 3);
    assert_eq!(store.complaints(), [""; 0]);
    store.change("/lake/a/history/manifest.json", |bytes| bytes.truncate(40));
    let said = world.run(&import).ended(2);
    assert!(said.stderr.contains("manifest.json"), "{said}");
}

#[test]
fn a_large_part_is_sent_in_parts_and_is_one_object() {
    let store = S3::start();
    let world = bucket_world(&store);
    let seen = Day::Seen { list: "20", sale: ["8", "9"], stock: [1, 1] };
    let ids = (0..4_000_u64).map(|n| (1_005_006_000_000_001 + n).to_string());
    ids.fold(Past::new(), |past, id| past.day(&id, 60, &seen)).put_into(&world);
    let export = ["export", "--format", "jsonl", "--out", "s3://lake"];
    world.run(&export).must_end(0);
    let sent = store.asked();
    let sent =
        sent.iter().filter(|it| it.starts_with("PUT") && it.ends_with('?')).count();
    let whole = store.objects("lake").into_values().map(|it| it.len()).max();
    assert!(sent >= 2 && whole > Some(8 << 20), "{sent} {whole:?}");
    world.run(&["export", "--format", "jsonl", "--out", "lake"]).must_end(0);
    let there: Vec<Vec<u8>> = parts_of(&store.objects("lake"));
    let here: Vec<Vec<u8>> = parts(&world.path("lake")).into_values().collect();
    assert!(there == here);
    assert_eq!(store.complaints(), [""; 0]);
}

fn parts_of(objects: &BTreeMap<String, Vec<u8>>) -> Vec<Vec<u8>> {
    let parts = objects.iter().filter(|(name, _)| name.contains("/part-"));
    parts.map(|(_, bytes)| bytes.clone()).collect()
}

#[test]
fn a_bucket_that_refuses_is_told_with_a_cure_and_no_secret() {
    let store = S3::start();
    let world = bucket_world(&store);
    store.refuse();
    let mut said = String::new();
    for lang in ["en", "zh"] {
        let export = ["export", "--out", "s3://lake", "--lang", lang];
        said += &world.run(&export).ended(77).to_string();
    }
    let wrong = world.env("AWS_SECRET_ACCESS_KEY", "planted, but another");
    said += &wrong.run(&["export", "--out", "s3://lake"]).ended(77).to_string();
    assert_eq!(store.complaints().len(), 1, "{:?}", store.complaints());
    let open = wrong.env("AWS_ENDPOINT_URL", "http://me:planted@store.example");
    said += &open.run(&["export", "--out", "s3://lake"]).ended(78).to_string();
    assert!(!said.contains("planted"), "{said}");
    assert!(said.contains("AWS_ALLOW_HTTP") && said.contains("请确认该密钥"), "{said}");
}
