//! Words for what is known of a number, and for what came of looking.

use itemget_history::{Absence, Gap, Kind, Moment, Told};
use jiff::Timestamp;

use crate::lang::Lang;
use crate::moments::distance;
use crate::plain::{harmless, thousands};

/// A number, or why there is none.
pub(crate) fn told(told: Option<&Told>, lang: Lang) -> String {
    match told {
        Some(Told::Value(figure)) => figure.to_string(),
        Some(Told::Absent { why }) => absence(*why, lang).to_owned(),
        Some(Told::NotObserved { why }) => gap(*why, lang).to_owned(),
        None => "–".to_owned(),
    }
}

/// A chance or a share in per cent: `12%`, `0.4%`.
pub(crate) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    match percent > 0.0 && percent < 0.95 {
        true => format!("{percent:.1}%"),
        false => format!("{percent:.0}%"),
    }
}

/// A count, or why there is none.
pub(crate) fn counted(told_count: Option<&Told>, lang: Lang) -> String {
    match told_count {
        Some(Told::Value(figure)) => {
            let text = figure.to_string();
            let digits = text.trim_end_matches('+');
            match digits.parse::<u64>() {
                Ok(count) => format!("{}{}", thousands(count), &text[digits.len()..]),
                Err(_) => text,
            }
        }
        other => told(other, lang),
    }
}

/// What is followed, in words.
pub(crate) fn kind(kind: Kind, lang: Lang) -> &'static str {
    let (en, zh) = match kind {
        Kind::Availability => ("Availability", "是否可购买"),
        Kind::SalePrice => ("Price", "售价"),
        Kind::ListPrice => ("List price", "原价"),
        Kind::BulkPrice => ("Bulk price", "批量价"),
        Kind::AppPrice => ("App price", "App 价"),
        Kind::Stock => ("Stock", "库存"),
        Kind::SoldTotal => ("Sold", "累计销量"),
        Kind::SoldThirtyDays => ("Sold in 30 days", "30 天销量"),
        Kind::Stars => ("Stars", "评分"),
        Kind::PositiveRate => ("Positive reviews", "好评率"),
        Kind::Reviews => ("Reviews", "评价数"),
        Kind::DeliveryFee => ("Delivery fee", "运费"),
        Kind::SalePriceMost => ("Dearest variant", "最贵规格售价"),
        Kind::ListPriceMost => ("Dearest list price", "最贵规格原价"),
        Kind::StatedDiscount => ("Stated discount", "标示折扣"),
        other => (other.word(), other.word()),
    };
    lang.pick(en, zh)
}

/// Why there is nothing.
pub(crate) fn absence(why: Absence, lang: Lang) -> &'static str {
    let (en, zh) = match why {
        Absence::SoldOut => ("sold out", "已售罄"),
        Absence::OffSale => ("off sale", "已下架"),
        Absence::NotFound => ("not found", "未找到"),
        Absence::NotSoldToCountry => ("not sold there", "不销往该国家"),
        Absence::NotInProgramme => ("not in the programme", "未加入联盟推广"),
        Absence::NotListed => ("not listed", "未列出"),
        Absence::NotDelivered => ("not delivered", "无法配送"),
        other => (other.word(), other.word()),
    };
    lang.pick(en, zh)
}

/// Why nothing is known.
pub(crate) fn gap(why: Gap, lang: Lang) -> &'static str {
    let (en, zh) = match why {
        Gap::Unwatched => ("nobody looked", "未查询"),
        Gap::Failed => ("failed", "查询失败"),
        Gap::Throttled => ("limited", "被限流"),
        Gap::Unauthorised => ("not allowed", "无权限"),
        Gap::Unreadable => ("unreadable", "无法解析"),
        Gap::NotTold => ("not told", "未提供"),
        Gap::Contested => ("contested", "数据矛盾"),
        other => (other.word(), other.word()),
    };
    lang.pick(en, zh)
}

/// What came of the last look, by its stable word.
pub(crate) fn outcome(word: &str, lang: Lang) -> String {
    let (en, zh) = match word {
        "found" => ("found", "已找到"),
        "off_sale" => ("off sale", "已下架"),
        "not_found" => ("not found", "未找到"),
        "not_in_affiliate_programme" => ("not in the programme", "未加入联盟推广"),
        "not_sold_to_country" => ("not sold there", "不销往该国家"),
        "throttled" => ("limited", "被限流"),
        "unauthorised" => ("not allowed", "无权限"),
        "unreadable" => ("unreadable", "无法解析"),
        "failed" => ("failed", "失败"),
        other => return harmless(other),
    };
    lang.pick(en, zh).to_owned()
}

/// How far away a moment is.
pub(crate) fn away(at: Moment, now: Timestamp, lang: Lang) -> String {
    distance(at.into(), now, lang)
}

/// `2026-11-23 17:20`, in UTC, as the days of history are.
pub(crate) fn minute(at: Moment) -> String {
    let text = Timestamp::from(at).to_string();
    text.get(..16).unwrap_or(&text).replace('T', " ")
}

/// `2026-11-23`.
pub(crate) fn day(at: Moment) -> String {
    let text = Timestamp::from(at).to_string();
    text.get(..10).unwrap_or(&text).to_owned()
}
