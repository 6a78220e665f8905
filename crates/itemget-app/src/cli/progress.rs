//! How far long work has come: a bar for a person, a line now and then for a log.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::output::Output;
use super::table::thousands;
use crate::lang::Lang;

/// Shows how many of how many are done.
#[derive(Debug)]
pub(super) struct Progress {
    shown: Shown,
    done: u64,
    total: Option<u64>,
    lang: Lang,
}

#[derive(Debug)]
enum Shown {
    Nothing,
    Bar(ProgressBar),
    Lines { last: Instant },
}

/// How long a log is left in peace between two lines.
const PAUSE: Duration = Duration::from_secs(10);

impl Progress {
    /// Starts at nothing of `total`, where that is known.
    pub(super) fn start(total: Option<usize>, output: &Output, lang: Lang) -> Self {
        let total = total.map(|total| total as u64);
        let shown = match total {
            Some(0..=3) => Shown::Nothing,
            _ if output.is_quiet() => Shown::Nothing,
            _ if output.can_show_a_bar() => Shown::Bar(bar(total)),
            _ if output.data_is_for_a_person => Shown::Nothing,
            _ => Shown::Lines { last: Instant::now() },
        };
        Self { shown, done: 0, total, lang }
    }

    /// One more is done.
    pub(super) fn step(&mut self, output: &Output) {
        self.done += 1;
        match &mut self.shown {
            Shown::Nothing => {}
            Shown::Bar(bar) => bar.set_position(self.done),
            Shown::Lines { last } => {
                if last.elapsed() >= PAUSE {
                    *last = Instant::now();
                    output.note(&line(self.done, self.total, self.lang));
                }
            }
        }
    }

    /// Takes the bar away.
    pub(super) fn end(&self) {
        if let Shown::Bar(bar) = &self.shown {
            bar.finish_and_clear();
        }
    }
}

fn bar(total: Option<u64>) -> ProgressBar {
    let (bar, template) = match total {
        Some(total) => (
            ProgressBar::new(total),
            "{bar:30} {human_pos}/{human_len}  {per_sec}  ETA {eta}",
        ),
        None => (ProgressBar::new_spinner(), "{spinner} {human_pos}  {per_sec}"),
    };
    let style = ProgressStyle::with_template(template).expect("the template is right");
    let bar = bar.with_style(style);
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn line(done: u64, total: Option<u64>, lang: Lang) -> String {
    let done = thousands(done);
    match (total.map(thousands), lang) {
        (Some(total), Lang::En) => format!("{done} of {total} done"),
        (None, Lang::En) => format!("{done} done"),
        (Some(total), Lang::Zh) => format!("已完成 {done} / {total}"),
        (None, Lang::Zh) => format!("已完成 {done}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_far_the_work_is() {
        assert_eq!(line(1200, Some(5000), Lang::En), "1,200 of 5,000 done");
        assert_eq!(line(7, None, Lang::En), "7 done");
        assert_eq!(line(7, Some(9), Lang::Zh), "已完成 7 / 9");
    }
}
