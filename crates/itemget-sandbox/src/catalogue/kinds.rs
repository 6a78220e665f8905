//! The kinds of things sold: the category tree, and for each leaf the words its titles
//! are made of, its price range, its parcel and its outline in pictures.

use super::properties::Property;
use crate::pictures::Outline;

mod bags;
mod beauty;
mod cars;
mod clothing;
mod computers;
mod electronics;
mod home;
mod lights;
mod phones;
mod shoes;
mod sports;
mod toys;
mod watches;

/// A name in the two languages of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) en: &'static str,
    pub(crate) zh: &'static str,
}

/// Short on purpose: the tables of this folder are made of it.
pub(crate) const fn n(en: &'static str, zh: &'static str) -> Name {
    Name { en, zh }
}

/// A category of the first level.
#[derive(Debug)]
pub(crate) struct Root {
    /// The platform's own id of it.
    pub(crate) id: u64,
    pub(crate) name: Name,
    pub(crate) leaves: &'static [Leaf],
}

/// A category of the second level, in which items stand.
#[derive(Debug)]
pub(crate) struct Leaf {
    /// Ours: the root's id with two digits behind it, above the platform's range.
    pub(crate) id: u64,
    pub(crate) name: Name,
    pub(crate) nouns: &'static [Name],
    /// What it is made of.
    pub(crate) materials: &'static [Name],
    /// Adjectives that stand before the material.
    pub(crate) features: &'static [Name],
    /// What it comes with: "with …".
    pub(crate) extras: &'static [Name],
    /// Where or for whom: "for …".
    pub(crate) uses: &'static [Name],
    pub(crate) outline: Outline,
    /// The attributes its variants may differ in, the likeliest first.
    pub(crate) properties: &'static [&'static Property],
    /// List prices, from and to, in fen (hundredths of a yuan).
    pub(crate) fen: (u64, u64),
    /// Parcel weight, from and to, in grams.
    pub(crate) grams: (u64, u64),
    /// The usual parcel: length, width, height in centimetres.
    pub(crate) parcel_cm: [u64; 3],
}

/// The whole tree, in the order `category.get` lists it.
pub(crate) const ROOTS: &[Root] = &[
    phones::ROOT,
    computers::ROOT,
    electronics::ROOT,
    home::ROOT,
    lights::ROOT,
    clothing::ROOT,
    shoes::ROOT,
    bags::ROOT,
    watches::ROOT,
    beauty::ROOT,
    sports::ROOT,
    toys::ROOT,
    cars::ROOT,
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::ROOTS;

    #[test]
    fn every_leaf_has_words_enough_and_an_id_of_its_own() {
        let mut ids = BTreeSet::new();
        for root in ROOTS {
            assert!(ids.insert(root.id), "{} twice", root.id);
            for leaf in root.leaves {
                assert!(ids.insert(leaf.id), "{} twice", leaf.id);
                let lists =
                    [leaf.nouns, leaf.materials, leaf.features, leaf.extras, leaf.uses];
                for list in lists {
                    assert!(list.len() >= 3, "{}: {list:?}", leaf.name.en);
                    for name in list {
                        assert!(name.en.is_ascii(), "{name:?}");
                        assert!(!name.zh.is_empty(), "{name:?}");
                    }
                }
                assert!(!leaf.properties.is_empty());
                assert!(leaf.fen.0 < leaf.fen.1 && leaf.grams.0 < leaf.grams.1);
            }
        }
        assert!(ROOTS.len() >= 12);
    }
}
