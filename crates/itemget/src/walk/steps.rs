//! What to do after a page: go on, go to the next band, or split this one; pure.

use super::split::split;
use crate::api::Page;
use crate::api::affiliate::PriceBand;

/// How far the pages of a call reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How many rows a page has at most.
    pub page_size: u32,
    /// The last page that is shown.
    pub last_page: u32,
    /// Whether the call takes price bands.
    pub splittable: bool,
}

impl Limits {
    /// The platform's, for a call that takes price bands.
    pub const SPLITTABLE: Self =
        Self { page_size: Page::LARGEST, last_page: Page::LAST, splittable: true };
    /// The platform's, for a call that takes none.
    pub const ONE_PIECE: Self = Self { splittable: false, ..Self::SPLITTABLE };

    /// How many can be reached.
    fn reach(self) -> u64 {
        u64::from(self.page_size) * u64::from(self.last_page)
    }
}

/// What a page showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seen {
    /// Its rows, readable or not.
    pub(super) rows: usize,
    /// How many there are in all, by the platform's word.
    pub(super) total: Option<u64>,
    /// Whether it says it is the last.
    pub(super) is_last: Option<bool>,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Ask for the next page of the band.
    NextPage,
    /// The band is done.
    NextBand,
    /// The band has more than its pages show: walk through its two halves instead.
    Split,
    /// The same, and it cannot be split: go on with the next page as far as that leads.
    OnWithoutReach,
    /// The band's pages are at their end, and it has more than they showed.
    Unreached,
}

/// What to do after page `page` of `band` showed `seen`.
///
/// That the page after the last one answers "the result is empty" is the end that can be
/// relied on (seen live): `total_page_no` is absent and a page can be shorter than asked
/// (46 of 50, seen live). The total spares that call where page and total agree.
pub(super) fn after(band: PriceBand, page: u32, seen: Seen, limits: Limits) -> Step {
    let can_split = limits.splittable && split(band).is_some();
    let too_many = seen.total.is_some_and(|total| total > limits.reach());
    if seen.rows == 0 {
        // A page in the middle of a list too long to end here is a limit, not an end.
        let shown = u64::from(page - 1) * u64::from(limits.page_size);
        let more = seen.total.is_some_and(|total| total > shown) && page > 1 && too_many;
        return match more {
            true if can_split => Step::Split,
            true => Step::Unreached,
            false => Step::NextBand,
        };
    }
    if too_many && can_split {
        return Step::Split;
    }
    let is_full = seen.rows >= limits.page_size as usize;
    let asked_for = u64::from(page) * u64::from(limits.page_size);
    let agrees = seen.total.is_some_and(|total| asked_for >= total) && !is_full;
    if agrees || seen.is_last == Some(true) {
        return Step::NextBand;
    }
    if page < limits.last_page {
        return if too_many { Step::OnWithoutReach } else { Step::NextPage };
    }
    // The last page there is. Where nobody says how many there are, a full one means more.
    let more = match seen.total {
        Some(total) => total > asked_for,
        None => is_full,
    };
    match more {
        true if can_split => Step::Split,
        true => Step::Unreached,
        false => Step::NextBand,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_page_leads_to_the_next_step() {
        use Step::{NextBand, NextPage, OnWithoutReach, Split, Unreached};
        let (all, cent) = (PriceBand::ALL, PriceBand::between(99, 99));
        for (band, page, rows, total, expected) in [
            // One page, and it says so.
            (all, 1, 12, Some(12), NextBand),
            (all, 1, 0, None, NextBand),
            (all, 1, 0, Some(0), NextBand),
            // A full page may be followed by another, whatever the total says.
            (all, 1, 50, Some(50), NextPage),
            (all, 1, 50, Some(51), NextPage),
            (all, 2, 1, Some(51), NextBand),
            // A short page is no end by itself.
            (all, 1, 46, Some(4000), NextPage),
            (all, 1, 46, None, NextPage),
            (all, 80, 50, Some(4000), NextPage),
            (all, 81, 0, None, NextBand),
            (all, 100, 50, Some(5000), NextBand),
            // More than can be paged through.
            (all, 1, 50, Some(5001), Split),
            (all, 30, 50, Some(5001), Split),
            (all, 100, 50, None, Split),
            (all, 100, 49, None, NextBand),
            // The same where a band cannot be split.
            (cent, 1, 50, Some(5001), OnWithoutReach),
            (cent, 100, 50, Some(5001), Unreached),
            (cent, 100, 50, None, Unreached),
            (cent, 100, 50, Some(5000), NextBand),
            (cent, 70, 0, Some(6000), Unreached),
        ] {
            let seen = Seen { rows, total, is_last: None };
            let step = after(band, page, seen, Limits::SPLITTABLE);
            assert_eq!(step, expected, "{band:?} page {page}: {seen:?}");
        }
        let last = Seen { rows: 50, total: None, is_last: Some(true) };
        assert_eq!(after(all, 3, last, Limits::ONE_PIECE), NextBand);
        let many = Seen { rows: 50, total: Some(9000), is_last: Some(false) };
        assert_eq!(after(all, 3, many, Limits::ONE_PIECE), OnWithoutReach);
    }
}
