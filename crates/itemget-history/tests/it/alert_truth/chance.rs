//! Chance that is the same each time: splitmix64 from a seed.

#[derive(Debug, Clone)]
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `least` up to, and without, `most`.
    pub(crate) fn between(&mut self, least: i64, most: i64) -> i64 {
        let width = u64::try_from(most - least).unwrap();
        least + i64::try_from(self.next() % width).unwrap()
    }

    /// Whether one of so many came up.
    pub(crate) fn one_in(&mut self, many: u64) -> bool {
        self.next().is_multiple_of(many)
    }

    /// About the bell curve's, in thousandths of its width.
    pub(crate) fn bell(&mut self) -> i64 {
        (0..12).map(|_| self.between(0, 1000)).sum::<i64>() - 6000
    }
}
