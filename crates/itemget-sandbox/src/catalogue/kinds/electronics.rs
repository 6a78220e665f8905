//! Sound, power and cameras.

use super::super::properties::{COLOUR, PLUG, SHIPS_FROM};
use super::{Leaf, Root, n};
use crate::pictures::Outline;

pub(super) const ROOT: Root = Root {
    id: 44,
    name: n("Consumer Electronics", "消费电子"),
    leaves: &[
        Leaf {
            id: 900004401,
            name: n("Earphones", "耳机"),
            nouns: &[
                n("Wireless Earbuds", "无线耳机"),
                n("Neckband Headphones", "挂脖耳机"),
                n("Over-Ear Headphones", "头戴式耳机"),
                n("Wired Earphones", "有线耳机"),
            ],
            materials: &[
                n("Lightweight ABS", "轻量ABS"),
                n("Memory Foam", "记忆棉"),
                n("Metal", "金属"),
            ],
            features: &[
                n("Noise Cancelling", "降噪"),
                n("Waterproof", "防水"),
                n("Low Latency", "低延迟"),
                n("Bone Conduction", "骨传导"),
                n("HiFi", "高保真"),
            ],
            extras: &[
                n("Charging Case", "充电仓"),
                n("Dual Microphone", "双麦克风"),
                n("Ear Hooks", "耳挂"),
            ],
            uses: &[
                n("for Running", "适用于跑步"),
                n("for Calls", "适用于通话"),
                n("for Gaming", "适用于游戏"),
                n("for Sleep", "适用于睡眠"),
            ],
            outline: Outline::Earphones,
            properties: &[&COLOUR, &SHIPS_FROM, &PLUG],
            fen: (3500, 48000),
            grams: (60, 320),
            parcel_cm: [16, 12, 6],
        },
        Leaf {
            id: 900004402,
            name: n("Speakers", "音箱"),
            nouns: &[
                n("Portable Speaker", "便携音箱"),
                n("Desktop Soundbar", "桌面音响"),
                n("Retro Speaker", "复古音箱"),
            ],
            materials: &[
                n("Fabric", "布艺"),
                n("Wooden", "木质"),
                n("Metal Mesh", "金属网"),
            ],
            features: &[
                n("Bluetooth", "蓝牙"),
                n("Waterproof", "防水"),
                n("Deep Bass", "重低音"),
                n("Mini", "迷你"),
            ],
            extras: &[
                n("RGB Lights", "彩灯"),
                n("Carry Strap", "提绳"),
                n("TF Card Slot", "TF卡槽"),
            ],
            uses: &[
                n("for Camping", "适用于露营"),
                n("for Computer", "适用于电脑"),
                n("for Bathroom", "适用于浴室"),
            ],
            outline: Outline::Speaker,
            properties: &[&COLOUR, &PLUG, &SHIPS_FROM],
            fen: (4900, 52000),
            grams: (250, 1500),
            parcel_cm: [24, 14, 12],
        },
        Leaf {
            id: 900004403,
            name: n("Power Banks", "移动电源"),
            nouns: &[
                n("Power Bank", "充电宝"),
                n("Solar Charger", "太阳能充电器"),
                n("Magnetic Battery", "磁吸电池"),
            ],
            materials: &[
                n("Fireproof PC", "防火PC"),
                n("Aluminum", "铝合金"),
                n("Silicone", "硅胶"),
            ],
            features: &[
                n("10000mAh", "10000毫安"),
                n("20000mAh", "20000毫安"),
                n("Slim", "轻薄"),
                n("Fast Charging", "快充"),
            ],
            extras: &[
                n("Digital Display", "数显"),
                n("Built-in Cable", "自带线"),
                n("Flashlight", "手电筒"),
            ],
            uses: &[
                n("for Travel", "适用于旅行"),
                n("for Phones", "适用于手机"),
                n("for Hiking", "适用于徒步"),
            ],
            outline: Outline::PowerBank,
            properties: &[&COLOUR, &SHIPS_FROM],
            fen: (5900, 31900),
            grams: (180, 520),
            parcel_cm: [18, 10, 4],
        },
    ],
};
