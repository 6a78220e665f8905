//! Words for a way of delivery: its name, its fee, its days.

use itemget::item::{DeliveryFee, DeliveryOption};

use crate::lang::Lang;
use crate::plain::harmless;

/// What stands where nothing is known.
const UNKNOWN: &str = "–";

/// Who brings it.
pub(crate) fn name(option: &DeliveryOption) -> String {
    let name = option.company.as_deref().or(option.code.as_deref());
    harmless(name.unwrap_or(UNKNOWN))
}

/// For how much.
pub(crate) fn fee(option: &DeliveryOption, lang: Lang) -> String {
    match option.fee {
        None => UNKNOWN.to_owned(),
        Some(DeliveryFee::Free) => lang.pick("free", "免运费").to_owned(),
        Some(DeliveryFee::Paid(fee)) => fee.to_string(),
    }
}

/// In how many days.
pub(crate) fn days(option: &DeliveryOption) -> String {
    match (option.days_min, option.days_max) {
        (Some(least), Some(most)) if least != most => format!("{least}–{most}"),
        (Some(days), _) | (None, Some(days)) => days.to_string(),
        (None, None) => UNKNOWN.to_owned(),
    }
}
