//! How SKUs are brought and what they cost at the door, as records.

use itemget::item::{Delivered, DeliveredPrice, DeliveryFee, DeliveryOption, WhyUnknown};
use itemget::{Error, Freight, Item, ItemId, Money, SkuFreight, SkuId};
use itemget_history::Moment;
use serde::Serialize;
use utoipa::ToSchema;

use super::items::AdviceRecord;
use super::words;
use crate::exit::Exit;
use crate::lang::Lang;
use crate::{messages, report};

/// How one SKU is brought.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FreightRecord {
    id: ItemId,
    pub(crate) sku_id: SkuId,
    /// How many pieces were asked about.
    pub(crate) quantity: u32,
    ship_to: String,
    /// `deliverable`, `not_deliverable`, `unknown_sku`, `not_told` or `failed`.
    #[schema(schema_with = words::freight)]
    outcome: &'static str,
    /// The ways to send it; null where that is not known.
    #[serde(rename = "options")]
    shown: Option<Vec<WayRecord>>,
    /// The method that told it, and when; null where nothing was told.
    source: Option<String>,
    pub(crate) observed_at: Option<Moment>,
    /// How old it is, where that is older than was wished; else null.
    stale_seconds: Option<u64>,
    code: Option<String>,
    pub(crate) message: Option<String>,
    request_id: Option<String>,
    advice: Option<AdviceRecord>,
    #[serde(skip)]
    #[schema(ignore)]
    pub(crate) options: Vec<DeliveryOption>,
    #[serde(skip)]
    #[schema(ignore)]
    pub(crate) delivered: Vec<Option<Delivered>>,
    #[serde(skip)]
    #[schema(ignore)]
    pub(crate) exit: Exit,
}

/// One way to send it.
#[derive(Debug, Serialize, ToSchema)]
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
        item: &Item,
        freight: &SkuFreight,
        prices: &[DeliveredPrice],
        quantity: u32,
        lang: Lang,
    ) -> Self {
        let exit = match &freight.freight {
            Freight::Ways(..) => Exit::Done,
            Freight::NotDeliverable(_) | Freight::UnknownSku(_) | Freight::NotTold(_) => {
                Exit::NotFound
            }
            Freight::Failed(error) => report::of_call(error),
            _ => Exit::Software,
        };
        let ways = freight.freight.ways();
        let options = ways.map(<[_]>::to_vec).unwrap_or_default();
        let of_sku: Vec<&DeliveredPrice> =
            prices.iter().filter(|price| price.sku_id == freight.sku).collect();
        // They stand in the order of the ways.
        let delivered: Vec<Option<Delivered>> =
            (0..options.len()).map(|n| Some(of_sku.get(n)?.delivered)).collect();
        let error = freight.freight.error().map(|error| &**error);
        let by_sku = item.logistics.iter().flat_map(|group| &group.value.by_sku);
        let known = { by_sku }.find(|known| known.sku_id == freight.sku);
        let both = options.iter().zip(&delivered);
        let shown = both.map(|(option, delivered)| WayRecord {
            option: option.clone(),
            delivered: *delivered,
        });
        Self {
            id: item.item.id,
            sku_id: freight.sku,
            quantity,
            ship_to: item.view.ship_to.to_string(),
            outcome: word(&freight.freight),
            shown: ways.is_some().then(|| shown.collect()),
            source: known.map(|known| known.source.to_string()),
            observed_at: known.map(|known| known.observed_at.into()),
            stale_seconds: freight.stale.map(|age| age.as_secs()),
            code: error.and_then(Error::refusal).map(|it| it.code.clone()),
            message: explained(&freight.freight, lang),
            request_id: error.and_then(Error::request_id).map(str::to_owned),
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

/// A stable word for what became of asking.
pub(super) fn word(freight: &Freight) -> &'static str {
    match freight {
        Freight::Ways(..) => "deliverable",
        Freight::NotDeliverable(_) => "not_deliverable",
        Freight::UnknownSku(_) => "unknown_sku",
        Freight::NotTold(_) => "not_told",
        _ => "failed",
    }
}

/// Why there are no ways, where there are none. What the two codes that everybody meets mean, and the platform's words for the others.
pub(crate) fn explained(freight: &Freight, lang: Lang) -> Option<String> {
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
        Freight::NotTold(_) => lang
            .pick(
                "nothing is told of it: it is not brought to this country, or is in no affiliate programme (the platform's code 405)",
                "接口没有结果：无法送达该国家，或该商品未加入联盟推广（平台代码 405）",
            )
            .to_owned(),
        Freight::Failed(error) => messages::in_full(&**error, lang),
        _ => return None,
    })
}

/// How one SKU of an item is brought, in the item's record. The ways themselves, with their
/// fees and days, stand in the item's logistics.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SkuFreightRecord<'a> {
    sku_id: SkuId,
    /// `deliverable`, `not_deliverable`, `unknown_sku`, `not_told` or `failed`.
    #[schema(schema_with = words::freight)]
    outcome: &'static str,
    /// The way that costs least at the door, of those whose cost is known.
    cheapest: Option<AtTheDoor<'a>>,
    /// What each way costs at the door; null where the ways are not known.
    delivered: Option<Vec<WayDelivered>>,
    code: Option<String>,
    message: Option<String>,
    request_id: Option<String>,
    advice: Option<AdviceRecord>,
}

/// What a SKU costs at the door by one way.
#[derive(Debug, Serialize, ToSchema)]
struct AtTheDoor<'a> {
    service: Option<&'a str>,
    total: Money,
}

/// The same, where it may not be known.
#[derive(Debug, Serialize, ToSchema)]
struct WayDelivered {
    service: Option<String>,
    #[serde(flatten)]
    delivered: Delivered,
}

impl<'a> SkuFreightRecord<'a> {
    /// The records of all SKUs of an item that were asked for.
    pub(super) fn all(item: &'a Item, told: &[SkuFreight], lang: Lang) -> Vec<Self> {
        let prices = item.delivered_prices();
        told.iter().map(|sku| Self::of(item, sku, &prices, lang)).collect()
    }

    fn of(
        item: &'a Item,
        told: &SkuFreight,
        prices: &[DeliveredPrice],
        lang: Lang,
    ) -> Self {
        let error = told.freight.error().map(|error| &**error);
        let of_sku = prices.iter().filter(|price| price.sku_id == told.sku);
        let delivered = of_sku.map(|price| WayDelivered {
            service: price.code.clone(),
            delivered: price.delivered,
        });
        Self {
            sku_id: told.sku,
            outcome: word(&told.freight),
            cheapest: item.least_delivered(told.sku).map(|(option, total)| AtTheDoor {
                service: option.code.as_deref(),
                total,
            }),
            delivered: told.freight.ways().is_some().then(|| delivered.collect()),
            code: error.and_then(Error::refusal).map(|it| it.code.clone()),
            message: explained(&told.freight, lang),
            request_id: error.and_then(Error::request_id).map(str::to_owned),
            advice: error.map(|error| AdviceRecord::of(error.advice(), lang)),
        }
    }
}

/// Why a SKU has no price at the door: nobody brings it, it is not known how, or what is
/// known cannot be added. Nothing where it has one.
pub(crate) fn why_no_price(item: &Item, told: &SkuFreight, lang: Lang) -> Option<String> {
    if item.least_delivered(told.sku).is_some() {
        return None;
    }
    explained(&told.freight, lang).or_else(|| {
        let prices = item.delivered_prices();
        let of_sku = prices.iter().filter(|price| price.sku_id == told.sku);
        let mut why = of_sku.filter_map(|price| match price.delivered {
            Delivered::Unknown(why) => Some(unknown(why, lang)),
            Delivered::Total(_) => None,
        });
        why.next()
    })
}

fn unknown(why: WhyUnknown, lang: Lang) -> String {
    let (en, zh) = match why {
        WhyUnknown::NoPrice => {
            ("the variant's price was not told", "接口未提供该规格的价格")
        }
        WhyUnknown::BulkPrice => (
            "so many pieces may have another price, and it was not told from how many on",
            "该数量可能适用批发价，但接口未提供起批数量",
        ),
        WhyUnknown::NoFee => ("the fee was not told", "接口未提供运费"),
        WhyUnknown::TwoCurrencies { price, fee } => {
            return match lang {
                Lang::En => {
                    format!(
                        "the price is in {price} and the fee in {fee}: they are not added"
                    )
                }
                Lang::Zh => format!("价格为 {price} 而运费为 {fee}，不相加"),
            };
        }
        _ => ("the sum is too large", "总额过大"),
    };
    lang.pick(en, zh).to_owned()
}
