//! The table of an item's variants: a column for each choice, numbers to the right.

use itemget::Money;
use itemget::item::Variant;

use super::super::Context;
use super::super::table::{Side, count, fit, harmless, padded, shortened, width};
use crate::fields::Fields;

/// More are not laid out; the other formats have all of them.
const MOST: usize = 40;
/// What stands between two columns.
const GAP: usize = 2;
/// A column is not made narrower than this.
const LEAST: usize = 6;

struct Column {
    heading: String,
    side: Side,
    cells: Vec<String>,
}

/// The lines of the table.
pub(in crate::cli) fn lines(
    skus: &[Variant],
    fields: &Fields,
    indent: &str,
    context: &Context<'_>,
) -> Vec<String> {
    let lang = context.lang;
    let shown = &skus[..skus.len().min(MOST)];
    let columns = columns(shown, fields, context);
    let widths: Vec<usize> = columns
        .iter()
        .map(|column| {
            let cells = column.cells.iter().map(|cell| width(cell));
            cells.chain([width(&column.heading)]).max().unwrap_or(0)
        })
        .collect();
    let page = context.output.width.saturating_sub(width(indent));
    let widths = fit(&widths, GAP, page, LEAST);
    let line = |cells: Vec<&str>| {
        let padded: Vec<_> = cells
            .iter()
            .zip(&columns)
            .zip(&widths)
            .map(|((cell, column), width)| {
                padded(&shortened(cell, *width), *width, column.side)
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

fn columns(skus: &[Variant], fields: &Fields, context: &Context<'_>) -> Vec<Column> {
    let lang = context.lang;
    let mut columns = Vec::new();
    let mut column = |field, heading: String, side, cell: &dyn Fn(&Variant) -> String| {
        if fields.want("variants", field) {
            columns.push(Column {
                heading,
                side,
                cells: skus.iter().map(cell).collect(),
            });
        }
    };
    column("sku_id", "SKU".to_owned(), Side::Left, &|sku| {
        sku.sku_id.map(|id| id.to_string()).unwrap_or_default()
    });
    for name in names(skus) {
        column("attributes", harmless(name), Side::Left, &|sku| {
            let choice = sku.attributes.iter().find(|it| it.name == name);
            choice.map(|it| harmless(it.shown_value())).unwrap_or_default()
        });
    }
    let money =
        |money: Option<Money>| money.map_or_else(|| "–".to_owned(), |it| it.to_string());
    column("sale_price", lang.pick("Price", "价格").to_owned(), Side::Right, &|sku| {
        money(sku.sale_price)
    });
    if skus.iter().any(|sku| sku.list_price.is_some() && sku.list_price != sku.sale_price)
    {
        column(
            "list_price",
            lang.pick("List", "原价").to_owned(),
            Side::Right,
            &|sku| money(sku.list_price),
        );
    }
    column("stock", lang.pick("Stock", "库存").to_owned(), Side::Right, &|sku| {
        sku.stock.map_or_else(|| "–".to_owned(), count)
    });
    columns
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
