//! Links, feeds, categories and ways of delivery, as records.

use itemget::api::Promo;
use itemget::item::{Delivered, DeliveredPrice, DeliveryFee, DeliveryOption};
use itemget::{
    CategoryNode, CategoryTree, Count, Freight, Item, ItemId, LinkOutcome,
    LinkTargetError, SkuFreight, SkuId,
};
use serde::Serialize;

use super::items::AdviceRecord;
use crate::exit::Exit;
use crate::lang::Lang;
use crate::{messages, report};

/// What came of asking for a promotion link.
#[derive(Debug, Serialize)]
pub(crate) struct LinkRecord {
    /// As it was given.
    pub(crate) asked: String,
    /// `made`, `refused`, `not_answered`, `failed` or `not_an_address`.
    pub(crate) outcome: &'static str,
    pub(crate) link: Option<String>,
    /// The platform's code, verbatim.
    code: Option<String>,
    /// The platform's words, or ours where it said none.
    pub(crate) message: Option<String>,
    request_id: Option<String>,
    advice: Option<AdviceRecord>,
    #[serde(skip)]
    pub(crate) exit: Exit,
}

impl LinkRecord {
    /// The columns of CSV.
    pub(crate) const COLUMNS: [&'static str; 6] =
        ["asked", "outcome", "link", "code", "message", "request_id"];

    fn new(asked: String, outcome: &'static str, exit: Exit) -> Self {
        Self {
            asked,
            outcome,
            link: None,
            code: None,
            message: None,
            request_id: None,
            advice: None,
            exit,
        }
    }

    /// Of a text that no link can be made to.
    pub(crate) fn not_a_target(
        asked: String,
        error: &LinkTargetError,
        lang: Lang,
    ) -> Self {
        let message = Some(messages::error(error, lang));
        Self { message, ..Self::new(asked, "not_an_address", Exit::Usage) }
    }

    /// Of what the platform said.
    pub(crate) fn of(asked: String, outcome: &LinkOutcome, lang: Lang) -> Self {
        match outcome {
            LinkOutcome::Made(link) => {
                let link = Some(link.clone());
                Self { link, ..Self::new(asked, "made", Exit::Done) }
            }
            LinkOutcome::Refused { message } => {
                let message = message.clone();
                Self { message, ..Self::new(asked, "refused", Exit::NotFound) }
            }
            LinkOutcome::NotAnswered { request_id } => {
                let request_id = request_id.clone();
                Self { request_id, ..Self::new(asked, "not_answered", Exit::NotFound) }
            }
            LinkOutcome::Failed(error) => Self {
                code: error.refusal().map(|refusal| refusal.code.clone()),
                message: Some(messages::in_full(&**error, lang)),
                request_id: error.request_id().map(str::to_owned),
                advice: Some(AdviceRecord::of(error.advice(), lang)),
                ..Self::new(asked, "failed", report::of_call(error))
            },
            _ => Self::new(asked, "failed", Exit::Software),
        }
    }

    /// Its cells; what is not known is empty.
    pub(crate) fn cells(&self) -> [String; 6] {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        [
            self.asked.clone(),
            self.outcome.to_owned(),
            text(&self.link),
            text(&self.code),
            text(&self.message),
            text(&self.request_id),
        ]
    }
}

/// A feed or a promotion.
#[derive(Debug, Serialize)]
pub(crate) struct FeedRecord<'a> {
    name: &'a str,
    description: Option<&'a str>,
    items: Option<Count>,
}

impl<'a> FeedRecord<'a> {
    /// The columns of CSV.
    pub(crate) const COLUMNS: [&'static str; 3] = ["name", "description", "items"];

    pub(crate) fn of(promo: &'a Promo) -> Self {
        let description = promo.description.as_deref();
        Self { name: &promo.name, description, items: promo.products }
    }

    pub(crate) fn cells(&self) -> [String; 3] {
        let items = self.items.map(|items| items.to_string());
        let description = self.description.unwrap_or_default();
        [self.name.to_owned(), description.to_owned(), items.unwrap_or_default()]
    }
}

/// A category.
#[derive(Debug, Serialize)]
pub(crate) struct CategoryRecord<'a> {
    id: u64,
    name: Option<&'a str>,
    /// The category it stands in, by the platform's word.
    parent: Option<u64>,
    /// The names from the top down to it.
    path: Vec<Option<&'a str>>,
    /// The categories directly in it.
    children: &'a [u64],
}

impl<'a> CategoryRecord<'a> {
    /// The columns of CSV.
    pub(crate) const COLUMNS: [&'static str; 5] =
        ["id", "name", "parent", "path", "children"];

    pub(crate) fn of(tree: &'a CategoryTree, node: &'a CategoryNode) -> Self {
        let path = tree.path(node.row.id).into_iter();
        Self {
            id: node.row.id,
            name: node.row.name.as_deref(),
            parent: node.row.parent,
            path: path.map(|node| node.row.name.as_deref()).collect(),
            children: &node.children,
        }
    }

    pub(crate) fn cells(&self) -> [String; 5] {
        let path: Vec<&str> = self.path.iter().map(|it| it.unwrap_or_default()).collect();
        [
            self.id.to_string(),
            self.name.unwrap_or_default().to_owned(),
            self.parent.map(|parent| parent.to_string()).unwrap_or_default(),
            path.join(" > "),
            self.children.len().to_string(),
        ]
    }
}

/// How one SKU is brought.
#[derive(Debug, Serialize)]
pub(crate) struct FreightRecord {
    id: ItemId,
    pub(crate) sku_id: SkuId,
    pub(crate) quantity: u32,
    ship_to: String,
    /// `deliverable`, `not_deliverable`, `unknown_sku` or `failed`.
    outcome: &'static str,
    /// The ways to send it; null where that is not known.
    #[serde(rename = "options")]
    shown: Option<Vec<WayRecord>>,
    code: Option<String>,
    pub(crate) message: Option<String>,
    request_id: Option<String>,
    advice: Option<AdviceRecord>,
    #[serde(skip)]
    pub(crate) options: Vec<DeliveryOption>,
    #[serde(skip)]
    pub(crate) delivered: Vec<Option<Delivered>>,
    #[serde(skip)]
    pub(crate) exit: Exit,
}

/// One way to send it.
#[derive(Debug, Serialize)]
struct WayRecord {
    #[serde(flatten)]
    option: DeliveryOption,
    /// Pieces and fee together; null where either is not known.
    delivered: Option<Delivered>,
}

impl FreightRecord {
    /// The columns of CSV: a row for each way, or one that says why there is none.
    pub(crate) const COLUMNS: [&'static str; 15] = [
        "id",
        "sku_id",
        "quantity",
        "ship_to",
        "outcome",
        "service",
        "company",
        "fee",
        "fee_currency",
        "days_min",
        "days_max",
        "tracking",
        "delivered_price",
        "delivered_currency",
        "message",
    ];

    pub(crate) fn of(
        id: ItemId,
        item: &Item,
        freight: &SkuFreight,
        prices: &[DeliveredPrice],
        lang: Lang,
    ) -> Self {
        let (outcome, exit) = match &freight.freight {
            Freight::Ways(..) => ("deliverable", Exit::Done),
            Freight::NotDeliverable(_) => ("not_deliverable", Exit::NotFound),
            Freight::UnknownSku(_) => ("unknown_sku", Exit::NotFound),
            Freight::Failed(error) => ("failed", report::of_call(error)),
            _ => ("failed", Exit::Software),
        };
        let ways = freight.freight.ways();
        let options = ways.map(<[_]>::to_vec).unwrap_or_default();
        let of_sku: Vec<&DeliveredPrice> =
            prices.iter().filter(|price| price.sku_id == freight.sku).collect();
        // They stand in the order of the ways.
        let delivered: Vec<Option<Delivered>> =
            (0..options.len()).map(|n| Some(of_sku.get(n)?.delivered)).collect();
        let error = freight.freight.error();
        let both = options.iter().zip(&delivered);
        let shown = both.map(|(option, delivered)| WayRecord {
            option: option.clone(),
            delivered: *delivered,
        });
        Self {
            id,
            sku_id: freight.sku,
            quantity: item
                .logistics
                .iter()
                .flat_map(|logistics| &logistics.value.by_sku)
                .find(|known| known.sku_id == freight.sku)
                .map_or(1, |known| known.quantity),
            ship_to: item.view.ship_to.to_string(),
            outcome,
            shown: ways.is_some().then(|| shown.collect()),
            code: error.and_then(itemget::Error::refusal).map(|it| it.code.clone()),
            message: explained(&freight.freight, lang),
            request_id: error.and_then(|error| error.request_id()).map(str::to_owned),
            advice: error.map(|error| AdviceRecord::of(error.advice(), lang)),
            options,
            delivered,
            exit,
        }
    }

    /// Its rows; what is not known is empty.
    pub(crate) fn rows(&self) -> Vec<[String; 15]> {
        let message = self.message.clone().unwrap_or_default();
        if self.options.is_empty() {
            return vec![self.row(&DeliveryOption::default(), None, message)];
        }
        let both = self.options.iter().zip(&self.delivered);
        both.map(|(option, price)| self.row(option, *price, message.clone())).collect()
    }

    fn row(
        &self,
        option: &DeliveryOption,
        delivered: Option<Delivered>,
        message: String,
    ) -> [String; 15] {
        fn text<T: ToString>(value: Option<T>) -> String {
            value.map(|value| value.to_string()).unwrap_or_default()
        }
        let (fee, currency) = match option.fee {
            None => (String::new(), String::new()),
            Some(DeliveryFee::Free) => ("0".to_owned(), String::new()),
            Some(DeliveryFee::Paid(fee)) => {
                (fee.amount.to_string(), fee.currency.to_string())
            }
        };
        let total = match delivered {
            Some(Delivered::Total(total)) => Some(total),
            _ => None,
        };
        [
            self.id.to_string(),
            self.sku_id.to_string(),
            self.quantity.to_string(),
            self.ship_to.clone(),
            self.outcome.to_owned(),
            text(option.code.as_ref()),
            text(option.company.as_ref()),
            fee,
            currency,
            text(option.days_min),
            text(option.days_max),
            text(option.tracking),
            text(total.map(|total| total.amount)),
            text(total.map(|total| total.currency)),
            message,
        ]
    }
}

/// What the two codes that everybody meets mean, and the platform's words for the others.
fn explained(freight: &Freight, lang: Lang) -> Option<String> {
    Some(match freight {
        Freight::Ways(..) => return None,
        Freight::NotDeliverable(_) => lang
            .pick(
                "nobody brings it to this country (the platform's code 505)",
                "没有物流服务可送达该国家（平台代码 505）",
            )
            .to_owned(),
        Freight::UnknownSku(_) => lang
            .pick(
                "the item has no SKU of this number; a `sku_attr` is no number (the platform's code 501)",
                "该商品没有此编号的 SKU；`sku_attr` 不是编号（平台代码 501）",
            )
            .to_owned(),
        Freight::Failed(error) => messages::in_full(error, lang),
        _ => return None,
    })
}
