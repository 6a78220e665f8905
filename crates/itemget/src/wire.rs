//! Lenient reading of JSON: one odd field never loses an item, and never yields a wrong
//! number.
//!
//! [`Document`] is a body read in one pass into a flat list of places, so that numbers keep
//! their exact text (17-digit ids never go through a float), strings are only copied when
//! somebody wants them, and each item's own part of the body can be cut out. [`Field`] is
//! the way to read it: what is not there is `None`; what is there and not understood is
//! `None` as well, with an entry in the item's `unread`.

pub(crate) mod brief;
mod document;
mod field;
mod list;
mod notes;
mod observer;
mod parse;
mod row;
mod scalar;
mod unescape;

pub(crate) use document::{Document, Kind, Mark, Value};
pub(crate) use field::Field;
pub(crate) use notes::Notes;
pub(crate) use observer::Observer;
pub(crate) use parse::SyntaxError;
pub(crate) use row::Row;
