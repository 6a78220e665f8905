//! What rules remember of trails, and what they said.

use itemget::ItemRef;
use itemget_history::{Moment, TrailKey};

use super::{KeptAlert, RuleId};
use crate::db::{Row, Transaction, Value, values};
use crate::error::{Doing as _, StoreError};
use crate::store::{Store, words};

/// What a rule remembers of a trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// The rule.
    pub rule: RuleId,
    /// The trail.
    pub trail: TrailKey,
    /// The edition of the trail that it knows.
    pub edition: Edition,
    /// What it remembers, as JSON text that the program reads.
    pub state: String,
}

/// How often whole trails were put to one ([`Store::merge`]): its past may be another one
/// since. Whoever learned from an earlier edition has to learn anew.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edition(pub i64);

/// What rules remember of one trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailMemory {
    /// The trail.
    pub trail: TrailKey,
    /// The edition that there is: read no later than a trail that is read afterwards.
    pub edition: Edition,
    /// What rules remember, in the order of their numbers.
    pub watched: Vec<Watched>,
}

/// Something that is to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAlert {
    /// What makes it the same event, whoever finds it and however often.
    pub identity: String,
    /// The rule that says it.
    pub rule: RuleId,
    /// Of which item.
    pub item: ItemRef,
    /// The reading that made it.
    pub at: Moment,
    /// When it may be told.
    pub tell_at: Moment,
    /// All of it, as JSON text.
    pub firing: String,
    /// Whom to tell: names of channels.
    pub channels: Vec<String>,
}

/// Which alerts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AlertsOf {
    /// Those of this item.
    pub item: Option<ItemRef>,
    /// Those that this rule said.
    pub rule: Option<RuleId>,
    /// Those made at or after this moment.
    pub since: Option<Moment>,
    /// Those behind the one that was made then and has this number.
    pub after: Option<(Moment, i64)>,
    /// No more than these, the newest first.
    pub limit: Option<u32>,
}

impl Store {
    /// Keeps what rules remember and what they say: all of it or none. An alert that is
    /// kept already is neither kept nor delivered again. Gives the new ones' numbers.
    pub async fn keep_alerts(
        &self,
        watched: &[Watched],
        alerts: &[NewAlert],
    ) -> Result<Vec<i64>, StoreError> {
        if watched.is_empty() && alerts.is_empty() {
            return Ok(Vec::new());
        }
        let states = self.states(watched).await?;
        let mut work = self.database.begin().await.doing(KEEPING)?;
        let new = keep(&mut *work, states, alerts).await?;
        work.commit().await.doing(KEEPING)?;
        Ok(new)
    }

    /// The rows of what rules remember, in the order given.
    pub(in crate::store) async fn states(
        &self,
        watched: impl IntoIterator<Item = &Watched> + Clone,
    ) -> Result<Vec<Vec<Value>>, StoreError> {
        let keys: Vec<&TrailKey> =
            watched.clone().into_iter().map(|it| &it.trail).collect();
        let trails = self.trail_ids(&keys).await?;
        let states = watched.into_iter().zip(&trails);
        let states = states.map(|(it, trail)| {
            values![it.rule.0, trail.0, it.state.as_str(), it.edition.0]
        });
        Ok(states.collect())
    }

    /// What rules remember of these trails, in their order.
    pub async fn remembered(
        &self,
        trails: &[TrailKey],
    ) -> Result<Vec<TrailMemory>, StoreError> {
        const FIND: &str = "SELECT trails.edition, rule, state, watches.edition \
             FROM trails LEFT JOIN watches ON watches.trail = trails.id \
             WHERE trails.id = $1 ORDER BY rule";
        let doing = "read what rules remember";
        let keys: Vec<&TrailKey> = trails.iter().collect();
        let ids = self.trail_ids(&keys).await?;
        let rows = ids.iter().map(|id| values![id.0]).collect();
        let found = self.database.query_many(FIND, rows).await.doing(doing)?;
        let remembered = trails.iter().zip(found).map(|(trail, rows)| {
            let (trail, edition) = (trail.clone(), Edition::default());
            let mut of = TrailMemory { trail, edition, watched: Vec::new() };
            for mut row in rows {
                of.edition = Edition(row.int(0).doing(doing)?);
                // Of a trail of which no rule remembers anything there is a row as well.
                let Some(rule) = row.maybe_int(1).doing(doing)? else { continue };
                of.watched.push(Watched {
                    rule: RuleId(rule),
                    trail: of.trail.clone(),
                    edition: Edition(row.int(3).doing(doing)?),
                    state: row.text(2).doing(doing)?,
                });
            }
            Ok(of)
        });
        remembered.collect()
    }

    /// What was said, the newest first.
    pub async fn alerts(&self, of: &AlertsOf) -> Result<Vec<KeptAlert>, StoreError> {
        let doing = "read what was said";
        let (clause, values) = of.clause()?;
        let limit = of.limit.map_or(i64::MAX, i64::from);
        let sql = format!(
            "SELECT id, identity, rule, platform, item, at, tell_at, firing FROM alerts \
             WHERE {clause} ORDER BY at DESC, id DESC LIMIT {limit}"
        );
        let rows = self.database.query(&sql, values).await.doing(doing)?;
        rows.into_iter().map(|row| kept(row, doing)).collect()
    }

    /// How many of these there are, whatever the limit.
    pub async fn count_alerts(&self, of: &AlertsOf) -> Result<u64, StoreError> {
        let doing = "count what was said";
        let (clause, values) = of.clause()?;
        let sql = format!("SELECT count(*) FROM alerts WHERE {clause}");
        let mut rows = self.database.query(&sql, values).await.doing(doing)?;
        let count = rows.first_mut().map_or(Ok(0), |row| row.int(0)).doing(doing)?;
        Ok(u64::try_from(count).unwrap_or_default())
    }
}

impl AlertsOf {
    /// Which rows these are, as the condition of a statement with its values.
    fn clause(&self) -> Result<(String, Vec<Value>), StoreError> {
        let mut values = values![self.since.unwrap_or(Moment::MIN).seconds()];
        let mut clause = "at >= $1".to_owned();
        if let Some(item) = self.item {
            let (platform, item) = words::item(item)?;
            values.extend(values![platform, item]);
            clause.push_str(" AND platform = $2 AND item = $3");
        }
        if let Some(rule) = self.rule {
            values.extend(values![rule.0]);
            let by = format!(" AND rule = ${}", values.len());
            clause.push_str(&by);
        }
        if let Some((at, id)) = self.after {
            let (one, other) = (values.len() + 1, values.len() + 2);
            values.extend(values![at.seconds(), id]);
            let behind = format!(" AND (at < ${one} OR (at = ${one} AND id < ${other}))");
            clause.push_str(&behind);
        }
        Ok((clause, values))
    }
}

const KEEPING: &str = "keep alerts";

/// Keeps what rules remember, as the rows of [`Store::states`], and what they say; gives
/// the new alerts' numbers.
pub(in crate::store) async fn keep(
    work: &mut dyn Transaction,
    mut states: Vec<Vec<Value>>,
    alerts: impl IntoIterator<Item = &NewAlert>,
) -> Result<Vec<i64>, StoreError> {
    const WATCH: &str = "INSERT INTO watches (rule, trail, state, edition) \
         SELECT id, $2, $3, $4 FROM rules WHERE id = $1 ON CONFLICT (rule, trail) \
         DO UPDATE SET state = excluded.state, edition = excluded.edition";
    const ALERT: &str = "INSERT INTO alerts \
         (identity, rule, platform, item, at, tell_at, firing) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (identity) DO NOTHING RETURNING id";
    const DELIVERY: &str = "INSERT INTO deliveries (alert, channel, attempts, next_at) \
         VALUES ($1, $2, 0, $3) ON CONFLICT (alert, channel) DO NOTHING";
    // In one order for everybody, so that nobody waits for one who waits for him.
    states.sort_unstable();
    work.execute_many(WATCH, states).await.doing(KEEPING)?;
    let mut new = Vec::new();
    for alert in alerts {
        let (platform, item) = words::item(alert.item)?;
        let values = values![
            alert.identity.as_str(),
            alert.rule.0,
            platform,
            item,
            alert.at.seconds(),
            alert.tell_at.seconds(),
            alert.firing.as_str(),
        ];
        let mut rows = work.query(ALERT, values).await.doing(KEEPING)?;
        let Some(row) = rows.first_mut() else { continue };
        let id = row.int(0).doing(KEEPING)?;
        let deliveries = alert.channels.iter();
        let deliveries =
            deliveries.map(|it| values![id, it.as_str(), alert.tell_at.seconds()]);
        work.execute_many(DELIVERY, deliveries.collect()).await.doing(KEEPING)?;
        new.push(id);
    }
    Ok(new)
}

/// An alert, from its columns in the order of [`KeptAlert`].
pub(super) fn kept(mut row: Row, doing: &'static str) -> Result<KeptAlert, StoreError> {
    let (platform, item) = (row.text(3).doing(doing)?, row.int(4).doing(doing)?);
    Ok(KeptAlert {
        id: row.int(0).doing(doing)?,
        identity: row.text(1).doing(doing)?,
        rule: RuleId(row.int(2).doing(doing)?),
        item: words::read_item(&platform, item)?,
        at: Moment::from_seconds(row.int(5).doing(doing)?),
        tell_at: Moment::from_seconds(row.int(6).doing(doing)?),
        firing: row.text(7).doing(doing)?,
    })
}
