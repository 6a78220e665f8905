//! What is on its way to whom: at least once, and seen to be the same by its identity.

use std::collections::BTreeSet;

use itemget::ItemRef;
use itemget_history::Moment;

use super::KeptAlert;
use super::log::kept;
use crate::db::{Row, Transaction, values};
use crate::error::{Doing as _, StoreError};
use crate::store::{Store, words};

/// An alert on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// What is to be told.
    pub alert: KeptAlert,
    /// To whom: the name of a channel.
    pub channel: String,
    /// How often it was tried and failed.
    pub attempts: u32,
}

/// What came of trying to deliver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tried {
    /// The receiver has it.
    Delivered(Moment),
    /// It failed, and is tried again at that moment.
    Again(Moment, String),
    /// It failed, and is not tried again.
    GaveUp(String),
}

/// What waits to be delivered, and what does not any more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pending {
    /// All that is on its way, counted for each channel.
    pub deliveries: u64,
    /// Of these, those that failed at least once.
    pub failing: u64,
    /// What failed for so long that it is not tried any more.
    pub given_up: u64,
}

impl Store {
    /// How much waits to be delivered.
    pub async fn pending_deliveries(&self) -> Result<Pending, StoreError> {
        const PENDING: &str = "SELECT count(*), \
             sum(CASE WHEN attempts > 0 THEN 1 ELSE 0 END), \
             (SELECT count(*) FROM deliveries WHERE next_at IS NULL \
             AND delivered_at IS NULL) FROM deliveries WHERE next_at IS NOT NULL";
        let doing = "count what is to be delivered";
        let mut rows = self.database.query(PENDING, values![]).await.doing(doing)?;
        let Some(row) = rows.first_mut() else { return Ok(Pending::default()) };
        let mut count = |column| {
            let count = row.maybe_int(column).doing(doing)?.unwrap_or(0);
            Ok::<u64, StoreError>(u64::try_from(count).unwrap_or(0))
        };
        Ok(Pending { deliveries: count(0)?, failing: count(1)?, given_up: count(2)? })
    }

    /// Takes deliveries that are due, the longest due first; nobody else gets them before
    /// `until`. One that is never said to be done is due again then: nothing is lost with
    /// whoever took it. With the first `limit` come those that are told together with them:
    /// of the same item, at the same time, to the same channel.
    pub async fn due_deliveries(
        &self,
        now: Moment,
        until: Moment,
        limit: u32,
    ) -> Result<Vec<Delivery>, StoreError> {
        let skip_locked = self.database.dialect().skip_locked();
        let pick = format!(
            "SELECT alert, channel, attempts FROM deliveries WHERE next_at <= $1 \
             ORDER BY next_at, alert, channel LIMIT {limit}{skip_locked}"
        );
        let others = format!(
            "SELECT alert, channel, attempts FROM deliveries WHERE next_at <= $1 \
             AND channel = $2 AND alert IN (SELECT id FROM alerts \
             WHERE platform = $3 AND item = $4 AND tell_at = $5){skip_locked}"
        );
        let mut work = self.database.begin().await.doing(TAKING)?;
        let rows = work.query(&pick, values![now.seconds()]).await.doing(TAKING)?;
        let is_cut = rows.len() as u64 >= u64::from(limit);
        let mut deliveries = taken(&mut *work, rows, until).await?;
        if is_cut {
            let bundles = deliveries.iter();
            let bundles: BTreeSet<(String, ItemRef, Moment)> = bundles
                .map(|it| (it.channel.clone(), it.alert.item, it.alert.tell_at))
                .collect();
            for (channel, item, tell_at) in bundles {
                let (platform, item) = words::item(item)?;
                let of =
                    values![now.seconds(), channel, platform, item, tell_at.seconds()];
                let rows = work.query(&others, of).await.doing(TAKING)?;
                deliveries.extend(taken(&mut *work, rows, until).await?);
            }
        }
        work.commit().await.doing(TAKING)?;
        Ok(deliveries)
    }

    /// Notes what came of trying.
    pub async fn tried(
        &self,
        delivery: &Delivery,
        tried: &Tried,
    ) -> Result<(), StoreError> {
        const NOTE: &str = "UPDATE deliveries SET attempts = attempts + $3, next_at = $4, \
             delivered_at = $5, last_error = $6 WHERE alert = $1 AND channel = $2";
        let (failed, next, delivered, error) = match tried {
            Tried::Delivered(at) => (0, None, Some(at.seconds()), None),
            Tried::Again(next, error) => (1, Some(next.seconds()), None, Some(error)),
            Tried::GaveUp(error) => (1, None, None, Some(error)),
        };
        let values = values![
            delivery.alert.id,
            delivery.channel.as_str(),
            failed,
            next,
            delivered,
            error.map(String::as_str),
        ];
        self.write("note what was delivered", NOTE, values).await?;
        Ok(())
    }

    /// When the next delivery is due; none where nothing is on its way.
    pub async fn next_delivery(&self) -> Result<Option<Moment>, StoreError> {
        let doing = "look for what is to be delivered";
        let sql = "SELECT min(next_at) FROM deliveries";
        let mut rows = self.database.query(sql, values![]).await.doing(doing)?;
        let next =
            rows.first_mut().map_or(Ok(None), |row| row.maybe_int(0)).doing(doing)?;
        Ok(next.map(Moment::from_seconds))
    }
}

const TAKING: &str = "take what is to be delivered";

/// Takes these deliveries, so that they are nobody else's until then.
async fn taken(
    work: &mut dyn Transaction,
    rows: Vec<Row>,
    until: Moment,
) -> Result<Vec<Delivery>, StoreError> {
    const TAKE: &str =
        "UPDATE deliveries SET next_at = $3 WHERE alert = $1 AND channel = $2";
    const ALERT: &str = "SELECT id, identity, rule, platform, item, at, tell_at, firing \
         FROM alerts WHERE id = $1";
    let mut deliveries = Vec::with_capacity(rows.len());
    for mut row in rows {
        let alert = row.int(0).doing(TAKING)?;
        let channel = row.text(1).doing(TAKING)?;
        let attempts = u32::try_from(row.int(2).doing(TAKING)?).unwrap_or(u32::MAX);
        let values = values![alert, channel.as_str(), until.seconds()];
        work.execute(TAKE, values).await.doing(TAKING)?;
        let found = work.query(ALERT, values![alert]).await.doing(TAKING)?;
        let Some(row) = found.into_iter().next() else { continue };
        deliveries.push(Delivery { alert: kept(row, TAKING)?, channel, attempts });
    }
    Ok(deliveries)
}
