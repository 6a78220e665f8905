//! Files that are there whole or not at all, and that only their owner can read.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// How bytes get into a new file. The seam at which a test's disk is full.
pub(crate) trait Disk: Send + Sync + fmt::Debug {
    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()>;
}

/// The disk there is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MachineDisk;

impl Disk for MachineDisk {
    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        file.write_all(bytes)
    }
}

/// What the names of unfinished files end with.
pub(crate) const UNFINISHED: &str = ".unfinished";

/// Makes a folder, and those above it, that only its owner can look into. One that is
/// there already stays as it is.
pub(crate) fn private_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(path)
}

/// A file under a name that nobody looks for; removed when dropped.
#[derive(Debug)]
pub(crate) struct Unfinished {
    path: PathBuf,
    file: File,
}

impl Unfinished {
    /// Writes `bytes` to a new file in `folder`.
    pub(crate) fn write(
        folder: &Path,
        bytes: &[u8],
        disk: &dyn Disk,
    ) -> io::Result<Self> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        // Process, count and chance: no two writers share a name, even where processes
        // on two machines share the folder.
        let name = format!(
            ".{}-{}-{:08x}{UNFINISHED}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed),
            fastrand::u32(..)
        );
        let path = folder.join(name);
        let mut options = File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let file = options.open(&path)?;
        let mut unfinished = Self { path, file };
        disk.write(&mut unfinished.file, bytes)?;
        Ok(unfinished)
    }

    /// The file itself.
    pub(crate) fn file(&self) -> &File {
        &self.file
    }

    /// Gives it its name, in place of what had the name before.
    pub(crate) fn replace(self, name: &Path) -> io::Result<()> {
        fs::rename(&self.path, name)
    }

    /// Gives it its name unless the name is taken; says whether it did.
    pub(crate) fn claim(&self, name: &Path) -> io::Result<bool> {
        match fs::hard_link(&self.path, name) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            // Not every file system has links: there the name is taken first, so that a
            // process killed in between leaves an empty file.
            Err(_) => match File::create_new(name) {
                Ok(_) => fs::rename(&self.path, name).map(|()| true),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
                Err(error) => Err(error),
            },
        }
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // After a rename there is nothing of that name, and that is as it should be.
        if let Err(error) = fs::remove_file(&self.path)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::debug!(%error, "an unfinished file stays behind");
        }
    }
}

/// A disk that is full after some bytes.
#[cfg(test)]
#[derive(Debug)]
pub(crate) struct FullAfter(pub(crate) AtomicU64);

#[cfg(test)]
impl Disk for FullAfter {
    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        let room = usize::try_from(self.0.load(Ordering::SeqCst)).unwrap();
        let written = room.min(bytes.len());
        file.write_all(&bytes[..written])?;
        self.0.fetch_sub(written as u64, Ordering::SeqCst);
        match written == bytes.len() {
            true => Ok(()),
            false => Err(io::ErrorKind::StorageFull.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn a_name_is_claimed_once_and_replaced_at_any_time() {
        let folder = tempfile::tempdir().unwrap();
        let name = folder.path().join("a");
        let write = |text: &[u8]| Unfinished::write(folder.path(), text, &MachineDisk);
        assert!(write(b"first").unwrap().claim(&name).unwrap());
        assert!(!write(b"second").unwrap().claim(&name).unwrap());
        assert_eq!(fs::read(&name).unwrap(), b"first");
        write(b"third").unwrap().replace(&name).unwrap();
        assert_eq!(fs::read(&name).unwrap(), b"third");
        assert_eq!(names(folder.path()), ["a"]);
    }

    #[test]
    fn a_full_disk_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let disk = FullAfter(3.into());
        let error = Unfinished::write(folder.path(), b"four", &disk).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        assert_eq!(names(folder.path()), [""; 0]);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_what_is_written() {
        use std::os::unix::fs::PermissionsExt as _;
        let outer = tempfile::tempdir().unwrap();
        let folder = outer.path().join("a/b");
        private_folder(&folder).unwrap();
        let file = Unfinished::write(&folder, b"x", &MachineDisk).unwrap();
        let mode = |meta: fs::Metadata| meta.permissions().mode() & 0o777;
        assert_eq!(mode(file.file().metadata().unwrap()), 0o600);
        assert_eq!(mode(fs::metadata(&folder).unwrap()), 0o700);
    }
}
