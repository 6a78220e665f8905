//! Taking connections until there is a wish to end, and then finishing what is in flight.

use std::net::SocketAddr;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::exit::Exit;

/// Why nothing can be served.
#[derive(Debug, thiserror::Error)]
#[error("could not listen on `{at}`")]
pub(crate) struct ListenError {
    at: SocketAddr,
    source: std::io::Error,
}

impl ListenError {
    /// The same in Chinese.
    pub(crate) fn zh(&self) -> String {
        format!("无法监听 `{}`", self.at)
    }

    /// What to do about it.
    pub(crate) fn hint(&self) -> Option<(&'static str, &'static str)> {
        (self.source.kind() == std::io::ErrorKind::AddrInUse).then_some((
            "another program listens there: choose another port with `--listen 127.0.0.1:8081`",
            "该端口已被其他程序占用：请用 `--listen 127.0.0.1:8081` 换一个端口",
        ))
    }
}

/// Takes the place to listen on.
pub(crate) async fn bind(at: SocketAddr) -> Result<TcpListener, ListenError> {
    TcpListener::bind(at).await.map_err(|source| ListenError { at, source })
}

/// Serves until `quit` says so; what has begun then is answered to its end.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    mut quit: watch::Receiver<Option<Exit>>,
) -> std::io::Result<()> {
    let wish = async move {
        // An error is the end of whoever could wish: then it is over as well.
        drop(quit.wait_for(Option::is_some).await);
    };
    axum::serve(listener, router).with_graceful_shutdown(wish).await
}
