//! Taking connections until there is a wish to end, and then finishing what is in flight.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, watch};

use super::around::Peer;
use super::files;
use super::lanes::{Lanes, Taken};
use super::patient::Patient;
use super::sent::{Answering, Answers, OtherEnd};
use super::timer::Timer;
use crate::exit::Exit;

/// How connections are treated.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// How many there may be; more of them wait to be taken.
    pub(crate) connections: u32,
    /// How long a connection may take to send a request's headers, or do nothing at all.
    pub(crate) headers_within: Duration,
    /// How long the other end may take nothing of what is sent.
    pub(crate) taken_within: Duration,
    /// How long what is in flight may take when there is a wish to end.
    pub(crate) ends_within: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            connections: files::connections(),
            headers_within: Duration::from_secs(15),
            taken_within: Duration::from_secs(30),
            ends_within: Duration::from_secs(20),
        }
    }
}

/// How much of a request's headers is read at most, in bytes.
const HEADERS: usize = 32 * 1024;
/// How long to wait when no connection can be taken: the machine has no room for one.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves until `quit` says so; what has begun then is answered to its end, within bounds.
///
/// # Errors
///
/// The threads for it cannot be started.
pub(crate) async fn serve(
    listener: TcpListener,
    answers: Answers,
    bounds: Bounds,
    mut quit: watch::Receiver<Option<Exit>>,
) -> std::io::Result<()> {
    let room = Arc::new(Semaphore::new(bounds.connections as usize));
    let (threads, wish) = (Handle::current(), quit.clone());
    let mut lanes = Lanes::start(move |taken| {
        connection(taken, answers.clone(), threads.clone(), bounds, wish.clone())
    })?;
    loop {
        let permit = Arc::clone(&room).acquire_owned();
        let taken = async {
            let permit = permit.await.map_err(std::io::Error::other)?;
            let (stream, peer) = listener.accept().await?;
            Ok(Taken { stream, peer, room: permit })
        };
        let taken: std::io::Result<Taken> = tokio::select! {
            taken = taken => taken,
            () = wished(&mut quit) => break,
        };
        if let Err(error) = taken.and_then(|taken| lanes.hand(taken)) {
            tracing::warn!(%error, "a connection could not be taken");
            tokio::time::sleep(PAUSE).await;
        }
    }
    drop(listener);
    // There is room for all again once each connection has ended.
    let all = room.acquire_many(bounds.connections);
    if tokio::time::timeout(bounds.ends_within, all).await.is_err() {
        tracing::warn!("what was in flight took too long and is cut off");
    }
    Ok(())
}

/// One connection, to its end.
async fn connection(
    taken: Taken,
    answers: Answers,
    threads: Handle,
    bounds: Bounds,
    mut quit: watch::Receiver<Option<Exit>>,
) {
    let Taken { stream, peer, room: _room } = taken;
    let answering = Answering { answers, from: OtherEnd::of(Peer(peer)), threads };
    let connection = http1::Builder::new()
        .timer(Timer::of(bounds.headers_within))
        .header_read_timeout(bounds.headers_within)
        .max_buf_size(HEADERS)
        .serve_connection(io(stream, bounds), answering);
    let mut connection = pin!(connection);
    let ended = match until_wished(connection.as_mut(), &mut quit).await {
        Some(ended) => ended,
        None => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, %peer, "a connection broke off");
    }
}

/// What comes of `work`, where that is before there is a wish to end. To wait for a wish
/// takes a lock that all connections share, and so it is not done anew whenever there is
/// something to do: once it waits, it is enough to look whether something came.
async fn until_wished<T>(
    mut work: Pin<&mut impl Future<Output = T>>,
    quit: &mut watch::Receiver<Option<Exit>>,
) -> Option<T> {
    let came = quit.clone();
    let mut wish = pin!(wished(quit));
    let mut waits = false;
    poll_fn(|context| {
        if let Poll::Ready(done) = work.as_mut().poll(context) {
            return Poll::Ready(Some(done));
        }
        // An error: nobody is there any more who could wish.
        if waits && !came.has_changed().unwrap_or(true) {
            return Poll::Pending;
        }
        waits = true;
        wish.as_mut().poll(context).map(|()| None)
    })
    .await
}

/// Comes back when there is a wish to end.
async fn wished(quit: &mut watch::Receiver<Option<Exit>>) {
    // An error is the end of whoever could wish: then it is over as well.
    drop(quit.wait_for(Option::is_some).await);
}

fn io(stream: TcpStream, bounds: Bounds) -> TokioIo<Patient<TcpStream>> {
    // Answers are written whole; waiting for more to send would only make them late.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection stays slow to send");
    }
    TokioIo::new(Patient::new(stream, bounds.taken_within))
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::{Body, Bytes};
    use axum::routing::get;
    use futures_util::stream;
    use tokio::io::AsyncWriteExt as _;
    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn work_goes_on_until_there_is_a_wish_to_end() {
        for (is_there_before, wishes, expected) in
            [(false, true, 3), (true, true, 1), (false, false, 1000)]
        {
            let (wish, mut quit) = watch::channel(is_there_before.then_some(Exit::Done));
            let mut turns = 0;
            // It is woken again and again, and ends by itself at last.
            let work = poll_fn(|context| {
                turns += 1;
                if turns == 3 && wishes {
                    wish.send_replace(Some(Exit::Done));
                }
                context.waker().wake_by_ref();
                if turns < 1000 { Poll::Pending } else { Poll::Ready(()) }
            });
            let ended = until_wished(pin!(work), &mut quit).await;
            assert_eq!(ended.is_none(), is_there_before || wishes);
            assert_eq!(turns, expected);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_wish_wakes_who_waits_for_nothing_else() {
        let (wish, mut quit) = watch::channel(None);
        let wishing = async {
            tokio::time::sleep(Duration::from_secs(60)).await;
            wish.send_replace(Some(Exit::Done));
            std::future::pending::<()>().await;
        };
        let silent = pin!(std::future::pending::<()>());
        let waiting = until_wished(silent, &mut quit);
        let ended = tokio::select! { ended = waiting => ended, () = wishing => Some(()) };
        assert_eq!(ended, None);
    }

    #[tokio::test]
    async fn who_reads_nothing_is_cut_off_and_what_was_kept_for_him_is_gone() {
        let (gone, is_gone) = oneshot::channel::<()>();
        let gone = Arc::new(std::sync::Mutex::new(Some(gone)));
        // An answer without an end, which holds `gone` for as long as it is there.
        let endless = get(move || async move {
            let gone = gone.lock().unwrap().take();
            Body::from_stream(stream::repeat_with(move || {
                assert!(gone.is_some(), "it is asked for once");
                Ok::<_, std::io::Error>(Bytes::from_static(&[0; 4096]))
            }))
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let bounds = Bounds {
            connections: 2,
            taken_within: Duration::from_millis(50),
            ..Bounds::default()
        };
        let (_wish, quit) = watch::channel(None);
        let answers = Answers::by(Router::new().route("/", endless));
        let serving = tokio::spawn(serve(listener, answers, bounds, quit));
        let mut client = TcpStream::connect(at).await.unwrap();
        client.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        let ended = tokio::time::timeout(Duration::from_secs(60), is_gone).await;
        // Its other half was dropped, and nothing sent.
        assert!(ended.expect("it ends in time").is_err());
        serving.abort();
        drop(client);
    }
}
