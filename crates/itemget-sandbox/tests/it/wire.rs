//! A client of these tests' own: bytes out, bytes in, and signatures written once more
//! from the protocol, so that nothing of the sandbox judges itself.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use hmac::{Hmac, KeyInit as _, Mac as _};
use itemget_sandbox::{Clock, Sandbox};
use serde_json::Value;
use sha2::Sha256;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// What came back.
#[derive(Debug)]
#[must_use]
pub(crate) struct Reply {
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
    /// How the connection ended, if it did not wait for more.
    pub(crate) end: Option<std::io::ErrorKind>,
}

impl Reply {
    pub(crate) fn status(&self) -> u16 {
        self.head.split(' ').nth(1).unwrap().parse().unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| {
            panic!("no JSON: {}", String::from_utf8_lossy(&self.body))
        })
    }

    /// The code of an `error_response`.
    pub(crate) fn refusal(&self) -> String {
        let body = self.json();
        let code = &body["error_response"]["code"];
        assert!(!code.is_null(), "not refused: {body}");
        code.as_str().map_or_else(|| code.to_string(), str::to_owned)
    }
}

/// Sends raw bytes and reads one answer, or as much of it as comes.
pub(crate) async fn send(to: SocketAddr, raw: &[u8]) -> Reply {
    let mut stream = TcpStream::connect(to).await.unwrap();
    stream.write_all(raw).await.unwrap();
    let mut bytes = Vec::new();
    let mut buffer = vec![0; 64 * 1024];
    let mut end = None;
    while !is_whole(&bytes) {
        match stream.read(&mut buffer).await {
            Ok(0) => {
                end = Some(std::io::ErrorKind::UnexpectedEof);
                break;
            }
            Ok(length) => bytes.extend(&buffer[..length]),
            Err(error) => {
                end = Some(error.kind());
                break;
            }
        }
    }
    let split = head_length(&bytes).unwrap_or(bytes.len());
    let head = String::from_utf8_lossy(&bytes[..split]).into_owned();
    Reply { head, body: bytes[split..].to_vec(), end }
}

fn head_length(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|window| window == b"\r\n\r\n").map(|start| start + 4)
}

fn is_whole(bytes: &[u8]) -> bool {
    let Some(split) = head_length(bytes) else { return false };
    let head = String::from_utf8_lossy(&bytes[..split]).to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
    length.is_some_and(|length| {
        bytes.len() - split >= length.trim().parse::<usize>().unwrap()
    })
}

/// A GET with these parameters in its query.
pub(crate) async fn get(sandbox: &Sandbox, path: &str, params: &Params) -> Reply {
    let query = form(params);
    let raw =
        format!("GET {path}?{query} HTTP/1.1\r\nHost: {}\r\n\r\n", sandbox.address());
    send(sandbox.address(), raw.as_bytes()).await
}

/// A POST of a body.
pub(crate) async fn post(sandbox: &Sandbox, path: &str, kind: &str, body: &str) -> Reply {
    let raw = format!(
        "POST {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}",
        sandbox.address(),
        body.len()
    );
    send(sandbox.address(), raw.as_bytes()).await
}

pub(crate) type Params = BTreeMap<String, String>;

pub(crate) fn form(params: &Params) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(params).finish()
}

/// System parameters of now, and these.
pub(crate) fn unsigned(clock: &Clock, own: &[(&str, &str)]) -> Params {
    let mut params = Params::from([
        ("app_key".to_owned(), "12345678".to_owned()),
        ("sign_method".to_owned(), "sha256".to_owned()),
        ("timestamp".to_owned(), clock.now().as_millisecond().to_string()),
    ]);
    for (name, value) in own {
        params.insert((*name).to_owned(), (*value).to_owned());
    }
    params
}

/// The same, signed with the default secret.
pub(crate) fn signed(clock: &Clock, prefix: &str, own: &[(&str, &str)]) -> Params {
    let mut params = unsigned(clock, own);
    let sign = hmac_sha256(prefix, &params, "helloworld");
    params.insert("sign".to_owned(), sign);
    params
}

pub(crate) fn hmac_sha256(prefix: &str, params: &Params, secret: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(prefix.as_bytes());
    for (name, value) in params {
        mac.update(name.as_bytes());
        mac.update(value.as_bytes());
    }
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02X}")).collect()
}

/// A signed `aliexpress.ds.product.get` for the first item, with the default token.
pub(crate) async fn get_product(sandbox: &Sandbox) -> Reply {
    let params = signed(
        sandbox.clock(),
        "",
        &[
            ("method", "aliexpress.ds.product.get"),
            ("access_token", "50000_SANDBOX_TOKEN"),
            ("product_id", "1005006000000001"),
            ("ship_to_country", "US"),
        ],
    );
    get(sandbox, "/sync", &params).await
}

/// A signed call with a picture as its file, as multipart.
pub(crate) async fn post_picture(
    sandbox: &Sandbox,
    params: &Params,
    file: &[u8],
) -> Reply {
    let mut body = Vec::new();
    for (name, value) in params {
        let part = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
        body.extend(part.bytes());
    }
    body.extend(b"--edge\r\nContent-Disposition: form-data; name=\"image_file_bytes\"; ");
    body.extend(b"filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n");
    body.extend(file);
    body.extend(b"\r\n--edge--\r\n");
    let head = format!(
        "POST /sync HTTP/1.1\r\nHost: {}\r\nContent-Type: multipart/form-data; boundary=edge\r\n\
         Content-Length: {}\r\n\r\n",
        sandbox.address(),
        body.len()
    );
    send(sandbox.address(), &[head.as_bytes(), &body].concat()).await
}
