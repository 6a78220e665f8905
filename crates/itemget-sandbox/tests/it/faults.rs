//! Faults of the script, as they arrive at a client.

use std::io::ErrorKind;

use itemget_sandbox::{ACCEPTED, Fault, FaultKind, OTHER_FAULTS, PEER_FAULTS, Sandbox};
use serde_json::Value;

use crate::wire::{get, get_product, signed};

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
        ("bad-signature*2", "IncompleteSignature"),
        ("no-permission*2", "InsufficientPermission"),
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

#[tokio::test]
async fn each_known_fault_leaves_its_mark_and_is_over_after_one_request() {
    let good = get_product(&with("slow ms=0").await).await.json();
    for known in PEER_FAULTS.iter().chain(OTHER_FAULTS) {
        if known.script.starts_with("stalled") || known.script.starts_with("slow") {
            continue;
        }
        let sandbox = Sandbox::builder().start().await.unwrap();
        sandbox.script().add(known.script.parse().unwrap());
        let reply = get_product(&sandbox).await;
        let fault = sandbox.journal().last().unwrap().fault;
        assert_eq!(fault.as_deref(), known.script.split(' ').next(), "{}", known.name);
        let is_plain = reply.end.is_none() && reply.status() == 200;
        let same = is_plain
            && serde_json::from_slice::<Value>(&reply.body)
                .is_ok_and(|body| names(&body) == names(&good));
        // A single product is not halved, it has no `shop_url`, and its SKU ids keep their
        // names as numbers.
        let keeps = ["partial", "without field=shop_url", "numeric-ids", "wrong-types"];
        assert!(!same || keeps.contains(&known.script), "{} does nothing", known.name);
        assert_eq!(
            names(&get_product(&sandbox).await.json()),
            names(&good),
            "{}",
            known.name
        );
    }
}

/// The names of all fields, as they stand in one another.
fn names(body: &Value) -> Value {
    match body {
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| (name.clone(), names(value))).collect()
        }
        Value::Array(list) => list.iter().map(names).collect(),
        _ => Value::Null,
    }
}

#[tokio::test]
async fn a_flat_refusal_has_no_wrapper() {
    let body = get_product(&with("flat code=IllegalAccessToken").await).await.json();
    assert_eq!(body["code"], "IllegalAccessToken", "{body}");
    assert!(
        body["message"].is_string() && body.get("error_response").is_none(),
        "{body}"
    );
}

#[tokio::test]
async fn nothing_found_is_said_as_each_api_says_it() {
    let body = get_product(&with("empty").await).await.json();
    assert_eq!(body["aliexpress_ds_product_get_response"]["rsp_code"], 605, "{body}");
    let sandbox = with("empty").await;
    let own = [
        ("method", "aliexpress.affiliate.productdetail.get"),
        ("product_ids", "1005006000000001"),
    ];
    let body = get(&sandbox, "/sync", &signed(sandbox.clock(), "", &own)).await.json();
    let answer = &body["aliexpress_affiliate_productdetail_get_response"];
    assert_eq!(answer["resp_result"]["resp_code"], 405, "{body}");
}

#[tokio::test]
async fn one_of_two_ids_is_found_and_a_sku_id_is_a_number() {
    let sandbox = with("partial").await;
    let own = [
        ("method", "aliexpress.affiliate.productdetail.get"),
        ("product_ids", "1005006000000001,1005006000000002"),
    ];
    let body = get(&sandbox, "/sync", &signed(sandbox.clock(), "", &own)).await.json();
    let result = &body["aliexpress_affiliate_productdetail_get_response"]["resp_result"];
    assert_eq!(result["result"]["current_record_count"], 1, "{body}");
    let body = get_product(&with("numeric-ids").await).await;
    let text = String::from_utf8(body.body).unwrap();
    assert!(text.contains("\"sku_id\":12000036000000001"), "{text}");
}

/// In virtual time: a client that waits ten seconds leaves, one that does not is reset.
#[tokio::test(start_paused = true)]
async fn a_stalled_answer_comes_when_nobody_waits_any_more() {
    for (fault, arrived) in [("stalled", false), ("stalled-body", true)] {
        let sandbox = with(fault).await;
        let patience = std::time::Duration::from_secs(10);
        let early = tokio::time::timeout(patience, get_product(&sandbox)).await;
        assert!(early.is_err(), "{fault}: {early:?}");
        sandbox.script().add(fault.parse().unwrap());
        let late = get_product(&sandbox).await;
        assert!(late.end.is_some(), "{fault}: {late:?}");
        assert_eq!(!late.body.is_empty(), arrived, "{fault}: {late:?}");
    }
}
