//! Comparing numbers of which some are lower bounds: yes, no, or not known.

use itemget::Bound;
use rust_decimal::Decimal;

use super::amount::Amount;
use super::rule::{Direction, Side};
use crate::state::Quantity;

/// What can be said of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Certain {
    Yes,
    No,
    /// It depends on what a lower bound hides.
    Unknown,
}

/// What a number can be: from `least` on, up to `most` if that is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Range {
    pub(super) least: Decimal,
    pub(super) most: Option<Decimal>,
}

impl Range {
    /// The same in money that is worth otherwise by `ratio`.
    pub(super) fn times(self, ratio: Decimal) -> Self {
        Self { least: self.least * ratio, most: self.most.map(|most| most * ratio) }
    }
}

impl From<Quantity> for Range {
    fn from(quantity: Quantity) -> Self {
        let least = quantity.decimal();
        let most = match quantity.bound() {
            Bound::Exact => Some(least),
            Bound::AtLeast => None,
        };
        Self { least, most }
    }
}

/// Whether a number is on this side of a height.
pub(super) fn beyond(number: Range, side: Side, height: Decimal) -> Certain {
    match side {
        Side::Below if number.most.is_some_and(|most| most < height) => Certain::Yes,
        Side::Below if number.least >= height => Certain::No,
        Side::Above if number.least > height => Certain::Yes,
        Side::Above if number.most.is_some_and(|most| most <= height) => Certain::No,
        Side::Below | Side::Above => Certain::Unknown,
    }
}

/// Whether a number has moved by so much at least.
pub(super) fn moved(
    before: Range,
    after: Range,
    direction: Direction,
    by: Amount,
) -> Certain {
    match direction {
        Direction::Drops => dropped(before, after, by),
        Direction::Rises => risen(before, after, by),
        Direction::Changes => {
            match (dropped(before, after, by), risen(before, after, by)) {
                (Certain::Yes, _) | (_, Certain::Yes) => Certain::Yes,
                (Certain::No, Certain::No) => Certain::No,
                _ => Certain::Unknown,
            }
        }
    }
}

fn dropped(before: Range, after: Range, by: Amount) -> Certain {
    let height = |before: Decimal| before - by.of(before);
    let is_less = |after: Decimal, before| after < before && after <= height(before);
    match (after.most, before.most) {
        (Some(most), _) if is_less(most, before.least) => Certain::Yes,
        (_, Some(before)) if !is_less(after.least, before) => Certain::No,
        _ => Certain::Unknown,
    }
}

fn risen(before: Range, after: Range, by: Amount) -> Certain {
    let height = |before: Decimal| before + by.of(before);
    let is_more = |after: Decimal, before| after > before && after >= height(before);
    match (before.most, after.most) {
        (Some(before), _) if is_more(after.least, before) => Certain::Yes,
        (_, Some(most)) if !is_more(most, before.least) => Certain::No,
        _ => Certain::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> Range {
        text.parse::<Quantity>().unwrap().into()
    }

    #[test]
    fn a_lower_bound_is_below_nothing_and_above_what_it_exceeds() {
        use Certain::{No, Unknown, Yes};
        for (number, side, height, expected) in [
            ("19.99", Side::Below, 20, Yes),
            ("20", Side::Below, 20, No),
            ("5000+", Side::Below, 6000, Unknown),
            ("5000+", Side::Below, 5000, No),
            ("5000+", Side::Above, 4999, Yes),
            ("5000+", Side::Above, 5000, Unknown),
            ("5000", Side::Above, 5000, No),
        ] {
            let certain = beyond(range(number), side, height.into());
            assert_eq!(certain, expected, "{number} {side} {height}");
        }
    }

    #[test]
    fn a_move_between_bounds_is_certain_only_where_any_number_behind_them_moved() {
        use Certain::{No, Unknown, Yes};
        let tenth = Amount::Share(Decimal::TEN);
        for (before, after, direction, expected) in [
            ("10", "9", Direction::Drops, Yes),
            ("10", "9.01", Direction::Drops, No),
            ("10", "11", Direction::Drops, No),
            ("10", "11", Direction::Rises, Yes),
            ("10", "11", Direction::Changes, Yes),
            ("10", "9", Direction::Changes, Yes),
            ("10", "10.5", Direction::Changes, No),
            ("0", "0", Direction::Changes, No),
            ("0", "1", Direction::Rises, Yes),
            ("5000", "5500+", Direction::Rises, Yes),
            ("5000+", "10000+", Direction::Rises, Unknown),
            ("5000+", "10000", Direction::Drops, Unknown),
            ("5000+", "4500", Direction::Drops, Yes),
            ("5000", "4500+", Direction::Drops, Unknown),
            ("5000", "4501+", Direction::Drops, No),
            ("5000", "4000+", Direction::Changes, Unknown),
        ] {
            let certain = moved(range(before), range(after), direction, tenth);
            assert_eq!(certain, expected, "{before} {direction} to {after}");
        }
    }
}
