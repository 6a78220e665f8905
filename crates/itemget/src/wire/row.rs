//! An object whose fields are found by a table.

use super::document::Names;
use super::field::Field;

/// An object that is asked for many of its fields: they are gone through once, and not once
/// for each name. Many a name is asked for and not there, and that is the longest way.
#[derive(Debug)]
pub(crate) struct Row<'r, 'd> {
    field: Field<'r, 'd>,
    names: Names<'d>,
}

impl<'r, 'd> Row<'r, 'd> {
    #[inline]
    pub(super) fn new(field: Field<'r, 'd>) -> Self {
        Self { field, names: Names::of(field.value()) }
    }

    /// The field of that name.
    #[inline(always)]
    pub(crate) fn at(&self, name: &str) -> Field<'r, 'd> {
        self.field.with(self.names.get(name))
    }

    /// The first of the fields that is there, as [`Field::at_first`].
    #[inline(always)]
    pub(crate) fn at_first(&self, names: &[&str]) -> Field<'r, 'd> {
        // Each name in words of its own, so that it is known when this is compiled.
        match names {
            [first, second] => self.at(first).or(|| self.at(second)),
            [first, second, rest @ ..] => {
                self.at(first).or(|| self.at(second)).or(|| self.any(rest))
            }
            few => self.any(few),
        }
    }

    #[cold]
    fn any(&self, names: &[&str]) -> Field<'r, 'd> {
        self.field.with(names.iter().find_map(|name| self.names.get(name)))
    }
}
