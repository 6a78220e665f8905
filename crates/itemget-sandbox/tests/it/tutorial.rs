//! The public tutorial's endpoint and token call, and its script, unmodified.

use std::process::Output;

use itemget_sandbox::{ClockSetting, Sandbox};
use serde_json::{Value, json};

use crate::shared;
use crate::wire::{Reply, post};

const ITEM: &str = "/openapi/param2/2/portals.open/api.item.get";
const TOKEN: &str = "/openapi/http/1/system.oauth2/getToken";
const FORM: &str = "application/x-www-form-urlencoded";

/// The MD5 of the tutorial's body at the vector's time, from `fixtures/signatures`.
const SIGNED: &str = r#"{"app_key":"12345678","access_token":"test","timestamp":1517820392000,
    "format":"json","v":"1.0","productId":"1005001234567890",
    "fields":"productId,title,price","sign":"C6705637E28318E39A652EE2903F2834"}"#;

async fn ask(sandbox: &Sandbox, body: &str) -> Reply {
    post(sandbox, ITEM, "application/json", body).await
}

#[tokio::test]
async fn numbers_in_the_body_are_signed_as_python_writes_them() {
    let pinned = "2018-02-05T08:39:52Z".parse::<ClockSetting>().unwrap();
    let sandbox = Sandbox::builder().clock(pinned).start().await.unwrap();
    // The signature is right, so the first thing wrong is the token.
    assert_eq!(ask(&sandbox, SIGNED).await.refusal(), "IllegalAccessToken");
    let lower = SIGNED
        .replace("C6705637E28318E39A652EE2903F2834", "c6705637e28318e39a652ee2903f2834");
    let reply = ask(&sandbox, &lower).await;
    assert_eq!(reply.refusal(), "IncompleteSignature");
    let detail = reply.json()["error_response"]["detail"].to_string();
    assert!(detail.contains("lower-case hex"), "{detail}");
}

#[tokio::test]
async fn the_token_call_answers_with_and_without_the_app_key() {
    let sandbox = Sandbox::start().await.unwrap();
    let form = "grant_type=refresh_token&client_id=your_app_key\
        &client_secret=your_app_secret&refresh_token=your_refresh_token";
    for (path, lifetime) in
        [(TOKEN.to_owned(), "3600"), (format!("{TOKEN}/your_app_key"), "36000")]
    {
        let body = post(&sandbox, &path, FORM, form).await.json();
        assert_eq!(body["expires_in"], lifetime, "{path} {body}");
        assert!(body["access_token"].as_str().unwrap().len() > 20, "{body}");
    }
    let entry = sandbox.journal().last().unwrap();
    assert_eq!(entry.params["client_secret"], "***");
    assert_eq!(entry.params["refresh_token"], "***");
}

#[tokio::test]
async fn a_refused_token_call_speaks_as_the_script_reads() {
    let sandbox = Sandbox::start().await.unwrap();
    let known = "client_id=12345678&client_secret=helloworld";
    for (form, error) in [
        ("grant_type=refresh_token".to_owned(), "invalid_request"),
        ("grant_type=x&client_id=nobody&client_secret=x".to_owned(), "invalid_client"),
        ("client_id=12345678&client_secret=wrong".to_owned(), "invalid_client"),
        (format!("{known}&grant_type=password"), "unsupported_grant_type"),
        (format!("{known}&grant_type=refresh_token&refresh_token=x"), "invalid_grant"),
        (format!("{known}&grant_type=authorization_code&code=x"), "invalid_grant"),
        ("a=1&a=2".to_owned(), "invalid_request"),
    ] {
        let reply = post(&sandbox, TOKEN, FORM, &form).await;
        let body = reply.json();
        assert_eq!(body["error"], error, "{form} {body}");
        assert!(body["error_description"].is_string(), "{form} {body}");
        assert_eq!(sandbox.journal().last().unwrap().verdict, error);
    }
}

#[tokio::test]
async fn the_other_dialects_api_is_not_at_sync() {
    let sandbox = Sandbox::start().await.unwrap();
    let own = [("method", "api.item.get"), ("productId", "1234567890")];
    let params = crate::wire::signed(sandbox.clock(), "", &own);
    let reply = crate::wire::get(&sandbox, "/sync", &params).await;
    assert_eq!(reply.refusal(), "InvalidApiPath");
}

/// Runs the tutorial's script through the proxy, told by its environment alone; `edit` is
/// Python that may change the script's text `s` first.
async fn run_script(sandbox: &Sandbox, edit: &str) -> Output {
    let proxy = sandbox.tls_proxy().unwrap();
    let script = shared::path("tutorial/item_get_client.py");
    let program = format!(
        "import sys; s = open(sys.argv[1], encoding='utf-8').read(); {edit}; exec(s)"
    );
    tokio::process::Command::new("python3")
        .arg("-c")
        .arg(program)
        .arg(script)
        .env("HTTPS_PROXY", proxy.url())
        .env("REQUESTS_CA_BUNDLE", proxy.ca_file())
        .env("PYTHONIOENCODING", "utf-8")
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .env_remove("https_proxy")
        .output()
        .await
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[tokio::test]
#[ignore = "needs ../shared: cargo xtask test"]
async fn the_script_prints_its_item_unmodified() {
    let sandbox = Sandbox::builder().tls_proxy(0).start().await.unwrap();
    let output = run_script(&sandbox, "pass").await;
    let printed = text(&output.stdout);
    for line in [
        "商品ID: 1234567890",
        "商品标题: ",
        "售价: ",
        "库存: ",
        "30天销量: ",
        "主图地址: http",
    ] {
        assert!(printed.contains(line), "{line} in {printed}{}", text(&output.stderr));
    }
    assert!(!printed.contains("None"), "a field is missing: {printed}");
    let hosts: Vec<Value> =
        sandbox.journal().entries().iter().map(|entry| json!(entry.host)).collect();
    assert_eq!(hosts, ["gw.api.alibaba.com", "gw.api.alibaba.com"]);
}

#[tokio::test]
#[ignore = "needs ../shared: cargo xtask test"]
async fn the_script_prints_its_error_lines() {
    let sandbox = Sandbox::builder().tls_proxy(0).start().await.unwrap();
    let wrong_secret =
        run_script(&sandbox, "s = s.replace('your_app_secret', 'wrong')").await;
    let said = text(&wrong_secret.stderr);
    assert!(said.contains("令牌刷新失败: the app secret is wrong"), "{said}");

    let wrong_sign = "s = s.replace('&app_secret={self', '&app_secret=x{self')";
    let unsigned = text(&run_script(&sandbox, wrong_sign).await.stdout);
    let line = "获取失败: The request signature does not conform to platform standards (错误码: IncompleteSignature)";
    assert!(unsigned.contains(line), "{unsigned}");
}
