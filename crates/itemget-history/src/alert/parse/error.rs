//! Why a text is not a rule: what was expected, where, and an example.

use std::fmt;

/// A text that should be a rule, or options of one, and is not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected {expected} at character {at} of `{text}`, found {}",
    Found(found.as_deref())
)]
pub struct RuleError {
    /// The text, or its beginning.
    pub text: String,
    /// At which character, counted from 1.
    pub at: usize,
    /// The word there; none at the end.
    pub found: Option<String>,
    /// What should be there.
    pub expected: Expected,
}

impl RuleError {
    pub(super) fn new(
        text: &str,
        at: usize,
        found: Option<&str>,
        expected: Expected,
    ) -> Self {
        let clip = |text: &str, most| text.chars().take(most).collect();
        Self {
            text: clip(text, 200),
            at,
            found: found.map(|word| clip(word, 40)),
            expected,
        }
    }

    /// A text that is right where this one is not.
    pub fn example(&self) -> &'static str {
        self.expected.example()
    }
}

struct Found<'a>(Option<&'a str>);

impl fmt::Display for Found<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(word) => write!(f, "`{word}`"),
            None => f.write_str("the end"),
        }
    }
}

macro_rules! expected {
    ($($(#[$doc:meta])* $variant:ident => $text:literal, $example:literal;)*) => {
        /// What should stand where a rule cannot be read on.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Expected { $($(#[$doc])* $variant,)* }

        impl Expected {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// A rule, or options, that are right there.
            pub fn example(self) -> &'static str {
                match self { $(Self::$variant => $example),* }
            }
        }

        impl fmt::Display for Expected {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$variant => $text),* })
            }
        }
    };
}
expected! {
    /// The beginning of a rule.
    Condition => "what must happen, such as `sale_price`, `stock`, `back in stock`, \
        `out of stock`, `off sale` or `sells faster than`",
        "sale_price below 20 EUR";
    /// Availability has no height.
    NotAvailability => "`back in stock`, `out of stock` or `off sale`: availability is \
        no number",
        "back in stock";
    /// How the number is looked at.
    Verb => "`below`, `above`, `drops`, `rises` or `changes`", "sale_price drops 10%";
    /// A limit of a money series.
    MoneyLevel => "an amount with its currency, or `lowest of 30 days` (for `above`: \
        `highest`), or `lowest ever`",
        "sale_price below 20 EUR";
    /// A limit of a counted series.
    NumberLevel => "a number, or `lowest of 30 days` (for `above`: `highest`), or \
        `lowest ever`",
        "stock below 5";
    /// A limit of a series of percentages.
    PercentLevel => "a percentage, or `lowest of 30 days` (for `above`: `highest`), or \
        `lowest ever`",
        "positive_rate below 90%";
    /// How far a price moves.
    MoneyAmount => "a percentage, or an amount with its currency", "sale_price drops 10%";
    /// How far a count moves.
    NumberAmount => "a percentage or a number", "stock drops 50";
    /// How far a percentage moves.
    PointsAmount => "a percentage of what it was, or a number of points",
        "positive_rate drops 3 points";
    /// The currency of an amount.
    Currency => "a currency such as `EUR` after the amount", "sale_price below 20 EUR";
    /// Nothing moves by nothing.
    MoreThanZero => "a number over 0", "sale_price drops 10%";
    /// Nothing loses all of it and more.
    LessThanAll => "less than 100%: nothing drops by all of what it is",
        "sale_price drops 10%";
    /// After `below` or `above` in a move.
    Extreme => "`lowest of 30 days`, `highest of 30 days`, `lowest ever` or \
        `highest ever`",
        "sale_price drops 10% below lowest of 30 days";
    /// How far back.
    Window => "`of 30 days` (at most 3650) or `ever`", "sale_price below lowest of 30 days";
    /// After `since`.
    LastAlert => "`last alert`", "sale_price changes 5% since last alert";
    /// After `back`.
    InStock => "`in stock`", "back in stock";
    /// After `out`.
    OfStock => "`of stock`", "out of stock";
    /// After `off`.
    Sale => "`sale`", "off sale";
    /// After `sells`.
    FasterThan => "`faster than` and a number", "sells faster than 20 per day";
    /// After the number of pieces.
    Per => "`per hour`, `per day` or `per week`", "sells faster than 20 per day";
    /// Where options may stand.
    Option => "an option such as `for any sku`, `min change 2%`, `hysteresis 3%`, \
        `quiet 22:00-07:00 Europe/Berlin`, `rearm after 24h`, `at once` or `once`",
        "sale_price drops 10%, min change 2%, once";
    /// After `for`.
    Target => "`sku` with its id, `any sku` or `the item`",
        "stock below 5 for sku 12000012345678901";
    /// Sales are the item's.
    ItemOnly => "no variant: this is known of items as a whole only",
        "sells faster than 20 per day, for the item";
    /// After `min`.
    MinChange => "`change` and how much at least changes between two alerts",
        "sale_price changes 1%, min change 0.50 EUR";
    /// The hours of `quiet`.
    Hours => "two different times of day such as `22:00-07:00`",
        "back in stock, quiet 22:00-07:00 Europe/Berlin";
    /// The zone of `quiet`.
    Zone => "a time zone such as `Europe/Berlin` or `Asia/Shanghai`",
        "back in stock, quiet 22:00-07:00 Asia/Shanghai";
    /// After `rearm`.
    Rearm => "`after` a time, or `when back above` or `when back below` a height",
        "sale_price below 20 EUR, rearm when back above 22 EUR";
    /// The time of `rearm after`.
    Length => "a time of at most 3650 days such as `90m`, `24h` or `7d`",
        "stock below 5, rearm after 24h";
    /// After `no`.
    No => "`min change`, `hysteresis`, `quiet` or `rearm`", "stock below 5, no quiet";
    /// The same option again.
    SaidOnce => "each option once", "sale_price drops 10%, min change 2%";
    /// An option that goes with heights only.
    OnlyForHeights => "an option for this rule: this one goes with `below` and `above` a \
        height",
        "sale_price below 20 EUR, hysteresis 3%";
    /// An option that goes with numbers only.
    OnlyForNumbers => "an option for this rule: this one goes with numbers",
        "sale_price drops 10%, min change 0.50 EUR";
    /// The way back of `rearm when back`.
    OtherSide => "the side that the rule does not tell of, and no height within it",
        "sale_price below 20 EUR, rearm when back above 22 EUR";
    /// Two currencies in one rule.
    OneCurrency => "one currency: amounts in two are never compared",
        "sale_price below 20 EUR, min change 0.50 EUR";
    /// A number that cannot be read.
    Number => "a number such as `20` or `0.50`", "sale_price below 20 EUR";
}
