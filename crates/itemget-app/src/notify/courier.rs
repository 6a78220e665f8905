//! Carrying a request, once.

use std::future::Future;
use std::io::ErrorKind;
use std::pin::Pin;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::{CONTENT_TYPE, USER_AGENT};
use http::uri::{InvalidUri, Scheme};
use http::{HeaderValue, Request, Uri};
use http_body_util::{BodyExt as _, Full};
use tokio::net::TcpStream;
use url::Host;

use super::guard::{NotPublic, Reach};
use super::outgoing::{Outgoing, Reply, retry_after};
use super::route::Route;
use super::tunnel;
use super::way::Way;

/// Carries requests. Tests have one of their own.
pub trait Courier: Send + Sync {
    /// Carries a request, once, and brings back what was answered, whatever it is.
    fn carry(&self, outgoing: Outgoing) -> Carrying<'_>;

    /// A way to a host that does not speak HTTP, where it leads through a proxy; none where
    /// one goes straight.
    fn tunnel<'a>(&'a self, _host: &'a str, _port: u16) -> Option<Opening<'a>> {
        None
    }

    /// Certificates to believe besides the machine's, as PEM, of who does not speak HTTP.
    fn roots(&self) -> &[u8] {
        &[]
    }
}

/// A connection to come.
pub type Opening<'a> =
    Pin<Box<dyn Future<Output = Result<TcpStream, CourierError>> + Send + 'a>>;

/// An answer to come.
pub type Carrying<'a> =
    Pin<Box<dyn Future<Output = Result<Reply, CourierError>> + Send + 'a>>;

/// Why there is no answer. Nothing of the address is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CourierError {
    /// No connection, or it broke.
    #[error("could not reach the receiver")]
    Unreachable,
    /// It took too long.
    #[error("the receiver did not answer in time")]
    TimedOut,
    /// It is not on the public internet.
    #[error("the receiver's address is not on the public internet")]
    NotPublic,
    /// It is no request that HTTP knows.
    #[error("the request is not one that can be sent")]
    BadRequest,
}

/// As much of an answer as is looked at, in bytes.
const MOST: usize = 64 * 1024;

/// Carries over HTTP and HTTPS, and only to where it may.
#[derive(Debug, Clone)]
pub struct HttpCourier {
    way: Way<Full<Bytes>>,
    /// For what does not speak HTTP.
    route: Route,
    reach: Reach,
    timeout: Duration,
}

impl HttpCourier {
    /// A courier that goes straight, believes the machine's root certificates and waits at
    /// most `timeout` for each answer.
    ///
    /// # Errors
    ///
    /// When the machine has no root certificates.
    pub fn new(reach: Reach, timeout: Duration) -> std::io::Result<Self> {
        Self::by(Route::default(), reach, timeout)
    }

    /// A courier that goes by this route. Where a proxy leads to a host whose name this
    /// machine does not know, it is the proxy's affair where that is.
    ///
    /// # Errors
    ///
    /// When there are no root certificates, or those handed over or the proxy's address
    /// cannot be read.
    pub fn by(route: Route, reach: Reach, timeout: Duration) -> std::io::Result<Self> {
        // A connection of yesterday may lead to where it may not go today.
        let way = Way::by(route.clone(), reach, timeout, 0)?;
        Ok(Self { way, route, reach, timeout })
    }

    async fn exchange(&self, outgoing: Outgoing) -> Result<Reply, CourierError> {
        self.refuse_literal(&outgoing)?;
        let agent = concat!("itemget/", env!("CARGO_PKG_VERSION"));
        let mut request = Request::post(outgoing.url.expose())
            .header(CONTENT_TYPE, "application/json; charset=utf-8")
            .header(USER_AGENT, HeaderValue::from_static(agent));
        for (name, value) in &outgoing.headers {
            request = request.header(*name, value);
        }
        let request = request
            .body(Full::new(outgoing.body))
            .map_err(|_ignored| CourierError::BadRequest)?;
        let address = outgoing.url.expose();
        let request = match self.way.is_by_the_proxy(address) {
            true => {
                self.refuse_known(&outgoing.host).await?;
                with_port(request)?
            }
            false => request,
        };
        let response = self.way.send(address, request).await;
        let response = response.map_err(|error| told(&error))?;
        let (parts, mut body) = response.into_parts();
        let mut whole = BytesMut::new();
        while let Some(frame) = body.frame().await {
            // What came before it broke may say enough.
            let Ok(frame) = frame else { break };
            let Some(data) = frame.data_ref() else { continue };
            let room = MOST - whole.len();
            whole.extend_from_slice(&data[..data.len().min(room)]);
            if whole.len() == MOST {
                break;
            }
        }
        let retry_after = retry_after(&parts.headers);
        Ok(Reply { status: parts.status.as_u16(), retry_after, body: whole.freeze() })
    }

    async fn open(&self, host: &str, port: u16) -> Result<TcpStream, CourierError> {
        let proxy = self.route.proxy().map_err(|_wrong| CourierError::Unreachable)?;
        let (address, authorization) = proxy.ok_or(CourierError::Unreachable)?;
        self.refuse_known(host).await?;
        tunnel::open((&address, authorization.as_ref()), host, port).await
    }

    /// What the proxy is asked to go to is looked at here, as far as this machine knows it.
    async fn refuse_known(&self, host: &str) -> Result<(), CourierError> {
        let known = self.reach.resolve(host, 0).await;
        match known.is_err_and(|error| error.kind() == ErrorKind::PermissionDenied) {
            true => Err(CourierError::NotPublic),
            false => Ok(()),
        }
    }

    /// An address in figures is never resolved, and so is looked at here.
    fn refuse_literal(&self, outgoing: &Outgoing) -> Result<(), CourierError> {
        let address = match Host::parse(&outgoing.host) {
            Ok(Host::Ipv4(address)) => address.into(),
            Ok(Host::Ipv6(address)) => address.into(),
            Ok(Host::Domain(_)) => return Ok(()),
            Err(_) => return Err(CourierError::BadRequest),
        };
        match self.reach.allows(address) {
            true => Ok(()),
            false => Err(CourierError::NotPublic),
        }
    }
}

/// The same with the port named: where none is, a tunnel leads to that of HTTPS.
fn with_port<T>(mut request: Request<T>) -> Result<Request<T>, CourierError> {
    let uri = request.uri();
    let is_plain = uri.scheme() == Some(&Scheme::HTTP) && uri.port().is_none();
    let Some(authority) = uri.authority().filter(|_| is_plain) else {
        return Ok(request);
    };
    let wrong = |_ignored: InvalidUri| CourierError::BadRequest;
    let mut parts = uri.clone().into_parts();
    parts.authority = Some(format!("{authority}:80").parse().map_err(wrong)?);
    *request.uri_mut() =
        Uri::from_parts(parts).map_err(|_ignored| CourierError::BadRequest)?;
    Ok(request)
}

impl Courier for HttpCourier {
    fn carry(&self, outgoing: Outgoing) -> Carrying<'_> {
        Box::pin(async move {
            match tokio::time::timeout(self.timeout, self.exchange(outgoing)).await {
                Ok(reply) => reply,
                Err(_elapsed) => Err(CourierError::TimedOut),
            }
        })
    }

    fn tunnel<'a>(&'a self, host: &'a str, port: u16) -> Option<Opening<'a>> {
        if self.route.goes_around(&format!("smtp://{host}")) {
            return None;
        }
        Some(Box::pin(async move {
            let opened = tokio::time::timeout(self.timeout, self.open(host, port)).await;
            opened.unwrap_or(Err(CourierError::TimedOut))
        }))
    }

    fn roots(&self) -> &[u8] {
        &self.route.roots
    }
}

/// What a failure was, by its causes: their texts may hold the address.
fn told(error: &(dyn std::error::Error + 'static)) -> CourierError {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(io) = error.downcast_ref::<std::io::Error>() {
            if io.get_ref().is_some_and(|inner| inner.is::<NotPublic>()) {
                return CourierError::NotPublic;
            }
            if io.kind() == ErrorKind::TimedOut {
                return CourierError::TimedOut;
            }
        }
        cause = error.source();
    }
    CourierError::Unreachable
}
