//! The help, in both languages, word for word; completions and manual.

use insta::assert_snapshot;

use crate::world::World;

const COMMANDS: [&str; 34] = [
    "get",
    "search",
    "freight",
    "link",
    "category",
    "feed",
    "id",
    "decode",
    "sign",
    "call",
    "cache",
    "auth",
    "track",
    "history",
    "stats",
    "rates",
    "export",
    "import",
    "store",
    "run",
    "serve",
    "demo",
    "worker",
    "status",
    "token",
    "door",
    "mcp",
    "alerts",
    "quota",
    "doctor",
    "explain",
    "sandbox",
    "completions",
    "man",
];

/// Those below them.
const SUBCOMMANDS: [[&str; 2]; 34] = [
    ["alerts", "add"],
    ["alerts", "list"],
    ["alerts", "edit"],
    ["alerts", "options"],
    ["alerts", "remove"],
    ["alerts", "pause"],
    ["alerts", "resume"],
    ["alerts", "channel"],
    ["alerts", "log"],
    ["alerts", "replay"],
    ["door", "key"],
    ["token", "create"],
    ["token", "list"],
    ["token", "revoke"],
    ["cache", "stats"],
    ["cache", "clear"],
    ["auth", "login"],
    ["auth", "status"],
    ["auth", "refresh"],
    ["auth", "logout"],
    ["track", "add"],
    ["track", "list"],
    ["track", "show"],
    ["track", "pause"],
    ["track", "resume"],
    ["track", "remove"],
    ["track", "set"],
    ["track", "lists"],
    ["rates", "import"],
    ["rates", "show"],
    ["store", "check"],
    ["store", "stats"],
    ["store", "compact"],
    ["store", "backup"],
];

#[test]
fn the_help_of_every_command_in_both_languages() {
    let world = World::new();
    for lang in ["en", "zh"] {
        let said = world.run(&["--help", "--lang", lang]).ended(0);
        assert_snapshot!(format!("help_{lang}"), said.stdout);
        for command in COMMANDS {
            let said = world.run(&[command, "--help", "--lang", lang]).ended(0);
            assert_snapshot!(format!("help_{command}_{lang}"), said.stdout);
            assert_eq!(said.stderr, "", "help is data");
        }
        for [command, below] in SUBCOMMANDS {
            let said = world.run(&[command, below, "--help", "--lang", lang]).ended(0);
            assert_snapshot!(format!("help_{command}_{below}_{lang}"), said.stdout);
        }
    }
}

#[test]
fn a_snapshot_is_taken_of_every_command() {
    let help = World::new().run(&["--help"]).ended(0).stdout;
    let listed = help.split("Commands:").nth(1).expect("there is a list");
    let listed = listed.split("\n\n").next().unwrap_or_default();
    let names: Vec<_> =
        listed.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(names, COMMANDS);
}

#[test]
fn the_locale_decides_on_the_language() {
    for (world, expected) in [
        (World::new().env("LANG", "zh_CN.UTF-8"), "用法"),
        (World::new().env("LC_ALL", "zh_CN.UTF-8"), "用法"),
        (World::new().env("LANG", "zh_CN.UTF-8").env("ITEMGET_LANG", "en"), "Usage"),
        (World::new().config("lang = 'zh'"), "用法"),
    ] {
        let said = world.run(&["--help"]).ended(0);
        assert!(said.stdout.contains(expected), "{said}");
    }
}

#[test]
fn without_a_command_there_is_help_and_a_wrong_usage() {
    let said = World::new().run(&[]).ended(2);
    assert!(said.stdout.is_empty() && said.stderr.contains("itemget get"), "{said}");
}

#[test]
fn completions_and_manual_know_every_command() {
    let world = World::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = world.run(&["completions", shell]).ended(0);
        for command in COMMANDS {
            assert!(script.stdout.contains(command), "{shell} {command}");
        }
    }
    let manual = world.run(&["man"]).ended(0);
    assert!(manual.stdout.contains(".TH itemget 1"), "{manual}");
    for command in COMMANDS {
        let page = world.run(&["man", command]).ended(0);
        assert!(page.stdout.contains(&format!(".TH itemget-{command} 1")), "{page}");
    }
    let said = world.run(&["man", "gte"]).ended(2);
    assert!(said.stderr.contains("there is no command `gte`"), "{said}");
}

#[test]
fn the_version_is_said() {
    let said = World::new().run(&["--version"]).ended(0);
    assert_eq!(said.stdout, concat!("itemget ", env!("CARGO_PKG_VERSION"), "\n"));
}
