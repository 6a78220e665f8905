//! A trail as rows, and rows as what they say.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use itemget::{Bound, Country, Currency, ItemId, ItemRef, Platform, SkuId};
use itemget_history::{
    Absence, Change, Gap, Kind, Moment, Quantity, Series, Span, State, Trail, TrailKey,
    Unit,
};

use crate::table::{BadCell, Cell, Table};

/// A row of [`Table::Changes`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRow {
    /// Which trail it is of.
    pub key: Arc<TrailKey>,
    /// Which series of it.
    pub series: Series,
    /// From when on, and what it was.
    pub change: Change,
    /// Whether it is what the series was when the export begins, and no change.
    pub carried: bool,
}

/// A row of [`Table::Spans`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpanRow {
    /// Which trail it is of.
    pub key: Arc<TrailKey>,
    /// The stretch.
    pub span: Span,
    /// How long after the trail's last reading it may be believed.
    pub holds_for: Duration,
}

/// A row of either table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// Of the changes.
    Change(ChangeRow),
    /// Of the spans.
    Span(SpanRow),
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RowError {
    /// A value is missing.
    #[error("`{column}` is empty")]
    Empty {
        /// In which column.
        column: &'static str,
    },
    /// A value is none of its column.
    #[error("in `{column}`")]
    Bad {
        /// In which column.
        column: &'static str,
        /// Why.
        source: BadCell,
    },
    /// A state and its value do not fit together.
    #[error("a state of `{state}` cannot have these `amount`, `bound` and `reason`")]
    State {
        /// The state.
        state: String,
    },
    /// An id does not fit into the numbers that files have.
    #[error("the id {id} is larger than a file can hold")]
    Id {
        /// The id.
        id: u64,
    },
}

/// The rows of a trail between two moments, in order: first the spans, then the changes by
/// series and time.
pub fn rows_of(
    key: &Arc<TrailKey>,
    trail: &Trail,
    since: Option<Moment>,
    until: Option<Moment>,
) -> Vec<Row> {
    let part = match (since, until) {
        (None, None) => Cow::Borrowed(trail),
        _ => Cow::Owned(trail.within(since, until)),
    };
    let holds_for = part.holds_for();
    let spans = part
        .spans()
        .iter()
        .map(|span| Row::Span(SpanRow { key: Arc::clone(key), span: *span, holds_for }));
    let changes = part.series().flat_map(|(series, changes)| {
        changes.iter().map(move |change| {
            let carried = trail.is_carried(series, *change);
            let key = Arc::clone(key);
            Row::Change(ChangeRow { key, series, change: *change, carried })
        })
    });
    spans.chain(changes).collect()
}

impl Row {
    /// Which table it is of.
    pub fn table(&self) -> Table {
        match self {
            Self::Change(_) => Table::Changes,
            Self::Span(_) => Table::Spans,
        }
    }

    /// Which trail it is of.
    pub fn key(&self) -> &Arc<TrailKey> {
        match self {
            Self::Change(row) => &row.key,
            Self::Span(row) => &row.key,
        }
    }

    /// The moment by which it is put into a partition.
    pub fn at(&self) -> Moment {
        match self {
            Self::Change(row) => row.change.at,
            Self::Span(row) => row.span.first,
        }
    }

    /// Its values, in the order of its table's columns.
    ///
    /// # Errors
    ///
    /// Where an id is larger than files can hold.
    pub fn cells(&self) -> Result<Vec<Cell<'_>>, RowError> {
        match self {
            Self::Change(row) => {
                let ChangeRow { key, series, change, carried } = row;
                let mut cells = series_cells(key, *series)?;
                cells.push(Cell::Moment(change.at));
                cells.extend(state_cells(change.state, series.kind, key.currency));
                cells.push(Cell::Flag(*carried));
                Ok(cells)
            }
            Self::Span(SpanRow { key, span, holds_for }) => {
                let mut cells = key_cells(key)?;
                let whole =
                    |number: u64| Cell::Whole(i64::try_from(number).unwrap_or(i64::MAX));
                cells.extend([
                    Cell::Moment(span.first),
                    Cell::Moment(span.last),
                    whole(span.readings),
                    whole(holds_for.as_secs()),
                ]);
                Ok(cells)
            }
        }
    }

    /// The row that these values are, in the order of the table's columns, of an item of
    /// this platform.
    ///
    /// # Errors
    ///
    /// The first column that says nothing that can be meant.
    pub fn read(
        table: Table,
        platform: Platform,
        cells: Vec<Cell<'_>>,
    ) -> Result<Self, RowError> {
        let mut cells = Cells { table, cells: cells.into_iter(), at: 0 };
        let item = ItemId::from_u64(cells.number("an id")?);
        let item = item.ok_or_else(|| cells.bad("0", "an id"))?;
        let ship_to: Country = cells.parsed("a country such as `FR`")?;
        let currency: Currency = cells.parsed("a currency such as `EUR`")?;
        let source = cells.text()?;
        let item = ItemRef { platform, id: item };
        let key = Arc::new(TrailKey { item, ship_to, currency, source });
        match table {
            Table::Spans => {
                let (first, last) = (cells.moment()?, cells.moment()?);
                let readings = cells.number("a number of readings")?;
                let holds_for = Duration::from_secs(cells.number("a number of seconds")?);
                let span = Span { first, last, readings };
                Ok(Self::Span(SpanRow { key, span, holds_for }))
            }
            Table::Changes | Table::Steps => {
                let series = cells.series()?;
                let at = cells.moment()?;
                let state = cells.state(series.kind, currency)?;
                let carried = cells.flag()?;
                let change = Change { at, state };
                Ok(Self::Change(ChangeRow { key, series, change, carried }))
            }
        }
    }
}

fn id(id: u64) -> Result<Cell<'static>, RowError> {
    let fits = i64::try_from(id).ok();
    fits.map(Cell::Whole).ok_or(RowError::Id { id })
}

fn key_cells(key: &TrailKey) -> Result<Vec<Cell<'_>>, RowError> {
    Ok(vec![
        id(key.item.id.global().get())?,
        Cell::text(key.ship_to.as_str()),
        Cell::text(key.currency.as_str()),
        Cell::text(key.source.as_str()),
    ])
}

/// The values that say which series it is.
pub(crate) fn series_cells(
    key: &TrailKey,
    series: Series,
) -> Result<Vec<Cell<'_>>, RowError> {
    let mut cells = key_cells(key)?;
    cells.push(series.sku.map_or(Ok(Cell::None), |sku| id(sku.get()))?);
    cells.push(Cell::text(series.kind.word()));
    Ok(cells)
}

/// The values that say what a series was: state, amount, unit, bound, reason.
pub(crate) fn state_cells(
    state: State,
    kind: Kind,
    currency: Currency,
) -> [Cell<'static>; 5] {
    let unit = unit(kind, currency);
    match state {
        State::Value(quantity) => {
            let bound = match quantity.bound() {
                Bound::Exact => "exact",
                Bound::AtLeast => "at_least",
            };
            let amount = Cell::Decimal(quantity);
            [Cell::text("value"), amount, unit, Cell::text(bound), Cell::None]
        }
        State::Absent(why) => {
            let why = Cell::text(why.word());
            [Cell::text("absent"), Cell::None, unit, Cell::None, why]
        }
        State::NotObserved(why) => {
            let why = Cell::text(why.word());
            [Cell::text("not_observed"), Cell::None, unit, Cell::None, why]
        }
    }
}

fn unit(kind: Kind, currency: Currency) -> Cell<'static> {
    Cell::text(match kind.unit() {
        Unit::Money => Cow::Owned(currency.as_str().to_owned()),
        Unit::Count => "count".into(),
        Unit::Stars => "stars".into(),
        Unit::Percent => "percent".into(),
        Unit::Flag => "flag".into(),
    })
}

/// The values of a row, read one after the other.
struct Cells<'a> {
    table: Table,
    cells: std::vec::IntoIter<Cell<'a>>,
    /// How many were read.
    at: usize,
}

impl<'a> Cells<'a> {
    /// The column that was read last.
    fn column(&self) -> &'static str {
        self.table.columns()[self.at - 1].name
    }

    fn next(&mut self) -> Cell<'a> {
        self.at += 1;
        self.cells.next().unwrap_or(Cell::None)
    }

    fn bad(&self, text: &str, expected: &'static str) -> RowError {
        let source = BadCell::new(text, expected);
        RowError::Bad { column: self.column(), source }
    }

    fn of<T>(
        &mut self,
        take: impl FnOnce(Cell<'a>) -> Result<T, Cell<'a>>,
        expected: &'static str,
    ) -> Result<T, RowError> {
        match take(self.next()) {
            Ok(value) => Ok(value),
            Err(Cell::None) => Err(RowError::Empty { column: self.column() }),
            Err(other) => Err(self.bad(&other.plain(), expected)),
        }
    }

    fn number(&mut self, expected: &'static str) -> Result<u64, RowError> {
        let take = |cell| match cell {
            Cell::Whole(number) => u64::try_from(number).ok().ok_or(Cell::Whole(number)),
            other => Err(other),
        };
        self.of(take, expected)
    }

    fn text(&mut self) -> Result<String, RowError> {
        let take = |cell| match cell {
            Cell::Text(text) => Ok(text.into_owned()),
            other => Err(other),
        };
        self.of(take, "a text")
    }

    fn parsed<T: std::str::FromStr>(
        &mut self,
        expected: &'static str,
    ) -> Result<T, RowError> {
        let text = self.text()?;
        text.parse().ok().ok_or_else(|| self.bad(&text, expected))
    }

    fn moment(&mut self) -> Result<Moment, RowError> {
        let take = |cell| match cell {
            Cell::Moment(moment) => Ok(moment),
            other => Err(other),
        };
        self.of(take, "a moment")
    }

    fn flag(&mut self) -> Result<bool, RowError> {
        let take = |cell| match cell {
            Cell::Flag(flag) => Ok(flag),
            other => Err(other),
        };
        self.of(take, "`true` or `false`")
    }

    fn series(&mut self) -> Result<Series, RowError> {
        let sku = match self.next() {
            Cell::None => None,
            Cell::Whole(number) => {
                let sku = u64::try_from(number).ok().and_then(SkuId::from_u64);
                Some(sku.ok_or_else(|| self.bad(&number.to_string(), "an id"))?)
            }
            other => return Err(self.bad(&other.plain(), "an id")),
        };
        Ok(Series { sku, kind: self.parsed("something that is followed")? })
    }

    /// State, amount, unit, bound and reason.
    fn state(&mut self, kind: Kind, currency: Currency) -> Result<State, RowError> {
        let state = self.text()?;
        let amount = match self.next() {
            Cell::None => None,
            Cell::Decimal(amount) => Some(amount),
            other => return Err(self.bad(&other.plain(), "a decimal number")),
        };
        let told = Cell::text(self.text()?);
        if told != unit(kind, currency) {
            return Err(self.bad(&told.plain(), "the unit of this kind and currency"));
        }
        let mut word = || match self.next() {
            Cell::None => Ok(None),
            Cell::Text(text) => Ok(Some(text)),
            other => Err(self.bad(&other.plain(), "a text")),
        };
        let (bound, reason) = (word()?, word()?);
        let known = match (state.as_str(), amount, bound.as_deref(), reason.as_deref()) {
            ("value", Some(amount), Some(bound), None) => value(amount, bound),
            ("absent", None, None, Some(why)) => {
                let why = Absence::ALL.iter().find(|it| it.word() == why);
                why.map(|why| State::Absent(*why))
            }
            ("not_observed", None, None, Some(why)) => {
                let why = Gap::ALL.iter().find(|it| it.word() == why);
                why.map(|why| State::NotObserved(*why))
            }
            _ => None,
        };
        known.ok_or(RowError::State { state: state.chars().take(40).collect() })
    }
}

fn value(amount: Quantity, bound: &str) -> Option<State> {
    let bound = match bound {
        "exact" => Bound::Exact,
        "at_least" => Bound::AtLeast,
        _ => return None,
    };
    Quantity::from_parts(amount.mantissa(), amount.scale(), bound).map(State::Value)
}
