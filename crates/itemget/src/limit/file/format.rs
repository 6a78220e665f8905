//! The ledger's file: a line that says what follows and sums it up, then JSON. What comes
//! after that is left over from a longer text and means nothing.

use flate2::Crc;

use crate::limit::books::Books;

const NAME: &str = "itemget-quota";
const FORMAT: u32 = 1;

/// What the bytes of a file are.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Content<'a> {
    /// Nothing: it was never written.
    Empty,
    /// Books.
    Books {
        /// Their number in the order of writing.
        number: u64,
        json: &'a [u8],
    },
    /// Torn, changed, or not ours.
    Damaged,
    /// Of a later format.
    Newer(u32),
}

pub(super) fn encode(books: &Books, number: u64) -> Vec<u8> {
    let json = serde_json::to_vec(books).expect("books are plain data");
    let header = format!("{number} {}", json.len());
    let sum = sum(&[header.as_bytes(), &json]);
    let mut bytes = format!("{NAME} {FORMAT} {sum:08x} {header}\n").into_bytes();
    bytes.extend_from_slice(&json);
    bytes.push(b'\n');
    bytes
}

pub(super) fn content(bytes: &[u8]) -> Content<'_> {
    if bytes.is_empty() {
        return Content::Empty;
    }
    parse(bytes).unwrap_or(Content::Damaged)
}

/// `None` wherever the file is not what [`encode`] makes.
fn parse(bytes: &[u8]) -> Option<Content<'_>> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let line = std::str::from_utf8(&bytes[..end]).ok()?;
    let mut words = line.splitn(4, ' ');
    if words.next()? != NAME {
        return None;
    }
    let format: u32 = words.next()?.parse().ok()?;
    if format > FORMAT {
        return Some(Content::Newer(format));
    }
    let expected = u32::from_str_radix(words.next()?, 16).ok()?;
    let header = words.next()?;
    let (number, length) = header.split_once(' ')?;
    let (number, length) = (number.parse().ok()?, length.parse::<usize>().ok()?);
    let json = bytes.get(end + 1..)?.get(..length)?;
    let whole = sum(&[header.as_bytes(), json]) == expected;
    whole.then_some(Content::Books { number, json })
}

fn sum(parts: &[&[u8]]) -> u32 {
    let mut crc = Crc::new();
    for part in parts {
        crc.update(part);
    }
    crc.sum()
}
