//! `api.item.get`: the public tutorials' one call, an item with the fields asked for.
//!
//! Its fields are those the tutorial's program prints; the others are what its text
//! describes, with names in the same manner, as our own service and sandbox give them.

use std::borrow::Cow;

use crate::api::asked;
use crate::call::{Auth, Call, Dialect};
use crate::envelope::{self, Envelope};
use crate::ids::ItemId;
use crate::item::Item;
use crate::locale::View;
use crate::params::Params;
use crate::reply::{Reply, ReplyError};
use crate::wire::Observer;

use super::item;

/// Asks for an item in the tutorials' dialect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemGet {
    /// The id.
    pub item: ItemId,
    /// The fields wanted, by their names in the answer; all of them where it is empty.
    pub fields: Vec<String>,
    /// Where, in which currency and language. The tutorial's dialect has no words for it:
    /// nothing of it is sent, and only the currency of the answer is believed.
    pub view: View,
}

impl ItemGet {
    /// The item `item` with all its fields.
    pub fn new(item: ItemId, view: View) -> Self {
        Self { item, fields: Vec::new(), view }
    }

    /// The same with these fields alone.
    #[must_use]
    pub fn with_fields(
        self,
        fields: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        Self { fields: fields.into_iter().map(Into::into).collect(), ..self }
    }
}

impl Call for ItemGet {
    type Output = Item;
    const METHOD: &'static str = "api.item.get";
    const DIALECT: Dialect = Dialect::ItemGet;
    const AUTH: Auth = Auth::Token;

    fn params(&self) -> Params {
        Params::new()
            .with("productId", self.item.to_string())
            .with("fields", self.fields.join(","))
    }

    fn read(&self, reply: &Reply) -> Result<Item, ReplyError> {
        let document = envelope::document(&reply.body)?;
        let envelope = Envelope::open_success(&document, &reply.body)?;
        let Some(found) = envelope.payload.get("item").filter(|item| item.is_object())
        else {
            return Err(envelope.unexpected(&reply.body, "an `item`").into());
        };
        let observer = Observer {
            source: Cow::Borrowed(Self::METHOD),
            observed_at: reply.observed_at,
            view: self.view,
            synthetic: envelope.synthetic,
            body: &reply.body,
        };
        let mut item = item::read_or(found, &observer, self.item);
        item.view_assumed = true;
        asked::only(self.item, &item, &reply.body)?;
        Ok(item)
    }
}
