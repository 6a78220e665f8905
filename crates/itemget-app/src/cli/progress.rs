//! How far long work has come: a bar for a person, a line now and then for a log, events
//! for a program.

mod numbers;

use std::str::FromStr;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::output::Output;
use crate::lang::Lang;
use numbers::Numbers;

/// How progress is shown, as users say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ProgressForm {
    Auto,
    Bar,
    Lines,
    Json,
    None,
}

/// A text that should say how and does not.
#[derive(Debug, thiserror::Error)]
#[error("auto, bar, lines, json, none")]
pub(super) struct ParseProgressError;

impl FromStr for ProgressForm {
    type Err = ParseProgressError;

    fn from_str(text: &str) -> Result<Self, ParseProgressError> {
        match text {
            "auto" => Ok(Self::Auto),
            "bar" => Ok(Self::Bar),
            "lines" => Ok(Self::Lines),
            "json" => Ok(Self::Json),
            "none" => Ok(Self::None),
            _ => Err(ParseProgressError),
        }
    }
}

/// What is known when work begins.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Begin {
    /// How many there are in all.
    pub(super) total: Option<u64>,
    /// How many of them were done before.
    pub(super) done: u64,
    /// How many calls are left today.
    pub(super) quota_left: Option<u64>,
    /// Whether no call is made for it, so that there are none to count.
    pub(super) is_local: bool,
}

/// Shows how many of how many are done.
#[derive(Debug)]
pub(super) struct Progress {
    shown: Shown,
    numbers: Numbers,
    lang: Lang,
}

#[derive(Debug)]
enum Shown {
    Nothing,
    Bar(ProgressBar),
    Lines { last: Instant },
    Events { last: Instant },
}

/// How long a log is left in peace between two lines.
const LINES: Duration = Duration::from_secs(10);
/// How long between two events.
const EVENTS: Duration = Duration::from_secs(1);
/// Fewer are there before a bar could be read.
const FEW: u64 = 3;

impl Progress {
    /// Starts to show it.
    pub(super) fn start(
        form: ProgressForm,
        begin: Begin,
        output: &Output,
        lang: Lang,
    ) -> Self {
        let now = Instant::now();
        let is_short = begin.total.is_some_and(|total| total <= FEW);
        let lines = || Shown::Lines { last: now };
        let shown = match form {
            ProgressForm::None => Shown::Nothing,
            ProgressForm::Json => Shown::Events { last: now },
            ProgressForm::Lines => lines(),
            ProgressForm::Bar if output.notes_are_for_a_person() => {
                Shown::Bar(bar(begin))
            }
            ProgressForm::Bar => lines(),
            ProgressForm::Auto if is_short || output.is_quiet() => Shown::Nothing,
            ProgressForm::Auto if output.can_show_a_bar() => Shown::Bar(bar(begin)),
            ProgressForm::Auto if output.data_is_for_a_person => Shown::Nothing,
            ProgressForm::Auto => lines(),
        };
        Self { shown, numbers: Numbers::begin(begin, now), lang }
    }

    /// One more is done.
    pub(super) fn step(&mut self, calls: u64, output: &Output) {
        self.numbers.done += 1;
        self.tick(calls, output);
    }

    /// So many are done now.
    pub(super) fn reach(&mut self, done: u64, output: &Output) {
        self.numbers.done = done;
        self.tick(0, output);
    }

    /// Time has passed.
    pub(super) fn tick(&mut self, calls: u64, output: &Output) {
        let now = Instant::now();
        self.numbers.calls = calls;
        self.numbers.note(now);
        match &mut self.shown {
            Shown::Nothing => {}
            Shown::Bar(bar) => {
                bar.set_position(self.numbers.done);
                bar.set_message(self.numbers.beside_the_bar(now, self.lang));
            }
            Shown::Lines { last } => {
                if now.duration_since(*last) >= LINES {
                    *last = now;
                    output.note(&self.numbers.line(now, self.lang));
                }
            }
            Shown::Events { last } => {
                if now.duration_since(*last) >= EVENTS {
                    *last = now;
                    output.event(&self.numbers.event("progress", now));
                }
            }
        }
    }

    /// Takes the bar away, says the last event.
    pub(super) fn end(&self, output: &Output) {
        match &self.shown {
            Shown::Bar(bar) => bar.finish_and_clear(),
            Shown::Events { .. } => {
                output.event(&self.numbers.event("end", Instant::now()));
            }
            Shown::Nothing | Shown::Lines { .. } => {}
        }
    }
}

fn bar(begin: Begin) -> ProgressBar {
    let (bar, template) = match begin.total {
        Some(total) => (
            ProgressBar::new(total).with_position(begin.done),
            "{bar:24} {human_pos}/{human_len}  {msg}",
        ),
        None => (ProgressBar::new_spinner(), "{spinner} {human_pos}  {msg}"),
    };
    let style = ProgressStyle::with_template(template).expect("the template is right");
    let bar = bar.with_style(style);
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
