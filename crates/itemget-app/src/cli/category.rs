//! `itemget category`: the categories there are, as a tree, by number or by name.

use clap::Args;
use itemget::api::{affiliate, dropship};
use itemget::{Call as _, CategoryNode, CategoryTree};

use super::calling::CallingArgs;
use super::format::Format;
use super::plan::{self, Plan};
use super::table::{Side, grid, harmless, thousands};
use super::view::ViewArgs;
use super::{Account, Context, session};
use crate::exit::Exit;
use crate::lang::Lang;
use crate::records::{CategoryRecord, JsonDocument, csv_line, json_line};
use crate::survey::Calls;

/// Show categories: all, one by its number, or those with a word in their name
#[derive(Debug, Args)]
pub(super) struct CategoryArgs {
    /// A category's number, or a part of its name; without, the top ones
    #[arg(value_name = "NUMBER|TEXT")]
    text: Vec<String>,
    /// Whatever stands in them as well, indented
    #[arg(long)]
    tree: bool,
    /// table, json, jsonl or csv; at a terminal table, else json
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    #[command(flatten)]
    view: ViewArgs,
    #[command(flatten)]
    calling: CallingArgs,
    #[command(flatten)]
    account: Account,
}

pub(super) fn run(
    args: &CategoryArgs,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let flags = args.view.add_to(args.account.add_to(context.flags.clone()));
    let settings = context.settings(flags)?;
    let (account, calling) = (&args.account, &args.calling);
    session::run(&settings, account, calling, context, async |connection, context| {
        let client = &connection.client;
        let language = settings.view.language;
        let policy = calling.calling().policy;
        let has_token = client.has_access_token();
        if calling.plan {
            let method = match has_token {
                true => dropship::CategoryGet::METHOD,
                false => affiliate::CategoryGet::METHOD,
            };
            let plan = Plan::of(&[Calls::exactly(1, method)], connection).await?;
            plan::show(&plan, args.format, context)?;
            return Ok(Exit::Done);
        }
        let list = match has_token {
            true => {
                let call = dropship::CategoryGet::new(language);
                client.send_with(&call, &policy).await?.answer.value
            }
            false => {
                client.send_with(&affiliate::CategoryGet, &policy).await?.answer.value
            }
        };
        let tree = CategoryTree::new(list.rows);
        say_what_is_odd(&tree, context);
        let shown = chosen(&tree, &args.text.join(" "), args.tree);
        show(&tree, &shown, args, context)?;
        Ok(if shown.is_empty() { Exit::NotFound } else { Exit::Done })
    })
}

/// A category that is shown, and how deep it stands below the first one shown.
type Shown<'a> = (usize, &'a CategoryNode);

/// Those that are meant.
fn chosen<'a>(
    tree: &'a CategoryTree,
    text: &str,
    with_all_below: bool,
) -> Vec<Shown<'a>> {
    let found: Vec<&CategoryNode> = match text.trim() {
        "" if with_all_below => return tree.walk().collect(),
        "" => tree.roots().iter().filter_map(|id| tree.find(*id)).collect(),
        number if number.bytes().all(|byte| byte.is_ascii_digit()) => {
            let node = number.parse().ok().and_then(|id| tree.find(id));
            let Some(node) = node else { return Vec::new() };
            if !with_all_below {
                let children = node.children.iter().filter_map(|id| tree.find(*id));
                let children = children.map(|child| (1, child));
                return [(0, node)].into_iter().chain(children).collect();
            }
            vec![node]
        }
        words => {
            let words = words.to_lowercase();
            let is_named = |node: &&CategoryNode| {
                let name = node.row.name.as_deref().unwrap_or_default();
                name.to_lowercase().contains(&words)
            };
            tree.walk().map(|(_, node)| node).filter(is_named).collect()
        }
    };
    match with_all_below {
        true => found.iter().flat_map(|node| tree.walk_below(node.row.id)).collect(),
        false => found.into_iter().map(|node| (0, node)).collect(),
    }
}

fn show(
    tree: &CategoryTree,
    shown: &[Shown<'_>],
    args: &CategoryArgs,
    context: &mut Context<'_>,
) -> anyhow::Result<()> {
    let records = shown.iter().map(|(_, node)| CategoryRecord::of(tree, node));
    match Format::or_for(args.format, context.output.data_is_for_a_person) {
        Format::Table => {
            let by_name = args.text.iter().any(|it| it.parse::<u64>().is_err());
            let lines = table(tree, shown, by_name && !args.tree, context);
            for line in lines {
                context.output.line(&line)?;
            }
        }
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
            csv_line(context.output.data(), &CategoryRecord::COLUMNS)?;
            for record in records {
                csv_line(context.output.data(), &record.cells())?;
            }
        }
    }
    Ok(())
}

fn table(
    tree: &CategoryTree,
    shown: &[Shown<'_>],
    with_path: bool,
    context: &Context<'_>,
) -> Vec<String> {
    let head = context.lang.pick(["Number", "Below", "Name"], ["编号", "下级", "名称"]);
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(shown.iter().map(|(depth, node)| {
        let name =
            |node: &CategoryNode| harmless(node.row.name.as_deref().unwrap_or("–"));
        let name = match with_path {
            true => {
                let path = tree.path(node.row.id);
                path.into_iter().map(name).collect::<Vec<_>>().join(" › ")
            }
            false => format!("{}{}", "  ".repeat(*depth), name(node)),
        };
        let below = match node.children.len() {
            0 => String::new(),
            count => thousands(count as u64),
        };
        vec![node.row.id.to_string(), below, name]
    }));
    grid(&rows, &[Side::Right, Side::Right, Side::Left], context.output.width)
}

/// What the platform's list contradicts itself in.
fn say_what_is_odd(tree: &CategoryTree, context: &Context<'_>) {
    let odd = tree.cycles.len() + tree.contradicted.len();
    if odd > 0 {
        context.output.warn(&match context.lang {
            Lang::En => {
                format!("warning: the platform's list contradicts itself in {odd} places")
            }
            Lang::Zh => format!("警告：平台的类目列表有 {odd} 处自相矛盾"),
        });
    }
}
