//! Rules that are read, rules that are not, and that every rule is read back as written.

use itemget::{Money, SkuId};
use jiff::tz::TimeZone;
use proptest::prelude::{Just, Strategy, any, prop_oneof, proptest};
use proptest::prop_assert_eq;
use rust_decimal::Decimal;

use super::{Expected, RuleError};
use crate::alert::{
    Amount, Away, Clock24, Condition, Direction, Extreme, Level, Limit, Options, Period,
    Quiet, Rearm, Reference, Rule, Side, Target, Telling, Window, Word,
};
use crate::series::{Kind, Unit};

#[test]
fn rules_are_read_and_written_in_one_way() {
    for (text, written) in [
        ("sale_price below 20 EUR", "sale_price below 20 EUR"),
        ("Sale Price BELOW 20.00eur", "sale_price below 20 EUR"),
        ("sale_price drops 10%", "sale_price drops 10%"),
        ("sale_price drops 10 %", "sale_price drops 10%"),
        ("sale_price drops 2.50 EUR", "sale_price drops 2.5 EUR"),
        (
            "sale_price drops 10% below lowest of 30 days",
            "sale_price drops 10% below lowest of 30 days",
        ),
        ("sale_price below lowest ever", "sale_price below lowest ever"),
        ("stock above highest of 1 day", "stock above highest of 1 day"),
        ("sale_price rises 5%", "sale_price rises 5%"),
        ("sale_price changes 1%", "sale_price changes 1%"),
        (
            "list price changes 1% since last alert",
            "list_price changes 1% since last alert",
        ),
        ("sale_price_most above 30 EUR", "sale_price_most above 30 EUR"),
        ("sale price most above 30 EUR", "sale_price_most above 30 EUR"),
        ("stock below 5", "stock below 5"),
        ("stars below 4.5", "stars below 4.5"),
        ("positive_rate below 90%", "positive_rate below 90%"),
        ("positive_rate drops 3 points", "positive_rate drops 3 points"),
        ("back in stock", "back in stock"),
        ("out of stock for any sku", "out of stock, for any sku"),
        ("off sale", "off sale"),
        ("sells faster than 20 per day", "sells faster than 20 per day"),
        (
            "stock below 5 for sku 12000012345678901",
            "stock below 5, for sku 12000012345678901",
        ),
        (
            "sale_price below 20 EUR, min change 0.50 EUR hysteresis 3%, \
             quiet 22:00-7:00 Europe/Berlin, rearm after 48 hours at once",
            "sale_price below 20 EUR, min change 0.5 EUR, hysteresis 3%, \
             quiet 22:00-07:00 Europe/Berlin, rearm after 2d, at once",
        ),
        (
            "sale_price below 20 EUR, rearm when back above 22 EUR",
            "sale_price below 20 EUR, rearm when back above 22 EUR",
        ),
        ("stock below 5, once", "stock below 5, once"),
        (
            "stock below 5, no quiet, no min change",
            "stock below 5, no min change, no quiet",
        ),
        ("sale_price drops 10% min change 2%", "sale_price drops 10%, min change 2%"),
    ] {
        let rule: Rule = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(rule.to_string(), written, "{text}");
        assert_eq!(written.parse(), Ok(rule), "{written}");
    }
}

#[test]
fn what_is_not_understood_is_told_with_its_place() {
    use Expected as E;
    for (text, at, found, expected) in [
        ("", 1, None, E::Condition),
        ("price below 20 EUR", 1, Some("price"), E::Condition),
        ("sale_price under 20 EUR", 12, Some("under"), E::Verb),
        ("sale_price below", 17, None, E::MoneyLevel),
        ("sale_price below 20", 20, None, E::Currency),
        ("sale_price below 20 €", 21, Some("€"), E::Currency),
        ("sale_price below 20€", 18, Some("20€"), E::Number),
        ("sale_price below 1,000 EUR", 18, Some("1,000"), E::Number),
        ("sale_price below 20%", 20, Some("%"), E::Currency),
        ("sale_price below -3 EUR", 18, Some("-3"), E::MoneyLevel),
        ("sale_price below highest ever", 18, Some("highest"), E::MoneyLevel),
        ("sale_price below lowest of days", 28, Some("days"), E::Window),
        ("sale_price below lowest of 9999 days", 28, Some("9999"), E::Window),
        ("sale_price drops 10", 20, None, E::Currency),
        ("sale_price drops 0%", 18, Some("0"), E::MoreThanZero),
        ("sale_price drops 100%", 18, Some("100"), E::LessThanAll),
        ("sale_price drops 10% below 5 EUR", 28, Some("5"), E::Extreme),
        ("sale_price drops 10% above lowest ever", 22, Some("above"), E::Option),
        ("sale_price changes 1% since yesterday", 29, Some("yesterday"), E::LastAlert),
        ("stock below 5 EUR", 15, Some("EUR"), E::Option),
        ("stock below 5%", 13, Some("5"), E::NumberLevel),
        ("stock drops 5 points", 13, Some("5"), E::NumberAmount),
        ("stars below 4.5.1", 13, Some("4.5.1"), E::Number),
        ("positive_rate below 90", 23, None, E::PercentLevel),
        ("positive_rate drops 3", 21, Some("3"), E::PointsAmount),
        ("availability below 1", 1, Some("availability"), E::NotAvailability),
        ("back soon", 6, Some("soon"), E::InStock),
        ("sells faster than many per day", 19, Some("many"), E::FasterThan),
        ("sells faster than 20 per month", 26, Some("month"), E::Per),
        ("sells faster than 20 per day for any sku", 41, None, E::ItemOnly),
        ("stock below 5 for sku abc", 23, Some("abc"), E::Target),
        ("stock below 5 for any sku, for the item", 28, Some("for"), E::SaidOnce),
        ("stock below 5, once, rearm after 24h", 22, Some("rearm"), E::SaidOnce),
        ("stock below 5, sometimes", 16, Some("sometimes"), E::Option),
        ("stock below 5, rearm after 24", 28, Some("24"), E::Length),
        ("stock below 5, rearm after 0h", 28, Some("0h"), E::Length),
        ("stock below 5, rearm when back below 2", 38, Some("2"), E::OtherSide),
        ("stock below 5, rearm when back above 2", 38, Some("2"), E::OtherSide),
        ("stock drops 5, rearm when back above 9", 16, Some("rearm"), E::OnlyForHeights),
        ("sale_price drops 5%, hysteresis 3%", 22, Some("hysteresis"), E::OnlyForHeights),
        ("back in stock, min change 2%", 16, Some("min"), E::OnlyForNumbers),
        ("off sale, quiet 22-7 Europe/Berlin", 17, Some("22-7"), E::Hours),
        ("off sale, quiet 22:00-22:00 UTC", 17, Some("22:00-22:00"), E::Hours),
        ("off sale, quiet 22:00-07:00 Berlin", 29, Some("Berlin"), E::Zone),
        ("off sale, quiet 22:00-07:00", 28, None, E::Zone),
        ("sale_price below 20 EUR, min change 1 USD", 42, None, E::OneCurrency),
        ("降价 10%", 1, Some("降价"), E::Condition),
        ("sale_price below 20 人民币", 21, Some("人民币"), E::Currency),
    ] {
        let error: RuleError = text.parse::<Rule>().expect_err(text);
        let seen = (error.at, error.found.as_deref(), error.expected);
        assert_eq!(seen, (at, found, expected), "{text}: {error}");
    }
}

#[test]
fn an_error_reads_well() {
    let error = "sale_price below 20".parse::<Rule>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected a currency such as `EUR` after the amount at character 20 of \
         `sale_price below 20`, found the end"
    );
    assert_eq!(error.example(), "sale_price below 20 EUR");
}

#[test]
fn every_example_is_right() {
    for expected in Expected::ALL {
        let example = expected.example();
        let rule: Rule =
            example.parse().unwrap_or_else(|error| panic!("{example}: {error}"));
        assert_eq!(rule.to_string().parse(), Ok(rule), "{example}");
    }
}

fn number() -> impl Strategy<Value = Decimal> {
    (1_i64..10_000_000, 0_u32..4)
        .prop_map(|(mantissa, scale)| Decimal::new(mantissa, scale).normalize())
}

fn kind() -> impl Strategy<Value = Kind> {
    let numbers = Kind::ALL.iter().copied().filter(|kind| kind.unit() != Unit::Flag);
    proptest::sample::select(numbers.collect::<Vec<_>>())
}

fn level(kind: Kind) -> impl Strategy<Value = Level> {
    number().prop_map(move |number| match kind.unit() {
        Unit::Money => Level::Money(Money::new(number, "EUR".parse().unwrap())),
        Unit::Percent => Level::Percent(number),
        _ => Level::Number(number),
    })
}

fn amount(kind: Kind) -> impl Strategy<Value = Amount> {
    (number(), any::<bool>()).prop_map(move |(number, is_share)| match kind.unit() {
        _ if is_share => Amount::Share(number % Decimal::ONE_HUNDRED).more_than_zero(),
        Unit::Money => Amount::Money(Money::new(number, "EUR".parse().unwrap())),
        Unit::Percent => Amount::Points(number),
        _ => Amount::Number(number),
    })
}

impl Amount {
    fn more_than_zero(self) -> Self {
        match self {
            Self::Share(share) if share.is_zero() => Self::Share(Decimal::ONE),
            other => other,
        }
    }
}

fn window() -> impl Strategy<Value = Window> {
    prop_oneof![Just(Window::Ever), (1_u16..=3650).prop_map(Window::Days)]
}

fn side() -> impl Strategy<Value = Side> {
    prop_oneof![Just(Side::Below), Just(Side::Above)]
}

fn condition() -> impl Strategy<Value = Condition> {
    let beyond = kind().prop_flat_map(|kind| {
        let level = level(kind).prop_map(Limit::Level);
        let limit = prop_oneof![level, window().prop_map(Limit::Record)];
        (side(), limit).prop_map(move |(side, limit)| Condition::Beyond {
            kind,
            side,
            limit,
        })
    });
    let moves = kind().prop_flat_map(|kind| {
        let direction = prop_oneof![
            Just(Direction::Drops),
            Just(Direction::Rises),
            Just(Direction::Changes)
        ];
        let extreme = prop_oneof![Just(Extreme::Lowest), Just(Extreme::Highest)];
        let from = prop_oneof![
            Just(Reference::Last),
            Just(Reference::LastAlert),
            (extreme, window())
                .prop_map(|(which, window)| Reference::Extreme(which, window)),
        ];
        (direction, amount(kind), from).prop_map(move |(direction, by, from)| {
            let from = match (direction, from) {
                (Direction::Changes, Reference::Extreme(..)) => Reference::Last,
                (_, from) => from,
            };
            Condition::Moves { kind, direction, by, from }
        })
    });
    let per = prop_oneof![Just(Period::Hour), Just(Period::Day), Just(Period::Week)];
    prop_oneof![
        4 => beyond,
        4 => moves,
        1 => Just(Condition::Gone(Away::OutOfStock)),
        1 => Just(Condition::Gone(Away::OffSale)),
        1 => Just(Condition::BackInStock),
        1 => (number(), per).prop_map(|(units, per)| Condition::SellsFaster { units, per }),
    ]
}

fn word<T: std::fmt::Debug + Clone>(
    value: impl Strategy<Value = T>,
) -> impl Strategy<Value = Word<T>> {
    prop_oneof![2 => Just(Word::Unsaid), 1 => Just(Word::Off), 2 => value.prop_map(Word::Is)]
}

fn quiet() -> impl Strategy<Value = Quiet> {
    let zone = proptest::sample::select(vec!["Europe/Berlin", "Asia/Shanghai", "UTC"]);
    (0_u16..24, 0_u16..60, 0_u16..60, zone).prop_map(|(hour, from, until, zone)| {
        let clock = |hour, minute| Clock24::new(hour, minute).unwrap();
        let until = clock((hour + 5) % 24, until);
        Quiet::new(clock(hour, from), until, TimeZone::get(zone).unwrap()).unwrap()
    })
}

fn rule() -> impl Strategy<Value = Rule> {
    condition().prop_flat_map(|condition| {
        let kind = condition.kind();
        let some = kind.unwrap_or(Kind::Stock);
        let after = (1_u64..5_000_000).prop_map(|minutes| {
            Rearm::After(std::time::Duration::from_secs(minutes * 60))
        });
        let options = (
            word(amount(some)),
            word(amount(some)),
            word(quiet()),
            word(prop_oneof![after, Just(Rearm::Once)]),
            proptest::option::of(prop_oneof![
                Just(Telling::AtOnce),
                Just(Telling::Confirmed)
            ]),
        );
        let sku = (1_u64..10_000_000_000_000_000_000)
            .prop_map(|id| Target::Sku(SkuId::from_u64(id).unwrap()));
        let target = prop_oneof![
            Just(Target::Usual),
            Just(Target::Item),
            Just(Target::AnySku),
            sku
        ];
        (target, options).prop_map(move |(target, options)| {
            let (min_change, hysteresis, quiet, rearm, telling) = options;
            let is_height =
                matches!(condition, Condition::Beyond { limit: Limit::Level(_), .. });
            let is_sales = matches!(condition, Condition::SellsFaster { .. });
            let min_change = if kind.is_some() { min_change } else { Word::Unsaid };
            let hysteresis = if is_height { hysteresis } else { Word::Unsaid };
            let target = match (is_sales, target) {
                (true, Target::AnySku | Target::Sku(_)) => Target::Item,
                (_, target) => target,
            };
            let options = Options { min_change, hysteresis, quiet, rearm, telling };
            Rule { condition, target, options }
        })
    })
}

proptest! {
    #[test]
    fn every_rule_is_read_back_as_it_is_written(rule in rule()) {
        let text = rule.to_string();
        prop_assert_eq!(text.parse(), Ok(rule), "{}", text);
    }

    #[test]
    fn no_text_is_too_odd_for_an_answer(text in "\\PC{0,60}") {
        if let Err(error) = text.parse::<Rule>() {
            error.to_string();
        }
    }

    #[test]
    fn damaged_rules_are_answered_too(rule in rule(), at in 0_usize..80, with in "\\PC{0,3}") {
        let mut text: Vec<char> = rule.to_string().chars().collect();
        let at = at.min(text.len());
        text.splice(at..at, with.chars());
        let text: String = text.into_iter().collect();
        if let Ok(rule) = text.parse::<Rule>() {
            prop_assert_eq!(rule.to_string().parse(), Ok(rule));
        }
    }
}
