//! `multipart/form-data` as this client writes it, and reads it again where it is recorded:
//! texts, and a file behind them. Pure.

use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use crate::call::CallFile;

/// A body, and what it says of itself.
pub(crate) struct Multipart {
    pub(crate) content_type: String,
    pub(crate) body: Bytes,
}

/// The texts of `pairs`, and `file` behind them.
pub(crate) fn written(pairs: &[(&str, &str)], file: &CallFile) -> Multipart {
    let boundary = boundary(pairs, file);
    let mut body = Vec::with_capacity(file.bytes.len() + 160 * (pairs.len() + 1));
    let mut part = |name: &str, more: &str, value: &[u8]| {
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(value);
        body.extend_from_slice(b"\r\n");
    };
    for (name, value) in pairs {
        part(name, "", value.as_bytes());
    }
    let more = "; filename=\"file\"\r\nContent-Type: application/octet-stream";
    part(file.name, more, &file.bytes);
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    let content_type = format!("{KIND}{boundary}");
    Multipart { content_type, body: body.into() }
}

const KIND: &str = "multipart/form-data; boundary=";

/// A line that stands nowhere in what it divides. It is made from the file, so that one
/// question is one body.
fn boundary(pairs: &[(&str, &str)], file: &CallFile) -> String {
    let mut digest = Sha256::digest(&file.bytes);
    loop {
        let boundary = format!("itemget-{}", hex::encode(&digest[..12]));
        let holds = |bytes: &[u8]| {
            bytes.windows(boundary.len()).any(|part| part == boundary.as_bytes())
        };
        let texts = pairs.iter().any(|(_, value)| holds(value.as_bytes()));
        if !texts && !holds(&file.bytes) {
            return boundary;
        }
        digest = Sha256::digest(digest);
    }
}

/// A part of a body that was [`written`] here.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Part<'a> {
    pub(crate) name: &'a str,
    pub(crate) is_file: bool,
    pub(crate) value: &'a [u8],
}

/// The parts of a body; `None` where it is none of ours.
pub(crate) fn parts<'a>(content_type: &str, body: &'a [u8]) -> Option<Vec<Part<'a>>> {
    let boundary = content_type.strip_prefix(KIND)?;
    let between = format!("\r\n--{boundary}");
    let mut rest = body.strip_prefix(&between.as_bytes()[2..])?;
    let mut parts = Vec::new();
    while rest != b"--\r\n" {
        let inside = rest.strip_prefix(b"\r\n")?;
        let end = find(inside, between.as_bytes())?;
        parts.push(part(&inside[..end])?);
        rest = &inside[end + between.len()..];
    }
    Some(parts)
}

fn part(bytes: &[u8]) -> Option<Part<'_>> {
    let end = find(bytes, b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..end]).ok()?;
    let name = head.split_once("; name=\"")?.1.split('"').next()?;
    let is_file = head.contains("; filename=\"");
    Some(Part { name, is_file, value: &bytes[end + 4..] })
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|part| part == wanted)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_body_is_as_servers_want_it() {
        let file = CallFile { name: "image", bytes: Bytes::from_static(b"\xff\xd8\r\n") };
        let Multipart { content_type, body } = written(&[("a", "1")], &file);
        let boundary = content_type.strip_prefix(KIND).unwrap();
        let text = String::from_utf8_lossy(&body).replace(boundary, "B");
        let expected = "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n\
            --B\r\nContent-Disposition: form-data; name=\"image\"; filename=\"file\"\r\n\
            Content-Type: application/octet-stream\r\n\r\n\u{fffd}\u{fffd}\r\n\r\n--B--\r\n";
        assert_eq!(text, expected);
        assert_eq!(parts("multipart/form-data; boundary=other", &body), None);
        assert_eq!(parts(&content_type, &body[..body.len() - 5]), None);
    }

    #[test]
    fn a_boundary_stands_nowhere_in_the_file() {
        let first = boundary(&[], &CallFile { name: "f", bytes: Bytes::new() });
        let empty = CallFile { name: "f", bytes: Bytes::new() };
        assert_ne!(boundary(&[("a", &first)], &empty), first);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(
            texts in prop::collection::vec(("[a-z_]{1,8}", "(\\PC|[\r\n-]){0,30}"), 0..5),
            file in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            let pairs: Vec<(&str, &str)> =
                texts.iter().map(|(name, value)| (&name[..], &value[..])).collect();
            let file = CallFile { name: "file", bytes: file.into() };
            let Multipart { content_type, body } = written(&pairs, &file);
            let read = parts(&content_type, &body).unwrap();
            let (last, before) = read.split_last().unwrap();
            let found: Vec<(&str, &str)> = before
                .iter()
                .map(|part| (part.name, std::str::from_utf8(part.value).unwrap()))
                .collect();
            prop_assert_eq!(found, pairs);
            prop_assert!(last.is_file && last.name == "file");
            prop_assert_eq!(last.value, &file.bytes[..]);
        }
    }
}
