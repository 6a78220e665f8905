//! The last lines of a run: what each lane came to, and a count that a CI can read.

use std::time::Duration;

/// One lane that has run.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) lane: &'static str,
    pub(crate) took: Duration,
    pub(crate) verdict: Verdict,
}

/// What a lane came to.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// All held; the note says what was left out or counted, if anything.
    Passed(String),
    /// Something did not hold, or could not be tried.
    Failed(String),
}

/// The lines of the summary.
pub(crate) fn render(lines: &[Line]) -> String {
    let mut text = vec!["\n=== summary".to_owned()];
    let mut failed = 0;
    for line in lines {
        let (mark, note) = match &line.verdict {
            Verdict::Passed(note) => ("ok    ", note),
            Verdict::Failed(why) => {
                failed += 1;
                ("FAILED", why)
            }
        };
        let row =
            format!("{mark} {:9} {:6.1} s  {note}", line.lane, line.took.as_secs_f32());
        text.push(row.trim_end().to_owned());
    }
    if failed > 0 {
        let red = lines.iter().filter(|line| matches!(line.verdict, Verdict::Failed(_)));
        let red: Vec<&str> = red.map(|line| line.lane).collect();
        text.push(format!("\nonce more: cargo xtask test {}", red.join(" ")));
    }
    text.push(format!("\nlanes: {} passed, {failed} failed", lines.len() - failed));
    text.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_red_lane_is_named_with_its_reason_and_how_to_see_it_again() {
        let lines = [
            Line {
                lane: "fmt",
                took: Duration::from_millis(340),
                verdict: Verdict::Passed(String::new()),
            },
            Line {
                lane: "test",
                took: Duration::from_secs(71),
                verdict: Verdict::Failed("`cargo test` ended with 101".to_owned()),
            },
        ];
        let expected = "\n=== summary\n\
             ok     fmt          0.3 s\n\
             FAILED test        71.0 s  `cargo test` ended with 101\n\n\
             once more: cargo xtask test test\n\n\
             lanes: 1 passed, 1 failed";
        assert_eq!(render(&lines), expected);
    }
}
