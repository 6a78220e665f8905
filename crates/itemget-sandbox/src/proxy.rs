//! A proxy that is the platform: programs with its hosts written into them run unmodified,
//! told of proxy and CA by their environment alone.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;

use crate::builder::StartError;
use crate::proxy::authority::Authority;

pub(crate) mod authority;
pub(crate) mod connect;
pub(crate) mod hosts;

/// The name of the CA's file in its folder.
const CA_FILE: &str = "itemget-sandbox-ca.pem";

/// The running proxy, as the sandbox's owner sees it.
///
/// `HTTPS_PROXY` is to be its [`url`](Self::url); `REQUESTS_CA_BUNDLE`, `SSL_CERT_FILE` or
/// `NODE_EXTRA_CA_CERTS` its [`ca_file`](Self::ca_file).
#[derive(Debug)]
pub struct TlsProxy {
    address: SocketAddr,
    url: String,
    ca_file: PathBuf,
    /// Removed with the sandbox, where no folder was named.
    _folder: Option<TempDir>,
}

impl TlsProxy {
    /// Writes the CA's certificate where clients find it. Its key never leaves memory.
    pub(crate) fn new(
        address: SocketAddr,
        url: String,
        authority: &Authority,
        folder: Option<&Path>,
    ) -> Result<Self, StartError> {
        let failed =
            |error| StartError::new("write the certificate of the proxy's CA", error);
        let own = match folder {
            Some(_) => None,
            None => Some(
                tempfile::Builder::new().prefix("itemget-").tempdir().map_err(failed)?,
            ),
        };
        let folder = match (folder, &own) {
            (Some(folder), _) => {
                std::fs::create_dir_all(folder).map_err(failed)?;
                folder
            }
            (None, own) => own.as_ref().map(TempDir::path).expect("made just above"),
        };
        let ca_file = folder.join(CA_FILE);
        // Written aside and moved there: whoever else may write in that folder can neither
        // have it half-written nor have it written through a link of theirs.
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
        std::io::Write::write_all(&mut file, authority.ca_pem().as_bytes())
            .map_err(failed)?;
        file.persist(&ca_file).map_err(|error| failed(error.error))?;
        Ok(Self { address, url, ca_file, _folder: own })
    }

    /// The address it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What `HTTPS_PROXY` and `HTTP_PROXY` are to say: `http://127.0.0.1:4011`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The CA's certificate, PEM. Only its owner may read or write the file.
    #[must_use]
    pub fn ca_file(&self) -> &Path {
        &self.ca_file
    }
}

/// What the connections of the proxy share.
#[derive(Debug, Clone)]
pub(crate) struct ProxyShared {
    pub(crate) shared: crate::server::Shared,
    pub(crate) authority: Arc<Authority>,
}
