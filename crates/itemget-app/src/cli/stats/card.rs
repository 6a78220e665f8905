//! The statistics of one series at length.

use itemget_history::discount::{Claim, Discount};
use itemget_history::stats::{Extreme, UnitsPerDay, Verdict, WindowStats};
use itemget_history::{Figure, Told};

use super::compute::Computed;
use crate::cli::Context;
use crate::cli::history::label;
use crate::cli::style::Paint;
use crate::cli::table::{Side, grid, harmless};
use crate::cli::told::{day, minute, told};
use crate::lang::Lang;
use crate::records::{Conversion, ConvertedRecord};

pub(super) fn show(computed: &Computed, context: &mut Context<'_>) -> anyhow::Result<()> {
    let record = &computed.record;
    let (lang, paint) = (context.lang, context.output.paint);
    let title = record.of.title.as_deref().map(harmless).unwrap_or_default();
    let id = paint.strong(&record.of.id.to_string());
    context.output.line(format!("{id}  {title}").trim_end())?;
    let of = paint.faint(&format!("{} · {}", label(&record.of, lang), record.of.api));
    context.output.line(&format!("  {of}"))?;
    context.output.line(&format!("  {}", current(computed, lang)))?;
    if let Some(judgement) = &record.stats.judgement {
        let text = verdict(judgement.verdict, lang);
        let seen = &judgement.coverage.observed;
        let seen = lang.pick(
            format!("seen for {seen} of the time"),
            format!("观测覆盖 {seen} 的时间"),
        );
        let text = painted(judgement.verdict, &text, paint);
        context
            .output
            .line(&format!("  {text} {}", paint.faint(&format!("({seen})"))))?;
    }
    context.output.line("")?;
    windows(&record.stats.windows, context)?;
    if let Some(converted) = &record.converted {
        context.output.line("")?;
        conversions(converted, context)?;
    }
    if let Some(discount) = &record.discount {
        context.output.line("")?;
        evidence(discount, context)?;
    }
    Ok(())
}

fn current(computed: &Computed, lang: Lang) -> String {
    let current = &computed.record.stats.current;
    let now = told(Some(&current.told), lang);
    match (&current.known, &current.told) {
        (Some(known), Told::Value(_)) => {
            let since = minute(known.since);
            lang.pick(format!("{now} since {since}"), format!("{now}，自 {since} 起"))
        }
        (Some(known), _) => {
            let last = told(Some(&known.told), lang);
            let seen = minute(known.seen);
            lang.pick(
                format!("{now}; last known: {last}, seen {seen}"),
                format!("{now}；最后已知：{last}，于 {seen}"),
            )
        }
        (None, _) => now,
    }
}

/// A verdict in words.
pub(super) fn verdict(verdict: Verdict, lang: Lang) -> String {
    let (en, zh) = match verdict {
        Verdict::TooLittleSeen { days, enough, .. } => {
            let (least, share) = (enough.days, enough.observed);
            return match lang {
                Lang::En => format!(
                    "too little seen to judge: {days} days with a price ({least} and {share} of the time are needed)"
                ),
                Lang::Zh => format!(
                    "观测不足，无法判断：有价格的天数为 {days}（至少需要 {least} 天和 {share} 的时间）"
                ),
            };
        }
        Verdict::NotToBeHad { .. } => ("not to be had now", "目前无法购买"),
        Verdict::NotKnownNow { .. } => ("the price now is not known", "目前的价格未知"),
        Verdict::LowestEver => ("the lowest price ever seen", "有记录以来的最低价"),
        Verdict::Good => ("a good price: it was mostly higher", "好价：多数时间更贵"),
        Verdict::Usual => ("the usual price", "平常价"),
        Verdict::High => ("a high price: it was mostly lower", "偏贵：多数时间更便宜"),
        Verdict::HighestEver => ("the highest price ever seen", "有记录以来的最高价"),
    };
    lang.pick(en, zh).to_owned()
}

/// A verdict as one word or two, for a column.
pub(super) fn short(verdict: Verdict, lang: Lang) -> &'static str {
    let (en, zh) = match verdict {
        Verdict::TooLittleSeen { .. } => ("too little seen", "观测不足"),
        Verdict::NotToBeHad { .. } => ("not to be had", "无法购买"),
        Verdict::NotKnownNow { .. } => ("not known now", "目前未知"),
        Verdict::LowestEver => ("lowest ever", "历史最低"),
        Verdict::Good => ("good", "好价"),
        Verdict::Usual => ("usual", "平常"),
        Verdict::High => ("high", "偏贵"),
        Verdict::HighestEver => ("highest ever", "历史最高"),
    };
    lang.pick(en, zh)
}

/// A verdict's text in its colour.
pub(super) fn painted(verdict: Verdict, text: &str, paint: Paint) -> String {
    match verdict {
        Verdict::LowestEver | Verdict::Good => paint.good(text),
        Verdict::High | Verdict::HighestEver => paint.warning(text),
        Verdict::Usual => text.to_owned(),
        Verdict::TooLittleSeen { .. }
        | Verdict::NotToBeHad { .. }
        | Verdict::NotKnownNow { .. } => paint.faint(text),
    }
}

fn dash() -> String {
    "–".to_owned()
}

/// A number without its currency: that stands above.
pub(super) fn amount(figure: Option<&Figure>) -> String {
    figure.map_or_else(dash, |figure| Figure { currency: None, ..*figure }.to_string())
}

fn extreme(extreme: Option<&Extreme>) -> String {
    extreme
        .map_or_else(dash, |it| format!("{} {}", amount(Some(&it.value)), day(it.from)))
}

/// Units per day as a range: `3–5`, or `3+` where nothing bounds it.
pub(super) fn units(units: Option<&UnitsPerDay>) -> String {
    match units {
        None => dash(),
        Some(UnitsPerDay { least, most: Some(most), .. }) if least == most => {
            least.to_string()
        }
        Some(UnitsPerDay { least, most: Some(most), .. }) => format!("{least}–{most}"),
        Some(UnitsPerDay { least, most: None, .. }) => format!("{least}+"),
    }
}

/// The best-bounded way of counting sales that there is, each by itself in the data.
pub(super) fn sold(window: &WindowStats) -> String {
    let of = &window.units;
    let total = of.sold_total.as_ref().or(of.thirty_days.as_ref());
    let stock = of.stock.as_ref().and_then(|it| it.per_day.as_ref());
    match (total, stock) {
        (Some(total), _) => units(Some(total)),
        (None, Some(stock)) => format!("{}+", stock.least),
        (None, None) => dash(),
    }
}

fn windows(windows: &[WindowStats], context: &mut Context<'_>) -> anyhow::Result<()> {
    let lang = context.lang;
    let heading = lang.pick(
        [
            "Days", "Lowest", "Highest", "Mean", "Median", "Dearer", "Drops", "In stock",
            "Sold/day", "Seen",
        ],
        [
            "天数",
            "最低",
            "最高",
            "均值",
            "中位数",
            "更贵占比",
            "降价",
            "有货",
            "日销",
            "观测",
        ],
    );
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    rows.extend(windows.iter().map(|window| {
        vec![
            window
                .days
                .map_or_else(|| lang.pick("all", "全部").to_owned(), |it| it.to_string()),
            extreme(window.lowest.as_ref()),
            extreme(window.highest.as_ref()),
            amount(window.mean.as_ref()),
            amount(window.median.as_ref()),
            window.higher.map_or_else(dash, |it| it.to_string()),
            window.drops.count.to_string(),
            window.in_stock.share.map_or_else(dash, |it| it.to_string()),
            sold(window),
            window.coverage.observed.to_string(),
        ]
    }));
    let lines = grid(&rows, &[Side::Right; 10], context.output.width);
    for (at, line) in lines.iter().enumerate() {
        let line = match at {
            0 => context.output.paint.faint(line),
            _ => line.clone(),
        };
        context.output.line(&line)?;
    }
    Ok(())
}

fn conversions(
    record: &ConvertedRecord,
    context: &mut Context<'_>,
) -> anyhow::Result<()> {
    let lang = context.lang;
    let all = || lang.pick("ever", "全部").to_owned();
    let now = (lang.pick("now", "现在").to_owned(), record.current.as_ref());
    let lowest = record.lowest.iter().map(|(days, it)| {
        let days = days.map_or_else(all, |it| it.to_string());
        (lang.pick(format!("lowest {days}"), format!("{days} 天最低")), it.as_ref())
    });
    let mut rows = Vec::new();
    for (label, conversion) in std::iter::once(now).chain(lowest) {
        let (value, from) = match conversion {
            None => continue,
            Some(Conversion::Converted(it)) => (
                it.value.to_string(),
                lang.pick(
                    format!(
                        "{} at {} of {} ({})",
                        it.original, it.rate, it.rate_date, it.source
                    ),
                    format!(
                        "{}，汇率 {}（{}，{}）",
                        it.original, it.rate, it.rate_date, it.source
                    ),
                ),
            ),
            Some(Conversion::Missing(why)) => (dash(), why.to_string()),
        };
        rows.push(vec![label, value, from]);
    }
    let sides = [Side::Left, Side::Right, Side::Left];
    for line in grid(&rows, &sides, context.output.width) {
        context.output.line(&format!("  {line}"))?;
    }
    Ok(())
}

/// The evidence on a claimed discount.
fn evidence(discount: &Discount, context: &mut Context<'_>) -> anyhow::Result<()> {
    let (lang, paint) = (context.lang, context.output.paint);
    let text = claim(discount.verdict, lang);
    let text = match discount.verdict {
        Claim::NotLower { .. } | Claim::Overstated { .. } => paint.warning(&text),
        Claim::BorneOut { .. } => paint.good(&text),
        Claim::NoPrice | Claim::NotClaimed | Claim::TooLittleSeen { .. } => {
            paint.faint(&text)
        }
    };
    context.output.line(&format!("  {text}"))?;
    let mut rows = Vec::new();
    let mut row = |en: &str, zh: &str, value: String, when: String| {
        rows.push(vec![lang.pick(en, zh).to_owned(), value, when]);
    };
    if let Some(present) = &discount.present {
        row("price now", "现价", present.price.to_string(), minute(present.since));
    }
    if let Some(list) = &discount.claimed.list {
        let since = discount.claimed.list_since.map(minute).unwrap_or_default();
        row("list price", "标示原价", list.to_string(), since);
    }
    if let Some(before) = &discount.before {
        let lowest = before.lowest.as_ref();
        row(
            "lowest of the 30 days before",
            "此前 30 天最低价",
            lowest.map_or_else(dash, |it| it.value.to_string()),
            lowest.map(|it| minute(it.from)).unwrap_or_default(),
        );
    }
    let usual = discount.usual.usual.as_ref();
    row(
        "most common of 90 days",
        "90 天内最常见价格",
        usual.map_or_else(dash, |it| it.value.to_string()),
        usual.map(|it| it.share.to_string()).unwrap_or_default(),
    );
    let sides = [Side::Left, Side::Right, Side::Left];
    for line in grid(&rows, &sides, context.output.width) {
        context.output.line(&format!("  {line}"))?;
    }
    Ok(())
}

fn claim(claim: Claim, lang: Lang) -> String {
    match (claim, lang) {
        (Claim::NoPrice, Lang::En) => "no price now: nothing to compare".to_owned(),
        (Claim::NoPrice, Lang::Zh) => "目前没有价格，无从比较".to_owned(),
        (Claim::NotClaimed, Lang::En) => "no discount is claimed".to_owned(),
        (Claim::NotClaimed, Lang::Zh) => "没有标示折扣".to_owned(),
        (Claim::NotLower { claimed, .. }, Lang::En) => {
            format!("{claimed} claimed, and it was as low within the 30 days before")
        }
        (Claim::NotLower { claimed, .. }, Lang::Zh) => {
            format!("标示折扣 {claimed}，但此前 30 天内曾同样便宜或更便宜")
        }
        (Claim::Overstated { claimed, at_most }, Lang::En) => {
            format!("{claimed} claimed, {at_most} at most below the 30 days before")
        }
        (Claim::Overstated { claimed, at_most }, Lang::Zh) => {
            format!("标示折扣 {claimed}，实际比此前 30 天最多低 {at_most}")
        }
        (Claim::BorneOut { claimed, found }, Lang::En) => {
            format!("{claimed} claimed, {found} seen: it is borne out")
        }
        (Claim::BorneOut { claimed, found }, Lang::Zh) => {
            format!("标示折扣 {claimed}，实际观测为 {found}，属实")
        }
        (Claim::TooLittleSeen { claimed, observed, enough }, Lang::En) => format!(
            "{claimed} claimed; {observed} of the 30 days were seen, {enough} are needed to tell"
        ),
        (Claim::TooLittleSeen { claimed, observed, enough }, Lang::Zh) => {
            format!(
                "标示折扣 {claimed}；此前 30 天观测了 {observed}，至少需要 {enough} 才能判断"
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use itemget::Count;
    use itemget_history::stats::{Coverage, Window};
    use itemget_history::{Moment, Timeline};

    use super::*;

    #[test]
    fn units_are_told_as_the_range_they_are() {
        let window =
            Window { from: Moment::from_seconds(0), until: Moment::from_seconds(9) };
        let coverage = Coverage::of(&Timeline::default(), Count::exact(0), window);
        for (least, most, expected) in
            [(3, Some(5), "3–5"), (3, Some(3), "3"), (3, None, "3+")]
        {
            let units_per_day = UnitsPerDay {
                least: least.into(),
                most: most.map(Into::into),
                units_least: 0,
                units_most: None,
                over: window,
                coverage: coverage.clone(),
            };
            assert_eq!(units(Some(&units_per_day)), expected);
        }
    }
}
