//! A JSON body as a flat list of places, and a value in it.

mod names;

use std::borrow::Cow;
use std::ops::Range;

use super::parse::{self, Node, SyntaxError};
use super::unescape::unescape;

pub(crate) use super::parse::Kind;
pub(crate) use names::Names;

/// A JSON text, read once.
#[derive(Debug)]
pub(crate) struct Document<'t> {
    text: &'t str,
    nodes: Vec<Node>,
}

/// What a name looks like: two that look alike may yet differ.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark(u32);

impl Mark {
    /// The mark of this name.
    pub(crate) const fn of(name: &str) -> Self {
        Self(parse::mark(name.as_bytes()))
    }
}

impl<'t> Document<'t> {
    /// Reads a whole text as one JSON value.
    pub(crate) fn parse(text: &'t str) -> Result<Self, SyntaxError> {
        Ok(Self { text, nodes: parse::parse(text)? })
    }

    /// The value that the whole text is.
    pub(crate) fn root(&self) -> Value<'_> {
        Value { document: self, index: 0 }
    }
}

/// One value of a [`Document`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Value<'d> {
    document: &'d Document<'d>,
    index: u32,
}

impl<'d> Value<'d> {
    fn node(self) -> Node {
        self.document.nodes[self.index as usize]
    }

    /// What stands in the source: of a text, between its quotes.
    pub(super) fn source(self) -> &'d str {
        let node = self.node();
        &self.document.text[node.start as usize..node.end as usize]
    }

    /// What it is.
    pub(crate) fn kind(self) -> Kind {
        self.node().kind
    }

    /// Whether it is an object.
    pub(crate) fn is_object(self) -> bool {
        self.kind() == Kind::Object
    }

    /// Whether it is a list or an object.
    pub(crate) fn is_container(self) -> bool {
        matches!(self.kind(), Kind::List | Kind::Object)
    }

    /// Its place in the text, quotes and all.
    pub(crate) fn span(self) -> Range<usize> {
        let node = self.node();
        let quote = usize::from(matches!(node.kind, Kind::Text | Kind::EscapedText));
        node.start as usize - quote..node.end as usize + quote
    }

    /// Its JSON, as it stands in the text.
    pub(crate) fn json(self) -> &'d str {
        &self.document.text[self.span()]
    }

    /// The exact text of a text or a number.
    pub(crate) fn text(self) -> Option<Cow<'d, str>> {
        match self.kind() {
            Kind::Text | Kind::Number => Some(Cow::Borrowed(self.source())),
            Kind::EscapedText => Some(Cow::Owned(unescape(self.source()))),
            _ => None,
        }
    }

    /// An object's field. The first of that name, should there be two.
    #[inline]
    pub(crate) fn get(self, name: &str) -> Option<Self> {
        self.marked(parse::mark(name.as_bytes()), name)
    }

    /// Whether an object has a field of one of these names, or of one that looks like it:
    /// where it says no, there is none.
    pub(crate) fn has_any(self, marks: &[Mark]) -> bool {
        let nodes = self.object_nodes();
        let mut at = 1;
        while let Some([key, value]) = nodes.get(at..).and_then(<[Node]>::first_chunk) {
            if marks.iter().any(|mark| mark.0 == key.next) {
                return true;
            }
            at = (value.next - self.index) as usize;
        }
        false
    }

    /// By the mark first: it tells names apart without a look at the text.
    fn marked(self, mark: u32, name: &str) -> Option<Self> {
        let nodes = self.object_nodes();
        let mut at = 1;
        while let [key, value, ..] = nodes.get(at..)? {
            let index = self.index + at as u32;
            if key.next == mark && (Self { index, ..self }).is_named(*key, name) {
                return Some(Self { index: index + 1, ..self });
            }
            at = (value.next - self.index) as usize;
        }
        None
    }

    /// An object's node and those of all that is in it; none of anything else.
    fn object_nodes(self) -> &'d [Node] {
        let object = self.node();
        match object.kind {
            Kind::Object => {
                &self.document.nodes[self.index as usize..object.next as usize]
            }
            _ => &[],
        }
    }

    /// Whether it is this name.
    #[inline(always)]
    fn is_named(self, node: Node, name: &str) -> bool {
        match node.kind {
            // As bytes: a look for where letters start would be half of the work.
            Kind::Text => {
                let bytes = self.document.text.as_bytes();
                same(&bytes[node.start as usize..node.end as usize], name.as_bytes())
            }
            _ => self.is_named_with_escapes(name),
        }
    }

    #[cold]
    fn is_named_with_escapes(self, name: &str) -> bool {
        unescape(self.source()) == name
    }

    /// An object's keys and values; nothing of anything else.
    pub(crate) fn members(self) -> impl Iterator<Item = (Self, Self)> + use<'d> {
        let mut values = self.children(Kind::Object, 1);
        std::iter::from_fn(move || {
            let value = values.next()?;
            Some((Self { index: value.index - 1, ..value }, value))
        })
    }

    /// A list's elements; nothing of anything else.
    pub(crate) fn elements(self) -> impl Iterator<Item = Self> + use<'d> {
        self.children(Kind::List, 0)
    }

    /// The values inside, each with so many nodes of its own before it.
    fn children(self, parent: Kind, before: u32) -> impl Iterator<Item = Self> + use<'d> {
        let node = self.node();
        let end = if node.kind == parent { node.next } else { 0 };
        let mut index = self.index + 1;
        std::iter::from_fn(move || {
            if index >= end {
                return None;
            }
            let child = Self { document: self.document, index: index + before };
            index = child.node().next;
            Some(child)
        })
    }

    /// The way from here to `target` inside: `skus[3].price`. Only looked for when a
    /// field could not be read, so that reading carries no paths along.
    pub(crate) fn path_to(self, target: Self) -> String {
        let mut path = String::new();
        let mut here = self;
        while here.index != target.index {
            let next = match here.kind() {
                Kind::Object => here
                    .members()
                    .find(|(_, value)| value.holds(target))
                    .inspect(|(key, _)| {
                        if !path.is_empty() {
                            path.push('.');
                        }
                        path.push_str(key.source());
                    })
                    .map(|(_, value)| value),
                _ => here
                    .elements()
                    .enumerate()
                    .find(|(_, value)| value.holds(target))
                    .inspect(|(place, _)| path.extend(["[", &place.to_string(), "]"]))
                    .map(|(_, value)| value),
            };
            let Some(next) = next else { break };
            here = next;
        }
        path
    }

    fn holds(self, target: Self) -> bool {
        (self.index..self.node().next).contains(&target.index)
    }
}

/// Whether two names are the same. Nearly all are short enough to be compared by both their
/// ends, which is less work than to call for a comparison.
#[inline(always)]
fn same(found: &[u8], name: &[u8]) -> bool {
    found.len() == name.len()
        && match name.len() {
            4..=8 => ends::<4>(found) == ends(name),
            9..=16 => ends::<8>(found) == ends(name),
            17..=32 => ends::<16>(found) == ends(name),
            _ => found == name,
        }
}

#[inline(always)]
fn ends<const N: usize>(name: &[u8]) -> Option<(&[u8; N], &[u8; N])> {
    Some((name.first_chunk()?, name.last_chunk()?))
}

#[cfg(test)]
mod tests {
    use super::{Document, Mark};

    #[test]
    fn an_object_has_a_field_by_its_mark_however_its_name_is_written() {
        let marks = [Mark::of("code"), Mark::of("e"), Mark::of("rsp_code")];
        for (text, expected) in [
            (r#"{"item":{"code":1},"request_id":"2"}"#, false),
            (r#"{"item":["rsp_code",{"e":1}],"code":0}"#, true),
            (r#"{"rsp\u005fcode":1}"#, true),
            (r#"{"a":{},"b":[],"e":null}"#, true),
            (r#"{"value":"code"}"#, false),
            ("{}", false),
            (r#"["code"]"#, false),
            (r#""code""#, false),
        ] {
            let document = Document::parse(text).unwrap();
            assert_eq!(document.root().has_any(&marks), expected, "{text}");
        }
    }
}
