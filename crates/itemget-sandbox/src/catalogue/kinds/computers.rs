//! Computers and the office desk.

use super::super::properties::{COLOUR, LENGTH, PACK, SHIPS_FROM};
use super::{Leaf, Root, n};
use crate::pictures::Outline;

pub(super) const ROOT: Root = Root {
    id: 7,
    name: n("Computer & Office", "电脑与办公"),
    leaves: &[
        Leaf {
            id: 900000701,
            name: n("Keyboards", "键盘"),
            nouns: &[
                n("Mechanical Keyboard", "机械键盘"),
                n("Wireless Keyboard", "无线键盘"),
                n("Numeric Keypad", "数字小键盘"),
                n("Folding Keyboard", "折叠键盘"),
            ],
            materials: &[n("PBT", "PBT"), n("Aluminum", "铝壳"), n("ABS", "ABS")],
            features: &[
                n("Hot-Swappable", "热插拔"),
                n("Silent", "静音"),
                n("RGB Backlit", "RGB背光"),
                n("Low Profile", "矮轴"),
                n("Tri-Mode", "三模"),
            ],
            extras: &[
                n("Volume Knob", "音量旋钮"),
                n("Coiled Cable", "螺旋线"),
                n("Palm Rest", "掌托"),
            ],
            uses: &[
                n("for Gaming", "适用于游戏"),
                n("for Office", "适用于办公"),
                n("for Programmers", "适用于程序员"),
            ],
            outline: Outline::Keyboard,
            properties: &[&COLOUR, &SHIPS_FROM],
            fen: (6900, 69000),
            grams: (350, 1300),
            parcel_cm: [45, 18, 6],
        },
        Leaf {
            id: 900000702,
            name: n("Mice", "鼠标"),
            nouns: &[
                n("Wireless Mouse", "无线鼠标"),
                n("Ergonomic Mouse", "人体工学鼠标"),
                n("Gaming Mouse", "游戏鼠标"),
            ],
            materials: &[
                n("ABS", "ABS"),
                n("Matte Plastic", "磨砂塑料"),
                n("Rubberized", "橡胶漆"),
            ],
            features: &[
                n("Rechargeable", "可充电"),
                n("Silent", "静音"),
                n("Lightweight", "轻量"),
                n("Vertical", "垂直"),
            ],
            extras: &[
                n("USB Receiver", "USB接收器"),
                n("Side Buttons", "侧键"),
                n("DPI Switch", "DPI调节"),
            ],
            uses: &[
                n("for Laptop", "适用于笔记本"),
                n("for Small Hands", "适用于小手"),
                n("for Office", "适用于办公"),
            ],
            outline: Outline::Mouse,
            properties: &[&COLOUR, &PACK],
            fen: (2500, 26000),
            grams: (80, 220),
            parcel_cm: [14, 10, 6],
        },
        Leaf {
            id: 900000703,
            name: n("Cables & Hubs", "数据线与扩展坞"),
            nouns: &[
                n("USB-C Cable", "USB-C数据线"),
                n("USB Hub", "USB扩展坞"),
                n("HDMI Cable", "HDMI线"),
                n("Network Cable", "网线"),
            ],
            materials: &[
                n("Nylon Braided", "尼龙编织"),
                n("Silicone", "硅胶"),
                n("Zinc Alloy", "锌合金"),
            ],
            features: &[
                n("High Speed", "高速"),
                n("Fast Charging", "快充"),
                n("Flat", "扁平"),
                n("Right Angle", "弯头"),
            ],
            extras: &[
                n("Velcro Tie", "魔术贴扎带"),
                n("LED Light", "指示灯"),
                n("Magnetic Tip", "磁吸头"),
            ],
            uses: &[
                n("for Laptop", "适用于笔记本"),
                n("for Monitor", "适用于显示器"),
                n("for Home Office", "适用于居家办公"),
            ],
            outline: Outline::Cable,
            properties: &[&COLOUR, &LENGTH, &PACK],
            fen: (900, 18900),
            grams: (25, 260),
            parcel_cm: [16, 12, 3],
        },
    ],
};
