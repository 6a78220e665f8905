//! The gateway: the order in which a request is checked (protocol 2.9), and who answers it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard};

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::answers::{self, Ask, Reply};
use crate::apps::Apps;
use crate::catalogue::Catalogue;
use crate::catalogue::index::Indexes;
use crate::clock::Clock;
use crate::credentials::Credentials;
use crate::envelope::{self, AnswerIds, Door};
use crate::faults;
use crate::journal::Journal;
use crate::quota::{LimitedBy, OverLimit, QuotaBook};
use crate::refusal::Refusal;
use crate::reply_profile::ReplyProfile;
use crate::script::Script;
use crate::script::fault::FaultKind;
use crate::shape::{self, Shape};
use crate::system;
use crate::tokens::TokenBook;
use crate::verify::diagnose::diagnose;
use crate::verify::received::{Received, SignDialect};
use crate::verify::signature::{self, Hash};
use crate::verify::timestamp;

/// Everything a sandbox is, but its sockets.
#[derive(Debug)]
pub(crate) struct Gateway {
    pub(crate) apps: Apps,
    pub(crate) catalogue: Catalogue,
    pub(crate) indexes: Indexes,
    pub(crate) clock: Clock,
    pub(crate) journal: Journal,
    pub(crate) script: Script,
    pub(crate) replies: ReplyProfile,
    pub(crate) tokens: Mutex<TokenBook>,
    pub(crate) quota: Mutex<QuotaBook>,
    pub(crate) answered: AtomicU64,
}

/// A request that has been read, on its way through the checks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Passage<'a> {
    pub(crate) received: &'a Received,
    pub(crate) door: Door,
    /// The sandbox's time, the same for all checks of one request.
    pub(crate) now: Timestamp,
    /// Where the sandbox is reached: what links in the answer start with.
    pub(crate) base_url: &'a str,
    pub(crate) fault: Option<&'a FaultKind>,
}

impl Gateway {
    /// Ids for the next answer.
    pub(crate) fn next_ids(&self, now: Timestamp) -> AnswerIds {
        AnswerIds::new(now, self.answered.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// The answer's body, or why there is none.
    pub(crate) fn answer(
        &self,
        passage: &Passage<'_>,
        ids: &AnswerIds,
    ) -> Result<Value, Refusal> {
        let Passage { received, door, .. } = *passage;
        let app = self.check_app(received)?;
        check_time(passage)?;
        check_signature(passage, app)?;
        let api = match door {
            Door::ItemGet => "api.item.get",
            _ => received.api().ok_or_else(|| Refusal::missing("method"))?,
        };
        if received.param("format").is_some_and(|format| format != "json") {
            return Err(Refusal::invalid_parameter("the sandbox answers in JSON only"));
        }
        if api.contains('/') {
            let fields = system::answer(self, api, received, app, passage)?;
            return Ok(envelope::system(api, fields, door, ids));
        }
        let traits = answers::api_traits(api)
            .filter(|_| (door == Door::ItemGet) == (api == "api.item.get"))
            .ok_or_else(|| Refusal::api_path(format!("the sandbox has no `{api}`")))?;
        if door == Door::Rest {
            let detail = format!("`{api}` is a business API: it is called at /sync");
            return Err(Refusal::api_path(detail));
        }
        let is_forbidden = matches!(passage.fault, Some(FaultKind::NoPermission));
        if is_forbidden || !self.apps.may_call(traits.permission) {
            return Err(Refusal::permission(traits.permission));
        }
        self.check_token(passage, app, traits.needs_token)?;
        self.check_rate(passage, api, app)?;
        for &name in traits.required {
            let is_file = received.files().iter().any(|file| file == name);
            if received.param(name).is_none() && !is_file {
                return Err(Refusal::missing(name));
            }
        }
        self.business(api, passage, ids)
    }

    pub(crate) fn tokens(&self) -> MutexGuard<'_, TokenBook> {
        self.tokens.lock().expect("no code panics while it holds the tokens")
    }

    pub(crate) fn quota(&self) -> MutexGuard<'_, QuotaBook> {
        self.quota.lock().expect("no code panics while it holds the quotas")
    }

    fn check_app(&self, received: &Received) -> Result<&Credentials, Refusal> {
        let app_key =
            received.param("app_key").ok_or_else(|| Refusal::missing("app_key"))?;
        self.apps.find(app_key).ok_or_else(Refusal::app_key)
    }

    fn check_token(
        &self,
        passage: &Passage<'_>,
        app: &Credentials,
        needed: bool,
    ) -> Result<(), Refusal> {
        if let Some(FaultKind::ExpiredToken) = passage.fault {
            return Err(Refusal::access_token("the script says that it expired"));
        }
        if !needed {
            return Ok(());
        }
        let received = passage.received;
        let token = received.param("access_token").or_else(|| received.param("session"));
        self.tokens()
            .check(token, app.app_key(), passage.now)
            .map_err(|fault| Refusal::access_token(format!("the access token: {fault}")))
    }

    fn check_rate(
        &self,
        passage: &Passage<'_>,
        api: &str,
        app: &Credentials,
    ) -> Result<(), Refusal> {
        faults::limit(passage.fault)?;
        self.count(app, api).map_err(|over| {
            let whose = match over.by {
                LimitedBy::App => "the app's limit".to_owned(),
                LimitedBy::Api => format!("the limit of `{api}`, whoever calls it"),
                LimitedBy::AppApi => format!("the app's limit of `{api}`"),
            };
            let what = if over.day_over { "a day" } else { "a second" };
            Refusal::limit(over.by, over.ban_seconds)
                .with_detail(format!("{whose}, for {what}, is reached"))
        })
    }

    /// Counts a call, or says which limit it is over.
    pub(crate) fn count(&self, app: &Credentials, api: &str) -> Result<(), OverLimit> {
        let mut quota = self.quota();
        // Read under the lock, so that calls are counted in the order of their times.
        let now = self.clock.now();
        quota.take(app.app_key(), api, now)
    }

    fn business(
        &self,
        api: &str,
        passage: &Passage<'_>,
        ids: &AnswerIds,
    ) -> Result<Value, Refusal> {
        faults::back_end(passage.fault)?;
        let Passage { received, now, base_url, .. } = *passage;
        let ask = Ask {
            method: api,
            params: received.params(),
            now,
            base_url,
            files: received.contents(),
            indexes: &self.indexes,
        };
        let reply = match passage.fault {
            Some(FaultKind::Empty) => answers::nothing(api),
            _ => answers::answer(&ask, &self.catalogue),
        };
        match reply {
            Reply::Payload(payload) => {
                let shape = self.shape_for(passage);
                Ok(shape::render(api, payload, &ids.request, &ids.trace, shape))
            }
            Reply::Refusal { code, message, sub } => {
                let sub = sub.map(|(code, message)| (code.into(), message));
                Err(Refusal::other(code, message, sub))
            }
        }
    }

    fn shape_for(&self, passage: &Passage<'_>) -> Shape {
        if let Some(FaultKind::Simplified) = passage.fault {
            return Shape::Simplified;
        }
        match passage.door {
            Door::ItemGet => Shape::Wrapped,
            _ => self.replies.shape(passage.received.param("simplify") == Some("true")),
        }
    }
}

fn check_time(passage: &Passage<'_>) -> Result<(), Refusal> {
    let now = platform_time(passage.now, passage.fault);
    timestamp::check(passage.received.param("timestamp"), now)
        .map_err(|fault| Refusal::timestamp(fault.to_string()))
}

/// The time the platform believes it is.
pub(crate) fn platform_time(now: Timestamp, fault: Option<&FaultKind>) -> Timestamp {
    match fault {
        Some(FaultKind::SkewedClock { seconds }) => {
            now.checked_add(SignedDuration::from_secs(*seconds)).unwrap_or(now)
        }
        _ => now,
    }
}

fn check_signature(passage: &Passage<'_>, app: &Credentials) -> Result<(), Refusal> {
    let received = passage.received;
    if let Some(FaultKind::BadSignature) = passage.fault {
        return Err(Refusal::signature("the script says so"));
    }
    let hash = match received.dialect() {
        SignDialect::ItemGet => Hash::Md5AppSecret,
        SignDialect::Iop => {
            let named = received
                .param("sign_method")
                .ok_or_else(|| Refusal::missing("sign_method"))?;
            Hash::from_wire(named).ok_or_else(|| {
                Refusal::invalid_parameter(format!(
                    "`sign_method` is `{named}`, but must be `sha256`, `hmac-sha256`, `hmac` or `md5`"
                ))
            })?
        }
    };
    let sign = received.param("sign").ok_or_else(|| Refusal::missing("sign"))?;
    if signature::matches(received, hash, app.app_secret(), sign) {
        return Ok(());
    }
    let rule = diagnose(received, app.app_secret()).rule;
    Err(Refusal::signature(rule.map_or_else(String::new, |rule| rule.to_string())))
}
