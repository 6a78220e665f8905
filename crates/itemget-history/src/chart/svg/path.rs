//! A line of steps as the path of an SVG.

use crate::chart::layout::Point;

/// The path of a line: horizontal while it stays, vertical where it changes, broken where
/// there is no value.
pub(in crate::chart) fn path(points: &[Point]) -> String {
    let mut path = Vec::new();
    let mut rest = points;
    let mut before: Option<&Point> = None;
    while let Some(first) = rest.first() {
        let touches = before.is_some_and(|before| before.until == first.from);
        path.push(match touches {
            true => format!("V{}", first.y),
            false => format!("M{} {}", first.x, first.y),
        });
        let tangle = &rest[..tangled(rest)];
        let last = &tangle[tangle.len() - 1];
        if tangle.len() > 1 {
            let heights = tangle.iter().map(|point| point.y);
            let top = heights.clone().fold(f64::INFINITY, f64::min);
            let bottom = heights.fold(f64::NEG_INFINITY, f64::max);
            path.push(format!("V{top}V{bottom}V{}", last.y));
        }
        // A reading that stands alone is a dot: no length at all would not be drawn.
        path.push(match last.until_x > first.x {
            true => format!("H{}", last.until_x),
            false => "h.1".to_owned(),
        });
        before = Some(last);
        rest = &rest[tangle.len()..];
    }
    path.concat()
}

/// How many steps from the first on lie within one pixel of width: they are drawn as one
/// upright line from the lowest to the highest of them, which is all that one would see.
fn tangled(points: &[Point]) -> usize {
    let first = &points[0];
    let pairs = points.iter().zip(&points[1..]);
    let within = pairs.take_while(|(before, point)| {
        before.until == point.from && point.until_x - first.x < 1.0
    });
    1 + within.count()
}

#[cfg(test)]
mod tests {
    use itemget::Bound;

    use super::*;
    use crate::figure::Figure;
    use crate::moment::Moment;

    fn point(from: i64, until: i64, x: f64, until_x: f64, y: f64) -> Point {
        let (from, until) = (Moment::from_seconds(from), Moment::from_seconds(until));
        let value = Figure::new(1.into(), None, Bound::Exact);
        Point { x, until_x, y, from, until, value }
    }

    #[test]
    fn steps_that_touch_are_joined_and_others_are_not() {
        let points = [
            point(0, 1, 10.0, 20.0, 50.0),
            point(1, 2, 20.0, 30.0, 40.5),
            point(5, 6, 60.0, 60.0, 40.0),
        ];
        assert_eq!(path(&points), "M10 50H20V40.5H30M60 40h.1");
        assert_eq!(path(&[]), "");
    }

    #[test]
    fn what_happens_within_a_pixel_is_one_upright_line() {
        let points = [
            point(0, 9, 10.0, 20.0, 50.0),
            point(9, 10, 20.0, 20.2, 40.0),
            point(10, 11, 20.2, 20.4, 70.0),
            point(11, 12, 20.4, 20.9, 45.0),
            point(12, 20, 20.9, 30.0, 50.0),
        ];
        assert_eq!(path(&points), "M10 50H20V40V40V70V45H20.9V50H30");
    }
}
