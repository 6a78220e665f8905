//! What was seen of items over time, and what follows from it. Pure: no database, no
//! network, no clock.
//!
//! # The story of one number
//!
//! 1. An answer of the platform becomes a [`Reading`]: what one source said of one item in
//!    one view, at one [`Moment`]. A value, a known absence, or "not observed": three
//!    states that never stand for each other ([`State`]).
//! 2. Readings are laid into the item's [`Trail`], which keeps changes only, and the
//!    [`Span`]s in which readings followed each other closely enough to be believed in
//!    between. A second reading that says the same costs nothing; that it was made is
//!    known.
//! 3. A [`Timeline`] is one series of a trail laid open: from when until when it was what,
//!    with every unobserved stretch in it. Statistics, charts, alerts and schedules are
//!    made of timelines, and say how much of the time they rest on.
//!
//! As bytes, a reading is a [`record`] and a stretch of a trail a [`block`]; [`segment`]
//! says where one ends and the next begins, and [`scan`] answers from blocks as they lie.
//!
//! Nothing is converted: a price is in the currency it was asked for in, and a trail has
//! one currency.
#![warn(missing_docs)]

pub mod alert;
mod availability;
pub mod block;
mod bytes;
pub mod chart;
pub mod discount;
mod figure;
mod merge;
mod moment;
pub mod observe;
mod part;
pub mod rates;
mod reading;
pub mod record;
pub mod scan;
pub mod schedule;
#[cfg(feature = "utoipa")]
mod schema;
pub mod segment;
mod series;
mod state;
pub mod stats;
pub mod synthetic;
#[cfg(test)]
mod testing;
mod timeline;
mod trail;

pub use availability::{availability, buyable, buyable_or_absent, with_absence_before};
pub use bytes::PackedError;
pub use figure::{Figure, Told, currency_of, minor_digits};
pub use moment::Moment;
pub use part::Part;
pub use reading::{Entry, Reading, Seen};
pub use series::{Kind, ParseKindError, Series, TrailKey, Unit};
pub use state::{Absence, Gap, ParseQuantityError, Quantity, QuantityError, State};
pub use timeline::{Step, Timeline};
pub use trail::{Change, Disagreement, Merged, Span, Tail, Trail};
