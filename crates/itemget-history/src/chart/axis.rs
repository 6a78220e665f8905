//! The axis of values: round marks around what was seen.

use itemget::Currency;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use crate::figure::minor_digits;
use crate::series::Unit;

/// An axis from a little below to a little above the values on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueAxis {
    low: Decimal,
    high: Decimal,
    marks: Vec<Decimal>,
    digits: u32,
}

impl ValueAxis {
    /// An axis over these values, with about so many marks and at least two; without
    /// values it has none.
    ///
    /// Counts begin at zero. Money begins below its lowest price, since it is the moves
    /// that one looks for.
    pub(super) fn over(
        bounds: Option<(Decimal, Decimal)>,
        unit: Unit,
        currency: Option<Currency>,
        marks: u32,
    ) -> Self {
        let Some((least, most)) = bounds else {
            let (low, high) = (Decimal::ZERO, Decimal::ONE);
            return Self { low, high, marks: Vec::new(), digits: 0 };
        };
        let is_count = matches!(unit, Unit::Count | Unit::Flag);
        let base = if is_count { least.min(Decimal::ZERO) } else { least };
        let span = match (most - base, most.abs()) {
            (span, _) if !span.is_zero() => span,
            (_, value) if !value.is_zero() => value / Decimal::TWO,
            _ => Decimal::from(12),
        };
        // Below there is room for the sign of a fall, and the word for the lowest.
        let below = base - span / Decimal::from(7);
        let low = match (is_count, base >= Decimal::ZERO) {
            (true, _) => base,
            (false, true) => below.max(Decimal::ZERO),
            (false, false) => below,
        };
        let high = most + span / Decimal::from(12);
        let marks = marks_between(low, high, marks.max(2), is_count);
        let is_whole = marks.iter().all(|mark| mark.scale() == 0);
        let finest = marks.iter().map(Decimal::scale).max().unwrap_or(0);
        let digits = match is_whole {
            true => 0,
            false => finest.max(currency.map_or(0, minor_digits)),
        };
        Self { low, high, marks, digits }
    }

    /// The marks, from the lowest to the highest.
    pub fn marks(&self) -> &[Decimal] {
        &self.marks
    }

    /// A mark as it is written.
    pub fn label(&self, mark: Decimal) -> String {
        format!("{mark:.*}", usize::try_from(self.digits).unwrap_or(0))
    }

    /// Where a value lies: 0 at the axis' lower end, 1 at its upper one.
    pub fn place(&self, value: Decimal) -> f64 {
        let share = (value - self.low).checked_div(self.high - self.low);
        share.and_then(|share| share.to_f64()).unwrap_or(0.0)
    }
}

/// The multiples of a round step that lie between two values: at least two, and at most
/// half as many again as wanted.
fn marks_between(
    low: Decimal,
    high: Decimal,
    wanted: u32,
    is_whole: bool,
) -> Vec<Decimal> {
    let within = |step: Decimal| {
        let mut marks = Vec::new();
        let mut mark = (low / step).ceil();
        while mark * step <= high {
            marks.push((mark * step).normalize());
            mark += Decimal::ONE;
        }
        marks
    };
    let wide = (high - low) / Decimal::from(wanted + wanted / 2);
    let steps = steps(is_whole);
    let first = steps.iter().position(|step| *step >= wide);
    let first = first.unwrap_or(steps.len() - 1);
    // A round step may miss a narrow axis: a finer one does not.
    let finer = steps[..=first].iter().rev().map(|step| within(*step));
    let mut found = Vec::new();
    for marks in finer {
        let is_enough = marks.len() >= 2;
        found = marks;
        if is_enough {
            break;
        }
    }
    found
}

/// 1, 2, 5, 10, 20, 50, ... and their tenths where not only whole numbers can be.
fn steps(is_whole: bool) -> Vec<Decimal> {
    let mut ten = match is_whole {
        true => Decimal::ONE,
        false => Decimal::new(1, 12),
    };
    let mut steps = Vec::new();
    while ten < Decimal::from(i64::MAX) {
        steps.extend([1, 2, 5].map(|factor| ten * Decimal::from(factor)));
        ten *= Decimal::TEN;
    }
    steps
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn axis(low: &str, high: &str, unit: Unit, marks: u32) -> ValueAxis {
        let bounds = Some((low.parse().unwrap(), high.parse().unwrap()));
        let euro = "EUR".parse().ok().filter(|_| unit == Unit::Money);
        ValueAxis::over(bounds, unit, euro, marks)
    }

    #[test]
    fn marks_are_round_and_lie_around_the_values() {
        for (low, high, unit, expected) in [
            ("8.01", "22.23", Unit::Money, &["10", "15", "20"][..]),
            (
                "7.5",
                "8.4",
                Unit::Money,
                &["7.40", "7.60", "7.80", "8.00", "8.20", "8.40"],
            ),
            (
                "10",
                "10",
                Unit::Money,
                &["9.40", "9.60", "9.80", "10.00", "10.20", "10.40"],
            ),
            ("0", "0", Unit::Money, &["0.00", "0.20", "0.40", "0.60", "0.80", "1.00"]),
            ("3", "4", Unit::Count, &["0", "1", "2", "3", "4"]),
            ("0", "0", Unit::Count, &["0", "1"]),
            ("0", "5321", Unit::Count, &["0", "1000", "2000", "3000", "4000", "5000"]),
            ("92.1", "92.9", Unit::Percent, &["92.0", "92.2", "92.4", "92.6", "92.8"]),
        ] {
            let axis = axis(low, high, unit, 5);
            let labels: Vec<_> = axis.marks().iter().map(|it| axis.label(*it)).collect();
            assert_eq!(labels, expected, "{low} to {high}");
        }
    }

    #[test]
    fn a_count_lies_from_zero_and_a_price_within_the_axis() {
        let count = axis("20", "120", Unit::Count, 5);
        assert_eq!(count.place(0.into()), 0.0);
        assert_eq!(count.place(65.into()), 0.5);
        let price = axis("10", "22", Unit::Money, 5);
        assert!((0.1..0.15).contains(&price.place(10.into())));
        assert!((0.9..0.95).contains(&price.place(22.into())));
    }

    #[test]
    fn the_largest_numbers_have_few_marks_too() {
        let (low, high) = (Decimal::from(i64::MIN), Decimal::from(i64::MAX));
        for unit in [Unit::Money, Unit::Count] {
            let axis = ValueAxis::over(Some((low, high)), unit, None, 5);
            assert!((2..=10).contains(&axis.marks().len()), "{axis:?}");
        }
    }

    proptest! {
        #[test]
        fn every_value_lies_on_the_axis_and_there_are_some_marks(
            a in -1_000_000_000_i64..1_000_000_000,
            b in -1_000_000_000_i64..1_000_000_000,
            scale in 0..6_u32,
            marks in 0..12_u32,
        ) {
            let (low, high) = (Decimal::new(a.min(b), scale), Decimal::new(a.max(b), scale));
            for unit in [Unit::Money, Unit::Count] {
                let axis = ValueAxis::over(Some((low, high)), unit, None, marks);
                for value in [low, high] {
                    prop_assert!((0.0..=1.0).contains(&axis.place(value)));
                }
                let count = axis.marks().len();
                prop_assert!(count <= 18, "{axis:?}");
                prop_assert!(count >= if unit == Unit::Money { 2 } else { 1 }, "{axis:?}");
            }
        }
    }
}
