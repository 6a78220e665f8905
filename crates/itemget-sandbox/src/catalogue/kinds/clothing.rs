//! Clothes.

use super::super::properties::{COLOUR, PACK, SHIPS_FROM, SIZE};
use super::{Leaf, Root, n};
use crate::pictures::Outline;

pub(super) const ROOT: Root = Root {
    id: 3,
    name: n("Apparel & Accessories", "服装配饰"),
    leaves: &[
        Leaf {
            id: 900000301,
            name: n("T-Shirts", "T恤"),
            nouns: &[
                n("T-Shirt", "T恤"),
                n("Polo Shirt", "Polo衫"),
                n("Tank Top", "背心"),
                n("Long Sleeve Top", "长袖上衣"),
            ],
            materials: &[
                n("Cotton", "纯棉"),
                n("Ice Silk", "冰丝"),
                n("Linen Blend", "棉麻"),
                n("Modal", "莫代尔"),
            ],
            features: &[
                n("Oversized", "宽松"),
                n("Breathable", "透气"),
                n("Quick Dry", "速干"),
                n("Slim Fit", "修身"),
                n("Vintage", "复古"),
            ],
            extras: &[
                n("Round Neck", "圆领"),
                n("Printed Logo", "印花"),
                n("Chest Pocket", "胸袋"),
            ],
            uses: &[
                n("for Men", "男士"),
                n("for Women", "女士"),
                n("for Summer", "夏季"),
                n("for Gym", "健身"),
            ],
            outline: Outline::Shirt,
            properties: &[&COLOUR, &SIZE, &SHIPS_FROM],
            fen: (2900, 16900),
            grams: (140, 320),
            parcel_cm: [30, 25, 2],
        },
        Leaf {
            id: 900000302,
            name: n("Hoodies", "卫衣"),
            nouns: &[
                n("Hoodie", "连帽卫衣"),
                n("Zip Sweatshirt", "拉链卫衣"),
                n("Fleece Jacket", "抓绒外套"),
                n("Cardigan", "开衫"),
            ],
            materials: &[
                n("Cotton Blend", "棉混纺"),
                n("Fleece", "抓绒"),
                n("Knitted", "针织"),
                n("Corduroy", "灯芯绒"),
            ],
            features: &[
                n("Warm", "保暖"),
                n("Loose", "宽松"),
                n("Streetwear", "街头"),
                n("Thick", "加厚"),
            ],
            extras: &[
                n("Kangaroo Pocket", "袋鼠兜"),
                n("Drawstring", "抽绳"),
                n("Ribbed Cuffs", "罗纹袖口"),
            ],
            uses: &[
                n("for Autumn", "秋季"),
                n("for Couples", "情侣"),
                n("for Men", "男士"),
                n("for Women", "女士"),
            ],
            outline: Outline::Hoodie,
            properties: &[&COLOUR, &SIZE, &SHIPS_FROM],
            fen: (6900, 36900),
            grams: (350, 900),
            parcel_cm: [36, 28, 6],
        },
        Leaf {
            id: 900000303,
            name: n("Socks & Scarves", "袜子围巾"),
            nouns: &[
                n("Crew Socks", "中筒袜"),
                n("Ankle Socks", "短袜"),
                n("Scarf", "围巾"),
                n("Beanie", "针织帽"),
            ],
            materials: &[
                n("Cotton", "纯棉"),
                n("Wool Blend", "羊毛混纺"),
                n("Bamboo Fiber", "竹纤维"),
                n("Cashmere Feel", "仿羊绒"),
            ],
            features: &[
                n("Soft", "柔软"),
                n("Thermal", "保暖"),
                n("Breathable", "透气"),
                n("Cushioned", "加厚"),
            ],
            extras: &[
                n("Gift Box", "礼盒"),
                n("Embroidery", "刺绣"),
                n("Contrast Stripes", "撞色条纹"),
            ],
            uses: &[
                n("for Winter", "冬季"),
                n("for Office", "办公"),
                n("for Sports", "运动"),
            ],
            outline: Outline::Sock,
            properties: &[&COLOUR, &PACK],
            fen: (900, 9900),
            grams: (40, 260),
            parcel_cm: [22, 15, 4],
        },
    ],
};
