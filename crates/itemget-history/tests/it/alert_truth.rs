//! Alert truth: 90 days of items, read with everything that goes wrong when things are
//! read. Nothing false is told, and all that is true is told.
//!
//! `cargo xtask bench alerts` runs it and shows the figures.

mod chance;
mod oracle;
mod reader;
mod score;
mod world;

use itemget::Currency;
use itemget_history::Moment;
use itemget_history::alert::{Exchange, Policy, Rule};
use rust_decimal::Decimal;

use chance::Chance;
use score::{Score, Setting};
use world::{DAY, Rates};

/// How many worlds there are, of how many items. The program that is handed out is fast
/// enough for more of them.
const WORLDS: u64 = if cfg!(debug_assertions) { 1 } else { 5 };
const ITEMS: u64 = 60;
/// Enough to see what a guard is for.
const FEW_ITEMS: u64 = 12;

/// The rates that are published, for who takes them into account.
#[derive(Debug)]
struct Published(Rates);

impl Exchange for Published {
    fn moved(&self, _: Currency, from: Moment, until: Moment) -> Option<Decimal> {
        let on = |moment: Moment| Decimal::from(self.0.on(moment.seconds() / DAY));
        Some(on(until) / on(from))
    }
}

/// All items, with rules followed as `policy` says.
fn run(policy: &Policy, with_rates: bool, flap_readings: u32, items: u64) -> Score {
    let setting = Setting {
        rules: oracle::RULES.iter().map(|text| text.parse::<Rule>().unwrap()).collect(),
        policy: policy.clone(),
    };
    let mut score = Score::default();
    for seed in 1..=WORLDS {
        let mut chance = Chance::new(seed);
        let rates = Rates::new(&mut chance);
        let published = Published(rates.clone());
        for number in 1..=items {
            let item = world::item(number, Some(flap_readings), &mut chance);
            let exchange = with_rates.then_some(&published as &dyn Exchange);
            let reading = Chance::new(seed * 1000 + number);
            score.add(&setting, &item, &rates, exchange, reading);
        }
    }
    score
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures are what it is run for")]
fn nothing_false_is_told_and_all_that_is_true_is() {
    let score = run(&Policy::default(), true, 1, ITEMS);
    println!("{}", score.table("90 days, as alerts are"));
    score.keeps_its_promise();
    assert!(score.wrongs.glitches > 1000, "{:?}", score.wrongs);
    assert!(score.must > 1000 && score.wrongs.to_and_fro > 1000);
}

/// What each guard is for: without it there are false alerts, and the test sees them.
#[test]
#[expect(clippy::print_stdout, reason = "the figures are what it is run for")]
fn without_its_guards_it_would_be_false() {
    let believing = run(&Policy::believing(), true, 1, FEW_ITEMS);
    println!("{}", believing.table("believing every reading"));
    assert!(believing.wrong.len() > 500, "{}", believing.wrong.len());
    let without_rates = run(&Policy::default(), false, 1, FEW_ITEMS);
    println!("{}", without_rates.table("without exchange rates"));
    assert!(!without_rates.wrong.is_empty());
}

/// What stays for two readings each time is believed when it turns, and when it turns
/// back: no reader can know better. Then it has to stay before it is told again.
#[test]
#[expect(clippy::print_stdout, reason = "the figures are what it is run for")]
fn what_goes_to_and_fro_slowly_is_not_told_each_time() {
    let guarded = run(&Policy::default(), true, 2, FEW_ITEMS);
    let unguarded = run(&Policy { flaps: None, ..Policy::default() }, true, 2, FEW_ITEMS);
    println!("{}", guarded.table("slow to and fro, two readings each"));
    println!("{}", unguarded.table("the same, without the guard"));
    let others = guarded.wrong.iter().filter(|it| !it.is_flap);
    let others: Vec<_> = others.map(|it| &it.what).take(5).collect();
    assert!(others.is_empty(), "{others:#?}");
    assert!(guarded.most_of_a_spell <= 2, "{}", guarded.most_of_a_spell);
    assert!(unguarded.most_of_a_spell > 5, "{}", unguarded.most_of_a_spell);
}
