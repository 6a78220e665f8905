//! What a round takes and what it hands in, over a database that others use as well and that
//! may be away for a while: each step can be done twice.

use itemget_store::{Look, Looks, Tracked};

use super::round::Round;
use super::{FollowError, Follower, Leases};

impl Follower {
    /// Takes what is due.
    pub(super) async fn take(&self) -> Result<Vec<Tracked>, FollowError> {
        let (store, worker) = (&self.store, &*self.worker);
        let (lease, limit) = (self.options.lease, self.options.batch);
        let now = self.now();
        let mut is_first = true;
        let taken = store.patiently(|| {
            let is_first = std::mem::take(&mut is_first);
            async move {
                if !is_first {
                    // Of a first time whose answer was lost.
                    store.give_back(worker).await?;
                }
                match self.options.leases {
                    Leases::ByOwnClock => {
                        store.lease(Look { worker, now, lease, limit }).await
                    }
                    Leases::ByItsClock => {
                        store.lease_by_its_clock(worker, lease, limit).await
                    }
                }
            }
        });
        Ok(taken.await?)
    }

    /// Gives back what was taken and will not be looked at.
    pub(crate) async fn give_back(&self) -> Result<(), FollowError> {
        self.store.patiently(|| self.store.give_back(&self.worker)).await?;
        Ok(())
    }

    /// Keeps what was seen, and notes what was looked at.
    pub(super) async fn keep(
        &mut self,
        looks: &Looks,
        round: &mut Round,
    ) -> Result<(), FollowError> {
        self.handed_in += 1;
        let (worker, batch) = (&*self.worker, self.handed_in);
        let keep = || self.store.keep_looks(worker, batch, looks);
        let kept = self.store.patiently(keep).await?;
        round.alerts += kept.alerts.len() as u64;
        round.looked += kept.finished;
        round.late += (looks.looked.len() as u64).saturating_sub(kept.finished);
        Ok(())
    }
}
