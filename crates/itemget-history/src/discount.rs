//! What a claimed discount is worth, beside what was seen: the lowest price of the 30 days
//! before, and the most common price of 90 days.
//!
//! Article 6a of Directive 98/6/EC (the "Omnibus" rule of the European Union) has a trader
//! who announces a reduction tell the lowest price of the 30 days before it was applied.
//! The same is done here with what was seen of a marketplace: the price now, since when it
//! is so, the 30 days before that, and what the platform claims. It is evidence with dates
//! and coverage, for one view and one source; whether somebody broke a rule it does not
//! say.
//!
//! What was not seen can only make a claim look better than it is: had somebody looked, a
//! still lower price might have been found. So what was seen disproves a claim however
//! little it is, and bears one out only where enough was seen.

mod rows;
mod verdict;

use itemget::{Currency, Percent};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

pub use rows::Row;
pub use verdict::Claim;

use crate::availability::buyable;
use crate::figure::{Figure, Told, percent_below, share};
use crate::moment::Moment;
use crate::series::{Kind, Series};
use crate::state::{Quantity, State};
use crate::stats::{Coverage, Extreme, Usual, Weights, Window, lowest_of, readings_in};
use crate::timeline::Timeline;
use crate::trail::Trail;

/// The days before the present price that its lowest price is looked for in.
pub const DAYS_BEFORE: u32 = 30;
/// The days up to now that the most common price is of.
pub const USUAL_DAYS: u32 = 90;

/// The share of the 30 days that must have been seen before a claim is borne out.
pub const FLOOR: Percent = Percent(Decimal::from_parts(50, 0, 0, false, 0));

/// A claimed discount beside what was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Discount {
    /// Of which series of prices.
    pub series: Series,
    /// What all amounts are in.
    pub currency: Currency,
    /// As of when.
    pub now: Moment,
    /// What follows from all below.
    pub verdict: Claim,
    /// The price now; none where there is none or it is not known.
    pub present: Option<Present>,
    /// What the platform claims.
    pub claimed: Claimed,
    /// The 30 days before the present price.
    pub before: Option<Before>,
    /// The most common price of the last 90 days.
    pub usual: Common,
}

/// The present price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Present {
    /// The price.
    pub price: Figure,
    /// When it was first seen, without another price since.
    pub since: Moment,
    /// Until when another price was last seen: it changed between then and `since`. None
    /// where no other price ever was.
    pub other_until: Option<Moment>,
    /// The other price.
    pub other: Option<Figure>,
}

/// What the platform claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Claimed {
    /// The discount as it is stated.
    pub stated: Option<Percent>,
    /// The price before any discount, as it is stated.
    pub list: Option<Figure>,
    /// Since when that is so.
    pub list_since: Option<Moment>,
    /// How far the present price is below it.
    pub computed: Option<Percent>,
}

impl Claimed {
    /// The discount that is claimed: as stated, or else as computed from the list price.
    pub fn discount(&self) -> Option<Percent> {
        self.stated.or(self.computed)
    }
}

/// The days before the present price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Before {
    /// How much of them was seen.
    pub coverage: Coverage,
    /// Their lowest price.
    pub lowest: Option<Extreme>,
    /// How far the present price is below it; negative where it is above.
    pub discount: Option<Percent>,
    /// All that was seen in them.
    pub steps: Vec<Seen>,
}

/// A stretch of time and what was known of the price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Seen {
    /// From then.
    pub from: Moment,
    /// Until then.
    pub until: Moment,
    /// It was this.
    #[serde(flatten)]
    pub told: Told,
}

/// The most common price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Common {
    /// How much of the window was seen.
    pub coverage: Coverage,
    /// The price that it had for the longest time altogether.
    pub usual: Option<Usual>,
    /// How far the present price is below it; negative where it is above.
    pub discount: Option<Percent>,
}

impl Discount {
    /// The evidence at `now` on the sale price of an item or variant, of a trail whose
    /// prices are in `currency`; none where no sale price was told of before.
    pub fn of(
        trail: &Trail,
        series: Series,
        currency: Currency,
        now: Moment,
    ) -> Option<Self> {
        let line = buyable(trail, series, now);
        line.extent()?;
        let figure = |quantity| Figure::of(quantity, series.kind, currency);
        let present = present(&line, now, figure);
        let price = present.as_ref().map(|it| it.price.amount);
        let claimed = claimed(trail, series, currency, now, price);
        let before = present.as_ref().map(|present| {
            let window = Window::days_before(present.since, DAYS_BEFORE);
            let lowest = lowest_of(&line, window, series.kind, currency);
            let discount = lowest
                .as_ref()
                .and_then(|it| percent_below(it.value.amount, present.price.amount));
            Before {
                coverage: Coverage::of(&line, readings_in(trail, window), window),
                lowest,
                discount,
                steps: seen(&line, window, |state| {
                    Told::of(state, series.kind, currency)
                }),
            }
        });
        let usual = common(&line, trail, currency, now, price);
        let verdict = Claim::of(present.as_ref(), &claimed, before.as_ref(), FLOOR);
        Some(Self { series, currency, now, verdict, present, claimed, before, usual })
    }
}

/// The value now, and since when there was no other: time in which it was away or not
/// watched does not begin it anew.
fn last_value(line: &Timeline, now: Moment) -> Option<(Quantity, Moment)> {
    let now = line.at(now)?.value()?;
    let values = line.steps().iter().rev().filter_map(|it| Some((it, it.state.value()?)));
    let first = values.take_while(|(_, value)| *value == now).last()?;
    Some((now, first.0.from))
}

fn present(
    line: &Timeline,
    now: Moment,
    figure: impl Fn(Quantity) -> Figure,
) -> Option<Present> {
    let (price, since) = last_value(line, now)?;
    let mut values = line.steps().iter().rev();
    let other = values.find_map(|step| {
        let value = step.state.value().filter(|value| *value != price)?;
        Some((step, value))
    });
    Some(Present {
        price: figure(price),
        since,
        other_until: other.map(|(step, _)| step.until),
        other: other.map(|(_, value)| figure(value)),
    })
}

fn claimed(
    trail: &Trail,
    series: Series,
    currency: Currency,
    now: Moment,
    price: Option<Decimal>,
) -> Claimed {
    let told = |kind| last_value(&trail.timeline(Series { kind, ..series }, now), now);
    // Stated for the whole item where a variant has no statement of its own.
    let whole = trail.timeline(Series::of_item(Kind::StatedDiscount), now);
    let of_whole = whole.at(now).and_then(|state| state.value());
    let stated = told(Kind::StatedDiscount).map(|(value, _)| value).or(of_whole);
    let list = told(Kind::ListPrice);
    let list_price = list.map(|(value, _)| value.decimal());
    Claimed {
        stated: stated.map(|value| Percent(value.decimal())),
        list: list.map(|(value, _)| Figure::of(value, Kind::ListPrice, currency)),
        list_since: list.map(|(_, since)| since),
        computed: list_price
            .zip(price)
            .and_then(|(list, price)| percent_below(list, price)),
    }
}

fn common(
    line: &Timeline,
    trail: &Trail,
    currency: Currency,
    now: Moment,
    price: Option<Decimal>,
) -> Common {
    let window = Window::days_before(now, USUAL_DAYS);
    let weights = Weights::of(line, window);
    let common = weights.most_common();
    let usual = common.and_then(|(value, seconds)| {
        let share = share(seconds, weights.total())?;
        let value = Figure::new(value, Some(currency), weights.bound());
        Some(Usual { value, share, seconds })
    });
    let discount =
        common.zip(price).and_then(|((usual, _), price)| percent_below(usual, price));
    let readings = readings_in(trail, window);
    Common { coverage: Coverage::of(line, readings, window), usual, discount }
}

fn seen(line: &Timeline, window: Window, told: impl Fn(State) -> Told) -> Vec<Seen> {
    let part = line.between(window.from, window.until);
    let steps = part.steps().iter().filter(|step| step.from < step.until);
    steps
        .map(|step| Seen { from: step.from, until: step.until, told: told(step.state) })
        .collect()
}
