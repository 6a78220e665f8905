//! The tests that failed and the end of what each said, for the last lines of a run: where
//! only those are kept, they are what one would ask for next.

use std::process::Command;

use anyhow::Context as _;
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::command;
use crate::workspace::Workspace;

/// So many of them are quoted, and so many lines of each.
const QUOTED: usize = 8;
const LINES: usize = 12;

/// Runs tests by `cargo`; the error says which failed, where nextest ran them and left its
/// report.
pub(crate) fn run(workspace: &Workspace, cargo: &mut Command) -> anyhow::Result<()> {
    let report = workspace.target()?.join("nextest/default/junit.xml");
    // So that what is told is never an older run's.
    if report.exists() {
        std::fs::remove_file(&report).context("could not remove the last report")?;
    }
    command::run(cargo).map_err(|error| {
        let failed = std::fs::read_to_string(&report).map(|report| read(&report));
        match failed {
            Ok(failed) if !failed.is_empty() => error.context(render(&failed)),
            Ok(_) | Err(_) => error,
        }
    })
}

#[derive(Debug, PartialEq, Eq)]
struct Failed {
    name: String,
    said: String,
}

fn render(failed: &[Failed]) -> String {
    let mut text = vec![format!("{} failed:", failed.len())];
    for test in failed.iter().take(QUOTED) {
        text.push(format!("  {}", test.name));
        let lines: Vec<&str> =
            test.said.lines().filter(|line| !line.trim().is_empty()).collect();
        let first = lines.iter().position(|line| line.contains("panicked at"));
        let lines = &lines[first.unwrap_or(lines.len().saturating_sub(LINES))..];
        text.extend(lines.iter().take(LINES).map(|line| format!("    | {line}")));
    }
    if failed.len() > QUOTED {
        text.push(format!("  and {} more", failed.len() - QUOTED));
    }
    text.join("\n")
}

/// The test cases of a `JUnit` report that have a failure, with all they printed. A report
/// that ends too soon tells what it had until there.
fn read(report: &str) -> Vec<Failed> {
    let mut reader = Reader::from_str(report);
    let mut failed = Vec::new();
    let mut case: Option<(Failed, bool)> = None;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) if tag.name().as_ref() == "testcase" => {
                let attribute = |name: &str| {
                    let value = tag.try_get_attribute(name).ok().flatten()?;
                    Some(value.value.into_owned())
                };
                let place = attribute("classname").unwrap_or_default();
                let name = attribute("name").unwrap_or_default();
                let name = format!("{place} {name}").trim().to_owned();
                case = Some((Failed { name, said: String::new() }, false));
            }
            Ok(Event::Start(tag) | Event::Empty(tag))
                if ["failure", "error"].contains(&tag.name().as_ref()) =>
            {
                if let Some(case) = &mut case {
                    case.1 = true;
                }
            }
            Ok(Event::Text(text)) => {
                if let Some(case) = &mut case {
                    case.0.said.push_str(&text);
                }
            }
            Ok(Event::GeneralRef(entity)) => {
                if let Some(case) = &mut case {
                    case.0.said.push_str(match entity.as_ref() {
                        "lt" => "<",
                        "gt" => ">",
                        "amp" => "&",
                        "quot" => "\"",
                        "apos" => "'",
                        _ => "?",
                    });
                }
            }
            Ok(Event::End(tag)) if tag.name().as_ref() == "testcase" => {
                failed.extend(case.take().filter(|(_, red)| *red).map(|(case, _)| case));
            }
            Ok(Event::Eof) | Err(_) => return failed,
            Ok(_) => {}
        }
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    const REPORT: &str = r#"<testsuites><testsuite>
<testcase name="quiet" classname="a::it"/>
<testcase name="well" classname="a::it"><system-out>panicked at nothing</system-out></testcase>
<testcase name="broken" classname="a::it"><failure type="test failure"/>
<system-err>running
thread main panicked at x.rs:1:
left: &lt;1&gt;
</system-err></testcase></testsuite></testsuites>"#;

    #[test]
    fn what_failed_is_quoted_from_where_it_panicked() {
        let expected = "1 failed:\n  a::it broken\n    | thread main panicked at \
                        x.rs:1:\n    | left: <1>";
        assert_eq!(render(&read(REPORT)), expected);
    }

    #[test]
    fn a_run_in_which_all_held_has_nothing_to_tell() {
        assert_eq!(read(r#"<testsuites><testcase name="a"/></testsuites>"#), []);
        assert_eq!(read("no report"), []);
    }
}
