//! The statistics of one series at length.

use itemget_history::Told;
use itemget_history::discount::{Claim, Discount};
use itemget_history::stats::{Extreme, Verdict, WindowStats};

use crate::cli::Context;
use crate::cli::history::label;
use crate::cli::style::Paint;
use crate::cli::table::{Side, grid, harmless};
use crate::lang::Lang;
use crate::messages::not_converted;
use crate::records::{Conversion, ConvertedRecord};
use crate::saying::{amount, claim, dash, sold, verdict};
use crate::statistics::Computed;
use crate::told::{day, minute, told};

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

fn extreme(extreme: Option<&Extreme>) -> String {
    extreme
        .map_or_else(dash, |it| format!("{} {}", amount(Some(&it.value)), day(it.from)))
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
            window.drops.count.map_or_else(dash, |it| it.to_string()),
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
            Some(Conversion::Missing(why)) => (dash(), not_converted(*why, lang)),
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
