//! `itemget track`: lists judged row by row, and what is followed.

use std::io::{Cursor, Write as _};

use insta::assert_snapshot;

use crate::past::{ITEM, Past, SKUS};
use crate::world::World;

const OTHER: &str = "1005006000000002";

/// A workbook with one sheet of these rows; a cell is a number where it says so.
fn workbook(rows: &[&[Result<&str, &str>]]) -> Vec<u8> {
    let cell = |cell: &Result<&str, &str>| match cell {
        Ok(text) => format!(r#"<c t="inlineStr"><is><t>{text}</t></is></c>"#),
        Err(number) => format!("<c><v>{number}</v></c>"),
    };
    let row = |row: &&[Result<&str, &str>]| {
        format!("<row>{}</row>", row.iter().map(cell).collect::<String>())
    };
    let rows: String = rows.iter().map(row).collect();
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let files = [
        ("[Content_Types].xml", format!(r#"<Types xmlns="{package}/content-types"/>"#)),
        (
            "_rels/.rels",
            format!(
                r#"<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                r#"<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>"#
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                r#"<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!(
                r#"<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>"#
            ),
        ),
    ];
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Stored);
    for (name, text) in files {
        zip.start_file(name, options).expect("a file can be begun");
        zip.write_all(text.as_bytes()).expect("it can be written");
    }
    zip.finish().expect("it can be ended").into_inner()
}

/// A list with one row of each kind.
const LIST: &str = "\u{feff}Name;Product ID\r\n\
    lamp;1005006000000001\r\n\
    \"lamp; again\";https://www.aliexpress.us/item/3256805813685249.html\r\n\
    pot;1005006000000002\r\n\
    ;\r\n\
    short;https://a.aliexpress.com/_mPvQ1aB\r\n\
    other;https://www.ebay.com/itm/256471234567\r\n\
    shop;https://www.aliexpress.com/store/1102345678\r\n\
    mangled;1.00501E+15\r\n\
    nothing;\r\n\
    words;desk lamp\r\n";

#[test]
fn every_row_gets_a_verdict_and_no_call_is_made() {
    let world = World::new();
    world.file("list.csv", LIST);
    world.run(&["track", "add", OTHER]).must_end(0);
    for lang in ["en", "zh"] {
        let said = world.run(&[
            "track",
            "add",
            "--file",
            "list.csv",
            "--dry-run",
            "--format",
            "table",
            "--lang",
            lang,
        ]);
        assert_snapshot!(format!("track_add_{lang}"), said.ended(2));
    }
    let said =
        world.run(&["track", "add", "--file", "list.csv", "--format", "csv"]).ended(2);
    assert_snapshot!("track_add_csv", said.stdout);
    let said = world.run(&["track", "add", "--file", "list.csv", "--format", "jsonl"]);
    let said = said.ended(2);
    assert!(
        said.stderr.contains("0 new, 2 followed already, 1 given twice, 6 not"),
        "{said}"
    );
    assert_eq!(said.stdout.lines().count(), 9, "{said}");
    let listed = world.run(&["track", "list"]).ended(0).json();
    assert_eq!(listed["records"].as_array().expect("a list").len(), 2);
    // No ledger was made: nothing was sent.
    assert!(!world.path(".local/state/itemget/quota").exists());
}

#[test]
fn a_workbook_is_read_and_its_numbers_are_not_believed_where_they_were_rounded() {
    let world = World::new();
    let rows: [&[Result<&str, &str>]; 4] = [
        &[Ok("商品ID"), Ok("备注")],
        &[Err("1005006000000001"), Ok("exact")],
        &[Err("1005006000000010"), Ok("may be rounded")],
        &[Ok("1005006000000020"), Ok("a text")],
    ];
    let path = world.file("list.xlsx", "");
    std::fs::write(&path, workbook(&rows)).expect("it can be written");
    let said = world.run(&["track", "add", "--file", "list.xlsx"]).ended(2);
    let told: Vec<_> = said.json()["records"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| format!("{} {} {}", it["row"], it["verdict"], it["code"]))
        .collect();
    assert_eq!(
        told,
        [r#"2 "new" null"#, r#"3 "unsupported" "rounded""#, r#"4 "new" null"#]
    );
}

#[test]
fn a_list_comes_through_the_standard_input_as_well() {
    let world = World::new();
    let list = "# mine\n1005006000000001\n1005006000000002\n";
    let said =
        world.run_with_input(&["track", "add", "-", "--list", "lamps"], list).ended(0);
    assert_eq!(said.json()["records"][1]["row"], 3);
    let said = world.run(&["track", "lists", "--format", "table"]).ended(0);
    assert_snapshot!("track_lists", said);
}

#[test]
fn nothing_is_made_by_a_dry_run_or_by_looking() {
    let world = World::new();
    world.run(&["track", "add", ITEM, "--dry-run"]).must_end(0);
    for lang in ["en", "zh"] {
        let said = world.run(&["track", "list", "--lang", lang]).ended(1);
        assert_snapshot!(format!("track_nothing_{lang}"), said);
    }
    assert!(!world.path(".local/share").exists());
}

#[test]
fn what_is_followed_is_told_with_its_price_and_how_it_moved() {
    let world = World::new();
    world.run(&["track", "add", ITEM, "--list", "lamps", "--tag", "blue"]).must_end(0);
    world.run(&["track", "add", OTHER, "--every", "6h"]).must_end(0);
    Past::usual().put_into(&world);
    world.run(&["track", "pause", OTHER]).must_end(0);
    for lang in ["en", "zh"] {
        let said = world.run(&["track", "list", "--format", "table", "--lang", lang]);
        assert_snapshot!(format!("track_list_{lang}"), said.ended(0));
        let said =
            world.run(&["track", "show", ITEM, "--format", "table", "--lang", lang]);
        assert_snapshot!(format!("track_show_{lang}"), said.ended(0));
    }
    let said = world.run(&["track", "list", "--tag", "blue"]).ended(0);
    assert_snapshot!("track_list_json", said.stdout);
    assert_snapshot!(
        "track_list_csv",
        world.run(&["track", "list", "--format", "csv"]).stdout
    );
}

#[test]
fn settings_hold_from_the_closest_level_that_says_them() {
    let world = World::new();
    world.run(&["track", "add", ITEM, "--list", "lamps"]).must_end(0);
    world.run(&["track", "add", OTHER]).must_end(0);
    let set = |arguments: &[&str]| {
        let arguments = [&["track", "set"], arguments].concat();
        world.run(&arguments).must_end(0);
        let listed = world.run(&["track", "list"]).ended(0).json();
        let told = |at: usize| {
            let record = &listed["records"][at];
            let every = record["every"].as_str().expect("a word").to_owned();
            format!("{every} {}", record["importance"])
        };
        [told(0), told(1)]
    };
    assert_eq!(set(&["--all", "--every", "2d"]), ["2d 100", "2d 100"]);
    assert_eq!(set(&["--list", "lamps", "--every", "6h"]), ["6h 100", "2d 100"]);
    assert_eq!(
        set(&[ITEM, "--every", "auto", "--importance", "50"]),
        ["auto 50", "2d 100"]
    );
    assert_eq!(
        set(&[ITEM, "--sku", SKUS[0], "--importance", "300"]),
        ["auto 300", "2d 100"]
    );
    assert_eq!(set(&[ITEM, "--every", "inherit"]), ["6h 300", "2d 100"]);
    assert_eq!(set(&[OTHER, "--add-list", "lamps"]), ["6h 300", "6h 100"]);
    let shown = world.run(&["track", "show", ITEM, "--format", "table"]).ended(0).stdout;
    assert!(shown.contains("6h (from the list `lamps`)"), "{shown}");
    world.run(&["track", "lists", "--remove", "lamps"]).must_end(0);
    let shown = world.run(&["track", "show", ITEM, "--format", "table"]).ended(0).stdout;
    assert!(shown.contains("2d (set for all)"), "{shown}");
}

#[test]
fn what_is_named_wrongly_is_said_with_a_cure() {
    let world = World::new();
    world.run(&["track", "add", ITEM]).must_end(0);
    world.file("two.csv", "a,b\nc,d\n");
    let mut said = String::new();
    for (arguments, code) in [
        (&["track", "pause"][..], 2),
        (&["track", "pause", "--list", "none"], 1),
        (&["track", "remove", OTHER], 1),
        (&["track", "set", ITEM], 2),
        (&["track", "set", ITEM, "--every", "often"], 2),
        (&["track", "set", ITEM, "--every", "5s"], 2),
        (&["track", "set", ITEM, "--importance", "much"], 2),
        (&["track", "add"], 2),
        (&["track", "add", OTHER, "--list", " "], 2),
        (&["track", "add", "--file", "two.csv"], 2),
        (&["track", "add", "--file", "two.csv", "--column", "id"], 2),
        (&["track", "add", "--file", "missing.csv"], 74),
    ] {
        for lang in ["en", "zh"] {
            let arguments = [arguments, &["--lang", lang]].concat();
            said += &world.run(&arguments).ended(code).to_string();
        }
    }
    assert_snapshot!("track_wrong", said);
}

#[test]
fn no_password_of_a_database_is_ever_shown() {
    let world = World::new();
    for address in [
        "postgres://me:planted@127.0.0.1:1/itemget",
        "postgres//me:planted@127.0.0.1:1/itemget",
    ] {
        for arguments in [
            &["track", "list", "--database", address][..],
            &["track", "add", ITEM, "--database", address],
        ] {
            let said = world.run(arguments);
            assert!(!said.to_string().replace(address, "").contains("planted"), "{said}");
            assert!(matches!(said.code, Some(2 | 75)), "{said}");
        }
    }
}
