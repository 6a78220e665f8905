//! What has to be done many times or for long to be believed. An ordinary run does little
//! of it, always the same; `cargo xtask campaign` does all of it, each time otherwise, and
//! prints what it did.

mod day;
mod kills;
mod tracking;

/// Chance, the same for the same seed.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number below `most`.
    pub(crate) fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

/// A number that the developer said; none in an ordinary run.
#[expect(
    clippy::disallowed_methods,
    reason = "how a test run is told what to do more of"
)]
pub(crate) fn told(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[expect(
    clippy::print_stderr,
    reason = "what a campaign did is told to who waits for it"
)]
pub(crate) fn tell(text: &str) {
    eprintln!("{text}");
}
