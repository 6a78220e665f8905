//! What came of looking at things that are tracked: kept together, or not at all.

mod hand_in;

use itemget_history::{Reading, TrailKey};

use super::bodies::{self, Body};
use super::history::append;
use super::tracking::lease;
use super::{Card, Looked, NewAlert, Store, TrackedId, Watched, alerts, days, notes};
use crate::error::{Doing as _, StoreError};
use hand_in::Batch;

/// What came of looks.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Looks {
    /// What was seen.
    pub readings: Vec<(TrailKey, Reading)>,
    /// The bodies that it was read from, where they are kept.
    pub bodies: Vec<Body>,
    /// How the items look now, where that is new.
    pub cards: Vec<Card>,
    /// What rules remember of the trails from now on, each with the look that it is of.
    pub watched: Vec<(TrackedId, Watched)>,
    /// What they say, likewise.
    pub alerts: Vec<(TrackedId, NewAlert)>,
    /// What the looks came to, which is counted on their days, and when the next ones are
    /// due.
    pub looked: Vec<Looked>,
}

/// What of looks was kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LooksKept {
    /// How many looks were noted as done: those whose lease was still the worker's.
    pub finished: u64,
    /// The numbers of the alerts that are new.
    pub alerts: Vec<i64>,
}

impl Store {
    /// Keeps all that came of a worker's looks, and notes the looks as done: all of it or
    /// nothing, and for good once it returns. Readings are kept of looks too whose lease
    /// is not the worker's any more; that look is left to whoever has it, and so is what
    /// rules remember and say: by now he may have seen, and said, more.
    ///
    /// `batch` is another number for each of the worker's batches, from 1 on, which are
    /// handed in one after the other. Where an answer was lost, the same can be handed in
    /// again: what came of it the first time is told once more, whoever looks at the same by
    /// now, and nothing is done or counted twice.
    pub async fn keep_looks(
        &self,
        worker: &str,
        batch: u64,
        looks: &Looks,
    ) -> Result<LooksKept, StoreError> {
        let doing = "keep what was looked at";
        let readings = self.head_rows(&looks.readings).await?;
        let bodies = self.body_rows(&looks.bodies).await?;
        let states = self.states(looks.watched.iter().map(|(_, it)| it)).await?;
        let batch = Batch { worker, number: batch };
        let mut work = self.database.begin().await.doing(doing)?;
        let clock = self.database.dialect().seconds();
        if let Some(kept) = hand_in::begin(&mut *work, batch, clock).await? {
            return Ok(kept);
        }
        append::keep(&mut *work, readings).await?;
        bodies::keep(&mut *work, bodies).await?;
        notes::keep(&mut *work, &looks.cards).await?;
        let finished = lease::finish(&mut *work, worker, &looks.looked).await?;
        let states = looks.watched.iter().zip(states);
        let states = states.filter(|((id, _), _)| finished.contains(id));
        let states = states.map(|(_, row)| row).collect();
        let alerts = looks.alerts.iter().filter(|(id, _)| finished.contains(id));
        let alerts = alerts.map(|(_, alert)| alert);
        let alerts = alerts::log::keep(&mut *work, states, alerts).await?;
        days::count(&mut *work, &looks.looked).await?;
        let kept = LooksKept { finished: finished.len() as u64, alerts };
        hand_in::end(&mut *work, batch, &kept).await?;
        work.commit().await.doing(doing)?;
        Ok(kept)
    }
}
