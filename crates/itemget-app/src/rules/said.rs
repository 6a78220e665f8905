//! What is said at a level of all rules there: options that they leave open, and whether
//! the rules of wider levels count. Kept among the level's other settings.

use itemget::SkuId;
use itemget_history::alert::{Options, RuleError};
use itemget_store::{Store, StoreError, Tracked, TrackedId};
use serde::{Deserialize, Serialize};

use crate::tracking::{self, ItemLevel, Level, TrackingError};

/// The name among a level's settings.
const NAME: &str = "alerts";

/// What is said at a level of all rules there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Said {
    /// Options for rules here and at closer levels that say nothing else.
    pub(crate) options: Options,
    /// Whether the rules of wider levels do not count here.
    pub(crate) alone: bool,
}

/// As it is kept.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    #[serde(skip_serializing_if = "String::is_empty")]
    options: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    alone: bool,
}

/// Where something is said.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// For all items.
    All,
    /// For those of a list.
    List(String),
    /// For these.
    Tracked(Vec<Tracked>),
    /// For one variant of these.
    Sku(Vec<Tracked>, SkuId),
}

impl Said {
    /// What is said at this level.
    pub(crate) fn at(level: &Level) -> Result<Self, TrackingError> {
        let Some(value) = level.others.get(NAME) else { return Ok(Self::default()) };
        let unread = || TrackingError::Settings { text: value.to_string() };
        let kept: Kept =
            serde_json::from_value(value.clone()).map_err(|_shape| unread())?;
        let options = match kept.options.is_empty() {
            true => Options::default(),
            false => kept.options.parse().map_err(|_rule: RuleError| unread())?,
        };
        Ok(Self { options, alone: kept.alone })
    }

    /// Says it at this level, in place of what was said.
    fn write(&self, level: &mut Level) {
        if *self == Self::default() {
            level.others.remove(NAME);
            return;
        }
        let options = match self.options.is_empty() {
            true => String::new(),
            false => self.options.to_string(),
        };
        let kept = Kept { options, alone: self.alone };
        let value = serde_json::to_value(kept).expect("a text and a flag are JSON");
        level.others.insert(NAME.to_owned(), value);
    }
}

/// Whether there is a list of this name: a rule for one that there is not tells nobody
/// anything.
pub(crate) async fn is_list(store: &Store, name: &str) -> Result<bool, StoreError> {
    Ok(store.lists().await?.iter().any(|list| list.name == name))
}

/// Says something at a place, by what was said there.
pub(crate) async fn say(
    store: &Store,
    place: &Place,
    change: impl Fn(Said) -> Said + Sync,
) -> anyhow::Result<()> {
    let say = |level: &mut Level| -> anyhow::Result<()> {
        change(Said::at(level)?).write(level);
        Ok(())
    };
    match place {
        Place::All => tracking::change_global(store, say).await?,
        Place::List(name) => {
            if !tracking::change_list(store, name, say).await? {
                return Err(TrackingError::NoList { name: name.clone() }.into());
            }
        }
        Place::Tracked(tracked) => {
            let say = |text: &str| -> anyhow::Result<String> {
                let mut item = ItemLevel::read(text)?;
                say(&mut item.level)?;
                Ok(item.text())
            };
            store.change_settings(&ids(tracked), say).await?;
        }
        Place::Sku(tracked, sku) => {
            let say = |text: &str| -> anyhow::Result<String> {
                let mut item = ItemLevel::read(text)?;
                let level = item.skus.entry(*sku).or_default();
                say(level)?;
                if *level == Level::default() {
                    item.skus.remove(sku);
                }
                Ok(item.text())
            };
            store.change_settings(&ids(tracked), say).await?;
        }
    }
    Ok(())
}

fn ids(tracked: &[Tracked]) -> Vec<TrackedId> {
    tracked.iter().map(|it| it.id).collect()
}
