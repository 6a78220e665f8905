//! Which parameters and which fields may stand in a recording: lists of what is allowed,
//! because a list of what is secret is never complete.

/// Business parameters whose values are written down as they are: those of the methods
/// that the protocol's catalogue names (protocol 6 and 1.1).
const BUSINESS: &[&str] = &[
    "categoryId",
    "category_id",
    "category_ids",
    "country",
    "countryCode",
    "currency",
    "delivery_days",
    "feed_name",
    "fields",
    "grant_type",
    "keyWord",
    "keyword",
    "keywords",
    "language",
    "local",
    "local_country",
    "local_language",
    "locale",
    "locale_site",
    "max_sale_price",
    "min_sale_price",
    "need_deliver_info",
    "num_iid",
    "page",
    "pageIndex",
    "pageSize",
    "page_no",
    "page_size",
    "param0",
    "platform_product_type",
    "priceEnd",
    "priceStart",
    "productId",
    "product_cnt",
    "product_id",
    "product_ids",
    "promotion_end_time",
    "promotion_link_type",
    "promotion_name",
    "promotion_start_time",
    "queryDeliveryReq",
    "remove_personal_benefit",
    "searchExtend",
    "search_id",
    "selectionName",
    "ship_to_country",
    "shpt_to",
    "simplify",
    "sku_id",
    "sku_ids",
    "sort",
    "sortBy",
    "source_values",
    "target_currency",
    "target_language",
    "tracking_id",
];

/// Parameters of the dialects that say who calls, when and how, not what is asked. They
/// differ from run to run and are left out.
const DIALECT: &[&str] = &[
    "_aop_timestamp",
    "app_key",
    "client_id",
    "debug",
    "format",
    "method",
    "partner_id",
    "sign_method",
    "timestamp",
    "uuid",
    "v",
];

/// Fields of a token's answer that are nobody's secret (protocol 2.5).
const TOKEN_ANSWER: &[&str] = &[
    "_trace_id_",
    "account_platform",
    "error",
    "expire_time",
    "expires_in",
    "locale",
    "refresh_expires_in",
    "refresh_token_timeout",
    "refresh_token_valid_time",
    "request_id",
    "sp",
    "token_type",
    "type",
];

/// Fields of a refusal, which a token call can be answered with as well. Their texts are
/// the platform's, and are only written where they stand at the root or in
/// `error_response`.
const REFUSAL: &[&str] =
    &["code", "error_description", "message", "msg", "sub_code", "sub_msg"];

/// What becomes of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Written down as it is.
    Kept,
    /// A name that is not known: only a digest of its value is written.
    Digested,
    /// Left out; its value is nothing to hide.
    Dropped,
    /// Left out, and its value must stand nowhere else either.
    Hidden,
}

/// What becomes of the parameter `name`.
pub(super) fn fate(name: &str) -> Fate {
    match name {
        _ if BUSINESS.binary_search(&name).is_ok() => Fate::Kept,
        _ if DIALECT.contains(&name) => Fate::Dropped,
        _ if sounds_secret(name) => Fate::Hidden,
        _ => Fate::Digested,
    }
}

/// Whether a name is one that secrets go by, in any dialect.
pub(super) fn sounds_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let within = ["token", "secret", "sign", "session", "passw", "credential", "cookie"];
    let whole = ["auth", "authorization", "code", "key", "api_key", "apikey"];
    within.iter().any(|word| name.contains(word)) || whole.contains(&name.as_str())
}

/// Whether a field by this name is a secret in whatever answer it stands. Narrower than
/// for parameters: in answers a `code` is the platform's and a `sign` is a currency's.
pub(super) fn is_secret_field(name: &str) -> bool {
    let name: String =
        name.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let secret = [
        "accesstoken",
        "refreshtoken",
        "sessionkey",
        "session",
        "appsecret",
        "clientsecret",
        "authorization",
        "cookie",
        "setcookie",
    ];
    secret.contains(&name.to_ascii_lowercase().as_str())
}

/// Whether the field at the end of `keys` may be read by anyone in a token's answer.
pub(super) fn is_open_in_token_answer(keys: &[String]) -> bool {
    let Some(name) = keys.last().map(String::as_str) else { return false };
    let outer = &keys[..keys.len() - 1];
    let at_the_top = outer.is_empty() || outer == ["error_response"];
    TOKEN_ANSWER.contains(&name) || (at_the_top && REFUSAL.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_business_parameters_can_be_searched() {
        assert!(BUSINESS.is_sorted(), "sort it");
        for name in BUSINESS {
            assert!(!sounds_secret(name), "`{name}` sounds like a secret");
        }
    }

    #[test]
    fn secrets_are_hidden_under_every_name_they_go_by() {
        for name in [
            "access_token",
            "session",
            "refresh_token",
            "client_secret",
            "app_secret",
            "sign",
            "app_signature",
            "_aop_signature",
            "code",
            "key",
            "secret",
            "Authorization",
            "sessionKey",
        ] {
            assert_eq!(fate(name), Fate::Hidden, "{name}");
        }
        assert_eq!(fate("product_id"), Fate::Kept);
        assert_eq!(fate("timestamp"), Fate::Dropped);
        assert_eq!(fate("a_new_parameter"), Fate::Digested);
    }
}
