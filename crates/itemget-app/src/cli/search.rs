//! `itemget search`: items by words or a picture; all of them, beyond what pages show.

pub(super) mod found;
mod shown;

use std::path::PathBuf;

use clap::Args;
use itemget::api::affiliate::{
    HotProductQuery, ProductFilter, ProductQuery, ProductSort, PromoSort,
};
use itemget::api::dropship::{
    ImageFileSearch, ImageSearch, ImageSort, TextSearch, TextSort,
};

use super::calling::CallingArgs;
use super::view::ViewArgs;
use super::{Account, Context, session};
use crate::config::{Settings, keys};
use crate::exit::Exit;
use crate::inputs::{self, InputFile};
use crate::job::{Digest, Terms};
use crate::search::{Amount, Query, band};
use crate::usage::UsageError;
use found::{Most, Showing};

/// Search items by words or a picture
#[derive(Debug, Args)]
pub(super) struct SearchArgs {
    /// Words, as one types them
    #[arg(value_name = "TEXT", required_unless_present_any = ["image", "category"])]
    text: Vec<String>,
    /// A file with a picture of what is looked for
    #[arg(long, value_name = "FILE", conflicts_with_all = ["text", "category", "source", "all", "min_price", "max_price"])]
    image: Option<PathBuf>,
    /// Send the picture as a file of at most 100 KB: the older method, whose rows have prices
    #[arg(long, requires = "image", conflicts_with_all = ["text", "category"])]
    upload: bool,
    /// Only of this category, by its number
    #[arg(long, value_name = "NUMBER")]
    category: Option<u64>,
    /// Only from this price on, such as 9.99
    #[arg(long, value_name = "AMOUNT")]
    min_price: Option<Amount>,
    /// Only up to this price
    #[arg(long, value_name = "AMOUNT")]
    max_price: Option<Amount>,
    /// The order: cheapest, dearest, most-sold, least-sold, most-reviewed or largest-discount
    #[arg(long, value_name = "ORDER")]
    sort: Option<Order>,
    /// Where to search: affiliate, hot or dropship
    #[arg(long, value_name = "SOURCE", default_value = "affiliate")]
    source: Where,
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

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Cheapest,
    Dearest,
    MostSold,
    LeastSold,
    MostReviewed,
    LargestDiscount,
}

impl std::fmt::Display for Order {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Cheapest => "cheapest",
            Self::Dearest => "dearest",
            Self::MostSold => "most-sold",
            Self::LeastSold => "least-sold",
            Self::MostReviewed => "most-reviewed",
            Self::LargestDiscount => "largest-discount",
        })
    }
}

/// A text that should name an order and does not.
#[derive(Debug, thiserror::Error)]
#[error("cheapest, dearest, most-sold, least-sold, most-reviewed, largest-discount")]
pub(super) struct ParseOrderError;

impl std::str::FromStr for Order {
    type Err = ParseOrderError;

    fn from_str(text: &str) -> Result<Self, ParseOrderError> {
        Ok(match text {
            "cheapest" => Self::Cheapest,
            "dearest" => Self::Dearest,
            "most-sold" => Self::MostSold,
            "least-sold" => Self::LeastSold,
            "most-reviewed" => Self::MostReviewed,
            "largest-discount" => Self::LargestDiscount,
            _ => return Err(ParseOrderError),
        })
    }
}

/// Where to search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Where {
    Affiliate,
    Hot,
    Dropship,
}

impl std::fmt::Display for Where {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Affiliate => "affiliate",
            Self::Hot => "hot",
            Self::Dropship => "dropship",
        })
    }
}

/// A text that should say where and does not.
#[derive(Debug, thiserror::Error)]
#[error("affiliate, hot, dropship")]
pub(super) struct ParseWhereError;

impl std::str::FromStr for Where {
    type Err = ParseWhereError;

    fn from_str(text: &str) -> Result<Self, ParseWhereError> {
        match text {
            "affiliate" => Ok(Self::Affiliate),
            "hot" => Ok(Self::Hot),
            "dropship" => Ok(Self::Dropship),
            _ => Err(ParseWhereError),
        }
    }
}

pub(super) fn run(args: &SearchArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let flags = args.view.add_to(args.account.add_to(context.flags.clone()));
    let flags = flags.with(&keys::TRACKING_ID, args.tracking_id.as_deref());
    let settings = context.settings(flags)?;
    let query = query(args, &settings)?;
    let most = args.showing.most(Most::OnePage);
    let (account, calling) = (&args.account, &args.calling);
    session::run(&settings, account, calling, context, async |connection, context| {
        if calling.plan {
            return found::plan(&query, most, args.showing.format, connection, context)
                .await;
        }
        let policy = calling.calling().policy;
        let (showing, terms) = (&args.showing, terms(args, &settings, context)?);
        found::show(query, most, showing, policy, terms, connection, context).await
    })
}

/// What decides what is found.
fn terms(
    args: &SearchArgs,
    settings: &Settings,
    context: &Context<'_>,
) -> anyhow::Result<Terms> {
    fn text<T: ToString>(value: Option<T>) -> String {
        value.map(|value| value.to_string()).unwrap_or_default()
    }
    let image = args.image.as_ref().map(|path| inputs::read_whole(&InputFile::of(path)));
    let image = image.transpose()?.map(|image| Digest::of(&image));
    Ok(super::terms::of_all(settings, &args.account, context)
        .with("search", args.text.join(" "))
        .with("--image (a digest)", text(image))
        .with("--upload", args.upload)
        .with("--category", text(args.category))
        .with("--min-price", text(args.min_price))
        .with("--max-price", text(args.max_price))
        .with("--sort", text(args.sort))
        .with("--source", args.source))
}

fn query(args: &SearchArgs, settings: &Settings) -> anyhow::Result<Query> {
    let view = settings.view;
    let words = args.text.join(" ");
    if let Some(path) = &args.image {
        let image = inputs::read_whole(&InputFile::of(path))?;
        if args.upload {
            if image.len() > ImageFileSearch::LARGEST {
                return Err(UsageError::TooLarge {
                    what: "--image",
                    most_kb: ImageFileSearch::LARGEST / 1024,
                }
                .into());
            }
            let sort = file_sort(args.sort)?;
            let search = ImageFileSearch::new(image, view);
            return Ok(Query::Upload(ImageFileSearch { sort, ..search }));
        }
        let sort = image_sort(args.sort)?;
        return Ok(Query::Image(ImageSearch { sort, ..ImageSearch::new(image, view) }));
    }
    if args.source == Where::Dropship {
        let priced = args.min_price.or(args.max_price);
        if priced.is_some() {
            return Err(UsageError::NotAt {
                what: "--min-price",
                at: "--source dropship",
            }
            .into());
        }
        let mut query = TextSearch::new(words, view);
        query.category = args.category;
        query.sort = text_sort(args.sort)?;
        return Ok(Query::Text(query));
    }
    let filter = ProductFilter {
        keywords: (!words.is_empty()).then_some(words),
        categories: args.category.into_iter().collect(),
        price: band(args.min_price, args.max_price),
        tracking_id: settings.tracking_id.as_ref().map(|set| set.value.clone()),
        ..ProductFilter::new(view)
    };
    Ok(match args.source {
        Where::Hot => {
            let sort = product_sort(args.sort, "--source hot")?;
            Query::Hot(HotProductQuery { sort, ..HotProductQuery::new(filter) })
        }
        _ => {
            let sort = product_sort(args.sort, "--source affiliate")?;
            Query::Products(ProductQuery { sort, ..ProductQuery::new(filter) })
        }
    })
}

fn not_at(at: &'static str) -> UsageError {
    UsageError::NotAt { what: "--sort", at }
}

fn text_sort(order: Option<Order>) -> Result<TextSort, UsageError> {
    Ok(match order {
        None => TextSort::default(),
        Some(Order::Cheapest) => TextSort::Cheapest,
        Some(Order::Dearest) => TextSort::Dearest,
        Some(Order::MostSold) => TextSort::MostOrdered,
        Some(Order::MostReviewed) => TextSort::MostReviewed,
        Some(_) => return Err(not_at("--source dropship")),
    })
}

fn file_sort(order: Option<Order>) -> Result<Option<PromoSort>, UsageError> {
    Ok(Some(match order {
        None => return Ok(None),
        Some(Order::Cheapest) => PromoSort::Cheapest,
        Some(Order::Dearest) => PromoSort::Dearest,
        Some(Order::MostSold) => PromoSort::MostSold,
        Some(Order::LeastSold) => PromoSort::LeastSold,
        Some(_) => return Err(not_at("--upload")),
    }))
}

fn image_sort(order: Option<Order>) -> Result<ImageSort, UsageError> {
    Ok(match order {
        None => ImageSort::default(),
        Some(Order::Cheapest) => ImageSort::Cheapest,
        Some(Order::Dearest) => ImageSort::Dearest,
        Some(Order::MostSold) => ImageSort::MostOrdered,
        Some(_) => return Err(not_at("--image")),
    })
}

fn product_sort(
    order: Option<Order>,
    source: &'static str,
) -> Result<Option<ProductSort>, UsageError> {
    Ok(Some(match order {
        None => return Ok(None),
        Some(Order::Cheapest) => ProductSort::Cheapest,
        Some(Order::Dearest) => ProductSort::Dearest,
        Some(Order::MostSold) => ProductSort::MostSold,
        Some(Order::LeastSold) => ProductSort::LeastSold,
        Some(Order::LargestDiscount) if source == "--source hot" => {
            ProductSort::LargestDiscount
        }
        Some(_) => return Err(not_at(source)),
    }))
}
