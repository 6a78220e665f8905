//! A real price history as the past of a list.

use std::collections::BTreeMap;

use itemget_history::Moment;
use itemget_history::schedule::Past;
use jiff::Timestamp;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Line {
    observed_at: Timestamp,
    product_id: String,
    original_price: String,
    discount_percent: String,
    sales_volume: String,
}

/// Reads it; with `prices_only`, lines in which only the units sold differ are no changes.
/// An item's true rate is what it did in all of the time, which nobody can know before.
pub(crate) fn read(
    path: &str,
    prices_only: bool,
) -> Result<(Vec<Past>, Moment), Box<dyn std::error::Error>> {
    let mut items: BTreeMap<String, BTreeMap<Moment, String>> = BTreeMap::new();
    let mut until = Moment::MIN;
    for line in csv::Reader::from_path(path)?.deserialize() {
        let Line {
            observed_at,
            product_id,
            original_price,
            discount_percent,
            sales_volume,
        } = line?;
        let mut state = format!("{original_price} {discount_percent}");
        if !prices_only {
            state = format!("{state} {sales_volume}");
        }
        let at = Moment::from(observed_at);
        until = until.max(at);
        items.entry(product_id).or_default().insert(at, state);
    }
    let past = items.into_values().filter_map(|states| past(states, until));
    Ok((past.collect(), until))
}

fn past(states: BTreeMap<Moment, String>, until: Moment) -> Option<Past> {
    let mut states = states.into_iter();
    let (from, first) = states.next()?;
    // Each state its number, so that one that comes back is the same.
    let mut known = BTreeMap::from([(first, 0)]);
    let mut changes: Vec<(Moment, u64)> = Vec::new();
    for (at, state) in states {
        let next = known.len() as u64;
        let number = *known.entry(state).or_insert(next);
        if changes.last().map_or(0, |(_, last)| *last) != number {
            changes.push((at, number));
        }
    }
    let days = until.since(from).as_secs_f64() / 86_400.0;
    let per_day = Some(changes.len() as f64 / days.max(0.1));
    Some(Past { from, changes, per_day })
}
