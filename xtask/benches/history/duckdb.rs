//! DuckDB with a row for each observation, in a Python of its own.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use itemget_history::{Moment, TrailKey};
use serde_json::Value;

use crate::Failure;
use crate::engine::{Change, Engine, Fall, Low, Sweep, changes};
use crate::experiment::Took;

/// The program, and where it keeps things.
pub(crate) struct DuckDb {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    folder: PathBuf,
}

impl DuckDb {
    /// Starts it.
    pub(crate) fn start(
        python: &str,
        script: &str,
        folder: &Path,
    ) -> Result<Self, Failure> {
        let mut child = Command::new(python)
            .arg(script)
            .arg(folder.join("duck.db"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().ok_or("it has no output")?);
        Ok(Self { child, input, output, folder: folder.to_owned() })
    }

    fn ask(&mut self, line: &str) -> Result<(Took, Value), Failure> {
        let input = self.input.as_mut().ok_or("it has no input")?;
        writeln!(input, "{line}")?;
        input.flush()?;
        let mut answer = String::new();
        self.output.read_line(&mut answer)?;
        let answer: Value = serde_json::from_str(&answer)
            .map_err(|error| format!("DuckDB did not answer `{line}`: {error}"))?;
        let time = |name: &str| {
            let us = answer[name].as_f64().ok_or("it does not say how long it took")?;
            Ok::<_, Failure>(Duration::from_secs_f64(us / 1e6))
        };
        Ok((Took { wall: time("us")?, cpu: time("cpu_us")? }, answer))
    }

    /// The rows of numbers that it wrote into a file.
    fn rows<const N: usize>(&self, file: &Path) -> Result<Vec<[i64; N]>, Failure> {
        let row = |line: &str| -> Result<[i64; N], Failure> {
            let numbers: Vec<i64> =
                line.split(' ').map(str::parse).collect::<Result<_, _>>()?;
            <[i64; N]>::try_from(numbers).map_err(|numbers| {
                format!("a row of {} numbers, not {N}", numbers.len()).into()
            })
        };
        std::fs::read_to_string(file)?.lines().map(row).collect()
    }
}

impl Drop for DuckDb {
    fn drop(&mut self) {
        // Without input it ends by itself.
        drop(self.input.take());
        drop(self.child.wait());
    }
}

impl Engine for DuckDb {
    fn name(&self) -> &str {
        "DuckDB, rows"
    }

    fn keep(&mut self, sweep: &Sweep) -> Result<Took, Failure> {
        let file = self.folder.join("sweep.csv");
        let mut text = String::new();
        for row in &sweep.rows {
            let [sku, at] = [row.sku.cast_signed(), row.at];
            for (column, value) in
                [sku, at, row.sale, row.list, row.stock].iter().enumerate()
            {
                if column > 0 {
                    text.push(',');
                }
                text.push_str(&value.to_string());
            }
            text.push('\n');
        }
        std::fs::write(&file, text)?;
        Ok(self.ask(&format!("sweep {}", file.display()))?.0)
    }

    fn settle(&mut self) -> Result<Took, Failure> {
        Ok(self.ask("settle")?.0)
    }

    fn bytes(&mut self) -> Result<u64, Failure> {
        Ok(std::fs::metadata(self.folder.join("duck.db"))?.len())
    }

    fn history(
        &mut self,
        (_, sku): (&TrailKey, u64),
    ) -> Result<(Took, Vec<Change>), Failure> {
        let (took, answer) = self.ask(&format!("history {sku}"))?;
        let rows: Vec<[i64; 4]> = serde_json::from_value(answer["rows"].clone())?;
        Ok((took, changes(&rows)))
    }

    fn lowest(&mut self) -> Result<(Took, Vec<Low>), Failure> {
        let file = self.folder.join("answer.txt");
        let (took, _) = self.ask(&format!("lowest {}", file.display()))?;
        let low = |[sku, least]: [i64; 2]| {
            let (price, at) = (least >> 32, least & 0xffff_ffff);
            Low { sku: sku.cast_unsigned(), price, at }
        };
        Ok((took, self.rows(&file)?.into_iter().map(low).collect()))
    }

    fn falls(&mut self, cut: Moment, most: usize) -> Result<(Took, Vec<Fall>), Failure> {
        let file = self.folder.join("answer.txt");
        let question = format!("falls {} {most} {}", cut.seconds(), file.display());
        let (took, _) = self.ask(&question)?;
        let fall =
            |[sku, from, to]: [i64; 3]| Fall { sku: sku.cast_unsigned(), from, to };
        Ok((took, self.rows(&file)?.into_iter().map(fall).collect()))
    }
}
