//! `itemget explain`, as its users meet it.

use insta::assert_snapshot;

use crate::world::World;

#[test]
fn a_code_is_told_in_both_languages() {
    let world = World::new();
    for lang in ["en", "zh"] {
        for (name, text) in [
            ("code", "IllegalAccessToken"),
            (
                "reply",
                r#"{"error_response":{"code":"15","sub_code":"isv.402","msg":"Remote service error"}}"#,
            ),
        ] {
            let arguments = ["explain", text, "--format", "table", "--lang", lang];
            assert_snapshot!(
                format!("explain_{name}_{lang}"),
                world.run(&arguments).ended(0)
            );
        }
        let arguments =
            ["explain", "IlegalAccesToken", "--lang", lang, "--format", "table"];
        assert_snapshot!(
            format!("explain_mistyped_{lang}"),
            world.run(&arguments).ended(1)
        );
        let arguments = ["explain", "bananas", "--lang", lang, "--format", "table"];
        assert_snapshot!(
            format!("explain_unknown_{lang}"),
            world.run(&arguments).ended(1)
        );
    }
}

#[test]
fn programs_get_the_same_as_records() {
    let said = World::new().run(&["explain", "605", "--format", "json"]).ended(0);
    assert_snapshot!("explain_json", said);
    let said = World::new().run(&["explain", "bananas", "--format", "json"]).ended(1);
    assert_eq!(said.json()["records"].as_array().map(Vec::len), Some(0), "{said}");
}

#[test]
fn without_a_code_all_are_listed() {
    let world = World::new();
    let listed = world.run(&["explain", "--format", "table"]).ended(0);
    let records = world.run(&["explain"]).ended(0).json();
    let records = records["records"].as_array().expect("a list").len();
    let lines = listed.stdout.lines().filter(|line| line.starts_with("  ")).count();
    assert_eq!(lines, records, "{listed}");
    assert!(records >= 80, "only {records} codes");
}
