//! How a sandbox is set up, and its start.

use std::collections::BTreeSet;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};

use jiff::SignedDuration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::apps::{AppState, Apps};
use crate::catalogue::Catalogue;
use crate::catalogue::index::Indexes;
use crate::clock::{self, Clock, ClockSetting};
use crate::gateway::Gateway;
use crate::journal::Journal;
use crate::proxy::authority::Authority;
use crate::proxy::{ProxyShared, TlsProxy, connect};
use crate::quota::{Limits, QuotaBook, Quotas};
use crate::reply_profile::ReplyProfile;
use crate::sandbox::Sandbox;
use crate::script::Script;
use crate::script::fault::Fault;
use crate::server::{self, Shared};
use crate::tokens::TokenBook;

/// Why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
#[error("could not {doing}")]
pub struct StartError {
    doing: String,
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl StartError {
    pub(crate) fn new(
        doing: impl Into<String>,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self { doing: doing.into(), source: source.into() }
    }

    /// Whether the address is taken by somebody else.
    ///
    /// # What to do
    ///
    /// Choose another port, or port 0 for any that is free.
    #[must_use]
    pub fn is_address_in_use(&self) -> bool {
        let source = self.source.downcast_ref::<io::Error>();
        source.is_some_and(|source| source.kind() == io::ErrorKind::AddrInUse)
    }
}

/// A sandbox about to be started. Everything has a default.
#[derive(Debug, Clone)]
#[must_use]
pub struct SandboxBuilder {
    bind: SocketAddr,
    seed: u64,
    items: usize,
    clock: ClockSetting,
    app_state: AppState,
    token_life: Option<SignedDuration>,
    groups: Option<BTreeSet<String>>,
    limits: Limits,
    replies: ReplyProfile,
    faults: Vec<Fault>,
    gzip: bool,
    tls_proxy: Option<u16>,
    ca_folder: Option<PathBuf>,
}

impl Default for SandboxBuilder {
    fn default() -> Self {
        Self {
            bind: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            seed: Catalogue::DEFAULT_SEED,
            items: Catalogue::DEFAULT_ITEMS,
            clock: ClockSetting::Machine,
            app_state: AppState::Online,
            token_life: None,
            groups: None,
            limits: Limits::default(),
            replies: ReplyProfile::Platform,
            faults: Vec::new(),
            gzip: false,
            tls_proxy: None,
            ca_folder: None,
        }
    }
}

impl SandboxBuilder {
    /// The port to listen on; 0, the default, is any that is free.
    pub fn port(mut self, port: u16) -> Self {
        self.bind.set_port(port);
        self
    }

    /// The address to listen on; by default only this machine reaches the sandbox.
    pub fn bind(mut self, address: IpAddr) -> Self {
        self.bind.set_ip(address);
        self
    }

    /// What the catalogue is made of: the same seed gives the same items.
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// How many items the catalogue has. However many, it starts at once and an item is
    /// told in microseconds; searches in a million take about a second whenever their index
    /// is made anew, which is every ten minutes for each country, and milliseconds between.
    pub fn items(self, items: usize) -> Self {
        Self { items, ..self }
    }

    /// How its time relates to the machine's.
    pub fn clock(self, clock: ClockSetting) -> Self {
        Self { clock, ..self }
    }

    /// Whether its apps are published, which decides how long tokens live.
    pub fn app_state(self, app_state: AppState) -> Self {
        Self { app_state, ..self }
    }

    /// How long access tokens live; if not said, as long as the app's state gives them.
    pub fn token_life(self, life: SignedDuration) -> Self {
        Self { token_life: Some(life), ..self }
    }

    /// Grants the apps this API group (`AliExpress-dropship`) and no other but those
    /// granted likewise; without it they have all.
    pub fn api_group(mut self, group: &str) -> Self {
        self.groups.get_or_insert_default().insert(group.to_owned());
        self
    }

    /// How often an app may call; by default as often as it likes.
    pub fn quotas(mut self, quotas: Quotas) -> Self {
        self.limits.app = quotas;
        self
    }

    /// How often an API may be called by all apps together.
    pub fn api_quotas(mut self, api: &str, quotas: Quotas) -> Self {
        self.limits.apis.insert(api.to_owned(), quotas);
        self
    }

    /// How often each app may call an API. `aliexpress.ds.feed.itemids.get` has three calls
    /// a second as soon as anything is limited, if nothing else is said here.
    pub fn app_api_quotas(mut self, api: &str, quotas: Quotas) -> Self {
        self.limits.app_apis.insert(api.to_owned(), quotas);
        self
    }

    /// The shapes of its answers.
    pub fn replies(self, replies: ReplyProfile) -> Self {
        Self { replies, ..self }
    }

    /// Something that goes wrong, behind what was added before.
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// Compresses answers for clients that offer to read that; off by default, so that
    /// what goes over the wire can be read.
    pub fn gzip(self, gzip: bool) -> Self {
        Self { gzip, ..self }
    }

    /// Answers besides as a proxy for the platform's own hosts, on this port of the same
    /// address; 0 is any that is free.
    pub fn tls_proxy(self, port: u16) -> Self {
        Self { tls_proxy: Some(port), ..self }
    }

    /// The folder the certificate of the proxy's CA is written to; without it, one that is
    /// removed with the sandbox.
    pub fn ca_folder(self, folder: impl Into<PathBuf>) -> Self {
        Self { ca_folder: Some(folder.into()), ..self }
    }

    /// Starts it. From then on it answers, until it is stopped or dropped.
    ///
    /// # Errors
    ///
    /// When an address cannot be listened on, or the CA's certificate cannot be written.
    pub async fn start(self) -> Result<Sandbox, StartError> {
        let (listener, address) = listen(self.bind).await?;
        let shared = Shared {
            gateway: Arc::new(self.gateway()),
            url: format!("http://{}", reached_at(address)),
            follows_host: address.ip().is_unspecified(),
            gzip: self.gzip,
        };
        let (stop, stopped) = watch::channel(false);
        let (tls_proxy, proxy_task) = match self.tls_proxy {
            Some(port) => {
                let (proxy, task) =
                    self.start_proxy(port, &shared, stopped.clone()).await?;
                (Some(proxy), Some(task))
            }
            None => (None, None),
        };
        let served = shared.clone();
        let plain = tokio::spawn(server::run(listener, stopped, move |stream, peer| {
            server::serve_plain(served.clone(), stream, peer)
        }));
        let tasks = std::iter::once(plain).chain(proxy_task).collect();
        Ok(Sandbox::new(shared, address, tls_proxy, stop, tasks))
    }

    async fn start_proxy(
        &self,
        port: u16,
        shared: &Shared,
        stopped: watch::Receiver<bool>,
    ) -> Result<(TlsProxy, JoinHandle<()>), StartError> {
        let (listener, address) = listen(SocketAddr::new(self.bind.ip(), port)).await?;
        let authority = Authority::new(clock::machine_now())
            .map_err(|error| StartError::new("make the proxy's CA", error))?;
        let url = format!("http://{}", reached_at(address));
        let proxy = TlsProxy::new(address, url, &authority, self.ca_folder.as_deref())?;
        let shared =
            ProxyShared { shared: shared.clone(), authority: Arc::new(authority) };
        let task = tokio::spawn(server::run(listener, stopped, move |stream, peer| {
            connect::serve(shared.clone(), stream, peer)
        }));
        Ok((proxy, task))
    }

    fn gateway(&self) -> Gateway {
        let clock = Clock::new(self.clock);
        let script = Script::default();
        for fault in self.faults.iter().cloned() {
            script.add(fault);
        }
        let (state, life) = (self.app_state, self.token_life);
        let tokens = TokenBook::new(state, life, self.seed, clock.now());
        Gateway {
            apps: Apps::new(self.groups.clone()),
            catalogue: Catalogue::synthetic(self.seed, self.items),
            indexes: Indexes::default(),
            clock,
            journal: Journal::default(),
            script,
            replies: self.replies,
            tokens: Mutex::new(tokens),
            quota: Mutex::new(QuotaBook::new(self.limits.clone())),
            answered: AtomicU64::new(0),
        }
    }
}

async fn listen(bind: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let failed = |error| StartError::new(format!("listen on {bind}"), error);
    let listener = TcpListener::bind(bind).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

/// An address that can be connected to: nobody connects to `0.0.0.0`.
fn reached_at(address: SocketAddr) -> SocketAddr {
    if !address.ip().is_unspecified() {
        return address;
    }
    SocketAddr::from((Ipv4Addr::LOCALHOST, address.port()))
}
