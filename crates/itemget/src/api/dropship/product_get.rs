//! `aliexpress.ds.product.get`: one item with its variants, prices and stock.

use crate::call::{Auth, Call};
use crate::ids::ItemId;
use crate::item::Item;
use crate::locale::View;
use crate::params::Params;
use crate::reply::{Reply, ReplyError, Unreadable};

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
        // Replaced with the reader of the wire type in the next commit.
        Err(Unreadable::new(&reply.body, "the root", "an item", "it is not read yet")
            .into())
    }
}
