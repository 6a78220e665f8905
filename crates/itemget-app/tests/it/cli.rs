//! The commands, as their users meet them.

use insta::assert_snapshot;

use crate::world::World;

#[test]
fn an_item_laid_out_for_a_person() {
    let world = World::new();
    let id = "1005006000000001";
    assert_snapshot!(
        "get_card_en",
        world.run(&["get", id, "--format", "table"]).ended(0)
    );
    let arguments =
        ["get", id, "--format", "table", "--lang", "zh", "--language", "zh_CN"];
    assert_snapshot!("get_card_zh", world.run(&arguments).ended(0));
}

#[test]
fn a_narrow_page_is_kept_to() {
    let world = World::new().env("COLUMNS", "60");
    for arguments in [
        vec!["get", "1005006000000001", "--format", "table", "--language", "zh_CN"],
        vec!["get", "1", "2", "3", "1005006000000001", "--format", "table"],
    ] {
        let said = world.run(&arguments);
        for line in said.stdout.lines().filter(|line| !line.contains("http://")) {
            // A Chinese letter takes two columns, and there are no others here.
            let wide = line.chars().filter(|c| !c.is_ascii() && *c > '\u{2fff}').count();
            let columns = line.chars().count() + wide;
            assert!(columns <= 60, "{columns} columns: {line}\n{said}");
        }
    }
}

#[test]
fn many_items_a_line_each() {
    let arguments = [
        "get",
        "1005006000000001",
        "https://www.aliexpress.us/item/3256805813685250.html",
        "1005006000000003",
        "1005006000000004",
        "1005006000000009",
        "99",
        "hello",
        "https://a.aliexpress.com/_mKabc12",
        "--format",
        "table",
        "--ship-to",
        "FR",
        "--currency",
        "EUR",
    ];
    assert_snapshot!("get_list", World::new().run(&arguments).ended(2));
}

#[test]
fn json_has_a_record_for_each_text_in_the_asked_order() {
    let ids = ["1005006000000002", "99", "hello", "1005006000000002"];
    let arguments = [&["get"], &ids[..], &["--fields", "title,price.sale"]].concat();
    let said = World::new().run(&arguments).ended(2);
    let json = said.json();
    let records = json["records"].as_array().expect("a list");
    let asked: Vec<_> = records.iter().map(|it| it["asked"].as_str().unwrap()).collect();
    assert_eq!(asked, ids);
    assert_eq!(records[0], records[3], "a duplicate gets the same answer");
    assert_snapshot!("get_json", said);
}

#[test]
fn json_is_complete_for_an_item() {
    let said = World::new().run(&["get", "1005006000000012"]).ended(0);
    assert_snapshot!("get_json_whole", said);
}

#[test]
fn jsonl_is_a_record_a_line() {
    let arguments =
        ["get", "1005006000000002", "99", "--format", "jsonl", "--fields", "stock"];
    assert_snapshot!("get_jsonl", World::new().run(&arguments).ended(1));
}

#[test]
fn csv_is_a_row_a_variant() {
    let ids = ["1234567890", "1005006000000002", "99"];
    let arguments = [&["get"], &ids[..], &["--format", "csv"]].concat();
    let said = World::new().run(&arguments).ended(1);
    assert_snapshot!("get_csv", said);
    let arguments =
        [&["get"], &ids[..], &["--format", "csv", "--fields", "variants.stock"]].concat();
    assert_snapshot!("get_csv_fields", World::new().run(&arguments).ended(1));
}

#[test]
fn csv_is_a_row_an_item_where_nothing_of_variants_is_wanted() {
    let arguments = ["get", "1234567890", "--format", "csv", "--fields", "title,price"];
    assert_snapshot!("get_csv_by_item", World::new().run(&arguments).ended(0));
}

#[test]
fn raw_is_what_the_platform_sent() {
    let said = World::new().run(&["get", "1005006000000002", "--raw"]).ended(0);
    let body = said.json();
    let id = &body["aliexpress_ds_product_get_response"]["request_id"];
    assert!(id.is_string(), "{said}");
}

#[test]
fn each_source_is_asked_in_its_own_way() {
    for (source, api) in [
        ("auto", "aliexpress.ds.product.get"),
        ("dropship", "aliexpress.ds.product.get"),
        ("affiliate", "aliexpress.affiliate.productdetail.get"),
        ("item-get", "api.item.get"),
    ] {
        let said = World::new().run(&["get", "1005006000000001", "--source", source]);
        let json = said.ended(0).json();
        assert_eq!(json["records"][0]["item"]["basics"]["source"], api, "{source}");
    }
}

#[test]
fn ids_come_from_a_file_and_from_the_standard_input() {
    let world = World::new();
    world.file("ids.txt", "# a comment\n1005006000000002\n\n99\r\n");
    let said = world.run(&["get", "98", "--file", "ids.txt", "--fields", "title"]);
    assert_eq!(outcomes(&said.ended(1).json()), ["not_found", "found", "not_found"]);
    let arguments = ["get", "-", "--fields", "title"];
    let said = world.run_with_input(&arguments, "99\n1005006000000002");
    assert_eq!(outcomes(&said.ended(1).json()), ["not_found", "found"]);
}

#[test]
fn a_thousand_ids_come_in_their_order() {
    let world = World::new();
    let ids: Vec<String> = (0..1200)
        .map(|n| (1_005_006_000_000_001_u64 + n * 7 % 900).to_string())
        .collect();
    world.file("ids.txt", &ids.join("\n"));
    let arguments =
        ["get", "--file", "ids.txt", "--source", "affiliate", "--format", "jsonl"];
    let said = world.run(&[&arguments[..], &["--fields", "title"]].concat());
    let asked: Vec<String> = said
        .stdout
        .lines()
        .map(|line| {
            let record: serde_json::Value = serde_json::from_str(line).expect("JSON");
            record["asked"].as_str().expect("a text").to_owned()
        })
        .collect();
    assert_eq!(asked, ids);
}

#[test]
fn texts_are_told_apart_without_a_network() {
    let arguments = [
        "id",
        "1005006000000001",
        "https://www.aliexpress.us/item/3256805813685250.html?skuId=12000036000000065",
        "https://s.click.aliexpress.com/e/_c4Nabc",
        "https://aliexpress.com.evil.example/item/1.html",
        "https://detail.1688.com/offer/612345678901.html",
    ];
    let world = World::new();
    assert_snapshot!("id_json", world.run(&arguments).ended(2));
    for (format, lang) in [("table", "en"), ("table", "zh"), ("csv", "en")] {
        let more = ["--format", format, "--lang", lang];
        let said = world.run(&[&arguments[..], &more].concat()).ended(2);
        assert_snapshot!(format!("id_{format}_{lang}"), said);
    }
    world.run(&arguments[..4]).must_end(1);
    world.run(&arguments[..3]).must_end(0);
}

#[test]
fn a_saved_reply_is_told_by_its_looks() {
    let world = World::new();
    let reply = world.run(&["get", "1005006000000002", "--raw"]).ended(0).stdout;
    world.file("reply.json", &reply);
    let at = ["--observed-at", "2026-11-23T17:20:27Z"];
    let arguments = [&["decode", "reply.json", "--format", "table"], &at[..]].concat();
    assert_snapshot!("decode_item", world.run(&arguments).ended(0));
    let refusal = r#"{"error_response":{"code":"ApiCallLimit","request_id":"21",
        "msg":"This ban will last 7 seconds","type":"ISP"}}"#;
    let arguments = ["decode", "-"];
    let said = world.run_with_input(&arguments, refusal).ended(75);
    assert_snapshot!("decode_refusal", said);
    let arguments = ["decode", "--format", "table", "--lang", "zh"];
    let said = world.run_with_input(&arguments, refusal).ended(75);
    assert_snapshot!("decode_refusal_zh", said);
    let said = world.run_with_input(&["decode"], "<html>").ended(70);
    assert!(said.stderr.contains("a JSON object was expected"), "{said}");
}

#[test]
fn a_signature_is_shown_and_checked() {
    let world = World::new();
    world.file("secret", "helloworld\n");
    let arguments = [
        "sign",
        "--secret-file",
        "secret",
        "--path",
        "/rest/auth/token/create",
        "app_key=12345678",
        "code=3_500102_JxZ05Ux3cnnSSUm6dCxYg6Q26",
        "sign_method=sha256",
        "timestamp=1517820392000",
    ];
    // The example of the platform's page (docId 1366).
    let right = "35607762342831B6A417A0DED84B79C05FEFBF116969C48AD6DC00279A9F4D81";
    let said = world.run(&arguments).ended(0);
    assert!(said.stdout.contains(right), "{said}");
    let sign = format!("sign={right}");
    let said = world.run(&[&arguments[..], &[&sign]].concat()).ended(0);
    assert!(said.stdout.contains("It matches."), "{said}");
    let sign = sign.to_ascii_lowercase();
    let said = world.run(&[&arguments[..], &[&sign]].concat()).ended(77);
    assert_snapshot!("sign_wrong", said);
    let said = world.run(&[&arguments[..], &[&sign, "--json"]].concat()).ended(77);
    assert_eq!(said.json()["matches"], false);
}

#[test]
fn a_captured_request_is_checked() {
    let world = World::new().env("ITEMGET_APP_SECRET", "helloworld");
    let request = "GET /sync?app_key=12345678&method=aliexpress.affiliate.category.get\
        &sign_method=sha256&timestamp=1517820392000&sign=00 HTTP/1.1\r\nHost: x\r\n\r\n";
    world.file("captured.http", request);
    let said = world.run(&["sign", "--request", "captured.http"]).ended(77);
    let expected = "F3ABBAB059750C3CD6D341A2FDA939ECB0FA892120E9196270ED67D6EC1511DD";
    assert!(said.stdout.contains(expected), "{said}");
}

#[test]
fn any_method_can_be_called() {
    let world = World::new();
    let said = world.run(&["call", "aliexpress.affiliate.category.get"]).ended(0);
    let payload = &said.json()["aliexpress_affiliate_category_get_response"];
    assert_eq!(payload["resp_result"]["resp_code"], 200, "{said}");
    let said = world.run(&["call", "aliexpress.no.such.method"]);
    assert_snapshot!("call_unknown", said.ended(2));
}

#[test]
fn a_sandbox_is_asked_by_another_program_and_stops_on_ctrl_c() {
    let world = World::new();
    let mut sandbox = world.start(&["sandbox", "--port", "0", "--json"]);
    let told: serde_json::Value =
        serde_json::from_str(&sandbox.line_with("url")).expect("a line of JSON");
    let text = |name: &str| told[name].as_str().expect("a text").to_owned();
    let client = World::new()
        .env("ITEMGET_ENDPOINT", &text("url"))
        .env("ITEMGET_APP_KEY", &text("app_key"))
        .env("ITEMGET_APP_SECRET", &text("app_secret"))
        .env("ITEMGET_ACCESS_TOKEN", &text("access_token"));
    let said = client.run(&["get", "1005006000000001", "--fields", "title"]).ended(0);
    assert_eq!(outcomes(&said.json()), ["found"]);
    assert_eq!(said.stderr, "", "it was configured: there is nothing to note");
    sandbox.interrupt();
    let said = sandbox.end_by_itself().ended(0);
    assert!(said.stderr.contains("stopped after 1 requests"), "{said}");
}

fn outcomes(document: &serde_json::Value) -> Vec<&str> {
    let records = document["records"].as_array().expect("a list of records");
    records.iter().map(|it| it["outcome"].as_str().expect("a word")).collect()
}
