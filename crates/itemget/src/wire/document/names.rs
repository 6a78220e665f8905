//! The names of an object in a table.

use super::Value;
use crate::wire::parse::{Node, mark};

/// How many places the table has: a power of two, above twice the names of a product.
const PLACES: usize = 64;

/// An object's names, to be found without going through them.
#[derive(Debug)]
pub(crate) struct Names<'d> {
    object: Option<Value<'d>>,
    /// How far behind the object each name stands; zero in a place that is free.
    places: [u8; PLACES],
    /// Whether all names are in the table. Those of a very large object are not.
    complete: bool,
}

impl<'d> Names<'d> {
    /// Puts an object's names into a table. What is no object, or not there, has none.
    pub(crate) fn of(object: Option<Value<'d>>) -> Self {
        let mut names = Self { object, places: [0; PLACES], complete: true };
        let Some(object) = object else { return names };
        let (mut at, mut count) = (1, 0);
        let nodes = object.object_nodes();
        while let Some([name, value]) = nodes.get(at..).and_then(<[Node]>::first_chunk) {
            let Ok(distance @ 1..) = u8::try_from(at) else {
                names.complete = false;
                break;
            };
            if count == PLACES / 2 {
                names.complete = false;
                break;
            }
            count += 1;
            let mut place = first_place(name.next);
            while names.places[place] != 0 {
                place = (place + 1) % PLACES;
            }
            names.places[place] = distance;
            at = (value.next - object.index) as usize;
        }
        names
    }

    /// The field of that name. The first of them, should there be two, as in
    /// [`Value::get`].
    ///
    /// Inlined, because where the name is known when this is compiled, so is its place.
    #[inline(always)]
    pub(crate) fn get(&self, name: &str) -> Option<Value<'d>> {
        let mark = mark(name.as_bytes());
        let place = first_place(mark);
        if self.places[place] == 0 {
            return if self.complete { None } else { self.object?.get(name) };
        }
        let found = self.at(place)?;
        let node = found.node();
        if node.next == mark && found.is_named(node, name) {
            return Some(Value { index: found.index + 1, ..found });
        }
        self.behind(place, mark, name)
    }

    /// The same, where another name is in its first place.
    #[cold]
    fn behind(&self, mut place: usize, mark: u32, name: &str) -> Option<Value<'d>> {
        loop {
            place = (place + 1) % PLACES;
            if self.places[place] == 0 {
                return if self.complete { None } else { self.object?.get(name) };
            }
            let found = self.at(place)?;
            let node = found.node();
            if node.next == mark && found.is_named(node, name) {
                return Some(Value { index: found.index + 1, ..found });
            }
        }
    }

    /// The name in a place that is taken.
    #[inline(always)]
    fn at(&self, place: usize) -> Option<Value<'d>> {
        let object = self.object?;
        Some(Value { index: object.index + u32::from(self.places[place]), ..object })
    }
}

/// Where to look for a name first: its mark, well mixed.
#[inline(always)]
fn first_place(mark: u32) -> usize {
    (mark.wrapping_mul(0x9E37_79B9) >> 26) as usize % PLACES
}

#[cfg(test)]
mod tests {
    use super::super::Document;
    use super::Names;

    #[test]
    fn a_name_is_found_as_by_going_through_the_object() {
        let many: Vec<String> =
            (0..40).map(|n| format!(r#""name{n}":[{n},{{"a":{n}}}]"#)).collect();
        let few: Vec<String> = many[..7].to_vec();
        let twice = r#"{"a":1,"b":{"a":2},"a":3,"\u0062":4,"":5,"c\"d":6}"#.to_owned();
        let objects = [
            format!("{{{}}}", many.join(",")),
            format!("{{{}}}", few.join(",")),
            format!(r#"{{"long":[{}0],"behind":1}}"#, "0,".repeat(70_000)),
            twice,
            "{}".to_owned(),
            "[1]".to_owned(),
            "7".to_owned(),
        ];
        let asked = ["a", "b", "", "c\"d", "name3", "name39", "name", "long", "behind"];
        for text in &objects {
            let document = Document::parse(text).unwrap();
            let names = Names::of(Some(document.root()));
            for name in asked {
                let [by_table, one_by_one] = [names.get(name), document.root().get(name)]
                    .map(|value| value.map(|value| value.span()));
                assert_eq!(by_table, one_by_one, "{name:?} in {text:.60}");
            }
        }
    }
}
