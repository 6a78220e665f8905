//! The only file that prints: data to the standard output, words for people to the
//! standard error.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal as _, Write};

use super::style::{ColorWhen, Paint};
use crate::config::Environment;
use crate::report::Report;

/// Where a command's output goes.
pub(super) struct Output {
    data: BufWriter<Box<dyn Write + Send>>,
    /// Whether a person reads the data as it comes.
    pub(super) data_is_for_a_person: bool,
    notes_are_for_a_person: bool,
    /// For the data.
    pub(super) paint: Paint,
    /// For the notes.
    note_paint: Paint,
    /// How many columns there are.
    pub(super) width: usize,
    quiet: bool,
}

/// The columns of a page whose width is not known.
const USUAL_WIDTH: usize = 100;

impl Output {
    /// The output of this process.
    pub(super) fn open(when: ColorWhen, quiet: bool, environment: &Environment) -> Self {
        let stdout = io::stdout();
        let data_is_for_a_person = stdout.is_terminal();
        let notes_are_for_a_person = io::stderr().is_terminal();
        Self {
            data: BufWriter::new(Box::new(stdout)),
            data_is_for_a_person,
            notes_are_for_a_person,
            paint: when.decide(data_is_for_a_person, environment),
            note_paint: when.decide(notes_are_for_a_person, environment),
            width: width(environment),
            quiet,
        }
    }

    /// Sends the data into `file` from now on.
    pub(super) fn redirect(&mut self, file: File) {
        self.data = BufWriter::with_capacity(64 * 1024, Box::new(file));
        self.data_is_for_a_person = false;
        self.paint = Paint::Plain;
    }

    /// Writes a line of data. It arrives when the buffer is full or flushed.
    pub(super) fn line(&mut self, text: &str) -> io::Result<()> {
        self.data.write_all(text.as_bytes())?;
        self.data.write_all(b"\n")
    }

    /// The way of the data, for those who write themselves.
    pub(super) fn data(&mut self) -> &mut dyn Write {
        &mut self.data
    }

    /// Makes what was written arrive.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.data.flush()
    }

    /// Whether a bar that moves can be shown beside the data: the notes go to a terminal
    /// and the data do not, or it would run through them.
    pub(super) fn can_show_a_bar(&self) -> bool {
        self.notes_are_for_a_person && !self.data_is_for_a_person
    }

    /// Whether notes are wanted.
    pub(super) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Says how far long work has come, to programs: asked for, it is said in any case.
    pub(super) fn event(&self, json: &str) {
        say(json);
    }

    /// Whether the notes go to a terminal.
    pub(super) fn notes_are_for_a_person(&self) -> bool {
        self.notes_are_for_a_person
    }

    /// Says something that is good to know.
    pub(super) fn note(&self, text: &str) {
        if !self.quiet {
            say(text);
        }
    }

    /// Says something that should not be missed, even where notes are not wanted.
    pub(super) fn warn(&self, text: &str) {
        say(&self.note_paint.warning(text));
    }

    /// Says why the command failed; nothing where the reader has gone away.
    pub(super) fn failure(&self, report: &Report) {
        for line in report.lines(|head| self.note_paint.bad(head)) {
            say(&line);
        }
    }
}

/// Says a line to people, before there is an [`Output`] as well.
pub(super) fn say(text: &str) {
    // Not `eprintln!`, which panics when the standard error is closed; and there is
    // nobody left to tell that it is.
    drop(writeln!(io::stderr(), "{text}"));
}

fn width(environment: &Environment) -> usize {
    let told = environment.value("COLUMNS").and_then(|text| text.parse().ok());
    let seen = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    told.or_else(seen).unwrap_or(USUAL_WIDTH).max(40)
}
