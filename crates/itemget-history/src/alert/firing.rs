//! What a rule says: that something happened, why, and how sure that is.

use std::collections::BTreeMap;
use std::time::Duration;

use itemget::ItemRef;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::rule::{Extreme, Period, Rule, Telling, Window};
use super::settle::Held;
use crate::moment::Moment;
use crate::series::{Series, TrailKey};
use crate::state::{Absence, Quantity};

/// What a reading came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Somebody is to be told.
    Tell(Box<Firing>),
    /// Somebody would be told if it were sure.
    Unconfirmed(Box<Unconfirmed>),
    /// The condition holds, and nobody is told.
    Withheld(Box<Firing>, Withheld),
}

/// What would be told if it were sure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unconfirmed {
    /// As it would be told.
    pub firing: Firing,
    /// What makes it sure.
    pub wanted: Wanted,
}

/// What makes an alert sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    /// A reading that says the same, not before this moment.
    SecondRead {
        /// A reading before it would not count.
        not_before: Moment,
    },
}

/// Why nobody is told although the condition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Withheld {
    /// Too little of the window is known for its least or most to count.
    Coverage,
    /// The exchange rate moved, and hardly more than that.
    ExchangeRate,
}

/// Something happened that somebody wants to be told of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Firing {
    /// By which rule.
    pub rule: Rule,
    /// Of which item, seen how.
    pub key: TrailKey,
    /// Of which series of it.
    pub series: Series,
    /// What it was, if that is known.
    pub before: Option<Point>,
    /// What it is.
    pub after: Point,
    /// What it was measured by.
    pub against: Against,
    /// On how many readings it rests.
    pub confirmation: Confirmation,
    /// The reading that made it.
    pub at: Moment,
    /// When it may be told: at once, or when quiet hours end.
    pub tell_at: Moment,
}

/// Something that was so, from a reading to a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Point {
    /// What.
    pub fact: Fact,
    /// The first reading of it.
    pub since: Moment,
    /// The last one so far.
    pub seen: Moment,
}

/// What was so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// It had this value.
    Value(Quantity),
    /// It was to be had.
    Here,
    /// It was not.
    Absent(Absence),
}

/// What a number was measured by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Against {
    /// The height in the rule.
    Level,
    /// What it was just before.
    Last,
    /// What was told last, or what it was when the rule began.
    LastAlert(Point),
    /// The least or most before.
    Extreme {
        /// Which of them.
        extreme: Extreme,
        /// How far back was looked.
        window: Window,
        /// What it was, and from when until when.
        point: Point,
        /// How much of the window is known.
        coverage: Coverage,
    },
    /// Whether it is to be had.
    Presence,
    /// Pieces sold, at least so many in a period.
    Sales {
        /// Pieces, rounded to hundredths.
        units: Decimal,
        /// In so long.
        per: Period,
        /// Counted from this moment on.
        since: Moment,
    },
}

/// How much of a stretch of time is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "utoipa", schema(as = CoveredTime))]
pub struct Coverage {
    /// So much was observed
    #[cfg_attr(feature = "utoipa", schema(schema_with = crate::schema::duration))]
    pub observed: Duration,
    /// of so much.
    #[cfg_attr(feature = "utoipa", schema(schema_with = crate::schema::duration))]
    pub of: Duration,
}

impl Coverage {
    /// The share in per cent, rounded down.
    pub fn percent(self) -> u8 {
        let observed = self.observed.min(self.of).as_secs().saturating_mul(100);
        let share = observed.checked_div(self.of.as_secs()).unwrap_or(0);
        u8::try_from(share).unwrap_or(100)
    }
}

/// On how many readings an alert rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Confirmation {
    /// How many agree.
    pub reads: u32,
    /// The first of them.
    pub first: Moment,
    /// Whether more were waited for.
    pub telling: Telling,
}

impl Firing {
    /// By how much the number changed, and by how many per cent, where both are exact and
    /// there is a number before it.
    pub fn change(&self) -> Option<(Decimal, Option<Decimal>)> {
        let exact = |fact: Fact| match fact {
            Fact::Value(value) if value.bound() == itemget::Bound::Exact => {
                Some(value.decimal())
            }
            _ => None,
        };
        let before = exact(self.before?.fact)?;
        let change = exact(self.after.fact)? - before;
        let share = (change * Decimal::ONE_HUNDRED).checked_div(before);
        Some((change, share.map(|share| share.round_dp(1).normalize())))
    }

    /// A text that is this alert's alone, and the same whenever it is made again: by the
    /// rule, the series, and the first reading of what happened.
    pub fn identity(&self) -> String {
        let key = &self.key;
        let sku = self.series.sku.map_or_else(|| "-".to_owned(), |sku| sku.to_string());
        format!(
            "{} | {} {} {} {} | {sku} {} | {} {}",
            self.rule,
            key.item,
            key.ship_to,
            key.currency,
            key.source,
            self.series.kind,
            self.after.since.seconds(),
            self.confirmation.first.seconds(),
        )
    }
}

impl From<Held> for Point {
    fn from(held: Held) -> Self {
        Self { fact: Fact::Value(held.value), since: held.since, seen: held.seen }
    }
}

/// Alerts that are told together: of one item, at one time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    /// Which item.
    pub item: ItemRef,
    /// When they may be told.
    pub tell_at: Moment,
    /// All of them, in the order in which they happened; none is left out.
    pub firings: Vec<Firing>,
}

/// Puts together what can be told together: what quiet hours held back of an item, and all
/// that one reading said of it.
pub fn bundles(firings: impl IntoIterator<Item = Firing>) -> Vec<Bundle> {
    let mut together: BTreeMap<(Moment, ItemRef), Vec<Firing>> = BTreeMap::new();
    for firing in firings {
        together.entry((firing.tell_at, firing.key.item)).or_default().push(firing);
    }
    let bundles = together.into_iter().map(|((tell_at, item), mut firings)| {
        firings.sort_by_key(|firing| firing.at);
        Bundle { item, tell_at, firings }
    });
    bundles.collect()
}
