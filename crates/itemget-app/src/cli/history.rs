//! `itemget history`: what was seen of an item over time, as a drawing, a table, or data.

mod by_rates;
mod drawing;

use std::path::PathBuf;

use clap::Args;
use itemget::{Clock as _, ItemRef};
use itemget_exchange::steps::write_steps;
use itemget_history::{Moment, Told};

use super::Context;
use super::database::DatabaseArgs;
use super::format::Format;
use super::selecting::SelectingArgs;
use super::table::{Side, grid};
use crate::exit::Exit;
use crate::history_error::HistoryError;
use crate::lang::Lang;
use crate::overlay::Overlay;
use crate::past::{Question, Shown, since};
use crate::records::{HistoryRecord, JsonDocument, csv_line, json_line};
use crate::told::{minute, told};

pub(super) use drawing::label;

/// Show what was seen of an item over time: a drawing, a table, or data
#[derive(Debug, Args)]
pub(super) struct HistoryArgs {
    /// The item's id or a link
    #[arg(value_name = "ID|LINK")]
    item: String,
    /// From then on: 90d, 2026-01-31, or all; 90d if not said
    #[arg(long, value_name = "WHEN", default_value = "90d", hide_default_value = true)]
    since: String,
    /// table, json, jsonl, csv, parquet or svg; at a terminal table, else json
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,
    /// Write into this file; its name decides on the format if none is given
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Show prices in this currency as well, by each day's exchange rate
    #[arg(long, value_name = "CURRENCY")]
    rates: Option<String>,
    #[command(flatten)]
    selecting: SelectingArgs,
    #[command(flatten)]
    database: DatabaseArgs,
}

/// A form of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Data(Format),
    Parquet,
    Svg,
}

pub(super) fn run(args: &HistoryArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    super::runtime()?.block_on(history(args, context))
}

async fn history(args: &HistoryArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let form = form(args, context)?;
    let item: ItemRef = args.item.parse()?;
    let selection = args.selecting.selection()?;
    let settings = context.settings(args.database.add_to(context.flags.clone()))?;
    let now = Moment::from(settings.clock()?.now());
    let since = since(&args.since, now)?;
    let to = args.rates.as_deref().map(str::parse).transpose()?;
    if to.is_some() && matches!(form, Form::Svg | Form::Parquet) {
        return Err(HistoryError::RatesForm.into());
    }
    let Some(found) = args.database.find(&settings, context).await? else {
        return Ok(Exit::NotFound);
    };
    let overlay = match to {
        Some(to) => {
            let since = since.unwrap_or(Moment::MIN);
            Some(Overlay::read(&found.store, to, None, since).await?)
        }
        None => None,
    };
    let question = Question { item, selection, since, now, overlay };
    let found = question.ask(&found.store, found.world, settings.view.language).await?;
    if found.is_empty() {
        context.output.warn(&match context.lang {
            Lang::En => format!("nothing of the kind was seen of {item}"),
            Lang::Zh => format!("没有商品 {item} 的此类历史数据"),
        });
        return Ok(Exit::NotFound);
    }
    by_rates::warn(&found, context);
    // Made before the file is opened: what cannot be drawn empties none.
    let made = match form {
        Form::Svg => drawing::svg(&found, context.lang)?.into_bytes(),
        Form::Parquet => parquet(&found)?,
        Form::Data(_) => Vec::new(),
    };
    if let Some(path) = &args.output {
        super::redirect(path, context)?;
    }
    context.output.data().write_all(&made)?;
    if let Form::Data(format) = form {
        show(&found, format, context)?;
    }
    Ok(Exit::Done)
}

/// The form that was asked for, by its name or by the file's.
fn form(args: &HistoryArgs, context: &Context<'_>) -> Result<Form, HistoryError> {
    let ending = args.output.as_ref().and_then(|path| path.extension()?.to_str());
    let asked = args.format.as_deref().or(ending);
    match asked {
        Some("svg") => Ok(Form::Svg),
        Some("parquet")
            if context.output.data_is_for_a_person && args.output.is_none() =>
        {
            Err(HistoryError::Parquet)
        }
        Some("parquet") => Ok(Form::Parquet),
        Some(name) if args.format.is_some() => match name.parse() {
            Ok(format) => Ok(Form::Data(format)),
            Err(_) => Err(HistoryError::Format { text: name.chars().take(40).collect() }),
        },
        _ => {
            let by_name = args.output.as_deref().and_then(Format::of_file);
            let person = context.output.data_is_for_a_person && args.output.is_none();
            Ok(Form::Data(Format::or_for(by_name, person)))
        }
    }
}

/// All steps as a table of Parquet.
fn parquet(found: &[Shown]) -> anyhow::Result<Vec<u8>> {
    let synthetic = found.iter().any(|told| told.record.of.synthetic);
    let all = found.iter().map(|told| (&told.key, told.series, told.line.steps()));
    Ok(write_steps(Vec::new(), synthetic, all)?)
}

fn show(
    found: &[Shown],
    format: Format,
    context: &mut Context<'_>,
) -> anyhow::Result<()> {
    match format {
        Format::Json => {
            let mut document = JsonDocument::default();
            for told in found {
                document.record(context.output.data(), &told.record)?;
            }
            document.end(context.output.data(), true)?;
        }
        Format::Jsonl => {
            for told in found {
                json_line(context.output.data(), &told.record)?;
            }
        }
        Format::Csv => {
            let by_rates = found.iter().any(|told| told.record.overlay.is_some());
            csv_line(context.output.data(), &HistoryRecord::columns(by_rates))?;
            for told in found {
                for row in told.record.rows(by_rates) {
                    csv_line(context.output.data(), &row)?;
                }
            }
        }
        Format::Table => {
            drawing::screens(found, context)?;
            for told in found {
                context.output.line("")?;
                table(told, context)?;
                by_rates::table(&told.record, context)?;
            }
        }
    }
    Ok(())
}

/// So many steps are listed.
const SHOWN: usize = 20;

/// The last steps of a series, the newest first.
fn table(found: &Shown, context: &mut Context<'_>) -> anyhow::Result<()> {
    let (lang, paint) = (context.lang, context.output.paint);
    let name = label(&found.record.of, lang);
    let seen = &found.record.coverage;
    let seen = lang.pick(
        format!("seen for {} of the time, {} changes", seen.observed, seen.changes),
        format!("观测覆盖 {}，{} 次变动", seen.observed, seen.changes),
    );
    context.output.line(&format!("{}  {}", paint.strong(&name), paint.faint(&seen)))?;
    let heading = lang.pick(["From", "Until", "Value"], ["自", "至", "数值"]);
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    let steps = found.record.steps.iter().rev();
    rows.extend(steps.clone().take(SHOWN).map(|step| {
        vec![minute(step.from), minute(step.until), told(Some(&step.told), lang)]
    }));
    let sides = [Side::Left, Side::Left, Side::Right];
    let lines = grid(&rows, &sides, context.output.width);
    for (line, step) in lines.iter().zip([None].into_iter().chain(steps.map(Some))) {
        let line = match step.map(|step| step.told) {
            Some(Told::Value(_)) => line.clone(),
            Some(Told::Absent { .. }) => paint.warning(line),
            Some(Told::NotObserved { .. }) | None => paint.faint(line),
        };
        context.output.line(&format!("  {line}"))?;
    }
    say_older(found.record.steps.len(), context)
}

/// Says how many older ones there are than are listed.
fn say_older(all: usize, context: &mut Context<'_>) -> anyhow::Result<()> {
    let more = all.saturating_sub(SHOWN);
    if more > 0 {
        let told = match context.lang {
            Lang::En => format!("  {more} older ones: `--format csv` has all"),
            Lang::Zh => format!("  另有 {more} 条更早的记录：`--format csv` 可列出全部"),
        };
        context.output.line(&context.output.paint.faint(&told))?;
    }
    Ok(())
}
