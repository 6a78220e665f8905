//! The limiter before a simulated platform, in virtual time.

mod cancelled;
mod closed;
mod files;
mod given_up;
mod pace;
mod queue;
mod world;
mod written;
