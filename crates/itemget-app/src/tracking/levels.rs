//! The settings of what is followed, at four levels: for all, for a list, for an item, for
//! one variant of it. What is said closer to the item holds. Pure.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use itemget::SkuId;
use itemget_store::Every;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::error::TrackingError;
use crate::calling::Age;
use crate::retention::Keep;

/// What is said at one level; what is not said is left to the levels further away.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Level {
    /// How often to look.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) every: Option<EveryWord>,
    /// How much it matters, in hundredths: 100 is ordinary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) importance: Option<i64>,
    /// How long the platform's answers are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) bodies: Option<Keep>,
    /// Settings that others read: they go through here untouched.
    #[serde(flatten)]
    pub(crate) others: Map<String, Value>,
}

/// What is said of an item, and of its variants.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct ItemLevel {
    #[serde(flatten)]
    pub(crate) level: Level,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) skus: BTreeMap<SkuId, Level>,
}

/// How often to look, as people write it: `6h`, `auto`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct EveryWord(pub(crate) Every);

/// How much something matters where nobody says.
const ORDINARY: i64 = 100;
/// The shortest interval there is, and the longest: a longer one is a slip of the hand, and
/// no sum of moments overflows with it.
const SHORTEST: Duration = Duration::from_secs(60);
const LONGEST: Duration = Duration::from_secs(3650 * 86_400);

impl FromStr for EveryWord {
    type Err = TrackingError;

    fn from_str(text: &str) -> Result<Self, TrackingError> {
        let shown = || text.chars().take(40).collect();
        if text.trim() == "auto" {
            return Ok(Self(Every::Auto));
        }
        match text.parse::<Age>() {
            Ok(Age(pause)) if pause < SHORTEST => {
                Err(TrackingError::TooOften { text: shown() })
            }
            Ok(Age(pause)) if pause > LONGEST => {
                Err(TrackingError::TooRarely { text: shown() })
            }
            Ok(Age(pause)) => Ok(Self(Every::Fixed(pause))),
            Err(_) => Err(TrackingError::Every { text: shown() }),
        }
    }
}

impl fmt::Display for EveryWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Every::Fixed(pause) = self.0 else { return f.write_str("auto") };
        let seconds = pause.as_secs();
        let units = [(86_400, "d"), (3600, "h"), (60, "m")];
        match units.into_iter().find(|(unit, _)| seconds.is_multiple_of(*unit)) {
            Some((unit, name)) => write!(f, "{}{name}", seconds / unit),
            None => write!(f, "{seconds}s"),
        }
    }
}

impl TryFrom<String> for EveryWord {
    type Error = TrackingError;
    fn try_from(text: String) -> Result<Self, TrackingError> {
        text.parse()
    }
}

impl From<EveryWord> for String {
    fn from(word: EveryWord) -> Self {
        word.to_string()
    }
}

impl Level {
    /// The same with what `closer` says in place of what it says itself.
    #[must_use]
    pub(crate) fn under(mut self, closer: &Self) -> Self {
        self.every = closer.every.or(self.every);
        self.importance = closer.importance.or(self.importance);
        self.bodies = closer.bodies.or(self.bodies);
        let others = closer.others.iter();
        self.others.extend(others.map(|(name, value)| (name.clone(), value.clone())));
        self
    }

    /// What a level that was kept as this text says.
    pub(crate) fn read(text: &str) -> Result<Self, TrackingError> {
        serde_json::from_str(text).map_err(|_json| TrackingError::settings(text))
    }

    /// The text that is kept.
    pub(crate) fn text(&self) -> String {
        serde_json::to_string(self).expect("words, numbers and JSON are JSON")
    }
}

impl ItemLevel {
    /// What an item's level that was kept as this text says.
    pub(crate) fn read(text: &str) -> Result<Self, TrackingError> {
        serde_json::from_str(text).map_err(|_json| TrackingError::settings(text))
    }

    /// The text that is kept.
    pub(crate) fn text(&self) -> String {
        serde_json::to_string(self).expect("words, numbers and JSON are JSON")
    }
}

/// What holds for an item, or for one variant of it: for all, under the lists that it is
/// in, under what is said of itself, under what is said of the variant. Of two lists the
/// one counts that asks for more: the shorter interval, the greater importance, the longer
/// time to keep answers; what others
/// read is taken from the list whose name comes last.
pub(crate) fn resolve(
    all: &Level,
    lists: &BTreeMap<String, Level>,
    item: &ItemLevel,
    sku: Option<SkuId>,
) -> Level {
    let mut of_lists = Level::default();
    for list in lists.values() {
        let every = [of_lists.every, list.every].into_iter().flatten();
        let importance = of_lists.importance.max(list.importance);
        let bodies = of_lists.bodies.max(list.bodies);
        of_lists = Level {
            every: every.min_by_key(|word| seconds(word.0)),
            importance,
            bodies,
            ..of_lists.under(list)
        };
    }
    let level = all.clone().under(&of_lists).under(&item.level);
    match sku.and_then(|sku| item.skus.get(&sku)) {
        Some(sku) => level.under(sku),
        None => level,
    }
}

/// A fixed interval is asked for, and so it comes before one that is left to be decided.
fn seconds(every: Every) -> u64 {
    match every {
        Every::Fixed(pause) => pause.as_secs(),
        Every::Auto => u64::MAX,
    }
}

/// How often to look at an item, and how much that matters: as much as the most important
/// of its variants, for all of them are seen in one look.
pub(crate) fn planned(
    all: &Level,
    lists: &BTreeMap<String, Level>,
    item: &ItemLevel,
) -> (Every, i64) {
    let level = resolve(all, lists, item, None);
    let of_skus = item.skus.keys().filter_map(|sku| {
        item.skus[sku].importance?;
        resolve(all, lists, item, Some(*sku)).importance
    });
    let importance = of_skus.chain(level.importance).max().unwrap_or(ORDINARY);
    (level.every.map_or(Every::Auto, |word| word.0), importance)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn level(json: Value) -> Level {
        serde_json::from_value(json).unwrap()
    }

    fn item(json: Value) -> ItemLevel {
        serde_json::from_value(json).unwrap()
    }

    fn lists(json: Value) -> BTreeMap<String, Level> {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn what_is_said_closer_to_the_item_holds() {
        let sku: SkuId = "12000044126059467".parse().unwrap();
        for (all, of_lists, of_item, every, importance) in [
            (json!({}), json!({}), json!({}), "auto", 100),
            (json!({"every": "1d"}), json!({}), json!({}), "1d", 100),
            (json!({"every": "1d"}), json!({"a": {"every": "6h"}}), json!({}), "6h", 100),
            // Of two lists the one that asks for more.
            (
                json!({}),
                json!({"a": {"every": "6h", "importance": 50}, "b": {"every": "1h", "importance": 20}}),
                json!({}),
                "1h",
                50,
            ),
            (
                json!({}),
                json!({"a": {"every": "auto"}, "b": {"every": "2d"}}),
                json!({}),
                "2d",
                100,
            ),
            (
                json!({"every": "1d", "importance": 300}),
                json!({"a": {"every": "6h", "importance": 200}}),
                json!({"every": "auto"}),
                "auto",
                200,
            ),
            // An item is as important as its most important variant.
            (
                json!({}),
                json!({}),
                json!({"importance": 50, "skus": {"12000044126059467": {"importance": 400}}}),
                "auto",
                400,
            ),
            (
                json!({}),
                json!({}),
                json!({"importance": 50, "skus": {"12000044126059467": {"importance": 10}}}),
                "auto",
                50,
            ),
        ] {
            let shown = format!("{all} {of_lists} {of_item}");
            let (all, of_lists, of_item) = (level(all), lists(of_lists), item(of_item));
            let planned = planned(&all, &of_lists, &of_item);
            assert_eq!(
                (EveryWord(planned.0).to_string().as_str(), planned.1),
                (every, importance),
                "{shown}"
            );
        }
        let of_item = item(
            json!({"alerts": ["x"], "skus": {"12000044126059467": {"alerts": ["y"]}}}),
        );
        let all = level(json!({"alerts": ["z"], "quiet": true}));
        let alerts = |sku| {
            let level = resolve(&all, &BTreeMap::new(), &of_item, sku);
            (level.others["alerts"].clone(), level.others["quiet"].clone())
        };
        assert_eq!(alerts(None), (json!(["x"]), json!(true)));
        assert_eq!(alerts(Some(sku)), (json!(["y"]), json!(true)));
    }

    #[test]
    fn settings_of_others_survive_being_read_and_written() {
        let text =
            r#"{"every":"6h","alerts":["drop 5%"],"skus":{"12000044126059467":{"x":1}}}"#;
        let read = ItemLevel::read(text).unwrap();
        assert_eq!(
            serde_json::from_str::<Value>(&read.text()).unwrap(),
            serde_json::from_str::<Value>(text).unwrap()
        );
    }

    #[test]
    fn what_cannot_be_read_is_an_error_and_never_nothing() {
        for text in ["", "{", "[]", r#"{"every":"often"}"#, r#"{"importance":"much"}"#] {
            let read = (Level::read(text), ItemLevel::read(text));
            assert!(read.0.is_err() && read.1.is_err(), "{text}");
        }
    }

    #[test]
    fn an_interval_is_written_as_it_is_read() {
        for text in ["auto", "6h", "90m", "2d", "61s"] {
            assert_eq!(text.parse::<EveryWord>().unwrap().to_string(), text);
        }
        assert!(matches!(
            "30s".parse::<EveryWord>(),
            Err(TrackingError::TooOften { .. })
        ));
        for text in ["3651d", "213503982334601d"] {
            let read = text.parse::<EveryWord>();
            assert!(matches!(read, Err(TrackingError::TooRarely { .. })), "{read:?}");
        }
        assert!(matches!("often".parse::<EveryWord>(), Err(TrackingError::Every { .. })));
    }
}
