//! An item as rows of a spreadsheet: a row a variant where something of variants is wanted,
//! else one.

use itemget::item::{DeliveryFee, DeliveryOption, Group, Observed, Variant};
use itemget::{Count, Item, Money, PriceRange, SkuFreight};

use super::freight::{why_no_price, word};
use super::items::message;
use crate::fields::Fields;
use crate::lang::Lang;
use crate::lookup::{Told, Verdict};

/// A column: its name, when it is there, and its cell.
struct Column {
    name: &'static str,
    shown: Shown,
    cell: fn(&Row<'_>) -> Option<String>,
}

/// When a column is there.
enum Shown {
    Always,
    /// Where this field is wanted.
    With(&'static str, &'static str),
    /// Where it is wanted how each variant is brought.
    WithFreight,
}

/// What a row is made from.
struct Row<'a> {
    told: &'a Told,
    item: Option<&'a Item>,
    variant: Option<&'a Variant>,
    lang: Lang,
}

/// The columns, in their order. Counts that are lower bounds keep their plus.
const COLUMNS: &[Column] = &[
    always("asked", |row| Some(row.told.asked.clone())),
    always("outcome", |row| Some(row.told.code().to_owned())),
    always("id", |row| match &row.told.verdict {
        Verdict::Asked(id, _) => Some(id.to_string()),
        Verdict::NotAnItem(_) | Verdict::Unresolved(_) => None,
    }),
    of("title", ("basics", "title"), |row| {
        row.item?.basics.as_ref()?.value.title.clone()
    }),
    of("sku_id", ("variants", "sku_id"), |row| text(row.variant?.sku_id.as_ref())),
    of("variant", ("variants", "attributes"), |row| Some(choices(row.variant?))),
    of("sale_price", ("price", "sale"), |row| amount(row.sale().map(|it| it.min))),
    of("sale_price_max", ("price", "sale"), |row| amount(row.sale().map(|it| it.max))),
    of("currency", ("price", "sale"), |row| currency(row.sale())),
    of("list_price", ("price", "list"), |row| amount(row.list().map(|it| it.min))),
    of("list_price_max", ("price", "list"), |row| amount(row.list().map(|it| it.max))),
    of("list_currency", ("price", "list"), |row| currency(row.list())),
    of("stock", ("stock", "total"), |row| text(row.stock().as_ref())),
    freight("freight", |row| Some(word(&row.freight()?.freight).to_owned())),
    freight("service", |row| row.way()?.0.code.clone()),
    freight("fee", |row| match row.way()?.0.fee? {
        DeliveryFee::Free => Some("0".to_owned()),
        DeliveryFee::Paid(fee) => Some(fee.amount.to_string()),
    }),
    freight("days_min", |row| text(row.way()?.0.days_min.as_ref())),
    freight("days_max", |row| text(row.way()?.0.days_max.as_ref())),
    freight("delivered_price", |row| amount(row.way().map(|(_, total)| total))),
    freight("delivered_currency", |row| Some(row.way()?.1.currency.to_string())),
    freight("freight_message", |row| why_no_price(row.item?, row.freight()?, row.lang)),
    of("sold_30_days", ("trade", "sold_30_days"), |row| {
        text(row.item?.trade.as_ref()?.value.sold_30_days.as_ref())
    }),
    of("sold_total", ("trade", "sold_total"), |row| {
        text(row.item?.trade.as_ref()?.value.sold_total.as_ref())
    }),
    of("stars", ("trade", "stars"), |row| {
        text(row.item?.trade.as_ref()?.value.stars.as_ref())
    }),
    of("positive_rate", ("trade", "positive_rate"), |row| {
        text(row.item?.trade.as_ref()?.value.positive_rate.map(|it| it.0).as_ref())
    }),
    of("reviews", ("trade", "reviews"), |row| {
        text(row.item?.trade.as_ref()?.value.reviews.as_ref())
    }),
    of("shop", ("basics", "shop"), |row| {
        row.item?.basics.as_ref()?.value.shop.as_ref()?.name.clone()
    }),
    of("image", ("basics", "main_image"), |row| {
        let own = row.variant.and_then(|variant| variant.image.clone());
        own.or_else(|| row.item?.basics.as_ref()?.value.main_image.clone())
    }),
    always("source", |row| row.source()),
    always("observed_at", |row| text(row.observed_at().as_ref())),
    always("synthetic", |row| Some(row.item?.synthetic.to_string())),
    always("code", |row| match &row.told.verdict {
        Verdict::Asked(_, outcome) => outcome.miss()?.code.clone(),
        Verdict::NotAnItem(error) => Some(super::ids::link_code(error).to_owned()),
        Verdict::Unresolved(why) => Some(why.code().to_owned()),
    }),
    always("message", |row| match &row.told.verdict {
        Verdict::Asked(_, outcome) => message(outcome, row.lang),
        Verdict::NotAnItem(error) => Some(crate::messages::error(error, row.lang)),
        Verdict::Unresolved(why) => Some(crate::messages::in_full(why.error(), row.lang)),
    }),
];

const fn always(name: &'static str, cell: fn(&Row<'_>) -> Option<String>) -> Column {
    Column { name, shown: Shown::Always, cell }
}

const fn of(
    name: &'static str,
    field: (&'static str, &'static str),
    cell: fn(&Row<'_>) -> Option<String>,
) -> Column {
    Column { name, shown: Shown::With(field.0, field.1), cell }
}

const fn freight(name: &'static str, cell: fn(&Row<'_>) -> Option<String>) -> Column {
    Column { name, shown: Shown::WithFreight, cell }
}

/// The names of the columns that are wanted.
pub(crate) fn header(fields: &Fields) -> Vec<&'static str> {
    wanted(fields).map(|column| column.name).collect()
}

/// The rows of what was told. What is not known is an empty cell.
pub(crate) fn rows(told: &Told, fields: &Fields, lang: Lang) -> Vec<Vec<String>> {
    let item = told.verdict.item();
    let skus =
        item.filter(|_| is_by_variant(fields)).and_then(|item| item.variants.as_ref());
    let skus = skus.map(|it| &it.value.skus);
    let variants: Vec<Option<&Variant>> = match skus {
        Some(skus) if !skus.is_empty() => skus.iter().map(Some).collect(),
        _ => vec![None],
    };
    let row = |variant| {
        let row = Row { told, item, variant, lang };
        let cell = |column: &Column| (column.cell)(&row).unwrap_or_default();
        wanted(fields).map(cell).collect()
    };
    variants.into_iter().map(row).collect()
}

/// Whether each variant has a row of its own. Where nothing of them is wanted, their rows
/// would be one item's, many times.
fn is_by_variant(fields: &Fields) -> bool {
    fields.want_any(Group::Variants) || fields.want_freight()
}

fn wanted(fields: &Fields) -> impl Iterator<Item = &'static Column> {
    COLUMNS.iter().filter(|column| match column.shown {
        Shown::Always => true,
        Shown::WithFreight => fields.want_freight(),
        // Of which variant a row is, it says.
        Shown::With("variants", "sku_id") if is_by_variant(fields) => true,
        Shown::With(group, field) => {
            // A price or a stock of a row is the variant's, where there is one.
            let of_variant = match (group, field) {
                ("price", "sale") => fields.want("variants", "sale_price"),
                ("price", "list") => fields.want("variants", "list_price"),
                ("stock", "total") => fields.want("variants", "stock"),
                _ => false,
            };
            of_variant || fields.want(group, field)
        }
    })
}

impl Row<'_> {
    /// The variant's price, where there is a variant; else the item's.
    fn sale(&self) -> Option<PriceRange> {
        match self.variant {
            Some(variant) => variant.sale_price.map(PriceRange::one),
            None => self.item?.price.as_ref()?.value.sale,
        }
    }

    fn list(&self) -> Option<PriceRange> {
        match self.variant {
            Some(variant) => variant.list_price.map(PriceRange::one),
            None => self.item?.price.as_ref()?.value.list,
        }
    }

    fn stock(&self) -> Option<Count> {
        match self.variant {
            Some(variant) => variant.stock,
            None => self.item?.stock.as_ref()?.value.total,
        }
    }

    /// What became of asking how the variant is brought.
    fn freight(&self) -> Option<&SkuFreight> {
        let sku = self.variant?.sku_id?;
        self.told.freight().iter().find(|freight| freight.sku == sku)
    }

    /// The way that costs least at the door, and what it costs.
    fn way(&self) -> Option<(&DeliveryOption, Money)> {
        self.item?.least_delivered(self.freight()?.sku)
    }

    fn source(&self) -> Option<String> {
        let Verdict::Asked(_, outcome) = &self.told.verdict else { return None };
        match (self.item.and_then(|item| item.raw.first()), outcome.miss()) {
            (Some(raw), _) => Some(raw.source.to_string()),
            (None, Some(miss)) => Some(miss.source.clone()),
            (None, None) => self.item?.basics.as_ref().map(source_of),
        }
    }

    fn observed_at(&self) -> Option<jiff::Timestamp> {
        let item = self.item?;
        let raw = item.raw.first().map(|raw| raw.observed_at);
        raw.or_else(|| item.basics.as_ref().map(|basics| basics.observed_at))
    }
}

fn source_of<T>(group: &Observed<T>) -> String {
    group.source.to_string()
}

/// `Color: Midnight; Size: S`.
pub(crate) fn choices(variant: &Variant) -> String {
    let choices = variant.attributes.iter();
    let texts: Vec<_> =
        choices.map(|it| format!("{}: {}", it.name, it.shown_value())).collect();
    texts.join("; ")
}

fn text<T: ToString>(value: Option<&T>) -> Option<String> {
    value.map(T::to_string)
}

fn amount(money: Option<Money>) -> Option<String> {
    money.map(|money| money.amount.to_string())
}

fn currency(range: Option<PriceRange>) -> Option<String> {
    range.map(|range| range.min.currency.to_string())
}
