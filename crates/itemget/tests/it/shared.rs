//! Finds the shared test material, where it lies beside the checkout.

use std::path::PathBuf;

/// A file or folder of the shared material. Only tests marked
/// `#[ignore = "needs ../shared: cargo xtask test"]` may ask for it.
pub(crate) fn path(inside: &str) -> PathBuf {
    let beside =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(inside);
    assert!(
        beside.exists(),
        "{} is not there; leave this test ignored",
        beside.display()
    );
    beside
}

/// A text file of the shared material.
pub(crate) fn text(inside: &str) -> String {
    std::fs::read_to_string(path(inside)).unwrap()
}
