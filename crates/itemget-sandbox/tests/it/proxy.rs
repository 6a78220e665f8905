//! The proxy: whom it answers for, and what it shows for it.

use std::net::SocketAddr;
use std::sync::Arc;

use itemget_sandbox::{Sandbox, TlsProxy};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::wire::{self, form, signed};

async fn with_proxy() -> Sandbox {
    Sandbox::builder().tls_proxy(0).start().await.unwrap()
}

fn proxy(sandbox: &Sandbox) -> &TlsProxy {
    sandbox.tls_proxy().unwrap()
}

/// Opens a tunnel; the head of the proxy's answer, and the connection.
async fn connect(to: SocketAddr, target: &str) -> (String, TcpStream) {
    let mut stream = TcpStream::connect(to).await.unwrap();
    let asked = format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n");
    stream.write_all(asked.as_bytes()).await.unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    (String::from_utf8(head).unwrap(), stream)
}

/// A TLS client that trusts the proxy's CA and nobody else.
fn trusting(proxy: &TlsProxy) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(proxy.ca_file()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

#[tokio::test]
async fn a_tunnel_to_the_platform_ends_in_the_sandbox() {
    let sandbox = with_proxy().await;
    for host in ["api-sg.aliexpress.com", "gw.api.alibaba.com"] {
        let (head, stream) =
            connect(proxy(&sandbox).address(), &format!("{host}:443")).await;
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        let name = ServerName::try_from(host).unwrap();
        let mut tls = trusting(proxy(&sandbox)).connect(name, stream).await.unwrap();
        let own = [
            ("method", "aliexpress.affiliate.productdetail.get"),
            ("product_ids", "1005006000000001"),
        ];
        let query = form(&signed(sandbox.clock(), "", &own));
        // Two on one connection: it is kept alive.
        for last in ["keep-alive", "close"] {
            let raw = format!(
                "GET /sync?{query} HTTP/1.1\r\nHost: {host}\r\nConnection: {last}\r\n\r\n"
            );
            tls.write_all(raw.as_bytes()).await.unwrap();
        }
        let mut answers = String::new();
        tls.read_to_string(&mut answers).await.unwrap();
        let count =
            answers.matches("aliexpress_affiliate_productdetail_get_response").count();
        assert_eq!(count, 2, "{answers}");
        assert!(
            answers.contains(sandbox.url()),
            "pictures lead to the sandbox: {answers}"
        );
        assert_eq!(sandbox.journal().last().unwrap().host.as_deref(), Some(host));
    }
}

#[tokio::test]
async fn a_plain_request_for_the_platform_is_answered_too() {
    let sandbox = with_proxy().await;
    let own = [
        ("method", "aliexpress.affiliate.productdetail.get"),
        ("product_ids", "1005006000000001"),
    ];
    let query = form(&signed(sandbox.clock(), "", &own));
    let raw = format!(
        "GET http://api-sg.aliexpress.com/sync?{query} HTTP/1.1\r\nHost: api-sg.aliexpress.com\r\n\r\n"
    );
    let reply = wire::send(proxy(&sandbox).address(), raw.as_bytes()).await;
    assert_eq!(reply.status(), 200);
    assert!(reply.json().get("error_response").is_none(), "{}", reply.json());
}

#[tokio::test]
async fn every_other_host_is_refused_with_a_reason() {
    let sandbox = with_proxy().await;
    for raw in [
        "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n",
        "CONNECT api-sg.aliexpress.com:22 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET http://127.0.0.1/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        "GET /sync HTTP/1.1\r\nHost: api-sg.aliexpress.com\r\n\r\n",
    ] {
        let reply = wire::send(proxy(&sandbox).address(), raw.as_bytes()).await;
        assert_eq!(reply.status(), 403, "{raw}");
        assert_eq!(reply.json()["error"]["code"], "host_not_served", "{raw}");
    }
    assert_eq!(sandbox.journal().total(), 0);
}

#[tokio::test]
async fn the_admin_routes_are_not_behind_the_proxy() {
    let sandbox = with_proxy().await;
    let raw = "GET http://gw.api.alibaba.com/_sandbox/journal HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let reply = wire::send(proxy(&sandbox).address(), raw.as_bytes()).await;
    assert_eq!(reply.status(), 403, "{}", reply.json());
}

#[cfg(unix)]
#[tokio::test]
async fn the_cas_file_is_its_owners_alone_and_holds_no_key() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("ca");
    let sandbox =
        Sandbox::builder().tls_proxy(0).ca_folder(&inside).start().await.unwrap();
    let file = proxy(&sandbox).ca_file();
    assert!(file.starts_with(&inside));
    let mode = std::fs::metadata(file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "{mode:o}");
    let pem = std::fs::read_to_string(file).unwrap();
    assert!(pem.contains("BEGIN CERTIFICATE") && !pem.contains("PRIVATE"), "{pem}");

    let passing = with_proxy().await;
    let file = proxy(&passing).ca_file().to_owned();
    assert!(file.exists());
    passing.stop().await;
    assert!(!file.exists(), "a folder of the sandbox's own goes with it");
}
