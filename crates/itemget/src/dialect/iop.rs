//! The AliExpress Open Platform of today: `/sync` for names with dots, `/rest` for paths.
//!
//! All parameters travel in the form body, as the official Python SDK sends them
//! (protocol: form 2 of the three in use). `simplify` is not sent: the full shape says
//! more, and it is the one the platform's own consoles show.

use bytes::Bytes;
use http::Request;
use http::header::HeaderValue;
use jiff::Timestamp;

use super::{Caller, FORM, Outgoing, form, joined, post};
use crate::call::Auth;
use crate::endpoint::IopEndpoint;
use crate::multipart::{self, Multipart};
use crate::sign::{SignMethod, sign};

pub(super) fn request(
    call: &Outgoing<'_>,
    caller: Caller<'_>,
    now: Timestamp,
    endpoint: &IopEndpoint,
) -> Result<Request<Bytes>, http::Error> {
    let is_path = call.method.contains('/');
    let uri = if is_path { endpoint.rest(call.method)? } else { endpoint.sync() };
    let timestamp = now.as_millisecond().to_string();
    let sign_method = caller.sign_method;

    let mut system = Vec::with_capacity(5);
    system.push(("app_key", caller.credentials.app_key.as_str()));
    // A path names the method already; with `method` beside it the signature is another.
    if !is_path {
        system.push(("method", call.method));
    }
    system.push(("sign_method", wire_name(sign_method)));
    system.push(("timestamp", &timestamp));
    if let (Auth::Token, Some(token)) = (call.auth, caller.token) {
        system.push(("access_token", token.expose()));
    }

    let mut pairs = joined(call, &system);
    let signature = sign(
        sign_method,
        call.method,
        pairs.iter().copied(),
        &caller.credentials.app_secret,
    );
    pairs.push(("sign", &signature));
    let Some(file) = &call.file else { return Ok(post(uri, FORM, form(&pairs))) };
    // Files are what no signature is over (protocol 2.3), and travel as browsers send them.
    let Multipart { content_type, body } = multipart::written(&pairs, file);
    Ok(post(uri, HeaderValue::try_from(content_type)?, body))
}

fn wire_name(method: SignMethod) -> &'static str {
    // The builder refuses the tutorials' way for this dialect.
    method.wire_name().unwrap_or("sha256")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::{CallFile, Dialect};
    use crate::endpoint::Endpoints;
    use crate::params::Params;
    use crate::secret::{AccessToken, Credentials};

    fn sent(method: &str, auth: Auth, params: Params) -> Request<Bytes> {
        let credentials = Credentials::new("12345678", "helloworld");
        let token = AccessToken::new("test");
        let call = Outgoing { method, dialect: Dialect::Iop, auth, params, file: None };
        let caller = Caller {
            credentials: &credentials,
            token: Some(&token),
            sign_method: SignMethod::Sha256,
        };
        let now = Timestamp::from_millisecond(1_517_820_392_000).unwrap();
        request(&call, caller, now, &Endpoints::default().iop).unwrap()
    }

    fn body(request: &Request<Bytes>) -> Vec<(String, String)> {
        form_urlencoded::parse(request.body()).into_owned().collect()
    }

    fn value<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
        pairs.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    #[test]
    fn a_dotted_call_goes_to_sync_with_everything_in_its_body() {
        let params = Params::new()
            .with("product_id", "1005001234567890")
            .with("ship_to_country", "US")
            .with("target_currency", "USD")
            .with("target_language", "en_US");
        let request = sent("aliexpress.ds.product.get", Auth::Token, params);
        assert_eq!(request.uri(), "https://api-sg.aliexpress.com/sync");
        let pairs = body(&request);
        assert_eq!(value(&pairs, "method"), Some("aliexpress.ds.product.get"));
        assert_eq!(value(&pairs, "access_token"), Some("test"));
        // Derived with the official algorithm (protocol 2.4, T7).
        assert_eq!(
            value(&pairs, "sign"),
            Some("613A243736C44AFD829EBBD53CB761F167EEE1B9B2E982243A4F4DE696A2BF38")
        );
    }

    #[test]
    fn a_file_travels_beside_the_parameters_and_no_signature_is_over_it() {
        let credentials = Credentials::new("12345678", "helloworld");
        let caller = Caller {
            credentials: &credentials,
            token: None,
            sign_method: SignMethod::Sha256,
        };
        let now = Timestamp::from_millisecond(1_517_820_392_000).unwrap();
        let sent = |bytes: &'static [u8]| {
            let bytes = Bytes::from_static(bytes);
            let call = Outgoing {
                method: "aliexpress.ds.image.search",
                dialect: Dialect::Iop,
                auth: Auth::None,
                params: Params::new().with("shpt_to", "US"),
                file: Some(CallFile { name: "image_file_bytes", bytes }),
            };
            let request = request(&call, caller, now, &Endpoints::default().iop).unwrap();
            let kind = request.headers()["content-type"].to_str().unwrap().to_owned();
            let parts = multipart::parts(&kind, request.body()).unwrap();
            let part = |name| parts.iter().find(|part| part.name == name).unwrap();
            assert_eq!(part("image_file_bytes").value, call.file.unwrap().bytes);
            assert!(part("image_file_bytes").is_file && !part("shpt_to").is_file);
            String::from_utf8(part("sign").value.to_vec()).unwrap()
        };
        assert_eq!(sent(b"one picture"), sent(b"another"), "the signature is the same");
    }

    #[test]
    fn a_path_is_the_address_and_is_signed_without_method() {
        let params =
            Params::new().with("refresh_token", "50001200212ao8nQ").with("sign", "x");
        let request = sent("/auth/token/refresh", Auth::None, params);
        assert_eq!(
            request.uri(),
            "https://api-sg.aliexpress.com/rest/auth/token/refresh"
        );
        let pairs = body(&request);
        assert_eq!(value(&pairs, "method"), None);
        assert_eq!(value(&pairs, "access_token"), None);
        assert_eq!(
            value(&pairs, "sign"),
            Some("DAC3C89DBEB4F20A99FDDF8FD4515E0414FF3F4D603D508E94422AE1E1E308DA")
        );
        assert_eq!(pairs.iter().filter(|(name, _)| name == "sign").count(), 1);
    }

    #[test]
    fn any_text_survives_the_form() {
        let params = Params::new().with("keyWord", "手机壳 & case+100%");
        let request = sent("aliexpress.ds.text.search", Auth::None, params);
        let pairs = body(&request);
        assert_eq!(value(&pairs, "keyWord"), Some("手机壳 & case+100%"));
        assert!(request.body().is_ascii(), "{:?}", request.body());
    }

    #[test]
    fn the_systems_own_parameters_win_over_the_callers() {
        let params = Params::new().with("timestamp", "1").with("app_key", "other");
        let pairs = body(&sent("a.b", Auth::None, params));
        assert_eq!(value(&pairs, "timestamp"), Some("1517820392000"));
        assert_eq!(value(&pairs, "app_key"), Some("12345678"));
        assert_eq!(pairs.len(), 5, "{pairs:?}");
    }
}
