//! Bags and luggage.

use super::super::properties::{COLOUR, PACK, SHIPS_FROM, SIZE};
use super::{Leaf, Root, n};
use crate::pictures::Outline;

pub(super) const ROOT: Root = Root {
    id: 1524,
    name: n("Luggage & Bags", "箱包"),
    leaves: &[
        Leaf {
            id: 900152401,
            name: n("Backpacks", "双肩包"),
            nouns: &[
                n("Backpack", "双肩包"),
                n("Laptop Bag", "电脑包"),
                n("School Bag", "书包"),
                n("Hiking Pack", "登山包"),
            ],
            materials: &[
                n("Oxford Fabric", "牛津布"),
                n("Nylon", "尼龙"),
                n("Canvas", "帆布"),
                n("PU Leather", "PU皮革"),
            ],
            features: &[
                n("Waterproof", "防水"),
                n("Anti-Theft", "防盗"),
                n("Large Capacity", "大容量"),
                n("Foldable", "可折叠"),
            ],
            extras: &[
                n("USB Charging Port", "USB充电口"),
                n("Shoe Compartment", "鞋仓"),
                n("Luggage Strap", "拉杆带"),
            ],
            uses: &[
                n("for Travel", "旅行"),
                n("for School", "上学"),
                n("for 15.6 Inch Laptop", "适用于15.6寸电脑"),
                n("for Men", "男士"),
            ],
            outline: Outline::Bag,
            properties: &[&COLOUR, &SIZE, &SHIPS_FROM],
            fen: (5900, 39900),
            grams: (350, 1400),
            parcel_cm: [40, 30, 8],
        },
        Leaf {
            id: 900152402,
            name: n("Handbags", "手提包"),
            nouns: &[
                n("Tote Bag", "托特包"),
                n("Crossbody Bag", "斜挎包"),
                n("Shoulder Bag", "单肩包"),
                n("Clutch", "手拿包"),
            ],
            materials: &[
                n("PU Leather", "PU皮革"),
                n("Corduroy", "灯芯绒"),
                n("Straw", "草编"),
                n("Canvas", "帆布"),
            ],
            features: &[
                n("Minimalist", "简约"),
                n("Vintage", "复古"),
                n("Large Capacity", "大容量"),
                n("Quilted", "菱格"),
            ],
            extras: &[
                n("Chain Strap", "链条肩带"),
                n("Inner Pocket", "内袋"),
                n("Magnetic Snap", "磁扣"),
            ],
            uses: &[
                n("for Women", "女士"),
                n("for Work", "通勤"),
                n("for Shopping", "购物"),
            ],
            outline: Outline::Handbag,
            properties: &[&COLOUR],
            fen: (3900, 32900),
            grams: (250, 900),
            parcel_cm: [35, 26, 10],
        },
        Leaf {
            id: 900152403,
            name: n("Wallets", "钱包"),
            nouns: &[
                n("Wallet", "钱包"),
                n("Card Holder", "卡包"),
                n("Coin Purse", "零钱包"),
                n("Passport Cover", "护照夹"),
            ],
            materials: &[
                n("Genuine Leather", "真皮"),
                n("PU Leather", "PU皮革"),
                n("Aluminum", "铝合金"),
            ],
            features: &[
                n("RFID Blocking", "防盗刷"),
                n("Slim", "超薄"),
                n("Pop-Up", "自动弹出"),
                n("Zipper", "拉链"),
            ],
            extras: &[
                n("Money Clip", "钱夹"),
                n("Key Ring", "钥匙圈"),
                n("ID Window", "证件位"),
            ],
            uses: &[
                n("for Men", "男士"),
                n("for Women", "女士"),
                n("for Travel", "旅行"),
            ],
            outline: Outline::Wallet,
            properties: &[&COLOUR, &PACK],
            fen: (1500, 15900),
            grams: (50, 220),
            parcel_cm: [13, 10, 3],
        },
    ],
};
