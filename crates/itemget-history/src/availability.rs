//! When an item or variant could be bought, and its prices for just that time.

use itemget::{Bound, SkuId};

use crate::merge::merge;
use crate::moment::Moment;
use crate::series::{Kind, Series, Unit};
use crate::state::{Absence, Gap, Quantity, State};
use crate::timeline::Timeline;
use crate::trail::Trail;

/// When an item, or one variant of it, could be bought: a value of 1 where it could, an
/// absence where it could not, not observed where nothing says either.
///
/// It could not be bought while anything says so: the item is away, the variant is not
/// listed, its stock or the whole item's is zero. It could be bought where the item was
/// there (of a variant: where its price or some stock of it was told) and nothing says
/// otherwise. A lower bound of zero is not zero.
pub fn availability(trail: &Trail, sku: Option<SkuId>, until: Moment) -> Timeline {
    let lines = deciding(sku).into_iter().map(|series| trail.timeline(series, until));
    merge(&lines.collect::<Vec<_>>(), |states| decided(sku, states))
}

/// The same at one moment, at which `told` is what is known of each series.
pub(crate) fn available(
    sku: Option<SkuId>,
    told: impl Fn(Series) -> Option<State>,
) -> State {
    let states: Vec<_> = deciding(sku).into_iter().map(told).collect();
    decided(sku, &states)
}

/// What is told of an item or variant itself that says whether it could be bought.
const OF_ITEM: &[Kind] = &[Kind::Availability, Kind::Stock];
const OF_SKU: &[Kind] =
    &[Kind::Availability, Kind::Stock, Kind::SalePrice, Kind::ListPrice];

fn own(sku: Option<SkuId>) -> &'static [Kind] {
    if sku.is_some() { OF_SKU } else { OF_ITEM }
}

/// The series that decide together: its own, and of a variant the item's after them.
fn deciding(sku: Option<SkuId>) -> Vec<Series> {
    let own = own(sku).iter().map(|kind| Series { sku, kind: *kind });
    let of_item: &[Kind] = if sku.is_some() { OF_ITEM } else { &[] };
    own.chain(of_item.iter().map(|kind| Series::of_item(*kind))).collect()
}

/// What they decide, by the state of each where it has one.
fn decided(sku: Option<SkuId>, states: &[Option<State>]) -> State {
    let own = own(sku).len();
    // A price of nothing is a gift, and a stock of nothing is none.
    let is_price = |at: usize| (OF_ITEM.len()..own).contains(&at);
    let absent = states.iter().enumerate().find_map(|(at, state)| match (*state)? {
        State::Absent(why) => Some(why),
        State::Value(quantity) if !is_price(at) && is_none(quantity) => {
            Some(Absence::SoldOut)
        }
        State::Value(_) | State::NotObserved(_) => None,
    });
    // That the item is there says nothing of one variant.
    let is_there = states[..own].iter().flatten().any(|it| it.value().is_some());
    let unread = states.iter().flatten().find(|it| !it.is_observed());
    match (absent, is_there) {
        (Some(why), _) => State::Absent(why),
        (None, true) => State::Value(Quantity::whole(1)),
        (None, false) => unread.copied().unwrap_or(State::NotObserved(Gap::NotTold)),
    }
}

fn is_none(quantity: Quantity) -> bool {
    quantity.mantissa() == 0 && quantity.bound() == Bound::Exact
}

/// A series of prices for the time in which one could buy at them.
///
/// A price that is shown while there is nothing to buy is nobody's lowest price. Where the
/// stock is not known the price counts. Series that are no prices stay as they are.
pub fn buyable(trail: &Trail, series: Series, until: Moment) -> Timeline {
    let line = trail.timeline(series, until);
    let Some((from, until)) = line.extent() else { return line };
    if !is_paid_for_it(series.kind) {
        return line;
    }
    let lines = [line, availability(trail, series.sku, until)];
    let bought = merge(&lines, |states| counting(states[0], states[1]));
    bought.between(from, until)
}

/// The same at one moment, at which `told` is what is known of each series.
pub(crate) fn buyable_at(
    series: Series,
    told: impl Fn(Series) -> Option<State>,
) -> Option<State> {
    let state = told(series)?;
    if !is_paid_for_it(series.kind) {
        return Some(state);
    }
    Some(counting(Some(state), Some(available(series.sku, told))))
}

/// Whether it is money that one pays for a piece: what it costs to have one sent does not
/// depend on whether there is any.
fn is_paid_for_it(kind: Kind) -> bool {
    kind.unit() == Unit::Money && kind != Kind::DeliveryFee
}

fn counting(price: Option<State>, available: Option<State>) -> State {
    match (price, available) {
        (_, Some(absent @ State::Absent(_))) => absent,
        (Some(price), _) => price,
        (None, _) => State::NotObserved(Gap::NotTold),
    }
}

/// The same for who looks at it: before the first price, and where no price was ever told,
/// the time in which there was known to be nothing to buy is in it as well.
///
/// An absence is laid into the series that are there. An item that was away from the start
/// has no series of prices, and would look as if nobody had ever looked.
pub fn buyable_or_absent(trail: &Trail, series: Series, until: Moment) -> Timeline {
    with_absence_before(buyable(trail, series, until), trail, series, until)
}

/// The same of a line that is there already, as [`buyable`] gave it.
pub fn with_absence_before(
    line: Timeline,
    trail: &Trail,
    series: Series,
    until: Moment,
) -> Timeline {
    // Most prices are told by the first reading, and nothing is before that.
    let is_whole = line.extent().is_some_and(|(from, _)| {
        trail.spans().first().is_some_and(|span| from <= span.first)
    });
    if is_whole || !is_paid_for_it(series.kind) {
        return line;
    }
    let there = availability(trail, series.sku, until);
    let first = line.extent().map_or(until, |(from, _)| from);
    let is_before = |from| line.extent().is_none_or(|(first, _)| from < first);
    let mut before = there.steps().iter().filter(|step| is_before(step.from));
    let Some(begin) = before.find(|step| is_absent(step.state)) else { return line };
    let lines = [line, there.between(begin.from, first)];
    merge(&lines, |states| match (states[0], states[1]) {
        (Some(price), _) => price,
        (None, Some(State::Value(_)) | None) => State::NotObserved(Gap::NotTold),
        (None, Some(absent_or_gap)) => absent_or_gap,
    })
}

fn is_absent(state: State) -> bool {
    matches!(state, State::Absent(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Days;

    fn there_is() -> State {
        State::Value(Quantity::whole(1))
    }

    fn steps(line: &Timeline) -> Vec<(i64, i64, State)> {
        let steps = line.steps().iter();
        steps.map(|it| (Days::of(it.from), Days::of(it.until), it.state)).collect()
    }

    #[test]
    fn a_price_counts_while_there_is_something_to_buy() {
        let trail = Days::new()
            .day(0, &[("sale", "8"), ("stock", "3")])
            .day(1, &[("sale", "5"), ("stock", "0")])
            .day(2, &[("sale", "5"), ("stock", "0+")])
            .day(3, &[("sale", "8")])
            .trail();
        let until = Days::moment(4);
        let sold_out = State::Absent(Absence::SoldOut);
        let eight = State::Value(Quantity::whole(8));
        let five = State::Value(Quantity::whole(5));
        let price = buyable(&trail, Series::of_item(Kind::SalePrice), until);
        let expected = [(0, 1, eight), (1, 2, sold_out), (2, 3, five), (3, 4, eight)];
        assert_eq!(steps(&price), expected);
        let line = availability(&trail, None, until);
        assert_eq!(
            steps(&line),
            [(0, 1, there_is()), (1, 2, sold_out), (2, 4, there_is())]
        );
    }

    #[test]
    fn what_is_read_at_this_moment_counts() {
        let sold_out = State::Absent(Absence::SoldOut);
        let days = Days::new().day(0, &[("sale", "8"), ("stock", "3")]);
        let trail = days.day(1, &[("sale", "5"), ("stock", "0")]).trail();
        let price = |day| {
            let until = Days::moment(day);
            steps(&buyable(&trail, Series::of_item(Kind::SalePrice), until))
        };
        let eight = State::Value(Quantity::whole(8));
        assert_eq!(price(0), [(0, 0, eight)]);
        assert_eq!(price(1), [(0, 1, eight), (1, 1, sold_out)]);
    }

    #[test]
    fn before_its_first_price_an_item_is_away_and_not_unseen() {
        let off_sale = State::Absent(Absence::OffSale);
        let price = Series::of_item(Kind::SalePrice);
        let seen = |trail: &Trail, until| {
            steps(&buyable_or_absent(trail, price, Days::moment(until)))
        };
        let away = Days::new().away(0, Absence::OffSale).away(1, Absence::OffSale);
        let away = away.trail();
        assert_eq!(seen(&away, 2), [(0, 2, off_sale)]);
        assert_eq!(buyable(&away, price, Days::moment(2)), Timeline::default());
        // Read at this very moment.
        assert_eq!(seen(&away, 0), [(0, 0, off_sale)]);
        let back = Days::new()
            .away(0, Absence::OffSale)
            .failed(1)
            .day(2, &[("sale", "8")])
            .away(3, Absence::OffSale)
            .trail();
        let eight = State::Value(Quantity::whole(8));
        let failed = State::NotObserved(Gap::Failed);
        let expected =
            [(0, 1, off_sale), (1, 2, failed), (2, 3, eight), (3, 4, off_sale)];
        assert_eq!(seen(&back, 4), expected);
        // What was never away is as it was, and so is what nobody looked at.
        let sold = Days::new().day(0, &[("stock", "1")]).day(1, &[("sale", "8")]).trail();
        assert_eq!(seen(&sold, 2), [(1, 2, eight)]);
        assert_eq!(seen(&Trail::default(), 2), []);
    }

    #[test]
    fn a_variant_is_there_where_it_is_told_of_and_the_item_does_not_say_otherwise() {
        let trail = Days::new()
            .day(0, &[("1/sale", "0"), ("2/sale", "8")])
            .day(1, &[("2/sale", "8")])
            .away(2, Absence::OffSale)
            .day(3, &[("1/sale", "0"), ("stock", "0")])
            .failed(4)
            .day(5, &[("title", "")])
            .trail();
        let line = availability(&trail, Days::sku(1), Days::moment(6));
        let absent = State::Absent;
        let expected = [
            (0, 1, there_is()),
            (1, 2, absent(Absence::NotListed)),
            (2, 3, absent(Absence::OffSale)),
            (3, 4, absent(Absence::SoldOut)),
            (4, 5, State::NotObserved(Gap::Failed)),
            (5, 6, State::NotObserved(Gap::NotTold)),
        ];
        assert_eq!(steps(&line), expected);
    }
}
