//! One item, laid out for a person. What the API did not tell is said to be not told:
//! it is neither zero nor no.

mod remarks;
mod rows;

use itemget::{Item, Outcome};

use super::super::Context;
use super::super::table::{Side, harmless, padded, width, wrapped};
use super::{variants, words};
use crate::fields::Fields;
use crate::lookup::{Told, Verdict};
use crate::meaning::Unresolved;
use crate::messages;
use crate::records::message;

/// What stands before each line of a section.
const INDENT: &str = "  ";

/// The lines of what was told.
pub(in crate::cli) fn lines(
    told: &Told,
    fields: &Fields,
    context: &Context<'_>,
) -> Vec<String> {
    match &told.verdict {
        Verdict::NotAnItem(error) => {
            let why = harmless(&messages::error(error, context.lang));
            vec![context.output.paint.bad(&why)]
        }
        Verdict::Unresolved(why) => of_unresolved(told, why, context),
        Verdict::Asked(_, outcome) => match outcome.item() {
            Some(item) => {
                let mut lines = of_item(item, outcome, fields, context);
                lines.extend(remarks::lines(told, fields, context));
                lines
            }
            None => of_miss(told, outcome, context),
        },
    }
}

/// Where a short link ends, and what to do where nobody said.
fn of_unresolved(told: &Told, why: &Unresolved, context: &Context<'_>) -> Vec<String> {
    let (paint, lang) = (context.output.paint, context.lang);
    let word = words::outcome(told.code(), lang);
    let asked = harmless(&told.asked);
    let mut lines = vec![format!("{}  {}", paint.strong(&asked), paint.warning(word))];
    let said = harmless(&messages::in_full(why.error(), lang));
    lines.extend(indented(&said, context));
    if let Some(advice) = told.verdict.advice() {
        let hint = lang.pick("hint: ", "提示：");
        let advice = messages::advice(advice, lang);
        lines.extend(indented(&format!("{hint}{advice}"), context));
    }
    lines
}

/// Why there is no item, in the platform's words, and what to do.
fn of_miss(told: &Told, outcome: &Outcome, context: &Context<'_>) -> Vec<String> {
    let (paint, lang) = (context.output.paint, context.lang);
    let word = words::outcome(told.code(), lang);
    let asked = harmless(&told.asked);
    let mut lines = vec![format!("{}  {}", paint.strong(&asked), paint.warning(word))];
    let Some(miss) = outcome.miss() else { return lines };
    let code = miss.code.as_ref().map(|code| format!("`{}` ", harmless(code)));
    let said = message(outcome, lang).map(|said| harmless(&said)).unwrap_or_default();
    if code.is_some() || !said.is_empty() {
        let source = harmless(&miss.source);
        let said = format!("{source}: {}{said}", code.unwrap_or_default());
        lines.extend(indented(&said, context));
    }
    if let Some(request_id) = &miss.request_id {
        let request = format!("{INDENT}request {}", harmless(request_id));
        lines.push(paint.faint(&request));
    }
    let hint = lang.pick("hint: ", "提示：");
    let advice = messages::advice(miss.advice, lang);
    lines.extend(indented(&format!("{hint}{advice}"), context));
    lines
}

fn indented(text: &str, context: &Context<'_>) -> Vec<String> {
    let lines = wrapped(text, context.output.width.saturating_sub(INDENT.len()));
    lines.iter().map(|line| format!("{INDENT}{line}")).collect()
}

fn of_item(
    item: &Item,
    outcome: &Outcome,
    fields: &Fields,
    context: &Context<'_>,
) -> Vec<String> {
    let (paint, lang) = (context.output.paint, context.lang);
    let mut lines = Vec::new();
    let basics = item.basics.as_ref().map(|basics| &basics.value);
    if let Some(title) = basics.and_then(|basics| basics.title.as_deref())
        && fields.want("basics", "title")
    {
        let title = wrapped(&harmless(title), context.output.width);
        lines.extend(title.iter().map(|line| paint.strong(line)));
    }
    lines.extend(wrapped(&identity(item, outcome, context), context.output.width));
    lines.push(String::new());
    let rows = rows::of(item, fields, context);
    let label = rows.iter().map(|(label, _)| width(label)).max().unwrap_or(0);
    for (name, text) in rows {
        let room = context.output.width.saturating_sub(INDENT.len() + label + 2);
        for (n, part) in wrapped(&text, room.max(20)).iter().enumerate() {
            let name = padded(if n == 0 { name } else { "" }, label, Side::Left);
            lines.push(format!("{INDENT}{}  {part}", paint.faint(&name)));
        }
    }
    if let Some(skus) = item.variants.as_ref().map(|it| &it.value.skus)
        && (rows::wants_variants(fields) || fields.want_freight())
        && skus.iter().any(|sku| !sku.attributes.is_empty())
    {
        let heading = lang.pick("Variants", "规格");
        lines.push(String::new());
        lines.push(format!("{} ({})", paint.strong(heading), skus.len()));
        lines.extend(variants::of_item(item, fields, INDENT, context));
    }
    if let Some(basics) = basics
        && fields.want("basics", "images")
        && !basics.images.is_empty()
    {
        lines.push(String::new());
        lines.push(paint.strong(lang.pick("Pictures", "图片")));
        let links = basics.images.iter().map(|link| harmless(link));
        lines.extend(links.map(|link| format!("{INDENT}{link}")));
    }
    lines.push(String::new());
    lines.extend(rows::sources(item, context).iter().map(|line| paint.faint(line)));
    if !item.unread.is_empty() {
        lines.push(paint.warning(&match lang {
            crate::lang::Lang::En => format!(
                "{} fields could not be understood; `--format json` names them in `unread`",
                item.unread.len()
            ),
            crate::lang::Lang::Zh => format!(
                "有 {} 个字段无法理解，详见 `--format json` 输出中的 `unread`",
                item.unread.len()
            ),
        }));
    }
    lines
}

/// Ids, whether it can be bought, and whether somebody made it up.
fn identity(item: &Item, outcome: &Outcome, context: &Context<'_>) -> String {
    let (paint, lang) = (context.output.paint, context.lang);
    let id = item.item.id;
    let us = format!("{} {}", lang.pick("US site", "美国站"), id.us_site());
    let mut parts = vec![id.to_string(), paint.faint(&us)];
    let status = item.basics.as_ref().and_then(|basics| basics.value.status.as_ref());
    if let Some(status) = status {
        let word = words::status(status, lang);
        parts.push(match outcome {
            Outcome::Found(_) => paint.good(&word),
            _ => paint.bad(&word),
        });
    }
    if item.synthetic {
        parts.push(paint.warning(lang.pick("SYNTHETIC DATA", "虚构数据")));
    }
    parts.join(" · ")
}
