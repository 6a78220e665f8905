//! Where nothing is to be sent: addresses that are not on the public internet. Whoever can
//! set a channel's address could otherwise make this machine talk to its neighbours.

use std::future::Future;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper_util::client::legacy::connect::dns::Name;
use tower_service::Service;

/// Where messages may go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reach {
    /// To the public internet.
    #[default]
    Public,
    /// Anywhere: to one's own machines too.
    Anywhere,
}

impl Reach {
    /// Whether a message may go to this address.
    pub fn allows(self, address: IpAddr) -> bool {
        self == Self::Anywhere || is_public(address)
    }

    /// The addresses of a host, those that are allowed; an error of the kind
    /// `PermissionDenied` where it has others alone.
    pub(super) async fn resolve(
        self,
        host: &str,
        port: u16,
    ) -> io::Result<Vec<SocketAddr>> {
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let found = tokio::net::lookup_host((host, port)).await?;
        let found: Vec<SocketAddr> = found.collect();
        let is_empty = found.is_empty();
        let allowed: Vec<_> =
            found.into_iter().filter(|it| self.allows(it.ip())).collect();
        match allowed.is_empty() && !is_empty {
            true => Err(io::Error::new(io::ErrorKind::PermissionDenied, NotPublic)),
            false => Ok(allowed),
        }
    }
}

/// A host has no address on the public internet.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the host has no address on the public internet")]
pub(super) struct NotPublic;

/// Resolves names for a connector, which then connects to what was checked here, and not
/// to what the name means a moment later.
#[derive(Debug, Clone, Copy)]
pub(super) struct Guarded(pub(super) Reach);

type Resolving =
    Pin<Box<dyn Future<Output = io::Result<std::vec::IntoIter<SocketAddr>>> + Send>>;

impl Service<Name> for Guarded {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Resolving;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Resolving {
        let reach = self.0;
        Box::pin(async move { Ok(reach.resolve(name.as_str(), 0).await?.into_iter()) })
    }
}

/// Whether an address is on the public internet: not this machine's, a private network's,
/// a link's, a group's, nor set apart for examples, tests or the future.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// By IANA's registry of special-purpose addresses.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(a == 0
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_multicast()
        // Shared by the customers of a provider.
        || (a == 100 && (64..128).contains(&b))
        // Protocol assignments, and the way from one protocol to the other.
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        // Benchmarks.
        || (a == 198 && (b == 18 || b == 19))
        || a >= 240)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let last_v4 = || {
        let [.., c, d] = segments;
        let [[a, b], [c, d]] = [c.to_be_bytes(), d.to_be_bytes()];
        Ipv4Addr::new(a, b, c, d)
    };
    match segments {
        // An address of the other protocol is what it is there.
        [0, 0, 0, 0, 0, 0xffff, ..] | [0x64, 0xff9b, 0, 0, 0, 0, ..] => {
            is_public_v4(last_v4())
        }
        // 6to4 carries one in the middle.
        [0x2002, b, c, ..] => {
            let [[a, b], [c, d]] = [b.to_be_bytes(), c.to_be_bytes()];
            is_public_v4(Ipv4Addr::new(a, b, c, d))
        }
        // Protocol assignments with Teredo, documentation.
        [0x2001, 0..0x200, ..] | [0x2001, 0xdb8, ..] | [0x3fff, 0..0x1000, ..] => false,
        // All that is handed out lies here.
        [first, ..] => (0x2000..0x4000).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_public_is_known_in_every_dress() {
        for private in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.7",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::1",
            "2001::1",
            "2001:db8::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "100::1",
            "3fff::1",
            "5f00::1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
        for public in [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.1.0.1",
            "198.20.0.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2001:4860:4860::8888",
            "::ffff:8.8.8.8",
            "64:ff9b::808:808",
            "2002:808:808::1",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }
}
