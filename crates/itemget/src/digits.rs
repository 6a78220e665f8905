//! Whole numbers written as digits and nothing else.

/// The digits of the largest number of which none is too large for 64 bits.
const SAFE: usize = 19;

/// A whole number of digits alone: no sign, no blank, no comma.
pub(crate) fn whole(text: &str) -> Option<u64> {
    let mut number = 0_u64;
    if text.is_empty() {
        return None;
    }
    for byte in text.bytes() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = if text.len() <= SAFE {
            number * 10 + u64::from(digit)
        } else {
            number.checked_mul(10)?.checked_add(digit.into())?
        };
    }
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn digits_alone_are_a_number_and_the_largest_is_one() {
        for text in ["0", "007", "292", "9999999999999999999", "18446744073709551615"] {
            assert_eq!(whole(text), text.parse().ok(), "{text}");
        }
        for text in
            ["", "+1", "-1", " 1", "1,5", "1.0", "٣", "/", ":", "18446744073709551616"]
        {
            assert_eq!(whole(text), None, "{text:?} was taken for a number");
        }
    }
}
