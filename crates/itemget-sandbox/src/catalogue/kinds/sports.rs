//! Sports and the outdoors.

use super::super::properties::{COLOUR, SHIPS_FROM, SIZE, SPECIFICATION};
use super::{Leaf, Root, n};
use crate::pictures::Outline;

pub(super) const ROOT: Root = Root {
    id: 18,
    name: n("Sports & Entertainment", "运动娱乐"),
    leaves: &[
        Leaf {
            id: 900001801,
            name: n("Fitness", "健身"),
            nouns: &[
                n("Resistance Bands", "弹力带"),
                n("Yoga Mat", "瑜伽垫"),
                n("Jump Rope", "跳绳"),
                n("Ab Roller", "健腹轮"),
            ],
            materials: &[
                n("Natural Latex", "天然乳胶"),
                n("TPE", "TPE"),
                n("Steel Wire", "钢丝"),
                n("NBR Foam", "NBR泡棉"),
            ],
            features: &[
                n("Non-Slip", "防滑"),
                n("Thick", "加厚"),
                n("Adjustable", "可调节"),
                n("Eco-Friendly", "环保"),
            ],
            extras: &[
                n("Carry Bag", "收纳袋"),
                n("Door Anchor", "门扣"),
                n("Training Guide", "训练指南"),
            ],
            uses: &[
                n("for Home Gym", "居家健身"),
                n("for Pilates", "普拉提"),
                n("for Beginners", "新手"),
            ],
            outline: Outline::Ball,
            properties: &[&COLOUR, &SPECIFICATION, &SHIPS_FROM],
            fen: (1900, 22900),
            grams: (150, 1800),
            parcel_cm: [30, 15, 12],
        },
        Leaf {
            id: 900001802,
            name: n("Camping", "露营"),
            nouns: &[
                n("Camping Lantern", "露营灯"),
                n("Folding Chair", "折叠椅"),
                n("Tent", "帐篷"),
                n("Sleeping Bag", "睡袋"),
            ],
            materials: &[
                n("Oxford Fabric", "牛津布"),
                n("Aluminum", "铝合金"),
                n("Ripstop Nylon", "防撕尼龙"),
            ],
            features: &[
                n("Ultralight", "超轻"),
                n("Waterproof", "防水"),
                n("Windproof", "防风"),
                n("Portable", "便携"),
            ],
            extras: &[
                n("Storage Bag", "收纳袋"),
                n("Side Pocket", "侧袋"),
                n("Ground Pegs", "地钉"),
            ],
            uses: &[
                n("for Hiking", "徒步"),
                n("for Fishing", "钓鱼"),
                n("for Beach", "沙滩"),
                n("for Two People", "双人"),
            ],
            outline: Outline::Tent,
            properties: &[&COLOUR, &SIZE, &SHIPS_FROM],
            fen: (5900, 68900),
            grams: (500, 3800),
            parcel_cm: [45, 18, 18],
        },
        Leaf {
            id: 900001803,
            name: n("Cycling", "骑行"),
            nouns: &[
                n("Bike Light", "自行车灯"),
                n("Bike Phone Mount", "自行车手机架"),
                n("Cycling Gloves", "骑行手套"),
                n("Saddle Cover", "坐垫套"),
            ],
            materials: &[
                n("Aluminum Alloy", "铝合金"),
                n("Silicone Gel", "硅胶"),
                n("Lycra", "莱卡"),
            ],
            features: &[
                n("Rechargeable", "充电"),
                n("Waterproof", "防水"),
                n("Shock Absorbing", "减震"),
                n("Reflective", "反光"),
            ],
            extras: &[
                n("Mounting Clip", "安装夹"),
                n("Rain Cover", "雨罩"),
                n("USB Cable", "USB线"),
            ],
            uses: &[
                n("for Mountain Bike", "山地车"),
                n("for Road Bike", "公路车"),
                n("for Night Riding", "夜骑"),
            ],
            outline: Outline::Bike,
            properties: &[&COLOUR, &SIZE],
            fen: (1900, 19900),
            grams: (60, 450),
            parcel_cm: [16, 12, 6],
        },
    ],
};
