//! The rules, and the channels that they tell.

use itemget_history::Moment;

use super::{KeptRule, RuleChange, RuleChanged, RuleId, RuleScope};
use crate::db::{Row, Transaction, values};
use crate::error::{Doing as _, StoreError};
use crate::store::{Store, TrackedId};

const READING: &str = "read the rules";

impl Store {
    /// Adds a rule, or gives the one there is of the same text and scope its channels, each
    /// once; it is in force afterwards.
    pub async fn add_rule(
        &self,
        rule: &str,
        scope: &RuleScope,
        channels: &[String],
        now: Moment,
    ) -> Result<RuleId, StoreError> {
        const ADD: &str = "INSERT INTO rules \
             (rule, scope, target, channels, enabled, created_at) \
             VALUES ($1, $2, $3, $4, 1, $5) ON CONFLICT (rule, scope, target) \
             DO UPDATE SET channels = excluded.channels, enabled = 1 RETURNING id";
        let doing = "add a rule";
        let (scope, target) = words(scope);
        let channels = each_once(channels);
        let mut work = self.database.begin().await.doing(doing)?;
        let values = values![rule, scope, target, channels, now.seconds()];
        let mut rows = work.query(ADD, values).await.doing(doing)?;
        work.commit().await.doing(doing)?;
        let row =
            rows.first_mut().ok_or_else(|| StoreError::damaged("a rule is gone"))?;
        Ok(RuleId(row.int(0).doing(doing)?))
    }

    /// All rules, in the order in which they were added.
    pub async fn rules(&self) -> Result<Vec<KeptRule>, StoreError> {
        const RULES: &str = "SELECT id, rule, scope, target, channels, enabled, created_at \
             FROM rules ORDER BY id";
        let rows = self.database.query(RULES, values![]).await.doing(READING)?;
        rows.into_iter().map(kept).collect()
    }

    /// Puts a rule in force or out of it; says whether there is one.
    pub async fn enable_rule(
        &self,
        id: RuleId,
        enabled: bool,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE rules SET enabled = $2 WHERE id = $1";
        let values = values![id.0, i64::from(enabled)];
        Ok(self.write("change a rule", sql, values).await? > 0)
    }

    /// Changes a rule: all of it or nothing. Its number, what it is about and what it said
    /// stay; what it remembers is of its old text, which that says itself. There are no two
    /// rules of one text about the same: it is not changed into another one.
    pub async fn change_rule(
        &self,
        id: RuleId,
        change: &RuleChange,
    ) -> Result<RuleChanged, StoreError> {
        const OTHER: &str = "SELECT other.id FROM rules AS other, rules AS this \
             WHERE this.id = $1 AND other.id <> $1 AND other.rule = $2 \
             AND other.scope = this.scope AND other.target = this.target";
        // What is not to be otherwise is not written: somebody may change that now.
        const CHANGE: &str = "UPDATE rules SET rule = coalesce($2, rule), \
             channels = coalesce($3, channels), enabled = coalesce($4, enabled) \
             WHERE id = $1";
        let doing = "change a rule";
        let rule = change.rule.as_deref();
        let channels = change.channels.as_deref().map(each_once);
        let mut work = self.database.begin().await.doing(doing)?;
        if let Some(rule) = rule {
            let mut others = work.query(OTHER, values![id.0, rule]).await.doing(doing)?;
            if let Some(other) = others.first_mut() {
                return Ok(RuleChanged::Taken(RuleId(other.int(0).doing(doing)?)));
            }
        }
        let values = values![id.0, rule, channels, change.enabled.map(i64::from)];
        let changed = work.execute(CHANGE, values).await.doing(doing)?;
        work.commit().await.doing(doing)?;
        Ok(if changed > 0 { RuleChanged::Done } else { RuleChanged::Gone })
    }

    /// Forgets a rule and what it remembers; what it said stays. Says whether there was one.
    pub async fn remove_rule(&self, id: RuleId) -> Result<bool, StoreError> {
        let sql = "DELETE FROM rules WHERE id = $1";
        Ok(self.write("remove a rule", sql, values![id.0]).await? > 0)
    }

    /// Keeps the settings of a channel, in place of what they were. They can hold a secret,
    /// and are shown nowhere.
    pub async fn set_channel(
        &self,
        name: &str,
        settings: &str,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO channels (name, settings) VALUES ($1, $2) \
             ON CONFLICT (name) DO UPDATE SET settings = excluded.settings";
        self.write("keep a channel", sql, values![name, settings]).await?;
        Ok(())
    }

    /// The channels that there are, by name, with their settings.
    pub async fn channels(&self) -> Result<Vec<(String, String)>, StoreError> {
        let doing = "read the channels";
        let sql = "SELECT name, settings FROM channels ORDER BY name";
        let rows = self.database.query(sql, values![]).await.doing(doing)?;
        let channel =
            |mut row: Row| Ok((row.text(0).doing(doing)?, row.text(1).doing(doing)?));
        rows.into_iter().map(channel).collect()
    }

    /// Forgets a channel and gives up what was on its way to it: another one of that name is
    /// not told of what was long ago. Says whether there was one.
    pub async fn remove_channel(&self, name: &str) -> Result<bool, StoreError> {
        const REMOVE: &str = "DELETE FROM channels WHERE name = $1";
        const GIVE_UP: &str = "UPDATE deliveries SET next_at = NULL, \
             last_error = 'the channel was removed' \
             WHERE channel = $1 AND next_at IS NOT NULL";
        let doing = "remove a channel";
        let mut work = self.database.begin().await.doing(doing)?;
        let removed = work.execute(REMOVE, values![name]).await.doing(doing)?;
        work.execute(GIVE_UP, values![name]).await.doing(doing)?;
        work.commit().await.doing(doing)?;
        Ok(removed > 0)
    }
}

/// Forgets the rules about things that are not tracked any more: another thing may get the
/// number of one of them.
pub(in crate::store) async fn forget_those_about(
    work: &mut dyn Transaction,
    ids: &[TrackedId],
) -> Result<(), StoreError> {
    const FORGET: &str = "DELETE FROM rules WHERE (scope = 'tracked' AND target = $1) \
         OR (scope = 'sku' AND target LIKE $2)";
    let rows = ids.iter().map(|id| values![id.0.to_string(), format!("{} %", id.0)]);
    work.execute_many(FORGET, rows.collect()).await.doing("forget rules")?;
    Ok(())
}

/// Names of channels as they are kept, each once.
fn each_once(channels: &[String]) -> String {
    let mut once: Vec<&String> = Vec::with_capacity(channels.len());
    for channel in channels {
        if !once.contains(&channel) {
            once.push(channel);
        }
    }
    serde_json::to_string(&once).expect("texts alone")
}

fn words(scope: &RuleScope) -> (&'static str, String) {
    match scope {
        RuleScope::All => ("all", String::new()),
        RuleScope::List(name) => ("list", name.clone()),
        RuleScope::Tracked(id) => ("tracked", id.0.to_string()),
        RuleScope::Sku(id, sku) => ("sku", format!("{} {sku}", id.0)),
    }
}

fn kept(mut row: Row) -> Result<KeptRule, StoreError> {
    let (scope, target) = (row.text(2).doing(READING)?, row.text(3).doing(READING)?);
    let scope = match scope.as_str() {
        "all" => Some(RuleScope::All),
        "list" => Some(RuleScope::List(target)),
        "tracked" => target.parse().ok().map(|id| RuleScope::Tracked(TrackedId(id))),
        "sku" => target.split_once(' ').and_then(|(id, sku)| {
            Some(RuleScope::Sku(TrackedId(id.parse().ok()?), sku.parse().ok()?))
        }),
        _ => None,
    };
    let channels = serde_json::from_str(&row.text(4).doing(READING)?);
    Ok(KeptRule {
        id: RuleId(row.int(0).doing(READING)?),
        rule: row.text(1).doing(READING)?,
        scope: scope.ok_or_else(|| StoreError::damaged("a rule about nothing"))?,
        channels: channels.ok().unwrap_or_default(),
        enabled: row.int(5).doing(READING)? != 0,
        created_at: Moment::from_seconds(row.int(6).doing(READING)?),
    })
}
