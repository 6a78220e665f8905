//! The rows of `aliexpress.ds.image.searchV2`. They look like the affiliates' and are not:
//! the prices are in a unit that nobody names, and `evaluate_rate` holds no percentage.

use super::ImageMatch;
use crate::ids::ItemId;
use crate::item::{Basics, Category, Item, Logistics, Shop, Trade};
use crate::wire::{Field, Notes, Observer, Value};

/// Reads the rows of a list; one without a readable id is noted and left out.
pub(crate) fn matches(list: Field<'_, '_>, observer: &Observer<'_>) -> Vec<ImageMatch> {
    let rows = list.objects(&["product_id"]);
    let read = |row: &Field<'_, '_>| {
        let id = row.at("product_id").parsed::<ItemId>("an item id")?;
        Some(ImageMatch {
            item: item(row.value()?, id, observer),
            similarity: row.at("similarity_score").decimal(),
        })
    };
    rows.elements.iter().filter_map(read).collect()
}

fn item(row: Value<'_>, id: ItemId, observer: &Observer<'_>) -> Item {
    let notes = Notes::new(row);
    let fields = notes.root();
    let basics = observer.group(basics(fields));
    let trade = observer.group(Trade {
        sold_30_days: fields.at_first(&["latest_volume", "lastest_volume"]).count(),
        ..Trade::default()
    });
    let logistics = observer.group(Logistics {
        ship_from: Vec::from_iter(fields.at("ship_from").text()),
        ..Logistics::default()
    });
    Item { basics, trade, logistics, ..observer.item(id, Some(row), notes) }
}

fn basics(row: Field<'_, '_>) -> Basics {
    let main_image = row.at("product_main_image_url").url();
    let shop = row.at("shop_id").number_of();
    let category = |level: &str| {
        let category = Category {
            id: row.at(&format!("{level}_level_category_id")).number_of(),
            name: row.at(&format!("{level}_level_category_title")).text(),
        };
        (category.id.is_some() || category.name.is_some()).then_some(category)
    };
    Basics {
        title: row.at("product_title").text(),
        images: Vec::from_iter(main_image.clone()),
        main_image,
        categories: ["first", "second"].into_iter().filter_map(category).collect(),
        shop: shop.map(|id| Shop { id: Some(id), ..Shop::default() }),
        page_url: row.at("product_detail_url").url(),
        ..Basics::default()
    }
}
