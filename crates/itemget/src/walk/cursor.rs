//! Where a walk stands, as something that can be written down.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::method;
use super::paged::Paged;
use super::seen::LastSeen;
use super::split::split;
use super::steps::{Seen, Step};
use crate::api::affiliate::PriceBand;
use crate::ids::ItemId;

/// Where a walk stands: what is left of it, and what was told lately. It grows to some
/// 200 KB as JSON, however long the walk is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchCursor {
    /// Which search it is of.
    search: String,
    /// The bands that are not done, the first one's pages partly.
    bands: VecDeque<PriceBand>,
    /// The next page of the first band.
    page: u32,
    /// How many calls have been answered.
    calls: u64,
    /// How many items have been told.
    told: u64,
    unreached: Vec<Unreached>,
    seen: LastSeen,
}

/// A [`SearchCursor`] without what was told lately: short, for whoever keeps the told ids
/// anyway, beside what was made of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchPosition {
    search: String,
    bands: VecDeque<PriceBand>,
    page: u32,
    calls: u64,
    told: u64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    unreached: Vec<Unreached>,
}

impl SearchPosition {
    /// The cursor, where `told` are the ids of all items that its walk has told, in their
    /// order; of many, the last ten thousand will do.
    pub fn with_told(self, told: impl IntoIterator<Item = ItemId>) -> SearchCursor {
        let Self { search, bands, page, calls, told: count, unreached } = self;
        let seen =
            LastSeen::from(told.into_iter().map(ItemId::global).collect::<Vec<_>>());
        SearchCursor { search, bands, page, calls, told: count, unreached, seen }
    }
}

/// Prices of which not everything can be reached: they cannot be split, and have more than
/// their pages show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unreached {
    /// The prices.
    pub band: PriceBand,
    /// How many their pages hold, at most.
    pub shown: u64,
    /// How many there are, by the platform's word.
    pub total: Option<u64>,
}

/// A cursor is of another search.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the cursor is of another search than this `{method}`")]
pub struct CursorError {
    method: &'static str,
}

impl SearchCursor {
    pub(super) fn start<Q: Paged>(query: &Q) -> Self {
        Self {
            search: name_of(query),
            bands: VecDeque::from([query.band()]),
            page: 1,
            calls: 0,
            told: 0,
            unreached: Vec::new(),
            seen: LastSeen::default(),
        }
    }

    pub(super) fn check<Q: Paged>(&self, query: &Q) -> Result<(), CursorError> {
        match self.search == name_of(query) {
            true => Ok(()),
            false => Err(CursorError { method: method::<Q>() }),
        }
    }

    /// The prices and the page that come next.
    pub(super) fn here(&self) -> Option<(PriceBand, u32)> {
        Some((*self.bands.front()?, self.page.max(1)))
    }

    /// Takes a step from here.
    pub(super) fn advance(&mut self, step: Step, seen: Seen) {
        self.calls += 1;
        match step {
            Step::NextPage | Step::OnWithoutReach => self.page += 1,
            Step::NextBand => self.next_band(),
            Step::Unreached => {
                if let Some(band) = self.bands.front().copied() {
                    let shown =
                        u64::from(self.page) * u64::from(crate::api::Page::LARGEST);
                    self.unreached.push(Unreached { band, shown, total: seen.total });
                }
                self.next_band();
            }
            Step::Split => {
                let halves = self.bands.pop_front().and_then(split);
                let (lower, upper) = halves.expect("only what can be split is split");
                self.bands.push_front(upper);
                self.bands.push_front(lower);
                self.page = 1;
            }
        }
    }

    fn next_band(&mut self) {
        self.bands.pop_front();
        self.page = 1;
    }

    /// Whether an item was not told lately; it counts as told from now on.
    pub(super) fn is_new(&mut self, id: ItemId) -> bool {
        let is_new = self.seen.insert(id.global());
        self.told += u64::from(is_new);
        is_new
    }

    /// The same without what was told lately.
    pub fn position(&self) -> SearchPosition {
        SearchPosition {
            search: self.search.clone(),
            bands: self.bands.clone(),
            page: self.page,
            calls: self.calls,
            told: self.told,
            unreached: self.unreached.clone(),
        }
    }

    /// Whether there is nothing left.
    pub fn is_done(&self) -> bool {
        self.bands.is_empty()
    }

    /// How many calls have been answered.
    pub fn calls(&self) -> u64 {
        self.calls
    }

    /// How many items have been told.
    pub fn told(&self) -> u64 {
        self.told
    }

    /// The prices of which not everything could be reached.
    pub fn unreached(&self) -> &[Unreached] {
        &self.unreached
    }
}

/// A few digits that tell this search from others: its method and all it asks for, but for
/// the page.
fn name_of<Q: Paged>(query: &Q) -> String {
    let first = query.page_of(query.band(), 1);
    let mut digest = Sha256::new();
    digest.update(method::<Q>());
    for (name, value) in first.params().iter() {
        // Lengths, so that no value can look like the next name.
        digest.update((name.len() as u64).to_be_bytes());
        digest.update(name);
        digest.update((value.len() as u64).to_be_bytes());
        digest.update(value);
    }
    hex::encode(&digest.finalize()[..8])
}
