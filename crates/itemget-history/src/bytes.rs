//! The bytes that the packed forms are made of: numbers of one to ten bytes, a form's
//! number in front, a checksum at the end.

/// Why bytes are not what they should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PackedError {
    /// There are fewer bytes than it takes.
    #[error("it ends too early")]
    Truncated,
    /// Some of the bytes are not those that were written.
    #[error("its checksum is not that of its bytes")]
    Checksum,
    /// Whole, and in a form that this version does not read.
    #[error("it is of form {0}, which this version does not know")]
    UnknownForm(u8),
    /// Whole, and still not what was promised of it.
    #[error("it breaks its own form: {0}")]
    Malformed(&'static str),
}

/// Begins what [`seal`] ends.
pub(crate) fn begin(form: u8) -> Vec<u8> {
    vec![form]
}

/// Ends it with the checksum of all that is there.
pub(crate) fn seal(mut bytes: Vec<u8>) -> Vec<u8> {
    let sum = crc32fast::hash(&bytes);
    bytes.extend_from_slice(&sum.to_le_bytes());
    bytes
}

/// What is between form and checksum, if both are right.
pub(crate) fn open(bytes: &[u8], form: u8) -> Result<Input<'_>, PackedError> {
    let (body, sum) = bytes.split_last_chunk::<4>().ok_or(PackedError::Truncated)?;
    let (found, body_only) = body.split_first().ok_or(PackedError::Truncated)?;
    match crc32fast::hash(body) == u32::from_le_bytes(*sum) {
        false => Err(PackedError::Checksum),
        true if *found != form => Err(PackedError::UnknownForm(*found)),
        true => Ok(Input { bytes: body_only }),
    }
}

/// Seven bits a byte, the least first; every byte but the last has its top bit set.
pub(crate) fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(low_byte(number) | 0x80);
        number >>= 7;
    }
    out.push(low_byte(number));
}

/// How many bytes [`put`] makes of it.
pub(crate) fn length(number: u64) -> usize {
    let bits = 64 - (number | 1).leading_zeros() as usize;
    bits.div_ceil(7)
}

pub(crate) fn put_count(out: &mut Vec<u8>, count: usize) {
    put(out, u64::try_from(count).expect("a usize has at most 64 bits"));
}

pub(crate) fn put_signed(out: &mut Vec<u8>, number: i64) {
    put(out, zigzag(number));
}

/// Small numbers of either sign as small numbers without one.
pub(crate) fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)).cast_unsigned()
}

pub(crate) fn unzigzag(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -(number & 1).cast_signed()
}

fn low_byte(number: u64) -> u8 {
    u8::try_from(number & 0xff).expect("masked to eight bits")
}

/// Bytes that are still to be read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Input<'a> {
    bytes: &'a [u8],
}

impl<'a> Input<'a> {
    pub(crate) fn is_empty(self) -> bool {
        self.bytes.is_empty()
    }

    pub(crate) fn len(self) -> usize {
        self.bytes.len()
    }

    /// Reads no further.
    pub(crate) fn finish(&mut self) {
        self.bytes = &[];
    }

    #[inline]
    pub(crate) fn byte(&mut self) -> Result<u8, PackedError> {
        let (first, rest) = self.bytes.split_first().ok_or(PackedError::Truncated)?;
        self.bytes = rest;
        Ok(*first)
    }

    #[inline]
    pub(crate) fn number(&mut self) -> Result<u64, PackedError> {
        let first = self.byte()?;
        if first < 0x80 {
            return Ok(u64::from(first));
        }
        self.longer(u64::from(first & 0x7f))
    }

    fn longer(&mut self, first: u64) -> Result<u64, PackedError> {
        let mut number = first;
        for shift in (7..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                break;
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(PackedError::Malformed("a number of more than 64 bits"))
    }

    #[inline]
    pub(crate) fn signed(&mut self) -> Result<i64, PackedError> {
        self.number().map(unzigzag)
    }

    /// How many things follow, each of at least `least` bytes: never more than there is
    /// room for, so that no hostile count makes anyone reserve memory for it.
    pub(crate) fn count(&mut self, least: usize) -> Result<usize, PackedError> {
        let count = self.number()?;
        match usize::try_from(count) {
            Ok(count) if count <= self.bytes.len() / least => Ok(count),
            Ok(_) | Err(_) => Err(PackedError::Truncated),
        }
    }

    /// The next bytes as an input of their own, of the length that stands before them.
    #[inline]
    pub(crate) fn part(&mut self) -> Result<Self, PackedError> {
        let length = self.count(1)?;
        let (part, rest) = self.bytes.split_at(length);
        self.bytes = rest;
        Ok(Self { bytes: part })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::*;

    proptest! {
        #[test]
        fn a_number_comes_back_and_is_as_long_as_foretold(number: u64, signed: i64) {
            let mut out = Vec::new();
            put(&mut out, number);
            assert_eq!(out.len(), length(number));
            put_signed(&mut out, signed);
            let mut input = Input { bytes: &out };
            assert_eq!(input.number(), Ok(number));
            assert_eq!(input.signed(), Ok(signed));
            assert!(input.is_empty());
            assert_eq!(input.number(), Err(PackedError::Truncated));
        }

        #[test]
        fn any_bytes_are_a_number_or_an_error(bytes in any::<[u8; 12]>()) {
            let mut input = Input { bytes: &bytes };
            if let Ok(number) = input.number() {
                assert!(bytes.len() - input.bytes.len() >= length(number));
            }
        }
    }

    #[test]
    fn the_ends_of_what_a_number_can_be() {
        for (number, bytes) in [(0, 1), (127, 1), (128, 2), (u64::MAX, 10)] {
            assert_eq!(length(number), bytes, "{number}");
        }
        for number in [0, -1, 1, i64::MIN, i64::MAX] {
            assert_eq!(unzigzag(zigzag(number)), number);
        }
        let too_long = [0xff; 11];
        let mut input = Input { bytes: &too_long };
        assert!(matches!(input.number(), Err(PackedError::Malformed(_))));
    }

    #[test]
    fn a_count_is_never_more_than_there_is_room_for() {
        let bytes = [3, 0, 0, 0, 0, 0];
        assert_eq!(Input { bytes: &bytes }.count(1), Ok(3));
        assert_eq!(Input { bytes: &bytes }.count(2), Err(PackedError::Truncated));
    }

    #[test]
    fn what_is_wrong_is_told_apart() {
        let mut bytes = begin(7);
        put(&mut bytes, 300);
        let sealed = seal(bytes);
        assert_eq!(open(&sealed, 7).unwrap().number(), Ok(300));
        assert_eq!(open(&sealed, 8).unwrap_err(), PackedError::UnknownForm(7));
        assert_eq!(open(&sealed[..4], 7).unwrap_err(), PackedError::Truncated);
        for place in 0..sealed.len() {
            let mut flipped = sealed.clone();
            flipped[place] ^= 4;
            assert_eq!(open(&flipped, 7).unwrap_err(), PackedError::Checksum);
        }
    }
}
