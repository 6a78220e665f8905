//! The flags that say which of what was seen is meant.

use clap::Args;
use itemget::SkuId;
use itemget_history::Kind;

use crate::history_error::HistoryError;
use crate::selection::{Selection, Variants};

/// Which of what was seen.
#[derive(Debug, Args)]
#[command(next_help_heading = "What is asked for")]
pub(super) struct SelectingArgs {
    /// Of what: `sale_price`, `list_price`, stock, stars, …; may be repeated
    #[arg(long = "kind", value_name = "KIND", help = KIND_HELP)]
    kinds: Vec<String>,
    /// Of this variant; may be repeated
    #[arg(long = "sku", value_name = "SKU")]
    skus: Vec<SkuId>,
    /// Of each variant, not of the item as a whole alone
    #[arg(long, conflicts_with = "skus")]
    variants: bool,
    /// As seen from this country, such as FR
    #[arg(long, value_name = "COUNTRY")]
    ship_to: Option<String>,
    /// In this currency, such as EUR
    #[arg(long, value_name = "CURRENCY")]
    currency: Option<String>,
    /// As told by this source: dropship, affiliate, item-get, or an API's name
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,
}

/// Not a doc comment: as one it would have to have backticks.
const KIND_HELP: &str =
    "What of it: sale_price, list_price, stock, sold_total, …; all for everything";

impl SelectingArgs {
    pub(super) fn selection(&self) -> anyhow::Result<Selection> {
        let kind = |text: &String| {
            let kind = text.parse::<Kind>().ok();
            kind.ok_or_else(|| HistoryError::Kind { text: shown(text) })
        };
        let kinds = match self.kinds.as_slice() {
            [] => vec![Kind::SalePrice],
            [all] if all == "all" => Kind::ALL.to_vec(),
            kinds => kinds.iter().map(kind).collect::<Result<_, _>>()?,
        };
        let variants = match (self.variants, self.skus.is_empty()) {
            (true, _) => Variants::All,
            (false, true) => Variants::Whole,
            (false, false) => Variants::These(self.skus.clone()),
        };
        Ok(Selection {
            ship_to: self.ship_to.as_deref().map(str::parse).transpose()?,
            currency: self.currency.as_deref().map(str::parse).transpose()?,
            source: self.source.clone(),
            kinds,
            variants,
        })
    }
}

fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}
