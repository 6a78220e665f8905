//! How sure one wants to be, and what is around a reading.

use std::fmt;
use std::time::Duration;

use itemget::Currency;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;

use crate::moment::Moment;
use crate::rates::{Rates, WITHIN_DAYS};
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
    /// By how many days the platform's rates may be older than those that are known.
    pub exchange_lag: u8,
}

const HOUR: Duration = Duration::from_secs(3600);

impl Default for Policy {
    /// Two readings, 10 minutes apart, an hour for being to be had; flapping after two in
    /// 3 days, then 12 hours of stillness; half of a window, a week of history; 1 %
    /// and 3 days for exchange rates.
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
            exchange_lag: 3,
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

/// What exchange rates did to sellers who reckon in this currency.
#[derive(Debug, Clone, Copy)]
pub struct SellersIn<'a> {
    /// What the sellers reckon in.
    pub currency: Currency,
    /// The rates that are known.
    pub rates: &'a Rates,
}

impl Exchange for SellersIn<'_> {
    fn moved(&self, currency: Currency, from: Moment, until: Moment) -> Option<Decimal> {
        let on = |moment: Moment| {
            let day = Timestamp::from(moment).to_zoned_datetime(TimeZone::UTC).date();
            let rate = self.rates.rate(self.currency, currency, day, WITHIN_DAYS).ok()?;
            rate.units_to.checked_div(rate.units_from)
        };
        on(until)?.checked_div(on(from)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_rates_did_is_what_one_unit_became() {
        let mut rates = Rates::new("a test");
        let (yuan, dollar): (Currency, Currency) =
            ("CNY".parse().unwrap(), "USD".parse().unwrap());
        for (day, yuans, dollars) in [("2026-11-02", 8, "1.1"), ("2026-11-03", 10, "1.1")]
        {
            let day = day.parse().unwrap();
            assert!(rates.insert(day, yuan, yuans.into()));
            assert!(rates.insert(day, dollar, dollars.parse().unwrap()));
        }
        let sellers = SellersIn { currency: yuan, rates: &rates };
        let at = |text: &str| Moment::from(text.parse::<Timestamp>().unwrap());
        let moved = |from, until| sellers.moved(dollar, at(from), at(until));
        let ratio = moved("2026-11-02T08:00:00Z", "2026-11-04T08:00:00Z").unwrap();
        assert_eq!(ratio.normalize().to_string(), "0.8");
        assert_eq!(moved("2026-11-01T08:00:00Z", "2026-11-04T08:00:00Z"), None);
        let same =
            sellers.moved(yuan, at("2026-11-02T08:00:00Z"), at("2026-11-04T08:00:00Z"));
        assert_eq!(same, Some(Decimal::ONE));
    }
}
