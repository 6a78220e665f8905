//! Ctrl-C and the signal to end: the first one lets what was begun be finished in good
//! order, the second one does not wait for it.

use tokio::sync::watch;

use crate::exit::Exit;

/// Tells of the wish to end.
#[derive(Debug)]
pub(super) struct Interrupt(watch::Receiver<Option<Exit>>);

impl Interrupt {
    /// Listens from now on.
    pub(super) fn listen() -> std::io::Result<Self> {
        let (tell, told) = watch::channel(None);
        let mut signals = Signals::new()?;
        tokio::spawn(async move {
            let first = signals.next().await;
            tell.send_replace(Some(first));
            // The output may be stuck in a pipe that nobody reads from.
            let second = signals.next().await;
            exit_now(second);
        });
        Ok(Self(told))
    }

    /// The wish itself, once there is one, for work that looks whether there is.
    pub(super) fn heard(&self) -> watch::Receiver<Option<Exit>> {
        self.0.clone()
    }

    /// Comes back when there is a wish to end, with how the program then ends.
    pub(super) async fn wish(&mut self) -> Exit {
        match self.0.wait_for(Option::is_some).await {
            Ok(wish) => wish.unwrap_or(Exit::Interrupted),
            // The listener is gone with its runtime; nobody can wish any more.
            Err(_) => std::future::pending().await,
        }
    }
}

#[expect(clippy::exit, reason = "the second Ctrl-C must end what does not end by itself")]
fn exit_now(exit: Exit) -> ! {
    crate::service::flush_log();
    std::process::exit(exit.code().into())
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) -> Exit {
        tokio::select! {
            _ = self.interrupt.recv() => Exit::Interrupted,
            _ = self.terminate.recv() => Exit::Terminated,
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) -> Exit {
        match tokio::signal::ctrl_c().await {
            Ok(()) => Exit::Interrupted,
            Err(_) => std::future::pending().await,
        }
    }
}
