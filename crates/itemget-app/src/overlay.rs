//! Prices in another currency: which source's rates are used, and reading just as many of
//! them as are needed.

use itemget::Currency;
use itemget_history::Moment;
use itemget_history::rates::{Rates, WITHIN_DAYS};
use itemget_store::{Store, StoreError};
use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The source that is used where there are several and none is named.
const USUAL: &str = "ECB";

/// Rates to show prices by.
#[derive(Debug, Clone)]
pub(crate) struct Overlay {
    pub(crate) rates: Rates,
    pub(crate) to: Currency,
}

/// Why prices cannot be shown in another currency.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OverlayError {
    #[error("there are no exchange rates")]
    NoRates,
    #[error("there are no exchange rates of `{source_name}`; there are those of {}", known.join(", "))]
    NoSource { source_name: String, known: Vec<String> },
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl OverlayError {
    /// The error that it is: a wrapper hides its type from those who ask for it.
    pub(crate) fn itself(&self) -> &(dyn std::error::Error + 'static) {
        match self {
            Self::Store(error) => error,
            Self::NoRates | Self::NoSource { .. } => self,
        }
    }

    /// The same in Chinese, where it is this error's own.
    pub(crate) fn zh(&self) -> Option<String> {
        match self {
            Self::NoRates => Some("没有汇率数据".to_owned()),
            Self::NoSource { source_name, known } => Some(format!(
                "没有来自 `{source_name}` 的汇率；现有的来源：{}",
                known.join("、")
            )),
            Self::Store(_) => None,
        }
    }

    /// What to do about it, in English and Chinese.
    pub(crate) fn hint(&self) -> Option<(&'static str, &'static str)> {
        matches!(self, Self::NoRates).then_some((
            "`itemget rates import FILE|URL` takes the European Central Bank's",
            "可用 `itemget rates import 文件|网址` 导入欧洲央行的参考汇率",
        ))
    }
}

impl Overlay {
    /// The rates to show prices in `to` by, of the days since `since`; of the source that is
    /// named, or of the usual one.
    pub(crate) async fn read(
        store: &Store,
        to: Currency,
        source: Option<&str>,
        since: Moment,
    ) -> Result<Self, OverlayError> {
        let sources = store.rate_sources().await?;
        let wanted = source.unwrap_or(USUAL);
        let named = sources.iter().find(|it| it.source == wanted);
        let chosen = match (named, source) {
            (Some(named), _) => named,
            (None, None) => sources.first().ok_or(OverlayError::NoRates)?,
            (None, Some(_)) if sources.is_empty() => return Err(OverlayError::NoRates),
            (None, Some(name)) => {
                let known = sources.iter().map(|it| it.source.clone()).collect();
                return Err(OverlayError::NoSource {
                    source_name: name.to_owned(),
                    known,
                });
            }
        };
        let first = day(since);
        let first = first.checked_sub(i32::from(WITHIN_DAYS).days()).unwrap_or(first);
        let rates = store.rates(&chosen.source, first, chosen.last).await?;
        Ok(Self { rates, to })
    }
}

/// The day of a moment, in UTC, as the days of rates are.
pub(crate) fn day(moment: Moment) -> Date {
    TimeZone::UTC.to_datetime(moment.into()).date()
}
