//! `itemget explain`: what a code of the platform means, and what to do. Nothing is sent.

use clap::Args;

use super::Context;
use super::format::Format;
use super::table::{Side, harmless, padded, shortened, width, wrapped};
use crate::exit::Exit;
use crate::explain::{self, Again, Explanation, SaidBy};
use crate::lang::Lang;
use crate::records::{ExplanationRecord, JsonDocument, csv_line, json_line};

/// Explain a code or an error of the platform; nothing is sent
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// A code, an error message or a whole reply; without, every code is listed
    #[arg(value_name = "CODE|TEXT")]
    text: Vec<String>,
    /// table, json, jsonl or csv; at a terminal table, else json
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
}

pub(super) fn run(args: &ExplainArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let text = args.text.join(" ");
    let asks_for_all = text.trim().is_empty();
    let found: Vec<&Explanation> = match asks_for_all {
        true => explain::all().collect(),
        false => explain::find(&text),
    };
    match Format::or_for(args.format, context.output.data_is_for_a_person) {
        Format::Table => {
            let lines = match asks_for_all {
                true => listed(&found, context),
                false => laid_out(&found, context),
            };
            for line in lines {
                context.output.line(&line)?;
            }
        }
        format => write(&found, format, context)?,
    }
    if found.is_empty() {
        say_unknown(&text, context);
        return Ok(Exit::NotFound);
    }
    Ok(Exit::Done)
}

fn write(
    found: &[&Explanation],
    format: Format,
    context: &mut Context<'_>,
) -> anyhow::Result<()> {
    let mut document = JsonDocument::default();
    if format == Format::Csv {
        csv_line(context.output.data(), &ExplanationRecord::COLUMNS)?;
    }
    for explanation in found {
        let record = ExplanationRecord::of(explanation, context.lang);
        match format {
            Format::Jsonl => json_line(context.output.data(), &record)?,
            Format::Csv => csv_line(context.output.data(), &record.cells())?,
            Format::Json | Format::Table => {
                document.record(context.output.data(), &record)?;
            }
        }
    }
    if format == Format::Json {
        document.end(context.output.data(), true)?;
    }
    Ok(())
}

fn say_unknown(text: &str, context: &Context<'_>) {
    let lang = context.lang;
    let shown = shortened(&harmless(text), 60);
    context.output.warn(&match lang {
        Lang::En => format!("no code is known in `{shown}`"),
        Lang::Zh => format!("`{shown}` 中没有已知的错误码"),
    });
    let like: Vec<_> =
        explain::nearest(text).iter().map(|code| format!("`{code}`")).collect();
    context.output.note(&match (like.is_empty(), lang) {
        (false, Lang::En) => format!("hint: did you mean {}?", like.join(", ")),
        (false, Lang::Zh) => format!("提示：是否想查 {}？", like.join("、")),
        (true, Lang::En) => {
            "hint: `itemget explain` lists all codes; for one that is not there, ask the \
             platform's support with the request id"
                .to_owned()
        }
        (true, Lang::Zh) => {
            "提示：`itemget explain` 会列出全部错误码；不在其中的，请凭 request id 咨询平台客服"
                .to_owned()
        }
    });
}

/// Each code with all that is known of it.
fn laid_out(found: &[&Explanation], context: &Context<'_>) -> Vec<String> {
    let (paint, lang) = (context.output.paint, context.lang);
    let mut lines = Vec::new();
    for it in found {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        let by = paint.faint(&lang.pick(
            format!("({})", speaker(it.said_by, lang)),
            format!("（{}）", speaker(it.said_by, lang)),
        ));
        lines.push(format!("{} {by}", paint.strong(it.code)));
        let rows = [
            (lang.pick("Meaning", "含义"), lang.pick(it.meaning.en, it.meaning.zh)),
            (lang.pick("Cause", "原因"), lang.pick(it.cause.en, it.cause.zh)),
            (lang.pick("What to do", "处理办法"), lang.pick(it.cure.en, it.cure.zh)),
            (lang.pick("Sent again", "自动重试"), again(it.again, lang)),
        ];
        let label = rows.iter().map(|(label, _)| width(label)).max().unwrap_or(0);
        let room = context.output.width.saturating_sub(label + 4).max(20);
        for (name, text) in rows {
            for (n, part) in wrapped(text, room).iter().enumerate() {
                let name = padded(if n == 0 { name } else { "" }, label, Side::Left);
                lines.push(format!("  {}  {part}", paint.faint(&name)));
            }
        }
    }
    lines
}

/// All codes, under who says them.
fn listed(found: &[&Explanation], context: &Context<'_>) -> Vec<String> {
    let (paint, lang) = (context.output.paint, context.lang);
    let mut lines = Vec::new();
    let label = found.iter().map(|it| width(it.code)).max().unwrap_or(0);
    let room = context.output.width.saturating_sub(label + 4).max(20);
    for by in [
        SaidBy::Gateway,
        SaidBy::SubCode,
        SaidBy::Method,
        SaidBy::LegacyTop,
        SaidBy::LegacyAop,
        SaidBy::OneBound,
    ] {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.push(paint.strong(speaker(by, lang)));
        for it in found.iter().filter(|it| it.said_by == by) {
            let meaning = shortened(lang.pick(it.meaning.en, it.meaning.zh), room);
            let code = padded(it.code, label, Side::Left);
            lines.push(format!("  {code}  {}", paint.faint(&meaning)));
        }
    }
    lines
}

fn speaker(said_by: SaidBy, lang: Lang) -> &'static str {
    match said_by {
        SaidBy::Gateway => lang.pick("the gateway's code", "网关错误码"),
        SaidBy::SubCode => lang.pick("the gateway's sub code, beside 15", "网关子错误码"),
        SaidBy::Method => lang.pick("the code of a method's answer", "接口返回码"),
        SaidBy::LegacyTop => lang.pick("the older TOP gateway", "旧版 TOP 网关"),
        SaidBy::LegacyAop => {
            lang.pick("the older Alibaba gateway, 1688's", "旧版阿里巴巴网关（1688）")
        }
        SaidBy::OneBound => lang.pick("data vendors' item_get", "数据服务商的 item_get"),
    }
}

fn again(again: Again, lang: Lang) -> &'static str {
    match again {
        Again::No => lang.pick(
            "no: it would be refused in the same way",
            "否：重试只会得到同样的结果",
        ),
        Again::Once => lang.pick("once", "一次"),
        Again::Yes => lang.pick("a few times, with growing pauses", "数次，间隔逐渐加长"),
        Again::AfterBan => lang.pick(
            "when the ban that the message names is over",
            "在消息所述的禁用时间过后",
        ),
        Again::AfterRefresh => lang
            .pick("once, after the access token is refreshed", "刷新访问令牌后重试一次"),
    }
}
