//! The items' pictures: drawn when they are asked for, from nothing but their path.
//!
//! A path names outline, colour, item and view, so that a picture needs neither a file nor
//! the catalogue, and is the same wherever it is drawn.

mod canvas;
mod drawings;
mod forms;
mod lettering;
mod outline;

pub(crate) use outline::Outline;

use std::io::Cursor;

use canvas::Canvas;
use forms::Placement;

/// A picture as it goes over the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its media type: `image/png`.
    pub content_type: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

/// What a path asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Subject {
    outline: Outline,
    rgb: u32,
    item: u64,
    view: u64,
    /// Width and height in pixels.
    side: u32,
}

const USUAL_SIDE: u32 = 480;

/// Under this word, which PNG knows, a file carries the id of its item.
const MARK: &str = "Source";

/// The path of an item's picture in a colour: all that is needed to draw it.
pub(crate) fn picture_path(outline: Outline, rgb: u32, item: u64, view: u64) -> String {
    format!("/kf/S{}-{rgb:06x}-{item:x}-{view}.png", outline.name())
}

/// Draws the picture that an item's answer gives the address of, from the path of that
/// address (`/kf/…`); nothing for a path that is none of the catalogue's.
///
/// As on the platform, `_220x220.png` behind the path asks for another size: a square of 16
/// to 960 pixels.
pub fn picture(path: &str) -> Option<Picture> {
    let subject = read(path)?;
    let bytes = draw(subject).png(&subject.item.to_string());
    Some(Picture { content_type: "image/png", bytes })
}

/// The item that a file is a picture of, where [`picture`] has made it and nobody has written
/// it anew since.
pub(crate) fn item_in(file: &[u8]) -> Option<u64> {
    let reader = png::Decoder::new(Cursor::new(file)).read_info().ok()?;
    let texts = &reader.info().uncompressed_latin1_text;
    texts.iter().find(|text| text.keyword == MARK)?.text.parse().ok()
}

fn read(path: &str) -> Option<Subject> {
    let name = path.strip_prefix("/kf/S")?.strip_suffix(".png")?;
    let (name, side) = match name.split_once(".png_") {
        None => (name, USUAL_SIDE),
        Some((name, size)) => {
            let (width, height) = size.split_once('x')?;
            let side = width.parse().ok().filter(|_| width == height)?;
            (name, side)
        }
    };
    let mut parts = name.split('-');
    let outline = Outline::named(parts.next()?)?;
    let rgb = parts.next().filter(|rgb| rgb.len() == 6)?;
    let rgb = u32::from_str_radix(rgb, 16).ok()?;
    let item = u64::from_str_radix(parts.next()?, 16).ok()?;
    let view = parts.next()?.parse().ok()?;
    let known = parts.next().is_none() && (16..=960).contains(&side);
    known.then_some(Subject { outline, rgb, item, view, side })
}

fn draw(subject: Subject) -> Canvas {
    let mut canvas = Canvas::lit(subject.side, subject.rgb, subject.item);
    let forms = subject.outline.forms();
    for placement in placements(subject.view) {
        canvas.shadow(placement);
        for form in forms {
            canvas.paint(form, placement, subject.rgb);
        }
    }
    // Smaller, the word would be dirt.
    if subject.side >= 200 {
        canvas.mark();
    }
    canvas
}

/// How the outline stands in each view: from the front, mirrored, close up, in a pair,
/// tilted, small.
fn placements(view: u64) -> &'static [Placement] {
    const fn at(scale: f32, x: f32, y: f32, turn: (f32, f32)) -> Placement {
        Placement { scale, x, y, turn }
    }
    const STRAIGHT: (f32, f32) = (1.0, 0.0);
    // Cosine and sine of twelve degrees.
    const TILTED: (f32, f32) = (0.978_147_6, 0.207_911_7);
    match view % 6 {
        0 => const { &[at(1.0, 50.0, 50.0, STRAIGHT)] },
        1 => const { &[at(-0.92, 50.0, 51.0, STRAIGHT)] },
        2 => const { &[at(1.55, 58.0, 62.0, STRAIGHT)] },
        3 => const { &[at(0.6, 31.0, 42.0, STRAIGHT), at(0.72, 63.0, 57.0, STRAIGHT)] },
        4 => const { &[at(0.92, 50.0, 50.0, TILTED)] },
        _ => const { &[at(0.62, 50.0, 55.0, STRAIGHT)] },
    }
}

#[cfg(test)]
mod tests {
    use super::{Outline, picture, picture_path};

    #[test]
    fn a_picture_is_a_png_of_the_asked_size_and_always_the_same() {
        let path = picture_path(Outline::Shoe, 0x3f72af, 1_005_006_000_000_001, 0);
        assert_eq!(path, "/kf/Sshoe-3f72af-3920c31a08c01-0.png");
        let usual = picture(&path).unwrap();
        assert_eq!(usual.content_type, "image/png");
        let size = |bytes: &[u8]| {
            let reader = png::Decoder::new(std::io::Cursor::new(bytes.to_vec()));
            reader.read_info().unwrap().info().size()
        };
        assert_eq!(size(&usual.bytes), (480, 480));
        let small = picture(&format!("{path}_64x64.png")).unwrap();
        assert_eq!(size(&small.bytes), (64, 64));
        assert_eq!(picture(&path).unwrap(), usual);
    }

    #[test]
    fn colours_views_and_outlines_all_look_different() {
        let mut seen = Vec::new();
        for outline in [Outline::Shoe, Outline::Lamp] {
            for rgb in [0x2b2d31, 0xc8553d] {
                for view in 0..6 {
                    let path = picture_path(outline, rgb, 7, view) + "_64x64.png";
                    let bytes = picture(&path).unwrap().bytes;
                    assert!(!seen.contains(&bytes), "{path} looks like another");
                    seen.push(bytes);
                }
            }
        }
    }

    #[test]
    fn no_other_path_is_drawn() {
        for path in [
            "/kf/",
            "/kf/S.png",
            "/kf/Sshoe-3f72af-1.png",
            "/kf/Sshoe-3f72af-1-0.jpg",
            "/kf/Sshoe-3f72a-1-0.png",
            "/kf/Sshoe-3f72ag-1-0.png",
            "/kf/Sshoe-3f72af-1-0-0.png",
            "/kf/Selephant-3f72af-1-0.png",
            "/kf/Sshoe-3f72af-1-0.png_8x8.png",
            "/kf/Sshoe-3f72af-1-0.png_9999x9999.png",
            "/kf/Sshoe-3f72af-1-0.png_64x65.png",
            "/other/Sshoe-3f72af-1-0.png",
        ] {
            assert_eq!(picture(path), None, "{path}");
        }
    }

    #[test]
    fn every_outline_is_found_by_its_name_and_stays_in_the_picture() {
        for outline in Outline::ALL {
            assert_eq!(Outline::named(outline.name()), Some(*outline));
            assert!(outline.forms().len() >= 3, "{outline:?} is too simple to read");
            for form in outline.forms() {
                let [left, top, right, bottom] = form.bounds();
                assert!(left >= 8.0 && right <= 92.0, "{outline:?} {form:?}");
                assert!(top >= 8.0 && bottom <= 92.0, "{outline:?} {form:?}");
            }
        }
    }
}
