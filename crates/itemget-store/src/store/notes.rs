//! Settings that are kept in the store, and how items looked when they were seen last.

use itemget::{ItemRef, Language};
use itemget_history::Moment;

use super::{Store, words};
use crate::db::{Row, Transaction, Value, values};
use crate::error::{Doing as _, StoreError};

/// What an item is called and looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Which item.
    pub item: ItemRef,
    /// In which language.
    pub language: Language,
    /// When it was seen so.
    pub seen_at: Moment,
    /// JSON text that the program reads.
    pub text: String,
}

impl Store {
    /// A setting, if it has been made.
    pub async fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        let doing = "read a setting";
        let sql = "SELECT value FROM settings WHERE name = $1";
        let mut rows = self.database.query(sql, values![name]).await.doing(doing)?;
        rows.first_mut().map(|row| row.text(0).doing(doing)).transpose()
    }

    /// Makes a setting, in place of what it was.
    pub async fn set(&self, name: &str, value: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO settings (name, value) VALUES ($1, $2) \
             ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        self.write("make a setting", sql, values![name, value]).await?;
        Ok(())
    }

    /// Makes a setting by what it is, none where it has not been made: nobody else changes
    /// it meanwhile. Where `change` fails, it stays as it is.
    pub async fn change_setting<E: From<StoreError>>(
        &self,
        name: &str,
        change: impl Fn(Option<&str>) -> Result<String, E> + Sync,
    ) -> Result<(), E> {
        // A row to hold on to, so that of two who make it first each sees the other's.
        const HOLD: &str = "INSERT INTO settings (name, value) VALUES ($1, '') \
             ON CONFLICT (name) DO NOTHING";
        const WRITE: &str = "UPDATE settings SET value = $2 WHERE name = $1";
        let doing = "change a setting";
        let hold = self.database.dialect().for_update();
        let read = format!("SELECT value FROM settings WHERE name = $1{hold}");
        let mut work = self.database.begin().await.doing(doing)?;
        work.execute(HOLD, values![name]).await.doing(doing)?;
        let mut rows = work.query(&read, values![name]).await.doing(doing)?;
        let found = rows.first_mut().map(|row| row.text(0).doing(doing)).transpose()?;
        let value = change(found.as_deref().filter(|value| !value.is_empty()))?;
        work.execute(WRITE, values![name, value]).await.doing(doing)?;
        work.commit().await.doing(doing)?;
        Ok(())
    }

    /// Makes a setting unless it has been made; gives what it is afterwards.
    pub async fn set_first(&self, name: &str, value: &str) -> Result<String, StoreError> {
        let sql = "INSERT INTO settings (name, value) VALUES ($1, $2) \
             ON CONFLICT (name) DO NOTHING";
        self.write("make a setting", sql, values![name, value]).await?;
        let found = self.setting(name).await?;
        found.ok_or_else(|| StoreError::damaged("a setting that was made is gone"))
    }

    /// Keeps how items look, in place of how they looked before.
    pub async fn keep_cards(&self, cards: &[Card]) -> Result<(), StoreError> {
        self.write_many(KEEPING, KEEP, card_rows(cards)?).await?;
        Ok(())
    }

    /// How an item looked when it was seen last, in that language or else in another one.
    pub async fn card(
        &self,
        item: ItemRef,
        language: Language,
    ) -> Result<Option<Card>, StoreError> {
        let sought = sought(item, language)?;
        let rows = self.database.peek(FIND, sought).await.doing(SEEKING)?;
        found(item, rows)
    }

    /// The same for many items, in their order.
    pub async fn cards(
        &self,
        items: &[ItemRef],
        language: Language,
    ) -> Result<Vec<Option<Card>>, StoreError> {
        let keys = items.iter().map(|item| sought(*item, language));
        let keys: Result<Vec<_>, StoreError> = keys.collect();
        let rows = self.database.query_many(FIND, keys?).await.doing(SEEKING)?;
        items.iter().zip(rows).map(|(item, rows)| found(*item, rows)).collect()
    }
}

const KEEPING: &str = "keep how items look";

const KEEP: &str = "INSERT INTO cards (platform, item, language, seen_at, card) \
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (platform, item, language) \
     DO UPDATE SET seen_at = excluded.seen_at, card = excluded.card \
     WHERE excluded.seen_at >= cards.seen_at";

const SEEKING: &str = "read how items look";
const FIND: &str = "SELECT language, seen_at, card FROM cards \
     WHERE platform = $1 AND item = $2 \
     ORDER BY CASE WHEN language = $3 THEN 0 ELSE 1 END, seen_at DESC LIMIT 1";

fn sought(item: ItemRef, language: Language) -> Result<Vec<Value>, StoreError> {
    let (platform, item) = words::item(item)?;
    Ok(values![platform, item, language.to_string()])
}

/// The card that [`FIND`] has found.
fn found(item: ItemRef, rows: Vec<Row>) -> Result<Option<Card>, StoreError> {
    let Some(mut row) = rows.into_iter().next() else { return Ok(None) };
    Ok(Some(Card {
        item,
        language: words::code(&row.text(0).doing(SEEKING)?)?,
        seen_at: Moment::from_seconds(row.int(1).doing(SEEKING)?),
        text: row.text(2).doing(SEEKING)?,
    }))
}

fn card_rows(cards: &[Card]) -> Result<Vec<Vec<Value>>, StoreError> {
    let mut rows = Vec::with_capacity(cards.len());
    for card in cards {
        let (platform, item) = words::item(card.item)?;
        let language = card.language.to_string();
        let at = card.seen_at.seconds();
        rows.push(values![platform, item, language, at, card.text.as_str()]);
    }
    // In one order for everybody, so that nobody waits for one who waits for him.
    rows.sort_unstable();
    Ok(rows)
}

/// Keeps how items look.
pub(super) async fn keep(
    work: &mut dyn Transaction,
    cards: &[Card],
) -> Result<(), StoreError> {
    work.execute_many(KEEP, card_rows(cards)?).await.doing(KEEPING)?;
    Ok(())
}
