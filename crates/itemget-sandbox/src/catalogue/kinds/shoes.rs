//! Shoes.

use super::super::properties::{COLOUR, SHOE_SIZE};
use super::{Leaf, Root, n};
use crate::pictures::Outline;

pub(super) const ROOT: Root = Root {
    id: 322,
    name: n("Shoes", "鞋类"),
    leaves: &[
        Leaf {
            id: 900032201,
            name: n("Sneakers", "运动鞋"),
            nouns: &[
                n("Running Shoes", "跑鞋"),
                n("Sneakers", "运动鞋"),
                n("Walking Shoes", "健步鞋"),
                n("Skate Shoes", "板鞋"),
            ],
            materials: &[
                n("Mesh", "网面"),
                n("Flyknit", "飞织"),
                n("PU Leather", "PU皮革"),
                n("Canvas", "帆布"),
            ],
            features: &[
                n("Lightweight", "轻便"),
                n("Breathable", "透气"),
                n("Cushioned", "缓震"),
                n("Non-Slip", "防滑"),
            ],
            extras: &[
                n("Reflective Strip", "反光条"),
                n("Elastic Laces", "弹力鞋带"),
                n("Thick Sole", "厚底"),
            ],
            uses: &[
                n("for Men", "男士"),
                n("for Women", "女士"),
                n("for Jogging", "慢跑"),
                n("for Nurses", "护士"),
            ],
            outline: Outline::Shoe,
            properties: &[&COLOUR, &SHOE_SIZE],
            fen: (6900, 42000),
            grams: (450, 1100),
            parcel_cm: [32, 21, 12],
        },
        Leaf {
            id: 900032202,
            name: n("Slippers", "拖鞋"),
            nouns: &[
                n("Slippers", "拖鞋"),
                n("Sandals", "凉鞋"),
                n("Clogs", "洞洞鞋"),
                n("Flip Flops", "人字拖"),
            ],
            materials: &[
                n("EVA", "EVA"),
                n("Plush", "毛绒"),
                n("Linen", "亚麻"),
                n("Cork", "软木"),
            ],
            features: &[
                n("Cloud Soft", "云朵软"),
                n("Quick Dry", "速干"),
                n("Anti-Slip", "防滑"),
                n("Warm", "保暖"),
            ],
            extras: &[
                n("Arch Support", "足弓支撑"),
                n("Adjustable Strap", "可调搭带"),
                n("Fuzzy Lining", "绒里"),
            ],
            uses: &[
                n("for Home", "居家"),
                n("for Beach", "沙滩"),
                n("for Bathroom", "浴室"),
            ],
            outline: Outline::Shoe,
            properties: &[&COLOUR, &SHOE_SIZE],
            fen: (1900, 13900),
            grams: (200, 600),
            parcel_cm: [30, 20, 10],
        },
        Leaf {
            id: 900032203,
            name: n("Boots", "靴子"),
            nouns: &[
                n("Ankle Boots", "短靴"),
                n("Snow Boots", "雪地靴"),
                n("Rain Boots", "雨靴"),
                n("Hiking Boots", "徒步靴"),
            ],
            materials: &[
                n("Suede", "绒面"),
                n("Waterproof Rubber", "防水橡胶"),
                n("Oxford", "牛津布"),
            ],
            features: &[
                n("Waterproof", "防水"),
                n("Warm", "保暖"),
                n("High Top", "高帮"),
                n("Wear-Resistant", "耐磨"),
            ],
            extras: &[
                n("Side Zipper", "侧拉链"),
                n("Fleece Lining", "绒里"),
                n("Pull Loop", "提拉环"),
            ],
            uses: &[
                n("for Winter", "冬季"),
                n("for Trail", "山路"),
                n("for Women", "女士"),
            ],
            outline: Outline::Boot,
            properties: &[&COLOUR, &SHOE_SIZE],
            fen: (9900, 59900),
            grams: (700, 1700),
            parcel_cm: [35, 28, 13],
        },
    ],
};
