//! The sandbox from outside: over sockets, as its clients meet it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod admin;
mod captures;
mod consent;
mod faults;
mod links;
mod onebound;
mod platform;
mod proxy;
mod quota;
mod reference_rates;
mod shared;
mod signing;
mod tutorial;
mod wire;
