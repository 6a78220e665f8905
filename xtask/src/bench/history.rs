//! The history store beside tables of rows, in one run: the same observations, the same
//! questions, and the same answers, or the run fails.

use std::process::{Command, ExitCode, Stdio};

use anyhow::Context as _;
use serde_json::Value;

use super::{goals, report};
use crate::postgres::{Durability, Server};
use crate::process::Running;
use crate::test::needs::{self, Need};
use crate::workspace::Workspace;
use crate::{foreign, machine, out};

/// What is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Asked {
    /// Whether what was measured is put into the document.
    write: bool,
    /// Whether it is a small one, to see that it works.
    quick: bool,
}

impl Asked {
    pub(super) fn read(args: &[String]) -> Option<Self> {
        let mut asked = Self::default();
        for arg in args {
            match arg.as_str() {
                "--write" => asked.write = true,
                "--quick" => asked.quick = true,
                _ => return None,
            }
        }
        // A small one says nothing that is worth to be kept.
        (!(asked.write && asked.quick)).then_some(asked)
    }

    /// Items of four variants, and sweeps over them.
    fn size(self) -> [&'static str; 2] {
        if self.quick { ["1000", "30"] } else { ["25000", "100"] }
    }
}

/// Measures, prints the table, and with `--write` puts it into the document.
pub(super) fn run(workspace: &Workspace, asked: Asked) -> anyhow::Result<ExitCode> {
    needs::provide(&[Need::Python, Need::Node, Need::Npm, Need::Postgres], true)?;
    let python = foreign::install(workspace)?.python;
    let which = ["--profile", "dist", "-p", "xtask", "--bench", "history"];
    let program = workspace.executable("history", &which)?;
    let server = Server::start(Durability::Kept)?;
    let folder = workspace.kept("history")?;
    let scratch = tempfile::tempdir_in(folder).context("could not make a folder")?;
    let machine = machine::describe();
    let mut command = Command::new(program);
    command.args(asked.size()).arg(scratch.path()).arg(python);
    command.arg(workspace.root.join("xtask/benches/peers/duckdb_rows.py"));
    command.arg(server.url()).stderr(Stdio::inherit());
    let mut running = Running::start(&mut command)?;
    let line = running.wait_for(|line| match line.starts_with('{') {
        true => Some(line.to_owned()),
        false => {
            out::say(line);
            None
        }
    })?;
    let measured = Measured::read(&line)?;
    let told = format!("On {machine}.\n\n{}", measured.table());
    out::say(&told);
    if asked.write {
        report::keep(workspace, &[("history", told)])?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What one engine took.
#[derive(Debug)]
struct Engine {
    name: String,
    ingest_s: f64,
    ingest_cpu_s: f64,
    bytes: f64,
    shrunk: Option<f64>,
    history_us: f64,
    first_history_us: f64,
    lowest_ms: [f64; 2],
    falls_ms: [f64; 2],
}

#[derive(Debug)]
struct Measured {
    observations: f64,
    changed: f64,
    engines: Vec<Engine>,
}

impl Measured {
    fn read(line: &str) -> anyhow::Result<Self> {
        let line: Value = serde_json::from_str(line).context("it printed no JSON")?;
        let number = |value: &Value, name: &str| {
            value[name].as_f64().with_context(|| format!("`{name}` is not a number"))
        };
        let engine = |value: &Value| {
            let both = |name: &str| -> anyhow::Result<[f64; 2]> {
                let value = &value[name];
                Ok([number(value, "wall_ms")?, number(value, "cpu_ms")?])
            };
            Ok(Engine {
                name: value["name"].as_str().context("it has no name")?.to_owned(),
                ingest_s: number(value, "ingest_s")?,
                ingest_cpu_s: number(value, "ingest_cpu_s")?,
                bytes: number(value, "bytes")?,
                shrunk: value["shrunk"].as_f64(),
                history_us: number(value, "history_us")?,
                first_history_us: number(value, "first_history_us")?,
                lowest_ms: both("lowest")?,
                falls_ms: both("falls")?,
            })
        };
        let engines = line["engines"].as_array().context("there are no engines")?;
        let engines = engines.iter().map(engine).collect::<anyhow::Result<Vec<_>>>()?;
        anyhow::ensure!(engines.len() > 1, "there is nothing to compare");
        Ok(Self {
            observations: number(&line, "observations")?,
            changed: number(&line, "changed")?,
            engines,
        })
    }

    /// Both tables: what each engine took, and ours beside the goals.
    fn table(&self) -> String {
        let mut lines = vec![
            format!(
                "{:.1} M observations, of which {:.1} % changed anything.",
                self.observations / 1e6,
                self.changed / self.observations * 100.0
            ),
            String::new(),
            "| store | kept a second, thousands | processor, s | bytes an observation \
             | history of a variant, µs (the first of ten) | lowest of all, ms (processor) \
             | 100 largest drops, ms (processor) |"
                .to_owned(),
            "|---|---:|---:|---:|---:|---:|---:|".to_owned(),
        ];
        for engine in &self.engines {
            let Engine { name, ingest_cpu_s, history_us, first_history_us, .. } = engine;
            // What a server's processes took is not known here.
            let is_here = !name.contains("PostgreSQL");
            let cpu =
                |it: f64| if is_here { format!("{it:.0}") } else { "–".to_owned() };
            let both = |[wall, taken]: [f64; 2]| format!("{wall:.0} ({})", cpu(taken));
            lines.push(format!(
                "| {name} | {:.0} | {} | {:.2} | {history_us:.0} ({first_history_us:.0}) \
                 | {} | {} |",
                self.observations / engine.ingest_s / 1e3,
                cpu(*ingest_cpu_s),
                engine.bytes / self.observations,
                both(engine.lowest_ms),
                both(engine.falls_ms),
            ));
        }
        lines.push(String::new());
        lines.extend(self.goals());
        lines.join("\n") + "\n"
    }

    fn goals(&self) -> Vec<String> {
        let mut lines = vec![
            "| of the store | reached | goal |".to_owned(),
            "|---|---:|---:|".to_owned(),
        ];
        let mut row = |what: &str, reached: String, goal: String| {
            lines.push(format!("| {what} | {reached} | {goal} |"));
        };
        let named = |part: &str| self.engines.iter().find(|it| it.name.contains(part));
        let (ours, rows) = (&self.engines[0], &self.engines[1]);
        let rate = |engine: &Engine| self.observations / engine.ingest_s / 1e3;
        let per_change = ours.bytes / self.changed;
        row(
            "bytes on disk for a change",
            format!("{per_change:.2}"),
            goals::at_most(per_change, goals::HISTORY_BYTES),
        );
        if let Some(shrunk) = ours.shrunk {
            let per_change = shrunk / self.changed;
            let what = "the same, unused room given back";
            row(what, format!("{per_change:.2}"), String::new());
        }
        let times = rows.bytes / ours.bytes;
        row(
            "times smaller than rows in SQLite",
            format!("{times:.1}"),
            goals::at_least(times, goals::HISTORY_SMALLER),
        );
        row(
            "observations kept a second, thousands",
            format!("{:.0}", rate(ours)),
            goals::at_least(rate(ours), goals::HISTORY_INGEST),
        );
        row(
            "history of a variant, µs",
            format!("{:.0}", ours.history_us),
            goals::at_most(ours.history_us, goals::HISTORY_ONE),
        );
        row(
            "lowest ever of all variants, ms",
            format!("{:.0}", ours.lowest_ms[0]),
            goals::at_most(ours.lowest_ms[0], goals::HISTORY_ALL),
        );
        row(
            "the 100 largest drops of a week, ms",
            format!("{:.0}", ours.falls_ms[0]),
            goals::at_most(ours.falls_ms[0], goals::HISTORY_ALL),
        );
        if let Some(server) = named("PostgreSQL") {
            row(
                "on PostgreSQL, kept a second, thousands",
                format!("{:.0}", rate(server)),
                goals::at_least(rate(server), goals::HISTORY_SERVER_INGEST),
            );
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(args: &[&str]) -> Option<Asked> {
        Asked::read(&args.iter().map(|&arg| arg.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn a_quick_one_is_not_kept() {
        assert_eq!(read(&[]), Some(Asked::default()));
        assert_eq!(read(&["--quick"]), Some(Asked { write: false, quick: true }));
        assert_eq!(read(&["--write"]), Some(Asked { write: true, quick: false }));
        assert_eq!(read(&["--write", "--quick"]), None);
        assert_eq!(read(&["quick"]), None);
    }

    #[test]
    fn each_goal_is_judged() {
        let engine = |name: &str, ingest_s: f64, bytes: f64| {
            serde_json::json!({
                "name": name, "ingest_s": ingest_s, "ingest_cpu_s": 20.0, "bytes": bytes,
                "shrunk": null, "history_us": 90.0, "first_history_us": 110.0,
                "lowest": {"wall_ms": 301.0, "cpu_ms": 400.0},
                "falls": {"wall_ms": 200.0, "cpu_ms": 300.0},
            })
        };
        let line = serde_json::json!({
            "observations": 10_000_000, "changed": 3_000_000,
            "engines": [
                engine("itemget, SQLite", 20.0, 15e6),
                engine("SQLite, rows and an index", 80.0, 660e6),
                engine("itemget, PostgreSQL", 200.0, 30e6),
            ],
        });
        let table = Measured::read(&line.to_string()).unwrap().table();
        for row in [
            "| itemget, SQLite | 500 | 20 | 1.50 | 90 (110) | 301 (400) | 200 (300) |",
            "| itemget, PostgreSQL | 50 | – | 3.00 | 90 (110) | 301 (–) | 200 (–) |",
            "| bytes on disk for a change | 5.00 | 6 reached |",
            "| times smaller than rows in SQLite | 44.0 | 20 reached |",
            "| observations kept a second, thousands | 500 | 250 reached |",
            "| history of a variant, µs | 90 | 100 reached |",
            "| lowest ever of all variants, ms | 301 | 300 **missed** |",
            "| the 100 largest drops of a week, ms | 200 | 300 reached |",
            "| on PostgreSQL, kept a second, thousands | 50 | 100 **missed** |",
        ] {
            assert!(table.lines().any(|line| line == row), "{row}\n{table}");
        }
        assert!(Measured::read("{}").is_err());
    }
}
