//! A token in a file: readable by its owner alone, replaced whole, locked beside it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::store::{StoreFuture, TokenLock, TokenStore, TokenStoreError};
use super::{Token, saved};

/// Keeps a token in a file that only its owner can read (mode 0600), in a folder that only
/// its owner can enter if it has to be made.
///
/// A new token is written beside the old one and put in its place by a rename, so that a
/// crash leaves the one or the other, never half of one. Who renews locks a second file
/// beside it: the first one is replaced, and a lock on it would go with it.
#[derive(Debug, Clone)]
pub struct FileTokenStore {
    file: Arc<Path>,
}

impl FileTokenStore {
    /// Keeps the token in `file`. Nothing is touched until something is asked for.
    pub fn new(file: impl Into<PathBuf>) -> Self {
        Self { file: file.into().into() }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.file
    }

    /// Does `work` where waiting for a disk or a lock holds nobody up.
    fn on_a_thread<T: Send + 'static>(
        &self,
        doing: &'static str,
        work: impl FnOnce(&Path) -> io::Result<T> + Send + 'static,
    ) -> StoreFuture<'_, T> {
        let file = Arc::clone(&self.file);
        Box::pin(async move {
            let place = format!("`{}`", file.display());
            let done = tokio::task::spawn_blocking(move || work(&file)).await;
            let done = done.unwrap_or_else(|stopped| Err(io::Error::other(stopped)));
            done.map_err(|source| TokenStoreError { doing, place, source: source.into() })
        })
    }
}

impl TokenStore for FileTokenStore {
    fn load(&self) -> StoreFuture<'_, Option<Token>> {
        self.on_a_thread("read the token in", read)
    }

    fn save<'a>(&'a self, token: &'a Token) -> StoreFuture<'a, ()> {
        let text = saved::text(token);
        self.on_a_thread("keep the token in", move |file| write(file, &text?))
    }

    fn clear(&self) -> StoreFuture<'_, ()> {
        self.on_a_thread("forget the token in", |file| match fs::remove_file(file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done,
        })
    }

    fn lock(&self) -> StoreFuture<'_, TokenLock> {
        self.on_a_thread("lock the token in", |file| lock(&with_suffix(file, ".lock")))
    }
}

/// Waits for the lock on a file that is there for nothing else.
pub(super) fn lock(file: &Path) -> io::Result<TokenLock> {
    make_folder(file)?;
    let lock = private().create(true).truncate(false).open(file)?;
    lock.lock()?;
    Ok(TokenLock::new(lock))
}

fn read(file: &Path) -> io::Result<Option<Token>> {
    let text = match File::open(file) {
        Ok(open) => {
            refuse_if_exposed(&open)?;
            io::read_to_string(open)?
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    saved::parse(text.as_bytes()).map(Some)
}

fn write(file: &Path, text: &[u8]) -> io::Result<()> {
    make_folder(file)?;
    // One name for each process, so that two that save at once do not mix.
    let beside = with_suffix(file, &format!(".{}.new", std::process::id()));
    let written = (|| {
        let mut new = private().create(true).truncate(true).open(&beside)?;
        new.write_all(text)?;
        new.sync_all()?;
        fs::rename(&beside, file)
    })();
    if written.is_err() {
        // It may hold a token, and nobody will come back for it.
        drop(fs::remove_file(&beside));
    }
    written?;
    sync_folder(file)
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// For writing, and for nobody else's eyes from the first moment on.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn make_folder(file: &Path) -> io::Result<()> {
    let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty())
    else {
        return Ok(());
    };
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// A rename is on the disk once its folder is.
fn sync_folder(file: &Path) -> io::Result<()> {
    match file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        #[cfg(unix)]
        Some(folder) => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn refuse_if_exposed(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    match file.metadata()?.permissions().mode() & 0o077 {
        0 => Ok(()),
        _ => Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            "others can read it, and so the token may be known; \
             make it private with `chmod 600`, and log in again if in doubt",
        )),
    }
}

#[cfg(not(unix))]
fn refuse_if_exposed(_: &File) -> io::Result<()> {
    Ok(())
}
