//! Rules over the graph of packages: who may depend on what.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// What the SDK's users must not be made to build, and why each is here.
const NOT_IN_THE_SDK: [(&str, &[&str]); 4] = [
    (
        "a database",
        &[
            "diesel",
            "libsqlite3-sys",
            "mongodb",
            "postgres",
            "redb",
            "redis",
            "rusqlite",
            "sea-orm",
            "sled",
            "sqlx",
            "sqlx-core",
            "tokio-postgres",
        ],
    ),
    ("a web server", &["actix-web", "axum", "poem", "rocket", "tiny_http", "warp"]),
    ("a command line", &["argh", "clap", "clap_builder", "lexopt", "pico-args"]),
    ("the sandbox", &["itemget-sandbox"]),
];

/// Which package depends on which, by name.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    /// What is built into it.
    normal: BTreeMap<String, BTreeSet<String>>,
    /// The same, with what only its tests and build scripts need.
    any: BTreeMap<String, BTreeSet<String>>,
}

impl Graph {
    /// Reads the `resolve` part of `cargo metadata`.
    pub(crate) fn from_metadata(metadata: &Value) -> Self {
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let names: BTreeMap<String, String> = list(&metadata["packages"])
            .iter()
            .map(|package| (text(&package["id"]), text(&package["name"])))
            .collect();
        let mut graph = Self::default();
        for node in list(&metadata["resolve"]["nodes"]) {
            let from = &names[&text(&node["id"])];
            for dependency in list(&node["deps"]) {
                let to = &names[&text(&dependency["pkg"])];
                graph.any.entry(from.clone()).or_default().insert(to.clone());
                if list(&dependency["dep_kinds"]).iter().any(|it| it["kind"].is_null()) {
                    graph.normal.entry(from.clone()).or_default().insert(to.clone());
                }
            }
        }
        graph
    }

    /// All that is built into `package`, itself among it.
    fn built_into(&self, package: &str) -> BTreeSet<&str> {
        let Some((package, _)) = self.any.get_key_value(package) else {
            panic!("there is no package `{package}` in the graph");
        };
        let mut seen = BTreeSet::new();
        let mut waiting = vec![package.as_str()];
        while let Some(next) = waiting.pop() {
            if seen.insert(next) {
                waiting.extend(
                    self.normal.get(next).into_iter().flatten().map(String::as_str),
                );
            }
        }
        seen
    }
}

/// Packages in the SDK that are none of its business.
pub(crate) fn unwanted_in_the_sdk(graph: &Graph) -> Vec<String> {
    let built = graph.built_into("itemget");
    let mut complaints = Vec::new();
    for (what, packages) in NOT_IN_THE_SDK {
        let found = packages.iter().filter(|package| built.contains(*package));
        complaints.extend(found.map(|it| format!("itemget builds in `{it}`: {what}")));
    }
    complaints
}

/// The SDK, anywhere in what the sandbox or its tests are made of.
///
/// The sandbox checks signatures on its own, so that a mistake has to be made twice to
/// go unseen.
pub(crate) fn sdk_in_the_sandbox(graph: &Graph) -> Vec<String> {
    let direct = graph.any["itemget-sandbox"].contains("itemget");
    let built = graph.built_into("itemget-sandbox").contains("itemget");
    match direct || built {
        true => vec!["itemget-sandbox depends on itemget".to_owned()],
        false => Vec::new(),
    }
}

#[cfg(test)]
mod unit {
    use serde_json::json;

    use super::*;

    /// `from > to` is built in, `from ~ to` is only for its tests.
    fn graph(edges: &[&str]) -> Graph {
        let mut packages = BTreeSet::new();
        let mut nodes = Vec::new();
        for edge in edges {
            let words: Vec<&str> = edge.split_whitespace().collect();
            packages.extend([words[0], words[2]]);
            let kind = if words[1] == ">" { json!(null) } else { json!("dev") };
            nodes.push(json!({ "id": words[0], "deps": [
                { "pkg": words[2], "dep_kinds": [{ "kind": kind, "target": null }] },
            ]}));
        }
        let packages: Vec<Value> =
            packages.iter().map(|name| json!({ "id": name, "name": name })).collect();
        Graph::from_metadata(
            &json!({ "packages": packages, "resolve": { "nodes": nodes }}),
        )
    }

    #[test]
    fn a_database_two_steps_below_the_sdk_is_found() {
        let bad = graph(&["itemget > cache", "cache > rusqlite", "app > clap"]);
        assert_eq!(
            unwanted_in_the_sdk(&bad),
            ["itemget builds in `rusqlite`: a database"]
        );
    }

    #[test]
    fn what_only_the_sdks_tests_need_is_fine() {
        let good = graph(&["itemget ~ itemget-sandbox", "itemget > serde"]);
        assert_eq!(unwanted_in_the_sdk(&good), [""; 0]);
    }

    #[test]
    fn the_sandbox_must_not_test_itself_with_the_sdk_either() {
        let complaint = ["itemget-sandbox depends on itemget"];
        let tests = graph(&["itemget-sandbox ~ itemget"]);
        assert_eq!(sdk_in_the_sandbox(&tests), complaint);
        let below = graph(&["itemget-sandbox > helper", "helper > itemget"]);
        assert_eq!(sdk_in_the_sandbox(&below), complaint);
        let good = graph(&["itemget-sandbox > serde", "itemget ~ itemget-sandbox"]);
        assert_eq!(sdk_in_the_sandbox(&good), [""; 0]);
    }
}
