//! `itemget quota`: what is spent, left, closed and learned. Nothing is sent.

use clap::Args;
use itemget::Clock as _;
use itemget::limit::{QuotaReport, quota_day_end};
use jiff::Timestamp;
use jiff::tz::{TimeZone, offset};

use super::format::Format;
use super::table::{Side, count, harmless, padded, thousands, width};
use super::{Account, Context};
use crate::config::Places;
use crate::exit::Exit;
use crate::lang::Lang;
use crate::moments::{distance, local, moment};
use crate::records::{QuotaRecord, RateRecord, ScopeRecord, csv_line, json_line};
use crate::{connect, quota};

/// Show what is spent and left of the app's quota; nothing is sent
#[derive(Debug, Args)]
pub(super) struct QuotaArgs {
    /// table, json, jsonl or csv; at a terminal table, else json
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    #[command(flatten)]
    account: Account,
}

pub(super) fn run(args: &QuotaArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let settings = context.settings(args.account.add_to(context.flags.clone()))?;
    let app_key = connect::app_key(&settings, args.account.target())?;
    let clock = settings.clock()?;
    let now = clock.now();
    let folder = Places::of_this_user()?.quota();
    let limits = connect::limits(&settings);
    let report = quota::report(&folder, &app_key, &limits, clock);
    let report = super::runtime()?.block_on(report)?;
    let record = QuotaRecord::of(&app_key, report.as_ref(), now, quota_day_end(now));
    match Format::or_for(args.format, context.output.data_is_for_a_person) {
        Format::Json => {
            let text = serde_json::to_string_pretty(&record)?;
            context.output.line(&text)?;
        }
        Format::Jsonl => {
            for scope in &record.scopes {
                json_line(context.output.data(), scope)?;
            }
        }
        Format::Csv => {
            csv_line(context.output.data(), &ScopeRecord::COLUMNS)?;
            for scope in &record.scopes {
                csv_line(context.output.data(), &scope.cells())?;
            }
        }
        Format::Table => {
            if let Some(report) = &report {
                for line in lines(&app_key, report, &record, now, context) {
                    context.output.line(&line)?;
                }
            }
        }
    }
    if report.is_none() {
        context.output.warn(&match context.lang {
            Lang::En => {
                format!("no call of app {app_key} was counted on this machine yet")
            }
            Lang::Zh => format!("本机尚无应用 {app_key} 的调用记录"),
        });
        return Ok(Exit::NotFound);
    }
    Ok(Exit::Done)
}

fn lines(
    app_key: &str,
    report: &QuotaReport,
    record: &QuotaRecord,
    now: Timestamp,
    context: &Context<'_>,
) -> Vec<String> {
    let (paint, lang) = (context.output.paint, context.lang);
    let here = local(report.day_ends, &TimeZone::system());
    let beijing = local(report.day_ends, &TimeZone::fixed(offset(8)));
    let beijing = beijing.trim_end_matches(" +08");
    let distance = distance(report.day_ends, now, lang);
    let mut lines = vec![match lang {
        Lang::En => format!("App {}", paint.strong(app_key)),
        Lang::Zh => format!("应用 {}", paint.strong(app_key)),
    }];
    lines.push(paint.faint(&match lang {
        Lang::En => format!("The day ends at {beijing} in Beijing, {here} ({distance})"),
        Lang::Zh => format!("当日配额于北京时间 {beijing} 重置，即 {here}（{distance}）"),
    }));
    lines.push(String::new());
    let rows = rows(record, now, lang);
    let heading = lang.pick(
        ["", "Today", "Left", "Limit", "Now"],
        ["", "今日已用", "剩余", "限额", "状态"],
    );
    let heading = heading.map(str::to_owned);
    let widths: Vec<usize> = (0..heading.len())
        .map(|at| {
            rows.iter().chain([&heading]).map(|row| width(&row[at])).max().unwrap_or(0)
        })
        .collect();
    let line = |row: &[String; 5]| {
        let cells = row.iter().zip(&widths).enumerate().map(|(at, (cell, width))| {
            let side = if matches!(at, 1 | 2) { Side::Right } else { Side::Left };
            padded(cell, *width, side)
        });
        let cells: Vec<_> = cells.collect();
        format!("  {}", cells.join("  ").trim_end())
    };
    lines.push(paint.faint(&line(&heading)));
    for (row, is_closed) in rows.iter().zip(closed(record)) {
        let line = line(row);
        lines.push(if is_closed { paint.warning(&line) } else { line });
    }
    for notice in &report.notices {
        lines.push(String::new());
        lines.push(paint.warning(&harmless(notice)));
    }
    lines
}

/// The scopes a person is shown: the app as a whole, then a row for each method. What a
/// method may be called by everybody has a row only where it is limited or closed.
fn shown(record: &QuotaRecord) -> impl Iterator<Item = &ScopeRecord> {
    record.scopes.iter().filter(|scope| {
        let is_limited = scope.limit_per_day.is_some()
            || scope.limit_rate.is_some()
            || scope.learned_rate.is_some()
            || scope.learned_per_day.is_some()
            || scope.closed_until.is_some();
        scope.scope != "api" || is_limited
    })
}

fn closed(record: &QuotaRecord) -> impl Iterator<Item = bool> {
    shown(record).map(|scope| scope.closed_until.is_some())
}

fn rows(record: &QuotaRecord, now: Timestamp, lang: Lang) -> Vec<[String; 5]> {
    shown(record)
        .map(|scope| {
            [
                name(scope, lang),
                count(scope.spent_today),
                scope.left_today.map_or_else(|| "–".to_owned(), thousands),
                limit(scope, lang),
                state(scope, now, lang),
            ]
        })
        .collect()
}

fn name(scope: &ScopeRecord, lang: Lang) -> String {
    let method = scope.method.as_deref().map(harmless);
    match (scope.scope, method) {
        ("api", Some(method)) => {
            lang.pick(format!("{method}, all apps"), format!("{method}（所有应用）"))
        }
        (_, Some(method)) => method,
        (_, None) => lang.pick("all calls", "全部调用").to_owned(),
    }
}

fn limit(scope: &ScopeRecord, lang: Lang) -> String {
    let mut parts = Vec::new();
    if let Some(calls) = scope.limit_per_day {
        let calls = thousands(calls);
        parts.push(lang.pick(format!("{calls} a day"), format!("每日 {calls}")));
    }
    parts.extend(scope.limit_rate.map(|it| rate(it, lang)));
    if let Some(learned) = scope.learned_rate {
        let learned = rate(learned, lang);
        parts.push(lang.pick(format!("learned {learned}"), format!("实测 {learned}")));
    }
    if let Some(calls) = scope.learned_per_day {
        let calls = thousands(calls);
        parts.push(lang.pick(
            format!("a day ended after {calls}"),
            format!("曾在 {calls} 次后用尽当日配额"),
        ));
    }
    match parts.is_empty() {
        true => lang.pick("not known", "未知").to_owned(),
        false => parts.join(lang.pick(", ", "，")),
    }
}

fn rate(rate: RateRecord, lang: Lang) -> String {
    let per_second = f64::from(rate.calls) / rate.seconds;
    let text = match per_second >= 10.0 {
        true => format!("{per_second:.0}"),
        false => format!("{per_second:.1}").trim_end_matches(".0").to_owned(),
    };
    lang.pick(format!("{text} a second"), format!("每秒 {text}"))
}

fn state(scope: &ScopeRecord, now: Timestamp, lang: Lang) -> String {
    let Some(until) = scope.closed_until else {
        return lang.pick("open", "可用").to_owned();
    };
    let until = moment(until, now, lang);
    match scope.closed_why {
        Some("day") => {
            lang.pick(format!("used up until {until}"), format!("已用尽，{until}恢复"))
        }
        Some("damage") => {
            lang.pick(format!("held back until {until}"), format!("暂缓至 {until}"))
        }
        _ => lang.pick(format!("banned until {until}"), format!("被禁用至 {until}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_told_by_the_second() {
        for (calls, seconds, expected) in
            [(500, 1.0, "500 a second"), (3, 1.0, "3 a second"), (1, 4.0, "0.2 a second")]
        {
            assert_eq!(rate(RateRecord { calls, seconds }, Lang::En), expected);
        }
    }
}
