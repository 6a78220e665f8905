//! Which fields of an item are wanted: `title,price.sale,variants.stock`.

use std::collections::BTreeSet;
use std::str::FromStr;

use itemget::item::Group;
use serde_json::{Map, Value};

use crate::config::keys::nearest;

/// The fields of an item's groups, by the names they have in JSON.
const GROUPS: &[(&str, &[&str])] = &[
    (
        "basics",
        &[
            "title",
            "description_html",
            "mobile_detail",
            "status",
            "main_image",
            "images",
            "videos",
            "categories",
            "attributes",
            "shop",
            "page_url",
            "promotion_url",
        ],
    ),
    (
        "price",
        &[
            "list",
            "sale",
            "bulk",
            "app",
            "stated_discount",
            "tax_included",
            "in_seller_currency",
        ],
    ),
    ("stock", &["total", "presale"]),
    (
        "trade",
        &[
            "sold_30_days",
            "sold_total",
            "stars",
            "positive_rate",
            "reviews",
            "commission",
        ],
    ),
    (
        "variants",
        &[
            "sku_id",
            "sku_attr",
            "attributes",
            "list_price",
            "sale_price",
            "bulk_price",
            "tax_included",
            "stock",
            "buy_limit",
            "seller_code",
            "ean",
            "image",
        ],
    ),
    (
        "logistics",
        &[
            "ship_from",
            "ship_to",
            "handling_days",
            "options",
            "by_sku",
            "package",
            "note",
        ],
    ),
];

/// Fields of the groups that the affiliate API has, and that it does not tell: asked for
/// one of these, another API must be asked.
const NOT_AFFILIATE: &[(&str, &str)] = &[
    ("basics", "description_html"),
    ("basics", "mobile_detail"),
    ("basics", "status"),
    ("basics", "attributes"),
    ("price", "bulk"),
    ("price", "tax_included"),
    ("trade", "sold_total"),
    ("trade", "stars"),
    ("trade", "reviews"),
];

/// The field that only an API of its own tells, a call for each SKU: it comes when it is
/// named, or asked for otherwise, and not with its group.
const FREIGHT: (&str, &str) = ("logistics", "by_sku");

/// What every group says of itself.
const OBSERVATION: [&str; 2] = ["source", "observed_at"];

/// The fields that are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fields {
    choice: Choice,
    freight: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Choice {
    /// Every one.
    All,
    /// These: a group and a field of it, or the whole group.
    Some(BTreeSet<(&'static str, Option<&'static str>)>),
}

/// A text that names a field that no item has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an item has no field `{name}`")]
pub(crate) struct ParseFieldsError {
    pub(crate) name: String,
    pub(crate) nearest: Option<&'static str>,
}

impl FromStr for Fields {
    type Err = ParseFieldsError;

    fn from_str(text: &str) -> Result<Self, ParseFieldsError> {
        let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
        let wanted: Result<BTreeSet<_>, _> = names.map(field).collect();
        let wanted = wanted?;
        let freight = wanted.contains(&(FREIGHT.0, Some(FREIGHT.1)));
        let choice = match wanted.is_empty() {
            true => Choice::All,
            false => Choice::Some(wanted),
        };
        Ok(Self { choice, freight })
    }
}

/// A group, a field with its group, or a field that only one group has.
fn field(name: &str) -> Result<(&'static str, Option<&'static str>), ParseFieldsError> {
    let (group, field) = match name.split_once('.') {
        Some((group, field)) => (Some(group), Some(field)),
        None => (None, None),
    };
    // As it stands in JSON, the SKUs are a list inside of their group.
    let field = field.map(|field| field.strip_prefix("skus.").unwrap_or(field));
    for &(known, fields) in GROUPS {
        if known == name || (group == Some(known) && field == Some("skus")) {
            return Ok((known, None));
        }
        let found = fields.iter().find(|it| group == Some(known) && Some(**it) == field);
        if let Some(found) = found {
            return Ok((known, Some(found)));
        }
    }
    let mut alone = GROUPS.iter().filter_map(|(group, fields)| {
        fields.iter().find(|it| **it == name).map(|found| (*group, Some(*found)))
    });
    match (alone.next(), alone.next()) {
        (Some(found), None) => Ok(found),
        _ => {
            let known =
                GROUPS.iter().flat_map(|(group, fields)| fields.iter().chain([group]));
            let last = name.rsplit('.').next().unwrap_or(name);
            let nearest = nearest(last, known.copied());
            Err(ParseFieldsError { name: name.chars().take(40).collect(), nearest })
        }
    }
}

impl Fields {
    /// Every one that comes without a call of its own.
    pub(crate) const ALL: Self = Self { choice: Choice::All, freight: false };

    /// The same, and how each SKU is brought.
    #[must_use]
    pub(crate) fn with_freight(mut self) -> Self {
        if let Choice::Some(wanted) = &mut self.choice {
            wanted.insert((FREIGHT.0, Some(FREIGHT.1)));
        }
        Self { freight: true, ..self }
    }

    /// Whether every field is wanted.
    pub(crate) fn are_all(&self) -> bool {
        self.choice == Choice::All
    }

    /// Whether it is wanted how each SKU is brought.
    pub(crate) fn want_freight(&self) -> bool {
        self.freight
    }

    /// Whether a field is wanted.
    pub(crate) fn want(&self, group: &'static str, field: &'static str) -> bool {
        match &self.choice {
            Choice::All => true,
            Choice::Some(wanted) => {
                wanted.contains(&(group, None)) || wanted.contains(&(group, Some(field)))
            }
        }
    }

    /// Whether anything of a group is wanted.
    pub(crate) fn want_any(&self, group: Group) -> bool {
        self.are_all() || self.wanted_groups().contains(&group)
    }

    /// The groups to ask for; none is all of them. The fewer, the fewer calls it takes.
    pub(crate) fn groups(&self) -> Vec<Group> {
        let Choice::Some(wanted) = &self.choice else { return Vec::new() };
        let mut groups = self.wanted_groups();
        let is_elsewhere = |(group, field): &(&'static str, Option<&'static str>)| {
            field.is_some_and(|field| NOT_AFFILIATE.contains(&(*group, field)))
        };
        // Groups are what is asked for, not fields: with one more that only the dropship
        // API has, that is the one to be asked.
        if wanted.iter().any(is_elsewhere) && !groups.contains(&Group::Logistics) {
            groups.push(Group::Logistics);
        }
        groups
    }

    /// The groups with a field that is wanted; none where all are.
    pub(crate) fn wanted_groups(&self) -> Vec<Group> {
        let Choice::Some(wanted) = &self.choice else { return Vec::new() };
        let named = |group: &Group| wanted.iter().any(|(name, _)| *name == group.code());
        Group::ALL.into_iter().filter(named).collect()
    }

    /// Takes what is not wanted out of an item. What says which item it is, and where and
    /// when it was seen, stays.
    pub(crate) fn prune(&self, item: &mut Value) {
        let Value::Object(item) = item else { return };
        for &(group, _) in GROUPS {
            let wanted = self.of_group(group);
            match (item.get_mut(group), wanted) {
                (Some(Value::Object(fields)), Wanted::These(names)) => {
                    let skus = fields.get_mut("skus").and_then(Value::as_array_mut);
                    match skus {
                        Some(skus) => {
                            for sku in skus.iter_mut().filter_map(Value::as_object_mut) {
                                keep(sku, &names, &["sku_id"]);
                            }
                        }
                        None => keep(fields, &names, &OBSERVATION),
                    }
                }
                (Some(_), Wanted::Nothing) => drop(item.remove(group)),
                _ => {}
            }
        }
    }

    fn of_group(&self, group: &'static str) -> Wanted {
        let Choice::Some(wanted) = &self.choice else { return Wanted::All };
        if wanted.contains(&(group, None)) {
            return Wanted::All;
        }
        let of_group = wanted.iter().filter(|(of, _)| *of == group);
        let names: Vec<&'static str> = of_group.filter_map(|(_, field)| *field).collect();
        if names.is_empty() { Wanted::Nothing } else { Wanted::These(names) }
    }
}

enum Wanted {
    All,
    These(Vec<&'static str>),
    Nothing,
}

fn keep(fields: &mut Map<String, Value>, names: &[&str], always: &[&str]) {
    fields.retain(|name, _| {
        names.contains(&name.as_str()) || always.contains(&name.as_str())
    });
}

#[cfg(test)]
mod tests {
    use itemget::item::{Basics, Logistics, Price, Stock, Trade, Variant};
    use serde_json::json;

    use super::*;

    #[test]
    fn the_names_are_those_of_the_model() {
        fn names(value: impl serde::Serialize) -> Vec<String> {
            let value = serde_json::to_value(value).unwrap();
            value.as_object().unwrap().keys().cloned().collect()
        }
        // What nobody was asked for is left out of it.
        let sku = json!({
            "sku_id": "12000036000000001", "quantity": 1, "source": "a.method",
            "observed_at": "2026-11-23T17:20:27Z", "options": [],
        });
        let by_sku = vec![serde_json::from_value(sku).unwrap()];
        let logistics = Logistics { by_sku, ..Logistics::default() };
        for (group, model) in [
            ("basics", names(Basics::default())),
            ("price", names(Price::default())),
            ("stock", names(Stock::default())),
            ("trade", names(Trade::default())),
            ("variants", names(Variant::default())),
            ("logistics", names(logistics.clone())),
        ] {
            let (_, known) = GROUPS.iter().find(|(name, _)| *name == group).unwrap();
            let mut known = known.to_vec();
            known.sort_unstable();
            let mut model = model;
            model.sort_unstable();
            assert_eq!(known, model, "{group}");
        }
    }

    #[test]
    fn a_field_is_named_with_its_group_or_alone() {
        for (text, expected) in [
            ("title", ("basics", Some("title"))),
            ("price", ("price", None)),
            ("price.sale", ("price", Some("sale"))),
            ("variants.skus.stock", ("variants", Some("stock"))),
            ("variants.stock", ("variants", Some("stock"))),
            ("variants.skus", ("variants", None)),
            ("stock", ("stock", None)),
        ] {
            let choice = Choice::Some([expected].into());
            assert_eq!(text.parse(), Ok(Fields { choice, freight: false }), "{text}");
        }
        assert_eq!("".parse(), Ok(Fields::ALL));
        let error = "titel".parse::<Fields>().unwrap_err();
        assert_eq!(error.nearest, Some("title"));
        let error = "attributes".parse::<Fields>().unwrap_err();
        assert_eq!(error.name, "attributes", "two groups have it: it must say which");
    }

    #[test]
    fn only_the_groups_of_wanted_fields_are_asked_for() {
        use Group::{Basics, Logistics, Price, Trade, Variants};
        for (text, expected) in [
            ("", vec![]),
            ("price", vec![Price]),
            ("title,price.sale", vec![Basics, Price]),
            ("sold_30_days", vec![Trade]),
            // Half of the group is not in the affiliate's answer.
            ("stars", vec![Trade, Logistics]),
            ("variants.stock,title", vec![Basics, Variants]),
        ] {
            assert_eq!(text.parse::<Fields>().unwrap().groups(), expected, "{text}");
        }
        let stars: Fields = "stars".parse().unwrap();
        assert_eq!(stars.wanted_groups(), [Trade]);
    }

    #[test]
    fn freight_is_wanted_by_its_own_name_or_beside_others_and_not_with_its_group() {
        let fields = |text: &str| text.parse::<Fields>().unwrap();
        for (text, expected) in [
            ("", false),
            ("logistics", false),
            ("logistics.options", false),
            ("by_sku", true),
            ("title,logistics.by_sku", true),
        ] {
            assert_eq!(fields(text).want_freight(), expected, "{text:?}");
            let and = fields(text).with_freight();
            assert!(and.want_freight() && and.want("logistics", "by_sku"), "{text:?}");
            assert_eq!(and.are_all(), text.is_empty());
        }
        assert_eq!(fields("title").with_freight(), fields("title,by_sku"));
    }

    #[test]
    fn what_is_not_in_an_affiliate_answer_is_named_as_the_model_names_it() {
        for (group, field) in NOT_AFFILIATE {
            let (_, known) = GROUPS.iter().find(|(name, _)| name == group).unwrap();
            assert!(known.contains(field), "{group}.{field}");
        }
    }

    #[test]
    fn what_says_which_item_it_is_always_stays() {
        let mut item = json!({
            "id": "1", "view": {}, "synthetic": true,
            "basics": { "source": "a", "observed_at": "b", "title": "c", "images": [] },
            "stock": { "source": "a", "observed_at": "b", "total": null },
            "variants": { "source": "a", "observed_at": "b", "skus": [
                { "sku_id": "7", "stock": null, "image": null },
            ]},
        });
        let fields: Fields = "title,variants.image".parse().unwrap();
        fields.prune(&mut item);
        assert_eq!(
            item,
            json!({
                "id": "1", "view": {}, "synthetic": true,
                "basics": { "source": "a", "observed_at": "b", "title": "c" },
                "variants": { "source": "a", "observed_at": "b", "skus": [
                    { "sku_id": "7", "image": null },
                ]},
            })
        );
    }
}
