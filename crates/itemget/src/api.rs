//! The gateway methods that have a type, a line each. Any other: [`RawCall`](crate::RawCall).

pub mod affiliate;
pub mod dropship;
pub mod system;
pub mod tutorial;

mod asked;
mod whole;
