//! What the history of one series says at a moment, each statistic with how much was seen.
//!
//! Rules that hold for all of it:
//!
//! - Time counts, not readings: a price of an hour weighs an hour, however often it was
//!   looked at.
//! - Time that nobody watched counts for nothing, neither for a value nor against it.
//! - Prices count for the time in which one could buy at them ([`crate::buyable`]); time
//!   in which the item is known to be away counts for the share in stock only.
//! - A lower bound stays one in all that is made of it.
//! - Nothing is converted: money is in the trail's currency.

mod drops;
mod extreme;
mod moves;
mod of;
mod readings;
mod sold;
mod verdict;
mod weights;
mod window;

use itemget::{Currency, Percent};
use serde::{Deserialize, Serialize};

pub use drops::{BASELINE_PERCENT, Fall as PriceFall, falls_of};
pub use extreme::{Extreme, highest_of, lowest_of};
pub use moves::{Fall as StockFall, StockMoves};
pub use readings::readings_in;
pub use sold::UnitsPerDay;
pub use verdict::{Floor, Verdict, judge};
pub use weights::Weights;
pub use window::{Coverage, Window};

use crate::figure::{Figure, Told};
use crate::moment::Moment;
use crate::series::{Kind, Series};

/// The windows that statistics are made of, in days back from now; beside them there is
/// one over all that was seen.
pub const WINDOW_DAYS: [u32; 5] = [7, 30, 90, 180, 365];

/// The kinds of its variants that the statistics of an item as a whole are made of: what
/// is sold is seen by the stock of each.
///
/// Of a trail without the other ones, how many readings there were is a weaker lower bound
/// ([`readings_in`]); all else is the same.
pub const OF_VARIANTS: &[Kind] = &[Kind::Stock];

/// What a person may want otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// A fall of a price counts as a drop from so many percent on.
    pub drop: Percent,
    /// What must have been seen before a verdict.
    pub floor: Floor,
}

impl Default for Settings {
    fn default() -> Self {
        Self { drop: Percent(BASELINE_PERCENT), floor: Floor::default() }
    }
}

/// The statistics of one series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Stats {
    /// Of which series.
    pub series: Series,
    /// What its amounts are in; none where they are not money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// As of when.
    pub now: Moment,
    /// What it is now.
    pub current: Current,
    /// Whether that is a good price, by the last 365 days or the time since it was first
    /// seen; none where it is not a price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judgement: Option<Judgement>,
    /// The last 7, 30, 90, 180 and 365 days, and last all that was seen.
    pub windows: Vec<WindowStats>,
}

/// What a series is now, and what was last known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Current {
    /// What is known now.
    #[serde(flatten)]
    pub told: Told,
    /// What was last known, which is the same where something is known now; none where
    /// nothing ever was.
    pub known: Option<Known>,
}

/// Something that was known, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Known {
    /// What it was.
    #[serde(flatten)]
    pub told: Told,
    /// When it was first seen to be so.
    pub since: Moment,
    /// The last moment at which it was read or could be believed, whichever is earlier.
    pub seen: Moment,
    /// How long ago that is, in seconds.
    pub age_seconds: u64,
}

/// A verdict and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Judgement {
    /// Whether it is a good price.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// For how much of the time with a price it was strictly higher.
    pub higher: Option<Percent>,
    /// For how much of it it was strictly lower.
    pub lower: Option<Percent>,
    /// How much was seen.
    pub coverage: Coverage,
}

/// The statistics of one window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct WindowStats {
    /// How many days back from now; none is all that was seen.
    pub days: Option<u32>,
    /// What lowest, highest, mean, median, usual, higher, drops and longest rest on.
    pub coverage: Coverage,
    /// The lowest value.
    pub lowest: Option<Extreme>,
    /// The highest value.
    pub highest: Option<Extreme>,
    /// The mean over time, to two decimals more than the values have.
    pub mean: Option<Figure>,
    /// The least value that was not exceeded for half of the time.
    pub median: Option<Figure>,
    /// The value that it had for the longest time altogether.
    pub usual: Option<Usual>,
    /// For how much of the time with a value it was strictly higher than now.
    pub higher: Option<Percent>,
    /// How often it fell.
    pub drops: Drops,
    /// The longest stretch in which it was seen to stay the same.
    pub longest: Option<Stretch>,
    /// For how much of the time it could be bought.
    pub in_stock: InStock,
    /// Units per day, by three ways of counting.
    pub units: Units,
}

/// The most common value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Usual {
    /// The value.
    pub value: Figure,
    /// For how much of the time with a value it was so.
    pub share: Percent,
    /// For how long, in seconds.
    pub seconds: u64,
}

/// The drops of a window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Drops {
    /// How many falls of at least `least`; none where nothing of the window was seen.
    pub count: Option<u64>,
    /// From how many percent on a fall counts.
    pub least: Percent,
    /// The biggest one in percent.
    pub biggest: Option<PriceFall>,
    /// The last one.
    pub last: Option<PriceFall>,
}

/// A stretch in which a series stayed as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Stretch {
    /// What it was.
    pub value: Figure,
    /// From when, within the window.
    pub from: Moment,
    /// Until when, within the window.
    pub until: Moment,
    /// How long, in seconds.
    pub seconds: u64,
}

/// For how much of the time an item or variant could be bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct InStock {
    /// Of the time in which it was known; none where it never was.
    pub share: Option<Percent>,
    /// For how long it could be bought, in seconds.
    pub seconds: u64,
    /// How much of the window it rests on.
    pub coverage: Coverage,
}

/// Units sold per day, by three ways of counting that never mix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Units {
    /// By the count of all that was sold since the item was listed.
    pub sold_total: Option<UnitsPerDay>,
    /// By what the platform says of the 30 days before.
    pub thirty_days: Option<UnitsPerDay>,
    /// By what left the stock.
    pub stock: Option<StockMoves>,
}

impl Stats {
    /// The statistics of the window of so many days; of all that was seen for none.
    pub fn window(&self, days: Option<u32>) -> Option<&WindowStats> {
        self.windows.iter().find(|it| it.days == days)
    }
}
