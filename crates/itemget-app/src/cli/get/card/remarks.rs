//! What to know of an item besides what it says: another API was asked, something is
//! missing, it is old.

use std::time::Duration;

use itemget::Freight;

use super::super::super::Context;
use super::super::super::duration;
use super::super::super::table::{harmless, wrapped};
use super::super::words;
use crate::fields::Fields;
use crate::lang::Lang;
use crate::lookup::Told;
use crate::records::why_no_price;

/// The lines of what there is to remark.
pub(super) fn lines(told: &Told, fields: &Fields, context: &Context<'_>) -> Vec<String> {
    let lang = context.lang;
    let mut remarks = Vec::new();
    if told.remarks.followed {
        let link = harmless(&told.asked);
        remarks.push(match lang {
            Lang::En => format!("found by the short link {link}"),
            Lang::Zh => format!("由短链接 {link} 找到"),
        });
    }
    if let Some(before) = &told.remarks.asked_before {
        let source = harmless(&before.source);
        let said = before.code.as_deref().or(before.message.as_deref());
        let said = said.map(|said| format!(" (`{}`)", harmless(said)));
        let said = said.unwrap_or_default();
        remarks.push(match lang {
            Lang::En => format!("{source} was asked before and could not answer{said}"),
            Lang::Zh => format!("此前查询了 {source}，未能获得结果{said}"),
        });
    }
    let missing = told.missing(fields);
    if !missing.is_empty() {
        let names: Vec<&str> =
            missing.iter().map(|group| words::group(*group, lang)).collect();
        remarks.push(match lang {
            Lang::En => format!("no API that was asked tells: {}", names.join(", ")),
            Lang::Zh => format!("所查询的接口均未提供：{}", names.join("、")),
        });
    }
    remarks.extend(without_a_price(told, lang));
    remarks.extend(told.remarks.stale.map(|age| old(age, lang)));
    let lines = remarks.iter().flat_map(|it| wrapped(it, context.output.width));
    lines.map(|line| context.output.paint.warning(&line)).collect()
}

/// Why variants have no price at the door, each reason once. That nobody brings a variant
/// is said in its row.
fn without_a_price(told: &Told, lang: Lang) -> Vec<String> {
    let mut reasons: Vec<(String, usize)> = Vec::new();
    for sku in told.freight() {
        if let Freight::NotDeliverable(_) = sku.freight {
            continue;
        }
        let item = told.verdict.item();
        let why = item.and_then(|item| why_no_price(item, sku, lang));
        let Some(why) = why.map(|why| harmless(&why)) else { continue };
        match reasons.iter_mut().find(|(known, _)| *known == why) {
            Some((_, skus)) => *skus += 1,
            None => reasons.push((why, 1)),
        }
    }
    let all = told.freight().len();
    let said = reasons.into_iter().map(|(why, skus)| match lang {
        Lang::En => format!("{skus} of {all} variants have no price at the door: {why}"),
        Lang::Zh => format!("{all} 个规格中有 {skus} 个没有到手价：{why}"),
    });
    said.collect()
}

fn old(age: Duration, lang: Lang) -> String {
    let age = duration::words(age, lang);
    match lang {
        Lang::En => format!("this answer is {age} old: there was no newer one to be had"),
        Lang::Zh => format!("此结果获取于 {age}前：未能取得更新的结果"),
    }
}
