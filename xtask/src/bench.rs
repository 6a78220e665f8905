//! `cargo xtask bench`: what an item costs its client, beside other clients in one run; and
//! what the client's parts come to.

mod alerts;
mod calls;
mod clients;
mod contenders;
mod goals;
mod history;
mod http;
mod instructions;
mod limiter;
mod memory;
mod micro;
mod policy;
mod programs;
mod report;
mod schedule;
mod serve;
mod throughput;

use std::process::ExitCode;

use crate::test::needs::{self, Need};
use crate::workspace::Workspace;
use crate::{foreign, machine, out};
use programs::Programs;

/// The sections of the document, by the words that ask for one of them alone.
const SECTIONS: [&str; 8] = [
    "clients",
    "policy",
    "throughput",
    "instructions",
    "calls",
    "limiter",
    "memory",
    "steps",
];

/// Measures, prints the tables, and with `--write` puts them into the document.
pub(crate) fn run(workspace: &Workspace, args: &[String]) -> anyhow::Result<ExitCode> {
    if let [what] = args
        && what == "alerts"
    {
        return alerts::run(workspace);
    }
    if let [what] = args
        && what == "serve"
    {
        return serve::run(workspace);
    }
    if let Some(("schedule", rest)) =
        args.split_first().map(|(what, rest)| (what.as_str(), rest))
        && rest.iter().all(|arg| arg == "--write")
    {
        return schedule::run(workspace, !rest.is_empty());
    }
    if let Some(("history", rest)) =
        args.split_first().map(|(what, rest)| (what.as_str(), rest))
        && let Some(asked) = history::Asked::read(rest)
    {
        return history::run(workspace, asked);
    }
    let Some(asked) = Asked::read(args) else {
        let sections = SECTIONS.join("|");
        out::say(&format!(
            "usage: cargo xtask bench alerts | serve | schedule [--write] \
             | history [--quick | --write] | [--write] [{sections}]…"
        ));
        return Ok(ExitCode::from(2));
    };
    if asked.sections.contains(&"clients") {
        needs::provide(&[Need::Python, Need::Node, Need::Npm], true)?;
    }
    let programs = Programs::build(workspace)?;
    let mut measured = Vec::new();
    for section in &asked.sections {
        let machine = machine::describe();
        let table = match *section {
            "clients" => {
                let clients = foreign::install(workspace)?;
                clients::section(workspace, &clients, &programs)?
            }
            "policy" => policy::section(&programs)?,
            "throughput" => throughput::section(&programs)?,
            "instructions" => instructions::section(&programs)?,
            "calls" => calls::section(&programs)?,
            "limiter" => limiter::section(&programs)?,
            "memory" => memory::section(&programs)?,
            _ => micro::table(&micro::measure(&programs.client)?),
        };
        let told = format!("On {machine}.\n\n{table}");
        out::say(&told);
        measured.push((*section, told));
    }
    if asked.write {
        report::keep(workspace, &measured)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What is to be measured.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    /// Whether what was measured is put into the document.
    write: bool,
    sections: Vec<&'static str>,
}

impl Asked {
    fn read(args: &[String]) -> Option<Self> {
        let mut asked = Self { write: false, sections: Vec::new() };
        for arg in args {
            match SECTIONS.iter().find(|section| *section == arg) {
                Some(section) => asked.sections.push(section),
                None if arg == "--write" => asked.write = true,
                None => return None,
            }
        }
        if asked.sections.is_empty() {
            asked.sections = SECTIONS.into();
        }
        Some(asked)
    }
}

#[cfg(test)]
mod tests {
    use super::{Asked, SECTIONS};

    fn read(args: &[&str]) -> Option<Asked> {
        Asked::read(&args.iter().map(|&arg| arg.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn all_sections_are_measured_where_none_is_named() {
        let all = SECTIONS.to_vec();
        assert_eq!(read(&[]), Some(Asked { write: false, sections: all.clone() }));
        assert_eq!(read(&["--write"]), Some(Asked { write: true, sections: all }));
        let two = Asked { write: false, sections: vec!["policy", "limiter"] };
        assert_eq!(read(&["policy", "limiter"]), Some(two));
        let one = Asked { write: true, sections: vec!["policy"] };
        assert_eq!(read(&["--write", "policy"]), Some(one));
        assert_eq!(read(&["everything"]), None);
    }
}
