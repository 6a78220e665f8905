//! Who says it and when: what every group of an item is marked with.

use std::borrow::Cow;

use bytes::Bytes;
use jiff::Timestamp;

use super::document::Value;
use super::notes::Notes;
use crate::ids::ItemId;
use crate::item::{Item, Observed, RawReply};
use crate::locale::View;

/// The circumstances of a reading.
#[derive(Debug)]
pub(crate) struct Observer<'a> {
    /// The gateway's name of the API.
    pub(crate) source: Cow<'static, str>,
    /// When the reply arrived.
    pub(crate) observed_at: Timestamp,
    /// Where, in which currency and language it was asked.
    pub(crate) view: View,
    /// Whether a sandbox made it up.
    pub(crate) synthetic: bool,
    /// The whole reply.
    pub(crate) body: &'a Bytes,
}

impl Observer<'_> {
    /// A group of fields, unless nothing was told of it.
    pub(crate) fn group<T: Default + PartialEq>(&self, value: T) -> Option<Observed<T>> {
        (value != T::default()).then(|| Observed {
            source: self.source.clone(),
            observed_at: self.observed_at,
            value,
        })
    }

    /// An item of which the ids are known, with its part of the reply and the notes on it.
    pub(crate) fn item(
        &self,
        site_id: ItemId,
        part: Option<Value<'_>>,
        notes: Notes<'_>,
    ) -> Item {
        let body = match part {
            Some(part) => self.body.slice_ref(part.json().as_bytes()),
            None => self.body.clone(),
        };
        Item {
            synthetic: self.synthetic,
            unread: notes.into_unread(),
            raw: vec![RawReply {
                source: self.source.clone(),
                observed_at: self.observed_at,
                body,
            }],
            ..Item::unobserved(site_id, self.view)
        }
    }
}
