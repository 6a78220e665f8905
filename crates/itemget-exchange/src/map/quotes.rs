//! Whether a file ends within a quoted cell: then it is cut off, and who reads the cell as
//! if it were whole reads a number that nobody has written.
//!
//! A reader of CSV takes such a cell as it is. So the bytes are looked at on their way to
//! it, by the same rules: a quote opens a cell at its very beginning alone, and two of them
//! within it are one that is meant.

use std::io::{self, Read};

/// Bytes on their way to a reader of CSV.
#[derive(Debug)]
pub(super) struct Quotes<R> {
    from: R,
    delimiter: u8,
    at: At,
    /// How many bytes of a byte order mark were passed; it is no part of the first cell.
    mark: usize,
    has_ended: bool,
    last: Option<u8>,
}

/// Where in a cell one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Beginning,
    Plain,
    Quoted,
    /// After a quote within quotes: the end of them, or the first of two.
    Closing,
}

/// How a file ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// It has not, as far as is known.
    NotYet,
    /// With the end of a row.
    Whole,
    /// With a row that no end of line follows: it may be whole.
    Open,
    /// Within quotes.
    Quoted,
}

const MARK: &[u8] = b"\xef\xbb\xbf";

impl<R> Quotes<R> {
    pub(super) fn new(from: R, delimiter: u8) -> Self {
        let at = At::Beginning;
        Self { from, delimiter, at, mark: 0, has_ended: false, last: None }
    }

    pub(super) fn ending(&self) -> Ending {
        match (self.has_ended, self.at, self.last) {
            (false, ..) => Ending::NotYet,
            (true, At::Quoted, _) => Ending::Quoted,
            (true, _, None | Some(b'\n' | b'\r')) => Ending::Whole,
            (true, ..) => Ending::Open,
        }
    }

    fn pass(&mut self, byte: u8) {
        self.last = Some(byte);
        if MARK.get(self.mark) == Some(&byte) {
            self.mark += 1;
            return;
        }
        self.mark = MARK.len();
        self.at = match (self.at, byte) {
            (At::Beginning | At::Closing, b'"') => At::Quoted,
            (At::Quoted, b'"') => At::Closing,
            (At::Quoted, _) => At::Quoted,
            (_, b'\n' | b'\r') => At::Beginning,
            (_, byte) if byte == self.delimiter => At::Beginning,
            _ => At::Plain,
        };
    }
}

impl<R: Read> Read for Quotes<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into)?;
        self.has_ended |= read == 0 && !into.is_empty();
        for byte in &into[..read] {
            self.pass(*byte);
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ending(text: &str) -> Ending {
        let mut quotes = Quotes::new(text.as_bytes(), b',');
        io::copy(&mut quotes, &mut io::sink()).unwrap();
        quotes.ending()
    }

    #[test]
    fn a_file_ends_within_quotes_where_a_reader_of_csv_is_still_within_them() {
        for (text, expected) in [
            ("", Ending::Whole),
            ("a,b\n", Ending::Whole),
            ("a,b\r\n", Ending::Whole),
            ("a,b", Ending::Open),
            ("a,\"b", Ending::Quoted),
            ("a,\"b\n", Ending::Quoted),
            ("a,\"b\"\"", Ending::Quoted),
            ("a,\"b\"\"\"", Ending::Open),
            ("a,\"b\",c\n", Ending::Whole),
            // Five inches are no quotes.
            ("a,5\"", Ending::Open),
            ("\u{feff}\"a\",b\n", Ending::Whole),
            ("\u{feff}\"a,b\n", Ending::Quoted),
        ] {
            assert_eq!(ending(text), expected, "{text:?}");
        }
    }
}
