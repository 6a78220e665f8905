//! Phones and what goes with them.

use super::super::properties::{COLOUR, PACK, PLUG, SHIPS_FROM};
use super::{Leaf, Root, n};
use crate::pictures::Outline;

pub(super) const ROOT: Root = Root {
    id: 509,
    name: n("Phones & Telecommunications", "手机与通讯"),
    leaves: &[
        Leaf {
            id: 900050901,
            name: n("Phone Cases", "手机壳"),
            nouns: &[
                n("Phone Case", "手机壳"),
                n("Phone Cover", "手机保护套"),
                n("Flip Case", "翻盖手机套"),
                n("Bumper Case", "防摔手机壳"),
            ],
            materials: &[
                n("Liquid Silicone", "液态硅胶"),
                n("TPU", "软胶"),
                n("PU Leather", "PU皮革"),
                n("Frosted PC", "磨砂PC"),
                n("Carbon Fiber", "碳纤维"),
            ],
            features: &[
                n("Shockproof", "防摔"),
                n("Ultra Thin", "超薄"),
                n("Magnetic", "磁吸"),
                n("Matte", "哑光"),
                n("Anti-Fingerprint", "防指纹"),
                n("Transparent", "透明"),
            ],
            extras: &[
                n("Lens Protection", "镜头保护"),
                n("Card Holder", "卡槽"),
                n("Wrist Strap", "腕带"),
                n("Ring Stand", "指环支架"),
            ],
            uses: &[
                n("for Large Screen Phones", "适用于大屏手机"),
                n("for Daily Commute", "适用于日常通勤"),
                n("for Outdoor Sports", "适用于户外运动"),
                n("for Students", "适用于学生"),
            ],
            outline: Outline::Phone,
            properties: &[&COLOUR, &PACK],
            fen: (1500, 8900),
            grams: (30, 120),
            parcel_cm: [18, 10, 2],
        },
        Leaf {
            id: 900050902,
            name: n("Phone Chargers", "手机充电器"),
            nouns: &[
                n("Wall Charger", "充电头"),
                n("USB-C Charger", "USB-C充电器"),
                n("Travel Charger", "旅行充电器"),
                n("Charging Station", "充电座"),
            ],
            materials: &[
                n("Flame Retardant PC", "阻燃PC"),
                n("Aluminum Alloy", "铝合金"),
                n("GaN", "氮化镓"),
            ],
            features: &[
                n("Fast Charging", "快充"),
                n("Foldable", "可折叠"),
                n("Compact", "迷你"),
                n("65W", "65瓦"),
                n("33W", "33瓦"),
                n("Multi-Port", "多口"),
            ],
            extras: &[
                n("LED Indicator", "指示灯"),
                n("Detachable Plug", "可拆插头"),
                n("Temperature Control", "温控保护"),
            ],
            uses: &[
                n("for Phones and Tablets", "适用于手机和平板"),
                n("for Travel", "适用于旅行"),
                n("for Office Desk", "适用于办公桌"),
            ],
            outline: Outline::Charger,
            properties: &[&PLUG, &COLOUR, &SHIPS_FROM],
            fen: (3900, 26000),
            grams: (80, 240),
            parcel_cm: [12, 9, 5],
        },
        Leaf {
            id: 900050903,
            name: n("Phone Stands", "手机支架"),
            nouns: &[
                n("Phone Stand", "手机支架"),
                n("Desktop Holder", "桌面支架"),
                n("Tablet Stand", "平板支架"),
                n("Gooseneck Holder", "懒人支架"),
            ],
            materials: &[
                n("Aluminum Alloy", "铝合金"),
                n("Carbon Steel", "碳钢"),
                n("ABS", "ABS"),
                n("Bamboo", "竹"),
            ],
            features: &[
                n("Foldable", "可折叠"),
                n("Adjustable", "可调节"),
                n("Rotating", "可旋转"),
                n("Heavy Duty", "加重"),
            ],
            extras: &[
                n("Non-Slip Base", "防滑底座"),
                n("Cable Slot", "走线孔"),
                n("Silicone Pads", "硅胶垫"),
            ],
            uses: &[
                n("for Desk", "适用于书桌"),
                n("for Bedside", "适用于床头"),
                n("for Live Streaming", "适用于直播"),
                n("for Kitchen", "适用于厨房"),
            ],
            outline: Outline::Stand,
            properties: &[&COLOUR, &SHIPS_FROM],
            fen: (2200, 15900),
            grams: (150, 700),
            parcel_cm: [22, 14, 6],
        },
    ],
};
