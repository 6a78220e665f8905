//! From what came of asking for an item to readings.

use std::time::Duration;

use itemget::item::{
    DeliveryFee, DeliveryOption, Logistics, Observed, SkuDelivery, Stock, Trade, Unread,
    Variant, Variants,
};
use itemget::{Advice, Count, Item, Lookup, Miss, Money, Outcome, SkuId, View};
use itemget_history::observe::{Asked, readings};
use itemget_history::{
    Absence, Entry, Gap, Kind, Moment, Quantity, Reading, Seen, Series, State, TrailKey,
};
use jiff::Timestamp;

const DROPSHIP: &str = "aliexpress.ds.product.get";
const FREIGHT: &str = "aliexpress.ds.freight.query";

fn seen_at() -> Timestamp {
    "2026-11-23T17:20:27Z".parse().unwrap()
}

fn asked() -> Asked {
    let view = View { currency: "EUR".parse().unwrap(), ..View::default() };
    let at = Moment::from_seconds(7);
    Asked { view, at, holds_for: Duration::from_secs(3600) }
}

fn observed<T>(source: &str, value: T) -> Option<Observed<T>> {
    Some(Observed { source: source.to_owned().into(), observed_at: seen_at(), value })
}

fn sku(id: u64) -> SkuId {
    SkuId::from_u64(id).unwrap()
}

fn money(text: &str) -> Money {
    let (amount, currency) = text.split_once(' ').unwrap();
    Money::new(amount.parse().unwrap(), currency.parse().unwrap())
}

fn variant(id: u64, price: &str, stock: u64) -> Variant {
    Variant {
        sku_id: Some(sku(id)),
        sale_price: Some(money(price)),
        stock: Some(Count::exact(stock)),
        ..Variant::default()
    }
}

fn item(variants: Vec<Variant>) -> Item {
    let mut item = Item::unobserved("1005006000000001".parse().unwrap(), asked().view);
    item.variants = observed(DROPSHIP, Variants { skus: variants });
    item
}

fn lookup(outcome: Outcome) -> Lookup {
    Lookup {
        item: "1005006000000001".parse().unwrap(),
        outcome,
        asked_before: None,
        freight: None,
        missing: Vec::new(),
        stale: None,
    }
}

fn found(item: Item) -> Vec<(TrailKey, Reading)> {
    readings(&lookup(Outcome::Found(Box::new(item))), asked())
}

fn miss(source: &str) -> Miss {
    Miss {
        source: source.to_owned(),
        code: None,
        message: None,
        request_id: None,
        advice: Advice::CheckId,
        error: None,
    }
}

fn value(text: &str) -> State {
    State::Value(text.parse().unwrap())
}

fn state(reading: &Reading, series: Series) -> Option<State> {
    let mut entries = reading.seen.entries().iter();
    entries.find(|entry| entry.series == series).map(|entry| entry.state)
}

#[test]
fn each_variant_has_its_price_its_stock_and_whether_it_can_be_bought() {
    let all = found(item(vec![variant(1, "8.01 EUR", 5), variant(2, "9 EUR", 0)]));
    let [(key, reading)] = &all[..] else { panic!("{all:?}") };
    assert_eq!((key.source.as_str(), key.currency.as_str()), (DROPSHIP, "EUR"));
    assert_eq!(reading.at, Moment::from(seen_at()));
    let of = |id, kind| state(reading, Series::of_sku(sku(id), kind));
    assert_eq!(of(1, Kind::SalePrice), Some(value("8.01")));
    assert_eq!(of(1, Kind::Availability), Some(value("1")));
    assert_eq!(of(2, Kind::Stock), Some(value("0")));
    assert_eq!(of(2, Kind::Availability), Some(State::Absent(Absence::SoldOut)));
    assert_eq!(of(2, Kind::ListPrice), None);
    assert!(matches!(reading.seen, Seen::Item(_)));
}

#[test]
fn a_price_in_another_currency_is_in_the_trail_of_that_currency() {
    let all = found(item(vec![variant(1, "8.01 USD", 5)]));
    let of = |currency: &str| {
        let mut all = all.iter();
        let (_, reading) =
            all.find(|(key, _)| key.currency.as_str() == currency).unwrap();
        state(reading, Series::of_sku(sku(1), Kind::SalePrice))
    };
    assert_eq!(all.len(), 2);
    assert_eq!(of("EUR"), None);
    assert_eq!(of("USD"), Some(value("8.01")));
}

#[test]
fn a_variant_that_could_not_be_read_is_not_one_that_is_no_longer_listed() {
    let mut item = item(vec![variant(1, "8 EUR", 5)]);
    item.unread.push(Unread {
        path: "ae_item_sku_info_dtos[1].sku_id".to_owned(),
        expected: "an id".to_owned(),
        found: "{}".to_owned(),
    });
    let all = found(item);
    assert!(matches!(all[0].1.seen, Seen::Part(_)), "{all:?}");
}

#[test]
fn each_source_has_a_trail_of_its_own_and_freight_names_only_what_was_asked() {
    let mut item = item(vec![variant(1, "8 EUR", 5), variant(2, "8 EUR", 5)]);
    let sold = Trade { sold_30_days: Some(Count::at_least(500)), ..Trade::default() };
    item.trade = observed("aliexpress.affiliate.productdetail.get", sold);
    item.stock =
        observed(DROPSHIP, Stock { total: Some(Count::exact(10)), presale: None });
    let option = |fee: &str| DeliveryOption {
        fee: Some(DeliveryFee::of(money(fee))),
        ..DeliveryOption::default()
    };
    let way = SkuDelivery {
        sku_id: sku(1),
        quantity: 1,
        source: FREIGHT.into(),
        observed_at: seen_at(),
        options: vec![option("4.50 EUR"), option("1.99 EUR")],
    };
    let ways = Logistics { by_sku: vec![way], ..Logistics::default() };
    item.logistics = observed(DROPSHIP, ways);
    let all = found(item);
    let of = |source: &str| {
        let mut all = all.iter();
        &all.find(|(key, _)| key.source == source).unwrap().1
    };
    assert_eq!(all.len(), 3);
    let freight = of(FREIGHT);
    let entry =
        Entry { series: Series::of_sku(sku(1), Kind::DeliveryFee), state: value("1.99") };
    assert_eq!(freight.seen, Seen::Part(vec![entry]));
    let sold = Series::of_item(Kind::SoldThirtyDays);
    assert_eq!(
        state(of("aliexpress.affiliate.productdetail.get"), sold),
        Some(State::Value(Quantity::try_from(Count::at_least(500)).unwrap()))
    );
    assert_eq!(state(of(DROPSHIP), Series::of_item(Kind::Stock)), Some(value("10")));
}

#[test]
fn what_came_instead_of_an_item_is_an_absence_or_a_gap_and_never_both() {
    let off_sale = Outcome::OffSale(Box::new(item(vec![variant(1, "8 EUR", 5)])));
    for (outcome, expected) in [
        (off_sale, Seen::Absent(Absence::OffSale)),
        (Outcome::NotFound(miss(DROPSHIP)), Seen::Absent(Absence::NotFound)),
        (
            Outcome::NotSoldToCountry(miss(DROPSHIP)),
            Seen::Absent(Absence::NotSoldToCountry),
        ),
        (Outcome::Throttled(miss(DROPSHIP)), Seen::NotObserved(Gap::Throttled)),
        (Outcome::Unauthorised(miss(DROPSHIP)), Seen::NotObserved(Gap::Unauthorised)),
        (Outcome::Unreadable(miss(DROPSHIP)), Seen::NotObserved(Gap::Unreadable)),
        (Outcome::Failed(miss(DROPSHIP)), Seen::NotObserved(Gap::Failed)),
    ] {
        let all = readings(&lookup(outcome), asked());
        let seen: Vec<_> = all.iter().map(|(_, reading)| &reading.seen).collect();
        assert_eq!(seen, [&expected]);
    }
}

#[test]
fn an_answer_that_is_older_than_it_should_be_is_no_reading() {
    let found = Outcome::Found(Box::new(item(vec![variant(1, "8 EUR", 5)])));
    let stale = Lookup { stale: Some(Duration::from_secs(60)), ..lookup(found) };
    assert_eq!(readings(&stale, asked()), []);
}

#[test]
fn an_item_that_another_source_had_is_absent_from_the_first_one() {
    let found = Outcome::Found(Box::new(item(vec![variant(1, "8 EUR", 5)])));
    let silent = miss("aliexpress.affiliate.productdetail.get");
    let lookup = Lookup { asked_before: Some(silent), ..lookup(found) };
    let all = readings(&lookup, asked());
    assert_eq!(all.len(), 2);
    assert_eq!(all[0].1.seen, Seen::Absent(Absence::NotInProgramme));
    assert!(matches!(all[1].1.seen, Seen::Item(_)));
}
