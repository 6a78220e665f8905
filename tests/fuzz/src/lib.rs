//! The targets, each a function that ends the run with what does not hold: this is how a
//! fuzzer hears of it. What must hold is written down with the tests of the SDK.

#[path = "../../../crates/itemget/tests/it/fuzz/holds.rs"]
mod holds;

use holds::{Holds, Opener};
use itemget::View;

thread_local! {
    static OPENER: Opener = Opener::new();
}

/// Answers of any status with any body, as the client opens them.
pub fn envelope(input: &[u8]) {
    OPENER.with(|opener| hold(opener.opened(input)));
}

/// Bodies that somebody has kept, of any shape.
pub fn decode(input: &[u8]) {
    hold(holds::decoded(input, View::default()));
}

/// Texts that people paste.
pub fn link(input: &[u8]) {
    hold(holds::link(input));
}

/// Requests as they come to the sandbox, and what is said of their signature.
pub fn request(input: &[u8]) {
    hold(holds::request(input));
    // It hashes a request a thousand times: for one in sixteen.
    if input.len() % 16 == 0 {
        hold(holds::diagnosis(input));
    }
}

fn hold(holds: Holds) {
    if let Err(wrong) = holds {
        panic!("{wrong}");
    }
}
