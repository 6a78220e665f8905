//! A running sandbox, as its owner holds it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::builder::{SandboxBuilder, StartError};
use crate::catalogue::Catalogue;
use crate::clock::Clock;
use crate::credentials::{self, Credentials};
use crate::gateway::Gateway;
use crate::inside::Inside;
use crate::journal::Journal;
use crate::proxy::TlsProxy;
use crate::quota::{Quotas, Usage};
use crate::script::Script;
use crate::server::Shared;

/// A running sandbox. Dropping it stops it.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use itemget_sandbox::Sandbox;
///
/// let sandbox = Sandbox::start().await?;
/// println!("POST {}/sync as app {}", sandbox.url(), sandbox.credentials().app_key());
/// assert_eq!(sandbox.journal().total(), 0);
/// sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Sandbox {
    gateway: Arc<Gateway>,
    shared: Shared,
    address: SocketAddr,
    tls_proxy: Option<TlsProxy>,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Sandbox {
    /// Starts a sandbox with all defaults, on a free port of this machine.
    ///
    /// # Errors
    ///
    /// When no port can be listened on.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// Sets up a sandbox other than the default.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::default()
    }

    pub(crate) fn new(
        shared: Shared,
        address: SocketAddr,
        tls_proxy: Option<TlsProxy>,
        stop: watch::Sender<bool>,
        tasks: Vec<JoinHandle<()>>,
    ) -> Self {
        let gateway = Arc::clone(&shared.gateway);
        Self { gateway, shared, address, tls_proxy, stop, tasks }
    }

    /// Where it is reached, without a slash at the end: `http://127.0.0.1:4010`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.shared.url
    }

    /// A way to ask it from within this program, without a socket.
    #[must_use]
    pub fn inside(&self) -> Inside {
        Inside::new(self.shared.clone())
    }

    /// The address it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The proxy for the platform's own hosts, if one was asked for.
    #[must_use]
    pub fn tls_proxy(&self) -> Option<&TlsProxy> {
        self.tls_proxy.as_ref()
    }

    /// The default app's credentials. The public tutorial's placeholders work besides.
    #[must_use]
    pub fn credentials(&self) -> &'static Credentials {
        &credentials::DEFAULT
    }

    /// What it was sent.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.gateway.journal
    }

    /// What is to go wrong.
    #[must_use]
    pub fn script(&self) -> &Script {
        &self.gateway.script
    }

    /// Its time.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.gateway.clock
    }

    /// Its items.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.gateway.catalogue
    }

    /// What each app has done to its quotas, by its key.
    #[must_use]
    pub fn usage(&self) -> BTreeMap<String, Usage> {
        self.gateway.quota().usage()
    }

    /// What was done to each API by all apps together, by its name.
    #[must_use]
    pub fn usage_of_apis(&self) -> BTreeMap<String, Usage> {
        self.gateway.quota().usage_of_apis(None)
    }

    /// What an app has done to each API, by its name.
    #[must_use]
    pub fn usage_by_app(&self, app_key: &str) -> BTreeMap<String, Usage> {
        self.gateway.quota().usage_of_apis(Some(app_key))
    }

    /// Sets other quotas for each app from now on; what was counted stays.
    pub fn set_quotas(&self, quotas: Quotas) {
        self.gateway.quota().limits_mut().app = quotas;
    }

    /// Sets other quotas for an API, whoever calls it.
    pub fn set_api_quotas(&self, api: &str, quotas: Quotas) {
        self.gateway.quota().limits_mut().apis.insert(api.to_owned(), quotas);
    }

    /// Sets other quotas for each app's calls of an API.
    pub fn set_app_api_quotas(&self, api: &str, quotas: Quotas) {
        self.gateway.quota().limits_mut().app_apis.insert(api.to_owned(), quotas);
    }

    /// An authorization code for the default app, as the consent page gives it to a user
    /// who agrees: good once, for half an hour.
    #[must_use]
    pub fn open_code(&self) -> String {
        let app_key = credentials::DEFAULT.app_key();
        self.gateway.tokens().open_code(app_key, self.gateway.clock.now())
    }

    /// Stops it and waits until its connections are closed.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        for task in std::mem::take(&mut self.tasks) {
            if let Err(error) = task.await {
                tracing::warn!(%error, "the sandbox did not stop in good order");
            }
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}
