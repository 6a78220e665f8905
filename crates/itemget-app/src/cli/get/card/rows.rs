//! The labelled rows of a card, and the line that says where it all came from.

use itemget::item::{DeliveryOption, Logistics, Observed, SaleStatus, Trade};
use itemget::{Item, Money, PriceRange};
use jiff::Timestamp;
use rust_decimal::Decimal;

use super::super::super::Context;
use super::super::super::table::{count, harmless};
use crate::delivered::{Doors, with_tax};
use crate::fields::Fields;
use crate::lang::Lang;
use crate::ways;

/// A label, and what there is to say.
type Row = (&'static str, String);

/// The rows that are wanted, in their order.
pub(super) fn of(item: &Item, fields: &Fields, context: &Context<'_>) -> Vec<Row> {
    let (paint, lang) = (context.output.paint, context.lang);
    let unknown = || paint.faint(lang.pick("not told", "接口未提供"));
    let mut rows = Vec::new();
    if fields.want("price", "sale") || fields.want("price", "list") {
        let text = price(item, context).unwrap_or_else(unknown);
        rows.push((lang.pick("Price", "价格"), text));
    }
    let status = item.basics.as_ref().and_then(|basics| basics.value.status.as_ref());
    // What cannot be bought is not asked for.
    if fields.want_freight() && status != Some(&SaleStatus::OffSale) {
        let text = at_the_door(item, lang).unwrap_or_else(unknown);
        rows.push((lang.pick("At the door", "到手价"), text));
    }
    if fields.want("stock", "total") {
        let text = stock(item, lang).unwrap_or_else(unknown);
        rows.push((lang.pick("Stock", "库存"), text));
    }
    let trade = item.trade.as_ref().map(|trade| &trade.value);
    if fields.want("trade", "sold_total") || fields.want("trade", "sold_30_days") {
        let text = trade.and_then(|trade| sold(trade, lang)).unwrap_or_else(unknown);
        rows.push((lang.pick("Sold", "销量"), text));
    }
    if fields.want("trade", "stars") || fields.want("trade", "reviews") {
        let text = trade.and_then(|trade| rating(trade, lang)).unwrap_or_else(unknown);
        rows.push((lang.pick("Rating", "评价"), text));
    }
    if let Some(rate) = trade.and_then(|trade| trade.commission.as_ref()?.rate)
        && fields.want("trade", "commission")
    {
        rows.push((lang.pick("Commission", "佣金"), rate.to_string()));
    }
    if fields.want("basics", "shop") {
        rows.extend(shop(item, lang).map(|text| (lang.pick("Shop", "店铺"), text)));
    }
    if fields.want("basics", "categories") {
        let text = categories(item);
        rows.extend(text.map(|text| (lang.pick("Category", "类目"), text)));
    }
    if let Some(logistics) = item.logistics.as_ref().map(|it| &it.value) {
        rows.extend(delivery(logistics, fields, lang));
    }
    if let Some(url) = item.basics.as_ref().and_then(|it| it.value.page_url.as_deref())
        && fields.want("basics", "page_url")
    {
        rows.push((lang.pick("Page", "页面"), harmless(url)));
    }
    rows
}

/// Whether anything of the variants is wanted.
pub(super) fn wants_variants(fields: &Fields) -> bool {
    ["attributes", "sale_price", "list_price", "stock", "sku_id"]
        .into_iter()
        .any(|field| fields.want("variants", field))
}

fn price(item: &Item, context: &Context<'_>) -> Option<String> {
    let (paint, lang) = (context.output.paint, context.lang);
    let price = &item.price.as_ref()?.value;
    let now = price.sale.or(price.list)?;
    let mut text = paint.strong(&now.to_string());
    if let (Some(list), Some(sale)) = (price.list, price.sale)
        && list != sale
    {
        let label = lang.pick("list", "原价");
        text = format!("{text}   {label} {}", paint.struck(&list.to_string()));
        if let Some(off) = discount(item) {
            text = format!("{text}   {}", paint.good(&off));
        }
    }
    if let Some(stated) = price.stated_discount {
        let label = lang.pick("stated discount", "标称折扣");
        text = format!("{text}   {}", paint.faint(&format!("{label} {stated}")));
    }
    if let Some(app) = price.app.filter(|app| Some(*app) != price.sale) {
        let label = lang.pick("in the app", "App 价");
        text = format!("{text}   {label} {app}");
    }
    if price.tax_included == Some(true) {
        text = format!("{text}   {}", paint.faint(lang.pick("with tax", "含税")));
    }
    Some(text)
}

/// What it costs with its delivery; how many variants are not brought, or not known to be.
fn at_the_door(item: &Item, lang: Lang) -> Option<String> {
    let Doors { range, not_sent, unknown, variants } = Doors::of(item);
    let country = item.view.ship_to;
    let range = range.map(|range| match (with_tax(item), lang) {
        (true, Lang::En) => format!("{range} to {country}"),
        (true, Lang::Zh) => format!("{range}（寄往 {country}）"),
        (_, Lang::En) => format!("{range} to {country}, taxes not included"),
        (_, Lang::Zh) => format!("{range}（寄往 {country}，不含税费）"),
    });
    let not_sent = (not_sent > 0).then(|| match lang {
        Lang::En if not_sent == variants => format!("nobody brings it to {country}"),
        Lang::Zh if not_sent == variants => format!("无法送达 {country}"),
        Lang::En => format!("{not_sent} of {variants} variants are not sent there"),
        Lang::Zh => format!("{variants} 个规格中有 {not_sent} 个无法送达"),
    });
    let unknown = (unknown > 0).then(|| match lang {
        Lang::En if unknown == variants => "not known".to_owned(),
        Lang::Zh if unknown == variants => "未知".to_owned(),
        Lang::En => format!("of {unknown} of {variants} variants not known"),
        Lang::Zh => format!("{variants} 个规格中有 {unknown} 个未知"),
    });
    joined([range, not_sent, unknown])
}

/// The discount, or the least and the most of its variants: of the item's own ranges it
/// is not known which list price belongs to which sale price.
fn discount(item: &Item) -> Option<String> {
    let skus = item.variants.iter().flat_map(|it| &it.value.skus);
    let of_skus = skus.filter_map(|sku| percent_off(sku.list_price?, sku.sale_price?));
    let mut all: Vec<Decimal> = of_skus.collect();
    if all.is_empty() {
        let price = &item.price.as_ref()?.value;
        let single = |range: PriceRange| (range.min == range.max).then_some(range.min);
        all.extend(percent_off(single(price.list?)?, single(price.sale?)?));
    }
    let (least, most) = (all.iter().min()?, all.iter().max()?);
    match (most.is_zero(), least == most) {
        (true, _) => None,
        (_, true) => Some(format!("−{least}%")),
        _ => Some(format!("−{least}…{most}%")),
    }
}

/// How much less `sale` is, in whole percent, rounded down; of two currencies nothing can
/// be said.
fn percent_off(list: Money, sale: Money) -> Option<Decimal> {
    if list.currency != sale.currency || sale.amount > list.amount {
        return None;
    }
    let off = list.amount.checked_sub(sale.amount)?.checked_mul(Decimal::ONE_HUNDRED)?;
    Some(off.checked_div(list.amount)?.floor())
}

fn stock(item: &Item, lang: Lang) -> Option<String> {
    let total = count(item.stock.as_ref()?.value.total?);
    let skus = item.variants.as_ref().map_or(0, |variants| variants.value.skus.len());
    Some(match (skus, lang) {
        (0 | 1, _) => total,
        (skus, Lang::En) => format!("{total} over {skus} variants"),
        (skus, Lang::Zh) => format!("{total}（共 {skus} 个规格）"),
    })
}

fn sold(trade: &Trade, lang: Lang) -> Option<String> {
    let in_30_days = trade.sold_30_days.map(|sold| match lang {
        Lang::En => format!("{} in 30 days", count(sold)),
        Lang::Zh => format!("近 30 天 {}", count(sold)),
    });
    let total = trade.sold_total.map(|sold| match lang {
        Lang::En => format!("{} in total", count(sold)),
        Lang::Zh => format!("累计 {}", count(sold)),
    });
    joined([in_30_days, total])
}

fn rating(trade: &Trade, lang: Lang) -> Option<String> {
    let stars = trade.stars.map(|stars| format!("{stars} ★"));
    let reviews = trade.reviews.map(|reviews| match lang {
        Lang::En => format!("{} reviews", count(reviews)),
        Lang::Zh => format!("{} 条评价", count(reviews)),
    });
    let positive = trade.positive_rate.map(|rate| match lang {
        Lang::En => format!("{rate} positive"),
        Lang::Zh => format!("好评率 {rate}"),
    });
    joined([stars, reviews, positive])
}

fn shop(item: &Item, lang: Lang) -> Option<String> {
    let shop = item.basics.as_ref()?.value.shop.as_ref()?;
    let rated = |label: &str, stars: Option<Decimal>| {
        stars.map(|stars| format!("{label} {stars}"))
    };
    let ratings = &shop.ratings;
    joined([
        shop.name.as_deref().map(harmless),
        shop.country.as_deref().map(harmless),
        rated(lang.pick("as described", "描述相符"), ratings.as_described),
        rated(lang.pick("answers", "沟通"), ratings.communication),
        rated(lang.pick("sends", "发货"), ratings.shipping_speed),
    ])
}

fn categories(item: &Item) -> Option<String> {
    let categories = &item.basics.as_ref()?.value.categories;
    let names = categories.iter().filter_map(|category| match &category.name {
        Some(name) => Some(harmless(name)),
        None => Some(category.id?.to_string()),
    });
    let names: Vec<String> = names.collect();
    (!names.is_empty()).then(|| names.join(" › "))
}

fn delivery(logistics: &Logistics, fields: &Fields, lang: Lang) -> Vec<Row> {
    let mut rows = Vec::new();
    let from = (!logistics.ship_from.is_empty()).then(|| {
        let places = harmless(&logistics.ship_from.join(", "));
        match lang {
            Lang::En => format!("from {places}"),
            Lang::Zh => format!("发货地 {places}"),
        }
    });
    let handling = logistics.handling_days.map(|days| match lang {
        Lang::En => format!("handed over within {days} days"),
        Lang::Zh => format!("{days} 天内发货"),
    });
    let from = from.filter(|_| fields.want("logistics", "ship_from"));
    let handling = handling.filter(|_| fields.want("logistics", "handling_days"));
    rows.extend(joined([from, handling]).map(|it| (lang.pick("Delivery", "物流"), it)));
    if fields.want("logistics", "options") {
        let options = logistics.options.iter().flatten();
        rows.extend(options.map(|it| ("", option(it, lang))));
        if logistics.options.is_none() && !logistics.by_sku.is_empty() {
            let text = lang.pick(
                "the ways differ by variant: `itemget freight` lists them",
                "各规格的物流方式不同，可用 `itemget freight` 查看",
            );
            rows.push(("", text.to_owned()));
        }
    }
    if let Some(package) = &logistics.package
        && fields.want("logistics", "package")
    {
        let weight = package.weight_kg.map(|weight| format!("{weight} kg"));
        let size = match (package.length_cm, package.width_cm, package.height_cm) {
            (Some(length), Some(width), Some(height)) => {
                Some(format!("{length} × {width} × {height} cm"))
            }
            _ => None,
        };
        rows.extend(joined([weight, size]).map(|it| (lang.pick("Parcel", "包裹"), it)));
    }
    rows
}

fn option(option: &DeliveryOption, lang: Lang) -> String {
    let days = option.days_min.or(option.days_max).map(|_| match lang {
        Lang::En => format!("{} days", ways::days(option)),
        Lang::Zh => format!("{} 天", ways::days(option)),
    });
    let fee = option.fee.map(|_| ways::fee(option, lang));
    let parts = [Some(ways::name(option)), fee, days];
    joined(parts).expect("there is a name")
}

fn joined<const N: usize>(parts: [Option<String>; N]) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// Which API said it and when, and with whose eyes it was seen.
pub(super) fn sources(item: &Item, context: &Context<'_>) -> Vec<String> {
    fn of<T>(group: &Option<Observed<T>>) -> Option<(&str, Timestamp)> {
        group.as_ref().map(|group| (&*group.source, group.observed_at))
    }
    let groups = [
        of(&item.basics),
        of(&item.price),
        of(&item.stock),
        of(&item.trade),
        of(&item.variants),
        of(&item.logistics),
    ];
    let mut sources: Vec<(&str, Timestamp)> = Vec::new();
    for source in groups.into_iter().flatten() {
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    let lang = context.lang;
    let mut lines: Vec<String> = sources
        .iter()
        .map(|(source, at)| {
            let at = at.strftime("%Y-%m-%d %H:%M:%S UTC");
            match lang {
                Lang::En => format!("{}, observed {at}", harmless(source)),
                Lang::Zh => format!("来源 {}，采集于 {at}", harmless(source)),
            }
        })
        .collect();
    let view = &item.view;
    lines.push(match lang {
        // Which country the prices are for, nobody knows; each has its own currency.
        Lang::En if item.view_assumed => {
            "the country and language it was seen with are not known".to_owned()
        }
        Lang::Zh if item.view_assumed => "收货国家与语言未知".to_owned(),
        Lang::En => format!(
            "shipped to {}, prices in {}, texts in {}",
            view.ship_to, view.currency, view.language
        ),
        Lang::Zh => format!(
            "收货国家 {}，币种 {}，语言 {}",
            view.ship_to, view.currency, view.language
        ),
    });
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_discount_is_never_told_too_large_nor_over_two_currencies() {
        let money = |text: &str| {
            let (amount, currency) = text.split_once(' ').unwrap();
            Money::new(amount.parse().unwrap(), currency.parse().unwrap())
        };
        for (list, sale, expected) in [
            ("22.23 EUR", "8.01 EUR", Some(63)),
            ("10 EUR", "9.999 EUR", Some(0)),
            ("10 EUR", "12 EUR", None),
            ("0 EUR", "0 EUR", None),
            ("10 EUR", "5 USD", None),
        ] {
            let percent = percent_off(money(list), money(sale));
            assert_eq!(percent, expected.map(Decimal::from), "{list} {sale}");
        }
    }
}
