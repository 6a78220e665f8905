//! The names of an object in a table.

use super::Value;
use crate::wire::parse::mark;

/// How many places the table has: a power of two, above twice the names of a product.
const PLACES: usize = 64;

/// An object's names, to be found without going through them.
#[derive(Debug)]
pub(crate) struct Names<'d> {
    object: Value<'d>,
    /// How far behind the object each name stands; zero in a place that is free.
    places: [u8; PLACES],
    /// Whether all names are in the table. Those of a very large object are not.
    complete: bool,
}

impl<'d> Names<'d> {
    /// Puts an object's names into a table. What is no object has none.
    pub(crate) fn of(object: Value<'d>) -> Self {
        let mut names = Self { object, places: [0; PLACES], complete: true };
        for (count, (name, _)) in object.members().enumerate() {
            let distance = u8::try_from(name.index - object.index);
            let (Ok(distance), true) = (distance, count < PLACES / 2) else {
                names.complete = false;
                break;
            };
            let mut place = first_place(name.node().next);
            while names.places[place] != 0 {
                place = (place + 1) % PLACES;
            }
            names.places[place] = distance;
        }
        names
    }

    /// The field of that name. The first of them, should there be two, as in
    /// [`Value::get`].
    #[inline]
    pub(crate) fn get(&self, name: &str) -> Option<Value<'d>> {
        self.marked(mark(name.as_bytes()), name)
    }

    fn marked(&self, mark: u32, name: &str) -> Option<Value<'d>> {
        let mut place = first_place(mark);
        while self.places[place] != 0 {
            let index = self.object.index + u32::from(self.places[place]);
            let found = Value { index, ..self.object };
            let node = found.node();
            if node.next == mark && found.is_named(node, name) {
                return Some(Value { index: index + 1, ..self.object });
            }
            place = (place + 1) % PLACES;
        }
        if self.complete { None } else { self.object.get(name) }
    }
}

/// Where to look for a name first: its mark, well mixed.
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
            let names = Names::of(document.root());
            for name in asked {
                let [by_table, one_by_one] = [names.get(name), document.root().get(name)]
                    .map(|value| value.map(|value| value.span()));
                assert_eq!(by_table, one_by_one, "{name:?} in {text:.60}");
            }
        }
    }
}
