//! JSON text to a flat list of nodes, in one pass.
//!
//! Why not `serde_json`: it hands numbers on as floats (its exact mode is a feature that
//! would change every other user of it in a program), and its `RawValue` scans nested
//! values once for each level. What is taken for JSON here and there is the same
//! (`tests/it/json.rs` compares the two).

mod place;
mod stops;

use super::unescape::unescape;
use stops::Stops;

/// How deep lists and objects may be nested, as in `serde_json`.
const DEEPEST: usize = 128;

/// A value's or a name's place in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    /// Where it starts; of a text, behind the quote.
    pub(super) start: u32,
    /// Where it ends; of a text, before the quote.
    pub(super) end: u32,
    /// Of a value: the node behind it and all that is in it. Of a name in an object, behind
    /// which its value stands: its [`mark`].
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
    /// `{…}`: name, value, name, value.
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
    let mut parser = Parser {
        bytes: text.as_bytes(),
        stops: Stops::of(text.as_bytes()),
        nodes: Vec::with_capacity(text.len() / 12 + 8),
        open: Vec::with_capacity(16),
        inside: None,
        broken: None,
    };
    parser.document();
    match parser.broken {
        None => Ok(parser.nodes),
        Some((at, expected)) => {
            let path = place::path(&parser.nodes, &parser.open, text);
            Err(SyntaxError { at, expected, path })
        }
    }
}

/// A short mark by which a name is told from most others: from its length and both its ends,
/// as the names in an object often start alike or end alike.
#[inline(always)]
pub(super) const fn mark(name: &[u8]) -> u32 {
    let ends = match (name.first_chunk(), name.last_chunk()) {
        (Some(first), Some(last)) => {
            u32::from_le_bytes(*first) ^ u32::from_le_bytes(*last).rotate_left(13)
        }
        _ => short(name),
    };
    ends ^ offset(name.len()).rotate_right(6)
}

/// All of a name that has no two ends.
#[inline(always)]
const fn short(mut name: &[u8]) -> u32 {
    let mut mark = 0;
    while let [byte, rest @ ..] = name {
        mark = mark << 8 | *byte as u32;
        name = rest;
    }
    mark
}

/// A place in the text, or in the list of nodes, of which there are never more than bytes.
#[inline]
const fn offset(at: usize) -> u32 {
    // The text's length was checked to fit.
    at as u32
}

struct Parser<'t> {
    bytes: &'t [u8],
    stops: Stops,
    nodes: Vec<Node>,
    /// The lists and objects around the place where reading is.
    open: Vec<u32>,
    /// What the innermost of them is.
    inside: Option<Kind>,
    /// Where it is no JSON, and what could have stood there. Kept aside, so that what each
    /// step hands on fits into registers: there are thousands of steps in a reply.
    broken: Option<(usize, &'static str)>,
}

/// The first byte behind what was read; nothing where it broke.
type End = Option<usize>;

impl Parser<'_> {
    fn document(&mut self) {
        if u32::try_from(self.bytes.len()).is_err() {
            self.broken = Some((0, "a body of less than 4 GiB"));
            return;
        }
        let mut start = self.blanks(0);
        while let Some(next) = self.step(start) {
            start = next;
        }
    }

    #[cold]
    fn broken<T>(&mut self, at: usize, expected: &'static str) -> Option<T> {
        self.broken = Some((at, expected));
        None
    }

    /// Reads a value, with its name where it has one; of a list or an object the opening.
    /// Gives where the next one starts: there is none behind the last, nor where it broke.
    #[inline]
    fn step(&mut self, mut at: usize) -> Option<usize> {
        if self.inside == Some(Kind::Object) {
            match self.name(at)? {
                Named::Value(start) => at = start,
                Named::Read(end) => return self.next(end),
            }
        }
        let end = match self.byte(at) {
            Some(b'-' | b'0'..=b'9') => self.number(at)?,
            Some(b'"') => self.text(at)?,
            Some(b'{') => match self.open(at, Kind::Object, b'}')? {
                Opened::Empty(end) => end,
                Opened::UpTo(first) => return Some(first),
            },
            Some(b'[') => match self.open(at, Kind::List, b']')? {
                Opened::Empty(end) => end,
                Opened::UpTo(first) => return Some(first),
            },
            Some(b't') => self.word(at, "true", Kind::True)?,
            Some(b'f') => self.word(at, "false", Kind::False)?,
            Some(b'n') => self.word(at, "null", Kind::Null)?,
            _ => return self.broken(at, "a value"),
        };
        self.next(end)
    }

    /// From the end of a value to the next one, out of all that ends with it.
    #[inline(always)]
    fn next(&mut self, at: usize) -> Option<usize> {
        match (self.inside, self.byte(at)) {
            (Some(_), Some(b',')) => Some(self.blanks(at + 1)),
            _ => self.next_further_out(at),
        }
    }

    fn next_further_out(&mut self, mut at: usize) -> Option<usize> {
        loop {
            at = self.blanks(at);
            match (self.inside, self.byte(at)) {
                (Some(_), Some(b',')) => return Some(self.blanks(at + 1)),
                (Some(Kind::Object), Some(b'}')) | (Some(Kind::List), Some(b']')) => {
                    at = self.close(at + 1);
                }
                (Some(Kind::Object), _) => return self.broken(at, "`,` or `}`"),
                (Some(_), _) => return self.broken(at, "`,` or `]`"),
                (None, None) => return None,
                (None, Some(_)) => return self.broken(at, "the end of the body"),
            }
        }
    }

    #[inline]
    fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    /// The three bytes from `at` on; there are none of them at the end.
    #[inline]
    fn three(&self, at: usize) -> Option<[u8; 3]> {
        self.bytes.get(at..)?.first_chunk().copied()
    }

    /// Nearly always there are none, which one look tells.
    #[inline]
    fn blanks(&self, at: usize) -> usize {
        match self.byte(at) {
            Some(..=b' ') => self.some_blanks(at),
            _ => at,
        }
    }

    fn some_blanks(&self, mut at: usize) -> usize {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.byte(at) {
            at += 1;
        }
        at
    }

    #[inline]
    fn push(&mut self, start: usize, end: usize, kind: Kind) {
        let next = offset(self.nodes.len() + 1);
        self.nodes.push(Node { start: offset(start), end: offset(end), next, kind });
    }

    #[inline]
    fn open(&mut self, at: usize, kind: Kind, closing: u8) -> Option<Opened> {
        if self.open.len() >= DEEPEST {
            return self.broken(at, "less deep nesting");
        }
        self.open.push(offset(self.nodes.len()));
        self.inside = Some(kind);
        self.push(at, at, kind);
        let first = self.blanks(at + 1);
        Some(if self.byte(first) == Some(closing) {
            Opened::Empty(self.close(first + 1))
        } else {
            Opened::UpTo(first)
        })
    }

    /// The innermost list or object ends at `end`.
    #[inline]
    fn close(&mut self, end: usize) -> usize {
        let next = offset(self.nodes.len());
        if let Some(open) = self.open.pop() {
            let node = &mut self.nodes[open as usize];
            node.end = offset(end);
            node.next = next;
        }
        let around = self.open.last();
        self.inside = around.map(|around| self.nodes[*around as usize].kind);
        end
    }

    /// A name and its colon, and its value where that is a plain text or a number.
    ///
    /// Of such members, written without a blank, most of a reply consists: they are gone
    /// through here one after the other.
    #[inline]
    fn name(&mut self, mut at: usize) -> Option<Named> {
        while self.byte(at) == Some(b'"') {
            let (start, end) = (at + 1, self.stops.next(at + 1));
            let value_end = match self.three(end) {
                Some([b'"', b':', b'"']) => {
                    let (text, text_end) = (end + 3, self.stops.next(end + 3));
                    if self.byte(text_end) != Some(b'"') {
                        return self.name_alone(start, end);
                    }
                    let next = offset(self.nodes.len() + 2);
                    let (first, last) = (offset(text), offset(text_end));
                    self.nodes.extend_from_slice(&[
                        self.name_node(start, end),
                        Node { start: first, end: last, next, kind: Kind::Text },
                    ]);
                    text_end + 1
                }
                Some([b'"', b':', b'-' | b'0'..=b'9']) => {
                    self.nodes.push(self.name_node(start, end));
                    self.number(end + 2)?
                }
                _ => return self.name_alone(start, end),
            };
            if self.byte(value_end) != Some(b',') {
                return Some(Named::Read(value_end));
            }
            at = self.blanks(value_end + 1);
        }
        self.broken(at, "a name in quotes")
    }

    /// A name that is plain as far as `end`, and its colon.
    #[inline]
    fn name_alone(&mut self, start: usize, end: usize) -> Option<Named> {
        let after = if self.byte(end) == Some(b'"') {
            self.nodes.push(self.name_node(start, end));
            end + 1
        } else {
            self.escaped_name(start, end)?
        };
        let colon = self.blanks(after);
        if self.byte(colon) != Some(b':') {
            return self.broken(colon, "`:`");
        }
        Some(Named::Value(self.blanks(colon + 1)))
    }

    #[inline]
    fn name_node(&self, start: usize, end: usize) -> Node {
        let next = mark(&self.bytes[start..end]);
        Node { start: offset(start), end: offset(end), next, kind: Kind::Text }
    }

    #[cold]
    fn escaped_name(&mut self, start: usize, plain: usize) -> End {
        let end = self.escaped_text(start, plain)?;
        if let Some(node) = self.nodes.last_mut() {
            let name = &self.bytes[node.start as usize..node.end as usize];
            let name = std::str::from_utf8(name).expect("quotes do not split a letter");
            node.next = mark(unescape(name).as_bytes());
        }
        Some(end)
    }

    #[inline]
    fn text(&mut self, at: usize) -> End {
        let start = at + 1;
        let end = self.stops.next(start);
        if self.byte(end) != Some(b'"') {
            return self.escaped_text(start, end);
        }
        self.push(start, end, Kind::Text);
        Some(end + 1)
    }

    /// A text that is plain as far as `at`, and does not end there.
    fn escaped_text(&mut self, start: usize, mut at: usize) -> End {
        loop {
            match self.byte(at) {
                Some(b'"') => break,
                Some(b'\\') => {
                    let after = self.escape(at + 1)?;
                    at = self.stops.next(after);
                }
                Some(_) => {
                    return self.broken(at, "no bare control character in a text");
                }
                None => return self.broken(at, "`\"` at the end of a text"),
            }
        }
        self.push(start, at, Kind::EscapedText);
        Some(at + 1)
    }

    /// What stands behind a backslash.
    fn escape(&mut self, at: usize) -> End {
        match self.byte(at) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Some(at + 1),
            Some(b'u') => {
                let is_hex = |at: usize| {
                    self.byte(at).is_some_and(|byte| byte.is_ascii_hexdigit())
                };
                match (at + 1..at + 5).find(|at| !is_hex(*at)) {
                    None => Some(at + 5),
                    Some(at) => self.broken(at, "four hexadecimal digits"),
                }
            }
            _ => self.broken(at, "an escape such as `\\n`"),
        }
    }

    #[inline]
    fn number(&mut self, start: usize) -> End {
        let mut at = start + usize::from(self.byte(start) == Some(b'-'));
        at = match self.byte(at) {
            Some(b'0') => at + 1,
            _ => self.digits(at)?,
        };
        if self.byte(at) == Some(b'.') {
            at = self.digits(at + 1)?;
        }
        if let Some(b'e' | b'E') = self.byte(at) {
            let is_signed = matches!(self.byte(at + 1), Some(b'+' | b'-'));
            at = self.digits(at + 1 + usize::from(is_signed))?;
        }
        self.push(start, at, Kind::Number);
        Some(at)
    }

    #[inline]
    fn digits(&mut self, start: usize) -> End {
        let mut at = start;
        while self.byte(at).is_some_and(|byte| byte.is_ascii_digit()) {
            at += 1;
        }
        if at == start { self.broken(at, "a digit") } else { Some(at) }
    }

    fn word(&mut self, start: usize, word: &'static str, kind: Kind) -> End {
        let differs = |(n, letter): &(usize, u8)| self.byte(start + n) != Some(*letter);
        if let Some((n, _)) = word.bytes().enumerate().find(differs) {
            return self.broken(start + n, word);
        }
        self.push(start, start + word.len(), kind);
        Some(start + word.len())
    }
}

/// A name, and how far was read behind it.
enum Named {
    /// Its value starts here.
    Value(usize),
    /// Its value was read and ends here.
    Read(usize),
}

/// A list or an object, behind its opening.
enum Opened {
    /// There is nothing in it; it ends here.
    Empty(usize),
    /// Here its first value starts.
    UpTo(usize),
}
