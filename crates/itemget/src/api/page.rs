//! Pages: how one is asked for, and what every search and list of items gives.

use std::borrow::Cow;

use crate::api::reading;
use crate::item::{Item, Unread};
use crate::locale::View;
use crate::refusal::Cause;
use crate::reply::{Reply, ReplyError};
use crate::wire::{Field, Observer};

/// Which page of a list, and how long pages are.
///
/// The platform shows the first 5,000 of what it found: pages of at most 50, and at most
/// 100 of them (Help Centre).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Counted from 1.
    pub number: u32,
    /// How many a page holds; at most [`Page::LARGEST`].
    pub size: u32,
}

impl Page {
    /// How many a page can hold.
    pub const LARGEST: u32 = 50;
    /// The last page that the platform shows.
    pub const LAST: u32 = 100;

    /// Page `number` of the largest size.
    pub fn number(number: u32) -> Self {
        Self { number, size: Self::LARGEST }
    }
}

impl Default for Page {
    /// The first page, of the largest size: fewer calls for the same items.
    fn default() -> Self {
        Self::number(1)
    }
}

/// A page of items.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ItemPage {
    /// In the platform's order. None behind the last page, and where nothing was found.
    pub items: Vec<Item>,
    /// Rows that are no item: without a readable id nobody knows whose prices they are.
    pub unread: Vec<Unread>,
    /// How many there are on all pages, by the platform's word; more than its pages show,
    /// often.
    pub total: Option<u64>,
    /// Whether this is the last page, where the platform says so.
    pub is_last: Option<bool>,
}

/// Where a method has its rows, and what reads them.
pub(crate) struct Place {
    /// The object that holds the rows and the counts.
    pub(crate) at: &'static [&'static str],
    /// The list's name in it.
    pub(crate) rows: &'static str,
    /// The row's reader.
    pub(crate) read: fn(Field<'_, '_>, &Observer<'_>) -> Vec<Item>,
}

impl Place {
    /// Where the affiliate methods have theirs.
    pub(crate) const AFFILIATE: Self = Self {
        at: &["resp_result", "result"],
        rows: "products",
        read: super::affiliate::product::items,
    };

    /// Reads a page of `method`'s.
    ///
    /// "The result is empty" (405) is a page without items: it is what the platform answers
    /// behind the last page, and where nothing was found.
    pub(crate) fn page(
        &self,
        method: &'static str,
        view: View,
        reply: &Reply,
    ) -> Result<ItemPage, ReplyError> {
        let read = reading::read(reply, self.at, |result, synthetic| {
            let observer = Observer {
                source: Cow::Borrowed(method),
                observed_at: reply.observed_at,
                view,
                synthetic,
                body: &reply.body,
            };
            ItemPage {
                items: (self.read)(result.at(self.rows), &observer),
                total: result.at_first(&["total_record_count", "totalCount"]).whole(),
                is_last: result.at("is_finished").flag(),
                unread: Vec::new(),
            }
        });
        match read {
            Ok((page, unread)) => Ok(ItemPage { unread, ..page }),
            Err(ReplyError::Refused(refusal))
                if refusal.cause == Cause::NotInAffiliateProgramme =>
            {
                Ok(ItemPage::default())
            }
            Err(error) => Err(error),
        }
    }
}
