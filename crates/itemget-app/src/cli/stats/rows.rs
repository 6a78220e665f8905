//! The statistics of many series: a line each.

use itemget_history::Told;

use super::card::painted;
use crate::cli::Context;
use crate::cli::table::{Side, grid, harmless, thousands};
use crate::lang::Lang;
use crate::saying::{amount, short, sold};
use crate::statistics::Computed;
use crate::told::{day, told};

pub(super) fn show(
    all: &[Computed],
    days: u32,
    context: &mut Context<'_>,
) -> anyhow::Result<()> {
    let (lang, paint) = (context.lang, context.output.paint);
    let heading = match lang {
        Lang::En => [
            "Id".to_owned(),
            "Title".to_owned(),
            "Now".to_owned(),
            "Lowest ever".to_owned(),
            format!("Lowest {days}d"),
            "Mean".to_owned(),
            "In stock".to_owned(),
            "Sold/day".to_owned(),
            "Seen".to_owned(),
            "Verdict".to_owned(),
        ],
        Lang::Zh => [
            "商品 ID".to_owned(),
            "标题".to_owned(),
            "现在".to_owned(),
            "历史最低".to_owned(),
            format!("{days} 天最低"),
            "均值".to_owned(),
            "有货".to_owned(),
            "日销".to_owned(),
            "观测".to_owned(),
            "判断".to_owned(),
        ],
    };
    let mut rows = vec![heading.to_vec()];
    rows.extend(all.iter().map(|computed| row(computed, days, lang)));
    use Side::{Left, Right};
    let sides = [Right, Left, Right, Right, Right, Right, Right, Right, Right, Left];
    let lines = grid(&rows, &sides, context.output.width);
    for (at, line) in lines.iter().enumerate() {
        let Some(computed) = at.checked_sub(1).map(|at| &all[at]) else {
            context.output.line(&paint.faint(line))?;
            continue;
        };
        let line = match &computed.record.stats.judgement {
            Some(judgement) => painted(judgement.verdict, line, paint),
            None => line.clone(),
        };
        context.output.line(&line)?;
    }
    let count = thousands(all.len() as u64);
    context.output.note(&match lang {
        Lang::En => format!("{count} series; the windows are of {days} days"),
        Lang::Zh => format!("共 {count} 个序列，统计区间为 {days} 天"),
    });
    Ok(())
}

fn row(computed: &Computed, days: u32, lang: Lang) -> Vec<String> {
    let record = &computed.record;
    let dash = || "–".to_owned();
    let title = record.of.title.as_deref().map(harmless).unwrap_or_else(dash);
    let name = match (record.of.sku_id, &record.of.variant) {
        (Some(_), Some(variant)) => format!("{} · {title}", harmless(variant)),
        (Some(sku), None) => format!("{sku} · {title}"),
        (None, _) => title,
    };
    let ever = computed.lowest_ever.as_ref();
    let window = record.stats.window(Some(days));
    let now = match &record.stats.current.told {
        Told::Value(figure) => figure.to_string(),
        other => told(Some(other), lang),
    };
    let verdict = record.stats.judgement.as_ref().map(|it| short(it.verdict, lang));
    vec![
        record.of.id.to_string(),
        name,
        now,
        ever.map_or_else(dash, |it| {
            format!("{} {}", amount(Some(&it.value)), day(it.from))
        }),
        amount(window.and_then(|it| it.lowest.as_ref()).map(|it| &it.value)),
        amount(window.and_then(|it| it.mean.as_ref())),
        window.and_then(|it| it.in_stock.share).map_or_else(dash, |it| it.to_string()),
        window.map_or_else(dash, sold),
        window.map_or_else(dash, |it| it.coverage.observed.to_string()),
        verdict.map_or_else(dash, str::to_owned),
    ]
}
