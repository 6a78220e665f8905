//! What is said at a level of all rules there: options that they leave open, and whether
//! the rules of wider levels count. Kept among the level's other settings.

use itemget::SkuId;
use itemget_history::alert::{Options, RuleError};
use itemget_store::{Store, Tracked, TrackedChange};
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

/// Says something at a place, in place of what was said there.
pub(crate) async fn say(store: &Store, place: &Place, said: &Said) -> anyhow::Result<()> {
    match place {
        Place::All => {
            let mut level = tracking::global(store).await?;
            said.write(&mut level);
            tracking::set_global(store, &level).await?;
        }
        Place::List(name) => {
            let lists = store.lists().await?;
            let list = lists.into_iter().find(|list| list.name == *name);
            let list =
                list.ok_or_else(|| TrackingError::NoList { name: name.clone() })?;
            let mut level = Level::read(&list.settings)?;
            said.write(&mut level);
            store.set_list(name, &level.text()).await?;
        }
        Place::Tracked(tracked) => {
            for tracked in tracked {
                let mut item = ItemLevel::read(&tracked.settings)?;
                said.write(&mut item.level);
                let change = TrackedChange::Settings(item.text());
                store.change_tracked(&[tracked.id], &change).await?;
            }
        }
        Place::Sku(tracked, sku) => {
            for tracked in tracked {
                let mut item = ItemLevel::read(&tracked.settings)?;
                let level = item.skus.entry(*sku).or_default();
                said.write(level);
                if *level == Level::default() {
                    item.skus.remove(sku);
                }
                let change = TrackedChange::Settings(item.text());
                store.change_tracked(&[tracked.id], &change).await?;
            }
        }
    }
    Ok(())
}
