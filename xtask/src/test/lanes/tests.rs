//! Lane `test`: all tests, also those that need the shared test material when it is there.

use crate::machine;
use crate::test::failed;
use crate::workspace::Workspace;

pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<String> {
    let with_shared = workspace.shared().is_some();
    let nextest = machine::answers("cargo", &["nextest", "--version"]);
    failed::run(workspace, &mut workspace.cargo(&arguments(nextest, with_shared)))?;
    Ok(match with_shared {
        true => "with ../shared".to_owned(),
        false => {
            "the tests that need ../shared were ignored: it is not beside the checkout"
                .to_owned()
        }
    })
}

/// What cargo is told. An ignored test is one that needs ../shared, or one below a module
/// `postgres`, which has a lane of its own: a tidy rule.
fn arguments(nextest: bool, with_shared: bool) -> Vec<&'static str> {
    let mut args = match nextest {
        true => vec!["nextest", "run", "--workspace", "--locked", "--no-fail-fast"],
        false => {
            let what = ["--lib", "--bins", "--tests", "--no-fail-fast"];
            [&["test", "--workspace", "--locked"], what.as_slice()].concat()
        }
    };
    match (nextest, with_shared) {
        (true, true) => {
            args.extend(["--run-ignored", "all", "-E", "not test(/postgres::/)"]);
        }
        (false, true) => args.extend(["--", "--include-ignored", "--skip", "postgres::"]),
        (_, false) => {}
    }
    args
}

#[cfg(test)]
mod unit {
    use super::arguments;

    #[test]
    fn ignored_tests_run_only_beside_the_shared_material() {
        assert!(arguments(true, true).contains(&"--run-ignored"));
        assert!(arguments(false, true).contains(&"--include-ignored"));
        for nextest in [true, false] {
            let args = arguments(nextest, false);
            assert!(args.iter().all(|arg| !arg.contains("ignored")), "{args:?}");
        }
    }
}
