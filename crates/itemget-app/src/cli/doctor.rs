//! `itemget doctor`: what is wrong with these very flags, and what to do about it.

use clap::Args;
use serde::Serialize;

use super::table::{Side, harmless, padded, width, wrapped};
use super::{Account, Context};
use crate::doctor::{self, Ask, Blame, Conclusion, Finding, Group, LIVE_CALLS, Verdict};
use crate::exit::Exit;
use crate::lang::Lang;
use crate::records::SCHEMA_VERSION;

/// Look for what is wrong, and say how to mend it; nothing is sent without --live
#[derive(Debug, Args)]
pub(super) struct DoctorArgs {
    /// Ask the platform too: a connection, and a harmless call of each group of APIs; and
    /// greet the mail servers of alerts, without a login or a message
    #[arg(long)]
    live: bool,
    /// Say it as one JSON document
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    account: Account,
}

#[derive(Debug, Serialize)]
struct DoctorRecord<'a> {
    schema_version: u32,
    /// Whether nothing is broken.
    ok: bool,
    conclusion: ConclusionRecord,
    /// How many calls of the app's quota it made.
    calls: usize,
    checks: Vec<CheckRecord<'a>>,
}

#[derive(Debug, Serialize)]
struct ConclusionRecord {
    code: &'static str,
    text: &'static str,
}

#[derive(Debug, Serialize)]
struct CheckRecord<'a> {
    id: &'static str,
    group: &'static str,
    verdict: &'static str,
    text: &'a str,
    details: &'a [String],
    fix: Option<&'a str>,
    /// `you`, `platform`, `network` or `time`.
    blame: Option<&'static str>,
}

pub(super) fn run(args: &DoctorArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let flags = args.account.add_to(context.flags.clone());
    let (lang, target) = (context.lang, args.account.target());
    let (facts, calls) = super::runtime()?.block_on(async {
        let mut facts = doctor::gather(&flags, context.environment, target, lang).await;
        let mut calls = 0;
        if args.live
            && let Ok(configured) = &mut facts.configured
        {
            let most = LIVE_CALLS.len();
            context.output.note(&match lang {
                Lang::En => {
                    format!("note: --live makes up to {most} calls of the app's quota")
                }
                Lang::Zh => format!("注意：--live 最多会消耗 {most} 次调用配额"),
            });
            let settings = context.settings(flags)?;
            let asked = doctor::look_at_mail(&settings, target, Ask::Servers, lang);
            configured.mail = asked.await;
            // Why there can be no client is among what was found already.
            if let Ok(live) = doctor::look_live(&settings, target, lang).await {
                calls = live.calls.len();
                configured.live = Some(live);
            }
        }
        Ok::<_, anyhow::Error>((facts, calls))
    })?;
    let findings = doctor::findings(&facts, lang);
    let conclusion = Conclusion::of(&findings);
    match args.json {
        true => {
            let record = record(&findings, conclusion, calls, lang);
            let text = serde_json::to_string_pretty(&record)?;
            context.output.line(&text)?;
        }
        false => {
            for line in lines(&findings, conclusion, context) {
                context.output.line(&line)?;
            }
        }
    }
    Ok(conclusion.exit(&findings))
}

fn record(
    findings: &[Finding],
    conclusion: Conclusion,
    calls: usize,
    lang: Lang,
) -> DoctorRecord<'_> {
    let checks = findings.iter().map(|finding| CheckRecord {
        id: finding.id,
        group: finding.group.code(),
        verdict: finding.verdict.code(),
        text: &finding.text,
        details: &finding.details,
        fix: finding.fix.as_deref(),
        blame: finding.blame.map(Blame::code),
    });
    DoctorRecord {
        schema_version: SCHEMA_VERSION,
        ok: !findings.iter().any(|finding| finding.verdict == Verdict::Fail),
        conclusion: ConclusionRecord {
            code: conclusion.code(),
            text: conclusion.text(lang),
        },
        calls,
        checks: checks.collect(),
    }
}

fn lines(
    findings: &[Finding],
    conclusion: Conclusion,
    context: &Context<'_>,
) -> Vec<String> {
    let (paint, lang) = (context.output.paint, context.lang);
    let label = findings.iter().map(|it| width(name(it.id, lang))).max().unwrap_or(0);
    let room = context.output.width.saturating_sub(label + 5).max(20);
    let indent = " ".repeat(label + 4);
    let mut lines = Vec::new();
    let mut group = None;
    for finding in findings {
        if group != Some(finding.group) {
            if group.is_some() {
                lines.push(String::new());
            }
            lines.push(paint.strong(heading(finding.group, lang)));
            group = Some(finding.group);
        }
        let name = padded(name(finding.id, lang), label, Side::Left);
        for (n, part) in wrapped(&harmless(&finding.text), room).iter().enumerate() {
            let part = match finding.verdict {
                Verdict::Ok => part.clone(),
                Verdict::Skipped => paint.faint(part),
                Verdict::Warn => paint.warning(part),
                Verdict::Fail => paint.bad(part),
            };
            match n {
                0 => lines.push(format!(
                    "{} {}  {part}",
                    mark(finding.verdict, context),
                    paint.faint(&name)
                )),
                _ => lines.push(format!("{indent}{part}")),
            }
        }
        for detail in &finding.details {
            for part in wrapped(&harmless(detail), room) {
                lines.push(format!("{indent}{}", paint.faint(&part)));
            }
        }
        if let Some(fix) = &finding.fix {
            let fix = lang.pick(format!("fix: {fix}"), format!("办法：{fix}"));
            for part in wrapped(&harmless(&fix), room) {
                lines.push(format!("{indent}{part}"));
            }
        }
    }
    lines.push(String::new());
    lines.push(tally(findings, lang));
    let text = conclusion.text(lang);
    lines.push(match conclusion {
        Conclusion::Well => paint.good(text),
        Conclusion::WellEnough | Conclusion::Time => paint.warning(text),
        _ => paint.bad(text),
    });
    lines
}

fn mark(verdict: Verdict, context: &Context<'_>) -> String {
    let paint = context.output.paint;
    match verdict {
        Verdict::Ok => paint.good("✓"),
        Verdict::Warn => paint.warning("!"),
        Verdict::Fail => paint.bad("✗"),
        Verdict::Skipped => paint.faint("·"),
    }
}

fn tally(findings: &[Finding], lang: Lang) -> String {
    let count = |verdict| findings.iter().filter(|it| it.verdict == verdict).count();
    let (ok, warn) = (count(Verdict::Ok), count(Verdict::Warn));
    let (fail, skipped) = (count(Verdict::Fail), count(Verdict::Skipped));
    match lang {
        Lang::En => format!(
            "{ok} well, {warn} to look at, {fail} broken, {skipped} not looked at"
        ),
        Lang::Zh => {
            format!("{ok} 项正常，{warn} 项警告，{fail} 项失败，{skipped} 项未检查")
        }
    }
}

fn heading(group: Group, lang: Lang) -> &'static str {
    match group {
        Group::Program => lang.pick("Program", "程序"),
        Group::Configuration => lang.pick("Configuration", "配置"),
        Group::App => lang.pick("App", "应用"),
        Group::Consent => lang.pick("Consent", "用户授权"),
        Group::Quota => lang.pick("Quota", "配额"),
        Group::Machine => lang.pick("Machine", "本机"),
        Group::Network => lang.pick("Network", "网络"),
        Group::Platform => lang.pick("Platform", "平台"),
        Group::Alerts => lang.pick("Alerts", "提醒"),
    }
}

/// A check's name for people; its `id` is for programs.
fn name(id: &'static str, lang: Lang) -> &'static str {
    match id {
        "version" => lang.pick("version", "版本"),
        "signatures" => lang.pick("signatures", "签名"),
        "config" => lang.pick("file", "配置文件"),
        "variables" => lang.pick("variables", "环境变量"),
        "profile" => lang.pick("profile", "配置组"),
        "settings" => lang.pick("settings", "设置"),
        "app_key" => lang.pick("key", "app key"),
        "app_secret" => lang.pick("secret", "密钥"),
        "token" => lang.pick("token", "令牌"),
        "access_token" => lang.pick("access", "访问令牌"),
        "consent" => lang.pick("consent", "授权"),
        "quota_ledger" => lang.pick("ledger", "账本"),
        "quota_left" => lang.pick("left today", "今日剩余"),
        "bans" => lang.pick("bans", "禁用"),
        "clock" => lang.pick("clock", "时钟"),
        "state" => lang.pick("state folder", "状态目录"),
        "disk" => lang.pick("disk", "磁盘"),
        "cache" => lang.pick("cache", "缓存"),
        "endpoint" => lang.pick("endpoint", "接口地址"),
        "proxy" => lang.pick("proxy", "代理"),
        "tls_roots" => lang.pick("certificates", "证书"),
        "reachable" => lang.pick("reachable", "连通"),
        "clock_skew" => lang.pick("clock skew", "时钟误差"),
        "permission_affiliate" => lang.pick("affiliate APIs", "联盟接口"),
        "permission_dropship" => lang.pick("dropship APIs", "分销接口"),
        "drift" => lang.pick("fields", "字段"),
        "missed_fields" => lang.pick("missed fields", "缺失字段"),
        "new_fields" => lang.pick("new fields", "新字段"),
        "mail" => lang.pick("e-mail", "邮件"),
        "mail_secret" => lang.pick("password", "邮箱密码"),
        "mail_server" => lang.pick("mail server", "邮件服务器"),
        other => other,
    }
}
