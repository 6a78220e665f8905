//! One connection to the proxy: `CONNECT` and then TLS, or plain requests for a host.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{Method, Request, Response};
use hyper::body::Incoming as IncomingBody;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::{TokioIo, TokioTimer};
use serde_json::json;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use crate::answer::Answer;
use crate::proxy::ProxyShared;
use crate::proxy::hosts::{self, HOSTS};
use crate::server::{self, Line};
use crate::wire::{AnswerBody, ResetFlag, Wire};

/// How long a client may take to send its headers, and to agree on TLS.
const PATIENCE: Duration = Duration::from_secs(30);

/// The tunnel a client has asked for, until its connection has become one.
type Tunnel = Arc<Mutex<Option<(&'static str, OnUpgrade)>>>;

/// Serves one connection, tunnel included.
pub(crate) async fn serve(proxy: ProxyShared, stream: TcpStream, peer: SocketAddr) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "small answers may be held back");
    }
    let reset = ResetFlag::default();
    let line = Line { peer, reset: reset.clone(), proxied_host: None };
    let tunnel = Tunnel::default();
    let service = service_fn(|request| answer(&proxy, &line, &tunnel, request));
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .serve_connection(TokioIo::new(Wire::new(stream, reset)), service)
        .with_upgrades()
        .await;
    if let Err(error) = served {
        tracing::debug!(%error, "a connection to the proxy ended early");
        return;
    }
    let asked = tunnel.lock().expect("no code panics while it holds the tunnel").take();
    if let Some((host, upgrade)) = asked
        && let Err(error) = serve_tunnel(&proxy, &line, host, upgrade).await
    {
        tracing::info!(%error, host, "no TLS came about; does the client trust the CA?");
    }
}

async fn serve_tunnel(
    proxy: &ProxyShared,
    line: &Line,
    host: &'static str,
    upgrade: OnUpgrade,
) -> io::Result<()> {
    let stream = TokioIo::new(upgrade.await.map_err(io::Error::other)?);
    let config = proxy.authority.server_config(host).map_err(io::Error::other)?;
    let accepting = TlsAcceptor::from(config).accept(stream);
    let stream = tokio::time::timeout(PATIENCE, accepting).await??;
    let line = Line { proxied_host: Some(host.to_owned()), ..line.clone() };
    server::serve_http(proxy.shared.clone(), stream, line).await;
    Ok(())
}

async fn answer(
    proxy: &ProxyShared,
    line: &Line,
    tunnel: &Tunnel,
    mut request: Request<IncomingBody>,
) -> io::Result<Response<AnswerBody>> {
    let uri = request.uri();
    match hosts::served(uri.host(), uri.port_u16()) {
        Err(not_served) => {
            let body = json!({
                "error": { "code": "host_not_served", "detail": not_served.to_string() },
                "hosts": HOSTS,
            });
            server::dress(Answer::json(403, &body, proxy.shared.gateway.clock.now()))
        }
        Ok(host) if request.method() == Method::CONNECT => {
            let upgrade = hyper::upgrade::on(&mut request);
            let mut asked =
                tunnel.lock().expect("no code panics while it holds the tunnel");
            *asked = Some((host, upgrade));
            Ok(Response::new(AnswerBody::Whole(None)))
        }
        Ok(host) => {
            let line = Line { proxied_host: Some(host.to_owned()), ..line.clone() };
            server::respond(&proxy.shared, &line, request).await
        }
    }
}
