//! A list in any of the ways the platform writes one.

use super::document::{Kind, Value};
use super::field::Field;
use super::notes::Notes;

/// The elements of a list, and whether they are all of them.
#[derive(Debug, Default)]
pub(crate) struct List<'r, 'd> {
    /// Those that are what was expected, in the platform's order.
    pub(crate) elements: Vec<Field<'r, 'd>>,
    /// Whether some element could not be understood, so that nothing is to be said of
    /// the whole (a sum, a least price).
    pub(crate) has_gaps: bool,
}

/// The elements, where `value` is
///
/// * a list;
/// * the object that wraps a list and is named after its type: `{"product":[…]}`;
/// * the same around the one element there is: `{"product":{…}}`;
/// * the one element itself;
/// * an empty object, for an empty list.
///
/// `fits` says what an element looks like; another in the list is noted, and left out.
pub(super) fn read<'r, 'd>(
    notes: &'r Notes<'d>,
    value: Option<Value<'d>>,
    expected: impl Fn() -> String,
    fits: impl Fn(Value<'d>) -> bool,
) -> List<'r, 'd> {
    let Some(value) = value.filter(|value| !is_blank(*value)) else {
        return List::default();
    };
    let mut list = List::default();
    let mut take = |element: Value<'d>| {
        if fits(element) {
            list.elements.push(Field::new(notes, Some(element)));
        } else {
            notes.unread(element, &expected());
            list.has_gaps = true;
        }
    };
    match (value.kind(), only_member(value)) {
        (Kind::List, _) => value.elements().for_each(take),
        (Kind::Object, Some(inner)) if inner.kind() == Kind::List => {
            inner.elements().for_each(take);
        }
        (Kind::Object, Some(inner)) if is_blank(inner) => {}
        (Kind::Object, Some(inner)) if fits(inner) => take(inner),
        (Kind::Object, None) if value.members().next().is_none() => {}
        _ => take(value),
    }
    list
}

/// `null`, and what the documentation writes for it.
fn is_blank(value: Value<'_>) -> bool {
    match value.kind() {
        Kind::Null => true,
        Kind::Text => matches!(value.text().as_deref(), Some("" | "null")),
        _ => false,
    }
}

fn only_member(value: Value<'_>) -> Option<Value<'_>> {
    let mut members = value.members();
    let (_, only) = members.next()?;
    members.next().is_none().then_some(only)
}
