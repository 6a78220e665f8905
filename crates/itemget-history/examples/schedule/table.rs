//! The figures of one list as a table.

use itemget_history::schedule::{Caught, Policy, Replay, replay};

use crate::List;

/// The goals: against the fixed interval, and of what the true rates would give.
const GOALS: (f64, f64) = (1.5, 0.95);

pub(crate) fn heading(list: &List) {
    let changes: usize = list.past.iter().map(|it| it.changes.len()).sum();
    println!("### {}\n", list.name);
    println!("{} items, {changes} changes.\n", list.past.len());
    println!(
        "| calls per item and day | fixed | rates alone | auto | true rates | told | auto / fixed \
         | auto / true rates | told / fixed |"
    );
    println!("|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
}

pub(crate) fn row(list: &List, per_item_day: f64) {
    let how = Replay { until: list.until, per_item_day, replan: list.replan };
    let policies =
        [Policy::Fixed, Policy::Rates, Policy::Auto, Policy::Known, Policy::Told];
    let [fixed, rates, auto, known, told] =
        policies.map(|policy| replay(&list.past, how, policy));
    let cells = [fixed, rates, auto, known, told].map(|caught| cell(&caught)).join(" | ");
    let by_fixed = auto.per_call() / fixed.per_call();
    let by_known = auto.per_call() / known.per_call();
    println!(
        "| {per_item_day} | {cells} | {} | {} | {:.2} |",
        judged(by_fixed, GOALS.0),
        judged(by_known, GOALS.1),
        told.caught as f64 / fixed.caught as f64,
    );
}

/// Changes caught for each call, and of how many changes and calls.
fn cell(caught: &Caught) -> String {
    format!("{:.3} ({} of {})", caught.per_call(), caught.caught, caught.calls)
}

fn judged(ratio: f64, goal: f64) -> String {
    if ratio >= goal { format!("{ratio:.2}") } else { format!("**{ratio:.2}**") }
}
