//! Beauty and health.

use super::super::properties::{COLOUR, PACK, PLUG, SHIPS_FROM};
use super::{Leaf, Root, n};
use crate::pictures::Outline;

pub(super) const ROOT: Root = Root {
    id: 66,
    name: n("Beauty & Health", "美容健康"),
    leaves: &[
        Leaf {
            id: 900006601,
            name: n("Makeup Tools", "化妆工具"),
            nouns: &[
                n("Makeup Brush Set", "化妆刷套装"),
                n("Eyelash Curler", "睫毛夹"),
                n("Powder Puff", "粉扑"),
                n("Makeup Mirror", "化妆镜"),
            ],
            materials: &[
                n("Synthetic Hair", "纤维毛"),
                n("Stainless Steel", "不锈钢"),
                n("Velvet", "丝绒"),
                n("Acrylic", "亚克力"),
            ],
            features: &[
                n("Soft", "柔软"),
                n("Portable", "便携"),
                n("Professional", "专业"),
                n("Foldable", "可折叠"),
            ],
            extras: &[
                n("Storage Bag", "收纳袋"),
                n("LED Ring", "LED环"),
                n("Spare Pads", "替换垫"),
            ],
            uses: &[
                n("for Beginners", "新手"),
                n("for Travel", "旅行"),
                n("for Daily Makeup", "日常妆容"),
            ],
            outline: Outline::Brush,
            properties: &[&COLOUR, &PACK],
            fen: (1200, 15900),
            grams: (50, 450),
            parcel_cm: [20, 12, 5],
        },
        Leaf {
            id: 900006602,
            name: n("Hair Care", "美发"),
            nouns: &[
                n("Hair Dryer", "吹风机"),
                n("Hair Straightener", "直发器"),
                n("Scalp Massager", "头皮按摩器"),
                n("Curling Iron", "卷发棒"),
            ],
            materials: &[n("Ceramic", "陶瓷"), n("Silicone", "硅胶"), n("ABS", "ABS")],
            features: &[
                n("Ionic", "负离子"),
                n("Cordless", "无线"),
                n("Fast Heating", "速热"),
                n("Lightweight", "轻巧"),
            ],
            extras: &[
                n("Diffuser", "散风嘴"),
                n("Heat Glove", "隔热手套"),
                n("Travel Pouch", "旅行袋"),
            ],
            uses: &[
                n("for Long Hair", "长发"),
                n("for Short Hair", "短发"),
                n("for Salon", "沙龙"),
            ],
            outline: Outline::Dryer,
            properties: &[&PLUG, &COLOUR, &SHIPS_FROM],
            fen: (3900, 45900),
            grams: (180, 900),
            parcel_cm: [28, 20, 9],
        },
        Leaf {
            id: 900006603,
            name: n("Massage", "按摩放松"),
            nouns: &[
                n("Neck Massager", "颈椎按摩仪"),
                n("Massage Gun", "筋膜枪"),
                n("Foot Roller", "足底按摩轮"),
                n("Gua Sha Board", "刮痧板"),
            ],
            materials: &[
                n("Silicone", "硅胶"),
                n("Bian Stone", "砭石"),
                n("Beech Wood", "榉木"),
                n("Aluminum", "铝合金"),
            ],
            features: &[
                n("Heated", "热敷"),
                n("Quiet", "静音"),
                n("Rechargeable", "充电"),
                n("Mini", "迷你"),
            ],
            extras: &[
                n("Massage Heads", "按摩头"),
                n("Carry Case", "收纳盒"),
                n("Remote", "遥控器"),
            ],
            uses: &[
                n("for Neck and Shoulder", "颈肩"),
                n("for Muscles", "肌肉"),
                n("for Office", "办公室"),
            ],
            outline: Outline::Dryer,
            properties: &[&COLOUR, &PLUG],
            fen: (1900, 55900),
            grams: (120, 1200),
            parcel_cm: [24, 18, 8],
        },
    ],
};
