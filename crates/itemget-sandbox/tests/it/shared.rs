//! Finds the shared test material, where it lies beside the checkout.

use std::path::PathBuf;

/// A file or folder of the shared material. Only tests marked
/// `#[ignore = "needs ../shared: cargo xtask test"]` may ask for it.
pub(crate) fn path(inside: &str) -> PathBuf {
    let beside =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(inside);
    assert!(beside.exists(), "{} is not there", beside.display());
    beside
}
