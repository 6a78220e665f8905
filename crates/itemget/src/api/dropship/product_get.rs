//! `aliexpress.ds.product.get`: one item with its variants, prices and stock.

pub(crate) mod skus;
pub(crate) mod wire;

use crate::api::asked;
use crate::call::{Auth, Call};
use crate::envelope::{self, Envelope};
use crate::ids::ItemId;
use crate::item::Item;
use crate::locale::View;
use crate::params::Params;
use crate::reply::{Reply, ReplyError};
use crate::wire::Observer;

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
        Params::new()
            .with("product_id", self.item.to_string())
            .with("ship_to_country", self.view.ship_to.as_str())
            .with("target_currency", self.view.currency.as_str())
            .with("target_language", self.view.language.dropship_code())
    }

    fn read(&self, reply: &Reply) -> Result<Item, ReplyError> {
        let document = envelope::document(&reply.body)?;
        let envelope = Envelope::open_success(&document, &reply.body)?;
        let result =
            envelope.payload.get("result").filter(|result| wire::is_product(*result));
        let Some(result) = result else {
            let expected = "a `result` with an item in it";
            return Err(envelope.unexpected(&reply.body, expected).into());
        };
        let observer = Observer {
            source: Self::METHOD,
            observed_at: reply.observed_at,
            view: self.view,
            synthetic: envelope.synthetic,
            body: &reply.body,
        };
        let item = wire::item(result, &observer, Some(self.item))
            .expect("the id asked for stands in for one that is not told");
        asked::only(self.item, item, &reply.body)
    }
}
