//! Rules over one Rust file at a time.

/// The length from which a file has to say in its header why it is so long.
const LONG: usize = 600;

/// A file opens with what it is for, or complains.
pub(crate) fn missing_header(text: &str) -> Vec<String> {
    match text.lines().next().and_then(|line| line.strip_prefix("//! ")) {
        Some(purpose) if !purpose.trim().is_empty() => Vec::new(),
        _ => vec!["line 1 is not `//!` with what the file is for".to_owned()],
    }
}

/// A file of more than 600 lines whose header does not mention them.
pub(crate) fn long_without_reason(text: &str) -> Vec<String> {
    let length = text.lines().count();
    let mut header = text.lines().take_while(|line| line.starts_with("//!"));
    match length > LONG && !header.any(|line| line.contains("600 lines")) {
        true => vec![format!(
            "{length} lines; split it, or say in the header why it has over 600 lines"
        )],
        false => Vec::new(),
    }
}

/// A module that hides its name in its folder's.
pub(crate) fn mod_rs(path: &str) -> Vec<String> {
    match path.rsplit('/').next() == Some("mod.rs") {
        true => vec!["name the file after the module".to_owned()],
        false => Vec::new(),
    }
}

/// Debts without a word of what sort they are.
pub(crate) fn bare_debts(text: &str) -> Vec<String> {
    // Put together, so that this file has no debts of its own.
    let (debt, other) = (concat!("TO", "DO"), concat!("FIX", "ME"));
    let mut complaints = Vec::new();
    for (n, line) in text.lines().enumerate() {
        let bare = line.match_indices(debt).any(|(at, _)| {
            let rest = &line[at + debt.len()..];
            let sort = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'));
            sort.is_none_or(|(sort, _)| sort.trim().is_empty())
        });
        if bare || line.contains(other) {
            complaints.push(format!("line {}: write `{debt}(sort)`", n + 1));
        }
    }
    complaints
}

/// Why a test may be ignored; `cargo xtask test` runs it.
const REASONS: [&str; 3] = [
    "needs ../shared: cargo xtask test",
    "needs PostgreSQL: cargo xtask test",
    "takes a minute: cargo xtask test",
];

/// Ignored tests that `cargo xtask test` would not know when to run.
pub(crate) fn ignored_for_another_reason(text: &str) -> Vec<String> {
    let attribute = concat!("#[", "ignore");
    let mut complaints = Vec::new();
    for (n, line) in text.lines().enumerate() {
        let Some(rest) = line.trim_start().strip_prefix(attribute) else { continue };
        let known = REASONS.iter().any(|reason| {
            rest.strip_prefix(" = \"").and_then(|rest| rest.strip_prefix(reason))
                == Some("\"]")
        });
        if !known {
            complaints.push(format!(
                "line {}: a test is ignored only as `{}`",
                n + 1,
                REASONS.join("` or `")
            ));
        }
    }
    complaints
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn a_file_without_a_purpose_is_named() {
        for bad in ["", "use std::fmt;", "//!\n//! later", "// not a header", "//! "] {
            assert_eq!(missing_header(bad).len(), 1, "{bad:?}");
        }
        assert_eq!(missing_header("//! What it is for.\n"), [""; 0]);
    }

    #[test]
    fn the_601st_line_wants_a_reason() {
        let file =
            |header: &str, length: usize| format!("{header}{}", "\n".repeat(length));
        assert_eq!(long_without_reason(&file("//! A.", 600)), [""; 0]);
        assert_eq!(long_without_reason(&file("//! A.", 601)).len(), 1);
        let reason = "//! A table, over 600 lines because the platform has that many.";
        assert_eq!(long_without_reason(&file(reason, 900)), [""; 0]);
    }

    #[test]
    fn a_mod_rs_is_named() {
        assert_eq!(mod_rs("crates/itemget/src/api/mod.rs").len(), 1);
        assert_eq!(mod_rs("crates/itemget/src/api.rs"), [""; 0]);
    }

    #[test]
    fn a_debt_without_a_sort_is_named() {
        let text = ["// TO", "DO: later\n// TO", "DO(perf): later\n// TO", "DO() later"];
        assert_eq!(
            bare_debts(&text.concat()),
            [
                concat!("line 1: write `TO", "DO(sort)`"),
                concat!("line 3: write `TO", "DO(sort)`"),
            ]
        );
    }

    #[test]
    fn only_one_reason_to_ignore_is_known() {
        for bad in [" = \"slow\"]", "]", " = \"needs PostgreSQL\"]"] {
            let text = format!("    {}{bad}", concat!("#[", "ignore"));
            assert_eq!(ignored_for_another_reason(&text).len(), 1, "{text}");
        }
        let good = concat!("#[", "ignore = \"needs ../shared: cargo xtask test\"]");
        assert_eq!(ignored_for_another_reason(good), [""; 0]);
    }
}
