//! Between a caller and the loop: gives what is kept, asks once for a crowd, keeps what
//! came, and falls back on what is old where the call fails.

use std::fmt;
use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use jiff::Timestamp;

use super::flight::Flights;
use super::policy::{self, Plan};
use super::through::{CachedAnswer, Origin};
use super::{Cache, CacheEntry, CacheError, CacheKey, CachePolicy, Kept};
use crate::call::Answer;
use crate::clock::Clock;
use crate::error::{Error, ErrorKind};
use crate::reply::{Reply, ReplyError};

/// What goes before the loop where a client has a cache.
pub(crate) struct CacheLayer {
    cache: Arc<dyn Cache>,
    flights: Flights<Landed>,
    counts: Counts,
    trouble: Mutex<Option<Arc<CacheError>>>,
}

/// A question as the layer sees it, and by what policy it is answered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question<'a> {
    pub(super) key: CacheKey,
    pub(super) method: &'a str,
    pub(super) policy: &'a CachePolicy,
}

/// What one call brought, for all who wait for it; each reads it for itself.
#[derive(Clone)]
enum Landed {
    /// It was kept just before the call would have been made.
    Kept(CacheEntry),
    Answered(Answer<()>),
    Failed(Arc<Error>),
}

#[derive(Debug, Default)]
struct Counts {
    kept: AtomicU64,
    stale: AtomicU64,
    called: AtomicU64,
    shared: AtomicU64,
    troubles: AtomicU64,
}

/// What a client's cache has done so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CacheStats {
    /// Questions answered by what was kept, refusals included.
    pub kept: u64,
    /// Questions answered by what was older than it should be.
    pub stale: u64,
    /// Questions that were asked of the platform.
    pub called: u64,
    /// Questions answered by another caller's call.
    pub shared: u64,
    /// How often the cache itself failed; see [`Client::cache_trouble`].
    ///
    /// [`Client::cache_trouble`]: crate::Client::cache_trouble
    pub troubles: u64,
}

type Outcome<T> = Result<CachedAnswer<T>, Arc<Error>>;

impl CacheLayer {
    pub(crate) fn new(cache: Arc<dyn Cache>) -> Self {
        Self {
            cache,
            flights: Flights::new(),
            counts: Counts::default(),
            trouble: Mutex::default(),
        }
    }

    pub(super) fn cache(&self) -> &Arc<dyn Cache> {
        &self.cache
    }

    pub(super) fn stats(&self) -> CacheStats {
        let count = |count: &AtomicU64| count.load(Ordering::Relaxed);
        CacheStats {
            kept: count(&self.counts.kept),
            stale: count(&self.counts.stale),
            called: count(&self.counts.called),
            shared: count(&self.counts.shared),
            troubles: count(&self.counts.troubles),
        }
    }

    pub(super) fn trouble(&self) -> Option<Arc<CacheError>> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What is kept, where the policy gives it without a call: for callers who ask for
    /// many things in one call, and keep each for itself.
    pub(super) async fn kept<T>(
        &self,
        question: Question<'_>,
        clock: &dyn Clock,
        read: impl Fn(&Reply) -> Result<T, ReplyError>,
    ) -> Option<Outcome<T>> {
        let Question { key, method, policy } = question;
        let now = clock.now();
        let entry = self.find(&key, now).await?;
        let plan = policy.plan(method, Some(&entry), now);
        if !matches!(plan, Plan::Give | Plan::GiveStale) {
            return None;
        }
        let outcome = given(method, &entry, now, &read).ok()?;
        match plan {
            Plan::GiveStale => {
                count(&self.counts.stale);
                Some(outcome.map(|answer| answer.stale(None)))
            }
            _ => {
                count(&self.counts.kept);
                Some(outcome)
            }
        }
    }

    /// Answers `question` as its policy says; `call` asks the platform.
    pub(super) async fn answer<T, F>(
        &self,
        question: Question<'_>,
        clock: &dyn Clock,
        read: impl Fn(&Reply) -> Result<T, ReplyError>,
        call: impl FnOnce() -> F,
    ) -> Outcome<T>
    where
        F: Future<Output = Result<Answer<T>, Error>>,
    {
        let Question { key, method, policy } = question;
        let now = clock.now();
        let mut found = self.find(&key, now).await;
        let mut plan = policy.plan(method, found.as_ref(), now);
        if let (Plan::Give | Plan::GiveStale, Some(entry)) = (plan, &found) {
            match given(method, entry, now, &read) {
                Ok(outcome) if plan == Plan::Give => {
                    count(&self.counts.kept);
                    return outcome;
                }
                Ok(outcome) => {
                    count(&self.counts.stale);
                    return outcome.map(|answer| answer.stale(None));
                }
                // Today's reader makes nothing of it, so that it is as good as not kept.
                Err(_) => {
                    self.noted(self.cache.forget(&key).await);
                    found = None;
                    plan = policy.plan(method, None, now);
                }
            }
        }
        if plan == Plan::Miss {
            return Err(Arc::new(Error::new(method, 0, ErrorKind::NotCached)));
        }
        let mut mine = None;
        let slot = &mut mine;
        let ask = move || self.ask(question, clock, slot, call);
        let landed = self.flights.join(key, ask).await;
        self.received(question, found, landed, mine, clock.now(), read)
    }

    /// Asks the platform on behalf of all who wait, and keeps what comes.
    async fn ask<T, F>(
        &self,
        question: Question<'_>,
        clock: &dyn Clock,
        mine: &mut Option<Answer<T>>,
        call: impl FnOnce() -> F,
    ) -> Landed
    where
        F: Future<Output = Result<Answer<T>, Error>>,
    {
        let Question { key, method, policy } = question;
        // Between our look and our turn another one may have asked and gone.
        let now = clock.now();
        if let Some(entry) = self.find(&key, now).await
            && policy.plan(method, Some(&entry), now) == Plan::Give
        {
            return Landed::Kept(entry);
        }
        count(&self.counts.called);
        match call().await {
            Ok(answer) => {
                let (body, observed_at) = (answer.body.clone(), answer.observed_at);
                self.keep(&key, observed_at, Kept::Answer(body.clone())).await;
                let landed = Landed::Answered(Answer {
                    value: (),
                    body,
                    observed_at,
                    attempts: answer.attempts,
                });
                *mine = Some(answer);
                landed
            }
            Err(error) => {
                if let Some(refusal) = error.refusal().filter(|no| policy::lasts(no)) {
                    let kept = Kept::Refusal(Box::new(refusal.clone()));
                    self.keep(&key, clock.now(), kept).await;
                }
                Landed::Failed(Arc::new(error))
            }
        }
    }

    fn received<T>(
        &self,
        question: Question<'_>,
        found: Option<CacheEntry>,
        landed: Landed,
        mine: Option<Answer<T>>,
        now: Timestamp,
        read: impl Fn(&Reply) -> Result<T, ReplyError>,
    ) -> Outcome<T> {
        let Question { method, policy, .. } = question;
        match (landed, mine) {
            (Landed::Answered(_), Some(answer)) => {
                Ok(CachedAnswer { answer, origin: Origin::Called })
            }
            (Landed::Answered(theirs), None) => {
                count(&self.counts.shared);
                let reply =
                    Reply { body: theirs.body.clone(), observed_at: theirs.observed_at };
                match read(&reply) {
                    Ok(value) => {
                        let answer = theirs.map(|()| value);
                        Ok(CachedAnswer { answer, origin: Origin::Shared })
                    }
                    Err(error) => {
                        Err(Arc::new(Error::new(method, theirs.attempts, error.into())))
                    }
                }
            }
            (Landed::Kept(entry), _) => {
                count(&self.counts.kept);
                given(method, &entry, now, &read)
                    .unwrap_or_else(|no| Err(Arc::new(Error::new(method, 0, no.into()))))
            }
            (Landed::Failed(error), _) => match found {
                Some(entry) if policy.gives_after(error.kind(), &entry, now) => {
                    match given(method, &entry, now, &read) {
                        Ok(Ok(old)) => {
                            count(&self.counts.stale);
                            Ok(old.stale(Some(error)))
                        }
                        Ok(Err(_)) | Err(_) => Err(error),
                    }
                }
                _ => Err(error),
            },
        }
    }

    async fn find(&self, key: &CacheKey, now: Timestamp) -> Option<CacheEntry> {
        self.noted(self.cache.find(key, now).await).flatten()
    }

    pub(super) async fn keep(&self, key: &CacheKey, observed_at: Timestamp, kept: Kept) {
        let entry = CacheEntry { observed_at, kept };
        self.noted(self.cache.keep(key, &entry, observed_at).await);
    }

    /// A cache that fails is a cache with nothing in it; that it failed is remembered.
    fn noted<T>(&self, result: Result<T, CacheError>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                // The first one only: a full disk fails for each answer.
                if self.counts.troubles.fetch_add(1, Ordering::Relaxed) == 0 {
                    tracing::warn!(%error, cause = %error.source, "the cache fails");
                }
                let mut trouble =
                    self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
                *trouble = Some(Arc::new(error));
                None
            }
        }
    }
}

/// What `entry` says, as `read` reads it today; an error where that is nothing that may be
/// given. A body that was kept as the answer of a call without a type can turn out to be a
/// refusal here.
fn given<T>(
    method: &str,
    entry: &CacheEntry,
    now: Timestamp,
    read: impl Fn(&Reply) -> Result<T, ReplyError>,
) -> Result<Outcome<T>, ReplyError> {
    let refused =
        |refusal| Ok(Err(Arc::new(Error::new(method, 0, ErrorKind::Refused(refusal)))));
    let body: &Bytes = match &entry.kept {
        Kept::Answer(body) => body,
        Kept::Refusal(refusal) => return refused(refusal.clone()),
    };
    let observed_at = entry.observed_at;
    match read(&Reply { body: body.clone(), observed_at }) {
        Ok(value) => {
            let answer = Answer { value, body: body.clone(), observed_at, attempts: 0 };
            let age = policy::age(entry, now).unwrap_or_default();
            Ok(Ok(CachedAnswer { answer, origin: Origin::Kept { age } }))
        }
        Err(ReplyError::Refused(refusal)) if policy::lasts(&refusal) => refused(refusal),
        Err(error) => Err(error),
    }
}

fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

impl fmt::Debug for CacheLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CacheLayer")
            .field("cache", &self.cache)
            .field("stats", &self.stats())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::{Layer, Refusal};

    #[test]
    fn a_body_that_turns_out_to_be_a_passing_refusal_is_not_given() {
        let observed_at: Timestamp = "2026-11-23T17:20:27Z".parse().unwrap();
        let entry =
            CacheEntry { observed_at, kept: Kept::Answer(Bytes::from_static(b"{}")) };
        for (code, is_given) in [("605", true), ("404", false)] {
            let refusal = || Refusal::new(Layer::Business, code, None, "");
            let read = |_: &Reply| Err::<(), _>(refusal().into());
            match given("a.b", &entry, observed_at, read) {
                Ok(outcome) => {
                    assert!(is_given, "{code} is given");
                    assert_eq!(outcome.unwrap_err().refusal(), Some(&refusal()));
                }
                Err(_) => assert!(!is_given, "{code} is not given"),
            }
        }
    }
}
