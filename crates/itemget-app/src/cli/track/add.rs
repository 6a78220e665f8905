//! `itemget track add`: each row of a list is judged, and what can be followed is.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use itemget::Clock as _;
use itemget_history::Moment;

use super::super::Context;
use super::super::database::DatabaseArgs;
use super::super::format::Format;
use super::super::table::{Side, grid, harmless, thousands, wrapped};
use super::super::view::ViewArgs;
use crate::config::keys;
use crate::database;
use crate::exit::Exit;
use crate::inputs::{InputFile, read_whole};
use crate::lang::Lang;
use crate::records::{JsonDocument, VerdictRecord, csv_line, json_line};
use crate::tracking::{
    self, Asked, EveryWord, Judged, Level, Sheet, SheetForm, Verdict, Wish, choose, judge,
};
use crate::usage::UsageError;

/// Follow items from now on; each row gets a verdict, and nothing is sent
#[derive(Debug, Args)]
pub(super) struct AddArgs {
    /// Ids or links; - reads a list from the standard input
    #[arg(value_name = "ID|LINK")]
    texts: Vec<String>,
    /// A list of them: csv, xlsx, xls, ods or txt; - is the standard input
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// The column of the file that has them, by its name or number; found by itself
    #[arg(long, value_name = "COLUMN")]
    column: Option<String>,
    /// Put them into this list, which is made where there is none
    #[arg(long, value_name = "NAME")]
    list: Option<String>,
    /// Give them a tag; may be repeated
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    /// How often to look: 6h, 2d or auto; as their list or all have it if not said
    #[arg(long, value_name = "INTERVAL")]
    every: Option<String>,
    /// How much they matter: 100 is ordinary, 200 twice as much
    #[arg(long, value_name = "NUMBER")]
    importance: Option<u32>,
    /// Judge each row and change nothing
    #[arg(long)]
    dry_run: bool,
    /// table, json, jsonl or csv; at a terminal table, else json
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    #[command(flatten)]
    view: ViewArgs,
    /// Whom to ask: auto, dropship, affiliate or item-get
    #[arg(long, value_name = "SOURCE", help_heading = "What is asked for")]
    source: Option<String>,
    #[command(flatten)]
    database: DatabaseArgs,
}

pub(super) async fn run(
    args: AddArgs,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let flags = args.view.add_to(args.database.add_to(context.flags.clone()));
    let settings = context.settings(flags.with(&keys::SOURCE, args.source.as_deref()))?;
    let own = Level {
        every: args.every.as_deref().map(str::parse::<EveryWord>).transpose()?,
        importance: args.importance.map(i64::from),
        ..Level::default()
    };
    let list = args.list.as_deref().map(tracking::group_name).transpose()?;
    args.tags.iter().try_for_each(|tag| tracking::group_name(tag).map(drop))?;
    let asked = asked(&args)?;
    let world = args.database.world(&settings);
    let store = match args.dry_run {
        true => database::find(&settings, world).await?.map(|found| found.store),
        false => Some(database::open(&settings, world).await?),
    };
    let tracked = match &store {
        Some(store) => {
            let source = settings.source.value.as_str();
            tracking::followed(store, settings.view, source).await?
        }
        None => BTreeMap::new(),
    };
    let mut judged = judge(asked, &tracked);
    if let Some(store) = store.filter(|_| !args.dry_run) {
        let now = Moment::from(settings.clock()?.now());
        let wish = Wish {
            view: settings.view,
            source: settings.source.value.as_str().to_owned(),
            own,
            list: list.map(str::to_owned),
            tags: args.tags.clone(),
            now,
        };
        wish.keep(&store, &mut judged).await?;
    }
    show(&judged, &args, context)?;
    let refused = judged.iter().any(|it| matches!(it.verdict, Verdict::Unsupported(_)));
    Ok(if refused { Exit::Usage } else { Exit::Done })
}

/// The rows of the command line and of the file.
fn asked(args: &AddArgs) -> anyhow::Result<Vec<Asked>> {
    let (dashes, texts): (Vec<_>, Vec<_>) =
        args.texts.iter().cloned().partition(|text| text == "-");
    let file = match (dashes.len(), &args.file) {
        (0, file) => file.clone(),
        (1, None) => Some(PathBuf::from("-")),
        _ => return Err(UsageError::StandardInputTwice.into()),
    };
    let mut asked = Asked::arguments(&texts);
    match file {
        Some(file) => asked.extend(rows(&file, args.column.as_deref())?),
        None if asked.is_empty() => return Err(UsageError::NothingAsked.into()),
        None => {}
    }
    Ok(asked)
}

fn rows(file: &Path, column: Option<&str>) -> anyhow::Result<Vec<Asked>> {
    let bytes = read_whole(&InputFile::of(file))?;
    let form = match column {
        // A column is of a table, whatever the file's name.
        Some(_) => SheetForm::Separated,
        None => SheetForm::of(file),
    };
    let sheet = Sheet::read(&bytes, form)?;
    let choice = choose(&sheet, column)?;
    Ok(Asked::column(&sheet, &choice))
}

fn show(
    judged: &[Judged],
    args: &AddArgs,
    context: &mut Context<'_>,
) -> anyhow::Result<()> {
    let lang = context.lang;
    let records = judged.iter().map(|judged| VerdictRecord::of(judged, lang));
    match Format::or_for(args.format, context.output.data_is_for_a_person) {
        Format::Json => {
            let mut document = JsonDocument::default();
            for record in records {
                document.record(context.output.data(), &record)?;
            }
            document.end(context.output.data(), true)?;
        }
        Format::Jsonl => {
            for record in records {
                json_line(context.output.data(), &record)?;
            }
        }
        Format::Csv => {
            csv_line(context.output.data(), &VerdictRecord::COLUMNS)?;
            for record in records {
                csv_line(context.output.data(), &record.cells())?;
            }
        }
        Format::Table => table(judged, context)?,
    }
    context.output.note(&summary(judged, args.dry_run, lang));
    Ok(())
}

/// What stands before the reason for a verdict.
const INDENT: &str = "     ";
/// So many rows are shown even where there is nothing to say of them.
const SHOWN: usize = 40;

/// A line for each row; of a long list for each one that is not plainly new.
fn table(judged: &[Judged], context: &mut Context<'_>) -> anyhow::Result<()> {
    let lang = context.lang;
    let records: Vec<VerdictRecord> =
        judged.iter().map(|judged| VerdictRecord::of(judged, lang)).collect();
    let is_long = records.len() > SHOWN;
    let shown: Vec<_> =
        records.iter().filter(|record| !is_long || record.verdict != "new").collect();
    let heading = lang.pick(["Row", "Given", "Verdict"], ["行", "原文", "结论"]);
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    rows.extend(shown.iter().map(|record| {
        let id = record.id.map(|id| id.to_string());
        let given = id.unwrap_or_else(|| harmless(&record.asked));
        vec![record.place(lang), given, record.word(lang)]
    }));
    let sides = [Side::Right, Side::Left, Side::Left];
    let lines = grid(&rows, &sides, context.output.width);
    let paint = context.output.paint;
    for (at, line) in lines.iter().enumerate() {
        let Some(record) = at.checked_sub(1).map(|at| shown[at]) else {
            context.output.line(&paint.faint(line))?;
            continue;
        };
        let line = match record.verdict {
            "new" => paint.good(line),
            "unsupported" => paint.warning(line),
            _ => line.clone(),
        };
        context.output.line(&line)?;
        let hint = record
            .hint
            .as_ref()
            .map(|hint| format!("{} {hint}", lang.pick("hint:", "提示：")));
        for text in record.message.iter().chain(&hint) {
            let room = context.output.width.saturating_sub(INDENT.len());
            for part in wrapped(&harmless(text), room) {
                context.output.line(&paint.faint(&format!("{INDENT}{part}")))?;
            }
        }
    }
    let hidden = records.len() - shown.len();
    if hidden > 0 {
        let hidden = thousands(hidden as u64);
        context.output.line(&paint.faint(&match lang {
            Lang::En => {
                format!("{hidden} new ones are not shown: `--format csv` has all")
            }
            Lang::Zh => {
                format!("另有 {hidden} 个新增商品未显示：`--format csv` 可列出全部")
            }
        }))?;
    }
    Ok(())
}

fn summary(judged: &[Judged], dry_run: bool, lang: Lang) -> String {
    let count = |is: fn(&Verdict) -> bool| {
        thousands(judged.iter().filter(|it| is(&it.verdict)).count() as u64)
    };
    let new = count(|it| matches!(it, Verdict::New));
    let tracked = count(|it| matches!(it, Verdict::Tracked(_)));
    let twice = count(|it| matches!(it, Verdict::Duplicate(_)));
    let refused = count(|it| matches!(it, Verdict::Unsupported(_)));
    let end = match dry_run {
        true => lang.pick("nothing was changed", "未作任何修改"),
        false => lang.pick("`itemget run` looks at them", "用 `itemget run` 开始查询"),
    };
    match lang {
        Lang::En => format!(
            "{new} new, {tracked} followed already, {twice} given twice, {refused} not supported; no call was made, {end}"
        ),
        Lang::Zh => format!(
            "新增 {new}，已在跟踪 {tracked}，重复 {twice}，不支持 {refused}；未进行任何调用，{end}"
        ),
    }
}
