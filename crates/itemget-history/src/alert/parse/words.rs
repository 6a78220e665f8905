//! A rule's text as words, each with its place.

use super::error::{Expected, RuleError};

/// The words of a text, and how many of them have been read.
#[derive(Debug)]
pub(super) struct Words<'a> {
    text: &'a str,
    /// Each with where it starts, in bytes.
    words: Vec<(usize, &'a str)>,
    read: usize,
}

impl<'a> Words<'a> {
    /// A comma before a blank and a `%` are words of their own.
    pub(super) fn of(text: &'a str) -> Self {
        let mut words = Vec::new();
        for (start, word) in spaced(text) {
            let bare = word.trim_end_matches(',');
            let number = bare.trim_end_matches('%');
            for (from, to) in [(0, number.len()), (number.len(), bare.len())] {
                if from < to {
                    words.push((start + from, &word[from..to]));
                }
            }
            if bare.len() < word.len() {
                words.push((start + bare.len(), &word[bare.len()..]));
            }
        }
        Self { text, words, read: 0 }
    }

    /// The word that comes next.
    pub(super) fn peek(&self) -> Option<&'a str> {
        self.words.get(self.read).map(|(_, word)| *word)
    }

    /// Goes past the word that comes next.
    pub(super) fn next(&mut self) -> Option<&'a str> {
        let word = self.peek()?;
        self.read += 1;
        Some(word)
    }

    /// Goes past `words` if they are what comes next, in any case.
    pub(super) fn take(&mut self, words: &str) -> bool {
        let mut at = self.read;
        for word in words.split(' ') {
            match self.words.get(at) {
                Some((_, found)) if found.eq_ignore_ascii_case(word) => at += 1,
                _ => return false,
            }
        }
        self.read = at;
        true
    }

    /// Goes past `word`, or fails for want of it.
    pub(super) fn need(
        &mut self,
        word: &str,
        expected: Expected,
    ) -> Result<(), RuleError> {
        match self.take(word) {
            true => Ok(()),
            false => Err(self.fail(expected)),
        }
    }

    /// Whether there is more, past a comma if there is one.
    pub(super) fn goes_on(&mut self) -> bool {
        let is_first = self.read == 0;
        if !is_first && self.read + 1 < self.words.len() {
            self.take(",");
        }
        self.peek().is_some()
    }

    /// Where one is.
    pub(super) fn place(&self) -> usize {
        self.read
    }

    /// That something else was expected here.
    pub(super) fn fail(&self, expected: Expected) -> RuleError {
        self.fail_at(self.read, expected)
    }

    /// That something else was expected at a place.
    pub(super) fn fail_at(&self, place: usize, expected: Expected) -> RuleError {
        let word = self.words.get(place);
        let bytes = word.map_or(self.text.trim_end().len(), |(start, _)| *start);
        let at = self.text[..bytes].chars().count() + 1;
        RuleError::new(self.text, at, word.map(|(_, word)| *word), expected)
    }
}

fn spaced(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let words = text.split_whitespace();
    // Words are slices of the text, so that their places can be told from it.
    words.map(move |word| (word.as_ptr().addr() - text.as_ptr().addr(), word))
}
