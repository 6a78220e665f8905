//! Watches and what they are worn with.

use super::super::properties::{COLOUR, PACK, SHIPS_FROM, SIZE, SPECIFICATION};
use super::{Leaf, Root, n};
use crate::pictures::Outline;

pub(super) const ROOT: Root = Root {
    id: 1511,
    name: n("Watches", "手表"),
    leaves: &[
        Leaf {
            id: 900151101,
            name: n("Digital Watches", "电子表"),
            nouns: &[
                n("Sports Watch", "运动手表"),
                n("Digital Watch", "电子表"),
                n("Fitness Band", "运动手环"),
                n("Kids Watch", "儿童手表"),
            ],
            materials: &[
                n("Silicone", "硅胶"),
                n("Stainless Steel", "不锈钢"),
                n("Resin", "树脂"),
            ],
            features: &[
                n("Waterproof", "防水"),
                n("Luminous", "夜光"),
                n("Shock Resistant", "防震"),
                n("Large Screen", "大屏"),
            ],
            extras: &[
                n("Stopwatch", "秒表"),
                n("Step Counter", "计步"),
                n("Alarm", "闹钟"),
            ],
            uses: &[
                n("for Men", "男士"),
                n("for Swimming", "游泳"),
                n("for Students", "学生"),
            ],
            outline: Outline::Watch,
            properties: &[&COLOUR, &SHIPS_FROM],
            fen: (2900, 39900),
            grams: (60, 220),
            parcel_cm: [12, 9, 7],
        },
        Leaf {
            id: 900151102,
            name: n("Watch Straps", "表带"),
            nouns: &[
                n("Watch Strap", "表带"),
                n("Replacement Band", "替换表带"),
                n("Nylon Loop", "尼龙回环表带"),
            ],
            materials: &[
                n("Silicone", "硅胶"),
                n("Milanese Steel", "米兰钢"),
                n("Genuine Leather", "真皮"),
                n("Nylon", "尼龙"),
            ],
            features: &[
                n("Quick Release", "快拆"),
                n("Breathable", "透气"),
                n("Adjustable", "可调节"),
                n("Soft", "柔软"),
            ],
            extras: &[
                n("Butterfly Clasp", "蝴蝶扣"),
                n("Magnetic Buckle", "磁吸扣"),
                n("Tool Set", "工具套装"),
            ],
            uses: &[
                n("for 20mm Lugs", "适用于20毫米表耳"),
                n("for 22mm Lugs", "适用于22毫米表耳"),
                n("for Smart Watch", "适用于智能手表"),
            ],
            outline: Outline::Watch,
            properties: &[&COLOUR, &SIZE, &PACK],
            fen: (900, 9900),
            grams: (20, 110),
            parcel_cm: [14, 9, 2],
        },
        Leaf {
            id: 900151103,
            name: n("Watch Boxes", "表盒"),
            nouns: &[
                n("Watch Box", "表盒"),
                n("Watch Roll", "表卷"),
                n("Display Case", "展示盒"),
            ],
            materials: &[
                n("PU Leather", "PU皮革"),
                n("Wooden", "木质"),
                n("Carbon Fiber", "碳纤维纹"),
            ],
            features: &[
                n("Portable", "便携"),
                n("Velvet Lined", "绒里"),
                n("Lockable", "带锁"),
                n("Dustproof", "防尘"),
            ],
            extras: &[
                n("Glass Lid", "玻璃盖"),
                n("Removable Pillow", "可拆枕"),
                n("Double Layer", "双层"),
            ],
            uses: &[
                n("for Collectors", "收藏"),
                n("for Travel", "旅行"),
                n("for Gift", "礼品"),
            ],
            outline: Outline::Box,
            properties: &[&COLOUR, &SPECIFICATION],
            fen: (3900, 28900),
            grams: (300, 1600),
            parcel_cm: [28, 20, 9],
        },
    ],
};
