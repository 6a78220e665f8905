//! The status, for people.

use jiff::Timestamp;

use crate::cli::Context;
use crate::cli::style::Paint;
use crate::cli::table::{Side, count, grid, harmless, thousands};
use crate::lang::Lang;
use crate::moments::{distance, moment};
use crate::records::{QuotaRecord, StatusRecord, WorkerRecord};

/// The lines of it.
pub(super) fn lines(record: &StatusRecord, context: &Context<'_>) -> Vec<String> {
    let (lang, paint) = (context.lang, context.output.paint);
    let now = record.now();
    let mut lines = vec![match lang {
        Lang::En => format!("Database {}", paint.strong(&record.database)),
        Lang::Zh => format!("数据库 {}", paint.strong(&record.database)),
    }];
    lines.push(String::new());
    lines.extend(workers(record, context));
    lines.push(String::new());
    lines.extend(queue(record, now, lang));
    lines.extend(staleness(record, lang));
    lines.push(String::new());
    lines.extend(record.quota.iter().flat_map(|quota| self::quota(quota, now, context)));
    lines.extend(consents(record, now, lang, paint));
    lines.extend(alerts(record, lang, paint));
    lines
}

fn workers(record: &StatusRecord, context: &Context<'_>) -> Vec<String> {
    let (lang, paint) = (context.lang, context.output.paint);
    let now = record.now();
    if record.workers.is_empty() {
        return vec![
            lang.pick("No worker has been seen", "尚无 worker 运行过").to_owned(),
        ];
    }
    let heading = lang.pick(
        [
            "Worker", "Host", "State", "Seen", "Leased", "Looked", "Failed", "Late",
            "Calls",
        ],
        ["Worker", "主机", "状态", "最近活动", "领取", "查询", "失败", "过期", "调用"],
    );
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    rows.extend(record.workers.iter().map(|worker| {
        [
            harmless(&worker.name),
            format!("{}/{}", harmless(&worker.host), worker.pid),
            state(worker, lang).to_owned(),
            distance(worker.seen_at.into(), now, lang),
            thousands(worker.leased),
            thousands(worker.looked),
            thousands(worker.failed),
            thousands(worker.late),
            thousands(worker.calls),
        ]
        .to_vec()
    }));
    use Side::{Left, Right};
    let sides = [Left, Left, Left, Left, Right, Right, Right, Right, Right];
    let mut lines = Vec::new();
    for (at, line) in grid(&rows, &sides, context.output.width).iter().enumerate() {
        let Some(worker) = at.checked_sub(1).map(|at| &record.workers[at]) else {
            lines.push(paint.faint(line));
            continue;
        };
        lines.push(match worker.state {
            "lost" => paint.bad(line),
            "ended" => paint.faint(line),
            _ => line.clone(),
        });
        if let Some(trouble) = worker.trouble.as_ref().filter(|_| worker.state == "alive")
        {
            lines.push(paint.warning(&format!("  {}", harmless(trouble))));
        }
    }
    lines
}

fn state(worker: &WorkerRecord, lang: Lang) -> &'static str {
    match worker.state {
        "alive" => lang.pick("alive", "运行中"),
        "lost" => lang.pick("lost", "已失联"),
        _ => lang.pick("ended", "已结束"),
    }
}

fn queue(record: &StatusRecord, now: Timestamp, lang: Lang) -> Vec<String> {
    let queue = &record.queue;
    let [tracked, due, overdue, leased, paused] =
        [queue.tracked, queue.due, queue.overdue, queue.leased, queue.paused]
            .map(thousands);
    let mut lines = vec![match lang {
        Lang::En => format!(
            "Queue: {tracked} tracked, {due} due ({overdue} for over ten minutes), {leased} being looked at, {paused} paused"
        ),
        Lang::Zh => format!(
            "队列：跟踪 {tracked} 项，到期 {due} 项（其中 {overdue} 项超过十分钟），正在查询 {leased} 项，暂停 {paused} 项"
        ),
    }];
    if let Some(next) = queue.next_due_at.filter(|_| queue.due == 0) {
        let next = moment(next.into(), now, lang);
        lines.push(match lang {
            Lang::En => format!("Next due {next}"),
            Lang::Zh => format!("下一次到期：{next}"),
        });
    }
    lines
}

fn staleness(record: &StatusRecord, lang: Lang) -> Vec<String> {
    let standing = &record.staleness;
    let never = thousands(standing.never_looked_at);
    let (Some(median), Some(oldest)) = (standing.median_seconds, standing.oldest_seconds)
    else {
        return vec![match lang {
            Lang::En => format!("Staleness: nothing was looked at yet ({never} wait)"),
            Lang::Zh => format!("时效：尚未查询过（{never} 项等待中）"),
        }];
    };
    let (median, oldest) = (length(median, lang), length(oldest, lang));
    let expected = standing.expected_median_seconds;
    let expected = expected.map_or_else(|| "–".to_owned(), |age| length(age, lang));
    let share = standing.overdue_share.unwrap_or(0.0) * 100.0;
    vec![match lang {
        Lang::En => format!(
            "Staleness: half is known as of {median} ago or less (planned {expected}), the oldest {oldest}; {share:.1} % overdue, {never} never looked at"
        ),
        Lang::Zh => format!(
            "时效：半数数据不早于 {median}前（计划 {expected}），最早 {oldest}前；逾期 {share:.1} %，从未查询 {never} 项"
        ),
    }]
}

/// A length of time: `90 seconds`, `3 hours`.
fn length(seconds: u64, lang: Lang) -> String {
    let (number, en, zh) = match seconds {
        0..120 => (seconds, "seconds", "秒"),
        120..7_200 => (seconds / 60, "minutes", "分钟"),
        7_200..172_800 => (seconds / 3600, "hours", "小时"),
        _ => (seconds / 86_400, "days", "天"),
    };
    format!("{number} {}", lang.pick(en, zh))
}

fn quota(record: &QuotaRecord, now: Timestamp, context: &Context<'_>) -> Vec<String> {
    let (lang, paint) = (context.lang, context.output.paint);
    let app = harmless(&record.app_key);
    let resets = moment(record.day_ends_at, now, lang);
    let all = record.scopes.iter().find(|scope| scope.scope == "app");
    let spent = all.map_or_else(|| "0".to_owned(), |scope| count(scope.spent_today));
    let left = all.and_then(|scope| scope.left_today).map(thousands);
    let left = left.unwrap_or_else(|| lang.pick("not known", "未知").to_owned());
    let mut lines = vec![match lang {
        Lang::En => {
            format!(
                "Quota of app {app}: {spent} spent today, left: {left}; resets {resets}"
            )
        }
        Lang::Zh => {
            format!("应用 {app} 的配额：今日已用 {spent}，剩余：{left}；重置：{resets}")
        }
    }];
    for scope in &record.scopes {
        let Some(until) = scope.closed_until else { continue };
        let what = scope.method.as_deref().map(harmless);
        let what = what.unwrap_or_else(|| lang.pick("all calls", "全部调用").to_owned());
        let until = moment(until, now, lang);
        lines.push(paint.warning(&match lang {
            Lang::En => format!("  {what}: closed until {until}"),
            Lang::Zh => format!("  {what}：{until} 前不可用"),
        }));
    }
    lines
}

fn consents(
    record: &StatusRecord,
    now: Timestamp,
    lang: Lang,
    paint: Paint,
) -> Vec<String> {
    /// So many days before its end a consent is warned of.
    const SOON: i64 = 7;
    let lines = record.consents.iter().map(|consent| {
        let name = harmless(&consent.name);
        let access = moment(consent.access_expires_at.into(), now, lang);
        let end = consent.consent_ends_at.map(|end| moment(end.into(), now, lang));
        let end = end.unwrap_or_else(|| lang.pick("not told", "平台未说明").to_owned());
        let line = match lang {
            Lang::En => {
                format!("Consent {name}: access until {access}, consent until {end}")
            }
            Lang::Zh => format!("授权 {name}：访问令牌有效至 {access}，授权有效至 {end}"),
        };
        match consent.consent_days_left {
            Some(..0) => paint.bad(&line),
            Some(days) if days < SOON => paint.warning(&line),
            _ => line,
        }
    });
    lines.collect()
}

fn alerts(record: &StatusRecord, lang: Lang, paint: Paint) -> Vec<String> {
    let alerts = &record.alerts;
    let counts = [alerts.pending, alerts.failing, alerts.given_up];
    let [pending, failing, given_up] = counts.map(thousands);
    let mut line = match lang {
        Lang::En => format!("Alerts: {pending} on their way, {failing} failing"),
        Lang::Zh => format!("提醒：待发送 {pending} 条，其中 {failing} 条发送失败"),
    };
    if alerts.given_up > 0 {
        line += &lang
            .pick(format!(", {given_up} given up"), format!("，{given_up} 条已放弃发送"));
    }
    let is_well = alerts.failing == 0 && alerts.given_up == 0;
    vec![if is_well { line } else { paint.warning(&line) }]
}
