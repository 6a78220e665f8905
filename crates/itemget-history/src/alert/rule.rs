//! What a rule is, and its text.

use std::fmt;
use std::time::Duration;

use itemget::{Currency, SkuId};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::amount::{Amount, Level};
use super::quiet::Quiet;
use crate::series::Kind;
use crate::state::Absence;

/// When somebody wants to be told of what.
///
/// Its text is what it is written and stored as:
///
/// ```
/// # use itemget_history::alert::Rule;
/// let rule: Rule = "sale_price drops 10% for any sku quiet 22:00-07:00 Asia/Shanghai"
///     .parse()?;
/// assert_eq!(
///     rule.to_string(),
///     "sale_price drops 10%, for any sku, quiet 22:00-07:00 Asia/Shanghai"
/// );
/// # Ok::<(), itemget_history::alert::RuleError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// What must happen.
    pub condition: Condition,
    /// Of what of the item.
    pub target: Target,
    /// How often, when and how much at least.
    pub options: Options,
}

/// What must happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// `sale_price below 20 EUR`, `stock above 100`, `sale_price below lowest ever`.
    Beyond {
        /// Of which number.
        kind: Kind,
        /// On which side of the limit it must be.
        side: Side,
        /// The limit.
        limit: Limit,
    },
    /// `sale_price drops 10% below lowest of 30 days`.
    Moves {
        /// Of which number.
        kind: Kind,
        /// Whereto.
        direction: Direction,
        /// At least so far.
        by: Amount,
        /// From where.
        from: Reference,
    },
    /// `out of stock`, `off sale`: it was to be had, and is not.
    Gone(Away),
    /// `back in stock`: it was not to be had, and is.
    BackInStock,
    /// `sells faster than 20 per day`.
    SellsFaster {
        /// More than so many pieces
        units: Decimal,
        /// in so long.
        per: Period,
    },
}

/// What a number is measured by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// A height that somebody named.
    Level(Level),
    /// The least (for `below`) or most (for `above`) that it was before.
    Record(Window),
}

/// What a move is measured from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reference {
    /// What it was just before.
    Last,
    /// What it was when this rule was told last, or when it began.
    LastAlert,
    /// The least or most that it was before.
    Extreme(Extreme, Window),
}

/// How far back one looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "utoipa", schema(as = LookBack))]
#[serde(rename_all = "snake_case")]
pub enum Window {
    /// So many times 24 hours.
    Days(u16),
    /// All that is known.
    Ever,
}

/// A date's length that sales are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// 60 minutes.
    Hour,
    /// 24 hours.
    Day,
    /// 7 days.
    Week,
}

impl Period {
    /// Its length.
    pub fn length(self) -> Duration {
        let hours = match self {
            Self::Hour => 1,
            Self::Day => 24,
            Self::Week => 7 * 24,
        };
        Duration::from_secs(hours * 3600)
    }
}

/// What of an item a rule is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Target {
    /// The item as a whole where its number is told, and else each of its variants.
    #[default]
    Usual,
    /// The item as a whole.
    Item,
    /// Each variant for itself.
    AnySku,
    /// One variant.
    Sku(SkuId),
}

/// What a rule leaves open or settles about the telling.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// How much must have changed since it was told last.
    pub min_change: Word<Amount>,
    /// How far it must go back before it can be told again.
    pub hysteresis: Word<Amount>,
    /// When nobody is to be told; it is told afterwards.
    pub quiet: Word<Quiet>,
    /// What must be before it can be told again.
    pub rearm: Word<Rearm>,
    /// Whether a second reading is waited for.
    pub telling: Option<Telling>,
}

/// What is said of an option: nothing (then wider settings count), that it is off, or what
/// it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Word<T> {
    /// Nothing.
    #[default]
    Unsaid,
    /// `no quiet`.
    Off,
    /// This.
    Is(T),
}

impl<T> Word<T> {
    /// This, or what was said before where it says nothing.
    #[must_use]
    pub fn over(self, before: Self) -> Self {
        match self {
            Self::Unsaid => before,
            said => said,
        }
    }

    /// What it is, where it is said to be something.
    pub fn is(&self) -> Option<&T> {
        match self {
            Self::Is(value) => Some(value),
            Self::Unsaid | Self::Off => None,
        }
    }
}

/// What must be before a rule can be told again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rearm {
    /// So much time since it was told.
    After(Duration),
    /// The number beyond this height, on this side.
    WhenBack(Side, Level),
    /// It is told once and never again.
    Once,
}

/// When one is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Telling {
    /// When a second reading has said the same.
    Confirmed,
    /// At the first reading, and marked as unconfirmed. What was never so low or high
    /// before, and what cannot be had any more, is confirmed all the same.
    AtOnce,
}

macro_rules! words {
    ($(#[$doc:meta])* $type:ident { $($(#[$each:meta])* $variant:ident => $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum $type { $($(#[$each])* $variant,)* }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$variant => $word),* })
            }
        }
    };
}
words! {
    /// A side of a height.
    Side {
        /// Less than it.
        Below => "below",
        /// More than it.
        Above => "above",
    }
}
words! {
    /// Whereto a number moves.
    Direction {
        /// Less than it was.
        Drops => "drops",
        /// More than it was.
        Rises => "rises",
        /// Either.
        Changes => "changes",
    }
}
words! {
    /// Which of the numbers before.
    Extreme {
        /// The least.
        Lowest => "lowest",
        /// The most.
        Highest => "highest",
    }
}
words! {
    /// How something is not to be had.
    Away {
        /// None are left, or the variant is listed no longer.
        OutOfStock => "out of stock",
        /// The item is not sold: taken off, gone, or not sold there.
        OffSale => "off sale",
    }
}

impl Away {
    /// Which one an absence is; none where the source alone knows nothing of it.
    pub fn of(absence: Absence) -> Option<Self> {
        match absence {
            Absence::SoldOut | Absence::NotListed => Some(Self::OutOfStock),
            Absence::OffSale
            | Absence::NotFound
            | Absence::NotSoldToCountry
            | Absence::NotDelivered => Some(Self::OffSale),
            Absence::NotInProgramme => None,
        }
    }
}

/// What rules are about, so that a narrower rule takes the place of a wider one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// A number above a height, or rising.
    More(Kind),
    /// A number below a height, or dropping.
    Less(Kind),
    /// A number changing, either way.
    Other(Kind),
    /// Not to be had.
    Gone(Away),
    /// To be had again.
    Back,
    /// Sales.
    Sales,
}

impl Rule {
    /// What it is about.
    pub fn topic(&self) -> Topic {
        match self.condition {
            Condition::Beyond { kind, side: Side::Below, .. }
            | Condition::Moves { kind, direction: Direction::Drops, .. } => {
                Topic::Less(kind)
            }
            Condition::Beyond { kind, side: Side::Above, .. }
            | Condition::Moves { kind, direction: Direction::Rises, .. } => {
                Topic::More(kind)
            }
            Condition::Moves { kind, direction: Direction::Changes, .. } => {
                Topic::Other(kind)
            }
            Condition::Gone(away) => Topic::Gone(away),
            Condition::BackInStock => Topic::Back,
            Condition::SellsFaster { .. } => Topic::Sales,
        }
    }

    /// The one currency that the rule names, if it names one: it says nothing of series in
    /// others.
    pub fn currency(&self) -> Option<Currency> {
        let of_condition = match self.condition {
            Condition::Beyond { limit: Limit::Level(level), .. } => level.currency(),
            Condition::Moves { by, .. } => by.currency(),
            _ => None,
        };
        of_condition.or_else(|| self.options.currency())
    }
}

impl Options {
    /// The one currency that is named, if one is.
    pub fn currency(&self) -> Option<Currency> {
        let rearm = match self.rearm.is() {
            Some(Rearm::WhenBack(_, level)) => level.currency(),
            _ => None,
        };
        let amount = |word: &Word<Amount>| word.is().and_then(|it| it.currency());
        amount(&self.min_change).or_else(|| amount(&self.hysteresis)).or(rearm)
    }

    /// These, and where they say nothing what was said before.
    #[must_use]
    pub fn over(self, before: Self) -> Self {
        Self {
            min_change: self.min_change.over(before.min_change),
            hysteresis: self.hysteresis.over(before.hysteresis),
            quiet: self.quiet.over(before.quiet),
            rearm: self.rearm.over(before.rearm),
            telling: self.telling.or(before.telling),
        }
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.condition.fmt(f)?;
        match self.target {
            Target::Usual => {}
            Target::Item => f.write_str(", for the item")?,
            Target::AnySku => f.write_str(", for any sku")?,
            Target::Sku(sku) => write!(f, ", for sku {sku}")?,
        }
        match self.options.is_empty() {
            true => Ok(()),
            false => write!(f, ", {}", self.options),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Beyond { kind, side, limit: Limit::Level(level) } => {
                write!(f, "{kind} {side} {level}")
            }
            Self::Beyond { kind, side, limit: Limit::Record(window) } => {
                let extreme = match side {
                    Side::Below => Extreme::Lowest,
                    Side::Above => Extreme::Highest,
                };
                write!(f, "{kind} {side} {extreme} {window}")
            }
            Self::Moves { kind, direction, by, from } => {
                write!(f, "{kind} {direction} {by}")?;
                match from {
                    Reference::Last => Ok(()),
                    Reference::LastAlert => f.write_str(" since last alert"),
                    Reference::Extreme(extreme, window) => {
                        let side = match direction {
                            Direction::Rises => "above",
                            Direction::Drops | Direction::Changes => "below",
                        };
                        write!(f, " {side} {extreme} {window}")
                    }
                }
            }
            Self::Gone(away) => away.fmt(f),
            Self::BackInStock => f.write_str("back in stock"),
            Self::SellsFaster { units, per } => {
                write!(f, "sells faster than {units} per {per}")
            }
        }
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Days(1) => f.write_str("of 1 day"),
            Self::Days(days) => write!(f, "of {days} days"),
            Self::Ever => f.write_str("ever"),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
        })
    }
}

impl fmt::Display for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut said = Vec::new();
        said.extend(shown("min change", &self.min_change));
        said.extend(shown("hysteresis", &self.hysteresis));
        said.extend(shown("quiet", &self.quiet));
        said.extend(shown("rearm", &self.rearm));
        said.extend(self.telling.map(|telling| match telling {
            Telling::Confirmed => "when confirmed".to_owned(),
            Telling::AtOnce => "at once".to_owned(),
        }));
        f.write_str(&said.join(", "))
    }
}

fn shown<T: fmt::Display>(name: &str, word: &Word<T>) -> Option<String> {
    match word {
        Word::Unsaid => None,
        Word::Off => Some(format!("no {name}")),
        Word::Is(value) if name == "rearm" => Some(value.to_string()),
        Word::Is(value) => Some(format!("{name} {value}")),
    }
}

impl fmt::Display for Rearm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::After(time) => write!(f, "rearm after {}", length(*time)),
            Self::WhenBack(side, level) => write!(f, "rearm when back {side} {level}"),
            Self::Once => f.write_str("once"),
        }
    }
}

/// `24h`, `3d`, `90m`: in the largest unit that leaves nothing over, days from two on.
fn length(time: Duration) -> String {
    let minutes = time.as_secs() / 60;
    match (minutes % 1440, minutes % 60) {
        (0, 0) if minutes >= 2880 => format!("{}d", minutes / 1440),
        (_, 0) => format!("{}h", minutes / 60),
        _ => format!("{minutes}m"),
    }
}
