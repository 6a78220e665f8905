//! Which fields an API's answers are known to have, and which of them a reader reads: a
//! small text for each API, a field a line, indented by where it stands.
//!
//! `-name` is known and not missed: read by nobody, or there only for who asks for it
//! (`promotion_link` comes with a tracking id); `name[]` is a list of objects; `name!` is in
//! every answer, as the platform documents it and all seen answers agree.

use std::collections::BTreeMap;

/// The fields of one API.
#[derive(Debug)]
pub(super) struct Known {
    /// By place; the first is the answer itself.
    places: Vec<Place>,
    /// The paths of the fields that are read, each with whether it is always there. Their
    /// positions are the bits of a [`Look`](super::look::Look).
    pub(super) read: Vec<ReadField>,
}

/// A field that a reader reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ReadField {
    /// `result.ae_item_sku_info_dtos[].sku_id`.
    pub(super) path: String,
    pub(super) is_always_there: bool,
}

/// An object, a list of objects, or a value that is not looked into.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) path: String,
    pub(super) is_list: bool,
    /// Its bit, where it is read.
    pub(super) bit: Option<u32>,
    /// The bits of the fields in it.
    pub(super) inside: u128,
    fields: BTreeMap<&'static str, usize>,
}

impl Place {
    /// Whether what is in it is known.
    pub(super) fn is_looked_into(&self) -> bool {
        !self.fields.is_empty()
    }
}

impl Known {
    /// The fields of the API's answers, or of the part of them that an item keeps.
    pub(super) fn of_api(api: &str) -> Option<Self> {
        Some(Self::parse(match api {
            "aliexpress.ds.product.get" => include_str!("known/ds_product_get.txt"),
            "aliexpress.ds.text.search" => include_str!("known/ds_text_search.txt"),
            "aliexpress.ds.freight.query" => include_str!("known/ds_freight_query.txt"),
            "aliexpress.affiliate.productdetail.get"
            | "aliexpress.affiliate.product.query"
            | "aliexpress.affiliate.hotproduct.query" => {
                include_str!("known/affiliate_product.txt")
            }
            "api.item.get" => include_str!("known/item_get.txt"),
            _ => return None,
        }))
    }

    fn parse(text: &'static str) -> Self {
        let mut known =
            Self { places: vec![Place::new(String::new(), false)], read: Vec::new() };
        // The places that the line stands in, outermost first.
        let mut around = vec![0];
        for line in text.lines() {
            let name = line.trim_start();
            around.truncate((line.len() - name.len()) / 2 + 1);
            let parent = *around.last().expect("the answer itself is around all");
            around.push(known.add(parent, name));
        }
        known
    }

    fn add(&mut self, parent: usize, mark: &'static str) -> usize {
        let (name, is_read) = match mark.strip_prefix('-') {
            Some(name) => (name, false),
            None => (mark, true),
        };
        let (name, is_always_there) = match name.strip_suffix('!') {
            Some(name) => (name, true),
            None => (name, false),
        };
        let (name, is_list) = match name.strip_suffix("[]") {
            Some(name) => (name, true),
            None => (name, false),
        };
        let path = self.places[parent].path_of(name);
        let mut place = Place::new(path.clone(), is_list);
        if is_read {
            let bit = u32::try_from(self.read.len()).expect("a page of fields");
            self.read.push(ReadField { path, is_always_there });
            self.places[parent].inside |= 1 << bit;
            place.bit = Some(bit);
        }
        self.places.push(place);
        let at = self.places.len() - 1;
        self.places[parent].fields.insert(name, at);
        at
    }

    pub(super) fn place(&self, at: usize) -> &Place {
        &self.places[at]
    }

    /// The field of that name.
    pub(super) fn field(&self, at: usize, name: &str) -> Option<usize> {
        self.places[at].fields.get(name).copied()
    }

    /// Whether a field is known, read or not.
    pub(super) fn knows(&self, path: &str) -> bool {
        self.places.iter().any(|place| place.path == path)
    }
}

impl Place {
    fn new(path: String, is_list: bool) -> Self {
        Self { path, is_list, bit: None, inside: 0, fields: BTreeMap::new() }
    }

    /// The path of a field in it.
    pub(super) fn path_of(&self, name: &str) -> String {
        let list = if self.is_list { "[]" } else { "" };
        match self.path.as_str() {
            "" => name.to_owned(),
            path => format!("{path}{list}.{name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const APIS: [&str; 7] = [
        "aliexpress.ds.product.get",
        "aliexpress.ds.text.search",
        "aliexpress.ds.freight.query",
        "aliexpress.affiliate.productdetail.get",
        "aliexpress.affiliate.product.query",
        "aliexpress.affiliate.hotproduct.query",
        "api.item.get",
    ];

    #[test]
    fn a_text_is_a_tree() {
        let known =
            Known::parse("-code\nresult!\n  skus[]!\n    id\n    -x\n  title\nend");
        let read: Vec<(&str, bool)> =
            known.read.iter().map(|it| (it.path.as_str(), it.is_always_there)).collect();
        let expected = [
            ("result", true),
            ("result.skus", true),
            ("result.skus[].id", false),
            ("result.title", false),
            ("end", false),
        ];
        assert_eq!(read, expected);
        assert!(known.knows("result.skus[].x") && !known.knows("result.x"));
        assert_eq!(known.place(0).inside, 0b1_0001);
        let result = known.field(0, "result").unwrap();
        assert_eq!(known.place(result).inside, 0b1010);
        assert!(known.place(result).is_looked_into());
        assert!(!known.place(known.field(0, "code").unwrap()).is_looked_into());
    }

    #[test]
    fn every_text_fits_into_a_look_and_says_each_field_once() {
        for api in APIS {
            let known = Known::of_api(api).unwrap();
            assert!((5..=128).contains(&known.read.len()), "{api}: {}", known.read.len());
            let mut paths: Vec<&str> =
                known.places.iter().map(|place| place.path.as_str()).collect();
            let count = paths.len();
            paths.sort_unstable();
            paths.dedup();
            assert_eq!(paths.len(), count, "{api}");
            for place in known.places.iter().skip(1) {
                let last = place.path.rsplit('.').next().unwrap();
                let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
                assert!(last.chars().all(is_name), "{api}: `{last}`");
            }
        }
        assert!(Known::of_api("aliexpress.ds.category.get").is_none());
    }
}
