//! `itemget freight`: how an item is brought, how fast and for how much.

use clap::Args;
use itemget::api::affiliate::{ProductShippingGet, ProductSkuDetailGet};
use itemget::api::dropship::{FreightQuery, ProductGet};
use itemget::item::{Delivered, DeliveryOption, Variant};
use itemget::{Call as _, FreightApi, FreightOptions, Item, SkuFreight, SkuId};

use super::calling::CallingArgs;
use super::format::Format;
use super::plan::{self, Plan};
use super::table::{Side, grid, harmless, wrapped};
use super::view::ViewArgs;
use super::whose::Whose;
use super::{Account, Context, session};
use crate::connect::Connection;
use crate::delivered::with_tax;
use crate::exit::Exit;
use crate::fields::Fields;
use crate::freight::priced;
use crate::lang::Lang;
use crate::records::{FreightRecord, JsonDocument, csv_line, json_line};
use crate::survey::Calls;
use crate::usage::UsageError;
use crate::ways;

/// Say how an item is brought, how fast and for how much
#[derive(Debug, Args)]
pub(super) struct FreightArgs {
    /// The item's id or link
    #[arg(value_name = "ID|LINK")]
    item: String,
    /// Only of this SKU, by its number; may be repeated. Without: of all
    #[arg(long = "sku", value_name = "NUMBER")]
    skus: Vec<SkuId>,
    /// How many pieces are sent together
    #[arg(long, value_name = "NUMBER", default_value = "1")]
    quantity: std::num::NonZeroU32,
    /// The code of the province, where the fee depends on it
    #[arg(long, value_name = "CODE")]
    province: Option<String>,
    /// The code of the city, where the fee depends on it
    #[arg(long, value_name = "CODE")]
    city: Option<String>,
    /// Who is asked: dropship for all ways, affiliate for one fee without a user's consent
    #[arg(long, value_name = "SOURCE", default_value = "dropship")]
    source: Whose,
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

pub(super) fn run(args: &FreightArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let flags = args.view.add_to(args.account.add_to(context.flags.clone()));
    let settings = context.settings(flags)?;
    let calling = args.calling.calling();
    let api = api(args)?;
    let options = FreightOptions {
        api,
        quantity: args.quantity.get(),
        province: args.province.clone(),
        city: args.city.clone(),
        cache: calling.policy,
        ..FreightOptions::default()
    };
    let (account, calling) = (&args.account, &args.calling);
    session::run(&settings, account, calling, context, async |connection, context| {
        connection.client.reach().link(&args.item)?;
        if calling.plan {
            return say_plan(args, connection, context).await;
        }
        let (client, view) = (&connection.client, settings.view);
        let found = priced(client, &args.item, &args.skus, view, &options).await?;
        let mut found = match found {
            Ok(item) => item,
            Err(told) => {
                for line in super::get::card::lines(&told, &Fields::ALL, context) {
                    context.output.warn(&line);
                }
                return Ok(told.exit());
            }
        };
        say_if_there_may_be_more(args, &found, context);
        let only = (!args.skus.is_empty()).then_some(&args.skus[..]);
        let freight = connection.client.fill_freight(&mut found, only, &options).await;
        show(&found, &freight, args, context)
    })
}

/// Who is asked, for what it can tell.
fn api(args: &FreightArgs) -> Result<FreightApi, UsageError> {
    let what = match args.source {
        Whose::Dropship => return Ok(FreightApi::Dropship),
        Whose::Affiliate if args.quantity.get() > 1 => "--quantity",
        Whose::Affiliate if args.province.is_some() => "--province",
        Whose::Affiliate if args.city.is_some() => "--city",
        Whose::Affiliate => return Ok(FreightApi::Affiliate),
    };
    Err(UsageError::NotAt { what, at: "--source affiliate" })
}

/// The affiliate API tells no more SKUs at once, and does not say whether there are more.
fn say_if_there_may_be_more(args: &FreightArgs, item: &Item, context: &Context<'_>) {
    let told = item.variants.as_ref().map_or(0, |group| group.value.skus.len());
    let is_full = told >= ProductSkuDetailGet::LIMIT;
    if args.source == Whose::Affiliate && args.skus.is_empty() && is_full {
        context.output.note(context.lang.pick(
            "note: the affiliate API names twenty SKUs at the most; `--sku` asks for others",
            "注意：联盟接口最多列出 20 个 SKU，其他 SKU 请用 `--sku` 查询",
        ));
    }
}

async fn say_plan(
    args: &FreightArgs,
    connection: &Connection,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let skus = args.skus.len() as u64;
    let (item, freight) = match args.source {
        Whose::Dropship => (Calls::exactly(1, ProductGet::METHOD), FreightQuery::METHOD),
        Whose::Affiliate => {
            let calls = skus.div_ceil(ProductSkuDetailGet::LIMIT as u64).max(1);
            let item = Calls::exactly(calls, ProductSkuDetailGet::METHOD);
            (item, ProductShippingGet::METHOD)
        }
    };
    let freight = Calls {
        method: freight.to_owned(),
        at_least: skus,
        // How many SKUs there are is known when the item is.
        at_most: (skus > 0).then_some(skus),
    };
    let calls = [item, freight];
    let plan = Plan::of(&calls, connection).await?;
    plan::show(&plan, args.format, context)?;
    Ok(Exit::Done)
}

fn show(
    item: &Item,
    freight: &[SkuFreight],
    args: &FreightArgs,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let prices = item.delivered_prices();
    let lang = context.lang;
    let records: Vec<FreightRecord> = freight
        .iter()
        .map(|it| FreightRecord::of(item, it, &prices, args.quantity.get(), lang))
        .collect();
    match Format::or_for(args.format, context.output.data_is_for_a_person) {
        Format::Table => {
            for line in table(item, &records, context) {
                context.output.line(&line)?;
            }
        }
        Format::Json => {
            let mut document = JsonDocument::default();
            for record in &records {
                document.record(context.output.data(), record)?;
            }
            document.end(context.output.data(), true)?;
        }
        Format::Jsonl => {
            for record in &records {
                json_line(context.output.data(), record)?;
            }
        }
        Format::Csv => {
            csv_line(context.output.data(), &FreightRecord::COLUMNS)?;
            for row in records.iter().flat_map(FreightRecord::rows) {
                csv_line(context.output.data(), &row)?;
            }
        }
    }
    let exits = records.iter().map(|record| record.exit);
    let exit = exits.fold(Exit::Done, Exit::or_worse);
    Ok(if records.is_empty() { Exit::NotFound } else { exit })
}

fn table(item: &Item, records: &[FreightRecord], context: &Context<'_>) -> Vec<String> {
    let lang = context.lang;
    let head = lang.pick(
        ["SKU", "Variant", "Service", "Fee", "Days", "Tracked", "At the door"],
        ["SKU", "规格", "物流服务", "运费", "天数", "可跟踪", "到手价"],
    );
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    let mut notes: Vec<String> = Vec::new();
    for record in records {
        let name = variant(item, record.sku_id).map(values).unwrap_or_default();
        for (option, delivered) in record.options.iter().zip(&record.delivered) {
            let option: &DeliveryOption = option;
            rows.push(vec![
                record.sku_id.to_string(),
                harmless(&name),
                ways::name(option),
                ways::fee(option, lang),
                ways::days(option),
                match option.tracking {
                    Some(true) => lang.pick("yes", "是"),
                    Some(false) => lang.pick("no", "否"),
                    None => "–",
                }
                .to_owned(),
                match delivered {
                    Some(Delivered::Total(total)) => total.to_string(),
                    _ => "–".to_owned(),
                },
            ]);
        }
        if let Some(why) = &record.message {
            notes.push(format!("{}: {}", record.sku_id, harmless(why)));
        }
    }
    let sides = [
        Side::Left,
        Side::Left,
        Side::Left,
        Side::Right,
        Side::Right,
        Side::Left,
        Side::Right,
    ];
    let mut lines = match rows.len() {
        1 => Vec::new(),
        _ => grid(&rows, &sides, context.output.width),
    };
    for note in notes {
        let wrapped = wrapped(&note, context.output.width);
        lines.extend(wrapped.iter().map(|line| context.output.paint.warning(line)));
    }
    let (country, quantity) = (item.view.ship_to, records.first().map(|it| it.quantity));
    let quantity = quantity.unwrap_or(1);
    let taxes = match with_tax(item) {
        true => "",
        false => lang.pick("; taxes not included", "；不含税费"),
    };
    lines.push(context.output.paint.faint(&match lang {
        Lang::En => format!("to {country}, {quantity} together{taxes}"),
        Lang::Zh => format!("收货国家 {country}，数量 {quantity}{taxes}"),
    }));
    lines
}

fn variant(item: &Item, sku: SkuId) -> Option<&Variant> {
    let skus = &item.variants.as_ref()?.value.skus;
    skus.iter().find(|variant| variant.sku_id == Some(sku))
}

/// `Midnight / S`: the names of the choices stand in the item.
fn values(variant: &Variant) -> String {
    let values = variant.attributes.iter().map(|choice| choice.shown_value());
    values.collect::<Vec<_>>().join(" / ")
}
