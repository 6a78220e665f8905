//! What stock levels tell: units that left, and restocks.

use itemget::{Bound, Count, SkuId};
use serde::{Deserialize, Serialize};

use super::sold::{UnitsPerDay, count};
use super::window::{Coverage, Window};
use crate::moment::Moment;
use crate::series::{Kind, Series};
use crate::state::{Absence, State};
use crate::timeline::Timeline;
use crate::trail::Trail;

/// What the stock of an item or variant did in a window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct StockMoves {
    /// Units that left per day: a lower bound, since what was sold and filled up again
    /// between two readings is not seen. It takes each fall for a sale; a seller who
    /// corrects a level is not told apart, so see `biggest_fall`.
    pub per_day: Option<UnitsPerDay>,
    /// How many units left, as far as it was seen.
    pub left: u64,
    /// In how many falls.
    pub falls: u64,
    /// The units of the biggest one: where it is most of `left`, look at it.
    pub biggest_fall: Option<Fall>,
    /// How many units came.
    pub came: u64,
    /// In how many restocks.
    pub restocks: u64,
    /// When the last one was first seen.
    pub last_restock: Option<Moment>,
    /// How many series of stock this is made of: one, or one a variant.
    pub series: u64,
}

/// A fall of the stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "utoipa", schema(as = StockFall))]
pub struct Fall {
    /// Of so many units.
    pub units: u64,
    /// First seen then.
    pub at: Moment,
}

/// The lines of stock that tell of an item or of a variant. The item's are those of its
/// variants where these are told: within a total, the restock of one hides the sales of
/// another.
pub(crate) fn stock_lines(
    trail: &Trail,
    sku: Option<SkuId>,
    until: Moment,
) -> Vec<Timeline> {
    let series = trail.series().map(|(series, _)| series);
    let of_variants: Vec<Series> =
        series.filter(|it| it.kind == Kind::Stock && it.sku.is_some()).collect();
    let series = match sku.is_none() && !of_variants.is_empty() {
        true => of_variants,
        false => vec![Series { sku, kind: Kind::Stock }],
    };
    series.into_iter().map(|it| trail.timeline(it, until)).collect()
}

/// The moves of these lines of stock; none where no stock was told of in the window.
pub(crate) fn stock_moves(
    lines: &[Timeline],
    readings: Count,
    window: Window,
) -> Option<StockMoves> {
    let mut moves = StockMoves {
        per_day: None,
        left: 0,
        falls: 0,
        biggest_fall: None,
        came: 0,
        restocks: 0,
        last_restock: None,
        series: 0,
    };
    let mut over: Option<Window> = None;
    let mut least: Option<Coverage> = None;
    for line in lines {
        let Some(seen) = moves.add(line, window) else { continue };
        moves.series += 1;
        let all = over.get_or_insert(seen);
        all.from = all.from.min(seen.from);
        all.until = all.until.max(seen.until);
        // What all of them are covered by is what the least covered one is.
        let coverage = Coverage::of(line, readings, window);
        if least.as_ref().is_none_or(|it| coverage.observed < it.observed) {
            least = Some(coverage);
        }
    }
    let (over, coverage) = over.zip(least)?;
    moves.per_day = UnitsPerDay::over(over, moves.left, None, coverage);
    Some(moves)
}

impl StockMoves {
    /// Adds the moves of one series; gives between which moments it was seen.
    fn add(&mut self, line: &Timeline, window: Window) -> Option<Window> {
        let mut seen: Option<Window> = None;
        let (earlier, inside) = window.cut(line);
        let mut before = earlier.iter().rev().find_map(|step| level(step.state));
        for step in inside {
            let Some(level) = level(step.state) else { continue };
            let last = before.replace(level).unwrap_or(level);
            let is_inside = step.from >= window.from;
            let at = step.from;
            if is_inside && level < last {
                let units = last - level;
                self.left = self.left.saturating_add(units);
                self.falls += 1;
                if self.biggest_fall.is_none_or(|biggest| units > biggest.units) {
                    self.biggest_fall = Some(Fall { units, at });
                }
            }
            if is_inside && level > last {
                self.came = self.came.saturating_add(level - last);
                self.restocks += 1;
                self.last_restock = self.last_restock.max(Some(at));
            }
            if window.overlap(step.from, step.until) > 0 {
                let from = at.max(window.from);
                let until = step.until.min(window.until);
                seen = Some(Window { from: seen.map_or(from, |it| it.from), until });
            }
        }
        seen
    }
}

/// An exact level. Sold out is nothing left; of a lower bound the level is not known, and
/// what is away for another reason was not sold.
fn level(state: State) -> Option<u64> {
    match state {
        State::Value(quantity) if quantity.bound() == Bound::Exact => {
            Some(count(quantity))
        }
        State::Absent(Absence::SoldOut) => Some(0),
        State::Value(_) | State::Absent(_) | State::NotObserved(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Days;

    fn moves(trail: &Trail, sku: Option<SkuId>) -> Option<StockMoves> {
        let window = Window { from: Days::moment(0), until: Days::moment(10) };
        let lines = stock_lines(trail, sku, window.until);
        stock_moves(&lines, Count::exact(0), window)
    }

    #[test]
    fn falls_are_sales_and_rises_are_restocks() {
        let trail = Days::new()
            .day(0, &[("stock", "100")])
            .day(1, &[("stock", "90")])
            .day(2, &[("stock", "150")])
            .day(3, &[("stock", "145")])
            .away(4, Absence::OffSale)
            .day(5, &[("stock", "140")])
            .failed(6)
            .away(9, Absence::SoldOut)
            .trail();
        let moves = moves(&trail, None).unwrap();
        assert_eq!((moves.left, moves.falls), (160, 4));
        assert_eq!((moves.came, moves.restocks), (60, 1));
        assert_eq!(moves.last_restock, Some(Days::moment(2)));
        let biggest = Fall { units: 140, at: Days::moment(9) };
        assert_eq!(moves.biggest_fall, Some(biggest));
        let per_day = moves.per_day.unwrap();
        assert_eq!((per_day.least, per_day.most), (16.into(), None));
        assert_eq!(per_day.coverage.observed.to_string(), "70%");
    }

    #[test]
    fn an_items_sales_are_its_variants_and_a_restock_hides_none_of_another() {
        let trail = Days::new()
            .day(0, &[("stock", "20"), ("1/stock", "10"), ("2/stock", "10")])
            .day(1, &[("stock", "30"), ("1/stock", "4"), ("2/stock", "26")])
            .trail();
        let item = moves(&trail, None).unwrap();
        assert_eq!((item.left, item.came, item.series), (6, 16, 2));
        let other = moves(&trail, Days::sku(2)).unwrap();
        assert_eq!((other.left, other.came, other.series), (0, 16, 1));
        assert_eq!(moves(&trail, Days::sku(3)), None);
    }

    #[test]
    fn a_lower_bound_is_no_level() {
        let trail = Days::new()
            .day(0, &[("stock", "100+")])
            .day(1, &[("stock", "50+")])
            .day(2, &[("stock", "40")])
            .day(3, &[("stock", "38")])
            .trail();
        let moves = moves(&trail, None).unwrap();
        assert_eq!((moves.left, moves.falls), (2, 1));
    }
}
