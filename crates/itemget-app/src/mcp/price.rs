//! `check_price`: whether now is a good time, in a line. A followed item is answered from
//! what was seen; else, and where that is too long ago, the platform is asked.

use itemget::{Currency, ItemRef, View};
use itemget_history::stats::{Judgement, Settings, Stats, Verdict, WindowStats};
use itemget_history::{Kind, Moment, Series, Trail, TrailKey};
use itemget_store::Which;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::desk::{Desk, Trouble, read};
use super::say::{Asked, price, seen, told};
use crate::fields::Fields;
use crate::tracking::telling;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    item: Asked,
    max_age_hours: Option<u32>,
}

const USUAL_HOURS: u32 = 24;
/// The window of the verdict's figures, in days.
const DAYS: u32 = 90;

/// What the store says of an item's price.
pub(super) struct Past {
    pub(super) stats: Stats,
    pub(super) source: String,
    pub(super) read_at: Moment,
}

impl Past {
    /// That of an item in a view; none where nothing was ever kept of it.
    pub(super) async fn of(desk: &Desk, item: ItemRef) -> Result<Option<Self>, Trouble> {
        let trails = desk.store.trails_of(item).await?;
        Ok(Self::told(&trails, desk.view, desk.clock.now().into()))
    }

    fn told(trails: &[(TrailKey, Trail)], view: View, now: Moment) -> Option<Self> {
        let (key, trail) = telling(trails, view)?;
        let series = Series::of_item(Kind::SalePrice);
        let stats = Stats::of(trail, series, key.currency, now, Settings::default())?;
        Some(Self { stats, source: key.source.clone(), read_at: trail.last_reading()? })
    }

    fn figures(&self) -> Option<String> {
        figures(self.window(Some(DAYS))?)
    }

    /// The same beside a price in this currency: figures in another one are not to be
    /// compared with it.
    fn beside(&self, currency: Currency) -> Option<String> {
        let figures = self.figures()?;
        match self.stats.currency {
            Some(own) if own != currency => {
                Some(format!("its history is in {own}; {figures}"))
            }
            _ => Some(figures),
        }
    }

    pub(super) fn window(&self, days: Option<u32>) -> Option<&WindowStats> {
        self.stats.windows.iter().find(|window| window.days == days)
    }
}

pub(super) async fn answer(
    desk: &Desk,
    arguments: Map<String, Value>,
) -> Result<String, Trouble> {
    let Arguments { item: asked, max_age_hours } = read(arguments)?;
    let hours = u64::from(max_age_hours.unwrap_or(USUAL_HOURS));
    // A short link is known only when it was followed: then the platform is asked.
    let past = match asked.item() {
        Ok(item) => Past::of(desk, item).await?,
        Err(_) => None,
    };
    let now = Moment::from(desk.clock.now());
    if let Some(past) = &past
        && now.since(past.read_at).as_secs() <= hours * 3600
    {
        return Ok(from_store(past, desk.is_synthetic()));
    }
    let fields: Fields = "price.sale,status".parse().expect("an item has a price");
    let answer = desk.look(&asked.0, &fields).await?;
    let item = answer.verdict.item().expect("what was looked up is an item");
    let group = item.price.as_ref();
    let sale = group.and_then(|group| Some((group.value.sale?, group)));
    let Some((sale, group)) = sale else {
        let hint = "find_item tells what is known of it";
        return Err(Trouble::new("the platform tells no price of it now", hint));
    };
    let past = match past {
        Some(past) => Some(past),
        None => Past::of(desk, item.item).await?,
    };
    let currency = sale.min.currency;
    let says = past.as_ref().and_then(|past| past.beside(currency));
    // The verdict is on the price that was seen last, which this one need not be.
    let says = match says {
        Some(says) => says,
        None if is_followed(desk, item.item).await? => {
            "followed, no history yet".to_owned()
        }
        None => "no history: track_item begins one".to_owned(),
    };
    let from = seen(&group.source, group.observed_at, item.synthetic);
    Ok(format!("{}. {says} [{from}]", price(sale)))
}

async fn is_followed(desk: &Desk, item: ItemRef) -> Result<bool, Trouble> {
    let which = Which { item: Some(item), ..Which::default() };
    Ok(!desk.store.tracked(&which).await?.is_empty())
}

fn from_store(past: &Past, synthetic: bool) -> String {
    let now = told(&past.stats.current.told);
    let verdict = past.stats.judgement.as_ref().map(judged).unwrap_or_default();
    let figures = past.figures().unwrap_or_default();
    let from = seen(&past.source, Timestamp::from(past.read_at), synthetic);
    format!("{now}{verdict}. {figures} [{from}]")
}

/// The verdict, behind a price.
pub(super) fn judged(judgement: &Judgement) -> String {
    match judgement.verdict {
        Verdict::TooLittleSeen { days, .. } => format!(": too little seen ({days} d)"),
        Verdict::NotToBeHad { .. } | Verdict::NotKnownNow { .. } => String::new(),
        Verdict::LowestEver => ": lowest ever".to_owned(),
        Verdict::Good => ": good price".to_owned(),
        Verdict::Usual => ": usual price".to_owned(),
        Verdict::High => ": high".to_owned(),
        Verdict::HighestEver => ": highest ever".to_owned(),
    }
}

fn figures(window: &WindowStats) -> Option<String> {
    // With its currency: where the item is sold out, no price before it says which.
    let low = &window.lowest.as_ref()?.value;
    let median = window.median.as_ref().map(|it| format!(", median {}", it.amount));
    let observed = window.coverage.observed.0.normalize();
    let median = median.unwrap_or_default();
    Some(format!("{DAYS} d: low {low}{median}, {observed}% seen"))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use itemget_history::{Entry, Quantity, Reading, State};
    use rust_decimal::Decimal;

    use super::*;

    #[test]
    fn figures_of_another_currency_say_so() {
        let hour = |hour: i64| Moment::from_seconds(hour * 3600);
        let mut trail = Trail::default();
        let price = Quantity::try_from(Decimal::from(8)).unwrap();
        let series = Series::of_item(Kind::SalePrice);
        let entry = Entry { series, state: State::Value(price) };
        trail.lay(&Reading::of_item(hour(1), Duration::from_secs(7200), vec![entry]));
        let key = TrailKey {
            item: "1005006000000001".parse().unwrap(),
            ship_to: "US".parse().unwrap(),
            currency: "USD".parse().unwrap(),
            source: "a".to_owned(),
        };
        let view = View { currency: "EUR".parse().unwrap(), ..View::default() };
        let past = Past::told(&[(key, trail)], view, hour(2)).unwrap();
        let beside = |currency: &str| past.beside(currency.parse().unwrap()).unwrap();
        let same = beside("USD");
        assert!(same.starts_with("90 d: low 8.00 USD"), "{same}");
        assert_eq!(beside("EUR"), format!("its history is in USD; {same}"));
    }
}
