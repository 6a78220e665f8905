//! A way through an HTTP proxy to what does not speak HTTP, with `CONNECT`.
//!
//! Not the tunnel that requests go through: a mail server speaks first, and what it says
//! may come together with the proxy's answer, which that one takes for more of the answer.

use http::{HeaderValue, Uri};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::courier::CourierError;

/// An answer to `CONNECT` is not longer than this.
const LONGEST: usize = 16 * 1024;

/// Opens a way to a host through a proxy, and hands it over as it is after the proxy's
/// answer.
pub(super) async fn open(
    (proxy, authorization): (&Uri, Option<&HeaderValue>),
    host: &str,
    port: u16,
) -> Result<TcpStream, CourierError> {
    let unreachable = |_error: std::io::Error| CourierError::Unreachable;
    let at = (
        proxy.host().unwrap_or_default().trim_matches(['[', ']']),
        proxy.port_u16().unwrap_or(80),
    );
    let mut stream = TcpStream::connect(at).await.map_err(unreachable)?;
    stream.set_nodelay(true).map_err(unreachable)?;
    let request = request(authorization, host, port)?;
    stream.write_all(&request).await.map_err(unreachable)?;
    let mut answer = Vec::new();
    // A byte at a time: what comes behind the answer is not the proxy's.
    while !answer.ends_with(b"\r\n\r\n") {
        if answer.len() == LONGEST {
            return Err(CourierError::Unreachable);
        }
        answer.push(stream.read_u8().await.map_err(unreachable)?);
    }
    match is_open(&answer) {
        true => Ok(stream),
        false => Err(CourierError::Unreachable),
    }
}

/// What the proxy is asked.
fn request(
    authorization: Option<&HeaderValue>,
    host: &str,
    port: u16,
) -> Result<Vec<u8>, CourierError> {
    let host = host.trim_matches(['[', ']']);
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:".contains(&byte);
    if host.is_empty() || !host.bytes().all(is_name) {
        return Err(CourierError::BadRequest);
    }
    let at = match host.contains(':') {
        true => format!("[{host}]:{port}"),
        false => format!("{host}:{port}"),
    };
    let mut request = format!("CONNECT {at} HTTP/1.1\r\nHost: {at}\r\n").into_bytes();
    if let Some(authorization) = authorization {
        request.extend(b"Proxy-Authorization: ");
        request.extend(authorization.as_bytes());
        request.extend(b"\r\n");
    }
    request.extend(b"\r\n");
    Ok(request)
}

/// Whether an answer means that the way is open: any 2xx.
fn is_open(answer: &[u8]) -> bool {
    let line = answer.split(|byte| *byte == b'\r').next().unwrap_or_default();
    let mut words = line.split(|byte| *byte == b' ');
    let version = words.next().unwrap_or_default();
    let status = words.next().unwrap_or_default();
    version.starts_with(b"HTTP/1.") && status.len() == 3 && status.starts_with(b"2")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_asked_for_a_host_and_for_nothing_else() {
        let asked = |host| {
            let authorization = HeaderValue::from_static("Basic YTpi");
            let request = request(Some(&authorization), host, 465);
            request.map(|it| String::from_utf8(it).unwrap())
        };
        assert_eq!(
            asked("mail.example").unwrap(),
            "CONNECT mail.example:465 HTTP/1.1\r\nHost: mail.example:465\r\n\
             Proxy-Authorization: Basic YTpi\r\n\r\n"
        );
        assert!(asked("2001:db8::1").unwrap().starts_with("CONNECT [2001:db8::1]:465 "));
        for wrong in ["", "a b", "mail.example\r\nX: y", "mail.example/x"] {
            assert_eq!(asked(wrong), Err(CourierError::BadRequest), "{wrong}");
        }
    }

    #[test]
    fn only_a_success_opens_the_way() {
        for (answer, expected) in [
            ("HTTP/1.1 200 Connection established\r\n\r\n", true),
            ("HTTP/1.0 200\r\n\r\n", true),
            ("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", false),
            ("HTTP/1.1 503 Service Unavailable\r\n\r\n", false),
            ("HTTP/1.1 2 \r\n\r\n", false),
            ("220 mail.example ESMTP\r\n\r\n", false),
        ] {
            assert_eq!(is_open(answer.as_bytes()), expected, "{answer}");
        }
    }
}
