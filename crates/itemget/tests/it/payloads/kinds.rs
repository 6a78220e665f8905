//! What each genuine body is: an answer of which method, a token, or a no of which cause.

use itemget::{Cause, Contents};

use super::{bodies, body, read};

#[test]
#[ignore = "needs ../shared: cargo xtask test"]
fn every_no_has_its_cause() {
    for (part, cause) in [
        ("item_id_not_found_605", Cause::NotFound),
        ("ApiCallLimit_ban_1s", Cause::Throttled),
        ("401_publisher_not_registered", Cause::Permission),
        ("MissingParameter_access_token", Cause::MissingParameter),
        ("link_generate_resp_code_402", Cause::BadParameter),
        ("rest__IllegalRefreshToken", Cause::Consent),
        ("sync__InvalidApiPath", Cause::UnknownMethod),
        ("NGSELECTION_SEARCH_ERROR", Cause::PlatformFault),
        ("top__15_isp_http_connection_timeout", Cause::PlatformFault),
        ("top__7_app_call_limited", Cause::Throttled),
        ("error_auth", Cause::AccessToken),
        ("error_generic", Cause::BadParameter),
        ("error_permission", Cause::Permission),
        ("error_rate_limit", Cause::Throttled),
        ("order_list_405_empty", Cause::NotInAffiliateProgramme),
        ("resp_code_is_a_string_isv.invalid-signature", Cause::Signature),
        ("rest__IncompleteSignature_aliexpress", Cause::Signature),
        ("rest__IncompleteSignature_with_request_id", Cause::Signature),
        ("rest__InvalidCode", Cause::Consent),
        ("sync__IllegalAccessToken", Cause::AccessToken),
        ("sync__IncompleteSignature", Cause::Signature),
        ("sync__InsufficientPermission", Cause::Permission),
        ("sync__affiliate_405_empty", Cause::NotInAffiliateProgramme),
        ("top__11_insufficient_isv_permissions", Cause::Permission),
        ("top__15_remote_service_error", Cause::BadParameter),
        ("top__29_invalid_app_key", Cause::AppKey),
        ("real_freight_query_501", Cause::NotDeliverable),
        ("freight_query_fail", Cause::NotDeliverable),
    ] {
        match read(&body(part)).contents {
            Contents::Refusal(refusal) => assert_eq!(refusal.cause, cause, "{part}"),
            other => panic!("{part}: {other:?}"),
        }
    }
}

#[test]
#[ignore = "needs ../shared: cargo xtask test"]
fn every_body_is_known_by_its_looks() {
    let mut unknown = Vec::new();
    for (name, body) in bodies() {
        let decoded = read(&body);
        // A token is never said to be anything else, and never shown.
        let token = name.starts_with("token/");
        assert_eq!(decoded.contents == Contents::Token, token, "{name}");
        assert!(!format!("{decoded:?}").contains("PLACEHOLDER_ACCESS_TOKEN"), "{name}");
        // A no of the gateway itself does not say whose it is.
        let refused = matches!(decoded.contents, Contents::Refusal(_));
        assert!(refused || !name.starts_with("errors/"), "{name}");
        if decoded.api.is_none() && !refused {
            unknown.push(name);
        }
    }
    // The reply of somebody's own program.
    assert_eq!(unknown.len(), 1, "{unknown:?}");
    assert!(unknown[0].contains("feed_list_137"), "{unknown:?}");
}
