//! An object whose fields are found by a table.

use super::document::Names;
use super::field::Field;

/// An object that is asked for many of its fields: they are gone through once, and not once
/// for each name. Many a name is asked for and not there, and that is the longest way.
#[derive(Debug)]
pub(crate) struct Row<'r, 'd> {
    field: Field<'r, 'd>,
    names: Option<Names<'d>>,
}

impl<'r, 'd> Row<'r, 'd> {
    pub(super) fn new(field: Field<'r, 'd>) -> Self {
        Self { field, names: field.value().map(Names::of) }
    }

    /// The field of that name.
    #[inline]
    pub(crate) fn at(&self, name: &str) -> Field<'r, 'd> {
        self.field.with(self.names.as_ref().and_then(|names| names.get(name)))
    }

    /// The first of the fields that is there, as [`Field::at_first`].
    #[inline]
    pub(crate) fn at_first(&self, names: &[&str]) -> Field<'r, 'd> {
        let found = |name: &&str| self.names.as_ref()?.get(name);
        self.field.with(names.iter().find_map(found))
    }
}
