//! Rules over the documents that people read first.

/// The paths that a document names in backticks, from the top folder.
///
/// A path has a slash inside or the ending of a file we have; what starts with a slash is
/// a gateway's address, and a name with spaces, colons or stars is no path.
pub(crate) fn named_paths(markdown: &str) -> Vec<String> {
    const ENDINGS: [&str; 6] = [".rs", ".toml", ".md", ".json", ".py", ".mjs"];
    let mut paths = Vec::new();
    let mut fenced = false;
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
            continue;
        }
        if fenced {
            continue;
        }
        for name in line.split('`').skip(1).step_by(2) {
            let is_path =
                name.contains('/') || ENDINGS.iter().any(|ending| name.ends_with(ending));
            // An address, an option, or what lies beside the checkout and not everywhere.
            let is_other = ["/", "-", "../"].iter().any(|start| name.starts_with(start));
            if is_path && !is_other && !name.contains([' ', ':', '*', '<', '{']) {
                paths.push(name.to_owned());
            }
        }
    }
    paths
}

/// Where the commands of two languages' documents differ.
pub(crate) fn different_commands(one: &str, other: &str) -> Vec<String> {
    let (one, other) = (commands(one), commands(other));
    if one.is_empty() {
        return vec!["there are no commands at all".to_owned()];
    }
    let differing =
        (0..one.len().max(other.len())).filter(|&n| one.get(n) != other.get(n));
    let show = |command: Option<&String>| {
        command.map_or_else(|| "nothing".to_owned(), |command| format!("`{command}`"))
    };
    differing
        .map(|n| format!("{} against {}", show(one.get(n)), show(other.get(n))))
        .collect()
}

/// The commands in the `sh` blocks of a document, and the fences with what is said there.
fn commands(markdown: &str) -> Vec<String> {
    let mut commands = Vec::new();
    let mut in_shell = false;
    for line in markdown.lines().map(str::trim) {
        if let Some(language) = line.strip_prefix("```") {
            in_shell = !in_shell && language.starts_with("sh");
            if in_shell {
                commands.push(language.to_owned());
            }
        } else if in_shell && !line.starts_with('#') {
            let command = line.split(" # ").next().unwrap_or_default().trim_end();
            commands.extend((!command.is_empty()).then(|| command.to_owned()));
        }
    }
    commands
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn paths_are_told_from_names_and_addresses() {
        let text = "See `crates/itemget/src/lib.rs`, `deny.toml` and `.ci/run`, not \
                    `/sync`, `a::b`, `aliexpress.ds.product.get`, `cargo xtask test`, \
                    `--lang`, `../shared`, `*.rs` or `api/<verb>.rs`.\n\
                    ```\n`fenced/away.rs`\n```\nAnd `fixtures/`.";
        assert_eq!(
            named_paths(text),
            ["crates/itemget/src/lib.rs", "deny.toml", ".ci/run", "fixtures/"]
        );
    }

    #[test]
    fn a_command_of_one_language_alone_is_named() {
        let english = "```sh run\nget 1  # one item\nid 2\n```\n";
        let chinese = "```sh run\n# 一个商品\nget 1\n```\n";
        assert_eq!(different_commands(english, chinese), ["`id 2` against nothing"]);
        assert_eq!(different_commands(english, english), [""; 0]);
    }

    #[test]
    fn a_block_that_is_run_in_one_language_only_is_named() {
        let run = "```sh run\nget 1\n```\n";
        let shown = "```sh\nget 1\n```\n";
        assert_eq!(different_commands(run, shown), ["`sh run` against `sh`"]);
    }

    #[test]
    fn documents_without_commands_are_no_pass() {
        assert_eq!(different_commands("no", "no"), ["there are no commands at all"]);
    }
}
