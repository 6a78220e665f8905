//! [`ClientBuilder`]: a default for all but the credentials; what is wrong is said when the
//! client is built, not when it is first used.

use std::path::PathBuf;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use http::HeaderValue;

use crate::cache::{Cache, CacheLayer};
use crate::call::Dialect;
use crate::client::{Client, Core, Tokens};
use crate::clock::{Clock, SystemClock};
use crate::endpoint::{
    Base, EndpointError, Endpoints, IopEndpoint, ItemGetEndpoint, PlainHttp,
    default_address,
};
use crate::exchange::{RecordError, Recorder};
use crate::limit::RateLimiter;
use crate::retry::RetryPolicy;
use crate::secret::{AccessToken, Credentials};
use crate::sign::SignMethod;
use crate::token::TokenKeeper;
use crate::transport::Transport;
use crate::transport::connect::Encryption;
use crate::transport::net::{Compression, HttpOptions, HttpTransport};
use crate::transport::proxy::{Proxy, ProxyError};
use crate::transport::tls::TlsError;

/// Puts a [`Client`] together.
///
/// ```
/// use std::time::Duration;
/// use itemget::{AccessToken, Client, Credentials};
///
/// let client = Client::builder(Credentials::new("12345678", "the app's secret"))
///     .with_access_token(AccessToken::new("a user's consent"))
///     .with_timeout(Duration::from_secs(15))
///     .with_endpoints("http://127.0.0.1:4010")
///     .build()?;
/// # Ok::<(), itemget::BuildError>(())
/// ```
#[derive(Debug)]
#[must_use = "a builder does nothing until it is built"]
pub struct ClientBuilder {
    credentials: Credentials,
    tokens: Tokens,
    sign_method: SignMethod,
    iop: String,
    item_get: String,
    plain_http: PlainHttp,
    proxy: Option<ProxyText>,
    extra_roots: Vec<Vec<u8>>,
    user_agent: String,
    connect_timeout: Duration,
    timeout: Duration,
    max_body: usize,
    compression: Compression,
    retry: RetryPolicy,
    transport: Option<Arc<dyn Transport>>,
    limiter: Option<RateLimiter>,
    clock: Arc<dyn Clock>,
    recording: Option<PathBuf>,
    cache: Option<Arc<dyn Cache>>,
}

/// Why a client cannot be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// Key or secret is empty.
    #[error("the app's {0} is empty")]
    EmptyCredentials(&'static str),
    /// An endpoint is not usable.
    #[error("the endpoint for {dialect:?} is not usable")]
    Endpoint {
        /// The dialect it is for.
        dialect: Dialect,
        /// Why not.
        source: EndpointError,
    },
    /// The proxy is not usable.
    #[error("the proxy is not usable")]
    Proxy(#[source] ProxyError),
    /// Encryption cannot be made ready.
    #[error("encrypted connections cannot be made ready")]
    Tls(#[source] TlsError),
    /// The user agent has letters that a header may not have.
    #[error("`{0}` is no user agent")]
    UserAgent(String),
    /// The sign method is not one of the platform's.
    #[error("`{0}` is not a sign method of the platform")]
    SignMethod(SignMethod),
    /// Exchanges cannot be recorded where they should be.
    #[error("exchanges cannot be recorded")]
    Recording(#[source] RecordError),
}

impl ClientBuilder {
    pub(crate) fn new(credentials: Credentials) -> Self {
        Self {
            credentials,
            tokens: Tokens::None,
            sign_method: SignMethod::default(),
            iop: default_address(Dialect::Iop).to_owned(),
            item_get: default_address(Dialect::ItemGet).to_owned(),
            plain_http: PlainHttp::default(),
            proxy: None,
            extra_roots: Vec::new(),
            user_agent: concat!("itemget/", env!("CARGO_PKG_VERSION")).to_owned(),
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(30),
            max_body: 16 << 20,
            compression: Compression::default(),
            retry: RetryPolicy::default(),
            transport: None,
            limiter: None,
            clock: Arc::new(SystemClock),
            recording: None,
            cache: None,
        }
    }

    /// A user's consent, for the calls that need one.
    pub fn with_access_token(self, token: AccessToken) -> Self {
        Self { tokens: Tokens::Fixed(token), ..self }
    }

    /// A user's consent that is kept alive: renewed before its end, and once when the
    /// platform refuses it.
    pub fn with_token_keeper(self, keeper: TokenKeeper) -> Self {
        Self { tokens: Tokens::Kept(keeper), ..self }
    }

    /// How calls of [`Dialect::Iop`] are signed; [`SignMethod::Sha256`] if not said.
    pub fn with_sign_method(self, sign_method: SignMethod) -> Self {
        Self { sign_method, ..self }
    }

    /// Where one dialect's gateway is; the platform's own if not said. Plain `http` is
    /// taken for this machine only, unless [`ClientBuilder::with_plain_http`] allows it.
    pub fn with_endpoint(self, dialect: Dialect, address: impl Into<String>) -> Self {
        match dialect {
            Dialect::Iop => Self { iop: address.into(), ..self },
            Dialect::ItemGet => Self { item_get: address.into(), ..self },
        }
    }

    /// One address for all dialects: a sandbox, or a service that speaks them all.
    pub fn with_endpoints(self, address: impl Into<String>) -> Self {
        let address = address.into();
        Self { iop: address.clone(), item_get: address, ..self }
    }

    /// Allows endpoints without encryption beyond this machine. Access tokens, and in the
    /// tutorials' dialect the app secret, are then readable on the way.
    pub fn with_plain_http(self) -> Self {
        Self { plain_http: PlainHttp::Anywhere, ..self }
    }

    /// An HTTP proxy to go through: `http://user:password@host:port`.
    pub fn with_proxy(self, address: impl Into<String>) -> Self {
        Self { proxy: Some(ProxyText(address.into())), ..self }
    }

    /// Root certificates to believe besides the machine's: a PEM text, one or several.
    pub fn with_root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.extra_roots.push(pem.into());
        self
    }

    /// What the client calls itself; `itemget/` and its version if not said.
    pub fn with_user_agent(self, user_agent: impl Into<String>) -> Self {
        Self { user_agent: user_agent.into(), ..self }
    }

    /// How long connecting may take; 10 s if not said.
    pub fn with_connect_timeout(self, connect_timeout: Duration) -> Self {
        Self { connect_timeout, ..self }
    }

    /// How long one attempt may take, from connecting to the last byte; 30 s if not said.
    pub fn with_timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// How large an answer may be, in bytes, before and after uncompressing; 16 MiB if
    /// not said.
    pub fn with_max_body(self, max_body: usize) -> Self {
        Self { max_body, ..self }
    }

    /// Whether answers may come compressed; they may if not said.
    pub fn with_compression(self, compression: Compression) -> Self {
        Self { compression, ..self }
    }

    /// When a call is sent again.
    pub fn with_retry(self, retry: RetryPolicy) -> Self {
        Self { retry, ..self }
    }

    /// Another way to the network. What is said here of proxy, certificates, timeouts,
    /// user agent and compression is then the transport's own affair.
    pub fn with_transport(self, transport: impl Transport + 'static) -> Self {
        Self { transport: Some(Arc::new(transport)), ..self }
    }

    /// Writes each exchange to a file in this folder, without secrets; see [`Recorder`].
    /// A folder of recordings is answered from with
    /// [`Replayer`](crate::Replayer) as the transport.
    pub fn with_recording(self, folder: impl Into<PathBuf>) -> Self {
        Self { recording: Some(folder.into()), ..self }
    }

    /// Where answers are kept, for [`Client::send_with`]; clients may share it.
    pub fn with_cache(self, cache: Arc<dyn Cache>) -> Self {
        Self { cache: Some(cache), ..self }
    }

    /// A permit before each attempt; none is needed if not said. Build it with a
    /// [`longest_flight`](crate::limit::LimiterOptions::longest_flight) above this
    /// client's time-out, and [flush](RateLimiter::flush) it before the process ends.
    pub fn with_limiter(self, limiter: RateLimiter) -> Self {
        Self { limiter: Some(limiter), ..self }
    }

    /// Another clock; the machine's if not said.
    pub fn with_clock(self, clock: impl Clock + 'static) -> Self {
        Self { clock: Arc::new(clock), ..self }
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// [`BuildError`] says which of the settings is not usable.
    pub fn build(self) -> Result<Client, BuildError> {
        for (what, text) in [
            ("key", self.credentials.app_key.as_str()),
            ("secret", self.credentials.app_secret.expose()),
        ] {
            if text.is_empty() {
                return Err(BuildError::EmptyCredentials(what));
            }
        }
        if self.sign_method.wire_name().is_none() {
            return Err(BuildError::SignMethod(self.sign_method));
        }
        let iop = self.base(Dialect::Iop, &self.iop)?;
        let item_get = self.base(Dialect::ItemGet, &self.item_get)?;
        let transport = match &self.transport {
            Some(transport) => Arc::clone(transport),
            None if iop.is_https() || item_get.is_https() => {
                self.http_transport(Encryption::Needed)?
            }
            None => self.http_transport(Encryption::NotNeeded)?,
        };
        let (transport, record_log) = match self.recording {
            Some(folder) => {
                let recorder = Recorder::open(transport, folder);
                let recorder = recorder.map_err(BuildError::Recording)?;
                let log = recorder.log();
                (Arc::new(recorder) as Arc<dyn Transport>, Some(log))
            }
            None => (transport, None),
        };
        Ok(Client::new(Core {
            credentials: self.credentials,
            tokens: RwLock::new(Arc::new(self.tokens)),
            sign_method: self.sign_method,
            endpoints: Endpoints {
                iop: IopEndpoint::new(iop),
                item_get: ItemGetEndpoint::new(item_get),
            },
            transport,
            record_log,
            cache: self.cache.map(CacheLayer::new),
            limiter: self.limiter,
            clock: self.clock,
            retry: self.retry,
        }))
    }

    fn base(&self, dialect: Dialect, address: &str) -> Result<Base, BuildError> {
        Base::parse(address, self.plain_http)
            .map_err(|source| BuildError::Endpoint { dialect, source })
    }

    fn http_transport(
        &self,
        encryption: Encryption,
    ) -> Result<Arc<dyn Transport>, BuildError> {
        let proxy = self.proxy.as_ref().map(|ProxyText(text)| Proxy::parse(text));
        let user_agent = HeaderValue::try_from(&self.user_agent).ok();
        let options = HttpOptions {
            user_agent: user_agent
                .ok_or_else(|| BuildError::UserAgent(self.user_agent.clone()))?,
            connect_timeout: self.connect_timeout,
            timeout: self.timeout,
            max_body: self.max_body,
            compression: self.compression,
            proxy: proxy.transpose().map_err(BuildError::Proxy)?,
            extra_roots: self.extra_roots.clone(),
        };
        let transport =
            HttpTransport::new(options, encryption).map_err(BuildError::Tls)?;
        Ok(Arc::new(transport))
    }
}

/// A proxy's address before it is read: a password can be in it.
struct ProxyText(String);

impl std::fmt::Debug for ProxyText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ProxyText(…)")
    }
}
