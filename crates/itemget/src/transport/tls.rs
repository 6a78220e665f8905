//! Which servers are believed: the machine's root certificates and those handed over.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};

/// Why no encrypted connection can be made ready.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// An extra root certificate is not PEM.
    #[error("a root certificate is not readable as PEM")]
    NotPem(#[source] rustls::pki_types::pem::Error),
    /// An extra root certificate is no certificate.
    #[error("a root certificate is refused")]
    BadRoot(#[source] rustls::Error),
    /// A PEM text has no certificate in it.
    #[error("a root certificate's text holds no certificate")]
    NoCertificate,
    /// The machine has no root certificates and none was handed over.
    #[error(
        "no root certificate was found on this machine: install `ca-certificates`, or \
         hand some over"
    )]
    NoRoots,
    /// The cryptography offers no protocol version.
    #[error("no protocol version is offered")]
    NoProtocol(#[source] rustls::Error),
}

/// The configuration of a client that believes the machine's roots and `extra` ones.
///
/// The cryptography is named here and not taken from the process, where it may not be set,
/// and is the embedding program's to set.
pub(super) fn config(extra: &[Vec<u8>]) -> Result<ClientConfig, TlsError> {
    let mut roots = RootCertStore::empty();
    // A machine's store often has a certificate that is no longer well formed; the others
    // count.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    for pem in extra {
        let mut found = 0;
        for certificate in CertificateDer::pem_slice_iter(pem) {
            roots
                .add(certificate.map_err(TlsError::NotPem)?)
                .map_err(TlsError::BadRoot)?;
            found += 1;
        }
        if found == 0 {
            return Err(TlsError::NoCertificate);
        }
    }
    if roots.is_empty() {
        return Err(TlsError::NoRoots);
    }
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(ring)
        .with_safe_default_protocol_versions()
        .map_err(TlsError::NoProtocol)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(config)
}
