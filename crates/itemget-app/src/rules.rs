//! What people want to be told of: rules at four levels, and what of them is in force for
//! an item and its variants. What is said closer to the item takes the place of what is
//! said further away about the same.

mod book;
mod exchange;
mod judge;
mod past;
mod said;
mod subject;

pub(crate) use book::{Book, BookError};
pub(crate) use exchange::Sellers;
pub(crate) use judge::{Watching, judge, watching};
pub(crate) use past::{ToldOfThePast, told_of_the_past};
pub(crate) use said::{Place, Said, is_list, say};
pub(crate) use subject::{Subject, subjects};
