//! What one asks of very many series at once, answered from their blocks as they lie.
//!
//! Each answer is that which the series' [`Timeline`](crate::Timeline) would give. A trail
//! that lies in several blocks is asked block by block, in their order, and the answers are
//! put together: [`Point::lower`], [`Since::then`].

use itemget::Bound;
use rust_decimal::Decimal;

use crate::block::{Changes, Packed};
use crate::bytes::PackedError;
use crate::moment::Moment;
use crate::state::{Gap, Quantity, State};
use crate::trail::{Change, WHOLE, believed_for, left_in};

/// A value, and when it was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// The first reading that saw it.
    pub at: Moment,
    /// The value.
    pub value: Quantity,
}

impl Point {
    /// The lower of two, of which `self` is the earlier: the earlier where they are the
    /// same. Of "5000" and "5000 or more", the lower is 5000.
    #[must_use]
    pub fn lower(self, later: Self) -> Self {
        match later.value.partial_cmp(&self.value) {
            Some(order) if order.is_lt() => later,
            None if later.value.bound() == Bound::Exact => later,
            Some(_) | None => self,
        }
    }
}

/// The lowest value that was ever seen, and when for the first time; none where no value
/// was. A lowest that is a lower bound says that it may have been any more than this.
pub fn lowest(series: &Packed<'_>) -> Result<Option<Point>, PackedError> {
    let mut lowest: Option<Point> = None;
    for point in shown(series) {
        let point = point?;
        lowest = Some(lowest.map_or(point, |lowest| lowest.lower(point)));
    }
    Ok(lowest)
}

/// The last value that was seen, and since when no other one was; none where no value was.
/// The series may have been absent or unobserved since: [`at`] says whether.
pub fn last(series: &Packed<'_>) -> Result<Option<Point>, PackedError> {
    Ok(since(series, Moment::MAX)?.last)
}

/// What was known of the series at `moment`: its value, that there was none, or why it is
/// not known; none before it was first told of.
///
/// Of a trail in several blocks, the block to ask is the last one that does not begin
/// after `moment`.
pub fn at(series: &Packed<'_>, moment: Moment) -> Result<Option<State>, PackedError> {
    let mut state = None;
    for change in series.changes() {
        let change = change?;
        if change.at > moment {
            break;
        }
        state = Some(change.state);
    }
    let (Some(state), reader) = (state, series.reader()) else { return Ok(None) };
    let begun = reader.spans().partition_point(|span| span.first <= moment);
    let is_believed = begun.checked_sub(1).is_some_and(|place| {
        let is_last = begun == reader.spans().len();
        moment < reader.spans()[place].last + believed_for(is_last, reader.holds_for())
    });
    if !is_believed {
        return Ok(Some(State::NotObserved(Gap::Unwatched)));
    }
    let whole = match series.series() == WHOLE {
        true => None,
        false => left_in(reader.whole(), moment),
    };
    Ok(Some(whole.filter(|whole| whole.value().is_none()).unwrap_or(state)))
}

/// The last value until `cut`, however long before it was seen, and the last one of all.
pub fn since(series: &Packed<'_>, cut: Moment) -> Result<Since, PackedError> {
    let mut since = Since::default();
    for point in shown(series) {
        since.see(point?, cut);
    }
    Ok(since)
}

/// The last value before a moment, and the last one of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Since {
    /// The last value seen until the cut, and since when no other one was.
    pub before: Option<Point>,
    /// The last value seen of all, and since when no other one was.
    pub last: Option<Point>,
    first: Option<Point>,
}

impl Since {
    fn see(&mut self, point: Point, cut: Moment) {
        let point = self.last.filter(|last| last.value == point.value).unwrap_or(point);
        self.first = self.first.or(Some(point));
        self.last = Some(point);
        if point.at <= cut {
            self.before = Some(point);
        }
    }

    /// What it is when a later block of the same trail says `later`.
    #[must_use]
    pub fn then(self, later: Self) -> Self {
        let continued = |point: Point| match self.last {
            Some(last) if Some(point) == later.first && last.value == point.value => last,
            Some(_) | None => point,
        };
        Self {
            before: later.before.map(continued).or(self.before),
            last: later.last.map(continued).or(self.last),
            first: self.first.or(later.first),
        }
    }

    /// How much lower the last value is than that before the cut; none where it is not, or
    /// where one of them is a lower bound, so that nobody knows.
    pub fn fall(&self) -> Option<Fall> {
        let (from, to) = self.before.zip(self.last)?;
        let is_exact = [from, to].iter().all(|it| it.value.bound() == Bound::Exact);
        let is_fall = to.value < from.value && from.value.mantissa() > 0;
        (is_exact && is_fall).then_some(Fall { from, to })
    }
}

/// A value that fell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fall {
    /// What it was; more than nothing.
    pub from: Point,
    /// What it is: less.
    pub to: Point,
}

impl Fall {
    /// How much of what it was it lost: 0.25 where it fell by a quarter.
    pub fn share(&self) -> Decimal {
        let (from, to) = (self.from.value.decimal(), self.to.value.decimal());
        (from - to) / from
    }
}

/// The values of a series, each with the first moment at which it could be seen: while the
/// item as a whole could not be had or was not seen, none of its values was.
fn shown<'r>(
    series: &Packed<'r>,
) -> impl Iterator<Item = Result<Point, PackedError>> + use<'r> {
    let whole = series.reader().whole();
    let hides = series.series() != WHOLE && whole.iter().any(|it| !is_value(it));
    Shown {
        changes: series.changes(),
        whole: if hides { whole } else { &[] },
        ahead: None,
    }
}

struct Shown<'r> {
    changes: Changes<'r>,
    /// What hides it at times; empty where nothing ever does.
    whole: &'r [Change],
    /// The change after this one, which ends it, where one had to look.
    ahead: Option<Change>,
}

impl Iterator for Shown<'_> {
    type Item = Result<Point, PackedError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let change = match self.ahead.take() {
                Some(change) => change,
                None => match self.changes.next()? {
                    Ok(change) => change,
                    Err(error) => return Some(Err(error)),
                },
            };
            let at = match self.whole {
                [] => Some(change.at),
                whole => {
                    self.ahead = match self.changes.next().transpose() {
                        Ok(ahead) => ahead,
                        Err(error) => return Some(Err(error)),
                    };
                    let until = self.ahead.map_or(Moment::MAX, |ahead| ahead.at);
                    first_shown(whole, change.at, until)
                }
            };
            if let (State::Value(value), Some(at)) = (change.state, at) {
                return Some(Ok(Point { at, value }));
            }
        }
    }
}

/// The first moment of a stretch at which the item could be had.
fn first_shown(whole: &[Change], from: Moment, until: Moment) -> Option<Moment> {
    let after = whole.partition_point(|change| change.at <= from);
    let is_shown = after.checked_sub(1).is_none_or(|before| is_value(&whole[before]));
    match is_shown {
        true => Some(from),
        false => {
            let next = whole[after..].iter().find(|change| is_value(change))?;
            (next.at < until).then_some(next.at)
        }
    }
}

fn is_value(change: &Change) -> bool {
    change.state.value().is_some()
}
