//! Where the gateways are: addresses checked when the client is built.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use http::Uri;
use http::uri::{PathAndQuery, Scheme};

use crate::call::Dialect;

/// Where each dialect's gateway is.
#[derive(Debug, Clone)]
pub(crate) struct Endpoints {
    pub(crate) iop: IopEndpoint,
    pub(crate) item_get: ItemGetEndpoint,
}

impl Default for Endpoints {
    fn default() -> Self {
        let platform = |dialect| {
            let address = default_address(dialect);
            Base::parse(address, PlainHttp::Loopback)
                .expect("our own addresses are right")
        };
        Self {
            iop: IopEndpoint::new(platform(Dialect::Iop)),
            item_get: ItemGetEndpoint::new(platform(Dialect::ItemGet)),
        }
    }
}

impl Endpoints {
    /// The address of a dialect's gateway.
    pub(crate) fn address(&self, dialect: Dialect) -> String {
        let base = match dialect {
            Dialect::Iop => &self.iop.base,
            Dialect::ItemGet => &self.item_get.base,
        };
        base.uri.to_string()
    }
}

/// The platform's address for a dialect.
pub(crate) fn default_address(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Iop => "https://api-sg.aliexpress.com",
        Dialect::ItemGet => "https://gw.api.alibaba.com",
    }
}

/// Why an address is no endpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EndpointError {
    /// It is not an `http` or `https` address with a host.
    #[error("an endpoint is an address such as `https://api-sg.aliexpress.com`")]
    NotAnAddress,
    /// It holds a user, a password, a query or a fragment.
    #[error("an endpoint has no user, password, query or fragment in it")]
    MoreThanAnAddress,
    /// Access tokens would cross the network readable by anyone.
    #[error(
        "`http://{host}` is not encrypted: use https, or allow plain http for this client"
    )]
    Unencrypted {
        /// The host.
        host: String,
    },
}

/// Which hosts may be reached without encryption.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum PlainHttp {
    /// Only this machine, where the sandbox is.
    #[default]
    Loopback,
    /// Any: the caller said so.
    Anywhere,
}

/// An address without a slash at its end.
#[derive(Debug, Clone)]
pub(crate) struct Base {
    uri: Uri,
    path: String,
}

impl Base {
    pub(crate) fn parse(address: &str, plain: PlainHttp) -> Result<Self, EndpointError> {
        let uri: Uri = address.trim().parse().ok().ok_or(EndpointError::NotAnAddress)?;
        let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else {
            return Err(EndpointError::NotAnAddress);
        };
        if authority.as_str().contains('@')
            || uri.query().is_some()
            || address.contains('#')
        {
            return Err(EndpointError::MoreThanAnAddress);
        }
        if *scheme == Scheme::HTTP {
            if plain == PlainHttp::Loopback && !is_loopback(authority.host()) {
                return Err(EndpointError::Unencrypted {
                    host: authority.host().to_owned(),
                });
            }
        } else if *scheme != Scheme::HTTPS {
            return Err(EndpointError::NotAnAddress);
        }
        let path = uri.path().trim_end_matches('/').to_owned();
        Ok(Self { uri, path })
    }

    pub(crate) fn is_https(&self) -> bool {
        self.uri.scheme() == Some(&Scheme::HTTPS)
    }

    /// The address of `path` under this one. `path` must be nothing but a path: with a `?`
    /// in it a method's name could move parameters into the address.
    fn join(&self, middle: &str, path: &str) -> Result<Uri, http::Error> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-~".contains(&byte);
        let joined = if path.bytes().all(plain) {
            format!("{}{middle}{path}", self.path)
        } else {
            // Makes the parser below say that it is no path.
            "\u{0}".to_owned()
        };
        let mut parts = self.uri.clone().into_parts();
        parts.path_and_query = Some(PathAndQuery::try_from(joined)?);
        Ok(Uri::from_parts(parts)?)
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The gateway of today's platform.
#[derive(Debug, Clone)]
pub(crate) struct IopEndpoint {
    base: Base,
    sync: Uri,
}

impl IopEndpoint {
    pub(crate) fn new(base: Base) -> Self {
        let sync = base.join("/sync", "").expect("a path of our own is a path");
        Self { base, sync }
    }

    /// The address of the gateway where it is on this machine, unencrypted: what answers
    /// there is a sandbox.
    pub(crate) fn on_this_machine(&self) -> Option<SocketAddr> {
        let authority = self.base.uri.authority()?;
        let host = authority.host().trim_start_matches('[').trim_end_matches(']');
        let address = match host.eq_ignore_ascii_case("localhost") {
            true => IpAddr::V4(Ipv4Addr::LOCALHOST),
            false => host.parse().ok()?,
        };
        let is_plain = !self.base.is_https() && self.base.path.is_empty();
        let port = authority.port_u16().unwrap_or(80);
        (is_plain && address.is_loopback()).then_some(SocketAddr::new(address, port))
    }

    /// Where the methods with dotted names are.
    pub(crate) fn sync(&self) -> Uri {
        self.sync.clone()
    }

    /// Where a method that is a path is.
    pub(crate) fn rest(&self, path: &str) -> Result<Uri, http::Error> {
        let slash = if path.starts_with('/') { "" } else { "/" };
        self.base.join(&format!("/rest{slash}"), path)
    }
}

/// The gateway of the tutorials.
#[derive(Debug, Clone)]
pub(crate) struct ItemGetEndpoint {
    base: Base,
    /// Of the call that is nearly every call.
    item_get: Uri,
}

impl ItemGetEndpoint {
    const ITEM_GET: &'static str = "api.item.get";

    pub(crate) fn new(base: Base) -> Self {
        let item_get = signed(&base, Self::ITEM_GET).expect("our own name is a path");
        Self { base, item_get }
    }

    /// Where a signed method is.
    pub(crate) fn signed(&self, method: &str) -> Result<Uri, http::Error> {
        match method {
            Self::ITEM_GET => Ok(self.item_get.clone()),
            other => signed(&self.base, other),
        }
    }

    /// Where a method is that carries the secret instead of a signature.
    pub(crate) fn unsigned(&self, method: &str) -> Result<Uri, http::Error> {
        self.base.join("/openapi/http/1/", method)
    }
}

fn signed(base: &Base, method: &str) -> Result<Uri, http::Error> {
    // The tutorials have one namespace, so that a name may stand without it.
    let namespace = if method.contains('/') { "" } else { "portals.open/" };
    base.join(&format!("/openapi/param2/2/{namespace}"), method)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_encrypted_addresses_and_this_machine_are_endpoints() {
        let unencrypted =
            |host: &str| Err(EndpointError::Unencrypted { host: host.to_owned() });
        for (address, expected) in [
            ("https://api-sg.aliexpress.com", Ok(())),
            ("https://gateway.example/prefix/", Ok(())),
            ("http://127.0.0.1:4010", Ok(())),
            ("http://localhost:4010/", Ok(())),
            ("http://[::1]:4010", Ok(())),
            ("http://api-sg.aliexpress.com", unencrypted("api-sg.aliexpress.com")),
            ("http://127.0.0.1.example", unencrypted("127.0.0.1.example")),
            ("http://localhost.example", unencrypted("localhost.example")),
            ("https://user:pass@host", Err(EndpointError::MoreThanAnAddress)),
            ("https://host/?app_key=1", Err(EndpointError::MoreThanAnAddress)),
            ("ftp://host", Err(EndpointError::NotAnAddress)),
            ("api-sg.aliexpress.com", Err(EndpointError::NotAnAddress)),
            ("", Err(EndpointError::NotAnAddress)),
        ] {
            let parsed = Base::parse(address, PlainHttp::Loopback).map(drop);
            assert_eq!(parsed, expected, "{address}");
        }
        assert!(Base::parse("http://10.0.0.1", PlainHttp::Anywhere).is_ok());
    }

    #[test]
    fn a_sandbox_is_told_by_its_address() {
        for (address, expected) in [
            ("http://127.0.0.1:4010", Some("127.0.0.1:4010")),
            ("http://localhost:4010/", Some("127.0.0.1:4010")),
            ("http://[::1]:4010", Some("[::1]:4010")),
            ("http://127.0.0.1", Some("127.0.0.1:80")),
            ("http://127.0.0.1:4010/prefix", None),
            ("https://127.0.0.1:4010", None),
            ("http://10.0.0.1:4010", None),
            ("https://api-sg.aliexpress.com", None),
        ] {
            let base = Base::parse(address, PlainHttp::Anywhere).unwrap();
            let found = IopEndpoint::new(base).on_this_machine();
            assert_eq!(found, expected.map(|it| it.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn a_path_in_the_endpoint_stays_before_the_methods() {
        let base = Base::parse("https://host/prefix/", PlainHttp::Loopback).unwrap();
        let endpoint = IopEndpoint::new(base);
        assert_eq!(endpoint.sync(), "https://host/prefix/sync");
        let rest = endpoint.rest("/auth/token/create").unwrap();
        assert_eq!(rest, "https://host/prefix/rest/auth/token/create");
    }

    #[test]
    fn a_methods_name_cannot_put_anything_but_a_path_into_the_address() {
        let endpoint = Endpoints::default().iop;
        for method in ["/a?b=c", "/a#b", "/a b", "/a\r\nb", "/a%2e", "/ü"] {
            assert!(endpoint.rest(method).is_err(), "{method:?} was taken for a path");
        }
    }
}
