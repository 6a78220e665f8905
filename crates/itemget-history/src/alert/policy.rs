//! How sure one wants to be, and what is around a reading.

use std::fmt;
use std::time::Duration;

use itemget::Currency;
use rust_decimal::Decimal;

use crate::moment::Moment;
use crate::series::{Series, TrailKey};

/// How sure one wants to be before anybody is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// How many readings must agree.
    pub reads: u32,
    /// How long after the first one a reading of a number must be to confirm it: nearer
    /// ones may be the same answer out of one cache.
    pub apart: Duration,
    /// Likewise for being to be had or not.
    pub dwell: Duration,
    /// How often a series may go back to what it was before it counts as flapping. A
    /// settled way back counts two, a reading that was not confirmed one; none: never.
    pub flaps: Option<u32>,
    /// In how long it must have gone back so often.
    pub flaps_within: Duration,
    /// How long a flapping series must stay as it is before it is believed.
    pub still: Duration,
    /// What share of a window must have been observed before its least or most counts,
    /// in per cent.
    pub coverage: u8,
    /// For how long a series must be known before its least or most ever counts.
    pub history: Duration,
    /// How much of a move, in per cent, may be left when the exchange rate's move is taken
    /// out and is still the exchange rate's: platforms convert at rates of their own.
    pub exchange_noise: Decimal,
}

const HOUR: Duration = Duration::from_secs(3600);

impl Default for Policy {
    /// Two readings, 10 minutes apart, an hour for being to be had; flapping after two in
    /// 3 days, then 12 hours of stillness; half of a window, a week of history; 1 %.
    fn default() -> Self {
        Self {
            reads: 2,
            apart: HOUR / 6,
            dwell: HOUR,
            flaps: Some(2),
            flaps_within: 72 * HOUR,
            still: 12 * HOUR,
            coverage: 50,
            history: 7 * 24 * HOUR,
            exchange_noise: Decimal::ONE,
        }
    }
}

impl Policy {
    /// Every reading is believed at once. It is how one sees what the others are for.
    pub fn believing() -> Self {
        Self {
            reads: 1,
            apart: Duration::ZERO,
            dwell: Duration::ZERO,
            flaps: None,
            ..Self::default()
        }
    }
}

/// What is around a reading of a series.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Which item, seen how.
    pub key: &'a TrailKey,
    /// Which series of it.
    pub series: Series,
    /// How long the reading may be believed.
    pub holds_for: Duration,
    /// How sure one wants to be.
    pub policy: &'a Policy,
    /// What exchange rates did, where that is known.
    pub exchange: Option<&'a dyn Exchange>,
}

/// What exchange rates did.
pub trait Exchange: fmt::Debug {
    /// By what a price in `currency` is to be multiplied that was right at `from`, to be
    /// as much at `until` to a seller who reckons in a currency of their own. None where
    /// that is not known.
    fn moved(&self, currency: Currency, from: Moment, until: Moment) -> Option<Decimal>;
}
