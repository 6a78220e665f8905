//! Where texts end: found for all of them at once, before reading.

/// A bit for each byte of a text, set at a quote, a backslash and a control character: where
/// a JSON text ends, or stops standing for itself.
///
/// Most of a reply is text. Asked of all bytes at once this takes little more than one
/// instruction a byte, and the end of a text is then the next bit that is set.
pub(super) struct Stops(Vec<u64>);

impl Stops {
    /// Looks at all bytes of a text.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let (blocks, rest) = bytes.as_chunks::<64>();
        // Zeros are control characters: there is always a stop behind the last byte.
        let mut last = [0; 64];
        last[..rest.len()].copy_from_slice(rest);
        Self(
            blocks.iter().chain([&last]).map(|block| packed(&block.map(stops))).collect(),
        )
    }

    /// The first stop at `from` or behind it; behind the last byte where there is none.
    #[inline]
    pub(super) fn next(&self, from: usize) -> usize {
        let mut block = from / 64;
        let bits = self.0[block] >> (from % 64);
        if bits != 0 {
            return from + bits.trailing_zeros() as usize;
        }
        loop {
            block += 1;
            let bits = self.0[block];
            if bits != 0 {
                return block * 64 + bits.trailing_zeros() as usize;
            }
        }
    }
}

/// One or zero, and without a jump: sixteen bytes are looked at at a time.
fn stops(byte: u8) -> u8 {
    u8::from((byte < 0x20) | (byte == b'"') | (byte == b'\\'))
}

/// Sixty-four bytes of zero or one, as the bits of a number.
fn packed(flags: &[u8; 64]) -> u64 {
    let (words, _) = flags.as_chunks::<8>();
    words.iter().enumerate().fold(0, |bits, (n, word)| {
        // Moves each byte's one bit to a place of its own in the highest byte.
        let byte = u64::from_le_bytes(*word).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        bits | byte << (n * 8)
    })
}

#[cfg(test)]
mod tests {
    use super::Stops;

    #[test]
    fn a_stop_is_where_a_look_at_each_byte_would_find_it() {
        let slow = |bytes: &[u8], from: usize| {
            let stops = |byte: &u8| *byte < 0x20 || matches!(byte, b'"' | b'\\');
            from + bytes[from..].iter().position(stops).unwrap_or(bytes.len() - from)
        };
        for length in [0, 1, 7, 8, 63, 64, 65, 130, 200] {
            for at in 0..length {
                for byte in [0, 9, 0x1f, b' ', b'!', b'"', b'#', b'[', b'\\', 0x80, 0xff]
                {
                    let mut bytes = vec![b'a'; length];
                    bytes[at] = byte;
                    let stops = Stops::of(&bytes);
                    for from in 0..=length {
                        let expected = slow(&bytes, from);
                        assert_eq!(stops.next(from), expected, "{bytes:?} from {from}");
                    }
                }
            }
        }
        assert_eq!(Stops::of(b"").next(0), 0);
    }
}
