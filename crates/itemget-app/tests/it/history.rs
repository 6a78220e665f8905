//! `itemget history`, `stats`, `rates` and `store`, over a past.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use insta::assert_snapshot;

use crate::past::{Day, ITEM, Past, SKUS, key};
use crate::world::World;

/// Rates of some days around the past's.
const RATES: &str = "Date,USD,CNY,\n2026-11-23,1.25,8.00,\n2026-11-20,1.20,7.80,\n";

fn world() -> World {
    let world = World::new();
    Past::usual().put_into(&world);
    world
}

#[test]
fn a_past_is_drawn_and_told_step_by_step() {
    let world = world();
    for lang in ["en", "zh"] {
        let arguments = ["history", ITEM, "--format", "table", "--lang", lang];
        assert_snapshot!(format!("history_{lang}"), world.run(&arguments).ended(0));
    }
    let csv = world
        .run(&["history", ITEM, "--since", "2026-11-18", "--format", "csv"])
        .ended(0);
    assert_snapshot!("history_csv", csv.stdout);
    let json = world.run(&["history", ITEM, "--since", "4d"]).ended(0);
    assert_snapshot!("history_json", json.stdout);
    let stock =
        ["history", ITEM, "--sku", SKUS[0], "--kind", "stock", "--format", "jsonl"];
    let stock = world.run(&stock).ended(0).json();
    let last = stock["steps"].as_array().and_then(|steps| steps.last());
    assert_eq!(last.expect("there are steps")["amount"], "61", "{stock}");
    assert_eq!(stock["variant"], "White");
}

#[test]
fn what_was_read_in_this_very_second_is_there() {
    // The clock of a world stands still.
    let world = World::new();
    world.run(&["track", "add", ITEM]).must_end(0);
    world.run(&["run", "--once"]).must_end(0);
    let stats = world.run(&["stats", ITEM, "--format", "json"]).ended(0).json();
    let told = &stats["records"][0]["stats"];
    assert_eq!(told["current"]["state"], "value", "{stats}");
    assert_eq!(told["windows"][0]["coverage"]["observed_seconds"], 0, "{stats}");
    let history = world.run(&["history", ITEM, "--format", "jsonl"]).ended(0).json();
    let price = &history["steps"][0]["amount"];
    assert_eq!(&told["current"]["amount"], price, "{history}");
    assert_eq!(history["steps"][0]["from"], history["steps"][0]["until"]);
    world.run(&["history", ITEM, "--format", "table"]).must_end(0);
    world.run(&["history", ITEM, "--format", "svg"]).must_end(0);
    let list = world.run(&["track", "list", "--format", "json"]).ended(0).json();
    let shown = &list["records"][0]["now"]["price"]["amount"];
    assert_eq!(shown, price, "{list}");
}

#[test]
fn a_picture_is_a_file_and_of_one_unit() {
    let world = world();
    world.run(&["history", ITEM, "--variants", "--output", "lamp.svg"]).must_end(0);
    let svg = std::fs::read_to_string(world.path("lamp.svg")).expect("it was written");
    assert!(svg.starts_with("<svg") && svg.contains("synthetic"), "{svg}");
    for lang in ["en", "zh"] {
        let arguments =
            ["history", ITEM, "--kind", "all", "--format", "svg", "--lang", lang];
        let said = world.run(&arguments).ended(2);
        assert_snapshot!(format!("history_mixed_{lang}"), said);
    }
    world.file("kept.svg", "mine");
    let mixed = ["history", ITEM, "--kind", "all", "--output", "kept.svg"];
    world.run(&mixed).must_end(2);
    let kept = std::fs::read_to_string(world.path("kept.svg")).expect("it is there");
    assert_eq!(kept, "mine", "what could not be drawn emptied the file");
}

#[test]
fn statistics_are_told_with_how_much_was_seen() {
    let world = world();
    for lang in ["en", "zh"] {
        let arguments =
            ["stats", ITEM, "--discount", "--format", "table", "--lang", lang];
        assert_snapshot!(format!("stats_{lang}"), world.run(&arguments).ended(0));
        let many =
            ["stats", "--all", "--variants", "--kind", "sale_price", "--kind", "stock"];
        let many =
            [&many[..], &["--days", "30", "--format", "table", "--lang", lang]].concat();
        assert_snapshot!(format!("stats_many_{lang}"), world.run(&many).ended(0));
    }
    assert_snapshot!(
        "stats_csv",
        world.run(&["stats", ITEM, "--format", "csv"]).ended(0).stdout
    );
    let evidence = ["stats", ITEM, "--discount", "--format", "csv"];
    assert_snapshot!("stats_evidence_csv", world.run(&evidence).ended(0).stdout);
    let json = world.run(&["stats", ITEM]).ended(0).json();
    let stats = &json["records"][0]["stats"];
    assert_eq!(stats["windows"][5]["lowest"]["value"]["amount"], "6.00");
    assert_eq!(stats["judgement"]["verdict"], "lowest_ever");
    assert_eq!(json["records"][0]["synthetic"], true);
}

#[test]
fn views_are_never_mixed_and_lists_name_their_items() {
    let world = World::new();
    let seen = |sale| Day::Seen { list: "20", sale, stock: [1, 1] };
    Past::new()
        .day(ITEM, 1, &seen(["8", "9"]))
        .day_of(key(ITEM, "FR", "EUR"), 1, &seen(["7", "9"]))
        .day("1005006000000002", 1, &seen(["5", "6"]))
        .put_into(&world);
    let views = world.run(&["stats", ITEM]).ended(0).json();
    let told: Vec<_> = views["records"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| (it["ship_to"].clone(), it["stats"]["current"]["amount"].clone()))
        .collect();
    assert_eq!(told, [("FR".into(), "7.00".into()), ("US".into(), "8.00".into())]);
    let french = world.run(&["stats", ITEM, "--ship-to", "FR"]).ended(0).json();
    assert_eq!(french["records"].as_array().expect("a list").len(), 1);
    world.run(&["track", "add", "1005006000000002", "--list", "lamps"]).must_end(0);
    let listed = world.run(&["stats", "--list", "lamps"]).ended(0).json();
    assert_eq!(listed["records"][0]["id"], "1005006000000002");
    assert_eq!(listed["records"].as_array().expect("a list").len(), 1);
    world.run(&["track", "add", "1005006000000003", "--list", "lamps"]).must_end(0);
    let unseen = world.run(&["stats", "--list", "lamps", "--format", "csv"]).ended(0);
    assert!(unseen.stderr.contains("of one more nothing"), "{unseen}");
}

#[test]
fn evidence_on_discounts_is_shown_of_however_many() {
    let world = world();
    let table = ["--variants", "--discount", "--format", "table"];
    let all = world.run(&[&["stats", "--all"], &table[..]].concat()).ended(0).stdout;
    let one = world.run(&[&["stats", ITEM], &table[..]].concat()).ended(0).stdout;
    assert!(all.contains(one.trim_end()), "{all}");
}

#[test]
fn a_past_that_cannot_be_made_up_is_said_to_be_none() {
    let world = World::new();
    world.run(&["track", "add", ITEM]).must_end(0);
    world.run(&["run", "--once"]).must_end(0);
    let said = world.run(&["run", "--simulate", "5d"]).ended(0);
    assert!(said.stderr.contains("never looked at"), "{said}");
}

#[test]
fn prices_are_shown_by_rates_with_their_day_and_source() {
    let world = world();
    world.file("rates.csv", RATES);
    let none = world.run(&["stats", ITEM, "--rates", "CNY"]).ended(1);
    assert!(none.stderr.contains("itemget rates import"), "{none}");
    for lang in ["en", "zh"] {
        let arguments = ["rates", "import", "rates.csv", "--lang", lang];
        assert_snapshot!(format!("rates_import_{lang}"), world.run(&arguments).ended(0));
    }
    let shown = world.run(&["rates", "show", "--format", "table"]).ended(0);
    assert_snapshot!("rates_show", shown);
    let usd = world.run(&["rates", "show", "USD", "--format", "csv"]).ended(0);
    assert_snapshot!("rates_show_usd", usd.stdout);
    let stats =
        world.run(&["stats", ITEM, "--rates", "CNY", "--format", "table"]).ended(0);
    assert_snapshot!("stats_converted", stats.stdout);
    let stats = world.run(&["stats", ITEM, "--rates", "CNY"]).ended(0).json();
    let current = &stats["records"][0]["converted"]["current"]["converted"];
    assert_eq!(current["value"]["amount"], "38.40");
    assert_eq!(
        (&current["rate_date"], &current["source"]),
        (&"2026-11-23".into(), &"ECB".into())
    );
    let history = ["history", ITEM, "--since", "3d", "--rates", "CNY"];
    let history = world.run(&history).ended(0).json();
    let overlay = &history["records"][0]["overlay"];
    assert_eq!(overlay[0]["converted"]["rate_date"], "2026-11-20", "{overlay}");
}

#[test]
fn a_history_by_rates_has_them_in_each_form_that_can_show_them() {
    let world = world();
    world.file("rates.csv", RATES);
    world.run(&["rates", "import", "rates.csv"]).must_end(0);
    let asked = ["history", ITEM, "--since", "3d", "--rates", "CNY", "--format"];
    for form in ["table", "csv"] {
        let said = world.run(&[&asked[..], &[form]].concat()).ended(0);
        assert_snapshot!(format!("history_by_rates_{form}"), said);
    }
    for form in ["svg", "parquet"] {
        let said = world.run(&[&asked[..], &[form, "-o", "x"]].concat()).ended(2);
        assert!(said.stderr.contains("--rates"), "{said}");
    }
    // A currency that the rates do not have.
    for (lang, expected) in [("en", "know no `XYZ`"), ("zh", "没有 `XYZ`")] {
        let asked =
            ["history", ITEM, "--rates", "XYZ", "--format", "csv", "--lang", lang];
        let said = world.run(&asked).ended(0);
        assert!(said.stderr.contains(expected), "{said}");
    }
}

/// Answers one request with this, and says what was asked.
fn serve(answer: String) -> (String, std::thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it has one");
    let thread = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("somebody comes");
        let mut asked = [0; 2048];
        let length = stream.read(&mut asked).expect("it asks");
        stream.write_all(answer.as_bytes()).expect("it listens");
        String::from_utf8_lossy(&asked[..length]).into_owned()
    });
    (format!("http://{address}/rates.csv?token=planted"), thread)
}

#[test]
fn rates_come_from_an_address_and_what_this_machine_makes_up_is_not_the_banks() {
    let world = World::new();
    let length = RATES.len();
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n");
    let (url, asked) = serve(head + RATES);
    world.run(&["rates", "import", &url]).must_end(0);
    assert!(asked.join().expect("it ends").starts_with("GET /rates.csv?token=planted"));
    let shown = world.run(&["rates", "show"]).ended(0).json();
    assert_eq!(shown["records"][0]["source"], "sandbox");
    let gone = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_owned();
    let (url, asked) = serve(gone);
    let said = world.run(&["rates", "import", &url]).ended(2);
    assert!(asked.join().is_ok() && said.stderr.contains("404"), "{said}");
    assert!(!said.stderr.contains("planted"), "{said}");
}

#[test]
fn what_is_asked_wrongly_is_said_with_a_cure() {
    let world = world();
    world.file("page.csv", "<!DOCTYPE html><html>");
    world.file("packed.zip", "PK\u{3}\u{4}rest");
    let mut said = String::new();
    for (arguments, code) in [
        (&["history", ITEM, "--kind", "price"][..], 2),
        (&["history", ITEM, "--since", "yesterday"], 2),
        (&["history", ITEM, "--format", "pdf"], 2),
        (&["history", "1005006000000009"], 1),
        (&["history", "lamp"], 2),
        (&["stats"], 2),
        (&["stats", ITEM, "--days", "12"], 2),
        (&["stats", ITEM, "--list", "none"], 1),
        (&["stats", ITEM, "1005006000000009", "--kind", "stars"], 1),
        (&["rates", "show"], 1),
        (&["rates", "import", "page.csv"], 2),
        (&["rates", "import", "packed.zip"], 2),
        (&["rates", "import", "http://bank.example/rates.csv"], 2),
    ] {
        for lang in ["en", "zh"] {
            let arguments = [arguments, &["--quiet", "--lang", lang]].concat();
            said += &world.run(&arguments).ended(code).to_string();
        }
    }
    assert_snapshot!("history_wrong", said);
}

#[test]
fn a_store_is_measured_compacted_checked_and_copied() {
    let world = world();
    let before = world.run(&["store", "stats"]).ended(0).json();
    assert_eq!((&before["waiting"], &before["readings"]), (&38.into(), &38.into()));
    world.run(&["store", "compact", "--shrink"]).must_end(0);
    let after = world.run(&["store", "stats"]).ended(0).json();
    assert_eq!((&after["waiting"], &after["readings"]), (&0.into(), &38.into()));
    assert_eq!(after["changes"], before["changes"]);
    for lang in ["en", "zh"] {
        let said =
            world.run(&["store", "stats", "--format", "table", "--lang", lang]).ended(0);
        let told: Vec<&str> = said
            .stdout
            .lines()
            .filter(|it| !it.contains("kB") && !it.contains("MB"))
            .collect();
        let told = told[..told.len() - 1].join("\n");
        assert_snapshot!(format!("store_stats_{lang}"), told);
        let said = world.run(&["store", "check", "--format", "table", "--lang", lang]);
        assert_snapshot!(format!("store_check_{lang}"), said.ended(0));
    }
    world.run(&["store", "backup", "copy.db"]).must_end(0);
    world.run(&["store", "backup", "copy.db"]).must_end(74);
    let copied = ["stats", ITEM, "--database", "sqlite:copy.db"];
    assert_eq!(
        world.run(&copied).ended(0).json()["records"],
        world.run(&["stats", ITEM]).ended(0).json()["records"]
    );
}

#[test]
fn damage_is_named_and_ends_otherwise() {
    let world = world();
    world.run(&["store", "compact"]).must_end(0);
    let path = world.path(".local/share/itemget/synthetic.db");
    let raw = rusqlite::Connection::open(path).expect("it opens");
    let sql = "UPDATE segments SET body = substr(body, 1, length(body) - 1)";
    raw.execute(sql, []).expect("it is changed");
    drop(raw);
    let said = world.run(&["store", "check"]).ended(70);
    let json = said.json();
    assert_eq!(json["whole"], false);
    assert_eq!(json["faults"][0]["trail"], 1, "{json}");
    assert!(world.run(&["stats", ITEM]).ended(74).stderr.contains("store check"));
}
