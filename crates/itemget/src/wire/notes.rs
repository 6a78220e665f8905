//! The list of what could not be understood, gathered while reading.

use std::cell::RefCell;

use super::document::Value;
use super::field::Field;
use crate::item::Unread;

/// How many fields are listed: the rest would say the same.
const MOST: usize = 200;

/// How many characters of an odd value are shown. All of it is in the raw body.
const SHOWN: usize = 60;

/// Gathers what could not be understood under one object.
#[derive(Debug)]
pub(crate) struct Notes<'d> {
    root: Value<'d>,
    unread: RefCell<Vec<Unread>>,
}

impl<'d> Notes<'d> {
    /// No notes yet; paths will start at `root`.
    pub(crate) fn new(root: Value<'d>) -> Self {
        Self { root, unread: RefCell::default() }
    }

    /// The object itself, to be read.
    pub(crate) fn root(&self) -> Field<'_, 'd> {
        Field::new(self, Some(self.root))
    }

    /// Notes that `value` is not what was expected.
    pub(super) fn unread(&self, value: Value<'d>, expected: &str) {
        let mut unread = self.unread.borrow_mut();
        if unread.len() < MOST {
            unread.push(Unread {
                path: self.root.path_to(value),
                expected: expected.to_owned(),
                found: shown(value),
            });
        }
    }

    /// All that was noted.
    pub(crate) fn into_unread(self) -> Vec<Unread> {
        self.unread.into_inner()
    }
}

fn shown(value: Value<'_>) -> String {
    let json = value.json();
    match json.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &json[..end]),
        None => json.to_owned(),
    }
}
