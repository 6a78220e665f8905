//! The product row of the affiliate methods, as an item. Other methods have the same row:
//! `hotproduct.query`, `product.query`, `featuredpromo.products.get`, and with fewer fields
//! `ds.recommend.feed.get` and `ds.image.search`.

use crate::ids::ItemId;
use crate::item::{
    Basics, Category, Commission, Item, Logistics, Price, PricePair, Shop, Trade, Video,
};
use crate::money::PriceRange;
use crate::wire::{Field, Notes, Observer, Row, Value};

/// Reads the rows of a list; one without a readable id is noted and left out.
pub(crate) fn items(list: Field<'_, '_>, observer: &Observer<'_>) -> Vec<Item> {
    let rows = list.objects(&["product_id"]);
    let read = |row: &Field<'_, '_>| {
        let id = row.at("product_id").parsed::<ItemId>("an item id")?;
        Some(item(row.value()?, id, observer))
    };
    rows.elements.iter().filter_map(read).collect()
}

/// Reads one row, whose id is known.
pub(crate) fn item(row: Value<'_>, id: ItemId, observer: &Observer<'_>) -> Item {
    let notes = Notes::new(row);
    let fields = &notes.root().row();
    let basics = observer.group(basics(fields));
    let price = observer.group(price(fields));
    let trade = observer.group(trade(fields));
    let logistics = observer.group(Logistics {
        note: fields.at("ship_to_days").text(),
        ..Logistics::default()
    });
    let item = observer.item(id, Some(row), notes);
    Item { basics, price, trade, logistics, ..item }
}

fn basics(row: &Row<'_, '_>) -> Basics {
    let shop = Shop {
        id: row.at("shop_id").number_of(),
        name: row.at("shop_name").text(),
        url: row.at("shop_url").url(),
        ..Shop::default()
    };
    let images = row.at("product_small_image_urls").texts();
    let main_image = row.at("product_main_image_url").url();
    Basics {
        title: row.at("product_title").text(),
        main_image,
        images,
        videos: Vec::from_iter(
            row.at("product_video_url").url().map(|url| Video { url, poster_url: None }),
        ),
        categories: ["first", "second"]
            .into_iter()
            .filter_map(|level| category(row, level))
            .collect(),
        shop: (shop != Shop::default()).then_some(shop),
        page_url: row.at("product_detail_url").url(),
        promotion_url: row.at("promotion_link").url(),
        ..Basics::default()
    }
}

fn category(row: &Row<'_, '_>, level: &str) -> Option<Category> {
    let category = Category {
        id: row.at(&format!("{level}_level_category_id")).number_of(),
        name: row.at(&format!("{level}_level_category_name")).text(),
    };
    (category.id.is_some() || category.name.is_some()).then_some(category)
}

/// Each price stands beside its own currency: `target_*` in the one asked for, the others
/// in the seller's. Image search names the one asked for only once.
fn price(row: &Row<'_, '_>) -> Price {
    let one = |name: &str, other: &str| {
        let names = [&format!("{name}_currency")[..], &format!("{other}_currency")];
        row.at(name).money(row.at_first(&names).currency()).map(PriceRange::one)
    };
    let seller = PricePair {
        list: one("original_price", "sale_price"),
        sale: one("sale_price", "original_price"),
    };
    Price {
        list: one("target_original_price", "target_sale_price"),
        sale: one("target_sale_price", "target_original_price"),
        app: one("target_app_sale_price", "target_sale_price"),
        stated_discount: row.at("discount").signed_percent(),
        in_seller_currency: (seller != PricePair::default()).then_some(seller),
        ..Price::default()
    }
}

fn trade(row: &Row<'_, '_>) -> Trade {
    let commission = Commission {
        rate: row.at("commission_rate").signed_percent(),
        hot_rate: row.at("hot_product_commission_rate").signed_percent(),
    };
    Trade {
        // The platform's spelling; the newer image search has learnt to spell.
        sold_30_days: row.at_first(&["lastest_volume", "latest_volume"]).count(),
        positive_rate: row.at("evaluate_rate").signed_percent(),
        commission: (commission != Commission::default()).then_some(commission),
        ..Trade::default()
    }
}
