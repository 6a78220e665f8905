//! A folder: a file is written under another name, and renamed when it is whole.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::{DepotError, Staged, StagedAt};

/// A folder for files.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
}

/// The file that is locked while somebody writes.
const LOCK: &str = ".lock";

impl Folder {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    pub(super) fn lock(&self) -> Result<File, DepotError> {
        let path = self.path.join(LOCK);
        let failed =
            |source| DepotError::Write { name: path.display().to_string(), source };
        fs::create_dir_all(&self.path).map_err(failed)?;
        let file = File::create(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => {
                Err(DepotError::Locked { path: self.path.clone() })
            }
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }

    pub(super) fn is_empty(&self) -> Result<bool, DepotError> {
        let failed = |source| self.unread("", source);
        let mut entries = match fs::read_dir(&self.path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
            Err(error) => return Err(failed(error)),
        };
        let is_ours = |entry: &io::Result<fs::DirEntry>| {
            entry.as_ref().is_ok_and(|entry| entry.file_name() == LOCK)
        };
        Ok(entries.all(|entry| is_ours(&entry)))
    }

    pub(super) fn length(&self, name: &str) -> Result<Option<u64>, DepotError> {
        match fs::metadata(self.path.join(name)) {
            Ok(metadata) => Ok(Some(metadata.len())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.unread(name, error)),
        }
    }

    pub(super) fn fetch(&self, name: &str) -> Result<Option<File>, DepotError> {
        match File::open(self.path.join(name)) {
            Ok(file) => Ok(Some(file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.unread(name, error)),
        }
    }

    pub(super) fn stage(&self, name: &str) -> Result<Staged, DepotError> {
        let target = self.path.join(name);
        let file = target.file_name().unwrap_or_default().to_string_lossy();
        // Hidden, so that whoever reads the folder meanwhile does not see it; always the
        // same, so that what a killed process left is written over.
        let path = target.with_file_name(format!(".{file}.tmp"));
        let failed = |source| DepotError::Write { name: shown(&path), source };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let file = File::create(&path).map_err(failed)?;
        let at = StagedAt { name: name.to_owned(), path: Some(path) };
        Ok(Staged { file, at })
    }

    pub(super) fn publish(&self, staged: Staged) -> Result<(), DepotError> {
        let target = self.path.join(&staged.at.name);
        let failed = |source| DepotError::Write { name: shown(&target), source };
        // The name must not be there before the bytes are.
        staged.file.sync_all().map_err(failed)?;
        drop(staged.file);
        if let Some(path) = staged.at.path {
            fs::rename(path, &target).map_err(failed)?;
        }
        sync_folder(&target).map_err(failed)
    }

    pub(super) fn discard(&self, at: StagedAt) -> Result<(), DepotError> {
        match &at.path {
            Some(path) => self.remove_at(path),
            None => Ok(()),
        }
    }

    /// Removes a file, and the folders that are empty without it.
    pub(super) fn remove(&self, name: &str) -> Result<(), DepotError> {
        self.remove_at(&self.path.join(name))
    }

    fn remove_at(&self, path: &Path) -> Result<(), DepotError> {
        match fs::remove_file(path) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(source) => return Err(DepotError::Write { name: shown(path), source }),
        }
        let above = path.ancestors().skip(1).take_while(|it| **it != *self.path);
        for folder in above {
            // One that is not empty stays, which is no failure.
            if fs::remove_dir(folder).is_err() {
                break;
            }
        }
        Ok(())
    }

    fn unread(&self, name: &str, source: io::Error) -> DepotError {
        DepotError::Read { name: shown(&self.path.join(name)), source }
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// Makes a rename last beyond a power cut.
#[cfg(unix)]
fn sync_folder(target: &Path) -> io::Result<()> {
    match target.parent().filter(|it| !it.as_os_str().is_empty()) {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

/// Folders cannot be opened there.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = entries
            .map(|it| it.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_there_whole_or_not_at_all() {
        let home = tempfile::tempdir().unwrap();
        let folder = Folder::new(home.path().join("out"));
        assert!(folder.is_empty().unwrap());
        let mut staged = folder.stage("a/b.csv").unwrap();
        staged.file.write_all(b"half").unwrap();
        assert_eq!(folder.length("a/b.csv").unwrap(), None);
        // Killed here; the next one writes over what it left.
        drop(staged);
        let mut staged = folder.stage("a/b.csv").unwrap();
        staged.file.write_all(b"ab").unwrap();
        folder.publish(staged).unwrap();
        let mut text = String::new();
        folder.fetch("a/b.csv").unwrap().unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "ab");
        assert_eq!(names(&home.path().join("out/a")), ["b.csv"]);
        assert!(!folder.is_empty().unwrap());
        let staged = folder.stage("a/c.csv").unwrap();
        folder.discard(staged.at).unwrap();
        folder.remove("a/b.csv").unwrap();
        folder.remove("a/b.csv").unwrap();
        assert!(folder.is_empty().unwrap());
    }

    #[test]
    fn two_do_not_write_at_once() {
        let home = tempfile::tempdir().unwrap();
        let folder = Folder::new(home.path().join("out"));
        let lock = folder.lock().unwrap();
        assert!(folder.is_empty().unwrap());
        let second = folder.lock();
        assert!(matches!(second, Err(DepotError::Locked { .. })));
        drop(lock);
        drop(folder.lock().unwrap());
    }
}
