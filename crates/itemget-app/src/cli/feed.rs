//! `itemget feed`: the feeds and promotions there are, and the items of one.

use clap::Args;
use itemget::api::Promo;
use itemget::api::affiliate::{FeaturedPromoGet, FeaturedPromoProductsGet};
use itemget::api::dropship::{FeedNameGet, RecommendFeedGet};
use itemget::{CachePolicy, Call as _};

use super::calling::CallingArgs;
use super::format::Format;
use super::plan::{self, Plan};
use super::search::found::{self, Most, Showing};
use super::table::{Side, count, grid, harmless};
use super::view::ViewArgs;
use super::whose::Whose;
use super::{Account, Context, session};
use crate::config::keys;
use crate::connect::Connection;
use crate::exit::Exit;
use crate::records::{FeedRecord, JsonDocument, csv_line, json_line};
use crate::search::Query;
use crate::survey::Calls;

/// List the feeds there are, or the items of one
#[derive(Debug, Args)]
pub(super) struct FeedArgs {
    /// The feed's name, letter for letter; without, all feeds are listed
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// Whose: dropship for feeds, affiliate for promotions
    #[arg(long, value_name = "SOURCE", default_value = "dropship")]
    source: Whose,
    #[command(flatten)]
    showing: Showing,
    /// The affiliate's tracking id, for links that earn commission
    #[arg(long, value_name = "ID")]
    tracking_id: Option<String>,
    #[command(flatten)]
    view: ViewArgs,
    #[command(flatten)]
    calling: CallingArgs,
    #[command(flatten)]
    account: Account,
}

pub(super) fn run(args: &FeedArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let flags = args.view.add_to(args.account.add_to(context.flags.clone()));
    let flags = flags.with(&keys::TRACKING_ID, args.tracking_id.as_deref());
    let settings = context.settings(flags)?;
    let query = args.name.as_ref().map(|name| match args.source {
        Whose::Dropship => Query::Feed(RecommendFeedGet::new(name, settings.view)),
        Whose::Affiliate => Query::Promotion(FeaturedPromoProductsGet {
            tracking_id: settings.tracking_id.as_ref().map(|set| set.value.clone()),
            ..FeaturedPromoProductsGet::new(name, settings.view)
        }),
    });
    let most = args.showing.most(Most::OnePage);
    let format = args.showing.format;
    let (account, calling) = (&args.account, &args.calling);
    session::run(&settings, account, calling, context, async |connection, context| {
        let policy = calling.calling().policy;
        match query {
            Some(query) if calling.plan => {
                found::plan(&query, most, format, connection, context).await
            }
            Some(query) => {
                let terms = super::terms::of_all(&settings, &args.account, context)
                    .with("feed", args.name.as_deref().unwrap_or_default())
                    .with("--source", args.source);
                let showing = &args.showing;
                found::show(query, most, showing, policy, terms, connection, context)
                    .await
            }
            None if calling.plan => {
                let method = match args.source {
                    Whose::Dropship => FeedNameGet::METHOD,
                    Whose::Affiliate => FeaturedPromoGet::METHOD,
                };
                let plan = Plan::of(&[Calls::exactly(1, method)], connection).await?;
                plan::show(&plan, format, context)?;
                Ok(Exit::Done)
            }
            None => list(args, policy, connection, context).await,
        }
    })
}

async fn list(
    args: &FeedArgs,
    policy: CachePolicy,
    connection: &Connection,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let client = &connection.client;
    let list = match args.source {
        Whose::Dropship => client.send_with(&FeedNameGet, &policy).await?.answer.value,
        Whose::Affiliate => {
            client.send_with(&FeaturedPromoGet, &policy).await?.answer.value
        }
    };
    let feeds = list.promos;
    let person = context.output.data_is_for_a_person;
    match Format::or_for(args.showing.format, person) {
        Format::Table => {
            for line in table(&feeds, context) {
                context.output.line(&line)?;
            }
        }
        Format::Json => {
            let mut document = JsonDocument::default();
            for feed in &feeds {
                document.record(context.output.data(), &FeedRecord::of(feed))?;
            }
            document.end(context.output.data(), true)?;
        }
        Format::Jsonl => {
            for feed in &feeds {
                json_line(context.output.data(), &FeedRecord::of(feed))?;
            }
        }
        Format::Csv => {
            csv_line(context.output.data(), &FeedRecord::COLUMNS)?;
            for feed in &feeds {
                csv_line(context.output.data(), &FeedRecord::of(feed).cells())?;
            }
        }
    }
    Ok(if feeds.is_empty() { Exit::NotFound } else { Exit::Done })
}

fn table(feeds: &[Promo], context: &Context<'_>) -> Vec<String> {
    let head =
        context.lang.pick(["Name", "Items", "What it is"], ["名称", "商品数", "说明"]);
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(feeds.iter().map(|feed| {
        let description = feed.description.as_deref().filter(|it| *it != feed.name);
        vec![
            harmless(&feed.name),
            feed.products.map_or_else(|| "–".to_owned(), count),
            harmless(description.unwrap_or_default()),
        ]
    }));
    grid(&rows, &[Side::Left, Side::Right, Side::Left], context.output.width)
}
