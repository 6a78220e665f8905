//! Lamps and lights.

use super::super::properties::{COLOUR, LENGTH, PACK, PLUG, SHIPS_FROM};
use super::{Leaf, Root, n};
use crate::pictures::Outline;

pub(super) const ROOT: Root = Root {
    id: 39,
    name: n("Lights & Lighting", "灯具照明"),
    leaves: &[
        Leaf {
            id: 900003901,
            name: n("Table Lamps", "台灯"),
            nouns: &[
                n("Desk Lamp", "台灯"),
                n("Reading Light", "阅读灯"),
                n("Bedside Lamp", "床头灯"),
                n("Clip Lamp", "夹子灯"),
            ],
            materials: &[
                n("Wooden", "木质"),
                n("Metal", "金属"),
                n("Frosted Glass", "磨砂玻璃"),
                n("Linen", "亚麻"),
            ],
            features: &[
                n("Dimmable", "可调光"),
                n("Eye-Caring", "护眼"),
                n("Rechargeable", "充电"),
                n("Touch Control", "触控"),
                n("Nordic", "北欧风"),
            ],
            extras: &[
                n("USB Port", "USB接口"),
                n("Timer", "定时"),
                n("Flexible Neck", "软管"),
            ],
            uses: &[
                n("for Study", "适用于学习"),
                n("for Bedroom", "适用于卧室"),
                n("for Reading", "适用于阅读"),
            ],
            outline: Outline::Lamp,
            properties: &[&COLOUR, &PLUG, &SHIPS_FROM],
            fen: (4500, 38900),
            grams: (300, 1600),
            parcel_cm: [32, 18, 14],
        },
        Leaf {
            id: 900003902,
            name: n("String Lights", "串灯"),
            nouns: &[
                n("Fairy Lights", "彩灯串"),
                n("Solar String Lights", "太阳能灯串"),
                n("Curtain Lights", "窗帘灯"),
                n("LED Strip", "LED灯带"),
            ],
            materials: &[
                n("Copper Wire", "铜线"),
                n("PVC", "PVC"),
                n("Silicone", "硅胶"),
            ],
            features: &[
                n("Waterproof", "防水"),
                n("Warm White", "暖白"),
                n("Remote Control", "遥控"),
                n("Twinkling", "闪烁"),
            ],
            extras: &[
                n("Remote", "遥控器"),
                n("8 Modes", "八种模式"),
                n("Hooks", "挂钩"),
            ],
            uses: &[
                n("for Garden", "适用于花园"),
                n("for Christmas", "适用于圣诞节"),
                n("for Bedroom", "适用于卧室"),
                n("for Wedding", "适用于婚礼"),
            ],
            outline: Outline::Bulb,
            properties: &[&LENGTH, &COLOUR, &PLUG],
            fen: (1500, 15900),
            grams: (90, 650),
            parcel_cm: [18, 14, 6],
        },
        Leaf {
            id: 900003903,
            name: n("Night Lights", "小夜灯"),
            nouns: &[
                n("Night Light", "小夜灯"),
                n("Motion Sensor Light", "人体感应灯"),
                n("Projector Lamp", "星空投影灯"),
            ],
            materials: &[n("Silicone", "硅胶"), n("ABS", "ABS"), n("Acrylic", "亚克力")],
            features: &[
                n("Soft", "柔光"),
                n("Plug-in", "插电"),
                n("Cute", "可爱"),
                n("Wireless", "无线"),
            ],
            extras: &[
                n("Sensor", "感应器"),
                n("Magnetic Base", "磁吸底座"),
                n("Sleep Timer", "睡眠定时"),
            ],
            uses: &[
                n("for Kids Room", "适用于儿童房"),
                n("for Hallway", "适用于走廊"),
                n("for Closet", "适用于衣柜"),
            ],
            outline: Outline::Lamp,
            properties: &[&COLOUR, &PACK],
            fen: (1200, 9900),
            grams: (60, 420),
            parcel_cm: [12, 10, 8],
        },
    ],
};
