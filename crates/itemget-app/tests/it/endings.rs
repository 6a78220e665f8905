//! How the program ends: exit codes, full disks, closed pipes, Ctrl-C.

use std::path::Path;

use insta::assert_snapshot;

use crate::world::{World, set_mode};

/// A configured world whose gateway is nowhere: nothing listens on port 1.
fn configured() -> World {
    World::new()
        .env("ITEMGET_APP_KEY", "12345678")
        .env("ITEMGET_APP_SECRET", "helloworld")
        .env("ITEMGET_ENDPOINT", "http://127.0.0.1:1")
        .env("ITEMGET_ATTEMPTS", "1")
}

#[test]
fn a_wrong_command_line_ends_with_2_in_both_languages() {
    let world = World::new();
    for (name, arguments) in [
        ("unknown_command", vec!["gte"]),
        ("unknown_flag", vec!["get", "--formt", "json", "1"]),
        ("unknown_format", vec!["get", "1", "--format", "xml"]),
        ("unknown_field", vec!["get", "1", "--fields", "titel"]),
        ("unknown_source", vec!["get", "1", "--source", "magic"]),
        ("unknown_country", vec!["get", "1", "--ship-to", "France"]),
        ("nothing_asked", vec!["get"]),
        ("input_twice", vec!["get", "-", "--file", "-"]),
        ("input_for_two", vec!["get", "-", "--app-key", "1", "--secret-file", "-"]),
        ("no_parameter", vec!["call", "a.method", "value"]),
    ] {
        for lang in ["en", "zh"] {
            let arguments = [&arguments[..], &["--lang", lang]].concat();
            let said = world.run(&arguments).ended(2);
            assert_eq!(said.stdout, "", "{said}");
            assert_snapshot!(format!("usage_{name}_{lang}"), said.stderr);
        }
    }
}

#[test]
fn a_wrong_configuration_ends_with_78_and_says_the_line() {
    for (name, world) in [
        ("unknown_key", World::new().config("\ncurency = 'EUR'\n")),
        ("not_toml", World::new().config("ship_to = \n")),
        ("wrong_value", World::new().config("ship_to = 'France'\n")),
        ("no_profile", World::new().config("[profiles.a]\n").env("ITEMGET_PROFILE", "b")),
        ("no_secret", World::new().env("ITEMGET_APP_KEY", "1")),
        ("no_key", World::new().env("ITEMGET_APP_SECRET", "x")),
        ("no_credentials", World::new().env("ITEMGET_ENDPOINT", "http://127.0.0.1:1")),
        ("not_encrypted", configured().env("ITEMGET_ENDPOINT", "http://gateway.example")),
        ("no_endpoint", configured().env("ITEMGET_ENDPOINT", "gateway")),
    ] {
        for lang in ["en", "zh"] {
            let said = world.run(&["get", "1", "--lang", lang]).ended(78);
            assert_snapshot!(format!("config_{name}_{lang}"), said.stderr);
        }
    }
}

#[test]
fn a_profile_and_a_secrets_file_are_enough() {
    let world = World::new().config(
        "ship_to = 'DE'\nattempts = '1'\n[profiles.shop]\napp_key = '1'\napp_secret_file = 'secret'\n\
         endpoint = 'http://127.0.0.1:1'\n",
    );
    let path = world.file(".config/itemget/secret", "helloworld");
    let arguments = ["get", "1", "--profile", "shop"];
    // It gets as far as the network, where nobody is.
    world.run(&arguments).must_end(75);
    set_mode(&path, 0o644);
    let said = world.run(&arguments).ended(78);
    assert_snapshot!("secret_exposed", said.stderr);
}

#[test]
fn a_setting_that_is_not_one_is_warned_of() {
    let world = World::new().env("ITEMGET_CURENCY", "EUR");
    let said = world.run(&["id", "1"]).ended(0);
    assert!(said.stderr.contains("there is no setting `ITEMGET_CURENCY`"), "{said}");
}

#[test]
fn what_the_platform_refuses_ends_as_documented() {
    for (fault, code) in [
        ("refused*always code=IncompleteSignature", 77),
        ("refused*always code=IllegalAccessToken", 77),
        ("app-limited*always ban=3600", 75),
        ("html*always", 70),
    ] {
        let world = World::new();
        let arguments = ["sandbox", "--port", "0", "--json", "--fault", fault];
        let mut sandbox = world.start(&arguments);
        let told: serde_json::Value =
            serde_json::from_str(&sandbox.line_with("url")).expect("a line of JSON");
        let client = configured()
            .env("ITEMGET_ENDPOINT", told["url"].as_str().expect("a text"))
            .env("ITEMGET_ACCESS_TOKEN", "50000_SANDBOX_TOKEN");
        let said = client.run(&["get", "1005006000000001", "--format", "table"]);
        assert_eq!(said.code, Some(code), "{fault}: {said}");
        assert!(said.stdout.contains("hint: "), "{fault}: {said}");
        sandbox.interrupt();
        sandbox.end().must_end(0);
    }
}

#[test]
fn a_file_that_is_not_there_ends_with_74() {
    let world = World::new();
    for lang in ["en", "zh"] {
        let said = world.run(&["get", "--file", "no.txt", "--lang", lang]).ended(74);
        assert_snapshot!(format!("no_file_{lang}"), said.stderr);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_ends_with_74() {
    let world = World::new();
    for arguments in [
        &["get", "1005006000000002"][..],
        &["get", "1005006000000002", "--format", "csv"],
        &["get", "1005006000000002", "--format", "table"],
        &["get", "1005006000000002", "--format", "jsonl"],
        &["get", "1005006000000002", "--raw"],
        &["id", "1"],
        &["call", "aliexpress.affiliate.category.get"],
        &["completions", "bash"],
        &["man"],
        &["--help"],
    ] {
        let said = world.run_into(arguments, Path::new("/dev/full")).ended(74);
        assert!(said.stderr.contains("No space left on device"), "{said}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let world = World::new();
    let ids: String = (1..20_000).map(|n| format!("{n}\n")).collect();
    world.file("ids.txt", &ids);
    for format in ["json", "jsonl", "csv", "table"] {
        let arguments = ["id", "--file", "ids.txt", "--format", format];
        let mut running = world.start(&arguments);
        drop(running.line_with(""));
        let said = running.close_output().ended(0);
        assert_eq!(said.stderr, "", "{format}: {said}");
    }
}

#[test]
fn ctrl_c_leaves_a_whole_document() {
    let world = World::new();
    let arguments = ["get", "-", "--format", "json", "--fields", "title"];
    let mut running = world.start(&arguments);
    running.write("1005006000000002\n99\n");
    // The program shows what it has, although its input goes on.
    drop(running.line_with("\"not_found\""));
    running.interrupt();
    let said = running.end_by_itself().ended(130);
    let document = said.json();
    assert_eq!(document["complete"], false, "{said}");
    assert_eq!(document["records"].as_array().map(Vec::len), Some(2), "{said}");
    assert!(said.stderr.contains("interrupted"), "{said}");
}

#[test]
fn an_answer_comes_before_the_next_question() {
    let world = World::new();
    let mut running = world.start(&["get", "-", "--format", "jsonl"]);
    for id in ["1005006000000002", "99", "1005006000000003"] {
        running.write(&format!("{id}\n"));
        let line = running.line_with("outcome");
        assert!(line.contains(&format!("\"asked\":\"{id}\"")), "{line}");
    }
    running.end().must_end(1);
}

#[test]
fn no_colour_is_in_what_is_piped() {
    let world = World::new();
    let arguments = ["get", "1005006000000001", "--format", "table"];
    let said = world.run(&arguments).ended(0);
    assert!(!said.stdout.contains('\u{1b}'), "{said}");
    let said = world.run(&[&arguments[..], &["--color", "always"]].concat()).ended(0);
    assert!(said.stdout.contains("\u{1b}["), "{said}");
}
