//! The platform's doors: what passes, what is refused, and in which order.

use itemget_sandbox::{ACCEPTED, ClockSetting, Quotas, Sandbox};
use jiff::SignedDuration;

use crate::wire::{self, Params, form, get, get_product, post, signed, unsigned};

const FORM: &str = "application/x-www-form-urlencoded;charset=utf-8";

async fn pinned() -> Sandbox {
    let clock = "2026-11-23T17:20:27Z".parse::<ClockSetting>().unwrap();
    Sandbox::builder().clock(clock).start().await.unwrap()
}

#[tokio::test]
async fn a_signed_call_is_answered_and_marked_synthetic() {
    let sandbox = pinned().await;
    let reply = get_product(&sandbox).await;
    let body = &reply.json()["aliexpress_ds_product_get_response"];
    assert_eq!(body["rsp_code"], 200, "{}", reply.json());
    assert_eq!(body["_synthetic_"], true);
    assert!(body["request_id"].is_string() && body["_trace_id_"].is_string());
    assert!(reply.head.contains("date: Mon, 23 Nov 2026 17:20:27 GMT"), "{}", reply.head);
    let entry = sandbox.journal().last().unwrap();
    assert_eq!(entry.verdict, ACCEPTED);
    assert_eq!(entry.params["access_token"], "***");
    assert_eq!(entry.params["sign"], "***");
    assert_eq!(entry.params["product_id"], "1005006000000001");
}

#[tokio::test]
async fn simplify_takes_the_envelope_off() {
    let sandbox = pinned().await;
    let own = [
        ("method", "aliexpress.ds.product.get"),
        ("session", "50000_SANDBOX_TOKEN"),
        ("product_id", "1005006000000001"),
        ("ship_to_country", "US"),
        ("simplify", "true"),
    ];
    let params = signed(sandbox.clock(), "", &own);
    let reply = post(&sandbox, "/sync", FORM, &form(&params)).await;
    assert!(reply.json()["result"].is_object(), "{}", reply.json());
}

/// Each row breaks one check and all that come after it: the first one speaks.
#[tokio::test]
async fn checks_come_in_the_documented_order() {
    let sandbox = Sandbox::builder()
        .clock("2026-11-23T17:20:27Z".parse().unwrap())
        .api_group("AliExpress-dropship")
        .start()
        .await
        .unwrap();
    let base = |own: &[(&str, &str)], missing: &[&str], resign: bool| {
        let mut params = unsigned(sandbox.clock(), own);
        for name in missing {
            params.remove(*name);
        }
        if resign {
            let sign = wire::hmac_sha256("", &params, "helloworld");
            params.insert("sign".to_owned(), sign);
        }
        params
    };
    let product = ("method", "aliexpress.ds.product.get");
    let affiliate = ("method", "aliexpress.affiliate.productdetail.get");
    let rows: Vec<(&str, Params)> = vec![
        ("MissingParameter", base(&[], &["app_key"], false)),
        ("InvalidAppKey", base(&[("app_key", "1"), ("timestamp", "x")], &[], false)),
        (
            "IllegalTimestamp",
            base(&[("timestamp", "x"), ("sign_method", "x")], &[], false),
        ),
        ("IllegalTimestamp", base(&[], &["timestamp"], false)),
        ("InvalidParameter", base(&[("sign_method", "x")], &[], false)),
        ("MissingParameter", base(&[], &[], false)),
        ("IncompleteSignature", base(&[("method", "a.b"), ("sign", "x")], &[], false)),
        ("InvalidApiPath", base(&[("method", "aliexpress.no.such.api")], &[], true)),
        ("InsufficientPermission", base(&[affiliate], &[], true)),
        ("IllegalAccessToken", base(&[product], &[], true)),
        (
            "MissingParameter",
            base(&[product, ("session", "50000_SANDBOX_TOKEN")], &[], true),
        ),
    ];
    for (code, params) in rows {
        let reply = get(&sandbox, "/sync", &params).await;
        assert_eq!(reply.status(), 200);
        assert_eq!(reply.refusal(), code, "{params:?} {}", reply.json());
        assert_eq!(sandbox.journal().last().unwrap().verdict, code);
    }
}

#[tokio::test]
async fn rate_comes_before_business_parameters() {
    let quotas = Quotas { per_second: Some(0), ban_seconds: 7, ..Quotas::default() };
    let sandbox = Sandbox::builder().quotas(quotas).start().await.unwrap();
    let own = [("method", "aliexpress.affiliate.productdetail.get")];
    let reply = get(&sandbox, "/sync", &signed(sandbox.clock(), "", &own)).await;
    assert_eq!(reply.refusal(), "AppCallLimit");
    assert_eq!(
        reply.json()["error_response"]["msg"],
        "Api access frequency exceeds the limit. this ban will last 7 seconds"
    );
}

#[tokio::test]
async fn system_calls_come_in_every_form() {
    let sandbox = pinned().await;
    let path = "/auth/token/create";
    for (door, with_method) in [
        ("/rest/auth/token/create", false),
        ("/rest/auth/token/create", true),
        ("/rest", true),
        ("/sync", true),
    ] {
        let code = sandbox.open_code();
        let mut own = vec![("code", code.as_str())];
        if with_method {
            own.push(("method", path));
        }
        let params = signed(sandbox.clock(), path, &own);
        let body = post(&sandbox, door, FORM, &form(&params)).await.json();
        let answer =
            if door == "/sync" { &body["/auth/token/create_response"] } else { &body };
        assert_eq!(answer["code"], "0", "{door} {body}");
        assert_eq!(answer["expires_in"], 2_592_000, "{door} {body}");
        assert_eq!(answer["refresh_expires_in"], 5_184_000, "{door} {body}");
    }
}

#[tokio::test]
async fn a_refusal_at_rest_stands_at_the_root() {
    let sandbox = pinned().await;
    let path = "/auth/token/refresh";
    let params = signed(sandbox.clock(), path, &[("refresh_token", "gone")]);
    let body = get(&sandbox, "/rest/auth/token/refresh", &params).await.json();
    assert_eq!(body["code"], "IllegalRefreshToken");
    assert_eq!(body["type"], "ISV");
    assert_eq!(body["message"], "The specified refresh token is invalid or expired");
}

#[tokio::test]
async fn tokens_expire_and_rotate_by_the_sandboxs_clock() {
    let sandbox = pinned().await;
    sandbox.clock().advance(SignedDuration::from_hours(30 * 24));
    assert_eq!(get_product(&sandbox).await.refusal(), "IllegalAccessToken");
    let path = "/auth/token/refresh";
    let own = [("refresh_token", "50001_SANDBOX_REFRESH")];
    let params = signed(sandbox.clock(), path, &own);
    let renewed = get(&sandbox, "/rest/auth/token/refresh", &params).await.json();
    assert_eq!(renewed["refresh_token"], "50001_SANDBOX_REFRESH");
    assert_eq!(renewed["refresh_expires_in"], 2_592_000);
    let token = renewed["access_token"].as_str().unwrap();
    let own = [
        ("method", "aliexpress.ds.product.get"),
        ("access_token", token),
        ("product_id", "1005006000000001"),
        ("ship_to_country", "US"),
    ];
    let reply = get(&sandbox, "/sync", &signed(sandbox.clock(), "", &own)).await;
    assert!(reply.json()["aliexpress_ds_product_get_response"].is_object());
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_and_not_served_paths_say_what_is() {
    let sandbox = pinned().await;
    for (path, kind, body) in [
        ("/sync?a=1&a=2", FORM, ""),
        ("/sync", FORM, "a=%FF"),
        ("/sync", "multipart/form-data; boundary=x", "--x"),
        ("/sync", "application/json", "{}"),
    ] {
        let reply = post(&sandbox, path, kind, body).await;
        assert_eq!(reply.refusal(), "InvalidParameter", "{path} {body}");
        assert!(reply.json()["error_response"]["detail"].is_string());
    }
    let lost = get(&sandbox, "/nothing/here", &Params::new()).await;
    assert_eq!(lost.status(), 404);
    assert_eq!(lost.json()["routes"][0], "/sync");
}

#[tokio::test]
async fn the_legacy_door_refuses_in_numbers() {
    let sandbox = pinned().await;
    let own = [("method", "aliexpress.ds.product.get"), ("sign", "wrong")];
    let params = unsigned(sandbox.clock(), &own);
    let reply = get(&sandbox, "/router/rest", &params).await;
    assert_eq!(reply.refusal(), "25");
    assert_eq!(reply.json()["error_response"]["msg"], "Invalid Signature");
    assert_eq!(sandbox.journal().last().unwrap().verdict, "IncompleteSignature");
}

#[tokio::test]
async fn answers_are_json_only() {
    let sandbox = pinned().await;
    let own = [("method", "aliexpress.ds.product.get"), ("format", "xml")];
    let reply = get(&sandbox, "/sync", &signed(sandbox.clock(), "", &own)).await;
    assert_eq!(reply.refusal(), "InvalidParameter");
}

#[tokio::test]
async fn pictures_in_an_answer_are_served() {
    let sandbox = pinned().await;
    let own = [
        ("method", "aliexpress.affiliate.productdetail.get"),
        ("product_ids", "1005006000000001"),
        ("simplify", "true"),
    ];
    let body = get(&sandbox, "/sync", &signed(sandbox.clock(), "", &own)).await.json();
    let url =
        body["resp_result"]["result"]["products"][0]["product_main_image_url"].as_str();
    let path = url.and_then(|url| url.strip_prefix(sandbox.url())).unwrap();
    let picture = get(&sandbox, path, &Params::new()).await;
    assert!(picture.head.contains("content-type: image/png"), "{}", picture.head);
    assert!(picture.body.starts_with(b"\x89PNG"));
    assert_eq!(get(&sandbox, "/kf/none.png", &Params::new()).await.status(), 404);
}

#[tokio::test]
async fn answers_are_compressed_for_those_who_offer_it() {
    let sandbox = Sandbox::builder().gzip(true).start().await.unwrap();
    for (offer, compressed) in [("Accept-Encoding: gzip, deflate\r\n", true), ("", false)]
    {
        let raw = format!("GET /sync HTTP/1.1\r\nHost: x\r\n{offer}\r\n");
        let reply = wire::send(sandbox.address(), raw.as_bytes()).await;
        assert_eq!(
            reply.head.contains("content-encoding: gzip"),
            compressed,
            "{reply:?}"
        );
        assert_eq!(reply.body.starts_with(&[0x1F, 0x8B]), compressed, "{reply:?}");
    }
}

#[tokio::test]
async fn what_is_not_even_http_leaves_the_sandbox_well() {
    let sandbox = pinned().await;
    for raw in [
        &b"\x16\x03\x01\x02\x00\x01\x00"[..],
        b"GET\r\n\r\n",
        b"GET /sync HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"POST /sync HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ] {
        let mut stream = tokio::net::TcpStream::connect(sandbox.address()).await.unwrap();
        tokio::io::AsyncWriteExt::write_all(&mut stream, raw).await.unwrap();
        tokio::io::AsyncWriteExt::shutdown(&mut stream).await.unwrap();
        let mut answer = Vec::new();
        tokio::io::AsyncReadExt::read_to_end(&mut stream, &mut answer).await.unwrap();
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.starts_with("HTTP/1.1 4"), "{raw:?}: {answer}");
    }
    assert_eq!(get_product(&sandbox).await.status(), 200);
}

#[tokio::test]
async fn a_picture_that_is_sent_as_a_file_finds_its_item() {
    let sandbox = pinned().await;
    let own = [
        ("method", "aliexpress.affiliate.productdetail.get"),
        ("product_ids", "1005006000000020"),
        ("simplify", "true"),
    ];
    let body = get(&sandbox, "/sync", &signed(sandbox.clock(), "", &own)).await.json();
    let product = &body["resp_result"]["result"]["products"][0];
    let url = product["product_main_image_url"].as_str().unwrap();
    let picture = get(&sandbox, &url[sandbox.url().len()..], &Params::new()).await.body;
    let own = [("method", "aliexpress.ds.image.search"), ("product_cnt", "5")];
    let params = signed(sandbox.clock(), "", &own);
    let found = wire::post_picture(&sandbox, &params, &picture).await.json();
    let products = &found["aliexpress_ds_image_search_response"]["data"]["products"];
    let first = &products["traffic_image_product_d_t_o"][0];
    assert_eq!(first["product_id"], "1005006000000020", "{found}");
    assert_eq!(first["product_title"], product["product_title"]);
}
