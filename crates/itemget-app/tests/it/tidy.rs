//! What the compiler cannot see: dependencies, layers, headers, maps.
//!
//! Each rule is a pure function in a file below, tested there to fire; here the rules
//! meet the tree. What a rule says is a list of complaints, so that one run names all.

mod dependencies;
mod documents;
mod layers;
mod licences;
mod sources;

use std::path::{Path, PathBuf};
use std::process::Command;

use dependencies::Graph;

#[test]
fn the_sdk_has_no_database_no_web_server_and_no_command_line() {
    no_complaints(dependencies::unwanted_in_the_sdk(&graph()));
}

#[test]
fn the_sandbox_does_not_know_the_sdk() {
    no_complaints(dependencies::sdk_in_the_sandbox(&graph()));
}

#[test]
fn every_licence_is_on_the_list_of_deny_toml() {
    let policy = licences::Policy::parse(&read("deny.toml"));
    no_complaints(licences::refused(&policy, &metadata()));
}

#[test]
fn the_core_imports_no_front_end() {
    let app = "crates/itemget-app/src/";
    no_complaints(each_source(|path, text| match path.strip_prefix(app) {
        Some(path) => layers::front_ends_in_the_core(path, text),
        None => Vec::new(),
    }));
}

#[test]
fn every_source_file_says_what_it_is_for() {
    no_complaints(each_source(|_, text| sources::missing_header(text)));
}

#[test]
fn a_long_file_says_why() {
    no_complaints(each_source(|_, text| sources::long_without_reason(text)));
}

#[test]
fn modules_are_files_of_their_own_name() {
    no_complaints(each_source(|path, _| sources::mod_rs(path)));
}

#[test]
fn debts_are_sorted() {
    no_complaints(each_source(|_, text| sources::bare_debts(text)));
}

#[test]
fn an_ignored_test_needs_the_shared_material() {
    no_complaints(each_source(|_, text| sources::ignored_for_another_reason(text)));
}

#[test]
fn every_path_on_the_map_exists() {
    let mut complaints = Vec::new();
    for map in ["ARCHITECTURE.md", "CONTRIBUTING.md"] {
        let paths = documents::named_paths(&read(map));
        let gone = paths.into_iter().filter(|path| !root().join(path).exists());
        complaints.extend(gone.map(|path| format!("{map} names `{path}`: not there")));
    }
    no_complaints(complaints);
}

#[test]
fn both_readmes_have_the_same_commands() {
    no_complaints(documents::different_commands(
        &read("README.md"),
        &read("README.zh-CN.md"),
    ));
}

#[track_caller]
fn no_complaints(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "tidy:\n  {}", complaints.join("\n  "));
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path))
        .unwrap_or_else(|error| panic!("could not read `{path}`: {error}"))
}

/// What `rule` says of each Rust file, with the file's path before it.
fn each_source(rule: impl Fn(&str, &str) -> Vec<String>) -> Vec<String> {
    let mut complaints = Vec::new();
    for path in sources_below(&["crates", "xtask", "tests"]) {
        let text = read(&path);
        complaints
            .extend(rule(&path, &text).into_iter().map(|it| format!("{path}: {it}")));
    }
    complaints
}

/// The Rust files below these folders, as paths from the top, sorted.
fn sources_below(folders: &[&str]) -> Vec<String> {
    let top = root();
    let mut waiting: Vec<PathBuf> = folders.iter().map(|name| top.join(name)).collect();
    let mut found = Vec::new();
    while let Some(folder) = waiting.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.expect("a folder that was opened can be read").path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let path = path.strip_prefix(&top).expect("found below the top");
                found.push(path.to_string_lossy().into_owned());
            }
        }
    }
    assert!(found.len() > 20, "the walk over the sources found only {found:?}");
    found.sort();
    found
}

fn graph() -> Graph {
    Graph::from_metadata(&metadata())
}

/// What cargo knows of all packages of this machine's build.
fn metadata() -> serde_json::Value {
    let version = Command::new("rustc").arg("-vV").output().expect("rustc starts");
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    let host = version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .expect("rustc -vV names the host");
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--locked", "--filter-platform", host])
        .current_dir(root())
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo metadata writes JSON")
}
