//! JSON text to a flat list of nodes, in one pass.
//!
//! Why not `serde_json`: it hands numbers on as floats (its exact mode is a feature that
//! would change every other user of it in a program), and its `RawValue` scans nested
//! values once for each level. What is taken for JSON here and there is the same
//! (`tests/it/json.rs` compares the two).

mod place;

/// How deep lists and objects may be nested, as in `serde_json`.
const DEEPEST: usize = 128;

/// A value's or a key's place in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    /// Where it starts; of a text, behind the quote.
    pub(super) start: u32,
    /// Where it ends; of a text, before the quote.
    pub(super) end: u32,
    /// The node behind it and all that is in it. Zero as long as it is open.
    pub(super) next: u32,
    /// What it is.
    pub(super) kind: Kind,
}

/// What a JSON value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `null`
    Null,
    /// `true`
    True,
    /// `false`
    False,
    /// A number.
    Number,
    /// A text that stands in the source as it is.
    Text,
    /// A text with escapes in it.
    EscapedText,
    /// `[…]`
    List,
    /// `{…}`: key, value, key, value.
    Object,
}

/// Where a text stops being JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    /// The byte at which it stops.
    pub(crate) at: usize,
    /// What could have stood there.
    pub(crate) expected: &'static str,
    /// Which field was being read, as a path from the root.
    pub(crate) path: String,
}

/// Reads a whole text as one JSON value.
pub(super) fn parse(text: &str) -> Result<Vec<Node>, SyntaxError> {
    let nodes = Vec::with_capacity(text.len() / 16 + 8);
    let mut parser = Parser { bytes: text.as_bytes(), at: 0, nodes };
    match parser.document() {
        Ok(()) => Ok(parser.nodes),
        Err(expected) => Err(SyntaxError {
            at: parser.at,
            expected,
            path: place::path(&parser.nodes, text),
        }),
    }
}

struct Parser<'t> {
    bytes: &'t [u8],
    at: usize,
    nodes: Vec<Node>,
}

type Parsed = Result<(), &'static str>;

/// How many bytes of a text stand for themselves, up to a quote, a backslash or a control
/// character. Most of a reply is text: eight bytes at a time are a third of the work.
fn plain_run(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 255;
    const HIGHS: u64 = ONES * 0x80;
    // The high bit of each byte that is zero, and perhaps of bytes behind the first such.
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word;
    let (words, rest) = bytes.as_chunks::<8>();
    for (n, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let control = word.wrapping_sub(ONES * 0x20) & !word;
        let quote = zeros(word ^ (ONES * u64::from(b'"')));
        let backslash = zeros(word ^ (ONES * u64::from(b'\\')));
        let ends = (control | quote | backslash) & HIGHS;
        if ends != 0 {
            return n * 8 + ends.trailing_zeros() as usize / 8;
        }
    }
    let ends = |byte: &u8| *byte < 0x20 || matches!(byte, b'"' | b'\\');
    bytes.len() - rest.len() + rest.iter().position(ends).unwrap_or(rest.len())
}

impl Parser<'_> {
    fn document(&mut self) -> Parsed {
        if u32::try_from(self.bytes.len()).is_err() {
            return Err("a body of less than 4 GiB");
        }
        self.blanks();
        self.value(0)?;
        self.blanks();
        if self.at < self.bytes.len() { Err("the end of the body") } else { Ok(()) }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    fn value(&mut self, depth: usize) -> Parsed {
        match self.peek() {
            Some(b'{' | b'[') if depth >= DEEPEST => Err("less deep nesting"),
            Some(b'{') => self.object(depth),
            Some(b'[') => self.list(depth),
            Some(b'"') => self.text(),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Kind::True),
            Some(b'f') => self.word("false", Kind::False),
            Some(b'n') => self.word("null", Kind::Null),
            _ => Err("a value"),
        }
    }

    fn open(&mut self, kind: Kind) -> usize {
        let start = offset(self.at);
        self.nodes.push(Node { start, end: start, next: 0, kind });
        self.nodes.len() - 1
    }

    fn close(&mut self, node: usize) {
        self.nodes[node].end = offset(self.at);
        self.nodes[node].next = offset(self.nodes.len());
    }

    fn object(&mut self, depth: usize) -> Parsed {
        let node = self.open(Kind::Object);
        self.at += 1;
        self.blanks();
        if self.peek() == Some(b'}') {
            self.at += 1;
            self.close(node);
            return Ok(());
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err("a name in quotes");
            }
            self.text()?;
            self.blanks();
            if self.peek() != Some(b':') {
                return Err("`:`");
            }
            self.at += 1;
            self.blanks();
            self.value(depth + 1)?;
            self.blanks();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => break,
                _ => return Err("`,` or `}`"),
            }
            self.blanks();
        }
        self.at += 1;
        self.close(node);
        Ok(())
    }

    fn list(&mut self, depth: usize) -> Parsed {
        let node = self.open(Kind::List);
        self.at += 1;
        self.blanks();
        if self.peek() == Some(b']') {
            self.at += 1;
            self.close(node);
            return Ok(());
        }
        loop {
            self.value(depth + 1)?;
            self.blanks();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => break,
                _ => return Err("`,` or `]`"),
            }
            self.blanks();
        }
        self.at += 1;
        self.close(node);
        Ok(())
    }

    fn text(&mut self) -> Parsed {
        self.at += 1;
        let start = offset(self.at);
        let mut kind = Kind::Text;
        let ended = loop {
            self.at += plain_run(&self.bytes[self.at..]);
            match self.peek() {
                Some(b'"') => break Ok(()),
                Some(b'\\') => {
                    kind = Kind::EscapedText;
                    if let Err(expected) = self.escape() {
                        break Err(expected);
                    }
                }
                Some(_) => break Err("no bare control character in a text"),
                None => break Err("`\"` at the end of a text"),
            }
        };
        // Written once, at its end: texts are most of the nodes. One that breaks stays
        // open, for the path to it.
        let (end, next) = match ended {
            Ok(()) => (offset(self.at), offset(self.nodes.len() + 1)),
            Err(_) => (start, 0),
        };
        self.nodes.push(Node { start, end, next, kind });
        // Behind the quote; where the text breaks, on what breaks it.
        self.at += usize::from(ended.is_ok());
        ended
    }

    fn escape(&mut self) -> Parsed {
        self.at += 1;
        match self.peek() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 1,
            Some(b'u') => {
                self.at += 1;
                for _ in 0..4 {
                    if !self.peek().is_some_and(|byte| byte.is_ascii_hexdigit()) {
                        return Err("four hexadecimal digits");
                    }
                    self.at += 1;
                }
            }
            _ => return Err("an escape such as `\\n`"),
        }
        Ok(())
    }

    fn number(&mut self) -> Parsed {
        let node = self.open(Kind::Number);
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        self.close(node);
        Ok(())
    }

    fn digits(&mut self) -> Parsed {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at == start { Err("a digit") } else { Ok(()) }
    }

    fn word(&mut self, word: &'static str, kind: Kind) -> Parsed {
        let node = self.open(kind);
        for letter in word.bytes() {
            if self.peek() != Some(letter) {
                return Err(word);
            }
            self.at += 1;
        }
        self.close(node);
        Ok(())
    }
}

/// A place in the text or the list of nodes; there are never more nodes than bytes.
fn offset(at: usize) -> u32 {
    u32::try_from(at).expect("a body's length was checked to fit")
}

#[cfg(test)]
mod tests {
    use super::plain_run;

    #[test]
    fn a_run_ends_where_a_look_at_each_byte_would_end_it() {
        let slow = |bytes: &[u8]| {
            let ends = |byte: &u8| *byte < 0x20 || matches!(byte, b'"' | b'\\');
            bytes.iter().position(ends).unwrap_or(bytes.len())
        };
        for length in 0..20 {
            for at in 0..length {
                for byte in 0..=u8::MAX {
                    // A neighbour one above each of the three, where a borrow would show.
                    for fill in [b'a', b'#', b']', 0x20, 0x80, 0xff] {
                        let mut bytes = vec![fill; length];
                        bytes[at] = byte;
                        assert_eq!(plain_run(&bytes), slow(&bytes), "{bytes:?}");
                    }
                }
            }
        }
        assert_eq!(plain_run(b""), 0);
    }
}
