//! The rule of `deny.toml`: which licences and packages may be built in.
//!
//! The same file serves cargo-deny; this rule needs nothing installed.

use std::collections::BTreeSet;

use serde_json::Value;

/// What `deny.toml` says.
#[derive(Debug)]
pub(crate) struct Policy {
    licences: BTreeSet<String>,
    banned: BTreeSet<String>,
}

impl Policy {
    /// Reads `deny.toml`.
    pub(crate) fn parse(text: &str) -> Self {
        let table: toml::Table = text.parse().expect("deny.toml is TOML");
        let list = |section: &str, key: &str| {
            let array = table[section][key].as_array();
            array.unwrap_or_else(|| panic!("deny.toml has no {section}.{key}")).clone()
        };
        let text = |value: &toml::Value| value.as_str().expect("a text").to_owned();
        Self {
            licences: list("licenses", "allow").iter().map(text).collect(),
            banned: list("bans", "deny").iter().map(|ban| text(&ban["crate"])).collect(),
        }
    }
}

/// Packages that are banned, or that offer no licence on the list.
pub(crate) fn refused(policy: &Policy, metadata: &Value) -> Vec<String> {
    let mut complaints = Vec::new();
    // Only what is built here: the lock file also names other platforms' packages.
    let built: BTreeSet<&str> = metadata["resolve"]["nodes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|node| node["id"].as_str())
        .collect();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        if !package["id"].as_str().is_some_and(|id| built.contains(id)) {
            continue;
        }
        let name = package["name"].as_str().unwrap_or_default();
        if policy.banned.contains(name) {
            complaints.push(format!("`{name}` is banned by deny.toml"));
        }
        match package["license"].as_str() {
            Some(licence) if satisfied(licence, &policy.licences) => {}
            Some(licence) => complaints.push(format!("`{name}` is under `{licence}`")),
            None => complaints.push(format!("`{name}` names no licence")),
        }
    }
    complaints
}

/// Whether an SPDX expression can be met with these licences alone.
fn satisfied(expression: &str, allowed: &BTreeSet<String>) -> bool {
    // Old manifests write a slash for OR.
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut reader = Reader { words: &words, allowed };
    let met = reader.any();
    met && reader.words.is_empty()
}

struct Reader<'a> {
    words: &'a [&'a str],
    allowed: &'a BTreeSet<String>,
}

impl Reader<'_> {
    fn any(&mut self) -> bool {
        let mut met = self.all();
        while self.takes("OR") {
            met |= self.all();
        }
        met
    }

    fn all(&mut self) -> bool {
        let mut met = self.one();
        while self.takes("AND") {
            met &= self.one();
        }
        met
    }

    fn one(&mut self) -> bool {
        if self.takes("(") {
            let met = self.any();
            return self.takes(")") && met;
        }
        let Some((licence, rest)) = self.words.split_first() else { return false };
        self.words = rest;
        match rest {
            ["WITH", exception, rest @ ..] => {
                self.words = rest;
                self.allowed.contains(&format!("{licence} WITH {exception}"))
            }
            _ => self.allowed.contains(*licence),
        }
    }

    fn takes(&mut self, word: &str) -> bool {
        let found = self.words.first() == Some(&word);
        if found {
            self.words = &self.words[1..];
        }
        found
    }
}

#[cfg(test)]
mod unit {
    use serde_json::json;

    use super::*;

    const DENY: &str = "[licenses]\nallow = [\"MIT\", \"Unicode-3.0\"]\n\
                        [bans]\ndeny = [{ crate = \"openssl-sys\", reason = \"r\" }]\n";

    fn complaints(name: &str, licence: Option<&str>) -> Vec<String> {
        let package = json!({ "id": name, "name": name, "license": licence });
        let nodes = json!({ "nodes": [{ "id": name }] });
        let metadata = json!({ "packages": [package], "resolve": nodes });
        refused(&Policy::parse(DENY), &metadata)
    }

    #[test]
    fn expressions_are_weighed_not_searched_for_a_word() {
        for good in [
            "MIT",
            "Apache-2.0 OR MIT",
            "MIT/Apache-2.0",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
        ] {
            assert_eq!(complaints("a", Some(good)), [""; 0], "{good}");
        }
        for bad in [
            "MPL-2.0",
            "MIT AND MPL-2.0",
            "MIT WITH Some-exception",
            "(MIT OR Apache-2.0) AND ISC",
            "MIT MIT",
            "",
        ] {
            assert_eq!(complaints("a", Some(bad)).len(), 1, "{bad}");
        }
    }

    #[test]
    fn a_banned_package_is_named_and_so_is_one_without_a_licence() {
        assert_eq!(
            complaints("openssl-sys", Some("MIT")),
            ["`openssl-sys` is banned by deny.toml"]
        );
        assert_eq!(complaints("a", None), ["`a` names no licence"]);
    }
}
