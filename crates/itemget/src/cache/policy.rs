//! [`CachePolicy`]: what may be given instead of a call. Pure.

use std::time::Duration;

use jiff::Timestamp;

use super::{CacheEntry, Kept, ages};
use crate::error::ErrorKind;
use crate::item::Group;
use crate::refusal::{Cause, Refusal};
use crate::transport::TransportErrorKind;

/// What may be given instead of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CachePolicy {
    /// How old an answer may be. Where it is not said,
    /// [what is usual for the method](super::default_age_of_method). Zero: always call,
    /// and keep what is answered.
    pub max_age: Option<Duration>,
    /// How old a lasting refusal may be, such as "no such item"; never older than
    /// [`max_age`](Self::max_age) either.
    pub max_refusal_age: Duration,
    /// How old an answer may be that is given where the call fails. Zero: none is.
    pub stale_if_error: Duration,
    /// Whether calls may be made at all.
    pub network: Network,
}

/// Whether calls may be made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Network {
    /// Where what is kept will not do.
    #[default]
    Allowed,
    /// Never: what is kept is given however old it is, and what is not is missing.
    Never,
}

impl Default for CachePolicy {
    /// Ages by method, refusals for an hour, an answer of the last day where the call
    /// fails.
    fn default() -> Self {
        Self {
            max_age: None,
            max_refusal_age: Duration::from_secs(3600),
            stale_if_error: Duration::from_secs(24 * 3600),
            network: Network::Allowed,
        }
    }
}

impl CachePolicy {
    /// The same, giving nothing older than `max_age` while calls succeed.
    #[must_use]
    pub fn with_max_age(self, max_age: Duration) -> Self {
        Self { max_age: Some(max_age), ..self }
    }

    /// The same with the age that suits all of `groups`; an age that was set stays. A
    /// caller who wants but the title is served for days by what another's call for the
    /// price has brought.
    #[must_use]
    pub fn for_groups(self, groups: &[Group]) -> Self {
        let shortest = groups.iter().map(|group| ages::default_age(*group)).min();
        Self { max_age: self.max_age.or(shortest), ..self }
    }

    /// The same, giving an answer of up to `age` where the call fails.
    #[must_use]
    pub fn with_stale_if_error(self, age: Duration) -> Self {
        Self { stale_if_error: age, ..self }
    }

    /// The same without any call.
    #[must_use]
    pub fn offline(self) -> Self {
        Self { network: Network::Never, ..self }
    }
}

/// What to do about a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plan {
    /// Give what is kept: it is as young as it should be.
    Give,
    /// Give what is kept, and say that it is older than it should be.
    GiveStale,
    Call,
    /// No call may be made, and there is nothing to give.
    Miss,
}

/// An entry from further ahead than this was kept by a clock that was wrong: how old it
/// is, nobody knows.
const FUTURE: Duration = Duration::from_secs(300);

impl CachePolicy {
    /// What to do about a question to `method`, of which `found` is kept.
    pub(super) fn plan(
        &self,
        method: &str,
        found: Option<&CacheEntry>,
        now: Timestamp,
    ) -> Plan {
        let max_age = self.max_age.unwrap_or_else(|| ages::default_age_of_method(method));
        let young = |entry: &CacheEntry, limit: Duration| {
            age(entry, now).is_some_and(|age| age < limit)
        };
        match (found, self.network) {
            (Some(entry), network) => match (&entry.kept, network) {
                (Kept::Answer(_), _) if young(entry, max_age) => Plan::Give,
                (Kept::Refusal(_), _)
                    if young(entry, max_age.min(self.max_refusal_age)) =>
                {
                    Plan::Give
                }
                (Kept::Answer(_), Network::Never) => Plan::GiveStale,
                (Kept::Refusal(_), Network::Never) => Plan::Miss,
                (_, Network::Allowed) => Plan::Call,
            },
            (None, Network::Never) => Plan::Miss,
            (None, Network::Allowed) => Plan::Call,
        }
    }

    /// Whether anything kept may stand in for a call that failed in this way.
    pub(crate) fn stands_in_for(&self, failure: &ErrorKind) -> bool {
        !self.stale_if_error.is_zero() && may_pass(failure)
    }

    /// Whether to give `found`, of whatever age, because the call failed.
    pub(super) fn gives_after(
        &self,
        failure: &ErrorKind,
        found: &CacheEntry,
        now: Timestamp,
    ) -> bool {
        matches!(found.kept, Kept::Answer(_))
            && age(found, now).is_some_and(|age| age < self.stale_if_error)
            && may_pass(failure)
    }
}

/// How old an entry is, if that can be told.
pub(super) fn age(entry: &CacheEntry, now: Timestamp) -> Option<Duration> {
    let age = now.duration_since(entry.observed_at);
    if age < -jiff::SignedDuration::try_from(FUTURE).ok()? {
        return None;
    }
    Some(Duration::try_from(age).unwrap_or(Duration::ZERO))
}

/// Whether a refusal says something about what was asked that holds for a while. Never
/// one about who asks, how often, or the platform's own troubles.
pub(super) fn lasts(refusal: &Refusal) -> bool {
    match refusal.cause {
        Cause::NotFound
        | Cause::NotInAffiliateProgramme
        | Cause::NotSoldToCountry
        | Cause::NotDeliverable => true,
        Cause::Throttled
        | Cause::DailyQuota
        | Cause::AccessToken
        | Cause::Consent
        | Cause::Signature
        | Cause::Clock
        | Cause::AppKey
        | Cause::Permission
        | Cause::MissingParameter
        | Cause::BadParameter
        | Cause::UnknownMethod
        | Cause::PlatformFault
        | Cause::Unknown => false,
    }
}

/// Whether a failure is one that the asker can do nothing about but wait: only then an
/// old answer is better than the truth.
fn may_pass(failure: &ErrorKind) -> bool {
    match failure {
        ErrorKind::Transport(error) => !matches!(
            error.kind,
            TransportErrorKind::BadRequest | TransportErrorKind::NotRecorded
        ),
        ErrorKind::Status { status, .. } => matches!(status, 408 | 429 | 500..=599),
        ErrorKind::Refused(refusal) => matches!(
            refusal.cause,
            Cause::Throttled | Cause::DailyQuota | Cause::PlatformFault
        ),
        ErrorKind::Unreadable(_) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests;
