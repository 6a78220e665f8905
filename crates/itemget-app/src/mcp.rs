//! Tools for assistants (MCP): what a person would ask about items, each answered in a few
//! lines that say where and when they come from.
//!
//! The protocol is a library's, and `wire` alone knows it. Answers are texts: what a model
//! reads costs by the word. Nothing is written here but by `track_item`.

mod budget;
mod compare;
mod desk;
mod find;
mod history;
mod list;
mod price;
mod quota;
mod say;
mod search;
mod track;
mod tracked;
mod wire;

pub(crate) use budget::Budgets;
pub(crate) use desk::Desk;
pub(crate) use wire::{over_http, over_stdio};
