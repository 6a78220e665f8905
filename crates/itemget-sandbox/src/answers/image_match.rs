//! What a picture finds: the sandbox looks at it no further than its marks and its bytes.
//!
//! A picture of the catalogue carries the id of its item, and finds it; any other finds what
//! its bytes say, always the same.

use std::io::Cursor;

use sha2::{Digest as _, Sha256};

use super::Ask;
use super::asked::View;
use super::search::Search;
use crate::catalogue::Catalogue;
use crate::catalogue::chance::Chance;
use crate::catalogue::index::{Row, Shelf, kinds};
use crate::pictures::item_in;

/// More pixels than this are not unpacked.
const MOST_PIXELS: u64 = 40_000_000;
/// A row below this likeness, in permille, is not "the same" any more.
const SAME: u64 = 800;

/// Why a picture finds nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum PictureFault {
    #[error("the picture is larger than {0} bytes")]
    TooLarge(usize),
    #[error("this is no picture: PNG, JPEG, GIF, WebP and BMP are read")]
    Unknown,
    #[error("the picture is broken")]
    Broken,
}

/// Whether only what is the same is looked for, or also what is like it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    Same,
    Similar,
}

/// A row with how like the picture it is, in permille.
pub(super) type Match = (Row, u64);

/// What the picture finds, the likest first.
pub(super) fn matches(
    ask: &Ask<'_>,
    catalogue: &Catalogue,
    view: &View,
    picture: &[u8],
    likeness: Likeness,
) -> Vec<Match> {
    let digest = Sha256::digest(picture);
    let word = digest[..8].iter().fold(0, |word, &byte| word << 8 | u64::from(byte));
    let shown = item_in(picture).and_then(|id| catalogue.find(id));
    let kind = match &shown {
        Some(item) => kinds().position(|kind| kind.leaf.id == item.leaf.id),
        None => Some((word % kinds().count() as u64) as usize),
    };
    let found = Search::of(view, Shelf::OnSale)
        .run(ask, catalogue, |row| Some(row.kind()) == kind);
    let mut matches: Vec<Match> = found
        .rows
        .into_iter()
        .map(|row| {
            let is_it = shown.as_ref().is_some_and(|item| item.id == row.id());
            let like = Chance::of(word, &[row.id()]).between(450, 985);
            (row, if is_it { 1000 } else { like })
        })
        .filter(|(_, like)| likeness == Likeness::Similar || *like >= SAME)
        .collect();
    matches.sort_by_key(|(_, like)| std::cmp::Reverse(*like));
    matches
}

/// Whether the bytes are a picture that can be looked for.
pub(super) fn check(picture: &[u8], most_bytes: usize) -> Result<(), PictureFault> {
    if picture.len() > most_bytes {
        return Err(PictureFault::TooLarge(most_bytes));
    }
    match picture {
        [0x89, b'P', b'N', b'G', ..] => check_png(picture),
        // An end is asked for, so that a picture cut in half is no picture.
        [0xFF, 0xD8, 0xFF, .., 0xFF, 0xD9]
        | [b'G', b'I', b'F', b'8', _, b'a', .., b';'] => Ok(()),
        [0xFF, 0xD8, 0xFF, ..] | [b'G', b'I', b'F', b'8', ..] => {
            Err(PictureFault::Broken)
        }
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..]
        | [b'B', b'M', ..] => Ok(()),
        _ => Err(PictureFault::Unknown),
    }
}

fn check_png(picture: &[u8]) -> Result<(), PictureFault> {
    let decoder = png::Decoder::new(Cursor::new(picture));
    let Ok(mut reader) = decoder.read_info() else { return Err(PictureFault::Broken) };
    let (width, height) = reader.info().size();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(PictureFault::Broken);
    }
    let size = reader.output_buffer_size().ok_or(PictureFault::Broken)?;
    let unpacked = reader.next_frame(&mut vec![0; size]);
    if unpacked.is_err() { Err(PictureFault::Broken) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::{PictureFault, check};
    use crate::pictures::{Outline, picture, picture_path};

    #[test]
    fn only_whole_pictures_are_looked_for() {
        let path = picture_path(Outline::Shoe, 0x3f72af, 7, 0) + "_64x64.png";
        let png = picture(&path).unwrap().bytes;
        assert_eq!(check(&png, 100_000), Ok(()));
        assert_eq!(check(&png, 100), Err(PictureFault::TooLarge(100)));
        for (bytes, expected) in [
            (&png[..png.len() / 2], Err(PictureFault::Broken)),
            (&b"\xFF\xD8\xFF\xE0rest\xFF\xD9"[..], Ok(())),
            (b"\xFF\xD8\xFF\xE0rest", Err(PictureFault::Broken)),
            (b"GIF89a;", Ok(())),
            (b"<svg/>", Err(PictureFault::Unknown)),
            (b"", Err(PictureFault::Unknown)),
        ] {
            assert_eq!(check(bytes, 100_000), expected, "{bytes:?}");
        }
    }
}
