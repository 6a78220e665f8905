//! The way out: straight, or by the proxy where one is set, over HTTP and HTTPS.

use std::io;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use hyper::body::{Body, Incoming};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::connect::{Connect, HttpConnector};
use hyper_util::client::legacy::{Client, Error};
use hyper_util::rt::TokioExecutor;
use rustls::ClientConfig;

use super::guard::{Guarded, Reach};
use super::route::Route;

/// Sends requests with the body `B` over what `C` connects.
type Requests<C, B> = Client<HttpsConnector<C>, B>;

/// Leads to where it may, and nowhere else.
#[derive(Debug, Clone)]
pub(crate) struct Way<B> {
    straight: Requests<HttpConnector<Guarded>, B>,
    /// By the proxy, where there is one.
    tunnel: Option<Requests<Tunnel<HttpConnector<Guarded>>, B>>,
    route: Route,
}

impl<B> Way<B>
where
    B: Body<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    /// One that goes by this route, connects within `timeout`, and keeps so many
    /// connections to each host for the next request.
    ///
    /// # Errors
    ///
    /// When there are no root certificates, or those handed over or the proxy's address
    /// cannot be read.
    pub(crate) fn by(
        route: Route,
        reach: Reach,
        timeout: Duration,
        idle: usize,
    ) -> io::Result<Self> {
        let tls = route.tls()?;
        let straight = client(tls.clone(), plain(reach, timeout), idle);
        let tunnel = route.proxy()?.map(|(address, authorization)| {
            // Proxies stand in private networks, as a rule.
            let tunnel = Tunnel::new(address, plain(Reach::Anywhere, timeout));
            let tunnel = match authorization {
                Some(authorization) => tunnel.with_auth(authorization),
                None => tunnel,
            };
            client(tls, tunnel, idle)
        });
        Ok(Self { straight, tunnel, route })
    }

    /// Whether what is sent to this address goes by the proxy. Then it is the proxy's affair
    /// what the host's name means.
    pub(crate) fn is_by_the_proxy(&self, address: &str) -> bool {
        self.tunnel.is_some() && !self.route.goes_around(address)
    }

    /// Sends a request to this address, once.
    pub(crate) async fn send(
        &self,
        address: &str,
        request: Request<B>,
    ) -> Result<Response<Incoming>, Error> {
        match &self.tunnel {
            Some(tunnel) if self.is_by_the_proxy(address) => {
                tunnel.request(request).await
            }
            _ => self.straight.request(request).await,
        }
    }
}

fn plain(reach: Reach, timeout: Duration) -> HttpConnector<Guarded> {
    let mut plain = HttpConnector::new_with_resolver(Guarded(reach));
    plain.enforce_http(false);
    plain.set_nodelay(true);
    plain.set_connect_timeout(Some(timeout));
    plain
}

fn client<C, B>(tls: ClientConfig, plain: C, idle: usize) -> Requests<C, B>
where
    HttpsConnector<C>: Connect + Clone,
    B: Body<Data = Bytes> + Send,
{
    let connector = HttpsConnectorBuilder::new()
        .with_tls_config(tls)
        .https_or_http()
        .enable_http1()
        .wrap_connector(plain);
    Client::builder(TokioExecutor::new()).pool_max_idle_per_host(idle).build(connector)
}
