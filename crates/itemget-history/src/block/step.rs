//! From one change of a series to the next, in as few bytes as it takes.

use itemget::Bound;

use crate::bytes::{Input, PackedError, length, put, put_signed, unzigzag, zigzag};
use crate::state::{Absence, Gap, Quantity, State};

/// How the steps of a column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Form {
    /// The decimals of its plain values.
    pub(super) scale: u8,
    /// How many bits of a step say how many moments are passed over.
    pub(super) width: u32,
}

/// The widths that a column can choose from.
pub(super) const WIDTHS: [u32; 4] = [2, 3, 4, 5];

impl Form {
    /// Both in a byte, with whether the column is of variants.
    pub(super) fn byte(self, is_of_skus: bool) -> u8 {
        let width = WIDTHS.iter().position(|width| *width == self.width);
        let width = width.and_then(|place| u8::try_from(place).ok());
        let width = width.expect("a width is one of the four");
        u8::from(is_of_skus) << 7 | width << 5 | self.scale
    }

    /// What [`Form::byte`] was made of.
    pub(super) fn from_byte(byte: u8) -> (Self, bool) {
        let width = WIDTHS[usize::from(byte >> 5 & 3)];
        (Self { scale: byte & 0x1f, width }, byte >> 7 == 1)
    }
}

/// The movement of a plain value is less than this, so that it has room beside the
/// widest of [`WIDTHS`].
const MOST_MOVED: u64 = 1 << 58;

/// What is known of a series before a step.
#[derive(Debug, Clone, Copy)]
pub(super) struct Memory {
    /// The first moment that the next change can be at.
    next: usize,
    /// The last plain value, and its bound.
    mantissa: i64,
    bound: Bound,
}

impl Memory {
    pub(super) const NEW: Self = Self { next: 0, mantissa: 0, bound: Bound::Exact };
}

/// A change, as it is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    passed_over: u64,
    /// By how much the plain value moved, zigzagged; nothing where it is special.
    moved: u64,
    special: Option<Special>,
}

/// What is not a plain value that moved.
#[derive(Debug, Clone, Copy)]
enum Special {
    Absent(Absence),
    NotObserved(Gap),
    /// A plain value of the same bound or the other one, and by how much it moved.
    Plain {
        is_other_bound: bool,
        moved: u64,
    },
    Explicit(Quantity),
}

/// In the low bits of a special's number; the rest is what it needs.
const ABSENT: u64 = 0;
const NOT_OBSERVED: u64 = 1;
const PLAIN: u64 = 2;
const EXPLICIT: u64 = 3;

impl Step {
    /// The step to `state` at the moment of number `index`.
    pub(super) fn to(memory: &mut Memory, scale: u8, index: usize, state: State) -> Self {
        let passed_over = index - memory.next;
        memory.next = index + 1;
        let (moved, special) = match state {
            State::Absent(why) => (0, Some(Special::Absent(why))),
            State::NotObserved(gap) => (0, Some(Special::NotObserved(gap))),
            State::Value(quantity) => Self::to_value(memory, scale, quantity),
        };
        let passed_over = u64::try_from(passed_over).expect("at most 64 bits");
        Self { passed_over, moved, special }
    }

    fn to_value(
        memory: &mut Memory,
        scale: u8,
        quantity: Quantity,
    ) -> (u64, Option<Special>) {
        let plain = quantity.at_scale(scale).and_then(|mantissa| {
            let moved = zigzag(mantissa.checked_sub(memory.mantissa)?);
            (moved < MOST_MOVED).then_some((mantissa, moved))
        });
        let Some((mantissa, moved)) = plain else {
            return (0, Some(Special::Explicit(quantity)));
        };
        let is_other_bound = quantity.bound() != memory.bound;
        memory.mantissa = mantissa;
        memory.bound = quantity.bound();
        match moved > 0 && !is_other_bound {
            true => (moved, None),
            false => (0, Some(Special::Plain { is_other_bound, moved })),
        }
    }

    /// How many bytes it takes at that width; what it takes at any width is left out.
    pub(super) fn len(&self, width: u32) -> usize {
        let most = (1 << width) - 1;
        let low = self.passed_over.min(most);
        let rest = if low == most { length(self.passed_over - most) } else { 0 };
        length(self.moved << width | low) + rest
    }

    pub(super) fn put(&self, out: &mut Vec<u8>, width: u32) {
        let most = (1 << width) - 1;
        let low = self.passed_over.min(most);
        put(out, self.moved << width | low);
        if low == most {
            put(out, self.passed_over - most);
        }
        match self.special {
            None => {}
            Some(Special::Absent(why)) => put(out, u64::from(why.code()) << 2 | ABSENT),
            Some(Special::NotObserved(gap)) => {
                put(out, u64::from(gap.code()) << 2 | NOT_OBSERVED);
            }
            Some(Special::Plain { is_other_bound, moved }) => {
                let flags = u64::from(is_other_bound) << 2 | u64::from(moved > 0) << 3;
                put(out, flags | PLAIN);
                if moved > 0 {
                    put(out, moved);
                }
            }
            Some(Special::Explicit(quantity)) => {
                let is_bound = u64::from(quantity.bound() == Bound::AtLeast);
                put(out, u64::from(quantity.scale()) << 3 | is_bound << 2 | EXPLICIT);
                put_signed(out, quantity.mantissa());
            }
        }
    }
}

/// Reads a step: the number of its moment, and the state since then.
#[inline]
pub(super) fn read(
    input: &mut Input<'_>,
    form: Form,
    memory: &mut Memory,
) -> Result<(usize, State), PackedError> {
    let number = input.number()?;
    let most = (1 << form.width) - 1;
    let mut passed_over = number & most;
    if passed_over == most {
        passed_over = passed_over.saturating_add(input.number()?);
    }
    let index = usize::try_from(passed_over)
        .ok()
        .and_then(|passed_over| memory.next.checked_add(passed_over))
        .filter(|index| *index < usize::MAX)
        .ok_or(PackedError::Malformed("a change at no moment"))?;
    memory.next = index + 1;
    let state = match number >> form.width {
        0 => read_special(input, form.scale, memory)?,
        moved => plain(form.scale, memory, moved)?,
    };
    Ok((index, state))
}

#[inline]
fn plain(scale: u8, memory: &mut Memory, moved: u64) -> Result<State, PackedError> {
    let moved = memory.mantissa.checked_add(unzigzag(moved));
    memory.mantissa =
        moved.ok_or(PackedError::Malformed("a value of more than 64 bits"))?;
    value(memory.mantissa, scale, memory.bound)
}

fn read_special(
    input: &mut Input<'_>,
    scale: u8,
    memory: &mut Memory,
) -> Result<State, PackedError> {
    const UNKNOWN: PackedError = PackedError::Malformed("a state that means nothing");
    let number = input.number()?;
    let rest = number >> 2;
    let code = u8::try_from(rest).ok();
    match number & 3 {
        ABSENT => code.and_then(Absence::from_code).map(State::Absent).ok_or(UNKNOWN),
        NOT_OBSERVED => {
            code.and_then(Gap::from_code).map(State::NotObserved).ok_or(UNKNOWN)
        }
        PLAIN => {
            if rest & 1 == 1 {
                memory.bound = match memory.bound {
                    Bound::Exact => Bound::AtLeast,
                    Bound::AtLeast => Bound::Exact,
                };
            }
            let moved = if rest & 2 == 2 { input.number()? } else { 0 };
            plain(scale, memory, moved)
        }
        _ => {
            let bound = if rest & 1 == 1 { Bound::AtLeast } else { Bound::Exact };
            let scale = u8::try_from(rest >> 1).or(Err(UNKNOWN))?;
            value(input.signed()?, scale, bound)
        }
    }
}

#[inline]
fn value(mantissa: i64, scale: u8, bound: Bound) -> Result<State, PackedError> {
    Quantity::from_parts(mantissa, scale, bound)
        .map(State::Value)
        .ok_or(PackedError::Malformed("a value of more decimals than there are"))
}
