//! An item in the tutorials' words. Nine are what the tutorial's program prints; the others
//! are for what its text describes, in the same manner. What is not known is left out.

use std::collections::BTreeSet;

use itemget::item::{SaleStatus, Variant};
use itemget::{Bound, Count, Item, Money};
use serde_json::{Map, Value, json};

use crate::fields::Fields;

/// The tutorials' fields, and the field of an item that each takes.
const FIELDS: [(&str, &str); 25] = [
    ("productId", ""),
    ("title", "title"),
    ("description", "description_html"),
    ("status", "status"),
    ("currency", "price.sale"),
    ("price", "price.sale"),
    ("originalPrice", "price.list"),
    ("discount", "stated_discount"),
    ("stock", "stock.total"),
    ("saleCount", "sold_30_days"),
    ("rating", "stars"),
    ("reviewCount", "trade.reviews"),
    ("categoryId", "categories"),
    ("categoryName", "categories"),
    ("storeId", "shop"),
    ("storeName", "shop"),
    ("storeUrl", "shop"),
    ("imageUrl", "main_image"),
    ("images", "images"),
    ("productUrl", "page_url"),
    ("shipFrom", "ship_from"),
    ("handlingDays", "handling_days"),
    ("packageWeight", "package"),
    ("skus", "variants"),
    ("observedAt", "price.sale"),
];

/// The fields that a program wants.
#[derive(Debug)]
pub(super) enum Wanted {
    All,
    These(BTreeSet<String>),
}

impl Wanted {
    /// A list with commas; all where there is none. Names that nobody knows are passed
    /// over: their fields are absent, as at the service that the program was written for.
    pub(super) fn read(list: Option<&str>) -> Self {
        let Some(list) = list else { return Self::All };
        Self::These(list.split(',').map(|name| name.trim().to_owned()).collect())
    }

    /// Whether a field is wanted.
    pub(super) fn has(&self, field: &str) -> bool {
        match self {
            Self::All => true,
            Self::These(names) => names.contains(field),
        }
    }

    /// The fields of an item that these are made of. The fewer, the fewer calls.
    pub(super) fn fields(&self) -> Fields {
        let Self::These(_) = self else { return Fields::ALL };
        let own = FIELDS.iter().filter(|(name, _)| self.has(name)).map(|(_, own)| *own);
        // The price of an item is said with its currency, and comes with it.
        let own: BTreeSet<&str> =
            own.chain(["price.sale"]).filter(|it| !it.is_empty()).collect();
        let list = own.into_iter().collect::<Vec<_>>().join(",");
        list.parse().expect("an item has these fields")
    }
}

/// The item, as far as it is wanted and known. Its sales of 30 days may be told by another
/// API than the rest.
pub(super) fn describe(
    item: &Item,
    asked: &str,
    sales: Option<Count>,
    wanted: &Wanted,
) -> Value {
    let mut told = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        // An amount is never without its currency.
        if let Some(value) = value
            && (name == "currency" || wanted.has(name))
        {
            told.insert(name.to_owned(), value);
        }
    };
    let is_id = asked.bytes().all(|byte| byte.is_ascii_digit());
    let id = if is_id { asked.to_owned() } else { item.site_id.to_string() };
    put("productId", Some(id.into()));
    let price = Told::of(item);
    put("currency", price.currency());
    put("price", price.sale.map(amount));
    put("originalPrice", price.list.map(amount));
    if let Some(price) = &item.price {
        let discount = price.value.stated_discount;
        put("discount", discount.map(|discount| discount.to_string().into()));
    }
    put("saleCount", sales.map(count));
    if let Some(basics) = item.basics.as_ref().map(|it| &it.value) {
        put("title", text(basics.title.as_ref()));
        put("description", text(basics.description_html.as_ref()));
        put("status", basics.status.as_ref().map(status));
        put("imageUrl", text(basics.main_image.as_ref()));
        put("images", (!basics.images.is_empty()).then(|| json!(basics.images)));
        put("productUrl", text(basics.page_url.as_ref()));
        let leaf = basics.categories.last();
        put("categoryId", leaf.and_then(|it| it.id).map(Value::from));
        put("categoryName", text(leaf.and_then(|it| it.name.as_ref())));
        let shop = basics.shop.as_ref();
        put("storeId", shop.and_then(|it| it.id).map(Value::from));
        put("storeName", text(shop.and_then(|it| it.name.as_ref())));
        put("storeUrl", text(shop.and_then(|it| it.url.as_ref())));
    }
    if let Some(stock) = &item.stock {
        put("stock", stock.value.total.map(count));
    }
    if let Some(trade) = item.trade.as_ref().map(|it| &it.value) {
        put("rating", trade.stars.map(|stars| stars.to_string().into()));
        put("reviewCount", trade.reviews.map(count));
    }
    if let Some(logistics) = item.logistics.as_ref().map(|it| &it.value) {
        let place = price.place.or(match &logistics.ship_from[..] {
            [place] => Some(place.as_str()),
            // From one of several, and which one is not known.
            _ => None,
        });
        put("shipFrom", place.map(Value::from));
        put("handlingDays", logistics.handling_days.map(Value::from));
        let weight = logistics.package.as_ref().and_then(|it| it.weight_kg);
        put("packageWeight", weight.map(|weight| weight.to_string().into()));
    }
    if let Some(variants) = &item.variants {
        put("skus", Some(variants.value.skus.iter().map(sku).collect()));
    }
    let seen = item.price.as_ref().map(|it| it.observed_at);
    put("observedAt", seen.map(|at| at.to_string().into()));
    Value::Object(told)
}

/// What there is one of to tell of an item: its two prices: those of its cheapest variant,
/// where the variants are known, so that both are of one thing.
struct Told<'a> {
    sale: Option<Money>,
    list: Option<Money>,
    /// Where that variant is sent from.
    place: Option<&'a str>,
}

/// The platform's number of the property that says where a variant is sent from.
const SHIPS_FROM: u64 = 200_007_763;

fn place(sku: &Variant) -> Option<&str> {
    let place = sku.attributes.iter().find(|it| it.name_id == Some(SHIPS_FROM))?;
    Some(place.shown_value())
}

impl<'a> Told<'a> {
    fn of(item: &'a Item) -> Self {
        let skus = item.variants.iter().flat_map(|group| &group.value.skus);
        let priced = skus.filter(|sku| sku.sale_price.is_some());
        let cheapest = priced.min_by_key(|sku| sku.sale_price.map(|it| it.amount));
        let whole = item.price.as_ref().map(|group| &group.value);
        match (cheapest, whole) {
            (Some(sku), Some(whole)) if whole.sale.is_some() => {
                Self { sale: sku.sale_price, list: sku.list_price, place: place(sku) }
            }
            (_, Some(whole)) => Self {
                sale: whole.sale.map(|range| range.min),
                list: whole.list.map(|range| range.min),
                place: None,
            },
            (_, None) => Self { sale: None, list: None, place: None },
        }
    }

    fn currency(&self) -> Option<Value> {
        let money = self.sale.or(self.list)?;
        Some(money.currency.to_string().into())
    }
}

fn amount(money: Money) -> Value {
    money.amount.to_string().into()
}

/// A number; a text with a `+` where there are this many or more.
fn count(count: Count) -> Value {
    match count.bound {
        Bound::Exact => count.value.into(),
        Bound::AtLeast => count.to_string().into(),
    }
}

fn text(text: Option<&String>) -> Option<Value> {
    text.map(|text| text.as_str().into())
}

fn status(status: &SaleStatus) -> Value {
    match status {
        SaleStatus::OnSale => "onSale".into(),
        SaleStatus::OffSale => "offSale".into(),
        SaleStatus::Other(word) => word.as_str().into(),
    }
}

fn sku(sku: &Variant) -> Value {
    let attributes: Vec<Value> = sku
        .attributes
        .iter()
        .map(|it| json!({ "name": it.name, "value": it.shown_value() }))
        .collect();
    let mut told = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            told.insert(name.to_owned(), value);
        }
    };
    // Text: as a number it would be another one in half of all programs.
    put("skuId", sku.sku_id.map(|id| id.to_string().into()));
    put("attributes", Some(attributes.into()));
    let currency = sku.sale_price.or(sku.list_price).map(|it| it.currency.to_string());
    put("currency", currency.map(Value::from));
    put("price", sku.sale_price.map(amount));
    put("originalPrice", sku.list_price.map(amount));
    put("stock", sku.stock.map(count));
    put("imageUrl", text(sku.image.as_ref()));
    put("shipFrom", place(sku).map(Value::from));
    Value::Object(told)
}
