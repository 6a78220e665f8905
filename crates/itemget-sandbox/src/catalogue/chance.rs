//! The catalogue's own source of chance: splitmix64, written out here.
//!
//! A library's generator may change its stream with an update, and then every price,
//! picture and snapshot would change with it. These forty lines never do.

/// A stream of numbers that depends only on the seed and the path it was opened with.
#[derive(Debug, Clone)]
pub(crate) struct Chance(u64);

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

impl Chance {
    /// Opens the stream for `path` under `seed`: the same pair, the same numbers.
    pub(crate) fn of(seed: u64, path: &[u64]) -> Self {
        let mut state = mix(seed.wrapping_add(GOLDEN));
        for step in path {
            state = mix(state ^ step.wrapping_mul(GOLDEN).wrapping_add(GOLDEN));
        }
        Self(state)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// A number below `bound`, which must not be zero.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        // Multiply and shift: the bias is under 2^-40 for the small bounds in use here.
        ((u128::from(self.next()) * u128::from(bound)) >> 64) as u64
    }

    /// A number from `low` to `high`, both possible.
    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high - low + 1)
    }

    /// True this many times in a thousand.
    pub(crate) fn permille(&mut self, share: u64) -> bool {
        self.below(1000) < share
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len() as u64) as usize]
    }
}

fn mix(mut word: u64) -> u64 {
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

#[cfg(test)]
mod tests {
    use super::{Chance, GOLDEN};

    #[test]
    fn the_stream_is_splitmix64_and_stays_so() {
        // The first two outputs of splitmix64 from state 0, as its published reference
        // implementation gives them.
        let mut reference = Chance(0);
        assert_eq!(reference.next(), 0xe220_a839_7b1d_cdaf);
        assert_eq!(reference.next(), 0x6e78_9e6a_a1b9_65f4);
        assert_eq!(GOLDEN, 0x9e37_79b9_7f4a_7c15);
    }

    #[test]
    fn a_path_opens_one_stream_and_another_path_another() {
        let first: Vec<u64> = (0..4).map(|_| Chance::of(7, &[1, 2]).next()).collect();
        assert!(first.windows(2).all(|pair| pair[0] == pair[1]));
        assert_ne!(Chance::of(7, &[1, 2]).next(), Chance::of(7, &[2, 1]).next());
        assert_ne!(Chance::of(7, &[1, 2]).next(), Chance::of(8, &[1, 2]).next());
        assert_ne!(Chance::of(7, &[1]).next(), Chance::of(7, &[1, 0]).next());
    }

    #[test]
    fn numbers_stay_in_their_range_and_reach_both_ends() {
        let mut chance = Chance::of(1, &[]);
        let drawn: Vec<u64> = (0..1000).map(|_| chance.between(3, 7)).collect();
        assert_eq!(drawn.iter().min(), Some(&3));
        assert_eq!(drawn.iter().max(), Some(&7));
    }
}
