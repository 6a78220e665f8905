//! Limits as a client meets them: whose they are, and how long nothing is answered.

use itemget_sandbox::{ClockSetting, Quotas, Sandbox};
use serde_json::{Value, json};

use crate::wire::{Params, get, post, signed};

const PRODUCT: &str = "aliexpress.affiliate.productdetail.get";
const CATEGORY: &str = "aliexpress.affiliate.category.get";

async fn call(sandbox: &Sandbox, path: &str, api: &str) -> Value {
    let own = [("method", api), ("product_ids", "1005006000000001")];
    get(sandbox, path, &signed(sandbox.clock(), "", &own)).await.json()
}

fn one(per_second: Option<u32>, per_day: Option<u32>) -> Quotas {
    Quotas { per_second, per_day, ban_seconds: 2 }
}

#[tokio::test]
async fn a_refusal_says_whose_limit_it_is_and_how_long_the_ban_lasts() {
    let pinned = "2026-11-23T15:00:00Z".parse::<ClockSetting>().unwrap();
    for (app, api, app_api, code, legacy, seconds) in [
        (one(Some(1), None), None, None, "AppCallLimit", "app", 2),
        (one(None, Some(1)), None, None, "AppCallLimit", "app", 3600),
        (one(None, None), Some(one(Some(1), None)), None, "ApiCallLimit", "api", 2),
        (
            one(None, None),
            None,
            Some(one(None, Some(1))),
            "ApiCallLimit",
            "app-api",
            3600,
        ),
    ] {
        let mut builder = Sandbox::builder().clock(pinned).quotas(app);
        if let Some(quotas) = api {
            builder = builder.api_quotas(PRODUCT, quotas);
        }
        if let Some(quotas) = app_api {
            builder = builder.app_api_quotas(PRODUCT, quotas);
        }
        let sandbox = builder.start().await.unwrap();
        let first = call(&sandbox, "/sync", PRODUCT).await;
        assert!(first.get("error_response").is_none(), "{first}");
        let refusal = call(&sandbox, "/sync", PRODUCT).await["error_response"].clone();
        assert_eq!(refusal["code"], code);
        let text = format!(
            "Api access frequency exceeds the limit. this ban will last {seconds} seconds"
        );
        assert_eq!(refusal["msg"], text);
        let refusal =
            call(&sandbox, "/router/rest", PRODUCT).await["error_response"].clone();
        assert_eq!(refusal["code"], 7);
        let sub_code = format!("accesscontrol.limited-by-{legacy}-access-count");
        assert_eq!(refusal["sub_code"], sub_code);
        let text = format!("This ban will last for {seconds} more seconds");
        assert_eq!(refusal["sub_msg"], text);
        let other = call(&sandbox, "/sync", CATEGORY).await;
        let is_open = other.get("error_response").is_none();
        assert_eq!(is_open, legacy != "app", "another API: {other}");
    }
}

#[tokio::test]
async fn limits_and_what_was_done_to_them_are_reached_over_http() {
    let sandbox = Sandbox::start().await.unwrap();
    let limits = json!({ "per_second": 50, "apis": { PRODUCT: { "per_day": 2 } } });
    let limits = limits.to_string();
    let posted = post(&sandbox, "/_sandbox/quota", "application/json", &limits);
    let posted = posted.await.json();
    assert_eq!(posted["limits"]["apis"][PRODUCT]["per_day"], 2, "{posted}");
    for _ in 0..3 {
        call(&sandbox, "/sync", PRODUCT).await;
    }
    let told = get(&sandbox, "/_sandbox/quota", &Params::new()).await.json();
    assert_eq!(told["api_usage"][PRODUCT]["refused_day_over"], 1, "{told}");
    assert_eq!(told["app_api_usage"]["12345678"][PRODUCT]["counted"], 2, "{told}");
    assert_eq!(told["usage"]["12345678"]["violations"], 0, "{told}");
    assert_eq!(told["usage"]["12345678"]["counted"], 2, "{told}");
    assert_eq!(sandbox.usage_of_apis()[PRODUCT].counted, 2);
    assert_eq!(sandbox.usage_by_app("12345678")[PRODUCT].today, 2);
}
