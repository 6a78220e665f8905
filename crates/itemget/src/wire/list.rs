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

/// What the elements say, and whether they are all of them.
#[derive(Debug)]
pub(crate) struct Rows<T> {
    /// Of those that are what was expected, in the platform's order.
    pub(crate) rows: Vec<T>,
    /// As in [`List`].
    pub(crate) has_gaps: bool,
}

/// The elements, as [`each`] finds them.
///
/// `fits` says what an element looks like; another in the list is noted, and left out.
pub(super) fn read<'r, 'd>(
    notes: &'r Notes<'d>,
    value: Option<Value<'d>>,
    expected: impl Fn() -> String,
    fits: impl Fn(Value<'d>) -> bool,
) -> List<'r, 'd> {
    let mut elements = Vec::new();
    let has_gaps = each(notes, value, expected, |element| {
        let fits = fits(element);
        if fits {
            elements.push(Field::new(notes, Some(element)));
        }
        fits
    });
    List { elements, has_gaps }
}

/// Takes the elements, where `value` is
///
/// * a list;
/// * the object that wraps a list and is named after its type: `{"product":[…]}`;
/// * the same around the one element there is: `{"product":{…}}`;
/// * the one element itself;
/// * an empty object, for an empty list.
///
/// `take` takes an element, or says `false` where it is none: that is noted. Gives whether
/// there was one of these.
pub(super) fn each<'d>(
    notes: &Notes<'d>,
    value: Option<Value<'d>>,
    expected: impl Fn() -> String,
    mut take: impl FnMut(Value<'d>) -> bool,
) -> bool {
    let Some(value) = value.filter(|value| !is_blank(*value)) else { return false };
    let mut has_gaps = false;
    let mut note = |element| {
        notes.unread(element, &expected());
        has_gaps = true;
    };
    let list = match (value.kind(), only_member(value)) {
        (Kind::List, _) => value,
        (Kind::Object, Some(inner)) if inner.kind() == Kind::List => inner,
        (Kind::Object, Some(inner)) if is_blank(inner) => return false,
        (Kind::Object, None) if value.members().next().is_none() => return false,
        (_, inner) => {
            let is_around_it = value.is_object() && inner.is_some_and(&mut take);
            if !is_around_it && !take(value) {
                note(value);
            }
            return has_gaps;
        }
    };
    for element in list.elements() {
        if !take(element) {
            note(element);
        }
    }
    has_gaps
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
