//! How long the platform's answers are kept as they came: the configuration says so for all,
//! and a list or an item otherwise.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use itemget::{Country, ItemRef};
use itemget_history::Moment;
use itemget_store::{Forgotten, Store, Which};
use serde::{Deserialize, Serialize};

use crate::calling::Age;
use crate::rules::BookError;
use crate::tracking::{self, ItemLevel, Level};

/// How long an answer is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) enum Keep {
    /// So long. No time at all is until somebody tidies up.
    For(Duration),
    /// As long as there is room.
    Forever,
}

/// A text that should say how long and does not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no time to keep answers for: it is `30d`, `12h`, `0` or `forever`")]
pub(crate) struct ParseKeepError {
    pub(crate) text: String,
}

impl Keep {
    /// Where nobody says otherwise: 90 days.
    pub(crate) const USUAL: Self = Self::For(Duration::from_secs(90 * 86_400));

    /// What came before is not kept any more.
    fn before(self, now: Moment) -> Option<Moment> {
        match self {
            Self::For(time) => Some(now - time),
            Self::Forever => None,
        }
    }
}

impl FromStr for Keep {
    type Err = ParseKeepError;
    fn from_str(text: &str) -> Result<Self, ParseKeepError> {
        if text.trim() == "forever" {
            return Ok(Self::Forever);
        }
        let Age(time) = text
            .parse()
            .map_err(|_age| ParseKeepError { text: text.chars().take(40).collect() })?;
        Ok(Self::For(time))
    }
}

impl fmt::Display for Keep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::For(time) = self else { return f.write_str("forever") };
        let seconds = time.as_secs();
        let units = [(86_400, "d"), (3600, "h"), (60, "m"), (1, "s")];
        let unit = units.into_iter().find(|(unit, _)| seconds.is_multiple_of(*unit));
        match unit {
            Some((unit, name)) if seconds > 0 => write!(f, "{}{name}", seconds / unit),
            _ => f.write_str("0"),
        }
    }
}

impl TryFrom<String> for Keep {
    type Error = ParseKeepError;
    fn try_from(text: String) -> Result<Self, ParseKeepError> {
        text.parse()
    }
}

impl From<Keep> for String {
    fn from(keep: Keep) -> Self {
        keep.to_string()
    }
}

/// Forgets answers that are not to be kept any longer. `usual` is for what no level says.
pub(crate) async fn tidy(
    store: &Store,
    usual: Keep,
    now: Moment,
) -> Result<Forgotten, BookError> {
    let all = tracking::global(store).await?;
    let usual = all.bodies.unwrap_or(usual);
    let special = special(store, &all, usual).await?;
    if special.is_empty() {
        return Ok(match usual.before(now) {
            Some(before) => store.forget_bodies(before).await?,
            None => Forgotten::default(),
        });
    }
    let each = store.trails(None).await?.into_iter().filter_map(|(id, key)| {
        let keep = special.get(&(key.item, key.ship_to)).copied().unwrap_or(usual);
        Some((id, keep.before(now)?))
    });
    let each: Vec<_> = each.collect();
    Ok(store.forget_bodies_each(&each).await?)
}

/// What is kept otherwise than usual: the longest that any who follow it say.
async fn special(
    store: &Store,
    all: &Level,
    usual: Keep,
) -> Result<BTreeMap<(ItemRef, Country), Keep>, BookError> {
    let members = tracking::members(store).await?;
    let mut special: BTreeMap<(ItemRef, Country), Keep> = BTreeMap::new();
    let mut is_special = BTreeSet::new();
    for tracked in store.tracked(&Which::default()).await? {
        let none = BTreeMap::new();
        let lists = members.get(&tracked.id).unwrap_or(&none);
        let item = ItemLevel::read(&tracked.settings)?;
        let keep = tracking::resolve(all, lists, &item, None).bodies.unwrap_or(usual);
        let key = (tracked.watch.item, tracked.watch.view.ship_to);
        if keep != usual {
            is_special.insert(key);
        }
        let longest = special.entry(key).or_insert(keep);
        *longest = keep.max(*longest);
    }
    special.retain(|key, _| is_special.contains(key));
    Ok(special)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_as_it_is_read_and_forever_is_longest() {
        for text in ["30d", "12h", "90m", "61s", "0", "forever"] {
            assert_eq!(text.parse::<Keep>().unwrap().to_string(), text);
        }
        assert!("some".parse::<Keep>().is_err());
        assert!(Keep::Forever > "3650d".parse().unwrap());
    }
}
