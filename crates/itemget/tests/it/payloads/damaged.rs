//! What becomes of genuine bodies when they are cut off or one of their values is replaced.

use itemget::decode;

use super::bodies;
use crate::fixtures::{france, reply};
use crate::mutation;

#[test]
#[ignore = "needs ../shared: cargo xtask test"]
fn a_body_cut_anywhere_is_unreadable_and_nothing_worse() {
    let mut cuts = 0;
    for (name, body) in bodies() {
        let whole = body.trim_ascii_end().len();
        for end in (0..whole).step_by(97) {
            let decoded = decode(&body.slice(..end), reply("").observed_at, france());
            assert!(decoded.is_err(), "{name} was read though cut at {end}");
            cuts += 1;
        }
    }
    assert!(cuts > 5000, "only {cuts} cuts");
}

#[test]
#[ignore = "needs ../shared: cargo xtask test"]
fn one_replaced_value_never_makes_a_wrong_number() {
    let mut all = Vec::new();
    let mut read = 0;
    for (name, body) in bodies() {
        let (wrong, count) = mutation::check(&body);
        read += count;
        all.extend(wrong.into_iter().map(|wrong| format!("{name}: {wrong}")));
    }
    assert!(read > 10_000, "only {read} bodies were read");
    let shown = all.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
    assert!(all.is_empty(), "{} of {read}:\n{shown}", all.len());
}
