//! What each of the platform's codes means. One table, from its documents (the error code
//! page, docId 1372) and from replies and reports of live clients.

use std::time::Duration;

use super::{Cause, Layer};

/// Codes of the gateway itself, and of its legacy forerunner (numbers).
const GATEWAY: &[(&str, Cause)] = &[
    ("ApiCallLimit", Cause::Throttled),
    ("AppCallLimit", Cause::Throttled),
    ("IllegalAccessToken", Cause::AccessToken),
    ("IllegalRefreshToken", Cause::Consent),
    ("InvalidCode", Cause::Consent),
    ("AUTH_TYPE_UNSUPPORTED", Cause::Consent),
    ("IncompleteSignature", Cause::Signature),
    ("IllegalTimestamp", Cause::Clock),
    ("InvalidAppkey", Cause::AppKey),
    ("InvalidAppKey", Cause::AppKey),
    ("InsufficientPermission", Cause::Permission),
    ("MissingParameter", Cause::MissingParameter),
    ("InvalidParameter", Cause::BadParameter),
    ("InvalidApiPath", Cause::UnknownMethod),
    ("ServiceTimeout", Cause::PlatformFault),
    ("ServiceUnavailable", Cause::PlatformFault),
    ("SystemError", Cause::PlatformFault),
    ("InternalError", Cause::PlatformFault),
    // The tutorials' dialect has no words of the platform's for it; this is ours.
    ("ItemNotFound", Cause::NotFound),
    // The legacy gateway's numbers, where a cause of ours fits.
    ("4", Cause::Throttled),
    ("5", Cause::Throttled),
    ("6", Cause::Throttled),
    ("7", Cause::Throttled),
    ("8", Cause::Throttled),
    ("10", Cause::PlatformFault),
    ("11", Cause::Permission),
    ("12", Cause::Permission),
    ("13", Cause::Permission),
    ("21", Cause::MissingParameter),
    ("22", Cause::UnknownMethod),
    ("24", Cause::Signature),
    ("25", Cause::Signature),
    ("26", Cause::AccessToken),
    ("27", Cause::AccessToken),
    ("28", Cause::AppKey),
    ("29", Cause::AppKey),
    ("30", Cause::Clock),
    ("31", Cause::Clock),
    ("40", Cause::MissingParameter),
    ("41", Cause::BadParameter),
    ("43", Cause::BadParameter),
];

/// The sub codes that tell code `15` (and a few others) apart.
const SUB_CODES: &[(&str, Cause)] = &[
    ("405", Cause::NotInAffiliateProgramme),
    ("isv.402", Cause::Consent),
    ("isv.invalid-authorization", Cause::Consent),
    ("isv.account-migration-check-fail", Cause::Consent),
    ("isv.insufficient-permission", Cause::Permission),
    ("isv.permission-api-package-limit", Cause::Permission),
    ("invalid-sessionkey", Cause::AccessToken),
    ("accesscontrol.limited-by-app-access-count", Cause::DailyQuota),
    ("InternalError", Cause::PlatformFault),
];

/// Codes inside a payload.
const BUSINESS: &[(&str, Cause)] = &[
    ("605", Cause::NotFound),
    ("602", Cause::NotSoldToCountry),
    ("482", Cause::NotSoldToCountry),
    ("405", Cause::NotInAffiliateProgramme),
    ("401", Cause::Permission),
    ("402", Cause::BadParameter),
    ("404", Cause::PlatformFault),
    ("501", Cause::NotDeliverable),
    ("505", Cause::NotDeliverable),
    ("NGSELECTION_SEARCH_ERROR", Cause::PlatformFault),
    ("EXCEPTION_TEXT_SEARCH_FOR_DS", Cause::PlatformFault),
];

/// Errors of the OAuth endpoints (RFC 6749, 4.1.2.1 and 5.2).
const OAUTH: &[(&str, Cause)] = &[
    ("invalid_grant", Cause::Consent),
    ("invalid_client", Cause::AppKey),
    ("unauthorized_client", Cause::AppKey),
    ("invalid_request", Cause::BadParameter),
    ("invalid_scope", Cause::BadParameter),
    ("unsupported_grant_type", Cause::BadParameter),
    ("access_denied", Cause::Consent),
    ("server_error", Cause::PlatformFault),
    ("temporarily_unavailable", Cause::PlatformFault),
];

/// What a code means where it stood.
pub(super) fn cause(
    layer: Layer,
    code: &str,
    sub_code: Option<&str>,
    message: &str,
) -> Cause {
    let find = |table: &[(&str, Cause)], code: &str| {
        table.iter().find(|(known, _)| *known == code).map(|(_, cause)| *cause)
    };
    if let Some(sub_code) = sub_code {
        let family = || match sub_code.split_once('.') {
            Some(("isp", _)) => Some(Cause::PlatformFault),
            Some(("isv", what)) if what.starts_with("permission") => {
                Some(Cause::Permission)
            }
            Some(("isv", _)) => Some(Cause::BadParameter),
            Some(("accesscontrol", _)) => Some(Cause::Throttled),
            _ => None,
        };
        // The families only tell what `15` leaves open: `29` with `isv.appkey-not-exists`
        // is an unknown app key, and `7` with `isp.…` a limit.
        let by_code = || find(GATEWAY, code).filter(|_| layer == Layer::Gateway);
        let found = find(SUB_CODES, sub_code).or_else(by_code).or_else(family);
        if let Some(cause) = found {
            return daily(cause, message);
        }
    }
    let found = match layer {
        Layer::Gateway => find(GATEWAY, code).or_else(|| find(SUB_CODES, code)),
        Layer::Business => find(BUSINESS, code).or_else(|| find(GATEWAY, code)),
        Layer::OAuth => find(OAUTH, code),
    };
    let by_prefix = || match code.split_once('.') {
        Some(("isp", _)) => Some(Cause::PlatformFault),
        Some(("isv", "invalid-signature")) => Some(Cause::Signature),
        Some(("isv", _)) => Some(Cause::BadParameter),
        _ if code.starts_with("Missing") => Some(Cause::MissingParameter),
        _ if code.starts_with("Invalid") => Some(Cause::BadParameter),
        _ => None,
    };
    let cause = found.or_else(by_prefix).unwrap_or(Cause::Unknown);
    daily(cause, message)
}

/// A ban of hours is the day's quota, not the second's.
fn daily(cause: Cause, message: &str) -> Cause {
    match (cause, ban(message)) {
        (Cause::Throttled, Some(ban)) if ban > Duration::from_secs(600) => {
            Cause::DailyQuota
        }
        _ => cause,
    }
}

/// Reads "this ban will last 1 seconds" and "This ban will last for 1 more seconds".
pub(super) fn ban(message: &str) -> Option<Duration> {
    let (_, rest) = message.split_once("ban will last")?;
    let digits = rest.trim_start_matches(|c: char| !c.is_ascii_digit());
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    digits[..end].parse().ok().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_means_what_it_means_where_it_stands() {
        for (layer, code, sub_code, message, expected) in [
            (Layer::Gateway, "IllegalAccessToken", None, "", Cause::AccessToken),
            (
                Layer::Gateway,
                "ApiCallLimit",
                None,
                "ban will last 1 seconds",
                Cause::Throttled,
            ),
            (
                Layer::Gateway,
                "AppCallLimit",
                None,
                "ban will last 36000 seconds",
                Cause::DailyQuota,
            ),
            (
                Layer::Gateway,
                "15",
                Some("isp.http-read-timeout"),
                "",
                Cause::PlatformFault,
            ),
            (
                Layer::Gateway,
                "15",
                Some("isv.insufficient-permission"),
                "",
                Cause::Permission,
            ),
            (Layer::Gateway, "29", Some("isv.appkey-not-exists"), "", Cause::AppKey),
            (
                Layer::Gateway,
                "7",
                Some("isp.top-flow-control-limited"),
                "",
                Cause::Throttled,
            ),
            (
                Layer::Gateway,
                "15",
                Some("isv.permission-api-package-new"),
                "",
                Cause::Permission,
            ),
            (Layer::Gateway, "15", Some("isv.something-new"), "", Cause::BadParameter),
            (Layer::Gateway, "15", Some("405"), "", Cause::NotInAffiliateProgramme),
            (Layer::Gateway, "605", None, "", Cause::Unknown),
            (Layer::Gateway, "ItemNotFound", None, "", Cause::NotFound),
            (Layer::Business, "605", None, "ITEM_ID_NOT_FOUND", Cause::NotFound),
            (Layer::Business, "482", None, "", Cause::NotSoldToCountry),
            (Layer::Business, "isv.invalid-signature", None, "", Cause::Signature),
            (
                Layer::Gateway,
                "7",
                Some("accesscontrol.limited-by-app-access-count"),
                "",
                Cause::DailyQuota,
            ),
            (Layer::Gateway, "InvalidSomething", None, "", Cause::BadParameter),
            (Layer::Gateway, "a new code", None, "", Cause::Unknown),
            (Layer::OAuth, "invalid_grant", None, "", Cause::Consent),
        ] {
            let found = cause(layer, code, sub_code, message);
            assert_eq!(found, expected, "{layer:?} {code} {sub_code:?}");
        }
    }

    #[test]
    fn both_wordings_of_a_ban_are_read() {
        for (message, expected) in [
            (
                "Api access frequency exceeds the limit. this ban will last 1 seconds",
                Some(1),
            ),
            ("This ban will last for 30 more seconds", Some(30)),
            ("this ban will last forever", None),
            ("no ban", None),
        ] {
            assert_eq!(ban(message), expected.map(Duration::from_secs), "{message}");
        }
    }
}
