//! A line of prices seen in another currency, day by day.

use itemget::{Currency, Money};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{Converted, NotConverted, Rates};
use crate::moment::Moment;
use crate::state::State;
use crate::timeline::{Step, Timeline};

/// A stretch of a line, converted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverlayStep {
    /// From then.
    pub from: Moment,
    /// Until then.
    pub until: Moment,
    /// The price at the rate of the day; or why there is none.
    #[serde(flatten)]
    pub price: OverlayPrice,
}

/// A price in another currency, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OverlayPrice {
    /// At the rate of a day.
    Converted(Converted),
    /// There is no such rate.
    Missing(NotConverted),
}

impl OverlayPrice {
    /// Whether two of them are one stretch: of one amount at one day's rate, or missing
    /// for one reason.
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Converted(a), Self::Converted(b)) => {
                a.original == b.original && a.rate_date == b.rate_date
            }
            (Self::Missing(a), Self::Missing(b)) => {
                std::mem::discriminant(a) == std::mem::discriminant(b)
            }
            _ => false,
        }
    }
}

/// The prices of a line in `currency`, in the currency `to`: a stretch for each price and
/// each day (in UTC) whose rate is another. Where there was no price there is no stretch.
pub fn overlay(
    rates: &Rates,
    line: &Timeline,
    currency: Currency,
    to: Currency,
    within: u16,
) -> Vec<OverlayStep> {
    let mut steps: Vec<OverlayStep> = Vec::new();
    for (step, day) in line.steps().iter().flat_map(days) {
        let State::Value(price) = step.state else { continue };
        let money = Money::new(price.decimal(), currency);
        let price = match rates.convert(money, to, day, within) {
            Ok(converted) => OverlayPrice::Converted(converted),
            Err(why) => OverlayPrice::Missing(why),
        };
        match steps.last_mut() {
            Some(last) if last.until == step.from && last.price.is_same(&price) => {
                last.until = step.until;
            }
            _ => steps.push(OverlayStep { from: step.from, until: step.until, price }),
        }
    }
    steps
}

/// A step cut where days begin.
fn days(step: &Step) -> impl Iterator<Item = (Step, Date)> + use<> {
    const DAY: i64 = 86_400;
    let (from, until) = (step.from.seconds(), step.until.seconds());
    let first = from.div_euclid(DAY);
    let last = (until - 1).div_euclid(DAY).max(first);
    let step = *step;
    (first..=last).map(move |day| {
        let start = Moment::from_seconds(day * DAY);
        let end = Moment::from_seconds((day + 1) * DAY);
        let part =
            Step { from: step.from.max(start), until: step.until.min(end), ..step };
        (part, date(part.from))
    })
}

fn date(moment: Moment) -> Date {
    TimeZone::UTC.to_datetime(moment.into()).date()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::series::{Kind, Series};
    use crate::testing::Days;

    #[test]
    fn every_day_has_its_own_rate_and_a_day_without_one_has_no_price() {
        // The first of June 2026 is a Monday.
        let text = "Date,USD,\n2026-06-01,1.25,\n2026-06-02,1.5,\n";
        let rates = Rates::parse(text.as_bytes(), "test").unwrap();
        let trail = Days::new()
            .days(0..2, &[("sale", "10")])
            .day(2, &[("sale", "8"), ("stock", "0")])
            .days(3..9, &[("sale", "8")])
            .trail();
        let line = trail.timeline(Series::of_item(Kind::SalePrice), Days::moment(9));
        let usd = "USD".parse().unwrap();
        let steps = overlay(&rates, &line, Days::eur(), usd, 3);
        let shown: Vec<_> = steps
            .iter()
            .map(|step| {
                let price = match &step.price {
                    OverlayPrice::Converted(it) => {
                        format!("{} at {}", it.value, it.rate_date)
                    }
                    OverlayPrice::Missing(why) => why.to_string(),
                };
                (Days::of(step.from), Days::of(step.until), price)
            })
            .collect();
        let none =
            "there is no rate from EUR to USD on 2026-06-06 or in the 3 days before";
        let expected = [
            (0, 1, "12.50 USD at 2026-06-01".to_owned()),
            (1, 2, "15.00 USD at 2026-06-02".to_owned()),
            (2, 5, "12.00 USD at 2026-06-02".to_owned()),
            (5, 9, none.to_owned()),
        ];
        assert_eq!(shown, expected);
        let text = serde_json::to_string(&steps).unwrap();
        assert!(text.contains(r#""converted":{"value":{"amount":"12.50""#), "{text}");
    }
}
