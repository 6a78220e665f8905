//! Prices in another currency: by which day's rate, and where there is none.

use itemget_history::rates::OverlayPrice;

use super::{SHOWN, Shown, say_older};
use crate::cli::Context;
use crate::cli::table::{Side, grid};
use crate::lang::Lang;
use crate::messages;
use crate::records::HistoryRecord;
use crate::told::minute;

/// The last prices of a series in the other currency, the newest first.
pub(super) fn table(
    record: &HistoryRecord,
    context: &mut Context<'_>,
) -> anyhow::Result<()> {
    let (lang, paint) = (context.lang, context.output.paint);
    let Some(steps) = record.overlay.as_deref().filter(|it| !it.is_empty()) else {
        return Ok(());
    };
    let heading = lang.pick(
        ["From", "Until", "Converted", "By the rate of"],
        ["自", "至", "换算后", "所用汇率"],
    );
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    rows.extend(steps.iter().rev().take(SHOWN).map(|step| {
        let (price, by) = told(&step.price, lang);
        vec![minute(step.from), minute(step.until), price, by]
    }));
    context.output.line("")?;
    let sides = [Side::Left, Side::Left, Side::Right, Side::Left];
    let lines = grid(&rows, &sides, context.output.width);
    let all = [None].into_iter().chain(steps.iter().rev().map(Some));
    for (line, step) in lines.iter().zip(all) {
        let is_price =
            step.is_some_and(|step| matches!(step.price, OverlayPrice::Converted(_)));
        let line = if is_price { line.clone() } else { paint.faint(line) };
        context.output.line(&format!("  {line}"))?;
    }
    say_older(steps.len(), context)
}

/// A price, and by what it was converted; else why it was not.
fn told(price: &OverlayPrice, lang: Lang) -> (String, String) {
    match price {
        OverlayPrice::Converted(it) => (
            it.value.to_string(),
            lang.pick(
                format!("{} ({}), {}", it.rate_date, it.source, it.rate),
                format!("{}（{}），{}", it.rate_date, it.source, it.rate),
            ),
        ),
        OverlayPrice::Missing(why) => {
            ("–".to_owned(), messages::not_converted(*why, lang))
        }
    }
}

/// Says so where not one price could be converted.
pub(super) fn warn(found: &[Shown], context: &mut Context<'_>) {
    let steps = found.iter().filter_map(|it| it.record.overlay.as_ref()).flatten();
    let mut why = None;
    for step in steps {
        match step.price {
            OverlayPrice::Converted(_) => return,
            OverlayPrice::Missing(missing) => why = Some(missing),
        }
    }
    if let Some(why) = why {
        context.output.warn(&messages::not_converted(why, context.lang));
    }
}
