//! What one more check is worth, and its inverse.
//!
//! With `x` changes expected between two checks of an item, a check finds something with
//! probability 1 - e^-x: what changed twice is seen once. Checks at intervals of T catch
//! (1 - e^-λT) / T changes in a unit of time. The derivative of that by the frequency 1/T,
//! what the next call adds, is 1 - (1 + x) e^-x: nothing where checks are so dense that
//! all is caught anyway, a whole change where each check finds one.

/// What one more check adds where `expected` changes lie between two checks: 0 to 1.
pub(super) fn worth(expected: f64) -> f64 {
    if expected > 700.0 {
        return 1.0;
    }
    let miss = (-expected).exp();
    // Each of the two is about `expected` where that is small, and their difference half
    // its square: exact to ten digits at the least interval there is.
    (-(-expected).exp_m1() - expected * miss).clamp(0.0, 1.0)
}

/// How many changes must be expected between two checks for one more to be worth this
/// much. Infinitely many from 1 on: no check is ever worth more than a change.
pub(super) fn expected_at(worth: f64) -> f64 {
    if worth >= 1.0 {
        return f64::INFINITY;
    }
    // 1 - w = (1 + x) e^-x, so x - ln(1 + x) = -ln(1 - w): convex, and near a parabola.
    let level = -(-worth.max(0.0)).ln_1p();
    let root = (2.0 * level).sqrt();
    if root < 1e-6 {
        return root;
    }
    let mut x = root + root * root / 3.0;
    for _ in 0..2 {
        x -= (x - x.ln_1p() - level) * (1.0 + x) / x;
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inverse_is_the_inverse_over_ten_orders_of_magnitude() {
        for x in [1e-5, 1e-3, 0.1, 0.5, 1.0, 2.0, 5.0, 12.0, 25.0] {
            let back = expected_at(worth(x));
            assert!((back / x - 1.0).abs() < 1e-4, "{x} came back as {back}");
        }
        assert_eq!(expected_at(0.0), 0.0);
        assert_eq!(worth(f64::INFINITY), 1.0);
        assert_eq!(expected_at(1.0), f64::INFINITY);
    }

    #[test]
    fn it_is_the_slope_of_what_is_caught() {
        let rate = 0.7;
        let caught = |frequency: f64| frequency * -(-rate / frequency).exp_m1();
        for frequency in [0.05, 0.3, 1.0, 4.0] {
            let step = frequency * 1e-5;
            let slope =
                (caught(frequency + step) - caught(frequency - step)) / 2.0 / step;
            assert!((slope - worth(rate / frequency)).abs() < 1e-6, "{frequency}");
        }
    }
}
