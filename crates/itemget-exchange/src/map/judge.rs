//! What a row of a foreign file says, or why it says nothing. Pure.

use itemget::{Country, Currency, ItemRef, SkuId};
use itemget_history::{Gap, Moment, Series, State};

use super::mapping::{Mapping, Time, Told, Value};
use super::rows::Places;
use super::time::TimeForm;

/// A row, judged.
#[derive(Debug)]
pub struct Judged {
    /// Its line in the file.
    pub line: u64,
    /// What it says; nothing where all its cells are empty.
    pub told: Result<Vec<Point>, Rejection>,
}

/// What a row says of one series at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    pub(super) item: ItemRef,
    pub(super) ship_to: Country,
    pub(super) currency: Currency,
    pub(super) series: Series,
    pub(super) at: Moment,
    pub(super) state: State,
}

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowVerdict {
    /// It is taken.
    Taken,
    /// Another row before it, by its line, says the same.
    Duplicate(u64),
    /// It is not.
    Rejected(Rejection),
}

/// Why a row is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Rejection {
    /// Its id is none of a product that can be followed.
    #[error("`{text}` is no id and no link of a product on AliExpress")]
    Item {
        /// What stands there.
        text: String,
    },
    /// Its variant is none.
    #[error("`{text}` is no id of a variant")]
    Sku {
        /// What stands there.
        text: String,
    },
    /// Nothing says which currency its prices are in.
    #[error("nothing says which currency its price is in")]
    NoCurrency,
    /// Nothing says from which country it was seen.
    #[error("nothing says from which country it was seen")]
    NoShipTo,
    /// Its currency is none that is known.
    #[error("`{text}` is no currency")]
    Currency {
        /// What stands there.
        text: String,
    },
    /// Its country is none.
    #[error("`{text}` is no country")]
    ShipTo {
        /// What stands there.
        text: String,
    },
    /// Its time is none of the mapping's form.
    #[error("`{text}` is no time as the mapping says it is written")]
    Time {
        /// What stands there.
        text: String,
    },
    /// It is of a time that is still to come.
    #[error("`{text}` lies in the future")]
    Future {
        /// What stands there.
        text: String,
    },
    /// A value is no number of the mapping's form.
    #[error("`{text}` is no number as the mapping says it is written")]
    Number {
        /// What stands there.
        text: String,
    },
    /// A value is below zero, and none that the mapping has a meaning for.
    #[error("`{text}` is below zero, and the mapping does not say what that means")]
    Negative {
        /// What stands there.
        text: String,
    },
    /// A list of pairs has no value for its last time.
    #[error("the list has a time without a value")]
    Pairs,
    /// A list of pairs begins with a bracket and does not end with one, or the other way:
    /// its last number may be cut off.
    #[error("the list has one of its two brackets alone")]
    Brackets,
    /// The mapping has no meaning for the row.
    #[error("the mapping does not say what `{text}` means")]
    Unmapped {
        /// What stands in the column that decides.
        text: String,
    },
    /// Another row before it says otherwise of the same moment.
    #[error("line {line} says otherwise of the same moment")]
    Contradiction {
        /// Its line.
        line: u64,
    },
}

impl Rejection {
    /// The stable word for it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Item { .. } => "item",
            Self::Sku { .. } => "sku",
            Self::NoCurrency => "no_currency",
            Self::NoShipTo => "no_ship_to",
            Self::Currency { .. } => "currency",
            Self::ShipTo { .. } => "ship_to",
            Self::Time { .. } => "time",
            Self::Future { .. } => "future",
            Self::Number { .. } => "number",
            Self::Negative { .. } => "negative",
            Self::Pairs => "pairs",
            Self::Brackets => "brackets",
            Self::Unmapped { .. } => "unmapped",
            Self::Contradiction { .. } => "contradiction",
        }
    }
}

fn shown(text: &str) -> String {
    text.chars().take(60).collect()
}

/// What a row says; `cell` gives a column's text. Nothing was seen after `now`.
pub(super) fn judge<'c>(
    mapping: &Mapping,
    places: &Places,
    now: Moment,
    cell: &impl Fn(usize) -> &'c str,
) -> Result<Vec<Point>, Rejection> {
    let item = cell(places.id);
    let item: ItemRef =
        item.parse().ok().ok_or_else(|| Rejection::Item { text: shown(item) })?;
    let sku = match places.sku.map(cell).unwrap_or_default() {
        "" => None,
        text => {
            let sku: Option<SkuId> = text.parse().ok();
            Some(sku.ok_or_else(|| Rejection::Sku { text: shown(text) })?)
        }
    };
    let ship_to =
        said(&mapping.ship_to, places.ship_to.map(cell), Rejection::NoShipTo, |text| {
            Rejection::ShipTo { text }
        })?;
    let currency = said(
        &mapping.currency,
        places.currency.map(cell),
        Rejection::NoCurrency,
        |text| Rejection::Currency { text },
    )?;
    let row = OfRow { item, sku, ship_to, currency, now };
    let mut points = Vec::new();
    let (mut meant, mut undecided) = (false, "");
    for (value, (column, when)) in mapping.values.iter().zip(&places.values) {
        let Some(column) = *column else { continue };
        let decides = when.map(cell).unwrap_or_default();
        if let Some((_, words)) = &value.when
            && !words.iter().any(|word| word == decides)
        {
            undecided = decides;
            continue;
        }
        meant = true;
        let text = cell(column);
        match (&mapping.time, places.time) {
            (Time::Column(_, form), Some(time)) => {
                let at = row.moment(form, cell(time))?;
                points.extend(row.point(value, at, text)?);
            }
            (Time::InPairs(form), _) => row.pairs(value, form, text, &mut points)?,
            (Time::Column(..), None) => {}
        }
    }
    match meant {
        true => Ok(points),
        false => Err(Rejection::Unmapped { text: shown(undecided) }),
    }
}

/// What a column says, or what holds for all rows.
fn said<T: std::str::FromStr + Copy>(
    told: &Told<T>,
    text: Option<&str>,
    nothing: Rejection,
    wrong: impl FnOnce(String) -> Rejection,
) -> Result<T, Rejection> {
    match text.filter(|text| !text.is_empty()) {
        None => told.fixed.ok_or(nothing),
        Some(text) => {
            let known = told.words.get(text).copied().or_else(|| text.parse().ok());
            known.ok_or_else(|| wrong(shown(text)))
        }
    }
}

struct OfRow {
    item: ItemRef,
    sku: Option<SkuId>,
    ship_to: Country,
    currency: Currency,
    now: Moment,
}

impl OfRow {
    fn moment(&self, form: &TimeForm, text: &str) -> Result<Moment, Rejection> {
        let at = form.read(text).ok_or_else(|| Rejection::Time { text: shown(text) })?;
        match at <= self.now {
            true => Ok(at),
            false => Err(Rejection::Future { text: shown(text) }),
        }
    }

    /// What one value says; nothing where its cell is empty and that means nothing.
    fn point(
        &self,
        value: &Value,
        at: Moment,
        text: &str,
    ) -> Result<Option<Point>, Rejection> {
        let is = |words: &[String]| words.iter().any(|word| word == text);
        let state = if is(&value.absent) {
            State::Absent(value.absent_as)
        } else if is(&value.unknown) {
            State::NotObserved(Gap::NotTold)
        } else if text.is_empty() {
            return Ok(None);
        } else {
            let number = value.number.read(text, self.currency);
            let number = number.ok_or_else(|| Rejection::Number { text: shown(text) })?;
            if number.mantissa() < 0 {
                return Err(Rejection::Negative { text: shown(text) });
            }
            State::Value(number)
        };
        Ok(Some(Point {
            item: self.item,
            ship_to: self.ship_to,
            currency: self.currency,
            series: Series { sku: self.sku, kind: value.kind },
            at,
            state,
        }))
    }

    /// What a list of times and values says: `[8308800,1999,8311000,-1]`.
    fn pairs(
        &self,
        value: &Value,
        form: &TimeForm,
        text: &str,
        points: &mut Vec<Point>,
    ) -> Result<(), Rejection> {
        if text.starts_with('[') != text.ends_with(']') {
            return Err(Rejection::Brackets);
        }
        let inner = text.trim_start_matches('[').trim_end_matches(']').trim();
        if inner.is_empty() || inner == "null" {
            return Ok(());
        }
        let mut parts = inner.split(',').map(str::trim);
        while let Some(time) = parts.next() {
            let told = parts.next().ok_or(Rejection::Pairs)?;
            points.extend(self.point(value, self.moment(form, time)?, told)?);
        }
        Ok(())
    }
}
