//! From samples to the tables that are printed and kept.

use anyhow::Context as _;

use super::contenders::Body;
use super::goals;
use crate::out;
use crate::workspace::Workspace;

/// What one run of a client came to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sample {
    items: f64,
    cpu_us: f64,
    wall_us: f64,
    most_memory_kb: Option<f64>,
}

impl Sample {
    /// Reads the line of JSON that each measured client prints last.
    pub(crate) fn parse(output: &str) -> anyhow::Result<Self> {
        let line = output.lines().last().context("it printed nothing")?;
        let line: serde_json::Value =
            serde_json::from_str(line).with_context(|| format!("it printed `{line}`"))?;
        let number = |name: &str| {
            let number = line[name].as_f64().filter(|number| *number > 0.0);
            number.with_context(|| format!("`{name}` is not a positive number"))
        };
        Ok(Self {
            items: number("items")?,
            cpu_us: number("cpu_us")?,
            wall_us: number("wall_us")?,
            most_memory_kb: line["most_memory_kb"].as_f64(),
        })
    }

    /// µs
    pub(super) fn cpu_per_item(&self) -> f64 {
        self.cpu_us / self.items
    }

    /// The most it had, where it tells.
    pub(super) fn most_memory_kb(&self) -> Option<f64> {
        self.most_memory_kb
    }

    /// Items.
    pub(super) fn per_second(&self) -> f64 {
        self.items / self.wall_us * 1e6
    }
}

/// The samples of one client, one a round.
#[derive(Debug)]
pub(crate) struct Series {
    name: &'static str,
    pub(crate) samples: Vec<Sample>,
}

impl Series {
    /// No samples yet.
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, samples: Vec::new() }
    }
}

/// The table of one body. The first series is ours; the others are weighed against it,
/// round by round.
pub(crate) fn table(body: Body, series: &[Series]) -> String {
    let ours = &series[0];
    let mut lines = vec![
        format!("### {}", body.name()),
        String::new(),
        "| client | CPU per item, µs | lowest to highest round | times ours | goal | items/s |"
            .to_owned(),
        "|---|---:|---:|---:|---:|---:|".to_owned(),
    ];
    for other in series {
        let cpu: Vec<f64> = other.samples.iter().map(Sample::cpu_per_item).collect();
        let times = other
            .samples
            .iter()
            .zip(&ours.samples)
            .map(|(other, ours)| other.cpu_per_item() / ours.cpu_per_item());
        let times = median(times.collect());
        let goal = goals::against(body, other.name);
        let goal = goal.map(|goal| goals::at_least(times, goal)).unwrap_or_default();
        let rate = median(other.samples.iter().map(Sample::per_second).collect());
        let lowest = cpu.iter().copied().fold(f64::INFINITY, f64::min);
        let highest = cpu.iter().copied().fold(0.0, f64::max);
        lines.push(format!(
            "| {} | {:.1} | {lowest:.1} to {highest:.1} | {times:.1} | {goal} | {rate:.0} |",
            other.name,
            median(cpu),
        ));
    }
    lines.join("\n") + "\n"
}

/// Puts what was measured into the document.
pub(super) fn keep(
    workspace: &Workspace,
    measured: &[(&str, String)],
) -> anyhow::Result<()> {
    let folder = workspace.root.join("docs");
    std::fs::create_dir_all(&folder).context("could not make `docs`")?;
    let path = folder.join("PERFORMANCE.md");
    let old = match std::fs::read_to_string(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        read => read.with_context(|| format!("could not read `{}`", path.display()))?,
    };
    let text = document(measured, &old);
    std::fs::write(&path, text)
        .with_context(|| format!("could not write `{}`", path.display()))?;
    out::say(&format!("written: {}", path.display()));
    Ok(())
}

/// The document that `--write` keeps: the method, and what was measured. A section that was
/// not measured now stays as it stands in the `old` document.
fn document(measured: &[(&str, String)], old: &str) -> String {
    let text = include_str!("performance.md.in").to_owned();
    let sections = super::SECTIONS.iter().chain(&["history"]);
    sections.fold(text, |text, section| {
        let now = measured.iter().find(|(name, _)| name == section);
        let kept = || kept(old, section).unwrap_or("Not measured yet.");
        let told = now.map_or_else(kept, |(_, told)| told.trim_end());
        let [start, end] = marks(section);
        text.replace(&format!("{{{section}}}"), &format!("{start}\n{told}\n{end}"))
    })
}

/// What stands around a section in the document, unseen.
fn marks(section: &str) -> [String; 2] {
    [format!("<!-- {section} -->"), format!("<!-- end of {section} -->")]
}

/// A section of a document that was written before.
fn kept<'a>(old: &'a str, section: &str) -> Option<&'a str> {
    let [start, end] = marks(section);
    let (_, behind) = old.split_once(&start)?;
    Some(behind.split_once(&end)?.0.trim())
}

/// The middle one; of two middle ones the higher.
pub(super) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(name: &'static str, cpu_us: [f64; 3]) -> Series {
        let sample =
            |cpu_us| Sample { items: 10.0, cpu_us, wall_us: 1e6, most_memory_kb: None };
        Series { name, samples: cpu_us.map(sample).into() }
    }

    #[test]
    fn clients_are_weighed_round_by_round_and_goals_judged() {
        let ours = series("itemget", [100.0, 300.0, 200.0]);
        // The middle round was slow for both: its ratio says so.
        let tutorial = series("the tutorial", [6000.0, 18000.0, 9000.0]);
        let undici = series("Node, undici", [600.0, 1800.0, 1300.0]);
        let table = table(Body::Flat, &[ours, tutorial, undici]);
        let rows: Vec<&str> = table.lines().skip(4).collect();
        assert_eq!(
            rows,
            [
                "| itemget | 20.0 | 10.0 to 30.0 | 1.0 |  | 10 |",
                "| the tutorial | 900.0 | 600.0 to 1800.0 | 60.0 | 50 reached | 10 |",
                "| Node, undici | 130.0 | 60.0 to 180.0 | 6.0 | 7 **missed** | 10 |",
            ]
        );
    }

    #[test]
    fn a_client_that_measured_nothing_is_no_sample() {
        for output in ["", "done", r#"{"items":0,"cpu_us":1,"wall_us":1}"#] {
            Sample::parse(output).unwrap_err();
        }
        let output = "warming up\n{\"items\":4,\"cpu_us\":8,\"wall_us\":2}\n";
        let cpu = Sample::parse(output).unwrap().cpu_per_item();
        assert!((cpu - 2.0).abs() < 1e-9, "{cpu}");
    }

    #[test]
    fn nothing_is_left_open_in_the_document() {
        let tables = super::super::SECTIONS.map(|section| (section, "T\n".to_owned()));
        let text = document(&tables, "");
        assert!(!text.contains(['{', '}']), "{text}");
    }

    #[test]
    fn a_section_that_is_not_measured_again_stays() {
        let first = document(&[("policy", "first\n".to_owned())], "");
        let second = document(&[("limiter", "second\n".to_owned())], &first);
        assert_eq!(kept(&second, "policy"), Some("first"));
        assert_eq!(kept(&second, "limiter"), Some("second"));
        assert_eq!(kept(&second, "memory"), Some("Not measured yet."));
    }
}
