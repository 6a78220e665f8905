//! The threads on which connections live, one for each processor and each with a runtime
//! of its own: a connection is read, answered and written where it is, and no thread wakes
//! another for it.

use std::future::Future;
use std::io;
use std::net::SocketAddr;

use tokio::net::TcpStream;
use tokio::runtime::Builder;
use tokio::sync::{OwnedSemaphorePermit, mpsc};

/// A connection that was taken.
pub(super) struct Taken {
    pub(super) stream: TcpStream,
    pub(super) peer: SocketAddr,
    /// Its room among the others.
    pub(super) room: OwnedSemaphorePermit,
}

/// A connection on its way to another thread.
struct Handed {
    stream: std::net::TcpStream,
    peer: SocketAddr,
    room: OwnedSemaphorePermit,
}

/// The threads. What lives on them is cut off when they are dropped.
pub(super) struct Lanes {
    all: Vec<mpsc::UnboundedSender<Handed>>,
    next: usize,
}

impl Lanes {
    /// Starts them; `serve` is what is done with a connection.
    pub(super) fn start<F>(
        serve: impl Fn(Taken) -> F + Clone + Send + 'static,
    ) -> io::Result<Self>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let count = std::thread::available_parallelism().map_or(1, usize::from);
        let mut all = Vec::new();
        for number in 0..count {
            let (to, handed) = mpsc::unbounded_channel();
            let runtime = Builder::new_current_thread().enable_all().build()?;
            let lane = lane(handed, serve.clone());
            std::thread::Builder::new()
                .name(format!("lane-{number}"))
                .spawn(move || runtime.block_on(lane))?;
            all.push(to);
        }
        Ok(Self { all, next: 0 })
    }

    /// Hands a connection to the threads in turn.
    pub(super) fn hand(&mut self, taken: Taken) -> io::Result<()> {
        let Taken { stream, peer, room } = taken;
        // What it was registered for was the thread that took it.
        let handed = Handed { stream: stream.into_std()?, peer, room };
        self.next = (self.next + 1) % self.all.len();
        let sent = self.all[self.next].send(handed);
        sent.map_err(|_gone| io::Error::other("the thread of connections is gone"))
    }
}

/// What a thread does until nobody hands it connections any more.
async fn lane<F>(mut handed: mpsc::UnboundedReceiver<Handed>, serve: impl Fn(Taken) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    while let Some(Handed { stream, peer, room }) = handed.recv().await {
        match TcpStream::from_std(stream) {
            Ok(stream) => drop(tokio::spawn(serve(Taken { stream, peer, room }))),
            Err(error) => tracing::warn!(%error, "a connection could not be taken over"),
        }
    }
}
