//! Rows back to trails.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;
use std::time::Duration;

use itemget_history::{Change, Moment, Series, Span, Trail, TrailKey};

use crate::rows::Row;

/// Trails in the making, of rows in any order.
#[derive(Debug, Default)]
pub struct Gathered {
    trails: BTreeMap<Arc<TrailKey>, Parts>,
}

#[derive(Debug, Default)]
struct Parts {
    spans: BTreeMap<Moment, (Span, Duration)>,
    series: BTreeMap<Series, BTreeMap<Moment, Change>>,
}

/// Why rows do not make trails.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GatherError {
    /// Two rows say different things of one moment.
    #[error("two rows of item {} speak of the same moment {at}", key.item.id)]
    Twice {
        /// Of which trail.
        key: Box<TrailKey>,
        /// Of which moment.
        at: Moment,
    },
    /// Rows are missing, or do not belong together.
    #[error(
        "the rows of item {} ({}, {}, {}) do not fit together: a change lies where nobody \
         was looking, or spans overlap", key.item.id, key.ship_to, key.currency, key.source
    )]
    Unsound {
        /// Of which trail.
        key: Box<TrailKey>,
    },
}

impl Gathered {
    /// Adds a row.
    ///
    /// # Errors
    ///
    /// Where a row before says something else of the same.
    pub fn add(&mut self, row: Row) -> Result<(), GatherError> {
        let (key, at) = (Arc::clone(row.key()), row.at());
        let twice =
            |key: &TrailKey| GatherError::Twice { key: Box::new(key.clone()), at };
        let parts = self.trails.entry(Arc::clone(&key)).or_default();
        let is_new = match row {
            Row::Span(row) => put(&mut parts.spans, at, (row.span, row.holds_for)),
            Row::Change(row) => {
                put(parts.series.entry(row.series).or_default(), at, row.change)
            }
        };
        if is_new { Ok(()) } else { Err(twice(&key)) }
    }

    /// The trails.
    ///
    /// # Errors
    ///
    /// The first trail whose rows do not fit together.
    pub fn trails(self) -> Result<Vec<(TrailKey, Trail)>, GatherError> {
        let trails = self.trails.into_iter().map(|(key, parts)| {
            let key = Arc::unwrap_or_clone(key);
            let holds_for = parts.spans.values().next_back().map(|(_, holds)| *holds);
            let spans = parts.spans.into_values().map(|(span, _)| span).collect();
            let series = parts
                .series
                .into_iter()
                .map(|(series, changes)| (series, changes.into_values().collect()));
            match Trail::from_parts(spans, holds_for.unwrap_or_default(), series) {
                Some(trail) => Ok((key, trail)),
                None => Err(GatherError::Unsound { key: Box::new(key) }),
            }
        });
        trails.collect()
    }
}

/// Puts a value where there is none; says whether there was none.
fn put<T>(places: &mut BTreeMap<Moment, T>, at: Moment, value: T) -> bool {
    match places.entry(at) {
        Entry::Vacant(place) => {
            place.insert(value);
            true
        }
        Entry::Occupied(_) => false,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use itemget_history::{Absence, Gap};
    use itemget_history::{Entry as Told, Kind, Quantity, Reading, Seen, State};

    use super::*;
    use crate::rows::rows_of;
    use crate::table::Cell;

    /// A trail with every state, a bound, variants and a gap.
    pub(crate) fn trail() -> (Arc<TrailKey>, Trail) {
        let key = TrailKey {
            item: "1005006000000001".parse().unwrap(),
            ship_to: "FR".parse().unwrap(),
            currency: "EUR".parse().unwrap(),
            source: "aliexpress.ds.product.get".to_owned(),
        };
        let sku = Series::of_sku("12000044126059467".parse().unwrap(), Kind::SalePrice);
        let state = |text: &str| State::Value(text.parse::<Quantity>().unwrap());
        let item = |sale: &str, sold: &str| {
            Seen::Item(vec![
                Told { series: Series::of_item(Kind::SalePrice), state: state(sale) },
                Told { series: sku, state: state(sale) },
                Told { series: Series::of_item(Kind::SoldTotal), state: state(sold) },
            ])
        };
        let mut trail = Trail::default();
        let seen = [
            (0, item("8.5", "5000+")),
            (20, item("8.5", "5000+")),
            (30, item("7.99", "5000")),
            (40, Seen::NotObserved(Gap::Throttled)),
            (50, Seen::Absent(Absence::OffSale)),
            (200, item("0.000001", "10000+")),
        ];
        for (hour, seen) in seen {
            let at = Moment::from_seconds(1_780_272_000 + hour * 3600);
            trail.lay(&Reading { at, holds_for: Duration::from_secs(86_400), seen });
        }
        (Arc::new(key), trail)
    }

    fn gathered(rows: Vec<Row>) -> Result<Vec<(TrailKey, Trail)>, GatherError> {
        let mut gathered = Gathered::default();
        rows.into_iter().try_for_each(|row| gathered.add(row))?;
        gathered.trails()
    }

    #[test]
    fn rows_are_the_trail_again_in_whatever_order_they_come() {
        let (key, trail) = trail();
        let mut rows = rows_of(&key, &trail, None, None);
        rows.reverse();
        let expected = vec![((*key).clone(), trail)];
        assert_eq!(gathered(rows), Ok(expected));
    }

    #[test]
    fn every_row_is_read_as_it_was_written() {
        let (key, trail) = trail();
        for row in rows_of(&key, &trail, None, None) {
            let cells = row.cells().unwrap();
            let table = row.table();
            let texts: Vec<String> = cells.iter().map(Cell::plain).collect();
            let columns = table.columns().iter();
            let again = columns
                .zip(&texts)
                .map(|(column, text)| Cell::parse(text, column.of).unwrap())
                .collect();
            assert_eq!(Row::read(table, key.item.platform, again), Ok(row.clone()));
        }
    }

    #[test]
    fn rows_that_are_missing_or_there_twice_are_no_trail() {
        let (key, trail) = trail();
        let mut rows = rows_of(&key, &trail, None, None);
        let without_spans = rows.split_off(trail.spans().len());
        assert!(matches!(gathered(without_spans), Err(GatherError::Unsound { .. })));
        rows.push(rows[0].clone());
        assert!(matches!(gathered(rows), Err(GatherError::Twice { .. })));
    }
}
