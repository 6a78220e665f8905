//! One question and its answer, over a connection of its own.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use anyhow::Context as _;

/// What was answered.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

/// Asks once; `more` are lines of the head, each with its end.
pub(super) fn ask(
    host: &str,
    method: &str,
    path: &str,
    more: &str,
    body: &str,
) -> anyhow::Result<Reply> {
    let mut stream = TcpStream::connect(host).context("could not reach the server")?;
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\
         content-length: {length}\r\n{more}\r\n{body}"
    );
    stream.write_all(head.as_bytes()).context("could not ask the server")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).context("could not hear the server")?;
    Reply::read(&answer).context("the server answered no HTTP")
}

impl Reply {
    fn read(answer: &[u8]) -> Option<Self> {
        let end = answer.windows(4).position(|it| it == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
        let status = head.split(' ').nth(1)?.parse().ok()?;
        let body = &answer[end + 4..];
        let body = match head.contains("transfer-encoding: chunked") {
            true => unchunked(body)?,
            false => body.to_vec(),
        };
        Some(Self { status, head, body })
    }
}

fn unchunked(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let end = bytes.windows(2).position(|it| it == b"\r\n")?;
        let length = std::str::from_utf8(&bytes[..end]).ok()?;
        let length = usize::from_str_radix(length, 16).ok()?;
        if length == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(bytes.get(end + 2..end + 2 + length)?);
        bytes = bytes.get(end + 4 + length..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_whole_or_in_pieces() {
        let whole =
            Reply::read(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi").unwrap();
        assert_eq!((whole.status, &*whole.body), (200, &b"hi"[..]));
        let pieces = b"HTTP/1.1 503 X\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n1\r\n!\r\n0\r\n\r\n";
        let pieces = Reply::read(pieces).unwrap();
        assert_eq!((pieces.status, &*pieces.body), (503, &b"hi!"[..]));
        assert!(Reply::read(b"nonsense").is_none());
    }
}
