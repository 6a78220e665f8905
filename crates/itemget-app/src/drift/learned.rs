//! Which fields answers used to have, learned from earlier ones: so that one that no
//! longer comes is missed, and one that was never sure is not.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::fields::{Noted, OfApi};
use super::known::Known;

/// A field is counted on after so many answers that could have had it …
const LEARNED_FROM: u64 = 100;
/// … where so many in a hundred had it …
const SURE_PERCENT: u64 = 95;
/// … and missed after so many in a row without it.
const MISSED_AFTER: u64 = 25;
/// From here on the past counts half: what the platform did years ago is no rule.
const LONG_AGO: u64 = 20_000;

/// How many APIs with views are told apart, how many unknown fields, and how many items of
/// a day are known again.
const MOST_PLACES: usize = 16;
const MOST_UNKNOWN: usize = 200;
const MOST_ITEMS: usize = 500;

/// What is known of the fields of answers, from all runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FieldBook {
    version: u32,
    asked: Vec<Asked>,
    unknown: Vec<UnknownField>,
}

/// The answers of an API to one kind of question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Asked {
    at: Option<String>,
    api: String,
    /// Country, currency and language: what comes hangs on them.
    view: String,
    last_seen: Timestamp,
    /// The items of the last day: who asks for the same one all day long learns nothing
    /// new of the platform.
    day: String,
    items: Vec<u64>,
    fields: Vec<Counted>,
}

/// How often a field was there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Counted {
    path: String,
    could_be: u64,
    was_there: u64,
    /// How many of the last answers in a row were without it.
    missing: u64,
    missed_since: Option<Timestamp>,
}

/// A field that no reader knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct UnknownField {
    pub(crate) at: Option<String>,
    pub(crate) api: String,
    pub(crate) path: String,
    /// In how many of the answers that were looked at.
    pub(crate) times: u64,
    pub(crate) first_seen: Timestamp,
    pub(crate) last_seen: Timestamp,
}

/// A field that used to come and does not any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MissedField {
    pub(crate) api: String,
    pub(crate) path: String,
    /// How many answers in a row were without it.
    pub(crate) missing: u64,
    pub(crate) since: Timestamp,
}

/// What a run found that was not known before, by API: paths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct News {
    pub(crate) unknown: BTreeMap<String, Vec<String>>,
    pub(crate) missed: BTreeMap<String, Vec<String>>,
}

impl FieldBook {
    /// Learns from the looks of a run at the answers of the endpoint `at`; none is the
    /// platform itself.
    pub(super) fn learn(
        &mut self,
        at: Option<&str>,
        seen: &BTreeMap<String, OfApi>,
        now: Timestamp,
    ) -> News {
        self.version = 1;
        let mut news = News::default();
        for (api, of_api) in seen {
            for noted in &of_api.looks {
                let of_this_api = self.asked(at, api, noted, now);
                if !of_this_api.is_new_today(noted.id, now) {
                    continue;
                }
                let missed = of_this_api.count(&of_api.known, noted, now);
                if !missed.is_empty() {
                    let all = news.missed.entry(api.clone()).or_default();
                    for path in missed {
                        if !all.contains(&path) {
                            all.push(path);
                        }
                    }
                }
                for path in &noted.look.unknown {
                    if self.count_unknown(at, api, path, now) {
                        news.unknown.entry(api.clone()).or_default().push(path.clone());
                    }
                }
            }
        }
        self.keep_bounded();
        news
    }

    fn asked(
        &mut self,
        at: Option<&str>,
        api: &str,
        noted: &Noted,
        now: Timestamp,
    ) -> &mut Asked {
        let view = &noted.view;
        let view = format!("{} {} {}", view.ship_to, view.currency, view.language);
        let is_it =
            |it: &Asked| it.at.as_deref() == at && it.api == api && it.view == view;
        let known = self.asked.iter().position(is_it).unwrap_or_else(|| {
            self.asked.push(Asked {
                at: at.map(str::to_owned),
                api: api.to_owned(),
                view,
                last_seen: now,
                day: String::new(),
                items: Vec::new(),
                fields: Vec::new(),
            });
            self.asked.len() - 1
        });
        &mut self.asked[known]
    }

    /// Whether it is the first time.
    fn count_unknown(
        &mut self,
        at: Option<&str>,
        api: &str,
        path: &str,
        now: Timestamp,
    ) -> bool {
        let known = self
            .unknown
            .iter_mut()
            .find(|it| it.at.as_deref() == at && it.api == api && it.path == path);
        match known {
            Some(field) => {
                field.times = field.times.saturating_add(1);
                field.last_seen = now;
                false
            }
            None => {
                self.unknown.push(UnknownField {
                    at: at.map(str::to_owned),
                    api: api.to_owned(),
                    path: path.to_owned(),
                    times: 1,
                    first_seen: now,
                    last_seen: now,
                });
                true
            }
        }
    }

    fn keep_bounded(&mut self) {
        // What was not seen for the longest time goes first.
        self.asked.sort_by_key(|it| std::cmp::Reverse(it.last_seen));
        self.asked.truncate(MOST_PLACES);
        if self.unknown.len() > MOST_UNKNOWN {
            self.unknown.sort_by_key(|it| std::cmp::Reverse(it.last_seen));
            self.unknown.truncate(MOST_UNKNOWN);
        }
    }

    /// The fields of an endpoint's answers that this version does not know.
    pub(crate) fn unknown(&self, at: Option<&str>) -> Vec<UnknownField> {
        let is_unknown = |it: &&UnknownField| {
            // A version that was installed since may know it.
            it.at.as_deref() == at
                && Known::of_api(&it.api).is_some_and(|known| !known.knows(&it.path))
        };
        self.unknown.iter().filter(is_unknown).cloned().collect()
    }

    /// The fields of an endpoint's answers that used to come: where several views miss
    /// one, the first that did.
    pub(crate) fn missed(&self, at: Option<&str>) -> Vec<MissedField> {
        let mut missed: BTreeMap<(&str, &str), MissedField> = BTreeMap::new();
        for asked in self.asked.iter().filter(|it| it.at.as_deref() == at) {
            for field in &asked.fields {
                let Some(since) = field.missed_since else { continue };
                let missed =
                    missed.entry((&asked.api, &field.path)).or_insert_with(|| {
                        MissedField {
                            api: asked.api.clone(),
                            path: field.path.clone(),
                            missing: 0,
                            since,
                        }
                    });
                missed.missing = missed.missing.saturating_add(field.missing);
                missed.since = missed.since.min(since);
            }
        }
        missed.into_values().collect()
    }
}

impl Asked {
    /// Whether the item was not looked at today already.
    fn is_new_today(&mut self, id: u64, now: Timestamp) -> bool {
        self.last_seen = now;
        let day = now.strftime("%F").to_string();
        if self.day != day {
            (self.day, self.items) = (day, Vec::new());
        }
        if self.items.contains(&id) {
            return false;
        }
        if self.items.len() >= MOST_ITEMS {
            self.items.remove(0);
        }
        self.items.push(id);
        true
    }

    /// Counts an answer; gives the paths that are missed from now on.
    fn count(&mut self, known: &Known, noted: &Noted, now: Timestamp) -> Vec<String> {
        self.align(known);
        let mut missed = Vec::new();
        for (bit, (field, counted)) in known.read.iter().zip(&mut self.fields).enumerate()
        {
            let is_in = |bits: u128| bits & (1 << bit) != 0;
            if !is_in(noted.look.could_be) {
                continue;
            }
            counted.add(is_in(noted.look.is_there));
            let is_missed = counted.is_missed(field.is_always_there);
            if is_missed && counted.missed_since.is_none() {
                counted.missed_since = Some(now);
                missed.push(field.path.clone());
            }
        }
        missed
    }

    /// Puts the counts in the order of the fields that are read now: another version may
    /// have written them.
    fn align(&mut self, known: &Known) {
        let paths = known.read.iter().map(|field| field.path.as_str());
        if paths.clone().eq(self.fields.iter().map(|field| field.path.as_str())) {
            return;
        }
        let mut before: BTreeMap<String, Counted> =
            self.fields.drain(..).map(|field| (field.path.clone(), field)).collect();
        self.fields = paths
            .map(|path| before.remove(path).unwrap_or_else(|| Counted::new(path)))
            .collect();
    }
}

impl Counted {
    fn new(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            could_be: 0,
            was_there: 0,
            missing: 0,
            missed_since: None,
        }
    }

    fn add(&mut self, is_there: bool) {
        self.could_be += 1;
        match is_there {
            true => {
                self.was_there += 1;
                self.missing = 0;
                self.missed_since = None;
            }
            false => self.missing = self.missing.saturating_add(1),
        }
        if self.could_be - self.missing.min(self.could_be) >= LONG_AGO {
            self.could_be /= 2;
            self.was_there /= 2;
        }
    }

    /// Whether it was to be counted on, and no longer comes. What is missing now does not
    /// make it less sure that it used to be there.
    fn is_missed(&self, is_always_there: bool) -> bool {
        let before = self.could_be.saturating_sub(self.missing);
        let was_sure =
            before >= LEARNED_FROM && self.was_there * 100 >= before * SURE_PERCENT;
        self.missing >= MISSED_AFTER && (was_sure || is_always_there)
    }
}

#[cfg(test)]
mod tests;
