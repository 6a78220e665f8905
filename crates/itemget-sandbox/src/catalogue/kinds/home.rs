//! Home, kitchen and garden.

use super::super::properties::{CAPACITY, COLOUR, PACK, SHIPS_FROM, SIZE, SPECIFICATION};
use super::{Leaf, Root, n};
use crate::pictures::Outline;

pub(super) const ROOT: Root = Root {
    id: 15,
    name: n("Home & Garden", "家居园艺"),
    leaves: &[
        Leaf {
            id: 900001501,
            name: n("Bath Mats", "浴室地垫"),
            nouns: &[
                n("Bath Mat", "浴室地垫"),
                n("Door Mat", "门垫"),
                n("Kitchen Rug", "厨房地垫"),
            ],
            materials: &[
                n("Diatomite", "硅藻泥"),
                n("Flannel", "法兰绒"),
                n("Chenille", "雪尼尔"),
                n("Memory Foam", "记忆棉"),
            ],
            features: &[
                n("Super Absorbent", "强吸水"),
                n("Non-Slip", "防滑"),
                n("Quick Dry", "速干"),
                n("Thick", "加厚"),
            ],
            extras: &[
                n("Rubber Backing", "橡胶底"),
                n("Cartoon Pattern", "卡通图案"),
                n("Tassel Edge", "流苏边"),
            ],
            uses: &[
                n("for Bathroom", "适用于浴室"),
                n("for Entrance", "适用于玄关"),
                n("for Shower Room", "适用于淋浴房"),
            ],
            outline: Outline::Mat,
            properties: &[&COLOUR, &SPECIFICATION, &SHIPS_FROM],
            fen: (1900, 15900),
            grams: (200, 1300),
            parcel_cm: [39, 27, 7],
        },
        Leaf {
            id: 900001502,
            name: n("Drinkware", "杯壶"),
            nouns: &[
                n("Water Bottle", "水杯"),
                n("Thermos", "保温杯"),
                n("Coffee Mug", "咖啡杯"),
                n("Tea Pot", "茶壶"),
            ],
            materials: &[
                n("Stainless Steel", "不锈钢"),
                n("Borosilicate Glass", "高硼硅玻璃"),
                n("Ceramic", "陶瓷"),
                n("Tritan", "Tritan"),
            ],
            features: &[
                n("Insulated", "保温"),
                n("Leak-Proof", "防漏"),
                n("Heat Resistant", "耐高温"),
                n("Wide Mouth", "大口径"),
            ],
            extras: &[
                n("Tea Infuser", "茶漏"),
                n("Bamboo Lid", "竹盖"),
                n("Carry Handle", "提手"),
                n("Straw", "吸管"),
            ],
            uses: &[
                n("for Office", "适用于办公室"),
                n("for Gym", "适用于健身"),
                n("for Kids", "适用于儿童"),
                n("for Camping", "适用于露营"),
            ],
            outline: Outline::Bottle,
            properties: &[&COLOUR, &CAPACITY],
            fen: (1900, 18900),
            grams: (200, 800),
            parcel_cm: [26, 10, 10],
        },
        Leaf {
            id: 900001503,
            name: n("Storage", "收纳"),
            nouns: &[
                n("Storage Box", "收纳盒"),
                n("Drawer Organizer", "抽屉收纳"),
                n("Hanging Shelf", "壁挂置物架"),
                n("Laundry Basket", "脏衣篮"),
            ],
            materials: &[
                n("Acrylic", "亚克力"),
                n("Oxford Fabric", "牛津布"),
                n("PP", "PP"),
                n("Cotton Rope", "棉绳"),
            ],
            features: &[
                n("Stackable", "可叠加"),
                n("Foldable", "可折叠"),
                n("Dustproof", "防尘"),
                n("Wall-Mounted", "壁挂"),
            ],
            extras: &[n("Lid", "盖子"), n("Label Slots", "标签槽"), n("Handles", "提手")],
            uses: &[
                n("for Desktop", "适用于桌面"),
                n("for Wardrobe", "适用于衣柜"),
                n("for Makeup", "适用于化妆品"),
            ],
            outline: Outline::Box,
            properties: &[&COLOUR, &PACK, &SIZE],
            fen: (1200, 12900),
            grams: (150, 1800),
            parcel_cm: [35, 25, 12],
        },
    ],
};
