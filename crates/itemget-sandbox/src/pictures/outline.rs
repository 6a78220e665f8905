//! What a picture can show: one outline for each kind of thing.

use super::drawings;
use super::forms::Form;

/// What a picture shows.
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
    pub(super) const ALL: &[Self] = &[
        Self::Phone,
        Self::Charger,
        Self::Stand,
        Self::Keyboard,
        Self::Mouse,
        Self::Cable,
        Self::Earphones,
        Self::Speaker,
        Self::PowerBank,
        Self::Mat,
        Self::Bottle,
        Self::Box,
        Self::Lamp,
        Self::Bulb,
        Self::Shirt,
        Self::Hoodie,
        Self::Sock,
        Self::Shoe,
        Self::Boot,
        Self::Bag,
        Self::Handbag,
        Self::Wallet,
        Self::Watch,
        Self::Brush,
        Self::Dryer,
        Self::Ball,
        Self::Tent,
        Self::Bike,
        Self::Block,
        Self::Bear,
        Self::Car,
    ];

    /// As it stands in paths.
    pub(super) fn name(self) -> &'static str {
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

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|outline| outline.name() == name)
    }

    /// The forms it is made of, from the back to the front.
    pub(super) fn forms(self) -> &'static [Form] {
        match self {
            Self::Phone => drawings::PHONE,
            Self::Charger => drawings::CHARGER,
            Self::Stand => drawings::STAND,
            Self::Keyboard => drawings::KEYBOARD,
            Self::Mouse => drawings::MOUSE,
            Self::Cable => drawings::CABLE,
            Self::Earphones => drawings::EARPHONES,
            Self::Speaker => drawings::SPEAKER,
            Self::PowerBank => drawings::POWERBANK,
            Self::Mat => drawings::MAT,
            Self::Bottle => drawings::BOTTLE,
            Self::Box => drawings::BOX,
            Self::Lamp => drawings::LAMP,
            Self::Bulb => drawings::BULB,
            Self::Shirt => drawings::SHIRT,
            Self::Hoodie => drawings::HOODIE,
            Self::Sock => drawings::SOCK,
            Self::Shoe => drawings::SHOE,
            Self::Boot => drawings::BOOT,
            Self::Bag => drawings::BAG,
            Self::Handbag => drawings::HANDBAG,
            Self::Wallet => drawings::WALLET,
            Self::Watch => drawings::WATCH,
            Self::Brush => drawings::BRUSH,
            Self::Dryer => drawings::DRYER,
            Self::Ball => drawings::BALL,
            Self::Tent => drawings::TENT,
            Self::Bike => drawings::BIKE,
            Self::Block => drawings::BLOCK,
            Self::Bear => drawings::BEAR,
            Self::Car => drawings::CAR,
        }
    }
}
