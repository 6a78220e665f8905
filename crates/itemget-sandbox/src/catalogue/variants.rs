//! An item's variants (SKUs): every combination of its attributes' values.

use super::item::{Axis, AxisValue, Item};
use super::properties::{COLOUR, SHIPS_FROM, warehouse};
use super::showcase::{FIRST_ID, TUTORIAL_ID};

/// SKU ids are 17 digits and above 2^53: read through a float, every second one of them
/// is another's.
const FIRST_SKU_ID: u64 = 12_000_036_000_000_001;
/// An item has at most 60; the gap keeps ids of different items apart.
const IDS_PER_ITEM: u64 = 64;
/// The tutorial's item stands before all others.
const TUTORIAL_FIRST_SKU_ID: u64 = FIRST_SKU_ID - IDS_PER_ITEM;

/// One combination.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Variant<'a> {
    item: &'a Item,
    pub(crate) number: u64,
}

impl Item {
    pub(crate) fn variants(&self) -> impl Iterator<Item = Variant<'_>> {
        (0..self.variant_count()).map(|number| Variant { item: self, number })
    }

    /// 1 for an item without attributes, else the product of their counts; at most 60.
    pub(crate) fn variant_count(&self) -> u64 {
        self.axes.iter().map(|axis| axis.values.len() as u64).product()
    }

    pub(crate) fn variant(&self, sku_id: u64) -> Option<Variant<'_>> {
        let number = sku_id.checked_sub(self.first_sku_id())?;
        (number < self.variant_count()).then_some(Variant { item: self, number })
    }

    fn first_sku_id(&self) -> u64 {
        if self.id == TUTORIAL_ID {
            return TUTORIAL_FIRST_SKU_ID;
        }
        FIRST_SKU_ID + (self.id - FIRST_ID) * IDS_PER_ITEM
    }
}

impl<'a> Variant<'a> {
    pub(crate) fn sku_id(&self) -> u64 {
        self.item.first_sku_id() + self.number
    }

    /// The attributes it has, each with its value, in the item's order.
    pub(crate) fn choices(&self) -> impl Iterator<Item = (&'a Axis, &'a AxisValue)> {
        let mut rest = self.number as usize;
        self.item.axes.iter().map(move |axis| {
            let value = &axis.values[rest % axis.values.len()];
            rest /= axis.values.len();
            (axis, value)
        })
    }

    /// `14:29#Bear;183:200007741`; empty for an item without attributes.
    pub(crate) fn sku_attr(&self) -> String {
        let mut text = String::new();
        for (axis, chosen) in self.choices() {
            if !text.is_empty() {
                text.push(';');
            }
            text.push_str(&axis.property.id.to_string());
            text.push(':');
            text.push_str(&chosen.value.id.to_string());
            if let Some(own) = chosen.own_name {
                text.push('#');
                text.push_str(own);
            }
        }
        text
    }

    /// Its list price in permille of the item's: larger sizes and longer cables cost more.
    pub(crate) fn price_permille(&self) -> u64 {
        let mut rest = self.number as usize;
        let mut permille = 1000;
        for axis in &self.item.axes {
            let step = (rest % axis.values.len()) as u64;
            rest /= axis.values.len();
            permille = permille * (100 + axis.property.step_percent * step) / 100;
        }
        permille
    }

    /// The country it is sent from.
    pub(crate) fn ships_from(&self) -> &'static str {
        self.choices()
            .find(|(axis, _)| axis.property.id == SHIPS_FROM.id)
            .map_or("CN", |(_, chosen)| warehouse(chosen.value.id))
    }

    /// What colour it is painted in, if it comes in colours.
    pub(crate) fn rgb(&self) -> Option<u32> {
        self.choices()
            .find(|(axis, _)| axis.property.id == COLOUR.id)
            .map(|(_, chosen)| chosen.value.rgb)
    }
}
