//! What a scalar's text says, or `None` where that would be a guess.

use std::str::FromStr;

use rust_decimal::Decimal;

use crate::digits;
use crate::money::Percent;

/// The digits of the largest amount that 64 bits hold whatever they are.
const SHORT: usize = 18;

/// An amount without a sign: `8.01`, `6246`. No thousands marks (`1,234` is a decimal
/// comma elsewhere), no exponent.
pub(super) fn amount(text: &str) -> Option<Decimal> {
    if text.len() > SHORT { long_amount(text) } else { short_amount(text.as_bytes()) }
}

fn short_amount(text: &[u8]) -> Option<Decimal> {
    let (mut number, mut point) = (0_i64, None);
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'0'..=b'9' => number = number * 10 + i64::from(byte - b'0'),
            b'.' if point.is_none() && at > 0 => point = Some(at),
            _ => return None,
        }
    }
    let decimals = match point {
        Some(point) => text.len() - point - 1,
        None => 0,
    };
    let is_none = text.is_empty() || point.is_some() && decimals == 0;
    (!is_none).then(|| Decimal::new(number, decimals as u32))
}

fn long_amount(text: &str) -> Option<Decimal> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits =
        |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(part) {
        return None;
    }
    Decimal::from_str_exact(text).ok()
}

/// A whole number. `27.0` is one; `27.5` and `1e3` are not.
pub(super) fn whole(text: &str) -> Option<u64> {
    exact_whole(text).or_else(|| match text.split_once('.')? {
        (digits, zeros) if !zeros.is_empty() && zeros.bytes().all(|b| b == b'0') => {
            exact_whole(digits)
        }
        _ => None,
    })
}

/// A whole number written as digits and nothing else, as an id must be: `12000036.0` has
/// been through a float, and is another SKU's id as likely as not.
pub(super) fn exact_whole(text: &str) -> Option<u64> {
    digits::whole(text)
}

/// Stars of 1 to 5. Zero is how the platform says that nobody has rated yet.
pub(super) fn stars(text: &str) -> Option<Option<Decimal>> {
    let stars = amount(text)?;
    if stars.is_zero() {
        return Some(None);
    }
    let possible = stars >= Decimal::ONE && stars <= Decimal::from(5);
    possible.then_some(Some(stars))
}

/// A percentage with its sign, `92.1%`: without one, `0.5` could be a half or half a
/// percent.
pub(super) fn signed_percent(text: &str) -> Option<Percent> {
    percent(text.strip_suffix('%')?.trim_end())
}

/// A percentage of a field that never has the sign (`evaluateRate`), or may have it.
pub(super) fn percent(text: &str) -> Option<Percent> {
    let share = amount(text.strip_suffix('%').unwrap_or(text).trim_end())?;
    (share <= Decimal::ONE_HUNDRED).then_some(Percent(share))
}

/// Yes or no, as JSON or as the documentation writes it.
pub(super) fn flag(text: &str) -> Option<bool> {
    [("true", true), ("false", false)]
        .into_iter()
        .find_map(|(word, is)| text.eq_ignore_ascii_case(word).then_some(is))
}

/// Anything with a reading of its own: a count, an id, a currency.
pub(super) fn parsed<T: FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_plain_decimals_and_keep_their_decimals() {
        for text in ["8.01", "0.00", "6246", "12.345678", "3.50"] {
            assert_eq!(amount(text).unwrap().to_string(), text);
        }
        for text in [
            "-1",
            "+1",
            "1,234",
            "1_000",
            "1e3",
            "1.",
            ".5",
            "",
            "US $1",
            "4.35-4.68",
            "1.2.3",
            "٣",
            "99999999999999999999999999999999",
        ] {
            assert_eq!(amount(text), None, "{text:?} was taken for an amount");
        }
    }

    #[test]
    fn whole_numbers_are_exact_and_ids_have_seen_no_float() {
        assert_eq!(whole("12000040752696068"), Some(12_000_040_752_696_068));
        assert_eq!(whole("27.0"), Some(27));
        assert_eq!(exact_whole("27.0"), None);
        for text in ["27.5", "-1", "1e3", "", "5000+", "99999999999999999999"] {
            assert_eq!(whole(text), None, "{text:?} was taken for a whole number");
        }
    }

    #[test]
    fn a_percentage_is_at_most_a_hundred_and_signed_where_it_must_be() {
        assert_eq!(signed_percent("92.1%"), "92.1%".parse().ok());
        assert_eq!(signed_percent("0.0%").unwrap().to_string(), "0%");
        assert_eq!(percent("89.2"), "89.2".parse().ok());
        for text in ["50", "150%", "-5%", "%", "4.4"] {
            assert_eq!(signed_percent(text), None, "{text:?} was taken for a percentage");
        }
    }

    #[test]
    fn no_stars_yet_is_not_a_rating_of_zero() {
        assert_eq!(stars("0.0"), Some(None));
        assert_eq!(stars("4.9").unwrap().unwrap().to_string(), "4.9");
        assert_eq!(stars("97"), None);
        assert_eq!(stars("0.5"), None);
    }
}
