//! An HTTP proxy that calls go through, with `CONNECT`.

use std::fmt;

use base64::Engine as _;
use http::{HeaderValue, Uri};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use url::Url;

/// Why an address is no proxy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProxyError {
    /// It is not an address with a host.
    #[error("a proxy is an address such as `http://proxy.example:3128`")]
    NotAnAddress,
    /// Another kind of proxy.
    #[error("a proxy of scheme `{scheme}` is not known: `http` is")]
    Scheme {
        /// The scheme.
        scheme: String,
    },
}

/// Where the proxy is and what it wants to hear.
#[derive(Clone)]
pub(crate) struct Proxy {
    address: Uri,
    authorization: Option<HeaderValue>,
}

impl Proxy {
    /// Reads `http://user:password@host:port`; user and password may be missing.
    pub(crate) fn parse(text: &str) -> Result<Self, ProxyError> {
        let url = Url::parse(text.trim()).ok().ok_or(ProxyError::NotAnAddress)?;
        if url.scheme() != "http" {
            return Err(ProxyError::Scheme { scheme: url.scheme().to_owned() });
        }
        let host = url.host_str().ok_or(ProxyError::NotAnAddress)?;
        let port = url.port_or_known_default().unwrap_or(80);
        let address = format!("http://{host}:{port}");
        let address = address.parse().ok().ok_or(ProxyError::NotAnAddress)?;
        Ok(Self { address, authorization: authorization(&url) })
    }

    pub(super) fn tunnel(&self, connector: HttpConnector) -> Tunnel<HttpConnector> {
        let tunnel = Tunnel::new(self.address.clone(), connector);
        match &self.authorization {
            Some(authorization) => tunnel.with_auth(authorization.clone()),
            None => tunnel,
        }
    }
}

fn authorization(url: &Url) -> Option<HeaderValue> {
    let decoded = |text| percent_encoding::percent_decode_str(text).collect::<Vec<u8>>();
    let password = url.password();
    if url.username().is_empty() && password.is_none() {
        return None;
    }
    let mut pair = decoded(url.username());
    pair.push(b':');
    pair.extend(decoded(password.unwrap_or_default()));
    let basic =
        format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair));
    let mut value = HeaderValue::try_from(basic).expect("base64 has only letters");
    value.set_sensitive(true);
    Some(value)
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy").field("address", &self.address).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_and_password_become_a_header_and_leave_the_address() {
        let proxy = Proxy::parse("http://ann:pass%40word@proxy.example").unwrap();
        assert_eq!(proxy.address, "http://proxy.example:80/");
        // base64 of `ann:pass@word`.
        assert_eq!(proxy.authorization.clone().unwrap(), "Basic YW5uOnBhc3NAd29yZA==");
        let shown = format!("{proxy:?}");
        assert!(!shown.contains("word") && !shown.contains("YW5u"), "{shown}");
        assert_eq!(
            Proxy::parse("http://[::1]:3128").unwrap().address,
            "http://[::1]:3128/"
        );
    }

    #[test]
    fn other_kinds_of_proxy_are_refused_by_name() {
        let scheme = |scheme: &str| ProxyError::Scheme { scheme: scheme.to_owned() };
        assert_eq!(Proxy::parse("socks5://host:1").unwrap_err(), scheme("socks5"));
        assert_eq!(Proxy::parse("https://host:1").unwrap_err(), scheme("https"));
        assert_eq!(Proxy::parse("host").unwrap_err(), ProxyError::NotAnAddress);
    }
}
