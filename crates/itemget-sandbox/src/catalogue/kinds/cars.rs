//! Cars and motorcycles.

use super::super::properties::{COLOUR, PACK, SHIPS_FROM, SIZE};
use super::{Leaf, Root, n};
use crate::pictures::Outline;

pub(super) const ROOT: Root = Root {
    id: 34,
    name: n("Automobiles & Motorcycles", "汽摩配件"),
    leaves: &[
        Leaf {
            id: 900003401,
            name: n("Car Electronics", "车载电子"),
            nouns: &[
                n("Car Charger", "车载充电器"),
                n("Dash Cam", "行车记录仪"),
                n("Car Phone Mount", "车载手机支架"),
                n("Tire Inflator", "车载充气泵"),
            ],
            materials: &[
                n("Zinc Alloy", "锌合金"),
                n("ABS", "ABS"),
                n("Aluminum", "铝合金"),
            ],
            features: &[
                n("Fast Charging", "快充"),
                n("Wireless", "无线"),
                n("Mini", "迷你"),
                n("HD", "高清"),
            ],
            extras: &[
                n("Voltage Display", "电压显示"),
                n("Suction Cup", "吸盘"),
                n("LED Light", "照明灯"),
            ],
            uses: &[
                n("for 12V and 24V Cars", "适用于12V和24V车辆"),
                n("for Truck", "卡车"),
                n("for SUV", "SUV"),
            ],
            outline: Outline::Car,
            properties: &[&COLOUR, &SHIPS_FROM, &PACK],
            fen: (2500, 49900),
            grams: (60, 1200),
            parcel_cm: [20, 14, 8],
        },
        Leaf {
            id: 900003402,
            name: n("Car Interior", "汽车内饰"),
            nouns: &[
                n("Steering Wheel Cover", "方向盘套"),
                n("Seat Cushion", "坐垫"),
                n("Trunk Organizer", "后备箱收纳"),
                n("Sun Shade", "遮阳挡"),
            ],
            materials: &[
                n("Microfiber Leather", "超纤皮"),
                n("Memory Foam", "记忆棉"),
                n("Oxford Fabric", "牛津布"),
                n("Silicone", "硅胶"),
            ],
            features: &[
                n("Breathable", "透气"),
                n("Universal", "通用"),
                n("Foldable", "可折叠"),
                n("Non-Slip", "防滑"),
            ],
            extras: &[
                n("Storage Pocket", "储物袋"),
                n("Elastic Band", "弹力带"),
                n("Carry Handle", "提手"),
            ],
            uses: &[
                n("for Summer", "夏季"),
                n("for All Seasons", "四季"),
                n("for Sedan", "轿车"),
            ],
            outline: Outline::Car,
            properties: &[&COLOUR, &SIZE],
            fen: (2200, 26900),
            grams: (150, 1900),
            parcel_cm: [40, 30, 8],
        },
        Leaf {
            id: 900003403,
            name: n("Motorcycle Gear", "摩托车装备"),
            nouns: &[
                n("Riding Gloves", "骑行手套"),
                n("Motorcycle Cover", "摩托车罩"),
                n("Helmet Lock", "头盔锁"),
                n("Phone Mount", "手机支架"),
            ],
            materials: &[
                n("Polyester", "涤纶"),
                n("Goat Leather", "山羊皮"),
                n("Stainless Steel", "不锈钢"),
            ],
            features: &[
                n("Windproof", "防风"),
                n("Waterproof", "防水"),
                n("Touch Screen", "可触屏"),
                n("Anti-Theft", "防盗"),
            ],
            extras: &[
                n("Reflective Strips", "反光条"),
                n("Storage Bag", "收纳袋"),
                n("Two Keys", "双钥匙"),
            ],
            uses: &[
                n("for Winter", "冬季"),
                n("for Scooter", "踏板车"),
                n("for Touring", "长途"),
            ],
            outline: Outline::Bike,
            properties: &[&COLOUR, &SIZE, &SHIPS_FROM],
            fen: (2900, 32900),
            grams: (120, 1300),
            parcel_cm: [28, 20, 8],
        },
    ],
};
