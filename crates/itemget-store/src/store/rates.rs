//! Exchange rates, day by day, as a source published them.

use std::collections::BTreeMap;

use itemget::Currency;
use itemget_history::Moment;
use itemget_history::rates::Rates;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{Store, words};
use crate::db::{Transaction, values};
use crate::error::{Doing as _, StoreError};

/// What came of keeping rates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RatesKept {
    /// Days that were not known before.
    pub new: u64,
    /// Days of which more is known than before, or something else.
    pub changed: u64,
    /// Days that are as they were.
    pub same: u64,
}

/// What is known of a source of rates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateSource {
    /// Its name.
    pub source: String,
    /// The first day.
    pub first: Date,
    /// The last day.
    pub last: Date,
    /// On how many days there are rates.
    pub days: u64,
    /// When something of it was kept last.
    pub kept_at: Moment,
}

type Units = BTreeMap<Currency, Decimal>;

const READING: &str = "read exchange rates";
const KEEPING: &str = "keep exchange rates";

impl Store {
    /// Keeps rates of their source: all of them or none. Of a day that is known the new
    /// rates count, and currencies that they do not name stay as they were.
    pub async fn keep_rates(
        &self,
        rates: &Rates,
        now: Moment,
    ) -> Result<RatesKept, StoreError> {
        const KEEP: &str = "INSERT INTO rates (source, day, units, kept_at) \
             VALUES ($1, $2, $3, $4) ON CONFLICT (source, day) \
             DO UPDATE SET units = excluded.units, kept_at = excluded.kept_at";
        let mut kept = RatesKept::default();
        let Some((first, last)) = rates.extent() else { return Ok(kept) };
        let mut work = self.database.begin().await.doing(KEEPING)?;
        let known = known(&mut *work, rates.source(), first, last).await?;
        let mut rows = Vec::new();
        for (day, units) in rates.days() {
            let before = known.get(&day);
            let mut merged = before.cloned().unwrap_or_default();
            merged.extend(units);
            match before {
                None => kept.new += 1,
                Some(before) if *before == merged => {
                    kept.same += 1;
                    continue;
                }
                Some(_) => kept.changed += 1,
            }
            let units = serde_json::to_string(&merged)
                .expect("codes and numbers in a map are JSON");
            rows.push(values![rates.source(), day.to_string(), units, now.seconds()]);
        }
        work.execute_many(KEEP, rows).await.doing(KEEPING)?;
        work.commit().await.doing(KEEPING)?;
        Ok(kept)
    }

    /// The rates of a source between two days, both of them with it; none of them where it
    /// is not known.
    pub async fn rates(
        &self,
        source: &str,
        first: Date,
        last: Date,
    ) -> Result<Rates, StoreError> {
        let values = values![source, first.to_string(), last.to_string()];
        let rows = self.database.query(BETWEEN, values).await.doing(READING)?;
        let mut rates = Rates::new(source);
        for row in rows {
            let (day, units) = day(row)?;
            for (currency, units) in units {
                if !rates.insert(day, currency, units) {
                    let what =
                        format!("a rate of {currency} on {day} that is not above zero");
                    return Err(StoreError::damaged(what));
                }
            }
        }
        Ok(rates)
    }

    /// The sources that there are rates of, by their names.
    pub async fn rate_sources(&self) -> Result<Vec<RateSource>, StoreError> {
        const SOURCES: &str = "SELECT source, min(day), max(day), count(*), max(kept_at) \
             FROM rates GROUP BY source ORDER BY source";
        let rows = self.database.query(SOURCES, values![]).await.doing(READING)?;
        let sources = rows.into_iter().map(|mut row| {
            Ok(RateSource {
                source: row.text(0).doing(READING)?,
                first: words::code(&row.text(1).doing(READING)?)?,
                last: words::code(&row.text(2).doing(READING)?)?,
                days: u64::try_from(row.int(3).doing(READING)?).unwrap_or(0),
                kept_at: Moment::from_seconds(row.int(4).doing(READING)?),
            })
        });
        sources.collect()
    }
}

const BETWEEN: &str = "SELECT day, units FROM rates \
     WHERE source = $1 AND day >= $2 AND day <= $3 ORDER BY day";

async fn known(
    work: &mut dyn Transaction,
    source: &str,
    first: Date,
    last: Date,
) -> Result<BTreeMap<Date, Units>, StoreError> {
    let values = values![source, first.to_string(), last.to_string()];
    let rows = work.query(BETWEEN, values).await.doing(KEEPING)?;
    rows.into_iter().map(day).collect()
}

/// A day, from a row of [`BETWEEN`].
fn day(mut row: crate::db::Row) -> Result<(Date, Units), StoreError> {
    let day: Date = words::code(&row.text(0).doing(READING)?)?;
    let text = row.text(1).doing(READING)?;
    let units = serde_json::from_str(&text).map_err(|error| {
        StoreError::damaged(format!("the exchange rates of {day}: {error}"))
    })?;
    Ok((day, units))
}
