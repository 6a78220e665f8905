//! A square of pixels: background, shadow, forms with smooth edges, and the PNG of it.

use super::forms::{Form, Placement, Tone};
use super::{MARK, lettering};

/// Red, green, blue, each 0 to 255.
type Rgb = [f32; 3];

#[derive(Debug)]
pub(super) struct Canvas {
    side: u32,
    pixels: Vec<Rgb>,
}

const WHITE: Rgb = [255.0, 255.0, 255.0];
const INK: Rgb = [38.0, 41.0, 48.0];

impl Canvas {
    /// A backdrop in a breath of the colour, lighter where the light comes from, which
    /// differs from item to item.
    pub(super) fn lit(side: u32, rgb: u32, item: u64) -> Self {
        let tint = mix(split(rgb), WHITE, 0.80);
        let edge = mix(split(rgb), WHITE, 0.62);
        let light_x = 30.0 + (item % 5) as f32 * 10.0;
        let unit = 100.0 / side as f32;
        let pixels = (0..side * side)
            .map(|place| {
                let x = (place % side) as f32 * unit - light_x;
                let y = (place / side) as f32 * unit - 28.0;
                let far = ((x * x + y * y) / 7500.0).min(1.0);
                mix(mix(WHITE, tint, 0.55), edge, far)
            })
            .collect();
        Self { side, pixels }
    }

    /// The soft shadow on the ground under an outline.
    pub(super) fn shadow(&mut self, placement: &Placement) {
        let scale = placement.scale.abs();
        let (x, y) = (placement.x, placement.y + 37.0 * scale);
        let (rx, ry) = (34.0 * scale, 6.5 * scale);
        self.blend([x - rx, y - ry, x + rx, y + ry], |px, py| {
            let (dx, dy) = ((px - x) / rx, (py - y) / ry);
            let near = (1.0 - dx * dx - dy * dy).max(0.0);
            (INK, near * near * 0.34)
        });
    }

    /// A form in its tone of `rgb`.
    pub(super) fn paint(&mut self, form: &Form, placement: &Placement, rgb: u32) {
        let body = split(rgb);
        let colour = match form.tone {
            Tone::Body => body,
            Tone::Dark => mix(body, INK, 0.38),
            Tone::Light => mix(body, WHITE, 0.42),
            Tone::Pale => [246.0, 244.0, 239.0],
            Tone::Ink => INK,
        };
        let [left, top, right, bottom] = form.bounds();
        let corners = [(left, top), (right, top), (left, bottom), (right, bottom)]
            .map(|(x, y)| placement.outward(x, y));
        let xs = corners.map(|(x, _)| x);
        let ys = corners.map(|(_, y)| y);
        let bounds = [
            xs.into_iter().fold(f32::MAX, f32::min),
            ys.into_iter().fold(f32::MAX, f32::min),
            xs.into_iter().fold(f32::MIN, f32::max),
            ys.into_iter().fold(f32::MIN, f32::max),
        ];
        let pixels_per_unit = self.side as f32 / 100.0 * placement.scale.abs();
        self.blend(bounds, |px, py| {
            let (x, y) = placement.inward(px, py);
            let cover = (0.5 - form.distance(x, y) * pixels_per_unit).clamp(0.0, 1.0);
            // A little light from above keeps large forms from looking cut from paper.
            let shade = ((50.0 - y) / 50.0 * 0.10).clamp(-0.12, 0.12);
            let lit = if shade > 0.0 {
                mix(colour, WHITE, shade)
            } else {
                mix(colour, INK, -shade)
            };
            (lit, cover)
        });
    }

    /// Says on the picture itself that it is synthetic.
    pub(super) fn mark(&mut self) {
        self.blend(lettering::BOUNDS, |x, y| {
            (INK, if lettering::is_inked(x, y) { 0.30 } else { 0.0 })
        });
    }

    /// The picture as a file that carries `mark`, a text nobody sees.
    pub(super) fn png(&self, mark: &str) -> Vec<u8> {
        let bytes: Vec<u8> =
            self.pixels.iter().flatten().map(|&channel| channel.round() as u8).collect();
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, self.side, self.side);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        // A third of the time, for a file less than twice as large that stays in the house.
        encoder.set_compression(png::Compression::Fast);
        encoder
            .add_text_chunk(MARK.to_owned(), mark.to_owned())
            .expect("the keyword is one of PNG's own");
        let mut writer = encoder.write_header().expect("writing to memory cannot fail");
        writer.write_image_data(&bytes).expect("there are as many pixels as announced");
        writer.finish().expect("writing to memory cannot fail");
        out
    }

    /// Lays a colour over the pixels in `bounds` (hundredths), each as thick as asked.
    fn blend(&mut self, bounds: [f32; 4], at: impl Fn(f32, f32) -> (Rgb, f32)) {
        let side = self.side as f32;
        let pixel = |unit: f32| (unit * side / 100.0).clamp(0.0, side) as u32;
        let [left, top, right, bottom] = bounds;
        let (left, top) = (pixel(left - 1.0), pixel(top - 1.0));
        let (right, bottom) = (pixel(right + 2.0), pixel(bottom + 2.0));
        for row in top..bottom {
            for column in left..right {
                let x = (column as f32 + 0.5) * 100.0 / side;
                let y = (row as f32 + 0.5) * 100.0 / side;
                let (colour, cover) = at(x, y);
                if cover > 0.0 {
                    let pixel = &mut self.pixels[(row * self.side + column) as usize];
                    *pixel = mix(*pixel, colour, cover);
                }
            }
        }
    }
}

fn split(rgb: u32) -> Rgb {
    [16, 8, 0].map(|shift| ((rgb >> shift) & 0xff) as f32)
}

fn mix(from: Rgb, to: Rgb, share: f32) -> Rgb {
    [0, 1, 2].map(|channel| from[channel] + (to[channel] - from[channel]) * share)
}
