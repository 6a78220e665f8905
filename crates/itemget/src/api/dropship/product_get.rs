//! `aliexpress.ds.product.get`: one item with its variants, prices and stock.

pub(crate) mod skus;
pub(crate) mod wire;

use std::borrow::Cow;

use crate::api::asked;
use crate::call::{Auth, Call};
use crate::envelope::{self, Envelope};
use crate::ids::ItemId;
use crate::item::Item;
use crate::locale::View;
use crate::params::Params;
use crate::reply::{Reply, ReplyError};
use crate::wire::{Observer, Value};

/// Asks for one item with its variants, prices and stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProductGet {
    /// The id, in the form of the site asked.
    pub item: ItemId,
    /// Where, in which currency and language.
    pub view: View,
}

impl ProductGet {
    /// The item `item` as seen with `view`.
    pub fn new(item: ItemId, view: View) -> Self {
        Self { item, view }
    }
}

impl Call for ProductGet {
    type Output = Item;
    const METHOD: &'static str = "aliexpress.ds.product.get";
    const AUTH: Auth = Auth::Token;

    fn params(&self) -> Params {
        params(self.item, self.view)
    }

    fn read(&self, reply: &Reply) -> Result<Item, ReplyError> {
        let (item, ()) = read(Self::METHOD, self.item, self.view, reply, |_| ())?;
        Ok(item)
    }
}

/// Reads the item that was asked for, and with `more` what another method tells beside it.
pub(crate) fn read<T>(
    method: &'static str,
    asked_for: ItemId,
    view: View,
    reply: &Reply,
    more: impl FnOnce(Value<'_>) -> T,
) -> Result<(Item, T), ReplyError> {
    let document = envelope::document(&reply.body)?;
    let envelope = Envelope::open_success(&document, &reply.body)?;
    let result =
        envelope.payload.get("result").filter(|result| wire::is_product(*result));
    let Some(result) = result else {
        let expected = "a `result` with an item in it";
        return Err(envelope.unexpected(&reply.body, expected).into());
    };
    let observer = Observer {
        source: Cow::Borrowed(method),
        observed_at: reply.observed_at,
        view,
        synthetic: envelope.synthetic,
        body: &reply.body,
    };
    let item = wire::item(result, &observer, Some(asked_for))
        .expect("the id asked for stands in for one that is not told");
    asked::only(asked_for, &item, &reply.body)?;
    Ok((item, more(result)))
}

/// What both methods that tell a whole product ask.
pub(crate) fn params(item: ItemId, view: View) -> Params {
    Params::new()
        .with("product_id", item.to_string())
        .with("ship_to_country", view.ship_to.as_str())
        .with("target_currency", view.currency.as_str())
        .with("target_language", view.language.dropship_code())
}
