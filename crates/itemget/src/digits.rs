//! Whole numbers written as digits and nothing else.

/// The digits of the largest number of which none is too large for 64 bits.
const SAFE: usize = 19;

/// A whole number of digits alone: no sign, no blank, no comma.
pub(crate) fn whole(text: &str) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    let (eights, rest) = text.as_bytes().as_chunks::<8>();
    let (mut number, rest) = match (eights, text.len() <= SAFE) {
        ([], _) | (_, false) => (0_u64, text.as_bytes()),
        (eights, true) => {
            let mut number = 0;
            for eight in eights {
                number = number * 100_000_000 + u64::from(of_eight(*eight)?);
            }
            (number, rest)
        }
    };
    for byte in rest {
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

/// The number that eight digits are. They are put together two by two, all pairs at once,
/// then the pairs, then the fours.
fn of_eight(text: [u8; 8]) -> Option<u32> {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let bytes = u64::from_le_bytes(text);
    // A digit has a 3 in its upper half, and still has it with 6 added.
    let halves =
        (bytes & (0xF0 * EACH)) | ((bytes.wrapping_add(6 * EACH)) & (0xF0 * EACH)) >> 4;
    if halves != 0x33 * EACH {
        return None;
    }
    let digits = bytes & (0x0F * EACH);
    let pairs = (digits.wrapping_mul((10 << 8) + 1) >> 8) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs.wrapping_mul((100 << 16) + 1) >> 16) & 0x0000_FFFF_0000_FFFF;
    Some((fours.wrapping_mul((10_000 << 32) + 1) >> 32) as u32)
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn eight_digits_at_once_are_the_digits_one_by_one() {
        for at in 0..17 {
            for byte in 0..128_u8 {
                let mut text = *b"98765432109876543";
                text[at] = byte;
                let text = std::str::from_utf8(&text).unwrap();
                let expected = text.parse().ok().filter(|_: &u64| byte != b'+');
                assert_eq!(whole(text), expected, "{text}");
            }
        }
    }

    #[test]
    fn digits_alone_are_a_number_and_the_largest_is_one() {
        for text in [
            "0",
            "007",
            "292",
            "12345678",
            "1005006000000001",
            "12000036014218200",
            "9999999999999999999",
            "18446744073709551615",
        ] {
            assert_eq!(whole(text), text.parse().ok(), "{text}");
        }
        for text in
            ["", "+1", "-1", " 1", "1,5", "1.0", "٣", "/", ":", "18446744073709551616"]
        {
            assert_eq!(whole(text), None, "{text:?} was taken for a number");
        }
    }
}
