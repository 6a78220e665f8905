//! One of the folders of a disk cache: its entries, and how it makes room for new ones.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::removed;

/// How many folders there are: one for each value of a key's first byte.
pub(super) const SHARDS: usize = 256;

/// An entry's file.
#[derive(Debug)]
pub(super) struct EntryFile {
    path: PathBuf,
    pub(super) bytes: u64,
    used: SystemTime,
}

/// What a folder holds, as far as this process knows without looking.
#[derive(Debug, Clone, Copy)]
pub(super) struct Estimate {
    bytes: u64,
    writes: u32,
}

impl Estimate {
    /// After so many writes of ours others may have written as much.
    const LOOK_AFTER: u32 = 16;

    pub(super) fn after(self, added: u64) -> Self {
        Self { bytes: self.bytes + added, writes: self.writes + 1 }
    }

    /// Whether there is no need to look.
    pub(super) fn will_do(self, share: u64) -> bool {
        self.bytes <= share && self.writes < Self::LOOK_AFTER
    }
}

/// The entries in `folder`; other files are not ours, and a folder that is not there has
/// none.
pub(super) fn entries(folder: &Path) -> io::Result<Vec<EntryFile>> {
    let listed = match fs::read_dir(folder) {
        Ok(listed) => listed,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut found = Vec::new();
    for entry in listed {
        let entry = entry?;
        let name = entry.file_name();
        let is_entry = |name: &str| {
            name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
        };
        if !name.to_str().is_some_and(is_entry) {
            continue;
        }
        // It can be gone by now: another process makes room as well.
        let Ok(meta) = entry.metadata() else { continue };
        let used = meta.modified()?;
        found.push(EntryFile { path: entry.path(), bytes: meta.len(), used });
    }
    Ok(found)
}

/// Removes what was used the longest time ago, until `folder` holds no more than its
/// share; then somewhat more, so that the next write need not do it again.
pub(super) fn make_room(folder: &Path, share: u64) -> io::Result<Estimate> {
    let mut files = entries(folder)?;
    let mut bytes: u64 = files.iter().map(|file| file.bytes).sum();
    if bytes > share {
        files.sort_by(|a, b| (a.used, &a.path).cmp(&(b.used, &b.path)));
        // The last one is what was just written.
        files.pop();
        for file in files {
            if bytes <= share - share / 8 {
                break;
            }
            removed(&file.path)?;
            bytes -= file.bytes;
        }
    }
    Ok(Estimate { bytes, writes: 0 })
}

/// Removes all entries of `folder`.
pub(super) fn clear(folder: &Path) -> io::Result<()> {
    for file in entries(folder)? {
        removed(&file.path)?;
    }
    Ok(())
}
