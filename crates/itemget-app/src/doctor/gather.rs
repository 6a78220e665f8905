//! Gathers the facts: the only part that touches the disk. Nothing is sent.

use std::fs;
use std::io;
use std::path::Path;

use itemget::{BuildError, Cache as _, Clock as _, TokenStore as _};
use jiff::Timestamp;

use super::facts::{
    AppFacts, CacheFacts, ClientPart, ClientProblem, Configured, ConsentFacts, Facts,
    KeptConsent, MachineFacts, NetworkFacts, ProxyUse, SecretFacts,
};
use super::finding::Problem;
use super::mail::{self, Ask};
use super::signatures;
use crate::auth::{consent_ends, standing};
use crate::clock::ProgramClock;
use crate::config::{self, Environment, Flags, Places, Settings, keys};
use crate::connect::{self, ConnectError, Target};
use crate::drift::Drift;
use crate::lang::Lang;
use crate::quota;
use crate::report;

/// All that can be known without asking anybody.
pub(crate) async fn gather(
    flags: &Flags,
    environment: &Environment,
    target: Target,
    lang: Lang,
) -> Facts {
    let settings = Settings::load(flags, environment);
    let clock = settings.as_ref().ok().and_then(|it| it.clock().ok()).unwrap_or_default();
    let now = clock.now();
    let names = || keys::variables();
    let strangers = environment
        .strangers()
        .map(|name| (name.to_owned(), keys::nearest(name, names())))
        .collect();
    let configured =
        match settings.and_then(|it| Ok((it, config::sources(flags, environment)?))) {
            Ok((settings, sources)) => Ok(Configured {
                app: app(&settings, target, lang),
                consent: consent(&settings, target, now, lang).await,
                quota: quota_of(&settings, target, clock, lang).await,
                cache: cache(&settings, lang).await,
                network: network(&settings, target, lang),
                drift: drift(&settings, lang),
                mail: mail::look(&settings, target, Ask::Nobody, lang).await,
                live: None,
                sources,
            }),
            Err(error) => Err(problem(error, lang)),
        };
    Facts {
        now,
        clock_is_held: environment.value(keys::SANDBOX_CLOCK_VARIABLE).is_some(),
        strangers,
        signatures: signatures::check(),
        machine: machine(lang),
        configured,
    }
}

/// An error in a line, with its cure.
pub(super) fn problem(error: impl Into<anyhow::Error>, lang: Lang) -> Problem {
    let report = report::of(&error.into(), lang);
    Problem { text: report.in_a_line(), fix: report.hint().map(str::to_owned) }
}

fn app(settings: &Settings, target: Target, lang: Lang) -> AppFacts {
    let key = settings.app_key.as_ref().filter(|_| target == Target::AsConfigured);
    let secret = match settings.app_secret.as_ref().filter(|_| key.is_some()) {
        None => SecretFacts::None,
        Some(set) => match set.value.read() {
            Err(error) => SecretFacts::Unreadable(problem(error, lang)),
            Ok(secret) => SecretFacts::Known {
                length: secret.expose().chars().count(),
                is_plain: secret
                    .expose()
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric()),
                origin: set.origin.clone(),
            },
        },
    };
    let endpoint = settings.endpoint.as_ref();
    let is_here = endpoint.is_some_and(|set| connect::is_this_machine(&set.value));
    AppFacts { key: key.map(|set| set.value.clone()), secret, is_here }
}

async fn consent(
    settings: &Settings,
    target: Target,
    now: Timestamp,
    lang: Lang,
) -> ConsentFacts {
    let given = settings.access_token.as_ref().map(|set| {
        let read = set.value.read().map(drop).map_err(|error| problem(error, lang));
        (set.origin.clone(), read)
    });
    let Ok(app_key) = connect::app_key(settings, target) else {
        return ConsentFacts { given, kept: Ok(None) };
    };
    let kept = match connect::token_store(settings, &app_key, settings.dialect()) {
        Err(error) => Err(problem(error, lang)),
        Ok(store) => match store.load().await {
            Err(error) => Err(problem(error, lang)),
            Ok(token) => Ok(token.map(|token| KeptConsent {
                account: token.account.clone(),
                access_expires_at: token.access_expires_at,
                is_renewable: token.refresh.is_some()
                    && token.refresh_expires_at.is_none_or(|end| end > now),
                consent_ends: consent_ends(&token),
                standing: standing(&token, now),
                written_at: store.written_at(),
            })),
        },
    };
    ConsentFacts { given, kept }
}

async fn quota_of(
    settings: &Settings,
    target: Target,
    clock: ProgramClock,
    lang: Lang,
) -> Result<Option<itemget::limit::QuotaReport>, Problem> {
    let Ok(app_key) = connect::app_key(settings, target) else { return Ok(None) };
    let folder = Places::of_this_user().map_err(|error| problem(error, lang))?.quota();
    let limits = connect::limits(settings);
    quota::report(&folder, &app_key, &limits, clock)
        .await
        .map_err(|error| problem(error, lang))
}

async fn cache(settings: &Settings, lang: Lang) -> Result<CacheFacts, Problem> {
    let folder = match &settings.cache_folder {
        Some(set) => set.value.clone(),
        None => Places::of_this_user().map_err(|error| problem(error, lang))?.answers(),
    };
    // To look at a cache is no reason to make one.
    if !folder.exists() {
        return Ok(CacheFacts { folder, usage: None });
    }
    let cache = connect::cache(settings).map_err(|error| problem(error, lang))?;
    let usage = cache.usage().await.map_err(|error| problem(error, lang))?;
    Ok(CacheFacts { folder, usage: Some(usage) })
}

fn network(settings: &Settings, target: Target, lang: Lang) -> NetworkFacts {
    let endpoint = settings.endpoint.as_ref().map(|set| set.value.as_str());
    let used = match connect::goes_around_proxies(endpoint, &settings.no_proxy) {
        true => ProxyUse::Around,
        false => ProxyUse::Through,
    };
    let has_app = connect::app_key(settings, target).is_ok();
    let rehearsed = || connect::rehearse(settings).map_err(|it| client_problem(it, lang));
    NetworkFacts {
        endpoint: endpoint.map(|endpoint| {
            connect::host(endpoint).unwrap_or_else(|| lang.pick("?", "？").to_owned())
        }),
        is_encrypted: endpoint.is_none_or(|endpoint| endpoint.starts_with("https:")),
        proxy: settings.proxy.as_ref().map(|set| (set.origin.clone(), used)),
        extra_roots: settings.root_certificates.as_ref().map(|set| set.value.clone()),
        client: has_app.then(rehearsed),
    }
}

fn client_problem(error: ConnectError, lang: Lang) -> ClientProblem {
    let part = match &error {
        ConnectError::Build(BuildError::Endpoint { .. }) => ClientPart::Endpoint,
        ConnectError::Build(BuildError::Proxy(_)) => ClientPart::Proxy,
        ConnectError::Build(BuildError::Tls(_)) | ConnectError::Certificates { .. } => {
            ClientPart::Encryption
        }
        _ => ClientPart::Other,
    };
    ClientProblem { part, problem: problem(error, lang) }
}

fn drift(settings: &Settings, lang: Lang) -> Result<Drift, Problem> {
    let files = Places::of_this_user().map_err(|error| problem(error, lang))?.drift();
    let at = settings.endpoint.as_ref().map(|set| set.value.as_str());
    Drift::read(&files, at).map_err(|error| problem(error, lang))
}

fn machine(lang: Lang) -> MachineFacts {
    let state = Places::of_this_user().map_err(|error| problem(error, lang));
    let state = state.map(|places| {
        let folder = places.state().to_owned();
        let written = write_there(&folder).map_err(|error| problem(error, lang));
        (folder, written)
    });
    let free_bytes = state.as_ref().ok().and_then(|(folder, _)| free_bytes(folder));
    let roots = rustls_native_certs::load_native_certs().certs.len();
    MachineFacts { state, free_bytes, roots }
}

/// Writes a file and takes it away again: nothing else tells whether it can be done.
fn write_there(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let file = folder.join(format!("doctor.{}.new", std::process::id()));
    let written = fs::write(&file, "can it be written?");
    let removed = fs::remove_file(&file);
    written.and(removed)
}

#[cfg(unix)]
fn free_bytes(folder: &Path) -> Option<u64> {
    // Where the folder is not made yet, its disk is the one of the first that is.
    let there = folder.ancestors().find(|folder| folder.exists())?;
    let disk = rustix::fs::statvfs(there).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(not(unix))]
fn free_bytes(_: &Path) -> Option<u64> {
    None
}
