//! What an item says, series by series, as far as one source said it.

use itemget::item::{DeliveryFee, Observed, Price, SkuDelivery, Trade, Variant};
use itemget::{Bound, Count, Currency, Item, Money, Percent, PriceRange};
use rust_decimal::Decimal;

use crate::reading::Entry;
use crate::series::{Kind, Series};
use crate::state::{Absence, Gap, Quantity, QuantityError, State};

/// An entry, and the currency it is in where it is money.
pub(super) struct Told {
    pub(super) currency: Option<Currency>,
    pub(super) entry: Entry,
}

/// All that `source` said of an item.
pub(super) fn of(item: &Item, source: &str) -> Vec<Told> {
    let mut told = Vec::new();
    if let Some(price) = of_source(item.price.as_ref(), source) {
        prices(&mut told, price);
    }
    if let Some(stock) = of_source(item.stock.as_ref(), source) {
        count(&mut told, Series::of_item(Kind::Stock), stock.total);
    }
    if let Some(trade) = of_source(item.trade.as_ref(), source) {
        sales(&mut told, trade);
    }
    if let Some(variants) = of_source(item.variants.as_ref(), source) {
        for sku in &variants.skus {
            variant(&mut told, sku);
        }
    }
    let ways = item.logistics.iter().flat_map(|group| &group.value.by_sku);
    for way in ways.filter(|way| way.source == source && way.quantity == 1) {
        fee(&mut told, way);
    }
    told
}

/// Whether a variant that `source` did not name is no longer listed: the source names all
/// of them, and none of what it said of them was unreadable.
pub(super) fn tells_all(item: &Item, source: &str) -> bool {
    of_source(item.variants.as_ref(), source).is_some()
        && !item.unread.iter().any(|unread| is_of_skus(&unread.path))
}

/// Whether a place in a reply is within its list of variants.
fn is_of_skus(path: &str) -> bool {
    path.to_ascii_lowercase().contains("sku")
}

fn of_source<'a, T>(group: Option<&'a Observed<T>>, source: &str) -> Option<&'a T> {
    group.filter(|group| group.source == source).map(|group| &group.value)
}

fn prices(told: &mut Vec<Told>, price: &Price) {
    for (least, most, range) in [
        (Kind::SalePrice, Some(Kind::SalePriceMost), price.sale),
        (Kind::ListPrice, Some(Kind::ListPriceMost), price.list),
        (Kind::BulkPrice, None, price.bulk),
        (Kind::AppPrice, None, price.app),
    ] {
        let Some(PriceRange { min, max }) = range else { continue };
        money(told, Series::of_item(least), min);
        if let Some(most) = most.filter(|_| max != min) {
            money(told, Series::of_item(most), max);
        }
    }
    if let Some(discount) = price.stated_discount {
        percent(told, Series::of_item(Kind::StatedDiscount), discount);
    }
}

fn sales(told: &mut Vec<Told>, trade: &Trade) {
    count(told, Series::of_item(Kind::SoldTotal), trade.sold_total);
    count(told, Series::of_item(Kind::SoldThirtyDays), trade.sold_30_days);
    count(told, Series::of_item(Kind::Reviews), trade.reviews);
    if let Some(stars) = trade.stars {
        number(told, Series::of_item(Kind::Stars), stars);
    }
    if let Some(rate) = trade.positive_rate {
        percent(told, Series::of_item(Kind::PositiveRate), rate);
    }
}

fn variant(told: &mut Vec<Told>, variant: &Variant) {
    let Some(id) = variant.sku_id else { return };
    let series = |kind| Series::of_sku(id, kind);
    let sold_out = Count { value: 0, bound: Bound::Exact };
    let availability = match variant.stock == Some(sold_out) {
        true => State::Absent(Absence::SoldOut),
        false => State::Value(Quantity::whole(1)),
    };
    push(told, series(Kind::Availability), availability, None);
    for (kind, price) in [
        (Kind::SalePrice, variant.sale_price),
        (Kind::ListPrice, variant.list_price),
        (Kind::BulkPrice, variant.bulk_price.map(|bulk| bulk.price)),
    ] {
        if let Some(price) = price {
            money(told, series(kind), price);
        }
    }
    count(told, series(Kind::Stock), variant.stock);
}

/// The cheapest way to have one piece of a variant sent.
fn fee(told: &mut Vec<Told>, way: &SkuDelivery) {
    let series = Series::of_sku(way.sku_id, Kind::DeliveryFee);
    if way.options.is_empty() {
        return push(told, series, State::Absent(Absence::NotDelivered), None);
    }
    if way.options.iter().any(|option| option.fee == Some(DeliveryFee::Free)) {
        return push(told, series, State::Value(Quantity::whole(0)), None);
    }
    let paid = way.options.iter().filter_map(|option| match option.fee {
        Some(DeliveryFee::Paid(fee)) => Some(fee),
        Some(DeliveryFee::Free) | None => None,
    });
    // Of fees in two currencies none is the least.
    if let Some(range) = PriceRange::over(paid) {
        money(told, series, range.min);
    }
}

fn money(told: &mut Vec<Told>, series: Series, money: Money) {
    let state = state(money.amount.try_into());
    push(told, series, state, Some(money.currency));
}

fn count(told: &mut Vec<Told>, series: Series, count: Option<Count>) {
    if let Some(count) = count {
        push(told, series, state(count.try_into()), None);
    }
}

fn percent(told: &mut Vec<Told>, series: Series, Percent(value): Percent) {
    number(told, series, value);
}

fn number(told: &mut Vec<Told>, series: Series, value: Decimal) {
    push(told, series, state(value.try_into()), None);
}

/// A number that no series can hold is one that could not be read.
fn state(quantity: Result<Quantity, QuantityError>) -> State {
    quantity.map_or(State::NotObserved(Gap::Unreadable), State::Value)
}

fn push(told: &mut Vec<Told>, series: Series, state: State, currency: Option<Currency>) {
    told.push(Told { currency, entry: Entry { series, state } });
}
