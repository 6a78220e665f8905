//! [`RateLimiter`]: permits, first come first served, one waiter woken for each.
//!
//! Waiting callers queue at the desk. While there is anybody at it, or anything to settle,
//! one task goes back and forth between desk and ledger; it serves a whole crowd with one
//! exchange, and rests when there is nothing to do. A waiter is given a permit and the
//! time from which it is good, and sleeps until then by itself.

use std::cell::OnceCell;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::Notify;
use tokio::sync::oneshot;

use super::desk::{Delivery, Desk, Reply, Step, Unsettled};
use super::ledger::{Grant, LedgerError, QuotaLedger};
use super::options::{LimitError, LimiterOptions, Pace};
use super::permit::Permit;
use super::report::QuotaReport;
use super::scope::AppId;
use super::trips::Trips;
use crate::clock::Clock;

/// Stands before the calls of one app.
///
/// Cheap to clone; clones are the same limiter. It needs tokio's runtime.
#[derive(Debug, Clone)]
pub struct RateLimiter {
    shared: Arc<Shared>,
}

#[derive(Debug)]
pub(super) struct Shared {
    app: AppId,
    holder: u32,
    ledger: Arc<dyn QuotaLedger>,
    clock: Arc<dyn Clock>,
    options: LimiterOptions,
    /// Held for moments only, never while waiting: hence not one of tokio's.
    desk: Mutex<Desk>,
    /// There is something new at the desk.
    stir: Notify,
    /// An exchange is done.
    exchanged: Notify,
    /// How long calls take. Held for moments only.
    trips: Mutex<Trips>,
    /// Calls that were sent or may be.
    calls: Arc<AtomicU64>,
}

impl RateLimiter {
    /// A limiter for the app with this key.
    pub fn new(
        app_key: &str,
        ledger: Arc<dyn QuotaLedger>,
        clock: Arc<dyn Clock>,
        options: LimiterOptions,
    ) -> Self {
        let shared = Shared {
            app: AppId::of(app_key),
            holder: fastrand::u32(..),
            ledger,
            clock,
            options,
            desk: Mutex::default(),
            stir: Notify::new(),
            exchanged: Notify::new(),
            trips: Mutex::default(),
            calls: Arc::default(),
        };
        Self { shared: Arc::new(shared) }
    }

    /// Waits for the right to call `method` once.
    ///
    /// Callers of a method are served in the order in which they came. A caller that is
    /// cancelled leaves nothing behind.
    ///
    /// # Errors
    ///
    /// [`LimitError`] where there is no use in waiting.
    pub async fn acquire(&self, method: &str) -> Result<Permit, LimitError> {
        let budgeted = self.shared.budget()?;
        match self.shared.come(method, None)? {
            Come::Now(mut permit) => {
                permit.budgeted = Some(budgeted);
                Ok(permit)
            }
            // Large, and for those who wait: in a box of its own it makes no call as large.
            come => Box::pin(self.shared.wait(method, come, budgeted)).await,
        }
    }

    /// Tells the ledger everything it does not know yet. To be called before a process
    /// ends: what the ledger is not told comes back late, or not today.
    pub async fn flush(&self) {
        loop {
            let exchanged = self.shared.exchanged.notified();
            tokio::pin!(exchanged);
            exchanged.as_mut().enable();
            if !self.shared.hurry() {
                return;
            }
            exchanged.await;
        }
    }

    /// What is spent, left, closed and learned.
    ///
    /// # Errors
    ///
    /// [`LedgerError`] where the ledger cannot be read.
    pub async fn report(&self) -> Result<QuotaReport, LedgerError> {
        self.flush().await;
        let report = self.shared.ledger.report(&self.shared.app).await?;
        Ok(report.with_limits(&self.shared.options.limits))
    }

    /// The app whose calls it counts.
    pub fn app(&self) -> &AppId {
        &self.shared.app
    }

    /// How it behaves.
    pub fn options(&self) -> &LimiterOptions {
        &self.shared.options
    }

    /// How many calls it has permitted that were sent, or may be yet.
    pub fn calls(&self) -> u64 {
        self.shared.calls.load(Ordering::Relaxed)
    }
}

impl Shared {
    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(super) fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    pub(super) fn pace(&self) -> Pace {
        self.options.pace
    }

    /// See [`Trips::latest_arrival`].
    pub(super) fn latest_arrival(
        &self,
        method: &str,
        written: Timestamp,
        answered: Timestamp,
    ) -> Timestamp {
        self.trips().latest_arrival(method, written, answered)
    }

    /// See [`Trips::fastest`].
    pub(super) fn fastest_trip(&self, method: &str) -> Option<Duration> {
        self.trips().fastest(method)
    }

    fn trips(&self) -> MutexGuard<'_, Trips> {
        // A trip more or less leaves nothing half done.
        self.trips.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        // Nothing at the desk is left half done by anything that can panic.
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes one of the calls that are allowed in all.
    fn budget(&self) -> Result<Budgeted, LimitError> {
        let most = self.options.max_calls.unwrap_or(u64::MAX);
        let take = |calls: u64| (calls < most).then_some(calls + 1);
        match self.calls.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take) {
            Ok(_) => Ok(Budgeted { calls: Arc::clone(&self.calls), spent: false }),
            Err(_) => Err(LimitError::Budget { max_calls: most }),
        }
    }

    /// Comes to the desk for a permit, with a number from before where there is one.
    fn come<'a>(
        self: &'a Arc<Self>,
        method: &'a str,
        number: Option<u64>,
    ) -> Result<Come<'a>, LimitError> {
        let read = OnceCell::new();
        let now = || *read.get_or_init(|| self.now());
        let (waiting, answer) = {
            let mut desk = self.desk();
            if let Some(error) = desk.too_long(method, &now, &self.options) {
                return Err(error);
            }
            if let Some(grant) = desk.take_stock(method, &now) {
                drop(desk);
                return Ok(Come::Now(self.permit(method, grant, GOOD)));
            }
            if let Some(grant) = self.alone(&mut desk, method, &now) {
                drop(desk);
                if grant.ready_in.is_zero() {
                    return Ok(Come::Now(self.permit(method, grant, GOOD)));
                }
                // Counted from when it was heard, so that it is never too soon.
                let ready_at = self.now().saturating_add(grant.ready_in);
                let ready_at = ready_at.unwrap_or(Timestamp::MAX);
                let permit = self.permit(method, grant, ready_at);
                return Ok(Come::Later(permit));
            }
            if let Some(error) = desk.too_long(method, &now, &self.options) {
                return Err(error);
            }
            let (number, answer) = desk.join(method, number);
            (Waiting { shared: self, method, number }, answer)
        };
        self.see_to_it();
        Ok(Come::Queued(waiting, answer))
    }

    /// Waits until a permit is good for somebody who came and was not given one.
    async fn wait(
        self: &Arc<Self>,
        method: &str,
        mut come: Come<'_>,
        budgeted: Budgeted,
    ) -> Result<Permit, LimitError> {
        let mut number = None;
        let mut permit = loop {
            let permit = match come {
                // It was given just now.
                Come::Now(permit) => break permit,
                Come::Later(permit) => permit,
                Come::Queued(waiting, answer) => {
                    number = Some(waiting.number);
                    let answer = answer.await;
                    drop(waiting);
                    match answer {
                        Ok(reply) => reply?,
                        // The runtime of who was at the desk ended: queue again, on ours.
                        Err(_gone) => {
                            come = self.come(method, number)?;
                            continue;
                        }
                    }
                }
            };
            let pause = permit.ready_at.duration_since(self.now());
            if let Ok(pause) = Duration::try_from(pause)
                && !pause.is_zero()
            {
                self.clock.sleep(pause).await;
            }
            // A ban may have come while it slept: then it queues again, in its old place.
            if !self.desk().is_refused(method, &|| self.now()) {
                break permit;
            }
            drop(permit);
            come = self.come(method, number)?;
        };
        permit.budgeted = Some(budgeted);
        Ok(permit)
    }

    fn permit(
        self: &Arc<Self>,
        method: &str,
        grant: Grant,
        ready_at: Timestamp,
    ) -> Permit {
        Permit::new(Arc::clone(self), method.to_owned(), grant, ready_at)
    }

    /// The next permit for one who comes while nobody waits, where the ledger answers at
    /// once.
    fn alone(
        &self,
        desk: &mut Desk,
        method: &str,
        now: &impl Fn() -> Timestamp,
    ) -> Option<Grant> {
        let ledger = self.ledger.at_once()?;
        let exchange = desk.alone(method, now, &self.app, self.holder, &self.options)?;
        let said = ledger.exchange_at_once(&exchange);
        // It has settled what somebody who flushes may be waiting for.
        self.exchanged.notify_waiters();
        desk.receive(now, exchange, said, &self.options)
    }

    /// Takes in what became of a permit, as of `now`, which is not after now: a place that
    /// is counted from a moment ago is free a moment later.
    pub(super) fn settle(self: &Arc<Self>, settlement: Unsettled, now: Timestamp) {
        let mut desk = self.desk();
        match self.ledger.at_once() {
            Some(ledger) if desk.is_all(&settlement) => {
                let said = settlement.said();
                let settlement = settlement.at(now);
                let closed = ledger.settle_at_once(&self.app, self.holder, settlement);
                desk.settled(now, said, closed);
                if !desk.has_work() {
                    return;
                }
            }
            _ => desk.settle(settlement),
        }
        drop(desk);
        self.see_to_it();
    }

    fn hurry(self: &Arc<Self>) -> bool {
        let busy = self.desk().hurry();
        if busy {
            self.see_to_it();
        }
        busy
    }

    /// Sees to it that somebody is at the desk while there is work.
    fn see_to_it(self: &Arc<Self>) {
        let mut desk = self.desk();
        if let Some(ledger) = self.ledger.at_once()
            && let Some(exchange) = desk.settle_alone(self.now(), &self.app, self.holder)
        {
            let said = ledger.exchange_at_once(&exchange);
            // Nothing was wanted, so that nothing is to be handed out.
            drop(desk.deliver(self.now(), &[], said, &self.options));
            drop(desk);
            self.exchanged.notify_waiters();
            return;
        }
        if !desk.has_work() {
            return;
        }
        if desk.staffed {
            drop(desk);
            self.stir.notify_one();
            return;
        }
        // Outside of a runtime (a permit dropped at the very end) the work stays where it
        // is, for whoever comes next.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            desk.staffed = true;
            drop(desk);
            drop(
                runtime.spawn(work(Staff { shared: Arc::clone(self), relieved: false })),
            );
        }
    }

    fn deliver(self: &Arc<Self>, delivery: Delivery, waits: &[(u64, Timestamp)]) {
        for (error, reply) in delivery.refused {
            // Whoever left does not want to know.
            drop(reply.send(Err(error)));
        }
        for (method, grant, reply) in delivery.granted {
            let ready_at = waits
                .iter()
                .find(|(id, _)| *id == grant.id)
                .map_or_else(|| self.now(), |(_, ready_at)| *ready_at);
            let permit = Permit::new(Arc::clone(self), method, grant, ready_at);
            self.send(reply, Ok(permit));
        }
    }

    fn send(&self, to: oneshot::Sender<Reply>, reply: Reply) {
        // A permit for someone who left drops here, and so comes back to the desk.
        drop(to.send(reply));
    }
}

/// When a permit is good that is good already.
const GOOD: Timestamp = Timestamp::MIN;

/// What somebody is given who comes to the desk.
#[derive(Debug)]
enum Come<'a> {
    /// A permit, and good.
    Now(Permit),
    /// One that is good later, or was given a while ago.
    Later(Permit),
    /// A place in the queue.
    Queued(Waiting<'a>, oneshot::Receiver<Reply>),
}

/// Goes between desk and ledger until there is nothing to do.
async fn work(mut staff: Staff) {
    let shared = Arc::clone(&staff.shared);
    loop {
        let step = {
            let mut desk = shared.desk();
            desk.tidy_stock();
            desk.step(shared.now(), &shared.app, shared.holder, &shared.options)
        };
        match step {
            Step::Rest => {
                staff.relieved = true;
                shared.exchanged.notify_waiters();
                return;
            }
            Step::Sleep(pause) => {
                tokio::select! {
                    () = shared.stir.notified() => {}
                    () = shared.clock.sleep(pause) => {}
                }
            }
            Step::Exchange(exchange) => {
                let wanted = exchange.wanted.clone();
                let said = shared.ledger.exchange(exchange).await;
                let now = shared.now();
                let delivery = match said {
                    Ok(said) => {
                        shared.desk().deliver(now, &wanted, said, &shared.options)
                    }
                    Err(error) => {
                        tracing::warn!(%error, "the quota ledger failed");
                        let error = LimitError::Ledger(Arc::new(error));
                        shared.desk().fail(&error)
                    }
                };
                let ready = |grant: &Grant| {
                    let at = now.checked_add(grant.ready_in).unwrap_or(Timestamp::MAX);
                    (grant.id, at)
                };
                let waits: Vec<(u64, Timestamp)> =
                    delivery.granted.iter().map(|(_, grant, _)| ready(grant)).collect();
                shared.deliver(delivery, &waits);
                shared.exchanged.notify_waiters();
            }
        }
    }
}

/// Whoever is at the desk. If it is stopped before its work is done, which happens when a
/// runtime is shut down, the waiters are told to find another.
struct Staff {
    shared: Arc<Shared>,
    relieved: bool,
}

impl Drop for Staff {
    fn drop(&mut self) {
        if !self.relieved {
            let abandoned = self.shared.desk().abandon();
            // Their wake-up is outside of the lock.
            drop(abandoned);
        }
    }
}

/// A place in a queue; given up when dropped.
#[derive(Debug)]
struct Waiting<'a> {
    shared: &'a Arc<Shared>,
    method: &'a str,
    number: u64,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.shared.desk().leave(self.method, self.number);
    }
}

/// One of the calls that are allowed in all; given back unless it is spent.
#[derive(Debug)]
pub(super) struct Budgeted {
    calls: Arc<AtomicU64>,
    spent: bool,
}

impl Budgeted {
    pub(super) fn spend(&mut self) {
        self.spent = true;
    }
}

impl Drop for Budgeted {
    fn drop(&mut self) {
        if !self.spent {
            self.calls.fetch_sub(1, Ordering::Relaxed);
        }
    }
}
