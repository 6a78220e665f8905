//! What something would cost, shown before it is spent.

use std::time::Duration;

use itemget::Call as _;
use itemget::api::affiliate::ProductShippingGet;
use itemget::api::dropship::FreightQuery;

use super::Context;
use super::duration;
use super::format::Format;
use super::table::{Side, grid, thousands};
use crate::connect::Connection;
use crate::lang::Lang;
use crate::records::{CallsRecord, ListRecord, PlanRecord, csv_line, json_text};
use crate::survey::{Calls, Survey, durations, today};

/// What something would cost.
#[derive(Debug)]
pub(super) struct Plan {
    record: PlanRecord,
}

/// What takes no longer is begun without a word.
const LONG: Duration = Duration::from_secs(600);

impl Plan {
    /// Of a list that was looked through.
    pub(super) async fn of_list(
        survey: Survey,
        connection: &Connection,
    ) -> anyhow::Result<Self> {
        let mut plan = Self::of(&survey.calls, connection).await?;
        plan.record.list = Some(ListRecord {
            texts: survey.texts,
            distinct: survey.distinct,
            short_links: survey.short_links,
            repeated: survey.texts
                - survey.distinct
                - survey.short_links
                - survey.not_items,
            not_items: survey.not_items,
        });
        Ok(plan)
    }

    /// Of some calls.
    pub(super) async fn of(
        calls: &[Calls],
        connection: &Connection,
    ) -> anyhow::Result<Self> {
        let limiter = &connection.limiter;
        let (at_least, at_most) = durations(calls, &limiter.options().limits);
        let report = limiter.report().await?;
        let today = today(calls, &report);
        let calls = calls.iter().map(|calls| {
            let today = today.get(calls.method.as_str()).copied().unwrap_or_default();
            CallsRecord {
                method: calls.method.clone(),
                at_least: calls.at_least,
                at_most: calls.at_most,
                spent_today: today.spent,
                left_today: today.left,
            }
        });
        let record = PlanRecord::new(calls.collect(), at_least, at_most);
        Ok(Self { record })
    }

    /// How many calls are left today of those that it takes.
    pub(super) fn left_today(&self) -> Option<u64> {
        self.record.calls.first()?.left_today
    }
}

/// Shows it as data.
pub(super) fn show(
    plan: &Plan,
    format: Option<Format>,
    context: &mut Context<'_>,
) -> anyhow::Result<()> {
    let record = &plan.record;
    match Format::or_for(format, context.output.data_is_for_a_person) {
        Format::Json => {
            let text = serde_json::to_string_pretty(record)?;
            context.output.line(&text)?;
        }
        Format::Jsonl => json_text(context.output.data(), record)?,
        Format::Csv => {
            csv_line(context.output.data(), &CallsRecord::COLUMNS)?;
            for calls in &record.calls {
                csv_line(context.output.data(), &calls.cells())?;
            }
        }
        Format::Table => {
            for line in lines(record, context.lang) {
                context.output.line(&line)?;
            }
        }
    }
    Ok(())
}

/// Says it beforehand where it takes long.
pub(super) fn say_if_long(plan: &Plan, context: &Context<'_>) {
    let (at_least, at_most) = (plan.record.at_least, plan.record.at_most);
    if at_most.unwrap_or(at_least) < LONG {
        return;
    }
    let time = time(at_least, at_most, context.lang);
    context.output.note(&match context.lang {
        Lang::En => format!("this list needs {time} at your quota"),
        Lang::Zh => format!("按当前配额，此列表需要 {time}"),
    });
}

fn lines(record: &PlanRecord, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(list) = &record.list {
        let [texts, distinct, repeated, not_items] =
            [list.texts, list.distinct, list.repeated, list.not_items].map(thousands);
        lines.push(match lang {
            Lang::En => format!(
                "{texts} lines: {distinct} items to ask for, {repeated} repeated, {not_items} no items"
            ),
            Lang::Zh => format!(
                "共 {texts} 行：待查询商品 {distinct} 个，重复 {repeated} 行，非商品 {not_items} 行"
            ),
        });
        if list.short_links > 0 {
            let links = thousands(list.short_links);
            lines.push(match lang {
                Lang::En => format!(
                    "{links} short links to follow besides, a request each that is no call; to which items, nobody knows beforehand"
                ),
                Lang::Zh => format!(
                    "另有 {links} 个短链接需联网查询（不计入调用次数），指向哪些商品事先未知"
                ),
            });
        }
        lines.push(String::new());
    }
    lines.extend(table(&record.calls, lang));
    lines.push(String::new());
    let is_open = |calls: &CallsRecord| calls.at_most.is_none();
    let mut open = record.calls.iter().filter(|calls| is_open(calls));
    let freight = [FreightQuery::METHOD, ProductShippingGet::METHOD];
    if open.any(|calls| freight.contains(&&*calls.method)) {
        let text = lang.pick(
            "Freight takes a call for each variant: how many there are is known when the items are.",
            "每个规格查询一次物流：规格数量要取得商品后才知道。",
        );
        lines.push(text.to_owned());
    }
    let time = time(record.at_least, record.at_most, lang);
    lines.push(match lang {
        Lang::En => format!("At the limits that are known: {time}. Nothing was called."),
        Lang::Zh => format!("按已知限额：{time}。未进行任何调用。"),
    });
    lines
}

/// A line for each API.
fn table(calls: &[CallsRecord], lang: Lang) -> Vec<String> {
    let head = lang.pick(
        ["API", "Calls", "Spent today", "Left today"],
        ["接口", "调用次数", "今日已用", "今日剩余"],
    );
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for calls in calls {
        let unknown = || lang.pick("not known", "未知").to_owned();
        let count = match (calls.at_least, calls.at_most) {
            (least, Some(most)) if least == most => thousands(most),
            (least, Some(most)) => format!("{} – {}", thousands(least), thousands(most)),
            (0, None) => unknown(),
            (least, None) => match lang {
                Lang::En => format!("{} or more", thousands(least)),
                Lang::Zh => format!("至少 {}", thousands(least)),
            },
        };
        let left = calls.left_today.map_or_else(unknown, thousands);
        rows.push(vec![calls.method.clone(), count, thousands(calls.spent_today), left]);
    }
    grid(&rows, &[Side::Left, Side::Right, Side::Right, Side::Right], usize::MAX)
}

fn time(at_least: Duration, at_most: Option<Duration>, lang: Lang) -> String {
    let short = Duration::from_secs(1);
    let words = |duration: Duration| match duration < short {
        true => lang.pick("no waiting", "无需等待").to_owned(),
        false => duration::words(duration, lang),
    };
    match at_most {
        Some(at_most) if at_most < short || at_most == at_least => words(at_most),
        Some(at_most) if at_least < short => match lang {
            Lang::En => format!("up to {}", words(at_most)),
            Lang::Zh => format!("最多 {}", words(at_most)),
        },
        Some(at_most) => match lang {
            Lang::En => format!("{} to {}", words(at_least), words(at_most)),
            Lang::Zh => format!("{} 至 {}", words(at_least), words(at_most)),
        },
        None if at_least < short => {
            lang.pick("how long is not known", "所需时间未知").to_owned()
        }
        None => match lang {
            Lang::En => format!("{} or more", words(at_least)),
            Lang::Zh => format!("至少 {}", words(at_least)),
        },
    }
}
