//! Jobs that wait: where an answer says that there is no use in asking on, nothing is
//! written, and the job says what it waits for.

use itemget_sandbox::{Quotas, Sandbox};
use serde_json::{Value, json};

use super::Service;
use super::jobs::{SERVE, created, ids, until};
use crate::platform::Platform;

const FREIGHT: &str = "aliexpress.ds.freight.query";

/// What a job of so many items, with their freight or without, is when it waits.
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
    assert_eq!((&*lines, &job["answered"]), ("", &json!(0)), "{job}");
    assert!(job["calls_at_most"].as_u64() > Some(0), "what was in vain counts: {job}");
    service.end().must_end(0);
    job
}

fn of_a_day(calls: u32) -> Quotas {
    Quotas { per_day: Some(calls), ..Quotas::default() }
}

#[test]
fn a_job_whose_freight_has_no_calls_left_waits_for_the_quota() {
    let sandbox = Sandbox::builder().items(40).app_api_quotas(FREIGHT, of_a_day(3));
    let job = waiting(&Platform::of(sandbox), 12, true);
    assert_eq!(job["waits_for"], "quota", "{job}");
}

#[test]
fn a_day_that_ends_with_the_last_id_of_a_window_is_waited_for() {
    let product = "aliexpress.ds.product.get";
    let sandbox = Sandbox::builder().items(40).app_api_quotas(product, of_a_day(11));
    let job = waiting(&Platform::of(sandbox), 12, false);
    assert_eq!(job["waits_for"], "quota", "{job}");
}

#[test]
fn a_job_whose_permission_ends_on_the_way_waits_for_it() {
    let fault = format!("no-permission*always method={FREIGHT}");
    let sandbox = Sandbox::builder().items(40).fault(fault.parse().unwrap());
    let job = waiting(&Platform::of(sandbox), 12, true);
    assert_eq!(job["waits_for"], "unauthorised", "{job}");
}

#[test]
fn a_job_of_which_freight_is_not_answered_is_tried_again() {
    let fault = format!("http*always status=503 method={FREIGHT}");
    let sandbox = Sandbox::builder().items(40).fault(fault.parse().unwrap());
    let job = waiting(&Platform::of(sandbox), 2, true);
    assert_eq!(job["waits_for"], "no_answer", "{job}");
}
