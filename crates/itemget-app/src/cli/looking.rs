//! What `run` and `worker` share: how it is told how far looks have come, and who makes
//! them.

mod notes;
mod present;
mod words;

pub(super) use notes::Notes;
pub(super) use present::{card, say_unseen, told};
pub(super) use words::{ended_word, line, why};
