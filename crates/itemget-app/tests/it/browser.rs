//! What stands in a browser's place: requests pages of this machine, and goes where they
//! lead.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

/// A page that was shown.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

/// Opens an address of this machine, and those it leads to.
#[track_caller]
pub(crate) fn open(address: &str) -> Page {
    let mut address = address.trim().to_owned();
    for _ in 0..5 {
        let page = request(&address, "GET", "");
        let location = page.head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("location").then(|| value.trim().to_owned())
        });
        match location {
            Some(next) if next.starts_with("http") => address = next,
            _ => return page,
        }
    }
    panic!("{address} leads on and on");
}

/// Posts a text.
#[track_caller]
pub(crate) fn post(address: &str, body: &str) -> Page {
    request(address, "POST", body)
}

#[track_caller]
fn request(address: &str, method: &str, body: &str) -> Page {
    ask(address, method, "", body)
}

/// Asks once, with these lines in the request's head, each ended by `\r\n`.
#[track_caller]
pub(crate) fn ask(address: &str, method: &str, head: &str, body: &str) -> Page {
    let rest = address.strip_prefix("http://").expect("pages of this machine are http");
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let length = body.len();
    let said = talk(
        host,
        &format!(
            "{method} /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
             {head}Content-Length: {length}\r\n\r\n{body}"
        ),
    );
    let (head, body) = said.split_once("\r\n\r\n").unwrap_or((&said, ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    Page {
        status: status.unwrap_or_else(|| panic!("{address} answered {said:?}")),
        head: head.to_owned(),
        body: body.to_owned(),
    }
}

/// Sends bytes to a port, and hears what is said until it is closed.
#[track_caller]
pub(crate) fn talk(host: &str, text: &str) -> String {
    let mut stream = TcpStream::connect(host).expect("somebody listens");
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("it is a socket");
    stream.write_all(text.as_bytes()).expect("it is heard");
    let mut said = Vec::new();
    stream.read_to_end(&mut said).expect("it answers and hangs up");
    String::from_utf8_lossy(&said).into_owned()
}
