//! What came of looks, day by day: how many ended with which word. A day is one of UTC.

use std::collections::BTreeMap;

use itemget_history::Moment;

use super::{Looked, Store};
use crate::db::{Transaction, values};
use crate::error::{Doing as _, StoreError};

/// What came of the looks of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// When it began.
    pub begins: Moment,
    /// How many looks ended with which word.
    pub outcomes: BTreeMap<String, u64>,
}

const DAY: i64 = 86_400;
const COUNTING: &str = "count what came of looking";

impl Store {
    /// The days since `from` on which something was looked at, the first one first.
    pub async fn days(&self, from: Moment) -> Result<Vec<Day>, StoreError> {
        const SINCE: &str = "SELECT day, outcome, looks FROM days WHERE day >= $1 \
             ORDER BY day, outcome";
        let doing = "read what came of looking";
        let first = from.seconds().div_euclid(DAY);
        let mut days: Vec<Day> = Vec::new();
        for mut row in self.database.query(SINCE, values![first]).await.doing(doing)? {
            let begins = Moment::from_seconds(row.int(0).doing(doing)? * DAY);
            let outcome = row.text(1).doing(doing)?;
            let looks = u64::try_from(row.int(2).doing(doing)?).unwrap_or(0);
            match days.last_mut().filter(|day| day.begins == begins) {
                Some(day) => drop(day.outcomes.insert(outcome, looks)),
                None => {
                    let outcomes = [(outcome, looks)].into();
                    days.push(Day { begins, outcomes });
                }
            }
        }
        Ok(days)
    }
}

/// Counts these looks on their days.
pub(super) async fn count(
    work: &mut dyn Transaction,
    looked: &[Looked],
) -> Result<(), StoreError> {
    const COUNT: &str = "INSERT INTO days (day, outcome, looks) VALUES ($1, $2, $3) \
         ON CONFLICT (day, outcome) DO UPDATE SET looks = days.looks + excluded.looks";
    // In one order for everybody, so that nobody waits for one who waits for him.
    let mut counts: BTreeMap<(i64, &str), i64> = BTreeMap::new();
    for look in looked {
        let day = look.at.seconds().div_euclid(DAY);
        *counts.entry((day, look.outcome.as_str())).or_default() += 1;
    }
    let rows = counts.into_iter();
    let rows = rows.map(|((day, outcome), looks)| values![day, outcome, looks]);
    work.execute_many(COUNT, rows.collect()).await.doing(COUNTING)?;
    Ok(())
}
