//! Alerts: the rules, what they remember, what they said, and whom it has reached.

mod deliver;
pub(super) mod log;
pub(super) mod rules;

use itemget::{ItemRef, SkuId};
use itemget_history::Moment;
use serde::{Deserialize, Serialize};

pub use deliver::{Delivery, Pending, Tried};
pub use log::{AlertsOf, Edition, NewAlert, TrailMemory, Watched};

/// A rule, by its number in this store.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct RuleId(pub i64);

/// What a rule is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleScope {
    /// Everything that is tracked.
    All,
    /// What is in the list of this name.
    List(String),
    /// One thing that is tracked.
    Tracked(super::TrackedId),
    /// One variant of it.
    Sku(super::TrackedId, SkuId),
}

/// A rule that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRule {
    /// Its number.
    pub id: RuleId,
    /// Its text.
    pub rule: String,
    /// What it is about.
    pub scope: RuleScope,
    /// Whom to tell: names of channels.
    pub channels: Vec<String>,
    /// Whether it is in force.
    pub enabled: bool,
    /// Since when there is such a rule.
    pub created_at: Moment,
}

/// What of a rule is to be otherwise; what is none stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleChange {
    /// Its text.
    pub rule: Option<String>,
    /// Whom to tell: names of channels.
    pub channels: Option<Vec<String>>,
    /// Whether it is in force.
    pub enabled: Option<bool>,
}

/// What came of changing a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleChanged {
    /// It is as wished.
    Done,
    /// There is no such rule.
    Gone,
    /// This one says the same of the same already, and nothing was changed.
    Taken(RuleId),
}

/// An alert that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAlert {
    /// Its number.
    pub id: i64,
    /// What makes it the same event.
    pub identity: String,
    /// The rule that said it; there may be no such rule any more.
    pub rule: RuleId,
    /// Of which item.
    pub item: ItemRef,
    /// The reading that made it.
    pub at: Moment,
    /// When it may be told.
    pub tell_at: Moment,
    /// All of it, as JSON text that the program reads.
    pub firing: String,
}
