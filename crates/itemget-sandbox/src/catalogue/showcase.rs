//! The first ids of every catalogue: one item for each case a program should meet.

use super::item::{
    Axis, AxisValue, Discounts, Item, Prohibition, Reach, SalesLevel, State,
};
use super::kinds::ROOTS;
use super::properties::{COLOUR, Property, SHIPS_FROM, SIZE};

/// The id of the first item; the others follow.
pub(crate) const FIRST_ID: u64 = 1_005_006_000_000_001;
/// The id in the public tutorial's example, which exists here.
pub(crate) const TUTORIAL_ID: u64 = 1_234_567_890;

/// An item that is there to show something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exhibit {
    /// Its id.
    pub id: u64,
    /// What it shows, in English.
    pub en: &'static str,
    /// What it shows, in Chinese.
    pub zh: &'static str,
}

/// Items that show a case each, whatever the seed: for a first look, and for tests.
pub const SHOWCASE: &[Exhibit] = &[
    exhibit(1, "many variants: colour, size and warehouse", "多属性：颜色、尺寸、发货地"),
    exhibit(2, "one variant only, without attributes", "单一规格，无属性"),
    exhibit(3, "taken off sale by its seller", "卖家已下架"),
    exhibit(4, "not sold to France (code 482)", "不发往法国（代码482）"),
    exhibit(5, "not in the affiliate programme", "未加入联盟推广"),
    exhibit(6, "sixty variants", "六十个规格"),
    exhibit(7, "on sale, but sold out", "在售但已无库存"),
    exhibit(8, "sales known as a lower bound: `10000+`", "销量为下限：“10000+”"),
    exhibit(9, "new: no sales, no reviews, no rating", "新品：无销量、无评价、无评分"),
    exhibit(10, "sold to the United States only", "仅发往美国"),
    exhibit(11, "not sold to Brazil (code 602)", "不发往巴西（代码602）"),
    exhibit(12, "never discounted: sale price = list price", "从不打折：售价等于原价"),
    Exhibit {
        id: TUTORIAL_ID,
        en: "the sample product of the public tutorial",
        zh: "公开教程中的示例商品",
    },
];

const fn exhibit(number: u64, en: &'static str, zh: &'static str) -> Exhibit {
    Exhibit { id: FIRST_ID - 1 + number, en, zh }
}

/// Makes an exhibit of an item whose id is one.
pub(crate) fn adjust(item: &mut Item) {
    if item.id != TUTORIAL_ID && !(FIRST_ID..FIRST_ID + 12).contains(&item.id) {
        return;
    }
    item.state = State::OnSelling;
    item.reach = Reach::Everywhere;
    item.in_affiliate_programme = true;
    item.discounts = Discounts::About(item.fen % 30 + 20);
    item.sales = SalesLevel { before: 900, per_hundred_days: 700 };
    if item.id == TUTORIAL_ID {
        return wear(item, &[(&COLOUR, 3), (&SIZE, 3)]);
    }
    match item.id - FIRST_ID + 1 {
        1 => wear(item, &[(&COLOUR, 4), (&SIZE, 5), (&SHIPS_FROM, 2)]),
        2 => item.axes.clear(),
        3 => item.state = State::Offline,
        4 => item.reach = Reach::NotTo(&["FR"], Prohibition::Code482),
        5 => item.in_affiliate_programme = false,
        6 => wear(item, &[(&COLOUR, 10), (&SIZE, 6)]),
        7 => item.state = State::SoldOut,
        8 => item.sales = SalesLevel { before: 12_000, per_hundred_days: 9_000 },
        9 => item.sales = SalesLevel { before: 0, per_hundred_days: 0 },
        10 => item.reach = Reach::OnlyUs,
        11 => item.reach = Reach::NotTo(&["BR"], Prohibition::Code602),
        12 => item.discounts = Discounts::Never,
        _ => {}
    }
}

/// Turns the item into a piece of clothing that comes in these attributes.
fn wear(item: &mut Item, attributes: &[(&'static Property, usize)]) {
    let root = ROOTS.iter().find(|root| root.id == 3).expect("clothing is in the tree");
    let leaf = &root.leaves[1];
    let sixth = |of: u64| (item.id % of) as usize;
    item.words.noun = leaf.nouns[sixth(leaf.nouns.len() as u64)];
    item.words.material = leaf.materials[sixth(leaf.materials.len() as u64)];
    item.words.feature = leaf.features[sixth(leaf.features.len() as u64)];
    item.words.second_feature = None;
    item.words.extra = Some(leaf.extras[0]);
    item.words.purpose = Some(leaf.uses[2]);
    item.root = root;
    item.leaf = leaf;
    item.fen = leaf.fen.0 + item.fen % (leaf.fen.1 - leaf.fen.0);
    item.grams = leaf.grams.0 + item.grams % (leaf.grams.1 - leaf.grams.0);
    item.axes = attributes
        .iter()
        .map(|&(property, count)| Axis {
            property,
            values: property.values[..count]
                .iter()
                .map(|value| AxisValue {
                    value,
                    own_name: value.own_names.first().copied(),
                })
                .collect(),
        })
        .collect();
}
