//! The simple forms that outlines are made of, and how far a point is from one.
//!
//! All lengths are in hundredths of the picture's side, from the top left.

/// A form in a tone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    pub(super) tone: Tone,
    figure: Figure,
}

#[derive(Debug, Clone, Copy)]
enum Figure {
    Oval { x: f32, y: f32, rx: f32, ry: f32 },
    Slab { x: f32, y: f32, half_width: f32, half_height: f32, round: f32 },
    Line { from: (f32, f32), to: (f32, f32), half: f32 },
    Ring { x: f32, y: f32, radius: f32, half: f32 },
    Polygon(&'static [(f32, f32)]),
}

/// How a form's colour relates to that of the variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Body,
    Dark,
    Light,
    /// Near white, whatever the colour.
    Pale,
    /// Near black, whatever the colour.
    Ink,
}

/// Where an outline stands. A negative scale mirrors it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placement {
    pub(super) scale: f32,
    pub(super) x: f32,
    pub(super) y: f32,
    /// Cosine and sine of its turn.
    pub(super) turn: (f32, f32),
}

impl Placement {
    /// From the picture's place to the outline's.
    pub(super) fn inward(&self, x: f32, y: f32) -> (f32, f32) {
        let (x, y) = (x - self.x, y - self.y);
        let (cos, sin) = self.turn;
        let (x, y) = (x * cos + y * sin, y * cos - x * sin);
        (x / self.scale + 50.0, y / self.scale.abs() + 50.0)
    }

    /// From the outline's place to the picture's.
    pub(super) fn outward(&self, x: f32, y: f32) -> (f32, f32) {
        let (x, y) = ((x - 50.0) * self.scale, (y - 50.0) * self.scale.abs());
        let (cos, sin) = self.turn;
        (x * cos - y * sin + self.x, y * cos + x * sin + self.y)
    }
}

pub(super) const fn oval(tone: Tone, x: f32, y: f32, rx: f32, ry: f32) -> Form {
    Form { tone, figure: Figure::Oval { x, y, rx, ry } }
}

/// A rectangle around (x, y) with rounded corners.
pub(super) const fn slab(
    tone: Tone,
    x: f32,
    y: f32,
    width: f32,
    height: f32,
    round: f32,
) -> Form {
    let (half_width, half_height) = (width / 2.0, height / 2.0);
    Form { tone, figure: Figure::Slab { x, y, half_width, half_height, round } }
}

pub(super) const fn line(
    tone: Tone,
    from: (f32, f32),
    to: (f32, f32),
    thick: f32,
) -> Form {
    Form { tone, figure: Figure::Line { from, to, half: thick / 2.0 } }
}

pub(super) const fn ring(tone: Tone, x: f32, y: f32, radius: f32, thick: f32) -> Form {
    Form { tone, figure: Figure::Ring { x, y, radius, half: thick / 2.0 } }
}

pub(super) const fn polygon(tone: Tone, corners: &'static [(f32, f32)]) -> Form {
    Form { tone, figure: Figure::Polygon(corners) }
}

impl Form {
    /// How far the point is outside; negative inside.
    pub(super) fn distance(&self, px: f32, py: f32) -> f32 {
        match self.figure {
            Figure::Oval { x, y, rx, ry } => {
                let (dx, dy) = (px - x, py - y);
                let near = hypot(dx / rx, dy / ry);
                // Exact on the rim, which is where it decides.
                let steep = hypot(dx / (rx * rx), dy / (ry * ry)).max(1e-6);
                near * (near - 1.0) / steep
            }
            Figure::Slab { x, y, half_width, half_height, round } => {
                let dx = (px - x).abs() - half_width + round;
                let dy = (py - y).abs() - half_height + round;
                hypot(dx.max(0.0), dy.max(0.0)) + dx.max(dy).min(0.0) - round
            }
            Figure::Line { from, to, half } => to_segment((px, py), from, to) - half,
            Figure::Ring { x, y, radius, half } => {
                (hypot(px - x, py - y) - radius).abs() - half
            }
            Figure::Polygon(corners) => to_polygon((px, py), corners),
        }
    }

    /// Left, top, right, bottom.
    pub(super) fn bounds(&self) -> [f32; 4] {
        match self.figure {
            Figure::Oval { x, y, rx, ry } => [x - rx, y - ry, x + rx, y + ry],
            Figure::Slab { x, y, half_width, half_height, .. } => {
                [x - half_width, y - half_height, x + half_width, y + half_height]
            }
            Figure::Line { from, to, half } => around(&[from, to], half),
            Figure::Ring { x, y, radius, half } => around(&[(x, y)], radius + half),
            Figure::Polygon(corners) => around(corners, 0.0),
        }
    }
}

fn around(points: &[(f32, f32)], margin: f32) -> [f32; 4] {
    let mut bounds = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];
    for &(x, y) in points {
        bounds[0] = bounds[0].min(x - margin);
        bounds[1] = bounds[1].min(y - margin);
        bounds[2] = bounds[2].max(x + margin);
        bounds[3] = bounds[3].max(y + margin);
    }
    bounds
}

fn to_segment(point: (f32, f32), from: (f32, f32), to: (f32, f32)) -> f32 {
    let (px, py) = (point.0 - from.0, point.1 - from.1);
    let (sx, sy) = (to.0 - from.0, to.1 - from.1);
    let along = ((px * sx + py * sy) / (sx * sx + sy * sy)).clamp(0.0, 1.0);
    hypot(px - sx * along, py - sy * along)
}

fn to_polygon(point: (f32, f32), corners: &[(f32, f32)]) -> f32 {
    let mut nearest = f32::MAX;
    let mut inside = false;
    let mut from = corners[corners.len() - 1];
    for &to in corners {
        nearest = nearest.min(to_segment(point, from, to));
        let crosses = (from.1 > point.1) != (to.1 > point.1);
        if crosses {
            let across = from.0 + (to.0 - from.0) * (point.1 - from.1) / (to.1 - from.1);
            inside ^= point.0 < across;
        }
        from = to;
    }
    if inside { -nearest } else { nearest }
}

/// Written out: the library's `hypot` may differ in its last bit between systems, and with
/// it a picture.
fn hypot(x: f32, y: f32) -> f32 {
    (x * x + y * y).sqrt()
}
