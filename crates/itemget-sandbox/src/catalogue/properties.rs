//! The attributes that tell an item's variants apart: ids, names, values.
//!
//! Ids that the platform is known to use are used here (14 colour, 5 size, 200000124 shoe
//! size, 200001036 length, 183 specification, 200007763 ship-from, and most of their
//! values); the rest are ours.

use super::kinds::{Name, n};

/// An attribute, such as colour.
#[derive(Debug)]
pub(crate) struct Property {
    pub(crate) id: u64,
    pub(crate) name: Name,
    pub(crate) values: &'static [PropertyValue],
    /// What each further value adds to the price, in percent of the first one's.
    pub(crate) step_percent: u64,
    /// The most values an item has of it.
    pub(crate) most: u64,
}

/// One of an attribute's values, such as black.
#[derive(Debug)]
pub(crate) struct PropertyValue {
    pub(crate) id: u64,
    pub(crate) name: Name,
    /// For colours: as `0xrrggbb`, what the variant's picture is painted in.
    pub(crate) rgb: u32,
    /// What sellers call it instead of its standard name.
    pub(crate) own_names: &'static [&'static str],
}

pub(crate) const COLOUR: Property = Property {
    id: 14,
    name: n("Color", "颜色"),
    step_percent: 0,
    most: 10,
    values: &[
        colour(193, n("black", "黑色"), 0x2b2d31, &["Midnight", "Ink", "Obsidian"]),
        colour(29, n("WHITE", "白色"), 0xe9e6df, &["Bear", "Snow", "Rice White"]),
        colour(173, n("Blue", "蓝色"), 0x3f72af, &["Harbor", "Deep Sea", "Denim"]),
        colour(175, n("green", "绿色"), 0x5a9367, &["Pine", "Matcha", "Fern"]),
        colour(10, n("Red", "红色"), 0xc8553d, &["Brick", "Cherry", "Lantern"]),
        colour(366, n("Yellow", "黄色"), 0xe3b23c, &["Lemon", "Honey", "Duckling"]),
        colour(691, n("GRAY", "灰色"), 0x8d99a6, &["Fog", "Pebble", "Koala"]),
        colour(771, n("Beige", "米色"), 0xd9c2a0, &["Oat", "Sand", "Cream Puff"]),
        colour(365_458, n("Brown", "棕色"), 0x8a5a3b, &["Walnut", "Cocoa", "Chestnut"]),
        colour(350_852, n("Orange", "橙色"), 0xe07a3f, &["Persimmon", "Fox", "Apricot"]),
        colour(1052, n("Pink", "粉色"), 0xe39fb0, &["Sakura", "Peach", "Rabbit"]),
        colour(496, n("PURPLE", "紫色"), 0x8f6bb0, &["Lavender", "Taro", "Plum"]),
        colour(1254, n("Sky Blue", "天蓝色"), 0x8ec6e6, &["Cloud", "Glacier", "Whale"]),
        colour(350_853, n("Silver", "银色"), 0xb9bfc6, &["Moon", "Frost", "Steel"]),
    ],
};

pub(crate) const SIZE: Property = Property {
    id: 5,
    name: n("Size", "尺寸"),
    step_percent: 2,
    most: 6,
    values: &[
        value(100_014_064, n("S", "S")),
        value(361_386, n("M", "M")),
        value(361_385, n("L", "L")),
        value(100_014_065, n("XL", "XL")),
        value(4182, n("XXL", "XXL")),
        value(4183, n("XXXL", "XXXL")),
    ],
};

pub(crate) const SHOE_SIZE: Property = Property {
    id: 200_000_124,
    name: n("Shoe Size", "鞋码"),
    step_percent: 0,
    most: 8,
    values: &[
        value(200_000_333, n("35", "35")),
        value(200_000_334, n("36", "36")),
        value(100_010_482, n("37", "37")),
        value(200_000_898, n("38", "38")),
        value(200_000_364, n("39", "39")),
        value(100_013_888, n("40", "40")),
        value(100_010_483, n("41", "41")),
        value(200_000_900, n("42", "42")),
    ],
};

pub(crate) const LENGTH: Property = Property {
    id: 200_001_036,
    name: n("Length", "长度"),
    step_percent: 22,
    most: 4,
    values: &[
        value(200_746_126, n("1m", "1米")),
        value(200_746_127, n("2m", "2米")),
        value(200_746_128, n("3m", "3米")),
        value(200_746_129, n("5m", "5米")),
    ],
};

pub(crate) const SPECIFICATION: Property = Property {
    id: 183,
    name: n("Specification", "规格"),
    step_percent: 35,
    most: 4,
    values: &[
        named(200_007_736, n("40x60CM", "40x60厘米"), &["400MMx600MM"]),
        named(200_007_741, n("50x80CM", "50x80厘米"), &["500MMx800MM"]),
        named(200_007_742, n("60x90CM", "60x90厘米"), &["600MMx900MM"]),
        named(200_007_743, n("80x120CM", "80x120厘米"), &["800MMx1200MM"]),
    ],
};

pub(crate) const CAPACITY: Property = Property {
    id: 200_009_101,
    name: n("Capacity", "容量"),
    step_percent: 28,
    most: 4,
    values: &[
        value(200_661_101, n("250ml", "250毫升")),
        value(200_661_102, n("500ml", "500毫升")),
        value(200_661_103, n("750ml", "750毫升")),
        value(200_661_104, n("1000ml", "1000毫升")),
    ],
};

pub(crate) const PACK: Property = Property {
    id: 200_000_828,
    name: n("Quantity", "数量"),
    step_percent: 70,
    most: 4,
    values: &[
        named(200_003_528, n("1pc", "1件"), &["1 PCS"]),
        named(200_003_529, n("2pcs", "2件"), &["2 PCS"]),
        named(200_003_530, n("5pcs", "5件"), &["5 PCS"]),
        named(200_003_531, n("10pcs", "10件"), &["10 PCS"]),
    ],
};

pub(crate) const PLUG: Property = Property {
    id: 200_009_160,
    name: n("Plug Type", "插头类型"),
    step_percent: 1,
    most: 4,
    values: &[
        value(201_337_001, n("EU", "欧规")),
        value(201_337_002, n("US", "美规")),
        value(201_337_003, n("UK", "英规")),
        value(201_337_004, n("AU", "澳规")),
    ],
};

/// The first value is the seller's own country; the others are warehouses abroad.
pub(crate) const SHIPS_FROM: Property = Property {
    id: 200_007_763,
    name: n("Ships From", "发货地"),
    step_percent: 9,
    most: 3,
    values: &[
        value(201_336_100, n("CHINA", "中国")),
        value(201_336_106, n("United States", "美国")),
        value(201_336_104, n("SPAIN", "西班牙")),
    ],
};

/// Where a variant with this ship-from value is sent from, as a country code.
pub(crate) fn warehouse(ships_from: u64) -> &'static str {
    match ships_from {
        201_336_106 => "US",
        201_336_104 => "ES",
        _ => "CN",
    }
}

const fn colour(
    id: u64,
    name: Name,
    rgb: u32,
    own_names: &'static [&'static str],
) -> PropertyValue {
    PropertyValue { id, name, rgb, own_names }
}

const fn named(id: u64, name: Name, own_names: &'static [&'static str]) -> PropertyValue {
    PropertyValue { id, name, rgb: 0, own_names }
}

const fn value(id: u64, name: Name) -> PropertyValue {
    PropertyValue { id, name, rgb: 0, own_names: &[] }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{
        CAPACITY, COLOUR, LENGTH, PACK, PLUG, SHIPS_FROM, SHOE_SIZE, SIZE, SPECIFICATION,
    };

    #[test]
    fn ids_are_unique_and_own_names_cannot_break_a_sku_attr() {
        let all = [
            &COLOUR,
            &SIZE,
            &SHOE_SIZE,
            &LENGTH,
            &SPECIFICATION,
            &CAPACITY,
            &PACK,
            &PLUG,
            &SHIPS_FROM,
        ];
        let ids: BTreeSet<u64> = all.iter().map(|property| property.id).collect();
        assert_eq!(ids.len(), all.len());
        for property in all {
            let values: BTreeSet<u64> =
                property.values.iter().map(|value| value.id).collect();
            assert_eq!(values.len(), property.values.len(), "{}", property.name.en);
            assert!(property.most as usize <= property.values.len());
            for own in property.values.iter().flat_map(|value| value.own_names) {
                assert!(
                    !own.contains([':', ';', '#']),
                    "`{own}` in {}",
                    property.name.en
                );
            }
        }
    }
}
