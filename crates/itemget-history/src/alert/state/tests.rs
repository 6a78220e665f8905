//! What is told of a few readings, as stories: each line is a reading every six hours.

use std::time::Duration;

use itemget::Currency;
use rust_decimal::Decimal;

use super::RuleState;
use crate::alert::{
    Context, Exchange, Fact, Outcome, Policy, Rule, Telling, Wanted, Withheld,
};
use crate::moment::Moment;
use crate::series::{Kind, Series, TrailKey};
use crate::state::{Absence, Gap, State};

const HOURS: i64 = 6 * 3600;

fn key(currency: &str) -> TrailKey {
    TrailKey {
        item: "1005006000000001".parse().unwrap(),
        ship_to: "DE".parse().unwrap(),
        currency: currency.parse().unwrap(),
        source: "test".to_owned(),
    }
}

/// `8.5`, `5000+`, `-` (the reading failed), `sold` (out of stock), `off` (off sale).
fn state(word: &str) -> State {
    match word {
        "-" => State::NotObserved(Gap::Failed),
        "sold" => State::Absent(Absence::SoldOut),
        "off" => State::Absent(Absence::OffSale),
        number => State::Value(number.parse().unwrap()),
    }
}

struct Story {
    rule: Rule,
    policy: Policy,
    kind: Kind,
    currency: &'static str,
    exchange: Option<Box<dyn Exchange>>,
}

impl Story {
    fn of(rule: &str) -> Self {
        let rule: Rule = rule.parse().unwrap();
        let kind = match rule.topic() {
            crate::alert::Topic::More(kind)
            | crate::alert::Topic::Less(kind)
            | crate::alert::Topic::Other(kind) => kind,
            crate::alert::Topic::Sales => Kind::SoldTotal,
            _ => Kind::Availability,
        };
        // A day of history is enough here: what coverage is for has a test of its own.
        let policy = Policy { history: Duration::ZERO, coverage: 0, ..Policy::default() };
        Self { rule, policy, kind, currency: "EUR", exchange: None }
    }

    fn outcomes(&self, readings: &str) -> Vec<(usize, Outcome)> {
        let key = key(self.currency);
        let context = Context {
            key: &key,
            series: Series::of_item(self.kind),
            holds_for: Duration::from_secs(12 * 3600),
            policy: &self.policy,
            exchange: self.exchange.as_deref(),
        };
        let mut remembered = RuleState::default();
        let mut outcomes = Vec::new();
        for (number, word) in readings.split(' ').enumerate() {
            let at = Moment::from_seconds(i64::try_from(number).unwrap() * HOURS);
            let outcome = remembered.step(&self.rule, &context, state(word), at);
            outcomes.extend(outcome.map(|outcome| (number, outcome)));
            // A restart between any two readings changes nothing.
            let written = serde_json::to_string(&remembered).unwrap();
            assert_eq!(serde_json::from_str::<RuleState>(&written).unwrap(), remembered);
        }
        outcomes
    }

    /// Which readings made somebody be told, and of what.
    fn told(&self, readings: &str) -> String {
        let mut told = Vec::new();
        for (number, outcome) in self.outcomes(readings) {
            if let Outcome::Tell(firing) = outcome {
                let fact = match firing.after.fact {
                    Fact::Value(value) => value.to_string(),
                    Fact::Here => "here".to_owned(),
                    Fact::Absent(absence) => absence.to_string(),
                };
                told.push(format!("{number}:{fact}"));
            }
        }
        told.join(" ")
    }
}

#[track_caller]
fn tells(rule: &str, readings: &str, expected: &str) {
    assert_eq!(Story::of(rule).told(readings), expected, "{rule}: {readings}");
}

#[test]
fn a_height_is_told_when_it_is_passed_and_again_when_it_was_left() {
    let rule = "sale_price below 20 EUR";
    tells(rule, "25 25 19 19 18 18 25 25 19 19 19", "3:19 10:19");
    tells(rule, "18 18 18", "1:18");
    tells(rule, "20 20 20", "");
    tells("stock above 100", "90 90 101 105 99 99 130 130 140", "3:101 8:130");
}

#[test]
fn hysteresis_keeps_quiet_what_hovers_around_a_height() {
    let rule = "sale_price below 20 EUR, hysteresis 5%";
    tells(rule, "25 25 19 19 20 20 19 19", "3:19");
    tells(rule, "25 25 19 19 21 21 21 21 21 18 18 18 18", "3:19 11:18");
}

#[test]
fn ways_to_arm_again() {
    let rearm = |how: &str| format!("sale_price below 20 EUR, {how}");
    let readings = "25 25 19 19 19 19 19 19 19 19 19 19 19 19 19 19 19 19";
    tells(&rearm("rearm after 24h"), readings, "3:19 7:19 11:19 15:19");
    tells(&rearm("once"), "25 25 19 19 25 25 25 25 25 19 19 19 19", "3:19");
    let back = rearm("rearm when back above 30 EUR");
    tells(&back, "25 25 19 19 26 26 18 18 31 31 17 17 17", "3:19 12:17");
}

#[test]
fn a_least_change_is_measured_from_what_was_told_last() {
    let rule = "sale_price changes 1%, min change 2 EUR";
    tells(rule, "20 20 19 19 18.5 18.5 17 17 18 18 19 19", "3:19 7:17 11:19");
    let rule = "sale_price below 20 EUR, min change 1 EUR";
    tells(rule, "25 25 19 19 18.5 18.5 18 18 17.5 17.5", "3:19 7:18");
}

#[test]
fn moves_are_measured_from_the_number_before() {
    tells("sale_price drops 10%", "20 20 18 18 17 17 15 15", "3:18 7:15");
    tells("sale_price rises 10%", "20 20 22 22 21 21", "3:22");
    tells("sale_price changes 10%", "20 20 22 22 19 19", "3:22 5:19");
    tells("sale_price drops 2 EUR", "20 20 18.01 18.01 16 16", "5:16");
    let slow = "20 20 19 19 18 18 17 17";
    tells("sale_price drops 10%", slow, "");
    tells("sale_price drops 10% since last alert", slow, "5:18");
}

#[test]
fn the_lowest_before_is_what_a_record_is_measured_by() {
    tells("sale_price below lowest ever", "20 20 19 19 20 20 19 19", "3:19");
    tells("sale_price below lowest ever", "20 20 19 19 18 18", "3:19 5:18");
    let rule = "sale_price drops 10% below lowest of 30 days";
    tells(rule, "20 20 19 19 25 25 18 18 17 17", "");
    tells(rule, "20 20 19 19 25 25 17 17", "7:17");
    let rule = "sale_price drops 10% below highest of 30 days";
    tells(rule, "20 20 18 18 17 17 20 20 20 20 20 20 17 17 17 17", "3:18 14:17");
    // A wrong low that nothing confirmed does not hide the true one.
    tells("sale_price below lowest ever", "20 20 1 20 20 20 19 19", "7:19");
}

#[test]
fn the_lowest_of_a_window_too_little_of_which_is_known_is_no_lowest() {
    let mut story = Story::of("sale_price below lowest of 30 days");
    story.policy = Policy::default();
    let outcomes = story.outcomes("20 20 19 19 19");
    let [(3, Outcome::Withheld(firing, Withheld::Coverage))] = outcomes.as_slice() else {
        panic!("{outcomes:?}");
    };
    let crate::alert::Against::Extreme { coverage, .. } = firing.against else {
        panic!("{firing:?}");
    };
    assert_eq!(coverage.percent(), 2);
}

#[test]
fn one_reading_is_told_as_unconfirmed_with_what_would_confirm_it() {
    let outcomes = Story::of("sale_price drops 10%").outcomes("20 20 10");
    let [(2, Outcome::Unconfirmed(unconfirmed))] = outcomes.as_slice() else {
        panic!("{outcomes:?}");
    };
    let not_before = Moment::from_seconds(2 * HOURS + 600);
    assert_eq!(unconfirmed.wanted, Wanted::SecondRead { not_before });
    assert_eq!(unconfirmed.firing.confirmation.telling, Telling::AtOnce);
    tells("sale_price drops 10%", "20 20 10 20 20", "");
    tells("out of stock", "1 1 sold 1 1", "");
    tells("sale_price drops 10%", "20 20 - 10 - 10 -", "5:10");
}

#[test]
fn at_once_is_at_once_but_for_records_and_what_is_gone() {
    let rule = "sale_price drops 10%, at once";
    tells(rule, "20 20 19 15 10 10 9", "5:10");
    let calm = format!("20 20 10 10 {}15 15", "20 ".repeat(14));
    tells(rule, &calm, "3:10 18:15");
    tells("out of stock, at once", "1 1 sold sold", "3:sold_out");
    tells("back in stock, at once", "1 1 sold sold 1 1", "4:here");
}

#[test]
fn being_to_be_had_turns_and_turns_back() {
    tells("out of stock", "1 1 sold sold 1 1", "3:sold_out");
    tells("back in stock", "1 1 sold sold 1 1", "5:here");
    tells("back in stock", "off off 1 1", "3:here");
    tells("off sale", "1 1 sold sold off off", "5:off_sale");
    tells("out of stock", "1 1 off off sold sold", "");
    tells("out of stock", "sold sold sold", "");
}

#[test]
fn what_goes_to_and_fro_is_told_once_and_then_when_it_stays() {
    let flapping = "1 1 sold sold 1 1 sold sold 1 1 sold sold 1 1";
    tells("out of stock", flapping, "3:sold_out");
    tells("back in stock", flapping, "5:here");
    let readings = "20 20 10 10 20 20 10 10 20 20 10 10 20 20";
    tells("sale_price drops 10%", readings, "3:10");
    tells("sale_price drops 10%", &format!("{readings} 10 10 10"), "3:10 16:10");
}

#[test]
fn a_price_that_is_converted_goes_to_and_fro_between_numbers_that_are_near() {
    let readings = "20 20 10 10 20.1 20.1 10.1 10.1 19.9 19.9 10 10 20 20";
    tells("sale_price drops 10%", readings, "3:10");
    tells("sale_price drops 10%", &format!("{readings} 10.1 10.1 10.1"), "3:10 16:10.1");
}

#[test]
fn a_number_that_wanders_goes_to_and_fro_without_coming_back_to_the_same() {
    let flapping = "380 278 0 237 0 347 0 383 0 0";
    tells("stock below 5", flapping, "");
    tells("stock below 5", &format!("{flapping} 305 204 298"), "");
    tells("stock below 5", &format!("{flapping} 0 0 0"), "10:0");
    tells("stock below 5", "380 278 300 0 0", "4:0");
}

#[test]
fn what_the_last_of_the_first_readings_contradicts_is_not_told() {
    tells("stock below 5", "4 1 150 160 155", "");
    tells("stock below 5", "4 1 150 3 2", "3:4");
    tells("stock below 5", "4 0 3", "2:3");
}

#[test]
fn a_lower_bound_tells_only_what_is_certain() {
    tells("sold_total below 6000", "5000+ 5000+ 5000+", "");
    tells("sold_total above 4000", "3000 3000 5000+ 5000+", "3:5000+");
    tells("sold_total rises 10%", "5000+ 5000+ 10000+ 10000+", "");
    let readings = "100 110 120 130 135 140 145 150";
    tells("sells faster than 29 per day", readings, "6:140");
    tells("sells faster than 30 per day", readings, "");
}

#[test]
fn amounts_in_another_currency_are_not_compared() {
    let mut story = Story::of("sale_price below 20 EUR");
    story.currency = "USD";
    assert_eq!(story.told("25 25 19 19"), "");
    let mut story = Story::of("sale_price drops 10%");
    story.currency = "USD";
    assert_eq!(story.told("25 25 19 19"), "3:19");
}

#[test]
fn quiet_hours_delay() {
    let rule = "sale_price drops 10%, quiet 17:00-07:00 UTC";
    let outcomes = Story::of(rule).outcomes("20 20 18 18");
    let Some((3, Outcome::Tell(firing))) = outcomes.last() else {
        panic!("{outcomes:?}");
    };
    assert_eq!(firing.at, Moment::from_seconds(18 * 3600));
    assert_eq!(firing.tell_at, Moment::from_seconds(31 * 3600));
}

#[test]
fn late_and_repeated_readings_are_passed_over() {
    let story = Story::of("sale_price drops 10%");
    let key = key("EUR");
    let context = Context {
        key: &key,
        series: Series::of_item(Kind::SalePrice),
        holds_for: Duration::from_secs(12 * 3600),
        policy: &story.policy,
        exchange: None,
    };
    let mut state = RuleState::default();
    let mut told = 0;
    for (at, price) in [(0, "20"), (5, "20"), (9, "20"), (3, "9"), (4, "9"), (9, "9")] {
        let at = Moment::from_seconds(at * HOURS);
        told += usize::from(
            state.step(&story.rule, &context, self::state(price), at).is_some(),
        );
    }
    assert_eq!(told, 0);
}

/// The currency loses a twentieth after the fourth reading.
#[derive(Debug)]
struct Falls;

impl Exchange for Falls {
    fn moved(&self, _: Currency, from: Moment, until: Moment) -> Option<Decimal> {
        let day = Moment::from_seconds(3 * HOURS + 1);
        let ratio = if from < day && until >= day { 95 } else { 100 };
        Some(Decimal::new(ratio, 2))
    }
}

#[test]
fn a_move_that_is_the_exchange_rates_is_withheld() {
    for rule in ["sale_price drops 4%", "sale_price below lowest ever"] {
        let mut story = Story::of(rule);
        assert_eq!(story.told("20 20 20 20 19.02 19.02"), "5:19.02");
        story.exchange = Some(Box::new(Falls));
        assert_eq!(story.told("20 20 20 20 19.02 19.02"), "", "{rule}");
        assert_eq!(story.told("20 20 20 20 18 18"), "5:18", "{rule}");
        let outcomes = story.outcomes("20 20 20 20 19.02 19.02");
        let withheld = outcomes.iter().any(|(_, outcome)| {
            matches!(outcome, Outcome::Withheld(_, Withheld::ExchangeRate))
        });
        assert!(withheld, "{outcomes:?}");
    }
    // A height in money is what somebody pays, whoever moved it.
    let mut story = Story::of("sale_price below 19.50 EUR");
    story.exchange = Some(Box::new(Falls));
    assert_eq!(story.told("20 20 20 20 19.02 19.02"), "5:19.02");
}
