//! A past for a world: what its sandbox would have said on earlier days.

use std::time::Duration;

use itemget::{ItemRef, SkuId, View};
use itemget_history::{
    Absence, Entry, Gap, Kind, Moment, Quantity, Reading, Seen, Series, State, TrailKey,
};
use itemget_store::{Card, DatabaseAddress, Store};
use jiff::Timestamp;
use rust_decimal::Decimal;

use crate::world::{NOW, World};

/// The item that most pasts are of.
pub(crate) const ITEM: &str = "1005006000000001";
/// Its two variants.
pub(crate) const SKUS: [&str; 2] = ["12000044126059467", "12000044126059468"];
/// The API that said it.
const API: &str = "aliexpress.ds.product.get";
const DAY: i64 = 86_400;

/// Readings, a day apart, that end now.
pub(crate) struct Past {
    readings: Vec<(TrailKey, Reading)>,
    cards: Vec<Card>,
}

/// What was seen on a day.
pub(crate) enum Day<'a> {
    /// The prices of the two variants before and after a discount, and the stock of each.
    Seen { list: &'a str, sale: [&'a str; 2], stock: [i64; 2] },
    /// It could not be bought.
    OffSale,
    /// The look failed.
    Failed,
}

/// So many days before now.
pub(crate) fn moment(days_ago: i64) -> Moment {
    let now: Timestamp = NOW.parse().expect("it is a time");
    Moment::from_seconds(now.as_second() - days_ago * DAY)
}

fn item(id: &str) -> ItemRef {
    id.parse().expect("it is an id")
}

pub(crate) fn key(id: &str, ship_to: &str, currency: &str) -> TrailKey {
    TrailKey {
        item: item(id),
        ship_to: ship_to.parse().expect("it is a country"),
        currency: currency.parse().expect("it is a currency"),
        source: API.to_owned(),
    }
}

fn value(text: &str) -> State {
    let amount: Decimal = text.parse().expect("it is a number");
    State::Value(Quantity::try_from(amount).expect("it is small"))
}

impl Past {
    pub(crate) fn new() -> Self {
        Self { readings: Vec::new(), cards: Vec::new() }
    }

    /// Forty days: a sale of the last three days, a week off sale, two days unseen.
    pub(crate) fn usual() -> Self {
        let mut past = Self::new().named(ITEM, "Desk lamp 台灯");
        for days_ago in (0..40).rev() {
            let stock = [100 - (39 - days_ago), 5];
            past = match days_ago {
                20..=26 => past.day(ITEM, days_ago, &Day::OffSale),
                12 | 13 => past,
                11 => past.day(ITEM, days_ago, &Day::Failed),
                0..=2 => {
                    let sale = ["6.00", "7.50"];
                    past.day(ITEM, days_ago, &Day::Seen { list: "16.00", sale, stock })
                }
                _ => {
                    let sale = ["8.00", "9.50"];
                    past.day(ITEM, days_ago, &Day::Seen { list: "16.00", sale, stock })
                }
            };
        }
        past
    }

    /// The same with a day more, in the usual view.
    pub(crate) fn day(self, id: &str, days_ago: i64, day: &Day<'_>) -> Self {
        let View { ship_to, currency, .. } = View::default();
        let key = key(id, ship_to.as_str(), currency.as_str());
        self.day_of(key, days_ago, day)
    }

    /// The same with a day more of this trail.
    pub(crate) fn day_of(mut self, key: TrailKey, days_ago: i64, day: &Day<'_>) -> Self {
        let seen = match day {
            Day::OffSale => Seen::Absent(Absence::OffSale),
            Day::Failed => Seen::NotObserved(Gap::Failed),
            Day::Seen { list, sale, stock } => Seen::Item(entries(list, *sale, *stock)),
        };
        let holds_for = Duration::from_secs(36 * 3600);
        self.readings.push((key, Reading { at: moment(days_ago), holds_for, seen }));
        self
    }

    /// The same with a title for an item.
    pub(crate) fn named(mut self, id: &str, title: &str) -> Self {
        let text = serde_json::json!({
            "title": title,
            "skus": {
                SKUS[0]: {"choices": [["Color", "White"]]},
                SKUS[1]: {"choices": [["Color", "黑色"]]},
            },
        });
        self.cards.push(Card {
            item: item(id),
            language: View::default().language,
            seen_at: moment(0),
            text: text.to_string(),
        });
        self
    }

    /// Puts it into the world's database of what the sandbox made up.
    pub(crate) fn put_into(self, world: &World) {
        let path = world.path(".local/share/itemget/synthetic.db");
        let runtime = tokio::runtime::Runtime::new().expect("threads can be had");
        runtime.block_on(async {
            let address = DatabaseAddress::Sqlite(path);
            let store = Store::open(&address).await.expect("it can be made");
            store.set_first("world", "sandbox").await.expect("it is kept");
            store.append(&self.readings).await.expect("it is kept");
            store.keep_cards(&self.cards).await.expect("it is kept");
        });
    }
}

fn entries(list: &str, sale: [&str; 2], stock: [i64; 2]) -> Vec<Entry> {
    let total = stock.iter().sum::<i64>().to_string();
    let mut entries = Vec::new();
    let mut tell = |series, state| entries.push(Entry { series, state });
    tell(Series::of_item(Kind::SalePrice), value(sale[0]));
    tell(Series::of_item(Kind::ListPrice), value(list));
    tell(Series::of_item(Kind::Stock), value(&total));
    for ((sku, sale), stock) in SKUS.iter().zip(sale).zip(stock) {
        let sku: SkuId = sku.parse().expect("it is an id");
        tell(Series::of_sku(sku, Kind::SalePrice), value(sale));
        tell(Series::of_sku(sku, Kind::ListPrice), value(list));
        tell(Series::of_sku(sku, Kind::Stock), value(&stock.to_string()));
    }
    entries
}
