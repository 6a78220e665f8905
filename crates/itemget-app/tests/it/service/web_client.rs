//! A service that runs, and a client that can say whatever bytes it wants.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

use crate::world::{Running, Said, World};

/// A hang ends with the test.
const PATIENCE: Duration = Duration::from_secs(60);

/// A service that runs.
pub(crate) struct Service<'a> {
    running: Running<'a>,
    pub(crate) at: SocketAddr,
}

/// What was answered.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
    /// Whether all of it came.
    pub(crate) is_whole: bool,
}

impl<'a> Service<'a> {
    /// Waits until the program listens.
    pub(crate) fn started(world: &'a World, arguments: &'a [&'a str]) -> Self {
        let mut running = world.start(arguments);
        let line = running.line_with("http://");
        let at = line.split("http://").nth(1).expect("it says where").trim();
        let at = at.split([' ', '（']).next().expect("it says where");
        Self { at: at.parse().expect("an address"), running }
    }

    /// Presses Ctrl-C and waits for the end.
    pub(crate) fn end(self) -> Said {
        self.running.interrupt();
        self.running.end()
    }

    /// Ends it at once, as a power cut would.
    pub(crate) fn kill(self) {
        self.running.kill();
    }

    /// Opens a connection.
    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.at).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("it can be set");
        stream
    }

    /// Sends these bytes and reads to the end of the connection.
    pub(crate) fn raw(&self, bytes: &[u8]) -> Reply {
        let mut stream = self.connect();
        // What is refused early may not be read to its end.
        if let Err(error) = stream.write_all(bytes) {
            assert_ne!(error.kind(), std::io::ErrorKind::InvalidInput, "{error}");
        }
        let mut answer = Vec::new();
        if let Err(error) = stream.read_to_end(&mut answer) {
            assert!(!answer.is_empty(), "nothing was answered: {error}");
        }
        Reply::read(&answer)
    }

    /// Asks with these lines of headers beside the usual ones.
    pub(crate) fn ask(&self, method: &str, path: &str, more: &str, body: &str) -> Reply {
        let host = if more.to_lowercase().contains("host:") {
            String::new()
        } else {
            format!("host: {}\r\n", self.at)
        };
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\n{host}connection: close\r\n\
             content-length: {length}\r\n{more}\r\n"
        );
        self.raw(format!("{head}{body}").as_bytes())
    }

    pub(crate) fn get(&self, path: &str) -> Reply {
        self.ask("GET", path, "", "")
    }

    /// Sends JSON.
    pub(crate) fn send(&self, method: &str, path: &str, body: &Value) -> Reply {
        self.send_with(method, path, "", body)
    }

    /// Sends JSON with these lines of headers beside the usual ones.
    pub(crate) fn send_with(
        &self,
        method: &str,
        path: &str,
        more: &str,
        body: &Value,
    ) -> Reply {
        let more = format!("content-type: application/json\r\n{more}");
        self.ask(method, path, &more, &body.to_string())
    }
}

impl Reply {
    fn read(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|it| it == b"\r\n\r\n");
        let end = end.unwrap_or_else(|| {
            panic!("no head: {:?}", String::from_utf8_lossy(bytes));
        });
        let head = String::from_utf8(bytes[..end].to_vec()).expect("heads are text");
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1));
        let headers: BTreeMap<String, String> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
            .collect();
        let body = bytes[end + 4..].to_vec();
        let is_chunked =
            headers.get("transfer-encoding").is_some_and(|it| it == "chunked");
        let length = headers.get("content-length").and_then(|it| it.parse().ok());
        let is_whole = match is_chunked {
            true => body.ends_with(b"0\r\n\r\n"),
            false => length.is_none_or(|length: usize| length == body.len()),
        };
        Self {
            is_whole,
            status: status.and_then(|it| it.parse().ok()).expect("a status"),
            body: if is_chunked { unchunked(&body) } else { body },
            headers,
        }
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("it is text")
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// The word of the error that it is.
    #[track_caller]
    pub(crate) fn error(&self) -> String {
        let json = self.json();
        let code = json["error"]["code"].as_str();
        assert!(json["error"]["detail"].is_string(), "{json}");
        code.unwrap_or_else(|| panic!("no error: {json}")).to_owned()
    }
}

fn unchunked(mut bytes: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(end) = bytes.windows(2).position(|it| it == b"\r\n") {
        let length = std::str::from_utf8(&bytes[..end]).expect("a length");
        let length = usize::from_str_radix(length, 16).expect("a length");
        if length == 0 {
            break;
        }
        whole.extend_from_slice(&bytes[end + 2..end + 2 + length]);
        bytes = &bytes[end + 4 + length..];
    }
    whole
}
