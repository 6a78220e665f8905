//! What is followed, as records.

use itemget::{Country, Currency, ItemId, ItemRef, Percent, View};
use itemget_history::schedule::Staleness;
use itemget_history::{Figure, Moment, Told};
use itemget_store::{Groups, List, Tracked};
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::words;
use crate::card::Card;
use crate::tracking::{EveryWord, Level, NowState, TrackingError};

/// Something that is followed, with what is known of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TrackedRecord {
    pub(crate) id: ItemId,
    pub(crate) title: Option<String>,
    pub(crate) ship_to: Country,
    pub(crate) currency: Currency,
    pub(crate) language: String,
    /// Whom to ask: `auto`, `dropship`, `affiliate` or `item-get`.
    #[schema(schema_with = words::source)]
    pub(crate) source: String,
    /// `auto`, or an interval such as `6h`.
    pub(crate) every: String,
    pub(crate) importance: i64,
    pub(crate) paused: bool,
    pub(crate) lists: Vec<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) added_at: Moment,
    pub(crate) next_at: Moment,
    pub(crate) last_at: Option<Moment>,
    pub(crate) last_outcome: Option<String>,
    pub(crate) failures: i64,
    /// How likely what is known is out of date; none where nothing was looked at yet.
    pub(crate) stale: Option<StaleRecord>,
    /// What is known now.
    pub(crate) now: Option<NowRecord>,
    /// What was set for it alone.
    #[schema(value_type = Option<Object>)]
    pub(crate) settings: Option<Box<RawValue>>,
    /// Whether it is a sandbox's.
    pub(crate) synthetic: bool,
}

/// How likely what is known of an item is out of date.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub(crate) struct StaleRecord {
    /// The chance that it changed since the last look, from 0 to 1.
    pub(crate) chance: f64,
    /// If it did, for how long it is wrong by now, in seconds.
    pub(crate) wrong_for_seconds: u64,
}

impl From<Staleness> for StaleRecord {
    fn from(stale: Staleness) -> Self {
        Self {
            chance: (stale.probability * 1000.0).round() / 1000.0,
            wrong_for_seconds: stale.wrong_for.as_secs(),
        }
    }
}

/// What is known of an item now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NowRecord {
    /// The API that says it.
    pub(crate) api: String,
    pub(crate) read_at: Moment,
    pub(crate) price: Option<Told>,
    pub(crate) change: Option<ChangeRecord>,
    pub(crate) stock: Option<Told>,
}

/// How a price moved last.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChangeRecord {
    pub(crate) from: Figure,
    pub(crate) to: Figure,
    pub(crate) at: Moment,
    pub(crate) percent: Option<Percent>,
}

impl TrackedRecord {
    /// The columns of CSV.
    pub(crate) const COLUMNS: [&'static str; 25] = [
        "id",
        "title",
        "ship_to",
        "currency",
        "language",
        "source",
        "every",
        "importance",
        "paused",
        "lists",
        "tags",
        "added_at",
        "next_at",
        "last_at",
        "last_outcome",
        "failures",
        "stale_chance",
        "price",
        "price_currency",
        "price_state",
        "change_percent",
        "changed_at",
        "stock",
        "read_at",
        "synthetic",
    ];

    /// The record of something that is followed.
    pub(crate) fn of(
        tracked: &Tracked,
        groups: Groups,
        card: &Card,
        now: Option<NowState>,
        stale: Option<Staleness>,
        synthetic: bool,
    ) -> Self {
        let View { ship_to, currency, language } = tracked.watch.view;
        let ItemRef { id, .. } = tracked.watch.item;
        let own = Some(&tracked.settings).filter(|text| text.as_str() != "{}");
        Self {
            id,
            title: card.title.clone(),
            ship_to,
            currency,
            language: language.to_string(),
            source: tracked.watch.source.clone(),
            every: EveryWord(tracked.every).to_string(),
            importance: tracked.importance,
            paused: tracked.paused,
            lists: groups.lists,
            tags: groups.tags,
            added_at: tracked.added_at,
            next_at: tracked.next_at,
            last_at: tracked.last_at,
            last_outcome: tracked.last_outcome.clone(),
            failures: tracked.failures,
            stale: stale.map(StaleRecord::from),
            now: now.map(NowRecord::of),
            settings: own.and_then(|text| RawValue::from_string(text.clone()).ok()),
            synthetic,
        }
    }

    /// Its cells, in the order of [`Self::COLUMNS`]; what is not known is empty.
    pub(crate) fn cells(&self) -> [String; 25] {
        fn text<T: ToString>(value: Option<T>) -> String {
            value.map(|value| value.to_string()).unwrap_or_default()
        }
        let now = self.now.as_ref();
        let price = now.and_then(|now| now.price.as_ref());
        let figure = price.and_then(figure);
        let change = now.and_then(|now| now.change.as_ref());
        let stock = now.and_then(|now| now.stock.as_ref()).and_then(figure_of);
        [
            self.id.to_string(),
            text(self.title.as_ref()),
            self.ship_to.to_string(),
            self.currency.to_string(),
            self.language.clone(),
            self.source.clone(),
            self.every.clone(),
            self.importance.to_string(),
            self.paused.to_string(),
            self.lists.join("; "),
            self.tags.join("; "),
            self.added_at.to_string(),
            self.next_at.to_string(),
            text(self.last_at),
            text(self.last_outcome.as_ref()),
            self.failures.to_string(),
            text(self.stale.map(|stale| stale.chance)),
            text(figure.map(|figure| figure.amount)),
            text(figure.and_then(|figure| figure.currency)),
            text(price.map(state_word)),
            text(change.and_then(|change| change.percent).map(|it| it.0)),
            text(change.map(|change| change.at)),
            text(stock),
            text(now.map(|now| now.read_at)),
            self.synthetic.to_string(),
        ]
    }
}

impl NowRecord {
    fn of(now: NowState) -> Self {
        Self {
            api: now.source,
            read_at: now.read_at,
            price: now.price,
            change: now.change.map(|change| ChangeRecord {
                from: change.from,
                to: change.to,
                at: change.at,
                percent: change.percent,
            }),
            stock: now.stock,
        }
    }
}

fn figure(told: &Told) -> Option<Figure> {
    match told {
        Told::Value(figure) => Some(*figure),
        Told::Absent { .. } | Told::NotObserved { .. } => None,
    }
}

fn figure_of(told: &Told) -> Option<String> {
    figure(told).map(|figure| figure.to_string())
}

/// What a state is, as one word: `value`, or why there is none.
pub(crate) fn state_word(told: &Told) -> &'static str {
    match told {
        Told::Value(_) => "value",
        Told::Absent { why } => why.word(),
        Told::NotObserved { why } => why.word(),
    }
}

/// A list of what is followed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TrackListRecord {
    pub(crate) name: String,
    pub(crate) members: u64,
    /// How often its members are looked at, where it says so.
    pub(crate) every: Option<String>,
    pub(crate) importance: Option<i64>,
    /// All that is set for it.
    #[schema(value_type = Option<Object>)]
    pub(crate) settings: Option<Box<RawValue>>,
}

impl TrackListRecord {
    /// The columns of CSV.
    pub(crate) const COLUMNS: [&'static str; 4] =
        ["name", "members", "every", "importance"];

    /// The record of a list.
    pub(crate) fn of(list: &List) -> Result<Self, TrackingError> {
        let level = Level::read(&list.settings)?;
        let own = Some(&list.settings).filter(|text| text.as_str() != "{}");
        Ok(Self {
            every: level.every.map(|it| it.to_string()),
            importance: level.importance,
            settings: own.and_then(|text| RawValue::from_string(text.clone()).ok()),
            name: list.name.clone(),
            members: list.members,
        })
    }

    /// Its cells, in the order of [`Self::COLUMNS`]; what is not said is empty.
    pub(crate) fn cells(&self) -> [String; 4] {
        [
            self.name.clone(),
            self.members.to_string(),
            self.every.clone().unwrap_or_default(),
            self.importance.map(|it| it.to_string()).unwrap_or_default(),
        ]
    }
}
