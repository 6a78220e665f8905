//! One look at an answer: which of the fields that are read are there, and which names
//! nobody knows. Values are passed over; nothing is kept of them.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use super::known::Known;

/// How many unknown names of one answer are kept.
const MOST: usize = 20;

/// How much of an unknown name is kept.
const LONGEST: usize = 60;

/// What an answer has. A bit stands for a field of [`Known::read`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Look {
    /// The fields whose surroundings are there, so that they could be.
    pub(super) could_be: u128,
    /// Those that are.
    pub(super) is_there: u128,
    /// The paths of names that nobody knows, at places that are known.
    pub(super) unknown: BTreeSet<String>,
}

impl Look {
    /// Looks at a body; none where it is not strictly JSON.
    pub(super) fn at(body: &[u8], known: &Known) -> Option<Self> {
        let mut look = Self::default();
        let mut json = serde_json::Deserializer::from_slice(body);
        let seed = Here { known, at: 0, way: Way::Direct, look: &mut look };
        seed.deserialize(&mut json).ok()?;
        Some(look)
    }

    fn unknown(&mut self, path: String) {
        if self.unknown.len() < MOST {
            self.unknown.insert(path);
        }
    }
}

/// How a place was come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// By its name.
    Direct,
    /// As an element of a list, or as what a list is wrapped in.
    Inside,
}

struct Here<'a> {
    known: &'a Known,
    at: usize,
    way: Way,
    look: &'a mut Look,
}

impl Here<'_> {
    fn inner(&mut self, at: usize, way: Way) -> Here<'_> {
        Here { known: self.known, at, way, look: &mut *self.look }
    }
}

impl<'de> DeserializeSeed<'de> for Here<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Here<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<M: MapAccess<'de>>(mut self, mut map: M) -> Result<(), M::Error> {
        let (known, at) = (self.known, self.at);
        let place = known.place(at);
        // A list comes in an object that is named after its type, or by itself, or is the
        // one element that there is.
        let may_wrap = place.is_list && self.way == Way::Direct;
        let mut is_object = !may_wrap;
        while let Some(name) = map.next_key::<Cow<'_, str>>()? {
            match known.field(at, &name) {
                Some(field) => {
                    is_object = true;
                    let field_place = known.place(field);
                    self.look.is_there |= field_place.bit.map_or(0, |bit| 1 << bit);
                    match field_place.is_looked_into() {
                        true => map.next_value_seed(self.inner(field, Way::Direct))?,
                        false => {
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                None if may_wrap => map.next_value_seed(self.inner(at, Way::Inside))?,
                // The envelope of an answer is named after its method.
                None if at == 0 && name.ends_with("_response") => {
                    map.next_value_seed(self.inner(0, Way::Inside))?;
                }
                None => {
                    self.look.unknown(place.path_of(&shortened(&name)));
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        if is_object {
            self.look.could_be |= place.inside;
        }
        Ok(())
    }

    fn visit_seq<S: SeqAccess<'de>>(mut self, mut list: S) -> Result<(), S::Error> {
        let at = self.at;
        while list.next_element_seed(self.inner(at, Way::Inside))?.is_some() {}
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// A name as it may be kept: names that are numbers are ids, and one for all.
fn shortened(name: &str) -> String {
    match name.is_empty() || name.bytes().any(|byte| !byte.is_ascii_digit()) {
        true => name.chars().filter(|c| !c.is_control()).take(LONGEST).collect(),
        false => "#".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRODUCT: &str = "aliexpress.ds.product.get";

    fn look(api: &str, body: &str) -> Look {
        Look::at(body.as_bytes(), &Known::of_api(api).unwrap()).unwrap()
    }

    fn paths(api: &str, bits: u128) -> Vec<String> {
        let read = Known::of_api(api).unwrap().read;
        let is_set = |bit: usize| bits & (1 << bit) != 0;
        let set = read.into_iter().enumerate().filter(|(bit, _)| is_set(*bit));
        set.map(|(_, field)| field.path).collect()
    }

    #[test]
    fn an_answer_has_the_same_fields_in_each_shape() {
        let wrapped = r#"{"aliexpress_ds_product_get_response":{"result":{
            "ae_item_sku_info_dtos":{"ae_item_sku_info_d_t_o":[
                {"sku_id":"1","ae_sku_property_dtos":{"ae_sku_property_d_t_o":[
                    {"sku_property_id":14,"news":1}]}},
                {"sku_price":"2"}]}},
            "rsp_code":200,"request_id":"r"}}"#;
        let flat = r#"{"result":{"ae_item_sku_info_dtos":[
            {"sku_id":"1","ae_sku_property_dtos":[{"sku_property_id":14,"news":{}}]},
            {"sku_price":"2"}]},"code":"0"}"#;
        let one = r#"{"result":{"ae_item_sku_info_dtos":
            {"sku_id":"1","ae_sku_property_dtos":{"ae_sku_property_d_t_o":
                {"sku_property_id":14,"news":[]}},"sku_price":"2"}}}"#;
        let expected = look(PRODUCT, wrapped);
        let list = "result.ae_item_sku_info_dtos";
        assert_eq!(
            paths(PRODUCT, expected.is_there),
            [
                "result",
                list,
                &format!("{list}[].sku_id"),
                &format!("{list}[].sku_price"),
                &format!("{list}[].ae_sku_property_dtos"),
                &format!("{list}[].ae_sku_property_dtos[].sku_property_id"),
            ]
        );
        let news = format!("{list}[].ae_sku_property_dtos[].news");
        assert_eq!(expected.unknown, BTreeSet::from([news]));
        for other in [flat, one] {
            assert_eq!(look(PRODUCT, other), expected, "{other}");
        }
    }

    #[test]
    fn a_field_is_missed_only_where_it_could_be() {
        let empty = look(PRODUCT, r#"{"result":{"ae_item_sku_info_dtos":{"x":[]}}}"#);
        assert!(
            paths(PRODUCT, empty.could_be).iter().all(|path| !path.contains("[]")),
            "no SKU is no SKU without its price"
        );
        let none = look(PRODUCT, r#"{"result":{"ae_store_info":null}}"#);
        assert_eq!(paths(PRODUCT, none.is_there), ["result", "result.ae_store_info"]);
        assert_eq!(paths(PRODUCT, none.could_be & !none.is_there).len(), 7);
        assert!(none.unknown.is_empty());
    }

    #[test]
    fn names_are_bounded_and_no_names_are_ids() {
        let many: Vec<String> = (0..500).map(|n| format!("\"field{n}\":0")).collect();
        let body = format!(r#"{{"product_id":1,"17":0,"18":0,{}}}"#, many.join(","));
        let look = look("aliexpress.affiliate.productdetail.get", &body);
        assert_eq!(look.unknown.len(), MOST);
        assert!(look.unknown.contains("#") && !look.unknown.contains("17"));
        let known = Known::of_api(PRODUCT).unwrap();
        assert_eq!(Look::at(b"<html>", &known), None);
        assert_eq!(Look::at(br#"{"result":"#, &known), None);
        assert_eq!(Look::at(b"7", &known), Some(Look::default()));
        let long = format!(r#"{{"{}\u001b[31m":1}}"#, "n".repeat(500));
        let unknown = Look::at(long.as_bytes(), &known).unwrap().unknown;
        assert!(unknown.iter().all(|name| name.len() == LONGEST), "{unknown:?}");
    }
}
