//! The public surface: what can be shared, what is refused when built, what is never shown.

use std::error::Error as _;
use std::fmt::Debug;

use itemget::api::system::{TokenCreate, TokenRefresh};
use itemget::api::tutorial::{GetToken, Grant};
use itemget::sign::SignMethod;
use itemget::{
    AccessToken, Answer, AuthCode, Client, ClientBuilder, Credentials, Dialect, Error,
    Item, Params, RawCall, RefreshToken, RetryPolicy, Token,
};

use crate::held::HeldClock;
use crate::server::{Act, Server, http, json};

const fn shared<T: Send + Sync + 'static>() {}
const _: () = {
    shared::<Client>();
    shared::<ClientBuilder>();
    shared::<Error>();
    shared::<Answer<Item>>();
    shared::<Token>();
};

fn builder() -> ClientBuilder {
    Client::builder(Credentials::new("12345678", "planted-app-secret"))
        .with_endpoints("http://127.0.0.1:9")
}

#[test]
fn what_is_wrong_is_said_when_the_client_is_built() {
    let plain = "http://api-sg.aliexpress.com";
    for (builder, expected) in [
        (Client::builder(Credentials::new("", "s")), "the app's key is empty"),
        (Client::builder(Credentials::new("k", "")), "the app's secret is empty"),
        (
            builder().with_endpoint(Dialect::Iop, plain),
            "the endpoint for Iop is not usable: `http://api-sg.aliexpress.com` is not \
             encrypted: use https, or allow plain http for this client",
        ),
        (
            builder().with_endpoint(Dialect::ItemGet, "nowhere"),
            "the endpoint for ItemGet is not usable: an endpoint is an address such as \
             `https://api-sg.aliexpress.com`",
        ),
        (
            builder().with_proxy("socks5://planted:planted@host"),
            "the proxy is not usable: a proxy of scheme `socks5` is not known: `http` is",
        ),
        (
            builder()
                .with_endpoint(Dialect::Iop, "https://127.0.0.1:9")
                .with_root_certificates("no certificate"),
            "encrypted connections cannot be made ready: a root certificate's text holds \
             no certificate",
        ),
        (builder().with_user_agent("two\nlines"), "`two\nlines` is no user agent"),
        (
            builder().with_sign_method(SignMethod::TutorialMd5),
            "`tutorial-md5` is not a sign method of the platform",
        ),
    ] {
        let shown = format!("{builder:?}");
        let error = builder.build().err().unwrap_or_else(|| panic!("built: {shown}"));
        assert_eq!(causes(&error).join(": "), expected, "{shown}");
        assert!(!whole(&error).contains("planted"), "{error:?}");
    }
    assert!(
        builder().with_endpoint(Dialect::Iop, plain).with_plain_http().build().is_ok()
    );
}

/// What an error says, and what each cause below it says.
fn causes(error: &(dyn std::error::Error + 'static)) -> Vec<String> {
    std::iter::successors(Some(error), |&error| error.source())
        .map(ToString::to_string)
        .collect()
}

/// All that an error shows: itself and each cause, in every way of printing.
pub(crate) fn whole(error: &(dyn std::error::Error + 'static)) -> String {
    std::iter::successors(Some(error), |&error| error.source())
        .map(|error| format!("{error} {error:?} {error:#?}\n"))
        .collect()
}

fn secret(name: &str) -> String {
    format!("planted-{name}")
}

fn client(url: &str) -> Client {
    Client::builder(Credentials::new("12345678", secret("app-secret")))
        .with_access_token(AccessToken::new(secret("access")))
        .with_endpoints(url)
        .with_clock(HeldClock::at("2026-11-23T17:20:27Z"))
        .with_retry(RetryPolicy { max_attempts: 2, ..RetryPolicy::default() })
        .build()
        .unwrap()
}

#[tokio::test]
async fn no_error_shows_a_secret_a_signature_or_an_address() {
    let html = "<html>planted-in-the-body</html>";
    let refusal = r#"{"code":"IllegalRefreshToken","type":"ISV","message":"no"}"#;
    let acts = [
        ("nothing", Act::SendAndClose(Vec::new())),
        ("no HTTP", Act::SendAndClose(b"planted-noise\r\n".to_vec())),
        (
            "cut short",
            Act::SendAndClose(http("200 OK", "", html.as_bytes())[..50].to_vec()),
        ),
        ("HTML", Act::Send(http("200 OK", "", html.as_bytes()))),
        ("a fault", Act::Send(http("500 Oops", "", html.as_bytes()))),
        ("a refusal", json(refusal)),
        ("half a token", json(r#"{"access_token":"planted-new"}"#)),
    ];
    for (what, act) in acts {
        let server = Server::start([act.clone(), act]).await;
        let client = client(&server.url());
        let code = AuthCode::new(secret("code"));
        let error = client.send(&TokenCreate::new(code)).await.unwrap_err();
        let shown = whole(&error);
        let received = server.received();
        assert!(received[0].contains("planted-code"), "it was sent: {received:?}");
        for hidden in ["planted", "sign", "http://", &server.address] {
            assert!(!shown.contains(hidden), "{what}: `{hidden}` is shown in\n{shown}");
        }
    }
}

#[tokio::test]
async fn the_tutorials_token_call_fails_without_showing_the_secret_it_sends() {
    let body = r#"{"error":"invalid_grant","error_description":"dead"}"#;
    let server = Server::start([json(body)]).await;
    let grant = Grant::Refresh(RefreshToken::new(secret("refresh")));
    let error = client(&server.url()).send(&GetToken { grant }).await.unwrap_err();
    assert!(server.received()[0].contains("client_secret=planted-app-secret"));
    let shown = whole(&error);
    assert!(shown.contains("dead") && !shown.contains("planted"), "{shown}");
    assert!(error.is_auth() && error.is_refused());
}

#[tokio::test]
async fn nothing_that_is_printed_for_debugging_shows_a_secret() {
    let token = r#"{"access_token":"planted-access","refresh_token":"planted-refresh",
        "expires_in":86400,"request_id":"2101b","code":"0"}"#;
    let server = Server::start([json(token)]).await;
    let client = client(&server.url());
    let refresh = TokenRefresh::new(RefreshToken::new(secret("refresh")));
    let answer = client.send(&refresh).await.unwrap();
    assert_eq!(answer.value.access.expose(), "planted-access");
    let builder = builder().with_proxy("http://planted:planted@127.0.0.1:9");
    let raw = RawCall::new("a.b", Params::new().with("token", secret("param")));
    let shown: [&dyn Debug; 5] = [&client, &builder, &answer, &refresh, &raw];
    for value in shown {
        let shown = format!("{value:?} {value:#?}");
        assert!(!shown.contains("planted"), "{shown}");
    }
}

#[tokio::test]
async fn a_call_that_needs_a_token_is_not_sent_without_one() {
    let client = builder().build().unwrap();
    let call = RawCall::new("aliexpress.ds.product.get", Params::new()).with_token();
    let error = client.raw(&call).await.unwrap_err();
    assert_eq!(error.attempts(), 0);
    assert!(error.is_auth());
    let cause = error.source().unwrap().to_string();
    assert_eq!(cause, "the call needs an access token and none is set");
}
