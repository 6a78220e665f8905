//! Where the files of an export lie: a folder, or a bucket of an object store that speaks
//! S3. A file is there whole or not at all.

mod bucket;
mod error;
mod folder;
mod wire;

use std::fs::File;
use std::path::PathBuf;
use std::str::FromStr;

use crate::config::ObjectStoreSettings;
use bucket::Bucket;
pub(crate) use error::DepotError;
use folder::Folder;

/// Where files are to lie, as users say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DepotAddress {
    Folder(PathBuf),
    /// `s3://bucket/prefix`.
    Bucket {
        bucket: String,
        prefix: String,
    },
}

/// A place for files.
#[derive(Debug)]
pub(crate) enum Depot {
    Folder(Folder),
    Bucket(Bucket),
}

/// A file that is being written, and is not there before it is published.
#[derive(Debug)]
pub(crate) struct Staged {
    pub(crate) file: File,
    pub(crate) at: StagedAt,
}

/// Where a file lies meanwhile, and where it is to be.
#[derive(Debug)]
pub(crate) struct StagedAt {
    name: String,
    /// None is a file without a name, which is gone when it is closed.
    path: Option<PathBuf>,
}

impl FromStr for DepotAddress {
    type Err = DepotError;

    fn from_str(text: &str) -> Result<Self, DepotError> {
        let Some(rest) = text.strip_prefix("s3://") else {
            return match text.split_once("://") {
                Some((scheme, _)) => {
                    Err(DepotError::Scheme { scheme: scheme.chars().take(20).collect() })
                }
                None => Ok(Self::Folder(text.into())),
            };
        };
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let is_plain =
            |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
        if bucket.is_empty() || !bucket.chars().all(is_plain) {
            return Err(DepotError::NoBucket);
        }
        let prefix = prefix.trim_matches('/').to_owned();
        Ok(Self::Bucket { bucket: bucket.to_owned(), prefix })
    }
}

impl std::fmt::Display for DepotAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Folder(path) => path.display().fmt(f),
            Self::Bucket { bucket, prefix } => write!(f, "s3://{bucket}/{prefix}"),
        }
    }
}

impl Depot {
    /// Opens the place; nothing is made there before something is written.
    pub(crate) fn open(
        address: &DepotAddress,
        settings: &ObjectStoreSettings,
    ) -> Result<Self, DepotError> {
        Ok(match address {
            DepotAddress::Folder(path) => Self::Folder(Folder::new(path.clone())),
            DepotAddress::Bucket { bucket, prefix } => {
                Self::Bucket(Bucket::open(bucket, prefix, settings)?)
            }
        })
    }

    /// Keeps others from writing into it while the answer lives. What lies in a bucket
    /// knows no such thing.
    pub(crate) fn lock(&self) -> Result<Option<File>, DepotError> {
        match self {
            Self::Folder(folder) => folder.lock().map(Some),
            Self::Bucket(_) => Ok(None),
        }
    }

    /// Whether there is nothing in it.
    pub(crate) async fn is_empty(&self) -> Result<bool, DepotError> {
        match self {
            Self::Folder(folder) => folder.is_empty(),
            Self::Bucket(bucket) => bucket.is_empty().await,
        }
    }

    /// How many bytes a file has; none where there is no such file.
    pub(crate) async fn length(&self, name: &str) -> Result<Option<u64>, DepotError> {
        match self {
            Self::Folder(folder) => folder.length(name),
            Self::Bucket(bucket) => bucket.length(name).await,
        }
    }

    /// A file, to be read; none where there is no such file.
    pub(crate) async fn fetch(&self, name: &str) -> Result<Option<File>, DepotError> {
        match self {
            Self::Folder(folder) => folder.fetch(name),
            Self::Bucket(bucket) => bucket.fetch(name).await,
        }
    }

    /// Begins a file.
    pub(crate) fn stage(&self, name: &str) -> Result<Staged, DepotError> {
        match self {
            Self::Folder(folder) => folder.stage(name),
            Self::Bucket(bucket) => bucket.stage(name),
        }
    }

    /// Makes a file be there, in place of the one that was.
    pub(crate) async fn publish(&self, staged: Staged) -> Result<(), DepotError> {
        match self {
            Self::Folder(folder) => folder.publish(staged),
            Self::Bucket(bucket) => bucket.publish(staged).await,
        }
    }

    /// Lets go of a file that is not to be there.
    pub(crate) fn discard(&self, at: StagedAt) -> Result<(), DepotError> {
        match self {
            Self::Folder(folder) => folder.discard(at),
            // It has no name anywhere.
            Self::Bucket(_) => Ok(()),
        }
    }

    /// Writes a small file.
    pub(crate) async fn write(&self, name: &str, bytes: &[u8]) -> Result<(), DepotError> {
        use std::io::Write as _;
        let mut staged = self.stage(name)?;
        let failed = |source| DepotError::Write { name: name.to_owned(), source };
        staged.file.write_all(bytes).map_err(failed)?;
        self.publish(staged).await
    }

    /// Removes a file; that it is not there is as good.
    pub(crate) async fn remove(&self, name: &str) -> Result<(), DepotError> {
        match self {
            Self::Folder(folder) => folder.remove(name),
            Self::Bucket(bucket) => bucket.remove(name).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_and_a_bucket_are_told_apart() {
        for (text, shown) in [
            ("out", "out"),
            ("/srv/out", "/srv/out"),
            ("s3://lake/history/", "s3://lake/history"),
            ("s3://lake", "s3://lake/"),
        ] {
            assert_eq!(text.parse::<DepotAddress>().unwrap().to_string(), shown);
        }
        for text in
            ["s3://", "s3:///x", "s3://me:planted@lake/x", "gs://lake", "https://x"]
        {
            let error = text.parse::<DepotAddress>().unwrap_err().to_string();
            assert!(!error.contains("planted"), "{error}");
        }
    }
}
