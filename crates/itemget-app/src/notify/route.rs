//! How messages leave: by a proxy, and whose certificates are believed.

use itemget_store::Hidden;

use std::io;
use std::sync::Arc;

use base64::Engine as _;
use http::{HeaderValue, Uri};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use url::Url;

use crate::config::Settings;
use crate::connect;

/// How messages leave.
#[derive(Debug, Clone, Default)]
pub struct Route {
    /// The proxy's address, such as `http://user:password@proxy.example:3128`.
    pub proxy: Option<Hidden>,
    /// Hosts that are reached without it, as in the variable `NO_PROXY`.
    pub no_proxy: String,
    /// Certificates to believe besides the machine's, as PEM.
    pub roots: Vec<u8>,
}

impl Route {
    /// As the settings say.
    pub(crate) fn of(settings: &Settings) -> io::Result<Self> {
        let proxy = settings.proxy.as_ref().map(|set| Hidden::new(set.value.0.clone()));
        let roots = match &settings.root_certificates {
            Some(set) => std::fs::read(&set.value)?,
            None => Vec::new(),
        };
        Ok(Self { proxy, no_proxy: settings.no_proxy.clone(), roots })
    }

    /// Whether an address is reached without the proxy.
    pub(super) fn goes_around(&self, address: &str) -> bool {
        self.proxy.is_none()
            || connect::goes_around_proxies(Some(address), &self.no_proxy)
    }

    /// Where the proxy is, and what it wants to hear.
    pub(super) fn proxy(&self) -> io::Result<Option<(Uri, Option<HeaderValue>)>> {
        let Some(proxy) = &self.proxy else { return Ok(None) };
        let wrong = || io::Error::other("the proxy's address is none");
        let url = Url::parse(proxy.expose().trim()).map_err(|_url| wrong())?;
        let host = url.host_str().filter(|_| url.scheme() == "http");
        let port = url.port_or_known_default().unwrap_or(80);
        let address = format!("http://{}:{port}", host.ok_or_else(wrong)?);
        let address: Uri = address.parse().map_err(|_uri| wrong())?;
        if url.username().is_empty() && url.password().is_none() {
            return Ok(Some((address, None)));
        }
        let decoded = |text: &str| {
            let bytes: Vec<u8> = percent_encoding::percent_decode_str(text).collect();
            bytes
        };
        let mut pair = decoded(url.username());
        pair.push(b':');
        pair.extend(decoded(url.password().unwrap_or_default()));
        let pair = base64::engine::general_purpose::STANDARD.encode(pair);
        let mut value =
            HeaderValue::try_from(format!("Basic {pair}")).map_err(io::Error::other)?;
        value.set_sensitive(true);
        Ok(Some((address, Some(value))))
    }

    /// What is believed.
    pub(super) fn tls(&self) -> io::Result<ClientConfig> {
        let mut roots = RootCertStore::empty();
        // A machine's store often has a certificate that is no longer well formed; the
        // others count.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        for certificate in CertificateDer::pem_slice_iter(&self.roots) {
            let certificate = certificate.map_err(io::Error::other)?;
            roots.add(certificate).map_err(io::Error::other)?;
        }
        if roots.is_empty() {
            return Err(io::Error::other("no root certificate was found"));
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?;
        Ok(config.with_root_certificates(roots).with_no_client_auth())
    }
}
