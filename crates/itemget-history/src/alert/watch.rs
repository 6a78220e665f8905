//! A rule over one trail: which of its series it is about, and what each reading says.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::firing::Outcome;
use super::policy::{Context, Exchange, Policy};
use super::replay;
use super::rule::{Condition, Rule, Target};
use super::seen;
use super::state::RuleState;
use crate::moment::Moment;
use crate::reading::{Entry, Reading};
use crate::series::{Kind, Series, TrailKey};
use crate::state::State;
use crate::trail::{Tail, Trail, WHOLE};

/// A rule over one trail, with what it remembers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watch {
    rule: Rule,
    /// As a list: a series is no name that a map could be written with.
    #[serde(with = "listed")]
    states: BTreeMap<Series, RuleState>,
    /// The last reading that it took.
    #[serde(default)]
    read_at: Option<Moment>,
}

impl Watch {
    /// A rule that knows nothing yet.
    pub fn new(rule: Rule) -> Self {
        Self { rule, states: BTreeMap::new(), read_at: None }
    }

    /// A rule that has learned from the past and told nobody of it.
    pub fn primed(
        rule: Rule,
        key: &TrailKey,
        trail: &Trail,
        policy: &Policy,
        exchange: Option<&dyn Exchange>,
    ) -> Self {
        let mut watch = Self::learned(rule, key, trail, policy, exchange);
        watch.states.values_mut().for_each(RuleState::begin);
        watch
    }

    /// The same, for a rule that was out of force while the item was looked at: it has
    /// learned from all of the past, and what it told before, and still holds, is not told
    /// again.
    #[must_use]
    pub fn caught_up(
        self,
        key: &TrailKey,
        trail: &Trail,
        policy: &Policy,
        exchange: Option<&dyn Exchange>,
    ) -> Self {
        let mut watch = Self::learned(self.rule, key, trail, policy, exchange);
        for (series, state) in &mut watch.states {
            match self.states.get(series) {
                Some(before) => state.go_on_from(before),
                None => state.begin(),
            }
        }
        watch
    }

    /// The last reading that it took; those after it are none that it knows.
    pub fn last_reading(&self) -> Option<Moment> {
        self.read_at
    }

    /// A rule as it would be had it been in force all the time.
    fn learned(
        rule: Rule,
        key: &TrailKey,
        trail: &Trail,
        policy: &Policy,
        exchange: Option<&dyn Exchange>,
    ) -> Self {
        let mut watch = Self::new(rule);
        for series in watch.rule.series_among(known(trail)) {
            let context =
                Context { key, series, holds_for: trail.holds_for(), policy, exchange };
            let mut state = RuleState::default();
            for (at, seen) in replay::readings(watch.rule.condition, trail, series) {
                state.step(&watch.rule, &context, seen, at);
            }
            watch.states.insert(series, state);
        }
        watch.read_at = trail.last_reading();
        watch
    }

    /// The same with the options of this rule, whose condition it must be; none where it
    /// is another one, which has to learn from the past itself.
    pub fn ruled(self, rule: &Rule) -> Option<Self> {
        let is_same =
            self.rule.condition == rule.condition && self.rule.target == rule.target;
        is_same.then(|| Self { rule: rule.clone(), ..self })
    }

    /// The rule.
    pub fn rule(&self) -> &Rule {
        &self.rule
    }

    /// Takes a reading of the trail whose readings before it end in `tail`; it may be
    /// among them.
    pub fn read(
        &mut self,
        key: &TrailKey,
        tail: &Tail,
        reading: &Reading,
        policy: &Policy,
        exchange: Option<&dyn Exchange>,
    ) -> Vec<Outcome> {
        self.read_at = self.read_at.max(Some(reading.at));
        let told = tail.told_by(&reading.seen).into_iter();
        let told: BTreeMap<Series, State> =
            told.map(|Entry { series, state }| (series, state)).collect();
        let whole = told.get(&WHOLE).copied();
        let away = whole.filter(|state| state.value().is_none());
        let all = tail.series().chain([WHOLE]).chain(told.keys().copied());
        let mut outcomes = Vec::new();
        for series in self.rule.series_among(all) {
            // While the item cannot be had or was not seen, none of its series was.
            let of_series = || seen::in_reading(self.rule.condition, series, &told);
            let Some(state) = away.or_else(of_series) else { continue };
            let holds_for = reading.holds_for;
            let context = Context { key, series, holds_for, policy, exchange };
            let remembered = self.states.entry(series).or_default();
            outcomes.extend(remembered.step(&self.rule, &context, state, reading.at));
        }
        outcomes
    }
}

impl Watch {
    /// How far the nearest of its series is from where the rule would be told, as a share
    /// of that: 0.02 is two per cent away. None where nothing is near anything, as for a
    /// rule about each single move.
    pub fn to_threshold(&self) -> Option<f64> {
        let states = self.states.values();
        states.filter_map(|state| state.to_threshold(&self.rule)).min_by(f64::total_cmp)
    }
}

/// The series that are known of an item; whether it can be had is known of each.
pub(super) fn known(trail: &Trail) -> impl Iterator<Item = Series> {
    trail.series().map(|(series, _)| series).chain([WHOLE])
}

impl Rule {
    /// Whether it can say anything of this trail: amounts of one currency say nothing of
    /// prices in another.
    pub fn is_for(&self, key: &TrailKey) -> bool {
        self.currency().is_none_or(|currency| currency == key.currency)
    }

    /// Which of these series it is about.
    pub fn series_among(&self, all: impl IntoIterator<Item = Series>) -> Vec<Series> {
        let all: BTreeSet<Series> = all.into_iter().collect();
        let kinds: &[Kind] = match self.condition {
            Condition::Beyond { kind, .. } | Condition::Moves { kind, .. } => &[kind],
            Condition::Gone(_) | Condition::BackInStock => {
                &[Kind::Availability, Kind::Stock]
            }
            Condition::SellsFaster { .. } => &[Kind::SoldTotal, Kind::SoldThirtyDays],
        };
        let skus: BTreeSet<_> = all.iter().filter_map(|series| series.sku).collect();
        // Of the kinds that would do, the first that is told. It gives an alert its name;
        // whether something can be had is decided by all of them.
        let of = |sku| {
            let series = kinds.iter().map(|kind| Series { sku, kind: *kind });
            series.into_iter().find(|series| all.contains(series))
        };
        let of_skus = || skus.iter().filter_map(|sku| of(Some(*sku))).collect();
        match self.target {
            Target::Item => of(None).into_iter().collect(),
            Target::AnySku => of_skus(),
            Target::Sku(sku) => of(Some(sku)).into_iter().collect(),
            Target::Usual => match of(None) {
                Some(series) => vec![series],
                None => of_skus(),
            },
        }
    }
}

mod listed {
    use std::collections::BTreeMap;

    use serde::{Deserialize as _, Deserializer, Serializer};

    use super::RuleState;
    use crate::series::Series;

    pub(super) fn serialize<S: Serializer>(
        states: &BTreeMap<Series, RuleState>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(states)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<Series, RuleState>, D::Error> {
        let listed = Vec::<(Series, RuleState)>::deserialize(deserializer)?;
        Ok(listed.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use itemget::SkuId;

    use super::*;
    use crate::alert::{Fact, replay};
    use crate::reading::Seen;
    use crate::state::{Absence, Gap, Quantity};

    const HOUR: i64 = 3600;

    fn key() -> TrailKey {
        TrailKey {
            item: "1005006000000001".parse().unwrap(),
            ship_to: "DE".parse().unwrap(),
            currency: "EUR".parse().unwrap(),
            source: "test".to_owned(),
        }
    }

    fn sku(id: u64, kind: Kind) -> Series {
        Series::of_sku(SkuId::from_u64(id).unwrap(), kind)
    }

    /// A reading of two variants' prices.
    fn priced(prices: [i64; 2]) -> Seen {
        let entries = [1, 2].into_iter().zip(prices).map(|(id, price)| Entry {
            series: sku(id, Kind::SalePrice),
            state: State::Value(Quantity::whole(price)),
        });
        Seen::Item(entries.collect())
    }

    /// One reading each six hours.
    fn readings(seen: Vec<Seen>) -> Vec<Reading> {
        let numbered = (0_i64..).zip(seen);
        let reading = |(number, seen)| Reading {
            at: Moment::from_seconds(number * 6 * HOUR),
            holds_for: Duration::from_secs(12 * 3600),
            seen,
        };
        numbered.map(reading).collect()
    }

    fn told(watch: &mut Watch, trail: &mut Trail, readings: &[Reading]) -> Vec<String> {
        let mut told = Vec::new();
        for reading in readings {
            let policy = Policy::default();
            let tail = Tail::of(trail);
            for outcome in watch.read(&key(), &tail, reading, &policy, None) {
                if let Outcome::Tell(firing) = outcome {
                    let sku = firing.series.sku.map_or(0, SkuId::get);
                    let fact = match firing.after.fact {
                        Fact::Value(value) => value.to_string(),
                        Fact::Here => "here".to_owned(),
                        Fact::Absent(why) => why.to_string(),
                    };
                    told.push(format!("{sku}:{fact}"));
                }
            }
            trail.lay(reading);
        }
        told
    }

    fn tells(rule: &str, seen: Vec<Seen>) -> Vec<String> {
        let mut watch = Watch::new(rule.parse().unwrap());
        let told = told(&mut watch, &mut Trail::default(), &readings(seen));
        let written = serde_json::to_string(&watch).unwrap();
        assert_eq!(serde_json::from_str::<Watch>(&written).unwrap(), watch);
        told
    }

    #[test]
    fn a_rule_is_about_the_item_or_else_about_each_variant() {
        let seen = || {
            vec![priced([20, 30]), priced([20, 30]), priced([15, 10]), priced([15, 10])]
        };
        assert_eq!(tells("sale_price drops 10%", seen()), ["1:15", "2:10"]);
        assert_eq!(tells("sale_price drops 10%, for any sku", seen()), ["1:15", "2:10"]);
        assert_eq!(tells("sale_price drops 10%, for sku 2", seen()), ["2:10"]);
        assert_eq!(tells("sale_price drops 10%, for the item", seen()), [""; 0]);
        assert_eq!(tells("list_price drops 10%", seen()), [""; 0]);
    }

    #[test]
    fn an_item_off_sale_is_told_once_and_not_of_each_variant() {
        let off = || Seen::Absent(Absence::OffSale);
        let failed = || Seen::NotObserved(Gap::Failed);
        let seen = || {
            let mut seen =
                vec![priced([20, 30]), priced([20, 30]), off(), failed(), off()];
            seen.extend([priced([20, 30]), priced([20, 30])]);
            seen
        };
        assert_eq!(tells("off sale", seen()), ["0:off_sale"]);
        assert_eq!(tells("back in stock", seen()), ["0:here"]);
        assert_eq!(tells("out of stock", seen()), [""; 0]);
        assert_eq!(tells("sale_price changes 1%", seen()), [""; 0]);
    }

    #[test]
    fn a_variant_that_is_listed_no_longer_is_out_of_stock() {
        let stock = |id, stock| Entry {
            series: sku(id, Kind::Stock),
            state: State::Value(Quantity::whole(stock)),
        };
        let both = || Seen::Item(vec![stock(1, 5), stock(2, 5)]);
        let one = || Seen::Item(vec![stock(1, 5)]);
        let rule = "out of stock, for any sku";
        assert_eq!(tells(rule, vec![both(), both(), one(), one()]), ["2:not_listed"]);
    }

    /// A reading of an item that is listed, with so many left; none: that is not told.
    fn stocked(stock: Option<i64>) -> Seen {
        let entry = |stock| Entry {
            series: Series::of_item(Kind::Stock),
            state: State::Value(Quantity::whole(stock)),
        };
        Seen::Item(stock.map(entry).into_iter().collect())
    }

    #[test]
    fn an_item_that_sells_out_is_out_of_stock_although_it_is_listed() {
        let seen = || [9, 7, 0, 0, 0, 5, 4, 4].map(|stock| stocked(Some(stock))).to_vec();
        for target in ["", ", for the item"] {
            assert_eq!(tells(&format!("out of stock{target}"), seen()), ["0:sold_out"]);
            assert_eq!(tells(&format!("back in stock{target}"), seen()), ["0:here"]);
            assert_eq!(tells(&format!("off sale{target}"), seen()), [""; 0]);
        }
        // Taken off sale when it is sold out, it is back once and not twice.
        let off = || Seen::Absent(Absence::OffSale);
        let mut both = [9, 9, 0, 0].map(|stock| stocked(Some(stock))).to_vec();
        both.extend([off(), off(), stocked(Some(5)), stocked(Some(5))]);
        assert_eq!(tells("back in stock", both.clone()), ["0:here"]);
        assert_eq!(tells("out of stock", both), ["0:sold_out"]);
    }

    #[test]
    fn a_stock_that_is_told_no_more_brings_nothing_back() {
        let sold_out = [9, 9, 0, 0].map(|stock| stocked(Some(stock)));
        let untold = [stocked(None), stocked(None), stocked(None)];
        let seen = [&sold_out[..], &untold].concat();
        assert_eq!(tells("back in stock", seen.clone()), [""; 0]);
        let back = [seen, vec![stocked(Some(3)), stocked(Some(3))]].concat();
        assert_eq!(tells("back in stock", back), ["0:here"]);
    }

    /// Readings of an item's price and of how many are left.
    fn offered(told: &[(i64, i64)]) -> Vec<Seen> {
        let seen =
            told.iter().map(|(price, stock)| {
                let [price, stock] = [(Kind::SalePrice, price), (Kind::Stock, stock)]
                    .map(|(kind, number)| Entry {
                        series: Series::of_item(kind),
                        state: State::Value(Quantity::whole(*number)),
                    });
                Seen::Item(vec![price, stock])
            });
        seen.collect()
    }

    #[test]
    fn of_a_price_nobody_is_told_while_there_is_nothing_to_buy() {
        let never = offered(&[(20, 0), (20, 0), (10, 0), (10, 0), (30, 0), (30, 0)]);
        for rule in ["sale_price changes 3%", "sale_price below 15 EUR"] {
            assert_eq!(tells(rule, never.clone()), [""; 0], "{rule}");
        }
        // The first one at which one can buy is measured by the last one before.
        let back = |price| {
            let told = [(20, 9), (20, 9), (10, 0), (10, 0), (10, 0)];
            offered(&[&told[..], &[(price, 5), (price, 5), (price, 5)]].concat())
        };
        assert_eq!(tells("sale_price changes 3%", back(20)), [""; 0]);
        assert_eq!(tells("sale_price changes 3%", back(15)), ["0:15"]);
        assert_eq!(tells("sale_price below 15 EUR", back(10)), ["0:10"]);
        // Other numbers count all the same.
        assert_eq!(tells("stock below 5", back(20)), ["0:0"]);
    }

    #[test]
    fn of_a_variant_that_is_sold_out_no_price_is_told_either() {
        let variants = |stock| {
            let of = |id, kind, number| Entry {
                series: sku(id, kind),
                state: State::Value(Quantity::whole(number)),
            };
            let price = if stock == 0 { 10 } else { 20 };
            Seen::Item(vec![
                of(1, Kind::SalePrice, price),
                of(1, Kind::Stock, stock),
                of(2, Kind::SalePrice, price),
                of(2, Kind::Stock, 5),
            ])
        };
        let seen = [9, 9, 0, 0, 0].map(variants).to_vec();
        assert_eq!(tells("sale_price drops 10%", seen), ["2:10"]);
    }

    #[test]
    fn a_replay_counts_prices_as_a_run_does() {
        let stays = |price, stock| [(price, stock); 5];
        let seen = [stays(20, 9), stays(10, 0), stays(15, 5), stays(15, 0), stays(8, 3)];
        let mut watch = Watch::new("sale_price drops 10%".parse().unwrap());
        let mut trail = Trail::default();
        let live = told(&mut watch, &mut trail, &readings(offered(&seen.concat())));
        assert_eq!(live, ["0:15", "0:8"]);
        let policy = Policy::default();
        let replayed = replay(watch.rule(), &key(), &trail, Moment::MIN, &policy, None);
        let facts = replayed.told.iter().map(|it| it.after.fact);
        let value = |number| Fact::Value(Quantity::whole(number));
        assert_eq!(facts.collect::<Vec<_>>(), [value(15), value(8)]);
    }

    #[test]
    fn a_replay_sees_an_item_sell_out_as_a_run_does() {
        let seen = [9, 9, 9, 0, 0, 0, 0, 5, 5, 5, 5].map(|stock| stocked(Some(stock)));
        for rule in ["out of stock", "back in stock"] {
            let mut watch = Watch::new(rule.parse().unwrap());
            let mut trail = Trail::default();
            let live = told(&mut watch, &mut trail, &readings(seen.to_vec()));
            let policy = Policy::default();
            let replayed =
                replay(watch.rule(), &key(), &trail, Moment::MIN, &policy, None);
            assert_eq!((live.len(), replayed.told.len()), (1, 1), "{rule}");
        }
    }

    #[test]
    fn a_rule_that_begins_now_tells_nothing_of_the_past_and_knows_it() {
        let seen =
            vec![priced([9, 30]), priced([9, 30]), priced([20, 30]), priced([20, 30])];
        let all =
            readings([seen.clone(), vec![priced([19, 30]), priced([19, 30])]].concat());
        let (past, now) = all.split_at(seen.len());
        let mut trail = Trail::default();
        for reading in past {
            trail.lay(reading);
        }
        for (rule, expected) in [
            // The height was passed long ago, and is told when the rule begins.
            ("sale_price below 25 EUR", vec!["1:20"]),
            ("sale_price drops 5%", vec!["1:19"]),
            ("sale_price below lowest ever", vec![]),
        ] {
            let policy =
                Policy { history: Duration::ZERO, coverage: 0, ..Policy::default() };
            let rule: Rule = rule.parse().unwrap();
            let mut watch = Watch::primed(rule.clone(), &key(), &trail, &policy, None);
            let told = told(&mut watch, &mut trail.clone(), now);
            assert_eq!(told, expected, "{rule}");
        }
    }

    #[test]
    fn a_rule_knows_how_far_it_is_from_being_told() {
        let seen = || vec![priced([20, 30]), priced([20, 30]), priced([18, 30])];
        for (rule, expected) in [
            ("sale_price below 16 EUR", Some(0.25)),
            ("sale_price above 40 EUR", Some(0.25)),
            ("sale_price below 16 USD", None),
            ("sale_price below lowest ever", Some(0.0)),
            ("sale_price drops 20% below highest of 30 days", Some(0.25)),
            ("sale_price changes 10% since last alert", Some(0.09)),
            ("sale_price drops 5%", None),
            ("back in stock", None),
        ] {
            let mut watch = Watch::new(rule.parse().unwrap());
            assert_eq!(watch.to_threshold(), None, "{rule}");
            // The last reading is not believed yet.
            told(&mut watch, &mut Trail::default(), &readings(seen()));
            let distance = watch.to_threshold();
            let near = |(told, wanted): (f64, f64)| (told - wanted).abs() < 0.002;
            let is_right = match distance.zip(expected) {
                Some(both) => near(both),
                None => distance == expected,
            };
            assert!(is_right, "{rule}: {distance:?}");
        }
    }

    #[test]
    fn a_replay_tells_what_was_told_then_where_it_stayed_long_enough() {
        let stays = |prices, readings| vec![priced(prices); readings];
        let seen = [
            stays([20, 30], 5),
            stays([1, 30], 1),
            stays([20, 30], 4),
            stays([17, 30], 5),
            stays([17, 20], 5),
        ];
        let all = readings(seen.concat());
        let mut watch = Watch::new("sale_price drops 10%".parse().unwrap());
        let mut trail = Trail::default();
        let live = told(&mut watch, &mut trail, &all);
        assert_eq!(live, ["1:17", "2:20"]);
        let policy = Policy::default();
        let since = |at| replay(watch.rule(), &key(), &trail, at, &policy, None);
        let replayed = since(Moment::MIN);
        let facts: Vec<_> = replayed.told.iter().map(|it| it.after.fact).collect();
        let value = |number| Fact::Value(Quantity::whole(number));
        assert_eq!(facts, [value(17), value(20)]);
        assert_eq!(replayed.unconfirmed, 1);
        let late = since(Moment::from_seconds(15 * 6 * HOUR));
        assert_eq!(late.told.len(), 1);
    }
}
