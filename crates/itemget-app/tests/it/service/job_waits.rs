//! Jobs that wait: where an answer says that there is no use in asking on, what came before
//! it is written, and the job says what it waits for.

use itemget_sandbox::{Quotas, Sandbox};
use serde_json::{Value, json};

use super::jobs::{created, ids, until};
use super::{SERVE, Service};
use crate::platform::Platform;

const FREIGHT: &str = "aliexpress.ds.freight.query";

/// What a job of so many items, with their freight or without, is when it waits. Only what
/// was answered is in its result.
fn waiting(platform: &Platform, items: u64, freight: bool) -> Value {
    let world = platform.world().env("ITEMGET_ATTEMPTS", "1");
    let service = Service::started(&world, SERVE);
    let mut want = json!({ "fields": "title", "source": "dropship", "max_age": "0" });
    if freight {
        want["with"] = json!("freight");
    }
    let id = created(&service, &json!({ "ids": ids(items), "want": want }));
    let job = until(&service, id, |job| !job["waits_for"].is_null());
    let lines = service.get(&format!("/v1/jobs/{id}/result")).text();
    assert_eq!(job["answered"], json!(lines.lines().count()), "{job}");
    let is_answer = |line: &str| {
        ["found", "off_sale"]
            .iter()
            .any(|it| line.contains(&format!(r#""outcome":"{it}""#)))
    };
    assert!(lines.lines().all(is_answer), "{lines}");
    assert!(job["calls_at_most"].as_u64() > Some(0), "what was in vain counts: {job}");
    // The page says until when it waits where the API does, and nothing where it does not.
    for (lang, expected) in [("en", "expected <time"), ("zh", "预计恢复 <time")] {
        let cookie = format!("cookie: itemget_lang={lang}\r\n");
        let page = service.ask("GET", "/jobs", &cookie, "").text();
        assert_eq!(page.contains(expected), !job["waits_until"].is_null(), "{page}");
    }
    service.end().must_end(0);
    job
}

/// The end of the day that the clocks here are held in, in Beijing; to the second, which is
/// not the same for the platform and for who waits a little longer.
const DAY_ENDS: &str = "2026-11-24T16:00:0";

fn waits_for_the_day_to_end(job: &Value) {
    assert_eq!(job["waits_for"], "quota", "{job}");
    let until = job["waits_until"].as_str().unwrap_or_default();
    assert!(until.starts_with(DAY_ENDS), "{job}");
}

fn of_a_day(calls: u32) -> Quotas {
    Quotas { per_day: Some(calls), ..Quotas::default() }
}

#[test]
fn a_job_whose_freight_has_no_calls_left_waits_for_the_quota() {
    let sandbox = Sandbox::builder().items(40).app_api_quotas(FREIGHT, of_a_day(3));
    let job = waiting(&Platform::of(sandbox), 12, true);
    waits_for_the_day_to_end(&job);
}

#[test]
fn what_was_answered_before_the_quota_ended_is_written_and_the_rest_waits() {
    let product = "aliexpress.ds.product.get";
    let sandbox = Sandbox::builder().items(150).app_api_quotas(product, of_a_day(120));
    let platform = Platform::of(sandbox);
    let world = platform.world().env("ITEMGET_ATTEMPTS", "1");
    let service = Service::started(&world, SERVE);
    let want = json!({ "fields": "title", "source": "dropship", "max_age": "0" });
    let id = created(&service, &json!({ "ids": ids(150), "want": want }));
    let job = until(&service, id, |job| !job["waits_for"].is_null());
    waits_for_the_day_to_end(&job);
    // Those that are asked about at once may come in another order than they were sent.
    let answered = usize::try_from(job["answered"].as_u64().unwrap()).unwrap();
    assert!((101..=120).contains(&answered), "more than the first window: {job}");
    let part = service.get(&format!("/v1/jobs/{id}/result"));
    assert_eq!(part.headers["x-itemget-answered"], *answered.to_string());
    assert_eq!(part.text().lines().count(), answered);
    // Read on before, at and behind the place where the windows meet, and from the end.
    for after in [99, 100, 101, answered, answered + 1] {
        let rest = service.get(&format!("/v1/jobs/{id}/result?after={after}")).text();
        assert_eq!(rest.lines().count(), answered.saturating_sub(after), "{after}");
    }
    service.end().must_end(0);
}

#[test]
fn a_day_that_ends_with_the_last_id_of_a_window_is_waited_for() {
    let product = "aliexpress.ds.product.get";
    let sandbox = Sandbox::builder().items(40).app_api_quotas(product, of_a_day(11));
    let job = waiting(&Platform::of(sandbox), 12, false);
    waits_for_the_day_to_end(&job);
}

#[test]
fn a_job_whose_permission_ends_on_the_way_waits_for_it() {
    let fault = format!("no-permission*always method={FREIGHT}");
    let sandbox = Sandbox::builder().items(40).fault(fault.parse().unwrap());
    let job = waiting(&Platform::of(sandbox), 12, true);
    assert_eq!(job["waits_for"], "unauthorised", "{job}");
    assert_eq!(job["waits_until"], Value::Null, "nobody knows: {job}");
}

#[test]
fn a_job_of_which_freight_is_not_answered_is_tried_again() {
    let fault = format!("http*always status=503 method={FREIGHT}");
    let sandbox = Sandbox::builder().items(40).fault(fault.parse().unwrap());
    let job = waiting(&Platform::of(sandbox), 2, true);
    assert_eq!(job["waits_for"], "no_answer", "{job}");
    assert_eq!(job["waits_until"], Value::Null, "nobody knows: {job}");
}

#[test]
fn a_job_that_asks_for_what_there_is_not_is_done_with_it_at_once() {
    let platform = Platform::of(Sandbox::builder().items(40));
    let world = platform.world();
    let service = Service::started(&world, SERVE);
    let want = json!({ "source": "dropship", "currency": "XXX", "max_age": "0" });
    let id = created(&service, &json!({ "ids": ids(5), "want": want }));
    let job = until(&service, id, |job| job["state"] == "done");
    assert_eq!((&job["failed"], &job["waits_for"]), (&json!(5), &Value::Null), "{job}");
    // A call for each, and none of them twice.
    assert_eq!(job["calls_at_most"], 5, "{job}");
    service.end().must_end(0);
}
