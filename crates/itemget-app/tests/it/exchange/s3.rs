//! A small object store on this machine that speaks S3: objects, parts, lists. It computes
//! each signature itself, from the protocol's description.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

pub(crate) const KEY: &str = "AKIAEXAMPLE";
pub(crate) const SECRET: &str = "planted/secret+key";
pub(crate) const REGION: &str = "eu-central-1";

/// What S3 wants of every part but the last.
const LEAST_PART: usize = 5 << 20;

#[derive(Default)]
struct Kept {
    objects: BTreeMap<String, Vec<u8>>,
    /// Parts of uploads that were begun, by upload and number.
    parts: BTreeMap<(String, u32), Vec<u8>>,
    uploads: u32,
    /// What was asked: method and path.
    asked: Vec<String>,
    /// Requests that were not right.
    complaints: Vec<String>,
    /// So many requests for an object are answered with a fault first.
    faults: u32,
    /// Nobody may write any more.
    refuses: bool,
}

/// An object store. It is there until the tests end.
pub(crate) struct S3 {
    pub(crate) url: String,
    kept: Arc<Mutex<Kept>>,
}

struct Request {
    method: String,
    path: String,
    query: Vec<(String, String)>,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

struct Answer {
    status: &'static str,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl S3 {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let url = format!("http://{}", listener.local_addr().expect("it has one"));
        let kept = Arc::new(Mutex::new(Kept::default()));
        let shared = Arc::clone(&kept);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let kept = Arc::clone(&shared);
                std::thread::spawn(move || serve(&stream, &kept));
            }
        });
        Self { url, kept }
    }

    fn kept<T>(&self, look: impl FnOnce(&mut Kept) -> T) -> T {
        look(&mut self.kept.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The objects below a bucket.
    pub(crate) fn objects(&self, bucket: &str) -> BTreeMap<String, Vec<u8>> {
        let prefix = format!("/{bucket}/");
        let of_bucket = |(path, body): (&String, &Vec<u8>)| {
            Some((path.strip_prefix(&prefix)?.to_owned(), body.clone()))
        };
        self.kept(|kept| kept.objects.iter().filter_map(of_bucket).collect())
    }

    pub(crate) fn complaints(&self) -> Vec<String> {
        self.kept(|kept| kept.complaints.clone())
    }

    pub(crate) fn asked(&self) -> Vec<String> {
        self.kept(|kept| kept.asked.clone())
    }

    pub(crate) fn fail(&self, times: u32) {
        self.kept(|kept| kept.faults = times);
    }

    pub(crate) fn refuse(&self) {
        self.kept(|kept| kept.refuses = true);
    }

    pub(crate) fn change(&self, path: &str, change: impl FnOnce(&mut Vec<u8>)) {
        self.kept(|kept| change(kept.objects.get_mut(path).expect("it is there")));
    }
}

fn serve(stream: &TcpStream, kept: &Mutex<Kept>) {
    let mut reader = BufReader::new(stream);
    while let Some(request) = read(&mut reader) {
        let answer = {
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            let of = if request.query.is_empty() { "" } else { "?" };
            kept.asked.push(format!("{} {}{of}", request.method, request.path));
            match wrong_signature(&request) {
                Some(complaint) => {
                    kept.complaints.push(complaint);
                    refusal("403 Forbidden", "SignatureDoesNotMatch")
                }
                None => answer(&request, &mut kept),
            }
        };
        let length = answer.body.len();
        let mut head = format!("HTTP/1.1 {}\r\n", answer.status);
        if !answer.headers.iter().any(|(name, _)| *name == "Content-Length") {
            head = format!("{head}Content-Length: {length}\r\n");
        }
        for (name, value) in &answer.headers {
            head = format!("{head}{name}: {value}\r\n");
        }
        head += "\r\n";
        let mut stream = stream;
        if stream.write_all(head.as_bytes()).is_err()
            || stream.write_all(&answer.body).is_err()
        {
            return;
        }
    }
}

fn read(reader: &mut BufReader<&TcpStream>) -> Option<Request> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").map_or(0, |it| it.parse().unwrap_or(0));
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let query = query.split('&').filter(|it| !it.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (name.to_owned(), value.to_owned())
    });
    let (path, query) = (path.to_owned(), query.collect());
    Some(Request { method, path, query, headers, body })
}

fn hexed(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn signed(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any key will do");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// What is wrong with the signature of a request, if something is: AWS Signature Version 4.
fn wrong_signature(request: &Request) -> Option<String> {
    let header = |name: &str| request.headers.get(name).map(String::as_str).unwrap_or("");
    let given = header("authorization");
    let part = |name: &str| {
        let rest = given.split(name).nth(1)?;
        rest.split([',', ' ']).next()
    };
    let at = header("x-amz-date");
    let day = at.get(..8).unwrap_or_default();
    let scope = format!("{day}/{REGION}/s3/aws4_request");
    if part("Credential=") != Some(format!("{KEY}/{scope}").as_str()) {
        return Some(format!("{} {}: who asks? `{given}`", request.method, request.path));
    }
    let hash = hexed(&Sha256::digest(&request.body));
    if header("x-amz-content-sha256") != hash {
        return Some(format!("{} {}: another body", request.method, request.path));
    }
    let names = part("SignedHeaders=").unwrap_or_default();
    if !names.split(';').any(|name| name == "host") {
        return Some(format!(
            "{} {}: the host is not signed",
            request.method, request.path
        ));
    }
    let headers: String =
        names.split(';').map(|name| format!("{name}:{}\n", header(name))).collect();
    let mut query = request.query.clone();
    query.sort();
    let query: Vec<String> =
        query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let canonical = format!(
        "{}\n{}\n{}\n{headers}\n{names}\n{hash}",
        request.method,
        request.path,
        query.join("&")
    );
    let canonical = hexed(&Sha256::digest(canonical));
    let text = format!("AWS4-HMAC-SHA256\n{at}\n{scope}\n{canonical}");
    let mut key = signed(format!("AWS4{SECRET}").as_bytes(), day);
    for word in [REGION, "s3", "aws4_request"] {
        key = signed(&key, word);
    }
    let expected = hexed(&signed(&key, &text));
    (part("Signature=") != Some(expected.as_str()))
        .then(|| format!("{} {}: another signature", request.method, request.path))
}

fn ok(body: impl Into<Vec<u8>>) -> Answer {
    Answer { status: "200 OK", headers: Vec::new(), body: body.into() }
}

fn refusal(status: &'static str, code: &str) -> Answer {
    let body = format!("<Error><Code>{code}</Code><Message>{code}</Message></Error>");
    Answer { status, headers: Vec::new(), body: body.into() }
}

fn tag(body: &[u8]) -> (&'static str, String) {
    ("ETag", format!("\"{}\"", &hexed(&Sha256::digest(body))[..32]))
}

fn answer(request: &Request, kept: &mut Kept) -> Answer {
    let value = |name: &str| {
        request.query.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    };
    let path = request.path.clone();
    if kept.refuses && request.method == "PUT" {
        return refusal("403 Forbidden", "AccessDenied");
    }
    if kept.faults > 0 && request.method == "PUT" {
        kept.faults -= 1;
        return refusal("503 Slow Down", "SlowDown");
    }
    match (request.method.as_str(), value("uploadId"), value("partNumber")) {
        ("POST", None, _) if value("uploads").is_some() => {
            kept.uploads += 1;
            let id = kept.uploads;
            ok(format!(
                "<InitiateMultipartUploadResult><UploadId>up{id}</UploadId>\
                 </InitiateMultipartUploadResult>"
            ))
        }
        ("PUT", Some(upload), Some(number)) => {
            let number = number.parse().expect("a part has a number");
            kept.parts.insert((upload.to_owned(), number), request.body.clone());
            Answer { headers: vec![tag(&request.body)], ..ok("") }
        }
        ("POST", Some(upload), None) => complete(&path, upload, kept),
        ("DELETE", Some(_), _) => Answer { status: "204 No Content", ..ok("") },
        ("PUT", None, None) => {
            kept.objects.insert(path, request.body.clone());
            Answer { headers: vec![tag(&request.body)], ..ok("") }
        }
        ("DELETE", None, _) => {
            kept.objects.remove(&path);
            Answer { status: "204 No Content", ..ok("") }
        }
        ("GET", None, None) if value("list-type").is_some() => {
            list(&path, value("prefix").unwrap_or_default(), kept)
        }
        ("GET" | "HEAD", None, None) => match kept.objects.get(&path) {
            None => refusal("404 Not Found", "NoSuchKey"),
            Some(body) => {
                let modified = "Sat, 28 Nov 2026 08:00:00 GMT".to_owned();
                let headers = vec![
                    tag(body),
                    ("Last-Modified", modified),
                    ("Content-Length", body.len().to_string()),
                ];
                let body =
                    if request.method == "GET" { body.clone() } else { Vec::new() };
                Answer { headers, ..ok(body) }
            }
        },
        _ => refusal("400 Bad Request", "Unknown"),
    }
}

fn complete(path: &str, upload: &str, kept: &mut Kept) -> Answer {
    let parts: Vec<Vec<u8>> = kept
        .parts
        .iter()
        .filter(|((of, _), _)| of == upload)
        .map(|(_, body)| body.clone())
        .collect();
    let all_but_last = &parts[..parts.len().saturating_sub(1)];
    if all_but_last.iter().any(|part| part.len() < LEAST_PART) {
        kept.complaints.push(format!("{path}: a part is too small"));
        return refusal("400 Bad Request", "EntityTooSmall");
    }
    let body = parts.concat();
    let (_, tag) = tag(&body);
    kept.objects.insert(path.to_owned(), body);
    ok(format!(
        "<CompleteMultipartUploadResult><ETag>{tag}</ETag></CompleteMultipartUploadResult>"
    ))
}

fn list(bucket: &str, prefix: &str, kept: &Kept) -> Answer {
    let prefix = prefix.replace("%2F", "/").replace("%3D", "=");
    let below = format!("{}/", bucket.trim_end_matches('/'));
    let found = kept.objects.iter().filter_map(|(path, body)| {
        let key = path.strip_prefix(&below)?;
        let (_, tag) = tag(body);
        key.starts_with(&prefix).then(|| {
            format!(
                "<Contents><Key>{key}</Key><LastModified>2026-11-28T08:00:00.000Z\
                 </LastModified><ETag>{tag}</ETag><Size>{}</Size></Contents>",
                body.len()
            )
        })
    });
    let found: String = found.collect();
    ok(format!(
        "<ListBucketResult><IsTruncated>false</IsTruncated>{found}</ListBucketResult>"
    ))
}
