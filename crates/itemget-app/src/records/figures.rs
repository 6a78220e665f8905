//! Statistics of series, as records.

use itemget::Currency;
use itemget_history::discount::Discount;
use itemget_history::rates::{Converted, NotConverted};
use itemget_history::stats::{Extreme, Stats, UnitsPerDay, WindowStats};
use itemget_history::{Figure, Moment, Told};
use serde::Serialize;
use utoipa::ToSchema;

use super::histories::SeriesRecord;
use super::tracked::state_word;

/// The statistics of one series.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StatsRecord {
    #[serde(flatten)]
    pub(crate) of: SeriesRecord,
    pub(crate) stats: Stats,
    /// The evidence on its claimed discount, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) discount: Option<Discount>,
    /// Its prices in another currency, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(ignore)]
    pub(crate) converted: Option<ConvertedRecord>,
}

/// Prices in another currency, each with the rate, its day and its source.
#[derive(Debug, Serialize)]
pub(crate) struct ConvertedRecord {
    pub(crate) currency: Currency,
    /// What it is now.
    pub(crate) current: Option<Conversion>,
    /// The lowest of each window: its days (none is all that was seen) and the price.
    pub(crate) lowest: Vec<(Option<u32>, Option<Conversion>)>,
}

/// A price in another currency, or why there is none.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Conversion {
    Converted(Converted),
    Missing(NotConverted),
}

impl From<Result<Converted, NotConverted>> for Conversion {
    fn from(result: Result<Converted, NotConverted>) -> Self {
        match result {
            Ok(converted) => Self::Converted(converted),
            Err(why) => Self::Missing(why),
        }
    }
}

fn text<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn amount(figure: Option<&Figure>) -> String {
    text(figure.map(|figure| figure.amount))
}

impl StatsRecord {
    /// The columns of CSV: a row a window.
    pub(crate) fn columns() -> Vec<&'static str> {
        let own = [
            "state",
            "current",
            "current_since",
            "current_seen",
            "verdict",
            "days",
            "from",
            "until",
            "observed_percent",
            "readings",
            "changes",
            "lowest",
            "lowest_from",
            "lowest_until",
            "highest",
            "highest_from",
            "mean",
            "median",
            "usual",
            "usual_percent",
            "higher_percent",
            "drops",
            "biggest_drop_percent",
            "in_stock_percent",
            "in_stock_observed_percent",
            "sold_per_day_least",
            "sold_per_day_most",
            "thirty_days_per_day_least",
            "thirty_days_per_day_most",
            "stock_per_day_least",
            "restocks",
        ];
        SeriesRecord::COLUMNS.into_iter().chain(own).collect()
    }

    /// Its rows. What is not known is empty, and not nothing.
    pub(crate) fn rows(&self) -> Vec<Vec<String>> {
        self.stats.windows.iter().map(|window| self.row(window)).collect()
    }

    fn row(&self, window: &WindowStats) -> Vec<String> {
        let stats = &self.stats;
        let known = stats.current.known.as_ref();
        let current = match &stats.current.told {
            Told::Value(figure) => Some(figure),
            Told::Absent { .. } | Told::NotObserved { .. } => None,
        };
        let coverage = &window.coverage;
        let at = |extreme: &Option<Extreme>, of: fn(&Extreme) -> Moment| {
            text(extreme.as_ref().map(of))
        };
        let value =
            |extreme: &Option<Extreme>| amount(extreme.as_ref().map(|it| &it.value));
        let units = |units: &Option<UnitsPerDay>| {
            let most = units.as_ref().and_then(|it| it.most);
            [text(units.as_ref().map(|it| it.least)), text(most)]
        };
        let stock = window.units.stock.as_ref();
        let mut row = self.of.cells().to_vec();
        row.extend([
            state_word(&stats.current.told).to_owned(),
            amount(current),
            text(known.map(|it| it.since)),
            text(known.map(|it| it.seen)),
            text(stats.judgement.as_ref().map(|it| it.verdict.word())),
            window.days.map_or_else(|| "all".to_owned(), |days| days.to_string()),
            coverage.window.from.to_string(),
            coverage.window.until.to_string(),
            coverage.observed.0.to_string(),
            coverage.readings.to_string(),
            text((coverage.observed_seconds > 0).then_some(coverage.changes)),
            value(&window.lowest),
            at(&window.lowest, |it| it.from),
            at(&window.lowest, |it| it.until),
            value(&window.highest),
            at(&window.highest, |it| it.from),
            amount(window.mean.as_ref()),
            amount(window.median.as_ref()),
            amount(window.usual.as_ref().map(|it| &it.value)),
            text(window.usual.as_ref().map(|it| it.share.0)),
            text(window.higher.map(|it| it.0)),
            text(window.drops.count),
            text(window.drops.biggest.as_ref().map(|it| it.percent.0)),
            text(window.in_stock.share.map(|it| it.0)),
            window.in_stock.coverage.observed.0.to_string(),
        ]);
        row.extend(units(&window.units.sold_total));
        row.extend(units(&window.units.thirty_days));
        let per_day = stock.and_then(|it| it.per_day.as_ref());
        row.push(text(per_day.map(|it| it.least)));
        row.push(text(stock.map(|it| it.restocks)));
        row
    }
}

/// The evidence on a discount, as rows.
pub(crate) struct DiscountRecord;

impl DiscountRecord {
    /// The columns of CSV: a row a piece of evidence.
    pub(crate) fn columns() -> Vec<&'static str> {
        let own = ["what", "value", "unit", "from", "until", "observed_percent"];
        SeriesRecord::COLUMNS.into_iter().chain(own).collect()
    }

    /// The rows of a series; none where there is no evidence.
    pub(crate) fn rows(record: &StatsRecord) -> Vec<Vec<String>> {
        let rows = record.discount.iter().flat_map(Discount::rows);
        let cells = rows.map(|row| {
            let mut cells = record.of.cells().to_vec();
            cells.extend([
                row.what,
                text(row.value),
                text(row.unit),
                text(row.from),
                text(row.until),
                text(row.observed.map(|it| it.0)),
            ]);
            cells
        });
        cells.collect()
    }
}
