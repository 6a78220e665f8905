//! Alerts: rules in a small text form, and what they make of readings.
//!
//! # From a reading to an alert
//!
//! 1. A [`Rule`] is read from a text such as `sale_price drops 10% below lowest of 30
//!    days, min change 2%`; its `Display` writes it back.
//! 2. A [`Watch`] is a rule over one trail: it takes each [`Reading`](crate::Reading) and
//!    hands each series' state to that series' [`RuleState`].
//! 3. There the state is believed only when a second reading agrees with it (`settle`),
//!    and only what is believed is judged. What would be told if it were believed comes
//!    back as [`Outcome::Unconfirmed`], with when a second reading is wanted.
//! 4. A [`Firing`] says everything: before, after, against what, on how many readings, and
//!    when it may be told ([`Firing::tell_at`]: quiet hours delay).
//!
//! A reading that failed, an answer that could not be read, and a reading that arrives
//! late say nothing here. Readings of other views belong to other trails and never meet.
//! Time is the readings' own; nothing here looks at a clock. All state can be written and
//! read back, so that a restart changes nothing.

mod amount;
mod certain;
mod debounce;
mod defaults;
mod firing;
mod judge;
mod parse;
mod past;
mod policy;
mod presence;
mod quiet;
mod replay;
mod rule;
mod sales;
mod seen;
mod settle;
mod state;
mod watch;

pub use amount::{Amount, Level};
pub use defaults::{Effective, Layer, Scope, resolve};
pub use firing::{
    Against, Bundle, Confirmation, Coverage, Fact, Firing, Outcome, Point, Unconfirmed,
    Wanted, Withheld, bundles,
};
pub use parse::{Expected, RuleError};
pub use policy::{Context, Exchange, Policy, SellersIn};
pub use quiet::{Clock24, Quiet};
pub use replay::{Replayed, replay};
pub use rule::{
    Away, Condition, Direction, Extreme, Limit, Options, Period, Rearm, Reference, Rule,
    Side, Target, Telling, Topic, Window, Word,
};
pub use state::RuleState;
pub use watch::Watch;
