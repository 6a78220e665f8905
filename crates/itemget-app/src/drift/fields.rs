//! Which fields answers have, looked at during a run: a sample, in a pass of its own over
//! the raw bodies, so that reading is not slowed by it.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use itemget::{Item, View};
use jiff::Timestamp;

use super::known::Known;
use super::look::Look;

/// So many items of a run are looked at, each one.
const FIRST: u64 = 20;
/// Then each of so many, until there were enough.
const STEP: u64 = 64;
const ENOUGH: u64 = 400 * STEP;
/// Then each of so many, for a change that comes while a long job is under way.
const LONG_STEP: u64 = 4096;
/// More looks than this are not kept of an API.
const MOST: usize = 1000;

/// The looks of a run.
#[derive(Debug, Default)]
pub(super) struct FieldNotes(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    items: u64,
    by_api: BTreeMap<String, Option<OfApi>>,
}

/// What was seen of an API.
#[derive(Debug)]
pub(super) struct OfApi {
    pub(super) known: Known,
    pub(super) looks: Vec<Noted>,
}

/// A look, and whose it was.
#[derive(Debug, Clone)]
pub(super) struct Noted {
    /// The item's id, by which it is known again.
    pub(super) id: u64,
    /// What was asked for: another country's answers can have other fields.
    pub(super) view: View,
    pub(super) look: Look,
}

impl FieldNotes {
    /// Looks at an item's bodies that arrived since `since`, where it is of the sample.
    pub(super) fn note(&self, item: &Item, since: Timestamp) {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let number = inner.items;
        inner.items += 1;
        if !is_of_the_sample(number) {
            return;
        }
        // What is older was kept in the cache, and looked at when it came.
        for raw in item.raw.iter().filter(|raw| raw.observed_at >= since) {
            let of_api =
                inner.by_api.entry(raw.source.to_string()).or_insert_with(|| {
                    Some(OfApi { known: Known::of_api(&raw.source)?, looks: Vec::new() })
                });
            let Some(OfApi { known, looks }) = of_api else { continue };
            if looks.len() >= MOST {
                continue;
            }
            if let Some(look) = Look::at(&raw.body, known) {
                looks.push(Noted { id: item.site_id.get(), view: item.view, look });
            }
        }
    }

    /// All that was seen, taken out.
    pub(super) fn take(&self) -> BTreeMap<String, OfApi> {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let by_api = std::mem::take(&mut inner.by_api);
        by_api.into_iter().filter_map(|(api, seen)| Some((api, seen?))).collect()
    }
}

/// Whether the item of this number, from 0, is looked at.
fn is_of_the_sample(number: u64) -> bool {
    let step = match number {
        0..FIRST => 1,
        FIRST..ENOUGH => STEP,
        _ => LONG_STEP,
    };
    number.is_multiple_of(step)
}

#[cfg(test)]
mod tests {
    use itemget::item::RawReply;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn item(id: u64, source: &str, body: &'static str) -> Item {
        let id = id.to_string().parse().unwrap();
        let raw = RawReply {
            source: source.to_owned().into(),
            observed_at: at("2026-11-23T00:00:00Z"),
            body: body.into(),
        };
        Item { raw: vec![raw], ..Item::unobserved(id, View::default()) }
    }

    #[test]
    fn the_first_items_are_looked_at_and_few_of_many() {
        let count = |items: u64| (0..items).filter(|it| is_of_the_sample(*it)).count();
        for (items, expected) in
            [(0, 0), (20, 20), (64, 20), (65, 21), (25_600, 419), (1_000_000, 657)]
        {
            assert_eq!(count(items), expected, "of {items}");
        }
    }

    #[test]
    fn looks_are_kept_by_api_and_what_was_cached_is_not_looked_at() {
        const AFFILIATE: &str = "aliexpress.affiliate.productdetail.get";
        let notes = FieldNotes::default();
        let then = at("2026-11-22T00:00:00Z");
        notes.note(&item(1_005_006_000_000_001, AFFILIATE, r#"{"product_id":1}"#), then);
        notes.note(&item(1_005_006_000_000_002, AFFILIATE, r#"{"product_id":2"#), then);
        notes.note(&item(1_005_006_000_000_003, "another.api", "{}"), then);
        let later = at("2026-11-24T00:00:00Z");
        notes.note(&item(1_005_006_000_000_004, AFFILIATE, "{}"), later);
        let seen = notes.take();
        assert_eq!(seen.keys().collect::<Vec<_>>(), [AFFILIATE]);
        let ids: Vec<u64> = seen[AFFILIATE].looks.iter().map(|it| it.id).collect();
        assert_eq!(ids, [1_005_006_000_000_001]);
        assert!(notes.take().is_empty());
    }
}
