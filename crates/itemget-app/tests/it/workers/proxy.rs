//! A network between workers and their server that can be cut.

use std::sync::Arc;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// How the network is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Network {
    /// As it should be.
    Well,
    /// Connections break and none can be made.
    Cut,
    /// Nothing arrives, and nobody is told.
    Silent,
}

/// A proxy on a port of this machine.
pub(crate) struct Proxy {
    pub(crate) port: u16,
    state: Arc<watch::Sender<Network>>,
    _runtime: tokio::runtime::Runtime,
}

impl Proxy {
    /// Leads to a port of this machine.
    pub(crate) fn to(port: u16) -> Self {
        let runtime = tokio::runtime::Runtime::new().expect("it starts");
        let listener = runtime
            .block_on(TcpListener::bind(("127.0.0.1", 0)))
            .expect("a port is free");
        let own = listener.local_addr().expect("it is bound").port();
        let state = Arc::new(watch::Sender::new(Network::Well));
        runtime.spawn(accept(listener, port, Arc::clone(&state)));
        Self { port: own, state, _runtime: runtime }
    }

    pub(crate) fn set(&self, network: Network) {
        self.state.send_replace(network);
    }
}

async fn accept(listener: TcpListener, port: u16, state: Arc<watch::Sender<Network>>) {
    loop {
        let Ok((inside, _)) = listener.accept().await else { continue };
        tokio::spawn(join(inside, port, state.subscribe()));
    }
}

/// Carries what comes from one side to the other, as the network is.
async fn join(mut inside: TcpStream, port: u16, mut state: watch::Receiver<Network>) {
    loop {
        let now = *state.borrow_and_update();
        match now {
            Network::Cut => return,
            Network::Silent => {
                if state.changed().await.is_err() {
                    return;
                }
            }
            Network::Well => break,
        }
    }
    let Ok(mut outside) = TcpStream::connect(("127.0.0.1", port)).await else { return };
    let (mut here, mut there) = (vec![0; 16 * 1024], vec![0; 16 * 1024]);
    loop {
        if *state.borrow_and_update() == Network::Silent {
            // What is sent meanwhile waits in the kernel's buffers, as it would be sent
            // again on a wire.
            if state.changed().await.is_err() {
                return;
            }
            continue;
        }
        if *state.borrow() == Network::Cut {
            return;
        }
        let carried = tokio::select! {
            _ = state.changed() => continue,
            read = tokio::io::AsyncReadExt::read(&mut inside, &mut here) => match read {
                Ok(0) | Err(_) => return,
                Ok(length) => {
                    tokio::io::AsyncWriteExt::write_all(&mut outside, &here[..length]).await
                }
            },
            read = tokio::io::AsyncReadExt::read(&mut outside, &mut there) => match read {
                Ok(0) | Err(_) => return,
                Ok(length) => {
                    tokio::io::AsyncWriteExt::write_all(&mut inside, &there[..length]).await
                }
            },
        };
        if carried.is_err() {
            return;
        }
    }
}
