//! [`Permit`]: the right to send one request, once.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::desk::Unsettled;
use super::ledger::{CallEnd, Grant};
use super::limiter::{Budgeted, Shared};
use super::options::Pace;
use crate::clock::Clock;

/// The right to send one request.
///
/// Dropped before [`Permit::sent_off`] it is given back as if it had never been; dropped
/// after, its request may have arrived, and it counts.
#[derive(Debug)]
#[must_use = "a permit that is dropped is given back"]
pub struct Permit {
    shared: Arc<Shared>,
    method: String,
    /// `None` when it is settled.
    grant: Option<Grant>,
    pub(super) ready_at: Timestamp,
    pub(super) budgeted: Option<Budgeted>,
    /// When its request was written, as far as that is known.
    written: Option<Timestamp>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Fresh,
    SentOff,
    /// Its place is known to the ledger.
    Written,
}

impl Permit {
    pub(super) fn new(
        shared: Arc<Shared>,
        method: String,
        grant: Grant,
        ready_at: Timestamp,
    ) -> Self {
        let grant = Some(grant);
        let (budgeted, written, state) = (None, None, State::Fresh);
        Self { shared, method, grant, ready_at, budgeted, written, state }
    }

    /// The request is handed to the network: from now on it counts, whatever becomes of
    /// it, unless [`CallEnd::NotSent`] says otherwise.
    pub fn sent_off(&mut self) {
        if self.state == State::Fresh {
            self.state = State::SentOff;
        }
    }

    /// Whether it is of use to say when the request was written.
    pub fn counts_from_writing(&self) -> bool {
        !matches!(self.shared.pace(), Pace::Strict { .. }) && self.window().is_some()
    }

    /// The shortest of its windows.
    fn window(&self) -> Option<Duration> {
        self.grant.iter().flat_map(|grant| grant.windows).flatten().min()
    }

    /// Whether its place is settled by when it was written, without waiting for the answer.
    pub(crate) fn is_settled_by_writing(&self) -> bool {
        let Some(window) = self.window() else { return false };
        match self.shared.pace() {
            Pace::Strict { .. } => false,
            Pace::Written { .. } => true,
            // While such a call is on its way its place could be free again.
            Pace::Adaptive { margin } => {
                let half = window.saturating_add(margin) / 2;
                self.shared.fastest_trip(&self.method).is_some_and(|trip| trip > half)
            }
        }
    }

    /// The time that its windows are counted in.
    pub(crate) fn clock(&self) -> &Arc<dyn Clock> {
        self.shared.clock()
    }

    /// The request was written at `at`, by the limiter's own clock. In [`Pace::Written`] its
    /// window is counted from then, so that it is best said as soon as it is known; in doubt,
    /// later.
    pub fn written(&mut self, at: Timestamp) {
        self.sent_off();
        self.written = Some(at);
        if self.state == State::SentOff
            && self.is_settled_by_writing()
            && let Some(grant) = self.grant.clone()
        {
            self.state = State::Written;
            let method = self.method.clone();
            self.settle(grant, method, Some(at), None, self.shared.now());
        }
    }

    /// The same of a call that ends now: one word to the ledger is enough.
    pub(crate) fn was_written(&mut self, at: Timestamp) {
        self.sent_off();
        self.written = Some(at);
    }

    /// The call ended.
    pub fn complete(mut self, end: CallEnd) {
        self.finish(end);
    }

    /// The same where it lies: it is settled then, and good for nothing any more.
    pub(crate) fn finish(&mut self, end: CallEnd) {
        let Some(grant) = self.grant.take() else { return };
        let method = std::mem::take(&mut self.method);
        let now = self.shared.now();
        if end == CallEnd::NotSent {
            self.settle(grant, method, None, Some((end, now)), now);
            return;
        }
        if let Some(budgeted) = &mut self.budgeted {
            budgeted.spend();
        }
        let place = match (self.shared.pace(), self.written, end) {
            (Pace::Strict { grace }, _, CallEnd::Lost) => now.checked_add(grace).ok(),
            (Pace::Adaptive { .. }, Some(written), CallEnd::Lost) => {
                // Given up at once, it may still be on its way.
                let trip = self.shared.fastest_trip(&method).unwrap_or_default();
                written.checked_add(trip).ok().max(Some(now))
            }
            (Pace::Adaptive { .. }, Some(written), _) => {
                Some(self.shared.latest_arrival(&method, written, now))
            }
            _ if self.state == State::Written => None,
            (Pace::Written { .. }, Some(written), _) => Some(written),
            _ => Some(now),
        };
        self.settle(grant, method, place, Some((end, now)), now);
    }

    fn settle(
        &self,
        grant: Grant,
        method: String,
        anchor: Option<Timestamp>,
        end: Option<(CallEnd, Timestamp)>,
        now: Timestamp,
    ) {
        let margin = self.shared.pace().margin();
        let place = anchor.and_then(|anchor| anchor.checked_add(margin).ok());
        self.shared.settle(Unsettled { grant, method, place, end }, now);
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.finish(match self.state {
            State::Fresh => CallEnd::NotSent,
            State::SentOff | State::Written => CallEnd::Lost,
        });
    }
}
