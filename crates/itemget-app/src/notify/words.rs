//! An alert in words: what happened, and why it is told.

use itemget_history::alert::{
    Against, Away, Condition, Extreme, Fact, Firing, Period, Point, Telling, Window,
};
use itemget_history::{Absence, Kind, Moment, Quantity, Unit, minor_digits};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;

use crate::lang::Lang;

/// What happened, in one line: `sale price 17.00 EUR, before 20.00 EUR (-15%)`.
pub(crate) fn happened(firing: &Firing, lang: Lang) -> String {
    let after = fact(firing, firing.after.fact, lang);
    if let Against::Presence = firing.against {
        return after;
    }
    let name = kind(firing.series.kind, lang);
    if let Against::Sales { units, per, .. } = firing.against {
        let per = period(per, lang);
        return lang.pick(
            format!("sells at least {} per {per}", units.normalize()),
            format!("每{per}至少售出 {} 件", units.normalize()),
        );
    }
    let now = format!("{name} {after}");
    let Some(before) = firing.before else { return now };
    let was = fact(firing, before.fact, lang);
    let share = firing.change().and_then(|(_, share)| share);
    let share = share.map(|share| match share > Decimal::ZERO {
        true => format!("+{share}%"),
        false => format!("{share}%"),
    });
    match (lang, share) {
        (Lang::En, Some(share)) => format!("{now}, before {was} ({share})"),
        (Lang::En, None) => format!("{now}, before {was}"),
        (Lang::Zh, Some(share)) => format!("{now}，原为 {was}（{share}）"),
        (Lang::Zh, None) => format!("{now}，原为 {was}"),
    }
}

/// Why it is told: the rule, and what was measured by.
pub(crate) fn why(firing: &Firing, zone: &TimeZone, lang: Lang) -> String {
    let rule = &firing.rule;
    let measured = match firing.against {
        Against::Extreme { extreme, window, point, coverage } => Some({
            let value = fact(firing, point.fact, lang);
            let (day, percent) = (date(point.seen, zone), coverage.percent());
            let which = extreme_of(extreme, window, lang);
            lang.pick(
                format!(
                    "{which} was {value}, last on {day}; {percent}% of the time seen"
                ),
                format!("{which}为 {value}，最后见于 {day}；该期间观测覆盖 {percent}%"),
            )
        }),
        Against::LastAlert(point) => Some({
            let value = fact(firing, point.fact, lang);
            let day = date(point.since, zone);
            lang.pick(
                format!("measured from {value} of {day}"),
                format!("以 {day} 的 {value} 为基准"),
            )
        }),
        Against::Sales { since, .. } => Some({
            let day = date(since, zone);
            lang.pick(format!("counted since {day}"), format!("自 {day} 起计"))
        }),
        Against::Level | Against::Last | Against::Presence => {
            firing.before.map(|before| was_so(before, zone, lang))
        }
    };
    match measured {
        Some(measured) => lang.pick(
            format!("why: `{rule}`; {measured}"),
            format!("原因：规则 `{rule}`；{measured}"),
        ),
        None => lang.pick(format!("why: `{rule}`"), format!("原因：规则 `{rule}`")),
    }
}

/// How sure it is, and where it was seen.
pub(super) fn seen(firing: &Firing, zone: &TimeZone, lang: Lang) -> String {
    let key = &firing.key;
    let at = crate::moments::local(Timestamp::from(firing.at), zone);
    let view = format!("{}, {}, {}", key.ship_to, key.currency, key.source);
    let confirmation = firing.confirmation;
    match confirmation.telling {
        Telling::Confirmed => lang.pick(
            format!("seen {at}, confirmed by {} readings; {view}", confirmation.reads),
            format!("观测于 {at}，{} 次读数一致；{view}", confirmation.reads),
        ),
        Telling::AtOnce => lang.pick(
            format!("seen {at}, one reading, unconfirmed; {view}"),
            format!("观测于 {at}，仅一次读数，尚未确认；{view}"),
        ),
    }
}

/// The shortest word for what happened, for a subject.
pub(super) fn headline(firing: &Firing, lang: Lang) -> &'static str {
    let (en, zh) = match (firing.rule.condition, firing.change()) {
        (Condition::Gone(Away::OutOfStock), _) => ("out of stock", "缺货"),
        (Condition::Gone(Away::OffSale), _) => ("off sale", "已下架"),
        (Condition::BackInStock, _) => ("back in stock", "恢复供应"),
        (Condition::SellsFaster { .. }, _) => ("sells fast", "热销"),
        (_, change) => {
            let is_money = firing.series.kind.unit() == Unit::Money;
            match (is_money, change.map(|(change, _)| change < Decimal::ZERO)) {
                (true, Some(true)) => ("price down", "降价"),
                (true, Some(false)) => ("price up", "涨价"),
                (true, None) => ("price", "价格"),
                (false, Some(true)) => ("less", "减少"),
                (false, Some(false)) => ("more", "增加"),
                (false, None) => ("alert", "提醒"),
            }
        }
    };
    lang.pick(en, zh)
}

fn was_so(before: Point, zone: &TimeZone, lang: Lang) -> String {
    let (since, until) = (date(before.since, zone), date(before.seen, zone));
    match since == until {
        true => lang
            .pick(format!("before that, seen on {since}"), format!("此前见于 {since}")),
        false => lang.pick(
            format!("before that, from {since} to {until}"),
            format!("此前自 {since} 至 {until}"),
        ),
    }
}

fn fact(firing: &Firing, fact: Fact, lang: Lang) -> String {
    match fact {
        Fact::Value(value) => amount(value, firing.series.kind, firing.key.currency),
        Fact::Here => lang.pick("can be bought", "可购买").to_owned(),
        Fact::Absent(absence) => absent(absence, lang).to_owned(),
    }
}

/// A number with its unit; money with the decimals of its currency.
fn amount(value: Quantity, kind: Kind, currency: itemget::Currency) -> String {
    match kind.unit() {
        Unit::Money => {
            let mut number = value.decimal();
            let digits = minor_digits(currency);
            if number.scale() < digits {
                number.rescale(digits);
            }
            let plus = match value.bound() {
                itemget::Bound::Exact => "",
                itemget::Bound::AtLeast => "+",
            };
            format!("{number}{plus} {currency}")
        }
        Unit::Percent => format!("{value}%"),
        Unit::Count | Unit::Stars | Unit::Flag => value.to_string(),
    }
}

fn date(moment: Moment, zone: &TimeZone) -> String {
    Timestamp::from(moment).to_zoned_datetime(zone.clone()).date().to_string()
}

fn extreme_of(extreme: Extreme, window: Window, lang: Lang) -> String {
    let (en, zh) = match extreme {
        Extreme::Lowest => ("lowest", "最低"),
        Extreme::Highest => ("highest", "最高"),
    };
    match window {
        Window::Ever => lang.pick(format!("the {en} ever"), format!("有记录以来{zh}")),
        Window::Days(days) => {
            lang.pick(format!("the {en} of {days} days"), format!("{days} 天内{zh}"))
        }
    }
}

fn period(period: Period, lang: Lang) -> &'static str {
    let (en, zh) = match period {
        Period::Hour => ("hour", "小时"),
        Period::Day => ("day", "天"),
        Period::Week => ("week", "周"),
    };
    lang.pick(en, zh)
}

fn absent(absence: Absence, lang: Lang) -> &'static str {
    let (en, zh) = match absence {
        Absence::SoldOut => ("sold out", "已售罄"),
        Absence::OffSale => ("taken off sale", "已下架"),
        Absence::NotFound => ("no longer there", "商品已不存在"),
        Absence::NotSoldToCountry => ("not sold to this country", "不销往该国家"),
        Absence::NotListed => ("this variant is no longer listed", "该规格已不在列"),
        Absence::NotDelivered => ("not delivered there", "无法配送到该地"),
        _ => ("cannot be had", "不可购买"),
    };
    lang.pick(en, zh)
}

fn kind(kind: Kind, lang: Lang) -> &'static str {
    let (en, zh) = match kind {
        Kind::Availability => ("availability", "供应情况"),
        Kind::SalePrice => ("sale price", "售价"),
        Kind::ListPrice => ("list price", "原价"),
        Kind::BulkPrice => ("bulk price", "批量价"),
        Kind::AppPrice => ("app price", "App 价"),
        Kind::Stock => ("stock", "库存"),
        Kind::SoldTotal => ("sold in all", "累计销量"),
        Kind::SoldThirtyDays => ("sold in 30 days", "30 天销量"),
        Kind::Stars => ("stars", "评分"),
        Kind::PositiveRate => ("positive reviews", "好评率"),
        Kind::Reviews => ("reviews", "评价数"),
        Kind::DeliveryFee => ("delivery fee", "运费"),
        Kind::SalePriceMost => ("sale price of the dearest variant", "最高规格售价"),
        Kind::ListPriceMost => ("list price of the dearest variant", "最高规格原价"),
        Kind::StatedDiscount => ("stated discount", "标称折扣"),
        _ => return kind.word(),
    };
    lang.pick(en, zh)
}
