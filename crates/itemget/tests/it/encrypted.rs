//! The platform's own addresses over TLS, through the sandbox's proxy: only servers that
//! a believed certificate vouches for are spoken to.

use itemget::api::dropship::ProductGet;
use itemget::api::tutorial::ItemGet;
use itemget::{
    AccessToken, Client, ClientBuilder, Credentials, Dialect, Error, ErrorKind,
    RetryPolicy, TransportErrorKind, View,
};
use itemget_sandbox::Sandbox;

const ITEM: &str = "1005006000000001";

async fn sandbox() -> Sandbox {
    Sandbox::builder().items(20).tls_proxy(0).start().await.unwrap()
}

/// A client of the platform itself, whose way there is the sandbox's proxy.
fn builder(sandbox: &Sandbox) -> ClientBuilder {
    let known = sandbox.credentials();
    Client::builder(Credentials::new(known.app_key(), known.app_secret()))
        .with_access_token(AccessToken::new(known.access_token()))
        .with_proxy(sandbox.tls_proxy().unwrap().url())
        .with_retry(RetryPolicy::never())
}

fn root(sandbox: &Sandbox) -> Vec<u8> {
    std::fs::read(sandbox.tls_proxy().unwrap().ca_file()).unwrap()
}

fn believing(sandbox: &Sandbox) -> ClientBuilder {
    builder(sandbox).with_root_certificates(root(sandbox))
}

fn product() -> ProductGet {
    ProductGet::new(ITEM.parse().unwrap(), View::default())
}

#[tokio::test]
async fn the_platforms_addresses_are_reached_with_a_root_that_is_handed_over() {
    let sandbox = sandbox().await;
    let client = believing(&sandbox).build().unwrap();
    let item = client.send(&product()).await.unwrap().value;
    assert_eq!(item.item.id.to_string(), ITEM);
    let call = ItemGet::new(ITEM.parse().unwrap(), View::default());
    let item = client.send(&call).await.unwrap().value;
    assert_eq!(item.item.id.to_string(), ITEM);
    let hosts: Vec<_> = sandbox.journal().entries().into_iter().map(|e| e.host).collect();
    let expected = ["api-sg.aliexpress.com", "gw.api.alibaba.com"];
    assert_eq!(hosts, expected.map(|host| Some(host.to_owned())));
}

fn assert_not_connected(error: &Error, because: &str) {
    let ErrorKind::Transport(transport) = error.kind() else {
        panic!("{error:?}");
    };
    assert_eq!(transport.kind, TransportErrorKind::NotConnected);
    let shown = format!("{error:?}");
    assert!(shown.contains(because), "no {because} in {shown}");
}

#[tokio::test]
async fn a_server_nobody_vouches_for_is_told_nothing() {
    let (sandbox, other) = (sandbox().await, sandbox().await);
    let client = builder(&sandbox).with_root_certificates(root(&other)).build().unwrap();
    let error = client.send(&product()).await.unwrap_err();
    assert_not_connected(&error, "InvalidCertificate");
    assert_eq!(sandbox.journal().total(), 0, "nothing was sent");
}

#[tokio::test]
async fn a_host_the_proxy_refuses_is_no_connection() {
    let sandbox = sandbox().await;
    let client = believing(&sandbox)
        .with_endpoint(Dialect::Iop, "https://elsewhere.example")
        .build()
        .unwrap();
    let error = client.send(&product()).await.unwrap_err();
    assert_not_connected(&error, "Tunnel");
    assert_eq!(sandbox.journal().total(), 0, "nothing was sent");
}
