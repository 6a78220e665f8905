//! One item's unchanging facts, drawn from the seed and its id whenever it is asked for.

use super::chance::Chance;
use super::kinds::{Leaf, Name, ROOTS, Root};
use super::places::Country;
use super::properties::{COLOUR, PLUG, Property, PropertyValue, SHIPS_FROM};
use super::showcase;

/// What is added to an item's id to get its id on the US site.
pub(crate) const US_OFFSET: u64 = 1 << 51;

/// An item of the catalogue.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) seed: u64,
    /// The global id.
    pub(crate) id: u64,
    pub(crate) root: &'static Root,
    pub(crate) leaf: &'static Leaf,
    pub(crate) words: Words,
    /// The attributes its variants differ in; empty for an item without variants.
    pub(crate) axes: Vec<Axis>,
    /// The list price of its first variant, in fen.
    pub(crate) fen: u64,
    pub(crate) grams: u64,
    /// Days until the seller hands the parcel over.
    pub(crate) handling_days: u64,
    pub(crate) state: State,
    pub(crate) reach: Reach,
    pub(crate) in_affiliate_programme: bool,
    pub(crate) discounts: Discounts,
    pub(crate) sales: SalesLevel,
    pub(crate) has_video: bool,
    pub(crate) whole_sale: bool,
    /// In permille of the sale price.
    pub(crate) commission_permille: u64,
}

/// The words its titles are made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words {
    pub(crate) noun: Name,
    pub(crate) material: Name,
    pub(crate) feature: Name,
    pub(crate) second_feature: Option<Name>,
    pub(crate) extra: Option<Name>,
    pub(crate) purpose: Option<Name>,
}

/// An attribute of the item with those of its values that are sold.
#[derive(Debug, Clone)]
pub(crate) struct Axis {
    pub(crate) property: &'static Property,
    pub(crate) values: Vec<AxisValue>,
}

/// A value, and what this seller calls it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AxisValue {
    pub(crate) value: &'static PropertyValue,
    pub(crate) own_name: Option<&'static str>,
}

/// Whether it is sold at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    OnSelling,
    Offline,
    /// Sold, but every variant's stock is used up.
    SoldOut,
}

/// Where it is sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    Everywhere,
    NotTo(&'static [&'static str], Prohibition),
    OnlyUs,
}

/// The two ways in which the platform says that an item is not sold to a country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Prohibition {
    /// `482 SHIP_TO_COUNTRY_PROHIBITED`
    Code482,
    /// `602`
    Code602,
}

/// How its price comes to be under its list price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Discounts {
    Never,
    /// About this many percent, up and down with time.
    About(u64),
}

/// How well it sells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SalesLevel {
    /// Sold before the catalogue's time begins.
    pub(crate) before: u64,
    /// Sold in a hundred usual days.
    pub(crate) per_hundred_days: u64,
}

const NOT_SOLD_THERE: &[&[&str]] =
    &[&["FR", "DE", "IT"], &["BR", "MX"], &["US", "CA"], &["AU"], &["KR", "JP"], &["IL"]];

impl Item {
    /// Draws the facts of item `id`.
    pub(crate) fn draw(seed: u64, id: u64) -> Self {
        let mut chance = Chance::of(seed, &[0x17e, id]);
        let root = chance.pick(ROOTS);
        let leaf = chance.pick(root.leaves);
        let words = Words {
            noun: *chance.pick(leaf.nouns),
            material: *chance.pick(leaf.materials),
            feature: *chance.pick(leaf.features),
            second_feature: chance.permille(450).then(|| *chance.pick(leaf.features)),
            extra: chance.permille(650).then(|| *chance.pick(leaf.extras)),
            purpose: chance.permille(800).then(|| *chance.pick(leaf.uses)),
        };
        let mut item = Self {
            seed,
            id,
            root,
            leaf,
            words,
            axes: draw_axes(&mut chance, leaf.properties),
            fen: draw_price(&mut chance, leaf.fen),
            grams: chance.between(leaf.grams.0, leaf.grams.1),
            handling_days: *chance.pick(&[3, 5, 7]),
            state: match chance.below(1000) {
                0..30 => State::Offline,
                30..40 => State::SoldOut,
                _ => State::OnSelling,
            },
            reach: if chance.permille(30) {
                let code = *chance.pick(&[Prohibition::Code482, Prohibition::Code602]);
                Reach::NotTo(chance.pick::<&[&str]>(NOT_SOLD_THERE), code)
            } else {
                Reach::Everywhere
            },
            in_affiliate_programme: !chance.permille(150),
            discounts: if chance.permille(60) {
                Discounts::Never
            } else {
                Discounts::About(chance.between(8, 62))
            },
            sales: draw_sales(&mut chance),
            has_video: chance.permille(60),
            whole_sale: chance.permille(80),
            commission_permille: *chance.pick(&[30, 50, 70, 70, 70, 80, 90]),
        };
        if item.words.second_feature.is_some_and(|second| second == item.words.feature) {
            item.words.second_feature = None;
        }
        showcase::adjust(&mut item);
        item
    }

    pub(crate) fn us_id(&self) -> u64 {
        self.id + US_OFFSET
    }

    /// The id under which the site for `country` shows it.
    pub(crate) fn id_for(&self, country: Option<&Country>) -> u64 {
        if country.is_some_and(Country::is_us) { self.us_id() } else { self.id }
    }

    /// Why it cannot be bought in `country`, if so.
    pub(crate) fn prohibited(&self, country: &Country) -> Option<Prohibition> {
        match self.reach {
            Reach::Everywhere => None,
            Reach::OnlyUs => (!country.is_us()).then_some(Prohibition::Code482),
            Reach::NotTo(countries, code) => {
                countries.contains(&country.code()).then_some(code)
            }
        }
    }

    /// The higher commission of products that are promoted, in permille; 0 for most.
    pub(crate) fn hot_permille(&self) -> u64 {
        *self.chance(Purpose::Affiliate, [1, 0]).pick(&[0, 0, 0, 35, 90])
    }

    /// A stream of chance of its own for the purpose named by `path`.
    pub(crate) fn chance(&self, purpose: Purpose, path: [u64; 2]) -> Chance {
        Chance::of(self.seed, &[purpose as u64, self.id, path[0], path[1]])
    }
}

/// What a stream of chance is for: no two purposes share one.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Purpose {
    PriceStep = 0x21,
    ListStep = 0x22,
    Campaign = 0x23,
    Stock = 0x24,
    Restock = 0x25,
    SalesWave = 0x26,
    Rating = 0x27,
    Picture = 0x28,
    Detail = 0x29,
    Delivery = 0x2a,
    Affiliate = 0x2b,
    Pause = 0x2c,
}

fn draw_axes(chance: &mut Chance, properties: &'static [&'static Property]) -> Vec<Axis> {
    if chance.permille(140) {
        return Vec::new();
    }
    let count = chance.between(1, properties.len() as u64) as usize;
    let mut room = 60;
    let mut axes = Vec::with_capacity(count);
    for property in &properties[..count] {
        let most = property.most.min(room);
        if most < 2 {
            break;
        }
        let values = draw_values(chance, property, most);
        room /= values.len() as u64;
        axes.push(Axis { property, values });
    }
    axes
}

fn draw_values(
    chance: &mut Chance,
    property: &'static Property,
    most: u64,
) -> Vec<AxisValue> {
    let count = chance.between(2, most) as usize;
    let renamed = chance.permille(550);
    // The first of sizes, lengths and warehouses are the usual ones; colours begin anywhere.
    let first = if property.id == COLOUR.id || property.id == PLUG.id {
        chance.below(property.values.len() as u64) as usize
    } else {
        0
    };
    debug_assert!(property.id != SHIPS_FROM.id || first == 0);
    (0..count)
        .map(|step| {
            let value = &property.values[(first + step) % property.values.len()];
            let own_name = (renamed && !value.own_names.is_empty())
                .then(|| *chance.pick(value.own_names));
            AxisValue { value, own_name }
        })
        .collect()
}

/// Most things are cheap: the lower of two draws.
fn draw_price(chance: &mut Chance, (low, high): (u64, u64)) -> u64 {
    let first = chance.between(low, high);
    first.min(chance.between(low, high))
}

/// From hardly at all to by the thousand, each order of magnitude about as likely.
fn draw_sales(chance: &mut Chance) -> SalesLevel {
    let scale = *chance.pick(&[0, 20, 200, 200, 2_000, 2_000, 20_000, 60_000]);
    let per_hundred_days = chance.below(scale + 1);
    SalesLevel { before: per_hundred_days * chance.below(6), per_hundred_days }
}
