//! Taking the place where requests will come in, and what to say when it cannot be had.

use std::net::SocketAddr;

use tokio::net::TcpListener;

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
