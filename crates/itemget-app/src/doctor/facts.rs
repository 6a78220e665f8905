//! What the checks judge: gathered once, plain, without a secret in it.

use std::path::PathBuf;

use itemget::limit::QuotaReport;
use itemget::{CacheUsage, TokenAccount};
use jiff::Timestamp;

use super::finding::Problem;
use super::signatures::Vectors;
use crate::auth::Standing;
use crate::config::{Origin, Sources};
use crate::drift::Drift;
use crate::notify::Security;

/// All that is known.
#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) now: Timestamp,
    /// Whether the clock is held for a test: then it says nothing of the machine's.
    pub(crate) clock_is_held: bool,
    /// Names in the environment that look like settings, with the one that is meant.
    pub(crate) strangers: Vec<(String, Option<&'static str>)>,
    pub(crate) signatures: Vectors,
    pub(crate) machine: MachineFacts,
    /// What hangs on the configuration; nothing else can be said without it.
    pub(crate) configured: Result<Configured, Problem>,
}

/// What is known with a configuration that can be read.
#[derive(Debug)]
pub(crate) struct Configured {
    pub(crate) sources: Sources,
    pub(crate) app: AppFacts,
    pub(crate) consent: ConsentFacts,
    pub(crate) quota: Result<Option<QuotaReport>, Problem>,
    pub(crate) cache: Result<CacheFacts, Problem>,
    pub(crate) network: NetworkFacts,
    pub(crate) drift: Result<Drift, Problem>,
    pub(crate) mail: MailFacts,
    /// What the platform said; none where it was not asked.
    pub(crate) live: Option<LiveFacts>,
}

/// The app.
#[derive(Debug)]
pub(crate) struct AppFacts {
    pub(crate) key: Option<String>,
    pub(crate) secret: SecretFacts,
    /// Whether the endpoint is on this machine: a sandbox's secrets look otherwise.
    pub(crate) is_here: bool,
}

/// The app's secret, without the secret.
#[derive(Debug)]
pub(crate) enum SecretFacts {
    None,
    Unreadable(Problem),
    Known {
        length: usize,
        /// Whether it is letters and digits alone.
        is_plain: bool,
        origin: Origin,
    },
}

/// The user's consent.
#[derive(Debug)]
pub(crate) struct ConsentFacts {
    /// An access token that was given, which goes before what is kept.
    pub(crate) given: Option<(Origin, Result<(), Problem>)>,
    pub(crate) kept: Result<Option<KeptConsent>, Problem>,
}

/// A consent that is kept, without the token.
#[derive(Debug, Clone)]
pub(crate) struct KeptConsent {
    pub(crate) account: TokenAccount,
    pub(crate) access_expires_at: Timestamp,
    pub(crate) is_renewable: bool,
    pub(crate) consent_ends: Option<Timestamp>,
    pub(crate) standing: Standing,
    /// When it was last renewed.
    pub(crate) written_at: Option<Timestamp>,
}

/// The machine.
#[derive(Debug)]
pub(crate) struct MachineFacts {
    /// Where the program keeps what it must remember, and whether it can.
    pub(crate) state: Result<(PathBuf, Result<(), Problem>), Problem>,
    /// How many bytes are free there; none where the system does not say.
    pub(crate) free_bytes: Option<u64>,
    /// How many certificates of authorities the system has.
    pub(crate) roots: usize,
}

/// The cache.
#[derive(Debug)]
pub(crate) struct CacheFacts {
    pub(crate) folder: PathBuf,
    /// None where nothing was kept yet.
    pub(crate) usage: Option<CacheUsage>,
}

/// The way to the platform.
#[derive(Debug)]
pub(crate) struct NetworkFacts {
    /// The host of the endpoint; none is the platform itself. Never the whole address,
    /// which can hold what it should not.
    pub(crate) endpoint: Option<String>,
    pub(crate) is_encrypted: bool,
    /// Where the proxy comes from, and whether calls go through it.
    pub(crate) proxy: Option<(Origin, ProxyUse)>,
    pub(crate) extra_roots: Option<PathBuf>,
    /// Whether a client can be made of all that; none where there is no app to make it for.
    pub(crate) client: Option<Result<(), ClientProblem>>,
}

/// Whether calls go through a proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProxyUse {
    Through,
    Around,
}

/// Why a client cannot be made.
#[derive(Debug)]
pub(crate) struct ClientProblem {
    pub(crate) part: ClientPart,
    pub(crate) problem: Problem,
}

/// The part of a client that cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClientPart {
    Endpoint,
    Proxy,
    Encryption,
    Other,
}

/// The e-mails of alerts, without passwords and without addresses of people.
#[derive(Debug)]
pub(crate) struct MailFacts {
    /// Where the channels are kept, and their passwords with them; none where nothing is
    /// kept yet.
    pub(crate) kept: Option<KeptIn>,
    /// The channels that send e-mails; none where they were not looked at.
    pub(crate) channels: Result<Option<Vec<MailChannel>>, Problem>,
}

/// Where channels are kept.
#[derive(Debug)]
pub(crate) enum KeptIn {
    File {
        path: PathBuf,
        /// Its files that not only their owner can read, with their modes.
        exposed: Vec<(PathBuf, u32)>,
    },
    /// Its address, without its password.
    Server(String),
}

/// A channel that sends e-mails.
#[derive(Debug)]
pub(crate) struct MailChannel {
    pub(crate) name: String,
    pub(crate) settings: Result<MailSettings, Problem>,
    /// After how many milliseconds its server had greeted; none where it was not asked.
    pub(crate) greeted: Option<Result<u64, LiveProblem>>,
}

/// How e-mails are sent.
#[derive(Debug)]
pub(crate) struct MailSettings {
    pub(crate) server: String,
    pub(crate) port: u16,
    pub(crate) security: Security,
    /// Whether there is an account to log in with, and a password.
    pub(crate) has_account: bool,
}

/// What the platform said when it was asked.
#[derive(Debug)]
pub(crate) struct LiveFacts {
    /// How long it took to be answered, and the time the server has; none where the way is
    /// not one that can be looked at.
    pub(crate) reached: Option<Result<Reached, Problem>>,
    pub(crate) calls: Vec<LiveCall>,
}

/// The server's answer to a plain request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reached {
    pub(crate) milliseconds: u64,
    /// How many seconds the server's clock is before this machine's.
    pub(crate) skew_seconds: Option<i64>,
}

/// What became of a call.
#[derive(Debug)]
pub(crate) struct LiveCall {
    pub(crate) id: &'static str,
    pub(crate) ended: Result<(), LiveProblem>,
}

/// Why a call was not answered.
#[derive(Debug)]
pub(crate) struct LiveProblem {
    pub(crate) problem: Problem,
    pub(crate) blame: super::finding::Blame,
}
