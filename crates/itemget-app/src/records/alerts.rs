//! Rules and what they told, as records.

use super::words;
use itemget_history::alert::{Fact, Firing, Point};
use itemget_history::{Moment, Series, TrailKey};
use itemget_store::{KeptAlert, KeptRule, RuleScope};
use serde::Serialize;
use utoipa::ToSchema;

/// A rule, for programs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RuleRecord {
    pub(crate) id: i64,
    pub(crate) rule: String,
    /// `all`, `list`, `tracked` or `sku`.
    #[schema(schema_with = words::rule_scope)]
    pub(crate) scope: &'static str,
    /// The list's name, or the tracked item's number and the variant's id.
    pub(crate) target: Option<String>,
    pub(crate) channels: Vec<String>,
    pub(crate) enabled: bool,
    pub(crate) created_at: Moment,
}

impl RuleRecord {
    /// The record of a rule.
    pub(crate) fn of(kept: KeptRule) -> Self {
        let (scope, target) = match kept.scope {
            RuleScope::All => ("all", None),
            RuleScope::List(name) => ("list", Some(name)),
            RuleScope::Tracked(id) => ("tracked", Some(id.0.to_string())),
            RuleScope::Sku(id, sku) => ("sku", Some(format!("{} {sku}", id.0))),
        };
        Self {
            id: kept.id.0,
            rule: kept.rule,
            scope,
            target,
            channels: kept.channels,
            enabled: kept.enabled,
            created_at: kept.created_at,
        }
    }
}

/// Something that was told or would have been, for programs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AlertRecord {
    pub(crate) rule: String,
    #[serde(flatten)]
    pub(crate) key: TrailKey,
    #[serde(flatten)]
    pub(crate) series: Series,
    pub(crate) at: Moment,
    pub(crate) tell_at: Moment,
    pub(crate) before: Option<String>,
    pub(crate) after: String,
    /// All of it: against what, on how many readings, how much was seen.
    pub(crate) firing: Firing,
}

impl AlertRecord {
    /// The records of what is kept of them, and how many cannot be read: they are from
    /// another version of this program.
    pub(crate) fn all(kept: &[KeptAlert]) -> (Vec<Self>, usize) {
        let read = |it: &KeptAlert| match serde_json::from_str(&it.firing) {
            Ok(firing) => Some(Self::of(firing)),
            Err(error) => {
                tracing::warn!(alert = it.id, %error, "an alert cannot be read");
                None
            }
        };
        let all: Vec<Self> = kept.iter().filter_map(read).collect();
        let unread = kept.len() - all.len();
        (all, unread)
    }

    /// The record of what was told.
    pub(crate) fn of(firing: Firing) -> Self {
        Self {
            rule: firing.rule.to_string(),
            key: firing.key.clone(),
            series: firing.series,
            at: firing.at,
            tell_at: firing.tell_at,
            before: firing.before.map(point),
            after: point(firing.after),
            firing,
        }
    }
}

fn point(point: Point) -> String {
    match point.fact {
        Fact::Value(quantity) => quantity.to_string(),
        Fact::Here => "available".to_owned(),
        Fact::Absent(why) => why.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use itemget_store::RuleId;

    use super::*;

    #[test]
    fn what_cannot_be_read_is_counted() {
        let kept = KeptAlert {
            id: 1,
            identity: "a".to_owned(),
            rule: RuleId(1),
            item: "1005006000000001".parse().unwrap(),
            at: Moment::from_seconds(5),
            tell_at: Moment::from_seconds(5),
            firing: "{\"of\":\"tomorrow\"}".to_owned(),
        };
        let (read, unread) = AlertRecord::all(&[kept]);
        assert_eq!((read.len(), unread), (0, 1));
    }
}
