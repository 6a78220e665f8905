//! Who may ask: programs and browsers on this machine.

use axum::extract::Request;
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;

use super::ServiceError;
use super::around::Peer;

/// What a proxy adds: then the other end of the connection is not who asks.
const PASSED_ON: [&str; 4] = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];

pub(super) async fn admitted(
    request: Request,
    next: Next,
) -> Result<Response, ServiceError> {
    let is_open = matches!(request.uri().path(), "/healthz" | "/readyz");
    let peer = request.extensions().get::<Peer>().copied();
    match is_open || is_local(peer, request.headers()) {
        true => Ok(next.run(request).await),
        false => Err(ServiceError::unauthorised()),
    }
}

/// Whether it is a program of this machine that asks.
fn is_local(peer: Option<Peer>, headers: &HeaderMap) -> bool {
    let is_here = peer.is_some_and(|peer| peer.0.ip().to_canonical().is_loopback());
    is_here && !PASSED_ON.iter().any(|name| headers.contains_key(*name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_through_a_proxy_is_not_local() {
        for (peer, header, expected) in [
            ("127.0.0.1:9", None, true),
            ("[::1]:9", None, true),
            ("[::ffff:127.0.0.1]:9", None, true),
            ("192.0.2.7:9", None, false),
            ("127.0.0.1:9", Some("x-forwarded-for"), false),
            ("127.0.0.1:9", Some("forwarded"), false),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(name) = header {
                headers.insert(name, "x".parse().unwrap());
            }
            let peer = Peer(peer.parse().unwrap());
            assert_eq!(is_local(Some(peer), &headers), expected, "{peer:?} {header:?}");
        }
        assert!(!is_local(None, &HeaderMap::new()));
    }
}
