//! Many items: a line each, in columns that are fixed beforehand, so that each line can
//! be written as soon as its item is there.

use itemget::Item;

use super::super::Context;
use super::super::table::{Side, count, harmless, padded, shortened};
use super::words;
use crate::delivered::Doors;
use crate::fields::Fields;
use crate::lookup::{Told, Verdict};
use crate::messages;
use crate::records::message;

/// A column: its heading in both languages, its width and side, when it is
/// shown, its cell.
struct Column {
    heading: (&'static str, &'static str),
    width: usize,
    shown: fn(&Fields) -> bool,
    cell: fn(&Item) -> Option<String>,
}

/// The columns behind id and title.
const COLUMNS: &[Column] = &[
    Column {
        heading: ("Price", "价格"),
        width: 19,
        shown: |fields| fields.want("price", "sale"),
        cell: |item| Some(item.price.as_ref()?.value.sale?.to_string()),
    },
    Column {
        heading: ("At the door", "到手价"),
        width: 20,
        shown: Fields::want_freight,
        cell: |item| {
            let Doors { range, unknown, .. } = Doors::of(item);
            // Of some variants it may not be known.
            let more = if unknown > 0 { " ?" } else { "" };
            Some(format!("{}{more}", range?))
        },
    },
    Column {
        heading: ("Stock", "库存"),
        width: 8,
        shown: |fields| fields.want("stock", "total"),
        cell: |item| Some(count(item.stock.as_ref()?.value.total?)),
    },
    Column {
        heading: ("Sold", "销量"),
        width: 10,
        shown: |fields| fields.want("trade", "sold_total"),
        cell: |item| {
            let trade = &item.trade.as_ref()?.value;
            let in_30_days = || Some(format!("{}/30d", count(trade.sold_30_days?)));
            trade.sold_total.map(count).or_else(in_30_days)
        },
    },
    Column {
        heading: ("Stars", "评分"),
        width: 5,
        shown: |fields| fields.want("trade", "stars"),
        cell: |item| Some(item.trade.as_ref()?.value.stars?.to_string()),
    },
];

/// The columns of an id.
const ID: usize = 16;
/// A title is not made narrower than this.
const LEAST_TITLE: usize = 16;
/// What stands between two columns.
const GAP: &str = "  ";

/// The headings.
pub(super) fn head(fields: &Fields, context: &Context<'_>) -> String {
    let lang = context.lang;
    let mut line = padded(lang.pick("Id", "商品 ID"), ID, Side::Left);
    line.push_str(GAP);
    line.push_str(&padded(
        lang.pick("Title", "标题"),
        title_width(fields, context),
        Side::Left,
    ));
    for column in wanted(fields, context) {
        line.push_str(GAP);
        let heading = lang.pick(column.heading.0, column.heading.1);
        line.push_str(&padded(heading, column.width, Side::Right));
    }
    context.output.paint.faint(line.trim_end())
}

/// The line of what was told.
pub(super) fn line(told: &Told, fields: &Fields, context: &Context<'_>) -> String {
    let paint = context.output.paint;
    let word = words::outcome(told.code(), context.lang);
    let (id, outcome) = match &told.verdict {
        Verdict::Asked(id, outcome) => (id.to_string(), outcome),
        Verdict::NotAnItem(_) | Verdict::Unresolved(_) => {
            let id = shortened(&harmless(&told.asked), ID);
            let why =
                told.verdict.no_item().map(|why| messages::in_full(why, context.lang));
            let why = harmless(&why.unwrap_or_default());
            let rest = context.output.width.saturating_sub(ID + GAP.len());
            let id = padded(&id, ID, Side::Left);
            return format!("{id}{GAP}{}", paint.bad(&shortened(&why, rest)));
        }
    };
    let id = padded(&id, ID, Side::Left);
    let Some(item) = outcome.item() else {
        let why = message(outcome, context.lang).map(|why| harmless(&why));
        let why = why.unwrap_or_default();
        let rest = context.output.width.saturating_sub(ID + GAP.len() + word.len() + 2);
        let why = paint.faint(&shortened(&why, rest));
        return format!("{id}{GAP}{}{GAP}{why}", paint.warning(word))
            .trim_end()
            .to_owned();
    };
    let title = item.basics.as_ref().and_then(|basics| basics.value.title.as_deref());
    let mut title = harmless(title.unwrap_or("–"));
    if matches!(outcome, itemget::Outcome::OffSale(_)) {
        title = format!("[{word}] {title}");
    }
    let columns = title_width(fields, context);
    let title = padded(&shortened(&title, columns), columns, Side::Left);
    let mut line = format!("{}{GAP}{title}", paint.strong(&id));
    for column in wanted(fields, context) {
        let cell = (column.cell)(item).unwrap_or_else(|| "–".to_owned());
        line.push_str(GAP);
        line.push_str(&padded(&cell, column.width, Side::Right));
    }
    line.trim_end().to_owned()
}

/// The columns that are wanted, as far as they leave room for a title.
fn wanted(fields: &Fields, context: &Context<'_>) -> Vec<&'static Column> {
    let mut room = context.output.width.saturating_sub(ID + GAP.len() + LEAST_TITLE);
    let columns = COLUMNS.iter().filter(|column| (column.shown)(fields));
    columns
        .take_while(|column| match room.checked_sub(column.width + GAP.len()) {
            Some(rest) => {
                room = rest;
                true
            }
            None => false,
        })
        .collect()
}

/// What the other columns leave.
fn title_width(fields: &Fields, context: &Context<'_>) -> usize {
    let others = wanted(fields, context).iter().map(|it| it.width + GAP.len()).sum();
    let room = context.output.width.saturating_sub(ID + GAP.len());
    room.saturating_sub(others).max(LEAST_TITLE)
}
