//! A server that answers everything, and knows when each request had arrived.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::Failure;
use crate::options::Options;

const BODY: &str = r#"{"a_response":{"value":1,"request_id":"2101a"}}"#;

pub(crate) struct Server {
    address: SocketAddr,
    arrivals: Arrivals,
}

/// When each request had arrived, and how long its answer took from then.
type Arrivals = Arc<Mutex<Vec<(Instant, Duration)>>>;

impl Server {
    pub(crate) async fn start(takes: Duration) -> Result<Self, Failure> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let server =
            Self { address: listener.local_addr()?, arrivals: Arrivals::default() };
        let arrivals = Arc::clone(&server.arrivals);
        // Its own thread: what it measures must not wait for anything else here.
        std::thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build();
            let runtime = runtime.expect("a second runtime can be made like the first");
            let listener = listener.into_std();
            runtime.block_on(async {
                let listener =
                    listener.and_then(TcpListener::from_std).expect("it listens already");
                while let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(serve(stream, Arc::clone(&arrivals), takes));
                }
            });
        });
        Ok(server)
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What arrived, against what was allowed, as a line of JSON.
    pub(crate) fn verdict(&self, options: &Options, kills: usize) -> String {
        let seen = self.arrivals.lock().unwrap_or_else(PoisonError::into_inner);
        let answers: Duration = seen.iter().map(|(_, answer)| *answer).sum();
        let answer_ms = answers.as_secs_f64() * 1_000.0 / (seen.len().max(1) as f64);
        let mut arrivals: Vec<Instant> = seen.iter().map(|(at, _)| *at).collect();
        arrivals.sort_unstable();
        let calls = options.per_second as usize;
        let window = Duration::from_secs(1);
        let full = |n: &usize| arrivals[*n] - arrivals[n - calls] < window;
        let violations = (calls..arrivals.len()).filter(full).count();
        let (used, worst) = match (arrivals.first(), arrivals.last()) {
            (Some(first), Some(last)) if arrivals.len() > calls => {
                let windows = (arrivals.len() - calls) as f64 / calls as f64;
                let closest = (calls..arrivals.len())
                    .map(|n| (arrivals[n] - arrivals[n - calls]).as_secs_f64() * 1_000.0);
                let closest = closest.fold(f64::INFINITY, f64::min);
                (windows / (*last - *first).as_secs_f64(), closest)
            }
            _ => (0.0, f64::INFINITY),
        };
        let pace = &options.pace;
        format!(
            "{{\"pace\":\"{pace}\",\"processes\":{},\"tasks\":{},\"per_second\":{calls},\
             \"seconds\":{},\"rtt_ms\":{},\"answer_ms\":{answer_ms:.1},\"kills\":{kills},\"calls\":{},\
             \"violations\":{violations},\"used\":{used:.4},\"closest_ms\":{worst:.1}}}",
            options.processes,
            options.tasks,
            options.seconds,
            options.rtt_ms,
            arrivals.len(),
        )
    }
}

/// Answers one request after the other, as long as the connection lasts.
async fn serve(mut stream: TcpStream, arrivals: Arrivals, takes: Duration) {
    let mut read = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        while let Some(length) = whole(&read) {
            let now = Instant::now();
            read.drain(..length);
            tokio::time::sleep(takes).await;
            let answer = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\
                 content-length: {}\r\n\r\n{BODY}",
                BODY.len()
            );
            let written = stream.write_all(answer.as_bytes()).await;
            let mut seen = arrivals.lock().unwrap_or_else(PoisonError::into_inner);
            seen.push((now, now.elapsed()));
            if written.is_err() {
                return;
            }
        }
        match stream.read(&mut chunk).await {
            Ok(0) | Err(_) => return,
            Ok(length) => read.extend_from_slice(&chunk[..length]),
        }
    }
}

/// The length of the first request, once it is whole.
fn whole(read: &[u8]) -> Option<usize> {
    let head = read.windows(4).position(|bytes| bytes == b"\r\n\r\n")? + 4;
    let text = String::from_utf8_lossy(&read[..head]).to_ascii_lowercase();
    let length = text.lines().find_map(|line| line.strip_prefix("content-length:"));
    let body: usize = length.map_or(Some(0), |length| length.trim().parse().ok())?;
    (read.len() >= head + body).then_some(head + body)
}
