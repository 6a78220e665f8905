//! The items' pictures: what is on them, and under which path they are found.

/// What a picture shows: one simple shape for each kind of thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outline {
    Phone,
    Charger,
    Stand,
    Keyboard,
    Mouse,
    Cable,
    Earphones,
    Speaker,
    PowerBank,
    Mat,
    Bottle,
    Box,
    Lamp,
    Bulb,
    Shirt,
    Hoodie,
    Sock,
    Shoe,
    Boot,
    Bag,
    Handbag,
    Wallet,
    Watch,
    Brush,
    Dryer,
    Ball,
    Tent,
    Bike,
    Block,
    Bear,
    Car,
}

impl Outline {
    fn name(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Charger => "charger",
            Self::Stand => "stand",
            Self::Keyboard => "keyboard",
            Self::Mouse => "mouse",
            Self::Cable => "cable",
            Self::Earphones => "earphones",
            Self::Speaker => "speaker",
            Self::PowerBank => "powerbank",
            Self::Mat => "mat",
            Self::Bottle => "bottle",
            Self::Box => "box",
            Self::Lamp => "lamp",
            Self::Bulb => "bulb",
            Self::Shirt => "shirt",
            Self::Hoodie => "hoodie",
            Self::Sock => "sock",
            Self::Shoe => "shoe",
            Self::Boot => "boot",
            Self::Bag => "bag",
            Self::Handbag => "handbag",
            Self::Wallet => "wallet",
            Self::Watch => "watch",
            Self::Brush => "brush",
            Self::Dryer => "dryer",
            Self::Ball => "ball",
            Self::Tent => "tent",
            Self::Bike => "bike",
            Self::Block => "block",
            Self::Bear => "bear",
            Self::Car => "car",
        }
    }
}

/// The path of an item's picture in a colour: all that is needed to draw it.
pub(crate) fn picture_path(outline: Outline, rgb: u32, item: u64, view: u64) -> String {
    format!("/kf/S{}-{rgb:06x}-{item:x}-{view}.png", outline.name())
}
