//! What a round takes and what it hands in, over a database that others use as well and that
//! may be away for a while: each step can be done twice.

use itemget_store::{Look, Tracked};

use super::round::{Kept, Round};
use super::{Bodies, FollowError, Follower, Leases};

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
        &self,
        kept: &Kept,
        round: &mut Round,
    ) -> Result<(), FollowError> {
        let store = &self.store;
        let mut is_first = true;
        let keep = || {
            let is_first = std::mem::take(&mut is_first);
            async move {
                // In this order: what is noted as done is kept.
                store.append(&kept.readings).await?;
                if self.options.bodies == Bodies::Kept {
                    store.keep_bodies(&kept.bodies).await?;
                }
                store.keep_cards(&kept.cards).await?;
                let alerts = store.keep_alerts(&kept.watched, &kept.alerts).await?;
                let (worker, looked) = (&*self.worker, &*kept.looked);
                let looked = match is_first {
                    true => store.finish(worker, looked).await?,
                    false => store.finish_again(worker, looked).await?,
                };
                Ok((alerts.len(), looked))
            }
        };
        let (alerts, looked) = store.patiently(keep).await?;
        round.alerts += alerts as u64;
        round.looked += looked;
        round.late += (kept.looked.len() as u64).saturating_sub(looked);
        Ok(())
    }
}
