//! A server on this machine that does what each test tells it, byte for byte: also what no
//! HTTP library would do.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// What the server does with the next request.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    /// Sends these bytes and keeps the connection.
    Send(Vec<u8>),
    /// Sends these bytes and closes the connection.
    SendAndClose(Vec<u8>),
    /// Says nothing, and keeps the connection.
    Stall,
    /// Is a proxy: lets itself be asked for a tunnel and goes on with the next act in it.
    Tunnel,
}

#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) address: String,
    received: Arc<Mutex<Vec<String>>>,
    connections: Arc<AtomicUsize>,
}

impl Server {
    /// Does one of `acts` for each request, in turn; after the last one it closes.
    pub(crate) async fn start(acts: impl IntoIterator<Item = Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let acts = Arc::new(Mutex::new(acts.into_iter().collect::<VecDeque<_>>()));
        let received = Arc::new(Mutex::new(Vec::new()));
        let journal = Arc::clone(&received);
        let connections = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counter.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(serve(stream, Arc::clone(&acts), Arc::clone(&journal)));
            }
        });
        Self { address, received, connections }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many connections were made.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    /// Each request as it came.
    pub(crate) fn received(&self) -> Vec<String> {
        self.received.lock().unwrap().clone()
    }
}

async fn serve(
    mut stream: TcpStream,
    acts: Arc<Mutex<VecDeque<Act>>>,
    journal: Arc<Mutex<Vec<String>>>,
) {
    while let Some(request) = read_request(&mut stream).await {
        journal.lock().unwrap().push(request);
        let act = acts.lock().unwrap().pop_front();
        let bytes = match &act {
            Some(Act::Send(bytes) | Act::SendAndClose(bytes)) => bytes.as_slice(),
            Some(Act::Tunnel) => b"HTTP/1.1 200 OK\r\n\r\n",
            Some(Act::Stall) => {
                std::future::pending::<()>().await;
                return;
            }
            None => return,
        };
        // The client may be gone already, which is what some tests are about.
        if stream.write_all(bytes).await.is_err()
            || matches!(act, Some(Act::SendAndClose(_)))
        {
            return;
        }
    }
}

async fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut request = Vec::new();
    loop {
        if let Some(end) = request.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&request[..end]).to_ascii_lowercase();
            let length = head.lines().find_map(|line| {
                line.strip_prefix("content-length:")?.trim().parse::<usize>().ok()
            });
            if request.len() >= end + 4 + length.unwrap_or(0) {
                return String::from_utf8(request).ok();
            }
        }
        let mut some = [0; 4096];
        match stream.read(&mut some).await {
            Ok(0) | Err(_) => return None,
            Ok(count) => request.extend_from_slice(&some[..count]),
        }
    }
}

/// An answer with status 200 and this JSON body.
pub(crate) fn json(body: &str) -> Act {
    Act::Send(http("200 OK", "content-type: application/json\r\n", body.as_bytes()))
}

/// An answer's bytes; `headers` end with a line end each.
pub(crate) fn http(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head =
        format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}
