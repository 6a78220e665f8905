//! What an import came to, for people and programs.

use std::path::PathBuf;

use itemget::{Country, Currency, ItemId, SkuId};
use itemget_exchange::map::Rejection;
use itemget_history::{Kind, Moment, Told};
use itemget_store::DatabaseAddress;
use serde::Serialize;

use crate::cli::Context;
use crate::cli::format::Format;
use crate::cli::table::{harmless, thousands, wrapped};
use crate::import::Kept;
use crate::lang::Lang;
use crate::messages::{rejection, rejection_hint};
use crate::records::{csv_line, json_line};
use crate::told::told;

/// What an import came to.
pub(super) struct Outcome {
    pub(super) rows: u64,
    pub(super) duplicates: u64,
    /// Rows that were not taken: file, line and why.
    pub(super) rejected: Vec<(PathBuf, u64, Rejection)>,
    pub(super) kept: Kept,
    pub(super) stopped: bool,
    pub(super) dry_run: bool,
    pub(super) synthetic: bool,
    pub(super) at: DatabaseAddress,
}

/// The same for programs.
#[derive(Debug, Serialize)]
struct ImportRecord<'a> {
    rows: u64,
    /// Rows that say what a row before them says.
    duplicates: u64,
    /// Trails (an item, a view, a source): new, added to, and known before.
    new: u64,
    more: u64,
    same: u64,
    rejected: Vec<RejectedRecord<'a>>,
    disagreements: Vec<DisagreementRecord<'a>>,
    stopped: bool,
    dry_run: bool,
    synthetic: bool,
    database: String,
}

/// A row that was not taken.
#[derive(Debug, Serialize)]
struct RejectedRecord<'a> {
    file: String,
    line: u64,
    code: &'static str,
    message: String,
    hint: Option<&'a str>,
}

/// A trail that was left out, because it says something else than what is kept.
#[derive(Debug, Serialize)]
struct DisagreementRecord<'a> {
    id: ItemId,
    ship_to: Country,
    currency: Currency,
    source: &'a str,
    sku_id: Option<SkuId>,
    kind: Kind,
    /// The first moment of it.
    at: Moment,
    kept: Told,
    given: Told,
}

impl Outcome {
    /// Whether all that could be read is kept now.
    pub(super) fn is_whole(&self) -> bool {
        self.kept.disagreements.is_empty() && !self.stopped
    }

    fn rejected_records(&self, lang: Lang) -> Vec<RejectedRecord<'static>> {
        let record = |(file, line, why): &(PathBuf, u64, Rejection)| RejectedRecord {
            file: file.display().to_string(),
            line: *line,
            code: why.code(),
            message: rejection(why, lang),
            hint: rejection_hint(why, lang),
        };
        self.rejected.iter().map(record).collect()
    }

    fn disagreement_records(&self) -> Vec<DisagreementRecord<'_>> {
        let all = self.kept.disagreements.iter();
        all.map(|(key, it)| {
            let told = |state| Told::of(state, it.series.kind, key.currency);
            DisagreementRecord {
                id: key.item.id,
                ship_to: key.ship_to,
                currency: key.currency,
                source: &key.source,
                sku_id: it.series.sku,
                kind: it.series.kind,
                at: it.at,
                kept: told(it.here),
                given: told(it.there),
            }
        })
        .collect()
    }

    /// Says it: programs get the rows that were not taken, or all of it as a record.
    pub(super) fn say(
        &self,
        format: Option<Format>,
        context: &mut Context<'_>,
    ) -> anyhow::Result<()> {
        let lang = context.lang;
        let rejected = self.rejected_records(lang);
        match Format::or_for(format, context.output.data_is_for_a_person) {
            Format::Json | Format::Jsonl => {
                let record = ImportRecord {
                    rows: self.rows,
                    duplicates: self.duplicates,
                    new: self.kept.new,
                    more: self.kept.more,
                    same: self.kept.same,
                    rejected,
                    disagreements: self.disagreement_records(),
                    stopped: self.stopped,
                    dry_run: self.dry_run,
                    synthetic: self.synthetic,
                    database: self.at.to_string(),
                };
                json_line(context.output.data(), &record)?;
            }
            Format::Csv => {
                let columns = ["file", "line", "code", "message", "hint"];
                csv_line(context.output.data(), &columns)?;
                for row in &rejected {
                    let line = row.line.to_string();
                    let hint = row.hint.unwrap_or_default();
                    let cells = [&row.file, line.as_str(), row.code, &row.message, hint];
                    csv_line(context.output.data(), &cells)?;
                }
            }
            Format::Table => self.table(&rejected, context)?,
        }
        self.summary(context);
        Ok(())
    }

    /// The first rows that were not taken, and all trails that were left out.
    fn table(
        &self,
        rejected: &[RejectedRecord<'_>],
        context: &mut Context<'_>,
    ) -> anyhow::Result<()> {
        const SHOWN: usize = 40;
        let (lang, paint) = (context.lang, context.output.paint);
        let mut hint_before = None;
        for row in rejected.iter().take(SHOWN) {
            let file = harmless(&row.file);
            let text = harmless(&row.message);
            let text = match lang {
                Lang::En => format!("{file} line {}: {text}", row.line),
                Lang::Zh => format!("{file} 第 {} 行：{text}", row.line),
            };
            for part in wrapped(&text, context.output.width) {
                context.output.line(&paint.warning(&part))?;
            }
            // The same cure is said once.
            if let Some(hint) =
                row.hint.filter(|hint| hint_before.replace(*hint) != Some(*hint))
            {
                let hint = format!("{}{hint}", lang.pick("hint: ", "提示："));
                for part in wrapped(&hint, context.output.width.saturating_sub(5)) {
                    context.output.line(&paint.faint(&format!("     {part}")))?;
                }
            }
        }
        let hidden = rejected.len().saturating_sub(SHOWN);
        if hidden > 0 {
            let hidden = thousands(hidden as u64);
            context.output.line(&paint.faint(&match lang {
                Lang::En => format!("{hidden} more: `--format csv` has all"),
                Lang::Zh => format!("另有 {hidden} 行：`--format csv` 可列出全部"),
            }))?;
        }
        for it in self.disagreement_records() {
            let [kept, given] =
                [&it.kept, &it.given].map(|state| told(Some(state), lang));
            let (id, kind, at) = (it.id, it.kind, it.at);
            context.output.line(&paint.warning(&match lang {
                Lang::En => format!(
                    "{id}: {kind} at {at} is kept as {kept}, and given as {given}: left out"
                ),
                Lang::Zh => format!(
                    "{id}：{at} 的 {kind} 已保存为 {kept}，而此处为 {given}，未导入"
                ),
            }))?;
        }
        Ok(())
    }

    fn summary(&self, context: &Context<'_>) {
        let lang = context.lang;
        let Kept { new, more, same, disagreements } = &self.kept;
        let [rows, twice, rejected, left_out] = [
            self.rows,
            self.duplicates,
            self.rejected.len() as u64,
            disagreements.len() as u64,
        ]
        .map(thousands);
        let [new, more, same] = [*new, *more, *same].map(thousands);
        let (trails, at) = match self.dry_run {
            true => (
                String::new(),
                lang.pick("nothing was kept", "未保存任何数据").to_owned(),
            ),
            false => (
                match lang {
                    Lang::En => format!(
                        "trails: {new} new, {more} added to, {same} known already, {left_out} left out; "
                    ),
                    Lang::Zh => format!(
                        "轨迹：新增 {new}，补充 {more}，已有 {same}，未导入 {left_out}；"
                    ),
                },
                match lang {
                    Lang::En => format!("kept in {}", self.at),
                    Lang::Zh => format!("保存在 {}", self.at),
                },
            ),
        };
        context.output.note(&match lang {
            Lang::En => format!(
                "{rows} rows read, {twice} given twice, {rejected} not taken; {trails}{at}"
            ),
            Lang::Zh => format!(
                "读取 {rows} 行，重复 {twice} 行，不采用 {rejected} 行；{trails}{at}"
            ),
        });
        if self.stopped {
            context.output.warn(lang.pick(
                "stopped: give the same command again to take the rest",
                "已停止：重复同一命令即可导入其余部分",
            ));
        }
    }
}
