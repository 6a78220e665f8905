//! The table of an item's variants: a column for each choice, numbers to the right.

use itemget::item::Variant;
use itemget::{Currency, Item, Money};

use super::super::Context;
use super::super::table::{Side, count, fit, harmless, padded, shortened, width};
use crate::delivered::Door;
use crate::fields::Fields;
use crate::ways;

/// More are not laid out; the other formats have all of them.
const MOST: usize = 40;
/// What stands between two columns.
const GAP: usize = 2;
/// A column is not made narrower than this.
const LEAST: usize = 6;

struct Column {
    heading: String,
    is: Is,
    cells: Vec<String>,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Is {
    /// Words, which may be cut short.
    Words,
    Id,
    ListPrice,
    Days,
    Number,
}

impl Column {
    fn side(&self) -> Side {
        match self.is {
            Is::Words | Is::Id => Side::Left,
            Is::ListPrice | Is::Days | Is::Number => Side::Right,
        }
    }

    fn width(&self) -> usize {
        let cells = self.cells.iter().map(|cell| width(cell));
        cells.chain([width(&self.heading)]).max().unwrap_or(0)
    }
}

/// How wide the columns are: only words give way, for half a number is a wrong number.
fn widths(columns: &[Column], page: usize) -> Vec<usize> {
    let words: Vec<usize> =
        columns.iter().filter(|it| it.is == Is::Words).map(Column::width).collect();
    let others: usize =
        columns.iter().filter(|it| it.is != Is::Words).map(|it| it.width() + GAP).sum();
    let mut words = fit(&words, GAP, page.saturating_sub(others), LEAST).into_iter();
    let width = |column: &Column| match column.is {
        Is::Words => words.next().unwrap_or(LEAST),
        _ => column.width(),
    };
    columns.iter().map(width).collect()
}

/// How narrow all of them together can be.
fn least(columns: &[Column]) -> usize {
    let width = |column: &Column| match column.is {
        Is::Words => column.width().min(LEAST),
        _ => column.width(),
    };
    columns.iter().map(|column| width(column) + GAP).sum::<usize>().saturating_sub(GAP)
}

/// The lines of the table.
pub(in crate::cli) fn lines(
    skus: &[Variant],
    fields: &Fields,
    indent: &str,
    context: &Context<'_>,
) -> Vec<String> {
    table(skus, None, fields, indent, context)
}

/// The same of an item, with what each costs at the door where that was asked.
pub(super) fn of_item(
    item: &Item,
    fields: &Fields,
    indent: &str,
    context: &Context<'_>,
) -> Vec<String> {
    let skus = item.variants.as_ref().map(|group| &group.value.skus[..]);
    let doors = fields.want_freight().then_some(item);
    table(skus.unwrap_or_default(), doors, fields, indent, context)
}

fn table(
    skus: &[Variant],
    doors: Option<&Item>,
    fields: &Fields,
    indent: &str,
    context: &Context<'_>,
) -> Vec<String> {
    let lang = context.lang;
    let shown = &skus[..skus.len().min(MOST)];
    let page = context.output.width.saturating_sub(width(indent));
    let mut columns = columns(shown, doors, fields, context);
    // Where there is no room for all, today's price is what is asked for.
    for spare in [Is::ListPrice, Is::Days] {
        if least(&columns) > page {
            columns.retain(|column| column.is != spare);
        }
    }
    let widths = widths(&columns, page);
    let line = |cells: Vec<&str>| {
        let padded: Vec<_> = cells
            .iter()
            .zip(&columns)
            .zip(&widths)
            .map(|((cell, column), width)| {
                padded(&shortened(cell, *width), *width, column.side())
            })
            .collect();
        format!("{indent}{}", padded.join(&" ".repeat(GAP)).trim_end())
    };
    let head = line(columns.iter().map(|column| column.heading.as_str()).collect());
    let mut lines = vec![context.output.paint.faint(&head)];
    for (n, sku) in shown.iter().enumerate() {
        let text = line(columns.iter().map(|column| column.cells[n].as_str()).collect());
        let sold_out = sku.stock.is_some_and(|stock| stock.value == 0);
        lines.push(if sold_out { context.output.paint.faint(&text) } else { text });
    }
    if skus.len() > MOST {
        let more = skus.len() - MOST;
        lines.push(context.output.paint.faint(&match lang {
            crate::lang::Lang::En => {
                format!("{indent}and {more} more: `--format csv` has them all")
            }
            crate::lang::Lang::Zh => {
                format!("{indent}另有 {more} 个规格：`--format csv` 可输出全部")
            }
        }));
    }
    lines
}

fn columns(
    skus: &[Variant],
    doors: Option<&Item>,
    fields: &Fields,
    context: &Context<'_>,
) -> Vec<Column> {
    let lang = context.lang;
    let currency = one_currency(skus);
    let mut columns = Vec::new();
    let mut column = |field, heading: String, is, cell: &dyn Fn(&Variant) -> String| {
        // Which variant is brought so, must be told.
        if fields.want("variants", field) || doors.is_some() && field == "sku_id" {
            columns.push(Column { heading, is, cells: skus.iter().map(cell).collect() });
        }
    };
    column("sku_id", "SKU".to_owned(), Is::Id, &|sku| {
        sku.sku_id.map(|id| id.to_string()).unwrap_or_default()
    });
    for name in names(skus) {
        column("attributes", harmless(name), Is::Words, &|sku| {
            let choice = sku.attributes.iter().find(|it| it.name == name);
            choice.map(|it| harmless(it.shown_value())).unwrap_or_default()
        });
    }
    let heading = |en: &str, zh: &str| match currency {
        Some(currency) => format!("{} {currency}", lang.pick(en, zh)),
        None => lang.pick(en, zh).to_owned(),
    };
    let money = |money: Option<Money>| match (money, currency) {
        (None, _) => "–".to_owned(),
        (Some(money), Some(_)) => money.amount.to_string(),
        (Some(money), None) => money.to_string(),
    };
    column("sale_price", heading("Price", "价格"), Is::Number, &|sku| {
        money(sku.sale_price)
    });
    if skus.iter().any(|sku| sku.list_price.is_some() && sku.list_price != sku.sale_price)
    {
        column("list_price", heading("List", "原价"), Is::ListPrice, &|sku| {
            money(sku.list_price)
        });
    }
    column("stock", lang.pick("Stock", "库存").to_owned(), Is::Number, &|sku| {
        sku.stock.map_or_else(|| "–".to_owned(), count)
    });
    if let Some(item) = doors {
        let costs = |sku: &Variant| match Door::of(item, sku) {
            Door::Costs(total) => money(Some(total)),
            Door::NotSent => lang.pick("not sent", "不送达").to_owned(),
            Door::Unknown => money(None),
        };
        let days = |sku: &Variant| {
            let least = sku.sku_id.and_then(|id| item.least_delivered(id));
            least.map_or_else(|| "–".to_owned(), |(option, _)| ways::days(option))
        };
        let cells = skus.iter().map(costs).collect();
        let door = heading("At the door", "到手价");
        columns.push(Column { heading: door, is: Is::Number, cells });
        let heading = lang.pick("Days", "天数").to_owned();
        let cells = skus.iter().map(days).collect();
        columns.push(Column { heading, is: Is::Days, cells });
    }
    columns
}

/// The currency of all prices, if they have one in common: then it is said once.
fn one_currency(skus: &[Variant]) -> Option<Currency> {
    let prices = skus.iter().flat_map(|sku| [sku.sale_price, sku.list_price]).flatten();
    let mut currencies = prices.map(|price| price.currency);
    let first = currencies.next()?;
    currencies.all(|currency| currency == first).then_some(first)
}

/// The names of all choices, in the order of their first mention.
fn names(skus: &[Variant]) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for choice in skus.iter().flat_map(|sku| &sku.attributes) {
        if !names.contains(&choice.name.as_str()) {
            names.push(&choice.name);
        }
    }
    names
}
