//! From settings to a client that can call: the platform, or without credentials the
//! sandbox inside the program.

mod equip;
mod handed;

use std::path::PathBuf;
use std::sync::Arc;

use itemget::limit::{LedgerError, RateLimiter};
use itemget::{
    AccessToken, BuildError, CacheError, Client, ClientBuilder, Clock as _, Credentials,
    Dialect, EndpointError, ReplayError, RetryPolicy, SystemClock, Token, TokenKeeper,
    TokenStore as _, TokenStoreError,
};
use itemget_sandbox::{Sandbox, StartError};
use itemget_store::{SharedLedger, Store};
use jiff::{SignedDuration, Timestamp};

use crate::calling::{Calling, SandboxWay};
use crate::clock::{ProgramClock, SandboxDays};
use crate::config::{ConfigError, Places, Set, Settings};
use crate::drift::DriftNotes;
use crate::secrets::{SecretError, SecretPlace};
use crate::tokens::{ConsentStore, Whose};
use equip::{Where, equipped};
use handed::Handed;

pub(crate) use equip::{cache, limits};

/// Whom to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// Whom the settings name; the sandbox where they name nobody.
    AsConfigured,
    /// The sandbox, whatever the settings say.
    Sandbox,
}

/// A client, and the sandbox it talks to where it does. The sandbox ends with it.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) client: Client,
    /// The consent that calls are made with, where it is one that is kept.
    pub(crate) consent: Option<Token>,
    /// When it was connected.
    pub(crate) connected_at: Timestamp,
    /// What of the answers could not be read.
    pub(crate) drift: DriftNotes,
    /// Counts the client's calls.
    pub(crate) limiter: RateLimiter,
    /// What it counts them in, where that is a database.
    pub(crate) ledger: Option<Arc<SharedLedger>>,
    sandbox: Option<Sandbox>,
}

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConnectError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Secret(#[from] SecretError),
    #[error(transparent)]
    Build(#[from] BuildError),
    #[error(transparent)]
    Sandbox(#[from] StartError),
    #[error(transparent)]
    Token(#[from] TokenStoreError),
    #[error(transparent)]
    Cache(#[from] CacheError),
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    Replay(#[from] ReplayError),
    #[error("could not read the certificates in `{}`", path.display())]
    Certificates { path: PathBuf, source: std::io::Error },
}

impl ConnectError {
    /// The error that it is: a wrapper hides its type from those who ask for it.
    pub(crate) fn itself(&self) -> &(dyn std::error::Error + 'static) {
        match self {
            Self::Config(error) => error,
            Self::Secret(error) => error,
            Self::Build(error) => error,
            Self::Sandbox(error) => error,
            Self::Token(error) => error,
            Self::Cache(error) => error,
            Self::Ledger(error) => error,
            Self::Replay(error) => error,
            Self::Certificates { .. } => self,
        }
    }
}

impl Connection {
    /// The clock of the sandbox inside the program, where that answers.
    pub(crate) fn sandbox_clock(&self) -> Option<itemget_sandbox::Clock> {
        self.sandbox.as_ref().map(|sandbox| sandbox.clock().clone())
    }

    /// Whether it is the sandbox that answers.
    pub(crate) fn is_sandbox(&self) -> bool {
        self.sandbox.is_some()
    }
}

/// Connects as the settings say, for calls of `dialect`: each has consents of its own.
pub(crate) async fn connect(
    settings: &Settings,
    target: Target,
    dialect: Dialect,
    calling: &Calling,
) -> Result<Connection, ConnectError> {
    connect_as(settings, target, dialect, calling, Sharing::Machine).await
}

/// With whom consent and quota are shared.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Sharing<'a> {
    /// With the other programs of this machine.
    Machine,
    /// The quota with all who use this database.
    Quota(&'a Store),
    /// Consent and quota with all who use this database.
    All(&'a Store),
}

impl<'a> Sharing<'a> {
    fn quota(self) -> Option<&'a Store> {
        match self {
            Self::Machine => None,
            Self::Quota(store) | Self::All(store) => Some(store),
        }
    }
}

/// The same, sharing consent and quota so.
pub(crate) async fn connect_as(
    settings: &Settings,
    target: Target,
    dialect: Dialect,
    calling: &Calling,
    sharing: Sharing<'_>,
) -> Result<Connection, ConnectError> {
    let credentials = match target {
        Target::AsConfigured => credentials(settings)?,
        Target::Sandbox => None,
    };
    match credentials {
        Some((app_key, secret)) => {
            let app_secret = secret.read()?;
            let credentials = Credentials { app_key, app_secret };
            to_platform(credentials, settings, dialect, calling, sharing).await
        }
        None if calling.replay.is_some() => to_recording(settings, calling),
        None => to_sandbox(settings, calling).await,
    }
}

/// A client that follows links and calls nothing, and the sandbox it asks where it does.
#[derive(Debug)]
pub(crate) struct Resolver {
    pub(crate) client: Client,
    /// Ends with it.
    _sandbox: Option<Sandbox>,
}

/// Connects to where short links are asked. That takes no account.
pub(crate) async fn resolver(
    settings: &Settings,
    target: Target,
) -> Result<Resolver, ConnectError> {
    let builder = Client::builder(Credentials::new(NOBODY, NOBODY));
    let builder = with_attempts(builder, settings);
    let (builder, sandbox) = match target {
        Target::AsConfigured => (on_the_way(builder, settings)?, None),
        Target::Sandbox => {
            let sandbox = Sandbox::builder().start().await?;
            (builder.with_endpoints(sandbox.url()), Some(sandbox))
        }
    };
    Ok(Resolver { client: builder.build()?, _sandbox: sandbox })
}

/// The app of a client that calls in nobody's name.
const NOBODY: &str = "nobody";

/// The app that the settings name, for what is of no use without one.
pub(crate) fn app_key(
    settings: &Settings,
    target: Target,
) -> Result<String, ConfigError> {
    match (target, credentials(settings)?) {
        (Target::AsConfigured, Some((app_key, _))) => Ok(app_key),
        (Target::Sandbox, _) | (_, None) => Err(ConfigError::NoApp),
    }
}

/// Where the consent for this app is kept, if there is one.
pub(crate) fn token_store(
    settings: &Settings,
    app_key: &str,
    dialect: Dialect,
) -> Result<ConsentStore, ConnectError> {
    let whose = whose(settings, app_key, dialect)?;
    let database = settings.database.as_ref().map(|set| &set.value);
    let folder = Places::of_this_user()?.tokens();
    Ok(whose.store(&settings.token_store, &folder, database)?)
}

fn whose<'a>(
    settings: &'a Settings,
    app_key: &'a str,
    dialect: Dialect,
) -> Result<Whose<'a>, ConnectError> {
    let endpoint = settings.endpoint.as_ref().map(|endpoint| endpoint.value.as_str());
    // No client is made of such an address, and no file may be named after a password.
    let url = endpoint.and_then(|endpoint| url::Url::parse(endpoint).ok());
    if url.is_some_and(|url| !url.username().is_empty() || url.password().is_some()) {
        let source = EndpointError::MoreThanAnAddress;
        return Err(BuildError::Endpoint { dialect, source }.into());
    }
    let profile = settings.profile.as_deref();
    Ok(Whose { profile, app_key, endpoint, dialect })
}

/// Key and secret, of which the one without the other is a slip, and so is an endpoint
/// without either.
fn credentials(
    settings: &Settings,
) -> Result<Option<(String, &SecretPlace)>, ConfigError> {
    let origin = |set: &Set<String>| set.origin.clone();
    match (&settings.app_key, &settings.app_secret) {
        (Some(key), Some(secret)) => Ok(Some((key.value.clone(), &secret.value))),
        (Some(key), None) => Err(ConfigError::NoSecret { origin: origin(key) }),
        (None, Some(secret)) => Err(ConfigError::NoKey { origin: secret.origin.clone() }),
        (None, None) => match &settings.endpoint {
            Some(endpoint) => {
                Err(ConfigError::NoCredentials { origin: origin(endpoint) })
            }
            None => Ok(None),
        },
    }
}

async fn to_platform(
    credentials: Credentials,
    settings: &Settings,
    dialect: Dialect,
    calling: &Calling,
    sharing: Sharing<'_>,
) -> Result<Connection, ConnectError> {
    let clock = settings.clock()?;
    let connected_at = clock.now();
    let app_key = credentials.app_key.clone();
    let store = match sharing {
        Sharing::All(store) => whose(settings, &app_key, dialect)?.shared(store),
        Sharing::Machine | Sharing::Quota(_) => token_store(settings, &app_key, dialect)?,
    };
    let builder = Client::builder(credentials).with_clock(clock);
    let mut builder = with_attempts(builder, settings);
    let mut consent = None;
    if let Some(token) = &settings.access_token {
        let token = token.value.read()?;
        builder = builder.with_access_token(AccessToken::new(token.expose()));
    } else if let Some(kept) = store.load().await? {
        builder = builder.with_token_keeper(TokenKeeper::new(store, dialect));
        consent = Some(kept);
    }
    let endpoint = settings.endpoint.as_ref().map(|endpoint| endpoint.value.as_str());
    let whither = match endpoint.is_some_and(is_this_machine) {
        true => Where::Here,
        false => Where::Out,
    };
    let builder = on_the_way(builder, settings)?;
    let quota = sharing.quota();
    let days = Arc::new(SystemClock);
    let equipped = equipped(builder, &app_key, whither, settings, calling, quota, days)?;
    Ok(Connection {
        client: equipped.builder.build()?,
        limiter: equipped.limiter,
        ledger: equipped.ledger,
        consent,
        connected_at,
        drift: DriftNotes::default(),
        sandbox: None,
    })
}

/// Without credentials, a recording is answered from as the sandbox would be: that is what
/// was recorded without credentials.
fn to_recording(
    settings: &Settings,
    calling: &Calling,
) -> Result<Connection, ConnectError> {
    const NOBODY: &str = "replayed";
    let clock = settings.clock()?;
    let connected_at = clock.now();
    let builder = Client::builder(Credentials::new(NOBODY, NOBODY))
        .with_clock(clock)
        .with_access_token(AccessToken::new(NOBODY));
    let days = Arc::new(SystemClock);
    let equipped =
        equipped(builder, NOBODY, Where::Inside, settings, calling, None, days)?;
    Ok(Connection {
        client: equipped.builder.build()?,
        limiter: equipped.limiter,
        ledger: None,
        consent: None,
        connected_at,
        drift: DriftNotes::default(),
        sandbox: None,
    })
}

/// Whether an endpoint is reached directly: it is on this machine, or on the list that
/// programs read from `NO_PROXY`.
pub(crate) fn goes_around_proxies(endpoint: Option<&str>, no_proxy: &str) -> bool {
    let Some(host) = endpoint.and_then(host) else { return false };
    let on_list = no_proxy.split(',').map(str::trim).any(|entry| {
        let domain = entry.trim_start_matches('.');
        entry == "*"
            || (!domain.is_empty()
                && host
                    .strip_suffix(domain)
                    .is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
    });
    is_here(&host) || on_list
}

pub(crate) fn host(endpoint: &str) -> Option<String> {
    url::Url::parse(endpoint).ok()?.host_str().map(str::to_owned)
}

/// Whether an endpoint is on this machine.
pub(crate) fn is_this_machine(endpoint: &str) -> bool {
    host(endpoint).is_some_and(|host| is_here(&host))
}

/// Tries whether a client can be made as the settings say, and sends nothing.
pub(crate) fn rehearse(settings: &Settings) -> Result<(), ConnectError> {
    let builder = Client::builder(Credentials::new("rehearsal", "rehearsal"));
    on_the_way(builder, settings)?.build()?;
    Ok(())
}

/// The way to the gateway: its address, a proxy, certificates to believe.
fn on_the_way(
    mut builder: ClientBuilder,
    settings: &Settings,
) -> Result<ClientBuilder, ConnectError> {
    if let Some(endpoint) = &settings.endpoint {
        builder = builder.with_endpoints(&endpoint.value);
    }
    let endpoint = settings.endpoint.as_ref().map(|endpoint| endpoint.value.as_str());
    if let Some(proxy) = &settings.proxy
        && !goes_around_proxies(endpoint, &settings.no_proxy)
    {
        builder = builder.with_proxy(&proxy.value.0);
    }
    with_certificates(builder, settings)
}

/// Whether a host is this machine.
fn is_here(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || address.parse::<std::net::IpAddr>().is_ok_and(|it| it.is_loopback())
}

fn with_attempts(builder: ClientBuilder, settings: &Settings) -> ClientBuilder {
    match settings.attempts {
        None => builder,
        Some(attempts) => builder.with_retry(RetryPolicy {
            max_attempts: attempts.get(),
            ..RetryPolicy::default()
        }),
    }
}

fn with_certificates(
    builder: ClientBuilder,
    settings: &Settings,
) -> Result<ClientBuilder, ConnectError> {
    let Some(Set { value: path, .. }) = &settings.root_certificates else {
        return Ok(builder);
    };
    let failed = |source| ConnectError::Certificates { path: path.clone(), source };
    Ok(builder.with_root_certificates(std::fs::read(path).map_err(failed)?))
}

/// Longer than any time that there is.
const FOR_GOOD: SignedDuration = SignedDuration::MAX;

async fn to_sandbox(
    settings: &Settings,
    calling: &Calling,
) -> Result<Connection, ConnectError> {
    // Nobody consents to the sandbox inside the program, so nobody can do it again: however
    // long a time is made up, its token outlives it.
    let mut builder = Sandbox::builder().token_life(FOR_GOOD);
    if let Some(clock) = &settings.sandbox_clock {
        builder = builder.clock(clock.value.parse().map_err(ConfigError::SandboxClock)?);
    }
    let sandbox = builder.start().await?;
    let known = sandbox.credentials();
    let credentials = Credentials::new(known.app_key(), known.app_secret());
    let builder = with_attempts(Client::builder(credentials), settings)
        .with_access_token(AccessToken::new(known.access_token()))
        .with_endpoints(sandbox.url())
        .with_clock(ProgramClock::new(sandbox.clock().clone()));
    let builder = match calling.sandbox {
        SandboxWay::Sockets => builder,
        SandboxWay::Handed => builder.with_transport(Handed::new(sandbox.inside())),
    };
    let days = Arc::new(SandboxDays::of(sandbox.clock().clone()));
    let (key, whither) = (known.app_key(), Where::Inside);
    let equipped = equipped(builder, key, whither, settings, calling, None, days)?;
    let connected_at = sandbox.clock().now();
    Ok(Connection {
        client: equipped.builder.build()?,
        limiter: equipped.limiter,
        ledger: None,
        consent: None,
        connected_at,
        drift: DriftNotes::default(),
        sandbox: Some(sandbox),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_and_listed_hosts_are_reached_without_the_proxy() {
        for (endpoint, no_proxy, expected) in [
            (Some("http://127.0.0.1:4010"), "", true),
            (Some("http://[::1]:4010"), "", true),
            (Some("http://localhost:4010"), "", true),
            (Some("https://gateway.example"), "", false),
            (Some("https://gateway.example"), "other.example, .example", true),
            (Some("https://gateway.example"), "gateway.example", true),
            (Some("https://mygateway.example"), "gateway.example", false),
            (Some("https://gateway.example"), "*", true),
            (Some("https://gateway.example"), ",", false),
            (None, "", false),
        ] {
            let around = goes_around_proxies(endpoint, no_proxy);
            assert_eq!(around, expected, "{endpoint:?} {no_proxy:?}");
        }
    }
}
