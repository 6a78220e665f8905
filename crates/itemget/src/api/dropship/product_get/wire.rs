//! The `result` of `aliexpress.ds.product.get`, and of its forerunners, as an item.
//!
//! The forerunners (`findaeproductbyidfordropshipper`, `solution.product.info.get`) have
//! the same fields with other names, and without the blocks they stand in today.

use super::skus;
use crate::api::whole;
use crate::ids::ItemId;
use crate::item::{
    Attribute, Basics, Category, Item, Logistics, Package, SaleStatus, Shop, ShopRatings,
    Trade, Variant, Variants, Video,
};
use crate::locale::Country;
use crate::wire::{Field, Notes, Observer, Value};

/// SKU property by which parcels start in one country or another.
const SHIP_FROM: u64 = 200_007_763;

/// The blocks of a product. One of them makes an item, whatever else is missing.
const BLOCKS: &[&str] = &[
    "ae_item_base_info_dto",
    "ae_item_sku_info_dtos",
    "ae_multimedia_info_dto",
    "ae_item_properties",
    "ae_store_info",
    "package_info_dto",
    "logistics_info_dto",
    "aeop_ae_product_s_k_us",
    "aeop_ae_product_propertys",
];

/// Whether a `result` holds a product: a refusal can come with `{"has_whole_sale":false}`.
pub(crate) fn is_product(result: Value<'_>) -> bool {
    BLOCKS.iter().any(|name| result.get(name).is_some_and(Value::is_container))
}

/// Reads a product. There is none only where no id is told and none is given for it.
pub(crate) fn item(
    result: Value<'_>,
    observer: &Observer<'_>,
    asked: Option<ItemId>,
) -> Option<Item> {
    let notes = Notes::new(result);
    let result = notes.root();
    let base = block(result, "ae_item_base_info_dto");
    let site_id = site_id(base, result).or(asked)?;
    let skus = skus::read(sku_block(result));
    let basics = observer.group(basics(result, base));
    let price = observer.group(whole::price(&skus.variants, skus.have_gaps));
    let stock = observer.group(whole::stock(&skus.variants, skus.have_gaps));
    let trade = observer.group(trade(base));
    let logistics = observer.group(Logistics {
        ship_from: whole::values_of(&skus.variants, SHIP_FROM),
        ..logistics(result)
    });
    let variants = observer.group(Variants { skus: skus.variants });
    let item = observer.item(site_id, None, notes);
    Some(Item { basics, price, stock, trade, variants, logistics, ..item })
}

/// The SKUs of a product alone.
pub(crate) fn skus(result: Field<'_, '_>) -> Vec<Variant> {
    skus::read(sku_block(result)).variants
}

fn sku_block<'r, 'd>(result: Field<'r, 'd>) -> Field<'r, 'd> {
    result.at_first(&["ae_item_sku_info_dtos", "aeop_ae_product_s_k_us"])
}

/// A block, or the product itself for the forerunners, which have no blocks.
fn block<'r, 'd>(result: Field<'r, 'd>, name: &str) -> Field<'r, 'd> {
    let block = result.at(name);
    if block.is_there() { block.object() } else { result }
}

fn site_id(base: Field<'_, '_>, result: Field<'_, '_>) -> Option<ItemId> {
    let main = || {
        let converter = result.at("product_id_converter_result").object();
        converter.at("main_product_id").parsed("an item id")
    };
    base.at("product_id").parsed("an item id").or_else(main)
}

fn basics(result: Field<'_, '_>, base: Field<'_, '_>) -> Basics {
    let media = block(result, "ae_multimedia_info_dto");
    let images = images(media.at_first(&["image_urls", "image_u_r_ls"]));
    Basics {
        title: base.at("subject").text(),
        description_html: base.at("detail").text(),
        mobile_detail: base.at("mobile_detail").text(),
        status: base.at("product_status_type").text().map(|s| SaleStatus::from_wire(&s)),
        main_image: images.first().cloned(),
        images,
        videos: videos(media),
        categories: Vec::from_iter(
            base.at("category_id")
                .number_of()
                .map(|id| Category { id: Some(id), name: None }),
        ),
        attributes: attributes(
            result.at_first(&["ae_item_properties", "aeop_ae_product_propertys"]),
        ),
        shop: shop(result.at_first(&["ae_store_info", "store_info"]).object()),
        page_url: None,
        promotion_url: None,
    }
}

/// All addresses in one text, joined by `;`.
fn images(joined: Field<'_, '_>) -> Vec<String> {
    let joined = joined.text().unwrap_or_default();
    joined
        .split(';')
        .map(str::trim)
        .filter(|url| !url.is_empty())
        .map(Into::into)
        .collect()
}

fn videos(media: Field<'_, '_>) -> Vec<Video> {
    let videos =
        media.at("ae_video_dtos").objects(&["media_url", "media_id", "poster_url"]);
    let video = |video: &Field<'_, '_>| {
        let url = video.at("media_url").url()?;
        Some(Video { url, poster_url: video.at("poster_url").url() })
    };
    videos.elements.iter().filter_map(video).collect()
}

fn attributes(list: Field<'_, '_>) -> Vec<Attribute> {
    let read = |attribute: &Field<'_, '_>| {
        Some(Attribute {
            name_id: attribute.at("attr_name_id").number_of(),
            name: attribute.at("attr_name").text()?,
            value_id: attribute.at("attr_value_id").number_of(),
            value: attribute.at("attr_value").text()?,
        })
    };
    let list = list.objects(&["attr_name", "attr_value"]);
    list.elements.iter().filter_map(read).collect()
}

fn shop(store: Field<'_, '_>) -> Option<Shop> {
    let id = store.at("store_id").number_of();
    let shop = Shop {
        id,
        name: store.at("store_name").text(),
        // Not told, and the same for every shop (SCHEMA of ae_store_info).
        url: id.map(|id| format!("https://www.aliexpress.com/store/{id}")),
        country: store.at("store_country_code").text(),
        ratings: ShopRatings {
            as_described: store
                // The forerunner's spelling is the second.
                .at_first(&["item_as_described_rating", "item_as_descriped_rating"])
                .stars(),
            communication: store.at("communication_rating").stars(),
            shipping_speed: store.at("shipping_speed_rating").stars(),
        },
    };
    (shop != Shop::default()).then_some(shop)
}

fn trade(base: Field<'_, '_>) -> Trade {
    Trade {
        sold_total: base.at("sales_count").count(),
        stars: base.at("avg_evaluation_rating").stars(),
        reviews: base.at("evaluation_count").count(),
        ..Trade::default()
    }
}

fn logistics(result: Field<'_, '_>) -> Logistics {
    let logistics = block(result, "logistics_info_dto");
    let parcel = block(result, "package_info_dto");
    let package = Package {
        weight_kg: parcel.at("gross_weight").decimal(),
        length_cm: parcel.at("package_length").decimal(),
        width_cm: parcel.at("package_width").decimal(),
        height_cm: parcel.at("package_height").decimal(),
    };
    Logistics {
        ship_to: logistics
            .at("ship_to_country")
            .parsed::<Country>("a country code such as `FR`"),
        handling_days: logistics.at("delivery_time").small_whole(),
        package: (package != Package::default()).then_some(package),
        ..Logistics::default()
    }
}
