//! What is known now of an item that is followed: its price, how it moved last, its stock.
//! Pure.

use itemget::{Currency, Percent, View};
use itemget_history::{
    Figure, Kind, Moment, Series, Timeline, Told, Trail, TrailKey, buyable,
};
use rust_decimal::Decimal;

/// What is known of an item now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NowState {
    /// The API that says it.
    pub(crate) source: String,
    /// The price of the cheapest variant; none where none was ever told.
    pub(crate) price: Option<Told>,
    /// How that price moved last.
    pub(crate) change: Option<Change>,
    /// How many there are to buy; none where that was never told.
    pub(crate) stock: Option<Told>,
    /// When it was read last.
    pub(crate) read_at: Moment,
}

/// A price that moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) from: Figure,
    pub(crate) to: Figure,
    /// The first reading that saw it.
    pub(crate) at: Moment,
    /// How far, in percent of what it was; negative where it fell. None where it was
    /// nothing before.
    pub(crate) percent: Option<Percent>,
}

impl NowState {
    /// What is known of an item in a view.
    pub(crate) fn of(
        trails: &[(TrailKey, Trail)],
        view: View,
        now: Moment,
    ) -> Option<Self> {
        let (key, trail) = telling(trails, view)?;
        let line = buyable(trail, Series::of_item(Kind::SalePrice), now);
        Self::told(key, trail, &line, now)
    }

    /// The same of a trail whose price could be had like this.
    pub(crate) fn told(
        key: &TrailKey,
        trail: &Trail,
        line: &Timeline,
        now: Moment,
    ) -> Option<Self> {
        let told = |state, kind| Told::of(state, kind, key.currency);
        let stock = trail.timeline(Series::of_item(Kind::Stock), now).at(now);
        Some(Self {
            source: key.source.clone(),
            price: match line.at(now) {
                Some(state) => Some(told(state, Kind::SalePrice)),
                // An item that was never there has no price, and there is a reason.
                None => trail
                    .timeline(Series::of_item(Kind::Availability), now)
                    .at(now)
                    .filter(|state| state.value().is_none())
                    .map(|state| told(state, Kind::Availability)),
            },
            change: change(line, key.currency),
            stock: stock.map(|state| told(state, Kind::Stock)),
            read_at: trail.last_reading()?,
        })
    }
}

/// The trail that tells what is so in a view: the one that was read last of those that tell
/// a price in it. Prices of two currencies or sources are never mixed.
pub(crate) fn telling(
    trails: &[(TrailKey, Trail)],
    view: View,
) -> Option<&(TrailKey, Trail)> {
    let in_view = trails.iter().filter(|(key, _)| key.ship_to == view.ship_to);
    in_view.max_by_key(|(key, trail)| {
        let told = !trail.changes(Series::of_item(Kind::SalePrice)).is_empty();
        (told, key.currency == view.currency, trail.last_reading())
    })
}

/// The last two values that differ.
fn change(line: &Timeline, currency: Currency) -> Option<Change> {
    let steps = line.steps().iter().rev();
    let mut values = steps.filter_map(|step| Some((step, step.state.value()?)));
    let (mut first, to) = values.next()?;
    let from = loop {
        let (step, value) = values.next()?;
        if value != to {
            break value;
        }
        first = step;
    };
    let (old, new) = (from.decimal(), to.decimal());
    let percent = (old > Decimal::ZERO)
        .then(|| {
            new.checked_sub(old)?.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(old)
        })
        .flatten()
        .map(|it| Percent(it.round_dp(1).normalize()));
    let figure = |quantity| Figure::of(quantity, Kind::SalePrice, currency);
    Some(Change { from: figure(from), to: figure(to), at: first.from, percent })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use itemget_history::{Absence, Entry, Quantity, Reading, Seen, State};

    use super::*;

    fn key(source: &str, currency: &str) -> TrailKey {
        TrailKey {
            item: "1005006000000001".parse().unwrap(),
            ship_to: "US".parse().unwrap(),
            currency: currency.parse().unwrap(),
            source: source.to_owned(),
        }
    }

    fn trail(prices: &[(i64, &str)]) -> Trail {
        let mut trail = Trail::default();
        for (hour, price) in prices {
            let at = Moment::from_seconds(hour * 3600);
            let holds = Duration::from_secs(7200);
            let price =
                price.parse::<Decimal>().ok().map(|it| Quantity::try_from(it).unwrap());
            trail.lay(&match price {
                None => {
                    Reading { at, holds_for: holds, seen: Seen::Absent(Absence::OffSale) }
                }
                Some(price) => {
                    let series = Series::of_item(Kind::SalePrice);
                    let entry = Entry { series, state: State::Value(price) };
                    Reading::of_item(at, holds, vec![entry])
                }
            });
        }
        trail
    }

    fn told(prices: &[(i64, &str)], now: i64) -> String {
        let trails = [(key("a", "USD"), trail(prices))];
        let now = Moment::from_seconds(now * 3600);
        let state = NowState::of(&trails, View::default(), now).unwrap();
        let price = match state.price {
            Some(Told::Value(figure)) => figure.to_string(),
            Some(Told::Absent { why }) => why.word().to_owned(),
            Some(Told::NotObserved { why }) => why.word().to_owned(),
            None => "never".to_owned(),
        };
        let change = state.change.map_or_else(String::new, |it| {
            let percent = it.percent.map(|it| it.to_string()).unwrap_or_default();
            format!(" {} -> {} {percent} at {}", it.from, it.to, it.at.seconds() / 3600)
        });
        format!("{price}{change}")
    }

    #[test]
    fn a_price_is_told_with_how_it_moved_last() {
        for (prices, now, expected) in [
            (&[(0, "8"), (1, "8")][..], 2, "8.00 USD"),
            (
                &[(0, "8"), (1, "6"), (2, "6")],
                3,
                "6.00 USD 8.00 USD -> 6.00 USD -25% at 1",
            ),
            (&[(0, "6"), (1, "8")], 2, "8.00 USD 6.00 USD -> 8.00 USD 33.3% at 1"),
            // Being away for a while is no move of the price.
            (&[(0, "8"), (1, "x"), (2, "8")], 3, "8.00 USD"),
            (&[(0, "8"), (1, "x")], 2, "off_sale"),
            (&[(0, "x")], 1, "off_sale"),
            (&[(0, "8")], 9, "unwatched"),
            // Read at this very moment.
            (&[(0, "8")], 0, "8.00 USD"),
            (&[(0, "8"), (1, "6")], 1, "6.00 USD 8.00 USD -> 6.00 USD -25% at 1"),
        ] {
            assert_eq!(told(prices, now), expected, "{prices:?}");
        }
    }

    #[test]
    fn the_trail_in_the_views_currency_is_told_of() {
        let trails = [
            (key("a", "EUR"), trail(&[(5, "7")])),
            (key("a", "USD"), trail(&[(1, "8")])),
            (key("b", "USD"), trail(&[(9, "x")])),
        ];
        let now = Moment::from_seconds(2 * 3600);
        let state = NowState::of(&trails, View::default(), now).unwrap();
        let Some(Told::Value(price)) = state.price else { panic!("{state:?}") };
        assert_eq!(price.to_string(), "8.00 USD");
        let french = View { ship_to: "FR".parse().unwrap(), ..View::default() };
        assert_eq!(NowState::of(&trails, french, now), None);
    }
}
