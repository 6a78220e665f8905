//! Faults of the script, as they arrive at a client.

use std::io::ErrorKind;

use itemget_sandbox::{ACCEPTED, Fault, FaultKind, Sandbox};

use crate::wire::get_product;

async fn with(fault: &str) -> Sandbox {
    let fault = fault.parse::<Fault>().unwrap();
    Sandbox::builder().fault(fault).start().await.unwrap()
}

#[tokio::test]
async fn refusals_come_as_often_as_they_are_told() {
    for (fault, code) in [
        ("limited*2 ban=3", "ApiCallLimit"),
        ("app-limited*2", "AppCallLimit"),
        ("expired-token*2", "IllegalAccessToken"),
        ("skewed-clock*2", "IllegalTimestamp"),
        ("isp*2", "15"),
        ("refused*2 code=ServiceUnavailable", "ServiceUnavailable"),
    ] {
        let sandbox = with(fault).await;
        for _ in 0..2 {
            assert_eq!(get_product(&sandbox).await.refusal(), code, "{fault}");
        }
        assert_eq!(get_product(&sandbox).await.status(), 200);
        assert_eq!(sandbox.journal().last().unwrap().verdict, ACCEPTED, "{fault}");
    }
}

#[tokio::test]
async fn a_reset_is_a_reset_and_says_whether_the_call_was_made() {
    for (fault, verdict) in
        [("reset-before", "not_acted_upon"), ("reset-after", ACCEPTED)]
    {
        let sandbox = with(fault).await;
        let reply = get_product(&sandbox).await;
        assert_eq!(reply.end, Some(ErrorKind::ConnectionReset), "{fault}: {reply:?}");
        assert!(reply.head.is_empty(), "{fault}: {reply:?}");
        assert_eq!(sandbox.journal().last().unwrap().verdict, verdict);
        assert!(get_product(&sandbox).await.end.is_none(), "only once");
    }
}

#[tokio::test]
async fn a_truncated_body_is_shorter_than_announced() {
    let sandbox = with("truncated").await;
    let cut = get_product(&sandbox).await;
    assert_eq!(cut.end, Some(ErrorKind::UnexpectedEof), "{cut:?}");
    assert!(!cut.body.is_empty(), "{}", cut.head);
    let whole = get_product(&sandbox).await.body.len();
    assert!(cut.head.contains(&format!("content-length: {whole}")), "{}", cut.head);
    assert_eq!(cut.body.len(), whole / 2);
}

#[tokio::test]
async fn proxies_in_front_of_the_platform_can_answer() {
    let sandbox = with("html").await;
    sandbox.script().add(Fault::new(FaultKind::Http(429)));
    let page = get_product(&sandbox).await;
    assert_eq!(page.status(), 200);
    assert!(page.body.starts_with(b"<!DOCTYPE html>"));
    let throttled = get_product(&sandbox).await;
    assert_eq!(throttled.status(), 429);
    assert!(throttled.head.contains("retry-after: 1"), "{}", throttled.head);
}

#[tokio::test]
async fn wrong_types_keep_the_names() {
    let sandbox = with("wrong-types").await;
    let body = get_product(&sandbox).await.json();
    let answer = &body["aliexpress_ds_product_get_response"];
    assert_eq!(answer["rsp_code"]["value"], 200, "{body}");
    assert!(answer["request_id"].is_string());
}

#[tokio::test]
async fn a_slow_answer_is_late_and_whole() {
    let sandbox = with("slow ms=60").await;
    let started = std::time::Instant::now();
    let reply = get_product(&sandbox).await;
    assert!(started.elapsed().as_millis() >= 60, "after {:?}", started.elapsed());
    assert!(reply.json().get("error_response").is_none());
}
