//! What something would cost, as a record.

use std::time::Duration;

use serde::Serialize;

use super::SCHEMA_VERSION;

/// What something would cost.
#[derive(Debug, Serialize)]
pub(crate) struct PlanRecord {
    schema_version: u32,
    /// What the list holds; null where nothing is listed.
    pub(crate) list: Option<ListRecord>,
    /// The calls, by method.
    pub(crate) calls: Vec<CallsRecord>,
    /// How long it takes at the quota: nothing where a day's calls will do.
    at_least_seconds: u64,
    /// Null where nobody can say.
    at_most_seconds: Option<u64>,
    #[serde(skip)]
    pub(crate) at_least: Duration,
    #[serde(skip)]
    pub(crate) at_most: Option<Duration>,
}

/// What a list holds.
#[derive(Debug, Serialize)]
pub(crate) struct ListRecord {
    pub(crate) texts: u64,
    /// Items that are asked for.
    pub(crate) distinct: u64,
    /// Short links that have to be followed: which items they lead to, nobody knows
    /// beforehand.
    pub(crate) short_links: u64,
    /// Texts that need no call, for they stand there again.
    pub(crate) repeated: u64,
    /// Texts that are neither an id nor a link to a product.
    pub(crate) not_items: u64,
}

/// The calls of one method.
#[derive(Debug, Serialize)]
pub(crate) struct CallsRecord {
    pub(crate) method: String,
    pub(crate) at_least: u64,
    pub(crate) at_most: Option<u64>,
    pub(crate) spent_today: u64,
    /// Null where no limit by the day is known.
    pub(crate) left_today: Option<u64>,
}

impl PlanRecord {
    pub(crate) fn new(
        calls: Vec<CallsRecord>,
        at_least: Duration,
        at_most: Option<Duration>,
    ) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            list: None,
            calls,
            at_least_seconds: at_least.as_secs(),
            at_most_seconds: at_most.map(|most| most.as_secs()),
            at_least,
            at_most,
        }
    }
}

impl CallsRecord {
    /// The columns of CSV.
    pub(crate) const COLUMNS: [&'static str; 5] =
        ["method", "at_least", "at_most", "spent_today", "left_today"];

    /// Its cells; what is not known is empty.
    pub(crate) fn cells(&self) -> [String; 5] {
        let text = |number: Option<u64>| {
            number.map(|number| number.to_string()).unwrap_or_default()
        };
        [
            self.method.clone(),
            self.at_least.to_string(),
            text(self.at_most),
            self.spent_today.to_string(),
            text(self.left_today),
        ]
    }
}
