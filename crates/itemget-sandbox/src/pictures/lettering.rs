//! The word SYNTHETIC in the picture's corner, from a font of the eight letters it needs.

/// Where it stands, in hundredths of the picture's side.
pub(super) const BOUNDS: [f32; 4] = [LEFT, TOP, LEFT + 53.0 * DOT, TOP + 7.0 * DOT];

const LEFT: f32 = 76.5;
const TOP: f32 = 95.0;
/// The side of one dot of a letter.
const DOT: f32 = 0.4;
/// Five dots a letter, and one between letters.
const ADVANCE: usize = 6;

/// Whether a dot of the word lies over this place.
pub(super) fn is_inked(x: f32, y: f32) -> bool {
    if x < LEFT || y < TOP {
        return false;
    }
    let (column, row) = (((x - LEFT) / DOT) as usize, ((y - TOP) / DOT) as usize);
    let letter = b"SYNTHETIC".get(column / ADVANCE).map(|&letter| dots(letter));
    let bit = column % ADVANCE;
    bit < 5
        && letter
            .and_then(|rows| rows.get(row).copied())
            .is_some_and(|dots| dots >> (4 - bit) & 1 == 1)
}

/// Seven rows of five dots.
fn dots(letter: u8) -> [u8; 7] {
    match letter {
        b'S' => [0b01111, 0b10000, 0b10000, 0b01110, 0b00001, 0b00001, 0b11110],
        b'Y' => [0b10001, 0b10001, 0b01010, 0b00100, 0b00100, 0b00100, 0b00100],
        b'N' => [0b10001, 0b11001, 0b10101, 0b10101, 0b10011, 0b10001, 0b10001],
        b'T' => [0b11111, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100],
        b'H' => [0b10001, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001],
        b'E' => [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b11111],
        b'I' => [0b11111, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b11111],
        _ => [0b01111, 0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b01111],
    }
}
