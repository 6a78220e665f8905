//! `aliexpress.ds.product.wholesale.get`: one item with what each SKU costs by the number
//! bought.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::product_get;
use crate::call::{Auth, Call};
use crate::ids::{ItemId, SkuId};
use crate::item::Item;
use crate::locale::View;
use crate::money::Money;
use crate::params::Params;
use crate::reply::{Reply, ReplyError};
use crate::wire::{Field, Notes, Value};

/// Asks for one item with what each SKU costs by the number bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProductWholesaleGet {
    /// The id, in the form of the site asked.
    pub item: ItemId,
    /// Where, in which currency and language.
    pub view: View,
}

impl ProductWholesaleGet {
    /// The item `item` as seen with `view`.
    pub fn new(item: ItemId, view: View) -> Self {
        Self { item, view }
    }
}

/// An item, and what several of a SKU cost.
#[derive(Debug, Clone, PartialEq)]
pub struct WholesaleItem {
    /// The item, as [`ProductGet`](super::ProductGet) gives it.
    pub item: Item,
    /// The steps of each SKU that has some, in the platform's order.
    pub tiers: BTreeMap<SkuId, Vec<WholesaleTier>>,
}

/// What each piece costs from some number on.
///
/// The discount beside it is left in the raw body: the method's page prints `0.52` next to
/// prices that it does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WholesaleTier {
    /// From how many pieces on.
    pub min_quantity: u64,
    /// For each piece.
    pub price: Money,
}

impl Call for ProductWholesaleGet {
    type Output = WholesaleItem;
    const METHOD: &'static str = "aliexpress.ds.product.wholesale.get";
    const AUTH: Auth = Auth::Token;

    fn params(&self) -> Params {
        product_get::params(self.item, self.view)
    }

    fn read(&self, reply: &Reply) -> Result<WholesaleItem, ReplyError> {
        let steps = |result: Value<'_>| {
            let notes = Notes::new(result);
            let tiers = tiers(notes.root().at("ae_item_sku_info_dtos"));
            (tiers, notes.into_unread())
        };
        let (mut item, (tiers, unread)) =
            product_get::read(Self::METHOD, self.item, self.view, reply, steps)?;
        for unread in unread {
            // Reading the SKUs twice may find the same thing odd twice.
            if !item.unread.contains(&unread) {
                item.unread.push(unread);
            }
        }
        Ok(WholesaleItem { item, tiers })
    }
}

fn tiers(block: Field<'_, '_>) -> BTreeMap<SkuId, Vec<WholesaleTier>> {
    let skus = block.objects(&["sku_id", "sku_attr", "id", "sku_price"]).elements;
    let of_sku = |sku: &Field<'_, '_>| {
        let id = sku.at("sku_id").parsed("a SKU id")?;
        let currency = sku.at("currency_code").currency();
        let rows = sku.at("wholesale_price_tiers");
        let rows = rows.objects(&["min_quantity", "wholesale_price"]).elements;
        let tier = |row: &Field<'_, '_>| {
            // The method's page prints a price in quotes of its own: `"\"5.78\""`.
            let price = row.at("wholesale_price").embedded("a price", amount)?;
            Some(WholesaleTier {
                min_quantity: row.at("min_quantity").whole()?,
                price: Money::new(price, currency?),
            })
        };
        let tiers: Vec<WholesaleTier> = rows.iter().filter_map(tier).collect();
        (!tiers.is_empty()).then_some((id, tiers))
    };
    skus.iter().filter_map(of_sku).collect()
}

fn amount(value: Value<'_>) -> Option<Decimal> {
    let amount = Decimal::from_str_exact(value.text()?.trim()).ok()?;
    (!amount.is_sign_negative()).then_some(amount)
}
