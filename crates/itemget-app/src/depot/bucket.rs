//! A bucket of an object store: an object is there once all of it was sent.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt as _;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{
    MultipartUpload as _, ObjectStore as _, ObjectStoreExt as _, RetryConfig,
};
use url::Url;

use super::wire::Connector;
use super::{DepotError, Staged, StagedAt};
use crate::config::ObjectStoreSettings;
use crate::connect::is_this_machine;
use crate::fetch::host;

/// A bucket for files.
pub(crate) struct Bucket {
    store: Arc<AmazonS3>,
    prefix: String,
}

impl std::fmt::Debug for Bucket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bucket").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

/// What is sent in one request: S3 takes no smaller part but the last, and knows no more
/// than 10,000 of them.
const PART: usize = 8 << 20;

impl Bucket {
    pub(super) fn open(
        bucket: &str,
        prefix: &str,
        settings: &ObjectStoreSettings,
    ) -> Result<Self, DepotError> {
        let none = |variable| DepotError::NoCredentials { variable };
        let key = settings.access_key_id.as_ref();
        let key = key.ok_or_else(|| none("AWS_ACCESS_KEY_ID"))?;
        let secret = settings.secret_access_key.as_ref();
        let secret = secret.ok_or_else(|| none("AWS_SECRET_ACCESS_KEY"))?;
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(bucket)
            .with_access_key_id(key)
            .with_secret_access_key(secret.expose())
            .with_http_connector(Connector)
            .with_retry(RetryConfig {
                max_retries: 4,
                retry_timeout: Duration::from_secs(60),
                ..RetryConfig::default()
            });
        if let Some(token) = &settings.session_token {
            builder = builder.with_token(token.expose());
        }
        if let Some(region) = &settings.region {
            builder = builder.with_region(region);
        }
        if let Some(endpoint) = &settings.endpoint {
            let is_plain = !endpoint.starts_with("https://");
            if is_plain && !is_this_machine(endpoint) && !settings.allow_http {
                let host = Url::parse(endpoint).ok().map(|url| host(&url));
                return Err(DepotError::Open { host: host.unwrap_or_default() });
            }
            builder = builder.with_endpoint(endpoint).with_allow_http(is_plain);
        }
        let store =
            builder.build().map_err(|error| DepotError::Settings(error.into()))?;
        Ok(Self { store: Arc::new(store), prefix: prefix.to_owned() })
    }

    fn path(&self, name: &str) -> Path {
        match self.prefix.as_str() {
            "" => Path::from(name),
            prefix => Path::from(format!("{prefix}/{name}")),
        }
    }

    pub(super) async fn is_empty(&self) -> Result<bool, DepotError> {
        let prefix = self.path("");
        let found = self.store.list(Some(&prefix)).next().await.transpose();
        let found = found.map_err(|error| failed(&self.prefix, error))?;
        Ok(found.is_none())
    }

    pub(super) async fn length(&self, name: &str) -> Result<Option<u64>, DepotError> {
        match self.store.head(&self.path(name)).await {
            Ok(found) => Ok(Some(found.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(failed(name, error)),
        }
    }

    /// Brings an object here, into a file without a name.
    pub(super) async fn fetch(&self, name: &str) -> Result<Option<File>, DepotError> {
        let found = match self.store.get(&self.path(name)).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(failed(name, error)),
        };
        let lost = |source| DepotError::Read { name: name.to_owned(), source };
        let mut file = tempfile::tempfile().map_err(lost)?;
        let mut stream = found.into_stream();
        while let Some(bytes) = stream.next().await {
            let bytes = bytes.map_err(|error| failed(name, error))?;
            file.write_all(&bytes).map_err(lost)?;
        }
        file.seek(SeekFrom::Start(0)).map_err(lost)?;
        Ok(Some(file))
    }

    pub(super) fn stage(&self, name: &str) -> Result<Staged, DepotError> {
        let file = tempfile::tempfile();
        let failed = |source| DepotError::Write { name: name.to_owned(), source };
        let at = StagedAt { name: name.to_owned(), path: None };
        Ok(Staged { file: file.map_err(failed)?, at })
    }

    /// Sends a file: in one request, or in parts that become an object together.
    pub(super) async fn publish(&self, staged: Staged) -> Result<(), DepotError> {
        let Staged { mut file, at: StagedAt { name, .. } } = staged;
        let path = self.path(&name);
        let unread = |source| DepotError::Read { name: name.clone(), source };
        file.seek(SeekFrom::Start(0)).map_err(unread)?;
        let first = part(&mut file).map_err(unread)?;
        if first.len() < PART {
            let sent = self.store.put(&path, first.into()).await;
            return sent.map(drop).map_err(|error| failed(&name, error));
        }
        let begun = self.store.put_multipart(&path).await;
        let mut upload = begun.map_err(|error| failed(&name, error))?;
        let mut next = first;
        let sent = loop {
            if next.is_empty() {
                break upload.complete().await.map(drop);
            }
            if let Err(error) = upload.put_part(next.into()).await {
                break Err(error);
            }
            next = part(&mut file).map_err(unread)?;
        };
        let Err(error) = sent else { return Ok(()) };
        // Parts that nobody takes back are paid for; that they cannot be taken back says
        // nothing new after the first failure.
        drop(upload.abort().await);
        Err(failed(&name, error))
    }

    pub(super) async fn remove(&self, name: &str) -> Result<(), DepotError> {
        match self.store.delete(&self.path(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(failed(name, error)),
        }
    }
}

fn failed(name: &str, error: object_store::Error) -> DepotError {
    DepotError::Bucket { name: name.to_owned(), source: Box::new(error) }
}

/// The next part of a file; empty at its end.
fn part(file: &mut File) -> io::Result<Bytes> {
    let mut bytes = Vec::new();
    file.take(PART as u64).read_to_end(&mut bytes)?;
    Ok(bytes.into())
}
