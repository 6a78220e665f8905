//! The rule between the app's core and its front ends.

/// The modules that face people and programs. All others are the core, a new one too.
const FRONT_ENDS: [&str; 4] = ["cli", "mcp", "service", "web"];

/// The places of a core file that reach into a front end; `path` is below `src/`.
pub(crate) fn front_ends_in_the_core(path: &str, text: &str) -> Vec<String> {
    let module = path.split(['/', '.']).next().unwrap_or_default();
    // The two roots put the parts together, and so must name them.
    if FRONT_ENDS.contains(&module) || matches!(path, "main.rs" | "lib.rs") {
        return Vec::new();
    }
    let words = words(text);
    let mut complaints = Vec::new();
    for (at, root) in words.iter().enumerate() {
        if !matches!(*root, "crate" | "super" | "itemget_app") {
            continue;
        }
        for name in named_below(&words[at + 1..]) {
            if FRONT_ENDS.contains(&name) {
                complaints
                    .push(format!("the core imports the front end `{root}::{name}`"));
            }
        }
    }
    complaints
}

/// The words of a source text, without its comments: names, `::`, and the marks of a group.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for line in text.lines() {
        let mut rest = line.split("//").next().unwrap_or_default();
        while let Some(first) = rest.chars().next() {
            let is_name = |c: char| c.is_alphanumeric() || c == '_';
            let end = if is_name(first) {
                rest.find(|c| !is_name(c)).unwrap_or(rest.len())
            } else if rest.starts_with("::") {
                2
            } else {
                first.len_utf8()
            };
            if !first.is_whitespace() {
                words.push(&rest[..end]);
            }
            rest = &rest[end..];
        }
    }
    words
}

/// The modules named right below a root: `::a`, or each head of `::{a, b::c}`.
fn named_below<'a>(after: &[&'a str]) -> Vec<&'a str> {
    match after {
        ["::", "{", group @ ..] => {
            let mut depth = 0;
            let mut heads = Vec::new();
            let mut expects_head = true;
            for word in group {
                match *word {
                    "{" => depth += 1,
                    "}" if depth == 0 => break,
                    "}" => depth -= 1,
                    "," if depth == 0 => expects_head = true,
                    name if depth == 0 && expects_head => {
                        heads.push(name);
                        expects_head = false;
                    }
                    _ => {}
                }
            }
            heads
        }
        ["::", name, ..] => vec![name],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod unit {
    use super::front_ends_in_the_core;

    #[test]
    fn every_way_to_reach_a_front_end_is_seen() {
        for text in [
            "use crate::cli::output;",
            "use crate::{config, cli::output};",
            "use crate::{\n    config::{Profile, File},\n    web,\n};",
            "fn f() { super::service::start() }",
            "use super::super::web;",
            "pub use itemget_app::cli;",
        ] {
            let complaints = front_ends_in_the_core("a_new_module.rs", text);
            assert_eq!(complaints.len(), 1, "{text}: {complaints:?}");
        }
    }

    #[test]
    fn a_word_alone_is_no_import() {
        for text in [
            "// what crate::cli does with it",
            "let cli = crate::config::cli;",
            "use crate::client::web;",
            "use crate::{config::cli, history::web};",
        ] {
            assert_eq!(front_ends_in_the_core("config.rs", text), [""; 0], "{text}");
        }
    }

    #[test]
    fn front_ends_and_the_roots_may_name_them() {
        for path in ["cli.rs", "cli/get.rs", "web/item.rs", "main.rs", "lib.rs"] {
            assert_eq!(
                front_ends_in_the_core(path, "use crate::cli;"),
                [""; 0],
                "{path}"
            );
        }
        assert_eq!(front_ends_in_the_core("clients.rs", "use crate::cli;").len(), 1);
    }
}
