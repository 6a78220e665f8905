//! What is damaged: files of ours in `fixtures`.

use std::fs;
use std::path::Path;

/// All files below a folder of `fixtures`, in the order of their names.
pub(super) fn of(folder: &str) -> Vec<Vec<u8>> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let mut found = Vec::new();
    walk(&fixtures.join(folder), &mut found);
    found
}

fn walk(folder: &Path, found: &mut Vec<Vec<u8>>) {
    let mut entries: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        match path.is_dir() {
            true => walk(&path, found),
            false => found.push(fs::read(path).unwrap()),
        }
    }
}
