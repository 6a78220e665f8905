//! An HTTP 200 is no success: every place where a no can stand, and what is no answer.

use std::time::Duration;

use bytes::Bytes;
use itemget::api::dropship::ProductGet;
use itemget::{
    Call as _, Cause, Contents, Layer, Refusal, ReplyError, Unreadable, View, decode,
};

use crate::fixtures::{body, france, reply};

fn read(body: Bytes) -> ReplyError {
    let call = ProductGet::new("1005006000000017".parse().unwrap(), france());
    call.read(&reply(body)).unwrap_err()
}

fn refusal(inside: &str) -> Refusal {
    let body = body(&format!("errors/{inside}.json"));
    let ReplyError::Refused(refusal) = read(body.clone()) else {
        panic!("{inside} is no refusal");
    };
    // A saved body means the same as one that just came.
    let decoded = decode(&body, reply(body.clone()).observed_at, View::default());
    let decoded = decoded.unwrap();
    assert_eq!(decoded.contents, Contents::Refusal(refusal.clone()), "{inside}");
    assert_eq!(decoded.request_id, refusal.request_id, "{inside}");
    *refusal
}

#[test]
fn every_no_is_told_from_a_yes_wherever_it_stands() {
    use Layer::{Business, Gateway, OAuth};
    for (inside, layer, code, cause) in [
        ("sync", Gateway, "IllegalAccessToken", Cause::AccessToken),
        ("sync_limited", Gateway, "ApiCallLimit", Cause::Throttled),
        ("sync_15_isp", Gateway, "15", Cause::PlatformFault),
        ("top_7", Gateway, "7", Cause::Throttled),
        ("top_29", Gateway, "29", Cause::AppKey),
        ("rest", Gateway, "InvalidCode", Cause::Consent),
        ("rest_without_type", Gateway, "IllegalRefreshToken", Cause::Consent),
        ("oauth", OAuth, "invalid_grant", Cause::Consent),
        ("rsp_code_605", Business, "605", Cause::NotFound),
        ("rsp_code_605_as_text", Business, "605", Cause::NotFound),
        ("rsp_code_482", Business, "482", Cause::NotSoldToCountry),
        ("resp_code_405", Business, "405", Cause::NotInAffiliateProgramme),
        ("inner_code_501", Business, "501", Cause::NotDeliverable),
        ("success_false", Business, "success=false", Cause::Unknown),
        ("search_code", Business, "NGSELECTION_SEARCH_ERROR", Cause::PlatformFault),
        ("item_get", Gateway, "ItemNotFound", Cause::NotFound),
    ] {
        let refusal = refusal(inside);
        let found = (refusal.layer, refusal.code.as_str(), refusal.cause);
        assert_eq!(found, (layer, code, cause), "{inside}");
    }
}

#[test]
fn the_legacy_gateways_ban_stands_in_its_second_message() {
    let refusal = refusal("top_7");
    assert_eq!(refusal.ban, Some(Duration::from_secs(12)));
    assert_eq!(
        refusal.to_string(),
        "the platform answered `7` (`accesscontrol.limited-by-api-access-count`): App \
         Call Limited: This ban will last for 12 more seconds [request abc000000004]"
    );
}

#[test]
fn who_is_blamed_and_which_exchange_it_was_are_kept() {
    let refusal = refusal("rest");
    assert_eq!(refusal.blamed.as_deref(), Some("ISP"));
    assert_eq!(refusal.request_id.as_deref(), Some("2101000000000000000000005"));
    let refusal = self::refusal("rsp_code_605");
    assert_eq!(refusal.blamed, None);
    assert_eq!(refusal.request_id.as_deref(), Some("2101000000000000000000006"));
}

#[test]
fn success_in_any_type_is_a_success() {
    let wrapped = String::from_utf8(body("ds_product_get/wrapped.json").into()).unwrap();
    for code in ["200", r#""200""#, "200.0", r#""200.0""#, r#""0""#, r#""00""#, "null"] {
        let body = wrapped.replace(r#""rsp_code":200"#, &format!(r#""rsp_code":{code}"#));
        let call = ProductGet::new("1005006000000017".parse().unwrap(), france());
        assert!(call.read(&reply(body)).is_ok(), "rsp_code {code}");
    }
}

fn unreadable(body: impl Into<Bytes>) -> Unreadable {
    match read(body.into()) {
        ReplyError::Unreadable(unreadable) => *unreadable,
        ReplyError::Refused(refusal) => panic!("{refusal}"),
    }
}

#[test]
fn however_long_a_name_is_the_message_is_short() {
    let name = "n\u{e9}".repeat(5_000);
    for body in [
        format!(r#"{{"{name}" 1}}"#),
        format!(r#"{{"{name}":{}"#, r#"{"deep":"#.repeat(100)),
        format!(r#"{{"{name}":1}}"#),
        format!(r#"{{"{name}_response":{{"{name}":1}}}}"#),
    ] {
        let told = unreadable(body.clone()).to_string();
        assert!(told.contains('…') && told.len() < 1_000, "{} bytes: {told}", told.len());
    }
}

#[test]
fn what_is_no_answer_says_where_and_what_it_is() {
    let cut = &body("ds_product_get/wrapped.json")[..812];
    for (body, expected) in [
        (&b""[..], "a JSON object was expected at the start, but the body is empty"),
        (b" \n", "a JSON object was expected at the start, but the body is empty"),
        (
            b"<!doctype html><title>502 Bad Gateway</title>",
            "a JSON object was expected at the start, but it is an HTML or XML page",
        ),
        (
            b"\xff\xfe{",
            "a JSON object was expected at byte 0, but there is the byte 0xff, which is \
             no UTF-8",
        ),
        (
            cut,
            "`\"` at the end of a text was expected at line 6 column 114 (in \
             `aliexpress_ds_product_get_response.result.ae_item_sku_info_dtos.\
             ae_item_sku_info_d_t_o[0].ae_sku_property_dtos.ae_sku_property_d_t_o[1].\
             property_value_id`), but the body ends there, after 812 bytes",
        ),
        (
            b"{\"a\":{\n  \"b\": ok}}",
            "a value was expected at line 2 column 8 (in `a.b`), but there is `o`",
        ),
        (b"[1]", "an object was expected at the root, but there is a list"),
        (
            b"{}",
            "a `result` with an item in it was expected at the root, but there is an \
             empty object",
        ),
        (
            br#"{"aliexpress_ds_product_get_response":{"result":{"has_whole_sale":false},
                "rsp_code":200}}"#,
            "a `result` with an item in it was expected at \
             `aliexpress_ds_product_get_response`, but there is only `result`, `rsp_code`",
        ),
    ] {
        let unreadable = unreadable(Bytes::copy_from_slice(body));
        assert_eq!(unreadable.to_string(), expected);
        assert_eq!(unreadable.body, body, "its bytes are kept");
    }
}

#[test]
fn of_a_huge_body_that_cannot_be_read_only_the_start_is_kept() {
    let huge = vec![b'['; 1_000_000];
    let unreadable = unreadable(huge);
    assert_eq!(unreadable.body.len(), Unreadable::KEPT);
    assert_eq!(unreadable.length, 1_000_000);
    assert_eq!(unreadable.expected, "less deep nesting");
}
