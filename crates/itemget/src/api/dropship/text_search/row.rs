//! The rows of `aliexpress.ds.text.search`, as items. Its names are not the other methods'.

use crate::ids::ItemId;
use crate::item::{Basics, Category, Item, Price, PricePair, Trade, Video};
use crate::money::PriceRange;
use crate::wire::{Field, Notes, Observer, Row, Value};

/// Reads the rows of a list; one without a readable id is noted and left out.
pub(crate) fn items(list: Field<'_, '_>, observer: &Observer<'_>) -> Vec<Item> {
    let rows = list.objects(&["itemId"]);
    let read = |row: &Field<'_, '_>| {
        let id = row.at("itemId").parsed::<ItemId>("an item id")?;
        Some(item(row.value()?, id, observer))
    };
    rows.elements.iter().filter_map(read).collect()
}

fn item(row: Value<'_>, id: ItemId, observer: &Observer<'_>) -> Item {
    let notes = Notes::new(row);
    let fields = &notes.root().row();
    let basics = observer.group(basics(fields));
    let price = observer.group(price(fields));
    let trade = observer.group(Trade {
        stars: fields.at("score").stars(),
        positive_rate: fields.at("evaluateRate").percent(),
        // `orders` is of 180 days (documents), for which there is no field.
        ..Trade::default()
    });
    Item { basics, price, trade, ..observer.item(id, Some(row), notes) }
}

fn basics(row: &Row<'_, '_>) -> Basics {
    let main_image = row.at("itemMainPic").url();
    Basics {
        title: row.at("title").text(),
        images: Vec::from_iter(main_image.clone()),
        main_image,
        videos: Vec::from_iter(
            row.at("productVideoUrl").url().map(|url| Video { url, poster_url: None }),
        ),
        // `15,100006664,…`: from the root to the leaf.
        categories: row
            .at("cateId")
            .number_list()
            .into_iter()
            .map(|id| Category { id: Some(id), name: None })
            .collect(),
        page_url: row.at("itemUrl").url(),
        ..Basics::default()
    }
}

/// `discount` is left alone: it says `0%` beside a price of a third.
fn price(row: &Row<'_, '_>) -> Price {
    let own = |name: &str| row.at(&format!("{name}Currency")).currency();
    let one = |name: &str, currency| row.at(name).money(currency).map(PriceRange::one);
    // Genuine replies name the asked currency once, beside the original price.
    let asked = row
        .at_first(&["targetSalePriceCurrency", "targetOriginalPriceCurrency"])
        .currency();
    let seller = PricePair {
        list: one("originalPrice", own("originalPrice")),
        sale: one("salePrice", own("salePrice")),
    };
    Price {
        list: one("targetOriginalPrice", asked),
        sale: one("targetSalePrice", asked),
        in_seller_currency: (seller != PricePair::default()).then_some(seller),
        ..Price::default()
    }
}
