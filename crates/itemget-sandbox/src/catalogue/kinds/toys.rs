//! Toys and hobbies.

use super::super::properties::{COLOUR, PACK, SIZE, SPECIFICATION};
use super::{Leaf, Root, n};
use crate::pictures::Outline;

pub(super) const ROOT: Root = Root {
    id: 26,
    name: n("Toys & Hobbies", "玩具爱好"),
    leaves: &[
        Leaf {
            id: 900002601,
            name: n("Building Blocks", "积木"),
            nouns: &[
                n("Building Blocks", "积木"),
                n("Magnetic Tiles", "磁力片"),
                n("Marble Run", "轨道弹珠"),
                n("Model Kit", "拼装模型"),
            ],
            materials: &[n("ABS", "ABS"), n("Wooden", "木质"), n("EVA Foam", "EVA泡沫")],
            features: &[
                n("Creative", "创意"),
                n("Educational", "益智"),
                n("Large Particle", "大颗粒"),
                n("3D", "3D"),
            ],
            extras: &[
                n("Instruction Book", "说明书"),
                n("Storage Bucket", "收纳桶"),
                n("LED Parts", "灯光件"),
            ],
            uses: &[
                n("for Kids 3+", "适合3岁以上"),
                n("for Adults", "成人"),
                n("for Classroom", "课堂"),
            ],
            outline: Outline::Block,
            properties: &[&COLOUR, &PACK, &SPECIFICATION],
            fen: (2900, 39900),
            grams: (250, 2200),
            parcel_cm: [30, 22, 9],
        },
        Leaf {
            id: 900002602,
            name: n("Plush Toys", "毛绒玩具"),
            nouns: &[
                n("Plush Bear", "毛绒熊"),
                n("Plush Penguin", "毛绒企鹅"),
                n("Plush Cat", "毛绒猫"),
                n("Plush Pillow", "毛绒抱枕"),
            ],
            materials: &[
                n("Short Plush", "短绒"),
                n("PP Cotton", "PP棉"),
                n("Rabbit Velvet", "兔绒"),
            ],
            features: &[
                n("Soft", "柔软"),
                n("Giant", "超大"),
                n("Washable", "可水洗"),
                n("Cute", "可爱"),
            ],
            extras: &[
                n("Bow Tie", "领结"),
                n("Heart Pillow", "爱心抱枕"),
                n("Hanging Loop", "挂绳"),
            ],
            uses: &[
                n("for Girlfriend", "送女友"),
                n("for Kids", "儿童"),
                n("for Sofa", "沙发"),
            ],
            outline: Outline::Bear,
            properties: &[&COLOUR, &SPECIFICATION, &SIZE],
            fen: (1900, 28900),
            grams: (150, 1500),
            parcel_cm: [35, 25, 20],
        },
        Leaf {
            id: 900002603,
            name: n("Puzzles", "拼图"),
            nouns: &[
                n("Jigsaw Puzzle", "拼图"),
                n("Speed Cube", "速拧魔方"),
                n("Wooden Puzzle", "木质拼图"),
                n("Board Game", "桌游"),
            ],
            materials: &[n("Cardboard", "纸质"), n("Wooden", "木质"), n("ABS", "ABS")],
            features: &[
                n("Challenging", "高难度"),
                n("Magnetic", "磁力"),
                n("Colorful", "彩色"),
                n("Smooth", "顺滑"),
            ],
            extras: &[
                n("Poster", "参考海报"),
                n("Display Stand", "展示架"),
                n("Gift Box", "礼盒"),
            ],
            uses: &[
                n("for Family", "家庭"),
                n("for Adults", "成人"),
                n("for Travel", "旅行"),
            ],
            outline: Outline::Block,
            properties: &[&SPECIFICATION, &PACK],
            fen: (1500, 19900),
            grams: (100, 1100),
            parcel_cm: [28, 20, 6],
        },
    ],
};
