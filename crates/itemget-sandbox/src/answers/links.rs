//! The addresses in answers: pictures, item pages, shops and tracked links, all of them the
//! sandbox's own.

use super::Ask;
use crate::catalogue::item::{Item, Purpose};
use crate::catalogue::properties::COLOUR;
use crate::catalogue::shops::Shop;
use crate::catalogue::variants::Variant;
use crate::pictures::picture_path;
use crate::short_links::code;

/// Every item has this many pictures.
const PICTURES: u64 = 6;

impl Ask<'_> {
    /// The item's pictures, the main one first, in the colours it is sold in.
    pub(crate) fn pictures(&self, item: &Item) -> Vec<String> {
        let colours = item
            .axes
            .iter()
            .find(|axis| axis.property.id == COLOUR.id)
            .map_or(&[][..], |axis| &axis.values);
        let own = own_colour(item);
        (0..PICTURES)
            .map(|view| {
                let colour = match colours.len() as u64 {
                    0 => own,
                    count => colours[(view % count) as usize].value.rgb,
                };
                self.picture(item, colour, view)
            })
            .collect()
    }

    /// The picture of a variant that comes in a colour.
    pub(crate) fn variant_picture(
        &self,
        item: &Item,
        variant: &Variant<'_>,
    ) -> Option<String> {
        variant.rgb().map(|rgb| self.picture(item, rgb, 0))
    }

    fn picture(&self, item: &Item, rgb: u32, view: u64) -> String {
        let path = picture_path(item.leaf.outline, rgb, item.id, view);
        format!("{}{path}", self.base_url)
    }

    pub(crate) fn item_url(&self, id: u64) -> String {
        format!("{}/item/{id}.html", self.base_url)
    }

    pub(crate) fn shop_url(&self, shop: &Shop) -> String {
        format!("{}/store/{}", self.base_url, shop.id)
    }

    /// A tracked link: what it leads to cannot be read from it, as on the platform.
    pub(crate) fn promotion_link(&self, target: &str, tracking_id: &str) -> String {
        format!("{}/e/{}", self.base_url, code::write(target, tracking_id))
    }
}

/// The colour of an item that is not sold in several.
fn own_colour(item: &Item) -> u32 {
    item.chance(Purpose::Picture, [0, 0]).pick(COLOUR.values).rgb
}
