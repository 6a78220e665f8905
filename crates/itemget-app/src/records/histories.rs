//! What was seen over time, as records.

use itemget::{Country, Currency, ItemId, SkuId};
use itemget_history::rates::{OverlayPrice, OverlayStep};
use itemget_history::stats::Coverage;
use itemget_history::{Kind, Moment, Told};
use serde::Serialize;
use utoipa::ToSchema;

use super::tracked::state_word;

/// One series over a stretch of time.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HistoryRecord {
    #[serde(flatten)]
    pub(crate) of: SeriesRecord,
    /// How much of the time was seen.
    pub(crate) coverage: Coverage,
    /// What it was, and when.
    pub(crate) steps: Vec<StepRecord>,
    /// The prices in another currency, day by day, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(ignore)]
    pub(crate) overlay: Option<Vec<OverlayStep>>,
}

/// Which series it is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SeriesRecord {
    pub(crate) id: ItemId,
    pub(crate) title: Option<String>,
    /// The variant; none is the item as a whole.
    pub(crate) sku_id: Option<SkuId>,
    /// Its choices, as a buyer reads them.
    pub(crate) variant: Option<String>,
    pub(crate) kind: Kind,
    pub(crate) ship_to: Country,
    /// What the trail's prices are in.
    pub(crate) currency: Currency,
    /// The API that said it.
    pub(crate) api: String,
    /// Whether it is a sandbox's.
    pub(crate) synthetic: bool,
}

/// From when until when it was what.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct StepRecord {
    pub(crate) from: Moment,
    pub(crate) until: Moment,
    #[serde(flatten)]
    pub(crate) told: Told,
}

impl SeriesRecord {
    /// The columns of CSV that say which series it is.
    pub(crate) const COLUMNS: [&'static str; 9] = [
        "id",
        "title",
        "sku_id",
        "variant",
        "kind",
        "ship_to",
        "currency",
        "api",
        "synthetic",
    ];

    /// Its cells, in the order of [`Self::COLUMNS`].
    pub(crate) fn cells(&self) -> [String; 9] {
        [
            self.id.to_string(),
            self.title.clone().unwrap_or_default(),
            self.sku_id.map(|it| it.to_string()).unwrap_or_default(),
            self.variant.clone().unwrap_or_default(),
            self.kind.to_string(),
            self.ship_to.to_string(),
            self.currency.to_string(),
            self.api.clone(),
            self.synthetic.to_string(),
        ]
    }
}

impl HistoryRecord {
    /// The columns of CSV: a row a step. By exchange rates it is a row for each day's rate
    /// of a step.
    pub(crate) fn columns(by_rates: bool) -> Vec<&'static str> {
        let step = ["from", "until", "state", "amount", "unit", "bound"];
        let converted: &[&str] = match by_rates {
            true => {
                &["converted", "converted_currency", "rate", "rate_date", "rate_source"]
            }
            false => &[],
        };
        let all = SeriesRecord::COLUMNS.into_iter().chain(step);
        all.chain(converted.iter().copied()).collect()
    }

    /// Its rows, in the order of these columns.
    pub(crate) fn rows(&self, by_rates: bool) -> impl Iterator<Item = Vec<String>> {
        let of = self.of.cells();
        let pieces = self.steps.iter().flat_map(move |step| match by_rates {
            true => pieces(step, self.overlay.as_deref().unwrap_or_default()),
            false => vec![(step, step.from, step.until, None)],
        });
        pieces.map(move |(step, from, until, price)| {
            let mut row = of.to_vec();
            row.extend([from.to_string(), until.to_string()]);
            row.extend(step.figures());
            if by_rates {
                row.extend(converted(price));
            }
            row
        })
    }
}

impl StepRecord {
    /// The cells that say what it was.
    fn figures(&self) -> [String; 4] {
        let figure = match self.told {
            Told::Value(figure) => Some(figure),
            Told::Absent { .. } | Told::NotObserved { .. } => None,
        };
        let bound = figure.map(|it| match it.bound {
            itemget::Bound::Exact => "exact",
            itemget::Bound::AtLeast => "at_least",
        });
        let unit = figure.and_then(|it| it.currency);
        [
            state_word(&self.told).to_owned(),
            figure.map(|it| it.amount.to_string()).unwrap_or_default(),
            unit.map(|it| it.to_string()).unwrap_or_default(),
            bound.unwrap_or_default().to_owned(),
        ]
    }
}

/// A part of a step that one rate holds for, with its price; the whole step without one
/// where there is none.
type Piece<'a> = (&'a StepRecord, Moment, Moment, Option<&'a OverlayPrice>);

fn pieces<'a>(step: &'a StepRecord, overlay: &'a [OverlayStep]) -> Vec<Piece<'a>> {
    let of_step =
        overlay.iter().filter(|it| it.from < step.until && step.from < it.until);
    let pieces: Vec<_> = of_step
        .map(|it| {
            let (from, until) = (it.from.max(step.from), it.until.min(step.until));
            (step, from, until, Some(&it.price))
        })
        .collect();
    match pieces.is_empty() {
        true => vec![(step, step.from, step.until, None)],
        false => pieces,
    }
}

/// The cells of a price in another currency; empty where there is none.
fn converted(price: Option<&OverlayPrice>) -> [String; 5] {
    match price {
        Some(OverlayPrice::Converted(it)) => [
            it.value.amount.to_string(),
            it.value.currency.to_string(),
            it.rate.to_string(),
            it.rate_date.to_string(),
            it.source.clone(),
        ],
        Some(OverlayPrice::Missing(_)) | None => Default::default(),
    }
}
