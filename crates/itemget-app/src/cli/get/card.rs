//! One item, laid out for a person. What the API did not tell is said to be not told:
//! it is neither zero nor no.

mod rows;

use itemget::{Item, Outcome};

use super::super::Context;
use super::super::table::{Side, harmless, padded, width};
use super::{variants, words};
use crate::fields::Fields;
use crate::lookup::{Told, Verdict};
use crate::messages;
use crate::records::message;

/// What stands before each line of a section.
const INDENT: &str = "  ";

/// The lines of what was told.
pub(super) fn lines(told: &Told, fields: &Fields, context: &Context<'_>) -> Vec<String> {
    match &told.verdict {
        Verdict::NotAnItem(error) => {
            let why = harmless(&messages::error(error, context.lang));
            vec![context.output.paint.bad(&why)]
        }
        Verdict::Asked(_, outcome) => match outcome.item() {
            Some(item) => of_item(item, outcome, fields, context),
            None => of_miss(told, outcome, context),
        },
    }
}

/// Why there is no item, in the platform's words, and what to do.
fn of_miss(told: &Told, outcome: &Outcome, context: &Context<'_>) -> Vec<String> {
    let (paint, lang) = (context.output.paint, context.lang);
    let word = words::outcome(told.verdict.code(), lang);
    let asked = harmless(&told.asked);
    let mut lines = vec![format!("{}  {}", paint.strong(&asked), paint.warning(word))];
    let Some(miss) = outcome.miss() else { return lines };
    let code = miss.code.as_ref().map(|code| format!("`{}` ", harmless(code)));
    let said = message(outcome, lang).map(|said| harmless(&said)).unwrap_or_default();
    if code.is_some() || !said.is_empty() {
        let source = harmless(&miss.source);
        lines.push(format!("{INDENT}{source}: {}{said}", code.unwrap_or_default()));
    }
    if let Some(request_id) = &miss.request_id {
        let request = format!("{INDENT}request {}", harmless(request_id));
        lines.push(paint.faint(&request));
    }
    let hint = lang.pick("hint: ", "提示：");
    lines.push(format!("{INDENT}{hint}{}", messages::advice(miss.advice, lang)));
    lines
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
    lines.push(identity(item, outcome, context));
    lines.push(String::new());
    let rows = rows::of(item, fields, context);
    let label = rows.iter().map(|(label, _)| width(label)).max().unwrap_or(0);
    for (name, text) in rows {
        let name = paint.faint(&padded(name, label, Side::Left));
        lines.push(format!("{INDENT}{name}  {text}"));
    }
    if let Some(skus) = item.variants.as_ref().map(|it| &it.value.skus)
        && rows::wants_variants(fields)
        && skus.iter().any(|sku| !sku.attributes.is_empty())
    {
        let heading = lang.pick("Variants", "规格");
        lines.push(String::new());
        lines.push(format!("{} ({})", paint.strong(heading), skus.len()));
        lines.extend(variants::lines(skus, fields, INDENT, context));
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

/// A text in lines of at most `columns`, broken between words, or between letters where
/// there are no words.
fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_inclusive(' ') {
        let mut rest = word;
        loop {
            let last = lines.last_mut().expect("there is a line from the start");
            if width(last) + width(rest.trim_end()) <= columns {
                last.push_str(rest);
                break;
            }
            if last.is_empty() {
                let end = rest
                    .char_indices()
                    .map(|(at, c)| at + c.len_utf8())
                    .take_while(|end| width(&rest[..*end]) <= columns)
                    .last()
                    .unwrap_or(rest.len());
                last.push_str(&rest[..end]);
                rest = &rest[end..];
            }
            lines.push(String::new());
        }
    }
    lines.iter().map(|line| line.trim_end().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_title_is_broken_between_words_or_letters() {
        for (text, columns, expected) in [
            ("one two three", 8, vec!["one two", "three"]),
            ("one two three", 40, vec!["one two three"]),
            ("手机壳保护套", 8, vec!["手机壳保", "护套"]),
            ("", 8, vec![""]),
        ] {
            assert_eq!(wrapped(text, columns), expected, "{text}");
        }
    }
}
