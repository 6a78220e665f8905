//! What came of looking at things that are tracked: kept together, or not at all.

use itemget_history::{Reading, TrailKey};

use super::bodies::{self, Body};
use super::history::append;
use super::tracking::lease::{self, Time};
use super::{Card, Looked, NewAlert, Store, TrackedId, Watched, alerts, days, notes};
use crate::error::{Doing as _, StoreError};

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
    pub async fn keep_looks(
        &self,
        worker: &str,
        looks: &Looks,
    ) -> Result<LooksKept, StoreError> {
        self.keep_in(worker, looks, Time::First).await
    }

    /// The same once more, where the answer to the first time was lost: what was noted as
    /// done then is noted, and counted, again.
    pub async fn keep_looks_again(
        &self,
        worker: &str,
        looks: &Looks,
    ) -> Result<LooksKept, StoreError> {
        self.keep_in(worker, looks, Time::Again).await
    }

    async fn keep_in(
        &self,
        worker: &str,
        looks: &Looks,
        time: Time,
    ) -> Result<LooksKept, StoreError> {
        let doing = "keep what was looked at";
        let readings = self.head_rows(&looks.readings).await?;
        let bodies = self.body_rows(&looks.bodies).await?;
        let states = self.states(looks.watched.iter().map(|(_, it)| it)).await?;
        let mut work = self.database.begin().await.doing(doing)?;
        append::keep(&mut *work, readings).await?;
        bodies::keep(&mut *work, bodies).await?;
        notes::keep(&mut *work, &looks.cards).await?;
        let counted = match time {
            Time::First => looks.looked.clone(),
            // What was noted the first time was counted then.
            Time::Again => lease::held(&mut *work, worker, &looks.looked).await?,
        };
        let finished = lease::finish(&mut *work, worker, &looks.looked, time).await?;
        let states = looks.watched.iter().zip(states);
        let states = states.filter(|((id, _), _)| finished.contains(id));
        let states = states.map(|(_, row)| row).collect();
        let alerts = looks.alerts.iter().filter(|(id, _)| finished.contains(id));
        let alerts = alerts.map(|(_, alert)| alert);
        let alerts = alerts::log::keep(&mut *work, states, alerts).await?;
        days::count(&mut *work, &counted).await?;
        work.commit().await.doing(doing)?;
        Ok(LooksKept { finished: finished.len() as u64, alerts })
    }
}
