//! What the schedule is worth: changes caught for each call, beside a fixed interval, the
//! true rates, and being told. `cargo xtask bench schedule` runs it.
//!
//! With the path of a real price history it replays that as well: lines of `observed_at`,
//! `product_id`, `original_price`, `discount_percent`, `sales_volume`.
#![expect(clippy::print_stdout, reason = "a program that shows figures")]

mod lists;
mod real;
mod table;

use std::time::{Duration, Instant};

use itemget_history::Moment;
use itemget_history::schedule::{Demand, Every, Past, Plan};

use lists::Chance;

/// A list and until when it is known.
struct List {
    name: &'static str,
    past: Vec<Past>,
    until: Moment,
    /// Calls in a day for each item.
    budgets: &'static [f64],
    replan: Duration,
}

const ITEMS: usize = 400;
/// Half a year, and its first sixty days, in which much is still to be learned.
const DAYS: f64 = 180.0;
const FIRST_DAYS: f64 = 60.0;
const BUDGETS: &[f64] = &[0.25, 0.5, 1.0, 2.0];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for list in lists(std::env::args().nth(1).as_deref())? {
        table::heading(&list);
        for budget in list.budgets {
            table::row(&list, *budget);
        }
        println!();
    }
    println!("{}", solving(1_000_000));
    Ok(())
}

fn lists(history: Option<&str>) -> Result<Vec<List>, Box<dyn std::error::Error>> {
    let mut lists = Vec::new();
    if let Some(path) = history {
        let hour = Duration::from_secs(3600);
        for (name, prices_only) in [
            ("Real: prices of 800 products in 9 days", true),
            ("Real: the same, with units sold", false),
        ] {
            let (past, until) = real::read(path, prices_only)?;
            lists.push(List { name, past, until, budgets: BUDGETS, replan: hour });
        }
    }
    let made_until = |name, past, days| List {
        name,
        past,
        until: lists::day(days),
        budgets: BUDGETS,
        replan: Duration::from_secs(3 * 3600),
    };
    let made = |name, past| made_until(name, past, DAYS);
    let mut chance = Chance(20_261_111);
    let unlike = lists::unlike(ITEMS, DAYS, &mut chance);
    let begun = lists::first(&unlike, FIRST_DAYS);
    lists.push(made(
        "Made: rates of 0.01 to 10 a day, at random, for half a year",
        unlike,
    ));
    let name = "Made: the same, its first sixty days alone";
    lists.push(made_until(name, begun, FIRST_DAYS));
    lists.push(made(
        "Made: the same rates, each item calm for nine days and eleven times as busy for one",
        lists::bursts(ITEMS, DAYS, &mut chance),
    ));
    lists.push(made(
        "Made: like items in campaigns, every four days or so",
        lists::campaigns(ITEMS, DAYS, &mut chance),
    ));
    Ok(lists)
}

/// How long the plan of a large list takes.
fn solving(items: usize) -> String {
    let mut chance = Chance(7);
    let demand = |_| Demand {
        per_day: 0.01 * 1000_f64.powf(chance.share()),
        weight: 1.0 + 15.0 * chance.share(),
        every: Every::AUTO,
    };
    let demands: Vec<Demand> = (0..items).map(demand).collect();
    let times = (0..3).map(|_| {
        let begun = Instant::now();
        let plan = Plan::solve(&demands, items as f64);
        (begun.elapsed(), plan.calls_per_day() / items as f64)
    });
    let (time, used) = times.min_by_key(|(time, _)| *time).unwrap_or_default();
    format!(
        "The plan of {items} items, each of its own rate and weight: {} ms of wall time, the fastest of \
         three; it asks for {:.2} % of the budget.",
        time.as_millis(),
        used * 100.0
    )
}
