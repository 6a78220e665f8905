//! What `run` and `worker` share: how it is told how far looks have come, what they came to
//! and who makes them.

mod notes;
mod present;
mod said;
mod words;

pub(super) use notes::Notes;
pub(super) use present::{card, say_unseen, told};
pub(super) use said::say;
pub(super) use words::{ended_word, exit_for, line};
