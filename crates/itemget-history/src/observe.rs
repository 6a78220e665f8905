//! From what came of asking for an item to readings: which source said what of which
//! series.

mod entries;

use std::collections::BTreeMap;
use std::time::Duration;

use itemget::{Currency, Item, Lookup, Miss, Outcome, View};

use crate::moment::Moment;
use crate::reading::{Entry, Reading, Seen};
use crate::series::TrailKey;
use crate::state::{Absence, Gap};

/// When and how the item was asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// The view that was asked for.
    pub view: View,
    /// When it became clear that there is no answer, or none with an item in it.
    pub at: Moment,
    /// For how long the readings may be believed ([`Reading::holds_for`]).
    pub holds_for: Duration,
}

/// The readings that a lookup gives, each with the trail that it belongs to: one for each
/// API that said something, be it that there is nothing.
///
/// Prices stand in the trail of the currency they are in, which is not always the one that
/// was asked for. An answer that was older than it should be is no reading: it was one
/// when it came.
pub fn readings(lookup: &Lookup, asked: Asked) -> Vec<(TrailKey, Reading)> {
    if lookup.stale.is_some() {
        return Vec::new();
    }
    let mut readings = Vec::new();
    if let Some(before) = &lookup.asked_before {
        let outcome = match lookup.outcome.item().is_some() {
            // The API that was asked first did not have it, and the second one did.
            true => absence_of_source(before),
            false => seen(&lookup.outcome),
        };
        readings.push((before.source.clone(), asked.view.currency, outcome, asked.at));
    }
    match &lookup.outcome {
        Outcome::Found(item) => readings.extend(found(item, asked)),
        Outcome::OffSale(item) => {
            let sources = sources(item).into_iter();
            readings.extend(sources.map(|(source, at)| {
                (source, asked.view.currency, Seen::Absent(Absence::OffSale), at)
            }));
        }
        outcome => {
            if let Some(miss) = outcome.miss() {
                let seen = seen(outcome);
                readings.push((miss.source.clone(), asked.view.currency, seen, asked.at));
            }
        }
    }
    let keyed = readings.into_iter().map(|(source, currency, seen, at)| {
        let key =
            TrailKey { item: lookup.item, ship_to: asked.view.ship_to, currency, source };
        (key, Reading { at, holds_for: asked.holds_for, seen })
    });
    keyed.collect()
}

/// What an outcome without an item says of the item.
fn seen(outcome: &Outcome) -> Seen {
    match outcome {
        Outcome::NotFound(_) => Seen::Absent(Absence::NotFound),
        Outcome::NotInAffiliateProgramme(_) => Seen::Absent(Absence::NotInProgramme),
        Outcome::NotSoldToCountry(_) => Seen::Absent(Absence::NotSoldToCountry),
        Outcome::Throttled(_) => Seen::NotObserved(Gap::Throttled),
        Outcome::Unauthorised(_) => Seen::NotObserved(Gap::Unauthorised),
        Outcome::Unreadable(_) => Seen::NotObserved(Gap::Unreadable),
        _ => Seen::NotObserved(Gap::Failed),
    }
}

/// What it says of an item that one API did not have it and another one did: only the
/// affiliate programme's silence is known to be an absence.
fn absence_of_source(miss: &Miss) -> Seen {
    match miss.error {
        None => Seen::Absent(Absence::NotInProgramme),
        Some(_) => Seen::NotObserved(Gap::Failed),
    }
}

/// The APIs that an item was put together from, and when each answered.
fn sources(item: &Item) -> BTreeMap<String, Moment> {
    let mut sources = BTreeMap::new();
    macro_rules! note {
        ($($group:ident),*) => {$(
            if let Some(group) = &item.$group {
                let at = Moment::from(group.observed_at);
                sources.entry(group.source.to_string()).or_insert(at);
            }
        )*};
    }
    note!(variants, price, stock, trade, basics, logistics);
    for way in item.logistics.iter().flat_map(|group| &group.value.by_sku) {
        sources.entry(way.source.to_string()).or_insert(way.observed_at.into());
    }
    for raw in &item.raw {
        let at = Moment::from(raw.observed_at);
        sources.entry(raw.source.to_string()).or_insert(at);
    }
    sources
}

/// The readings of an item that was found.
fn found(item: &Item, asked: Asked) -> Vec<(String, Currency, Seen, Moment)> {
    let mut readings = Vec::new();
    for (source, at) in sources(item) {
        let mut by_currency: BTreeMap<Currency, Vec<Entry>> = BTreeMap::new();
        // Even an answer that tells no price is a reading of the trail that was asked for.
        by_currency.entry(asked.view.currency).or_default();
        let tells_all = entries::tells_all(item, &source);
        for told in entries::of(item, &source) {
            let currency = told.currency.unwrap_or(asked.view.currency);
            by_currency.entry(currency).or_default().push(told.entry);
        }
        for (currency, entries) in by_currency {
            let seen = match tells_all {
                true => Seen::Item(entries),
                false => Seen::Part(entries),
            };
            readings.push((source.clone(), currency, seen, at));
        }
    }
    readings
}
