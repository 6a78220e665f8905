//! The item of the tutorials' dialect.

use crate::api::whole;
use crate::ids::ItemId;
use crate::item::{
    Basics, Category, Item, Logistics, Package, Price, SaleStatus, Shop, Stock, Trade,
    Variant, VariantAttribute, Variants,
};
use crate::locale::Currency;
use crate::money::PriceRange;
use crate::wire::{Field, Notes, Observer, Row, Value};

/// Reads an item of which the id is told.
pub(crate) fn read(item: Value<'_>, observer: &Observer<'_>) -> Option<Item> {
    let notes = Notes::new(item);
    let told = notes.root().at("productId").parsed::<ItemId>("an item id")?;
    Some(read_or(item, observer, told))
}

/// Reads an item that has the id `asked` where none is told.
pub(crate) fn read_or(item: Value<'_>, observer: &Observer<'_>, asked: ItemId) -> Item {
    let notes = Notes::new(item);
    let fields = &notes.root().row();
    let site_id = fields.at("productId").parsed("an item id").unwrap_or(asked);
    let currency = fields.at("currency").currency();
    let list = fields.at("skus").objects(&["skuId", "attributes", "price"]);
    let skus: Vec<Variant> =
        list.elements.iter().map(|sku| variant(*sku, currency)).collect();
    let basics = observer.group(basics(fields));
    let price = observer.group(Price {
        stated_discount: fields.at("discount").signed_percent(),
        // With SKUs the price beside them is the cheapest one's.
        ..match fields.at("skus").is_there() {
            true => whole::price(&skus, list.has_gaps),
            false => one_price(fields, currency),
        }
    });
    let stock = observer.group(match fields.at("stock") {
        stock if stock.is_there() => Stock { total: stock.count(), presale: None },
        _ => whole::stock(&skus, list.has_gaps),
    });
    let trade = observer.group(Trade {
        sold_30_days: fields.at("saleCount").count(),
        stars: fields.at("rating").stars(),
        reviews: fields.at("reviewCount").count(),
        ..Trade::default()
    });
    let logistics = observer.group(logistics(fields, &list.elements));
    let variants = observer.group(Variants { skus });
    let item = observer.item(site_id, None, notes);
    Item { basics, price, stock, trade, variants, logistics, ..item }
}

fn one_price(item: &Row<'_, '_>, currency: Option<Currency>) -> Price {
    let one = |name: &str| item.at(name).money(currency).map(PriceRange::one);
    Price { list: one("originalPrice"), sale: one("price"), ..Price::default() }
}

fn basics(item: &Row<'_, '_>) -> Basics {
    let category = Category {
        id: item.at("categoryId").number_of(),
        name: item.at("categoryName").text(),
    };
    let shop = Shop {
        id: item.at("storeId").number_of(),
        name: item.at("storeName").text(),
        url: item.at("storeUrl").url(),
        ..Shop::default()
    };
    Basics {
        title: item.at("title").text(),
        description_html: item.at("description").text(),
        status: item.at("status").text().map(|word| status(&word)),
        main_image: item.at("imageUrl").url(),
        images: item.at("images").texts(),
        categories: Vec::from_iter(
            (category.id.is_some() || category.name.is_some()).then_some(category),
        ),
        shop: (shop != Shop::default()).then_some(shop),
        page_url: item.at("productUrl").url(),
        ..Basics::default()
    }
}

fn status(word: &str) -> SaleStatus {
    match word {
        "onSale" => SaleStatus::OnSale,
        "offSale" => SaleStatus::OffSale,
        other => SaleStatus::from_wire(other),
    }
}

fn variant(sku: Field<'_, '_>, currency: Option<Currency>) -> Variant {
    let sku = sku.row();
    let attributes = sku.at("attributes").objects(&["name", "value"]).elements;
    let attribute = |choice: &Field<'_, '_>| {
        Some(VariantAttribute {
            name: choice.at("name").text()?,
            value: choice.at("value").text()?,
            ..VariantAttribute::default()
        })
    };
    Variant {
        sku_id: sku.at("skuId").parsed("a SKU id"),
        attributes: attributes.iter().filter_map(attribute).collect(),
        list_price: sku.at("originalPrice").money(currency),
        sale_price: sku.at("price").money(currency),
        stock: sku.at("stock").count(),
        image: sku.at("imageUrl").url(),
        ..Variant::default()
    }
}

fn logistics(item: &Row<'_, '_>, skus: &[Field<'_, '_>]) -> Logistics {
    let mut ship_from = Vec::new();
    let places = skus.iter().map(|sku| sku.at("shipFrom"));
    for place in std::iter::once(item.at("shipFrom")).chain(places) {
        if let Some(place) = place.text()
            && !ship_from.contains(&place)
        {
            ship_from.push(place);
        }
    }
    let weight_kg = item.at("packageWeight").decimal();
    Logistics {
        ship_from,
        handling_days: item.at("handlingDays").small_whole(),
        package: weight_kg
            .map(|weight| Package { weight_kg: Some(weight), ..Package::default() }),
        ..Logistics::default()
    }
}
