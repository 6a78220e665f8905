//! The lanes: what must hold, one line each.

mod clippy;
mod docs;
mod doctest;
mod fmt;
mod foreign;
mod pages;
mod postgres;
mod readme;
mod tests;
mod tidy;

use crate::test::needs::Need;
use crate::workspace::Workspace;

/// One check with a name of its own.
#[derive(Debug)]
pub(crate) struct Lane {
    /// What the developer types.
    pub(crate) name: &'static str,
    /// What holds when it passes.
    pub(crate) what: &'static str,
    /// What must be on the machine for it.
    pub(crate) needs: &'static [Need],
    /// Runs it; the answer is a note for the summary.
    pub(crate) run: fn(&Workspace) -> anyhow::Result<String>,
}

/// All lanes, the quick ones first.
pub(crate) const LANES: [Lane; 10] = [
    Lane {
        name: "fmt",
        what: "the code is formatted as rustfmt.toml says",
        needs: &[Need::Rustfmt],
        run: fmt::run,
    },
    Lane {
        name: "clippy",
        what: "no warning in any target",
        needs: &[Need::Clippy],
        run: clippy::run,
    },
    Lane {
        name: "docs",
        what: "the documentation builds without a warning",
        needs: &[],
        run: docs::run,
    },
    Lane { name: "test", what: "all tests", needs: &[], run: tests::run },
    Lane {
        name: "postgres",
        what: "the tests that need PostgreSQL, against one of their own",
        needs: &[Need::Postgres],
        run: postgres::run,
    },
    Lane {
        name: "doctest",
        what: "the examples in the documentation",
        needs: &[],
        run: doctest::run,
    },
    Lane {
        name: "tidy",
        what: "what the compiler cannot see: dependencies, layers, maps, headers",
        needs: &[],
        run: tidy::run,
    },
    Lane {
        name: "readme",
        what: "the README's commands, in a new home",
        needs: &[],
        run: readme::run,
    },
    Lane {
        name: "foreign",
        what: "other people's clients and a tutorial's program, against the sandbox and the service's doors; DuckDB over an export",
        needs: &[Need::Python, Need::Node, Need::Npm, Need::OpenSsl],
        run: foreign::run,
    },
    Lane {
        name: "pages",
        what: "the pages in a browser: both languages, both colour schemes, what one does there",
        needs: &[Need::Node, Need::Npm, Need::Chromium],
        run: pages::run,
    },
];
