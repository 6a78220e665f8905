//! What is remembered of how an item looks: enough for a row of a table or a page, and no
//! more.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher as _};

use itemget::{Item, SkuId};
use serde::{Deserialize, Serialize};

/// How an item looks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Card {
    /// In the language it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
    /// The main picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) image: Option<String>,
    /// All pictures.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) images: Vec<String>,
    /// The shop's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) shop: Option<String>,
    /// The narrowest category.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) category: Option<String>,
    /// The product's page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
    /// Brand, material and so on: name and value.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) attributes: Vec<(String, String)>,
    /// Whether a sandbox made it up.
    pub(crate) synthetic: bool,
    /// Its variants, by their numbers.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) skus: BTreeMap<SkuId, SkuCard>,
}

/// How a variant looks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct SkuCard {
    /// Its choices, as a buyer reads them: name and value.
    pub(crate) choices: Vec<(String, String)>,
    /// Its own picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) image: Option<String>,
}

impl Card {
    /// How `item` looks; none where nothing was said of that.
    pub(crate) fn of(item: &Item) -> Option<Self> {
        let basics = item.basics.as_ref().map(|group| &group.value);
        let variants = item.variants.as_ref().map(|group| &group.value.skus[..]);
        if basics.is_none() && variants.is_none() {
            return None;
        }
        let skus = variants.unwrap_or_default().iter().filter_map(|sku| {
            let choices = sku.attributes.iter();
            let choice = |it: &itemget::item::VariantAttribute| {
                (it.name.clone(), it.shown_value().to_owned())
            };
            let choices = choices.map(choice).collect();
            Some((sku.sku_id?, SkuCard { choices, image: sku.image.clone() }))
        });
        let mut card =
            Self { synthetic: item.synthetic, skus: skus.collect(), ..Self::default() };
        if let Some(basics) = basics {
            card.title.clone_from(&basics.title);
            card.image = basics.main_image.clone().or(basics.images.first().cloned());
            card.images.clone_from(&basics.images);
            card.shop = basics.shop.as_ref().and_then(|shop| shop.name.clone());
            card.category = basics.categories.last().and_then(|it| it.name.clone());
            card.url.clone_from(&basics.page_url);
            let attributes = basics.attributes.iter();
            let attributes = attributes.map(|it| (it.name.clone(), it.value.clone()));
            card.attributes = attributes.collect();
        }
        Some(card)
    }

    /// A number that another card has by chance alone; the same in this program's processes.
    pub(crate) fn digest(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        hasher.finish()
    }

    /// A variant as a buyer knows it: `White, XL`.
    pub(crate) fn variant(&self, sku: SkuId) -> Option<String> {
        let choices = &self.skus.get(&sku)?.choices;
        let values: Vec<&str> = choices.iter().map(|(_, value)| value.as_str()).collect();
        (!values.is_empty()).then(|| values.join(", "))
    }

    /// The card that was kept as this text; an empty one where it is of another program.
    pub(crate) fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }

    /// The text that is kept.
    pub(crate) fn text(&self) -> String {
        serde_json::to_string(self).expect("a card is texts and maps of texts")
    }

    /// This card, and of an `older` one what this one says nothing of: not every API tells
    /// of title and variants.
    #[must_use]
    pub(crate) fn over(self, older: Self) -> Self {
        fn or<T>(new: Vec<T>, old: Vec<T>) -> Vec<T> {
            if new.is_empty() { old } else { new }
        }
        Self {
            title: self.title.or(older.title),
            image: self.image.or(older.image),
            images: or(self.images, older.images),
            shop: self.shop.or(older.shop),
            category: self.category.or(older.category),
            url: self.url.or(older.url),
            attributes: or(self.attributes, older.attributes),
            synthetic: self.synthetic || older.synthetic,
            skus: if self.skus.is_empty() { older.skus } else { self.skus },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_api_said_is_not_lost_when_another_one_is_asked() {
        let sku = "12000044126059467".parse().unwrap();
        let older = Card {
            title: Some("Lamp".to_owned()),
            skus: BTreeMap::from([(sku, SkuCard::default())]),
            ..Card::default()
        };
        let newer = Card { title: Some("Lamp, new".to_owned()), ..Card::default() };
        let card = newer.over(older);
        assert_eq!(card.title.as_deref(), Some("Lamp, new"));
        assert_eq!(card.skus.len(), 1);
        assert_eq!(Card::read(&card.text()), card);
        assert_eq!(Card::read("of another program"), Card::default());
    }
}
