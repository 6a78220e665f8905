//! iop-sdk-rust: the one Rust client of the affiliate methods (MD5, all in the query of a
//! GET), through the proxy that its environment names.

use std::collections::HashMap;
use std::process::ExitCode;

use iop::{ApiName, Iop};

/// Lines of the form `ok NAME` and `FAILED NAME: what was seen`, and a count at the end.
#[derive(Default)]
struct Checks {
    passed: usize,
    failed: usize,
}

impl Checks {
    /// Something the client is for.
    fn works(&mut self, name: &str, holds: bool, saw: &str) {
        self.line("works", "works", name, holds, saw);
    }

    /// A known fault of the client. That it is gone is news, and fails.
    fn fault(&mut self, name: &str, is_there: bool, saw: &str) {
        self.line("fault", "fault is gone", name, is_there, saw);
    }

    fn line(&mut self, kind: &str, gone: &str, name: &str, holds: bool, saw: &str) {
        match holds {
            true => {
                self.passed += 1;
                println!("ok     {kind}: {name}");
            }
            false => {
                self.failed += 1;
                let saw: String = saw.chars().take(600).collect();
                println!("FAILED {gone}: {name}; saw {saw}");
            }
        }
    }
}

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("`{name}` is not set"))
}

/// The body, or what is said where there is none.
async fn call(client: &Iop, api: ApiName, params: &[(&str, &str)]) -> (bool, String) {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let params: HashMap<String, String> = params.iter().map(owned).collect();
    match client.request(api, Some(params)).await {
        Err(error) => (false, error.to_string()),
        Ok(response) => match response.text().await {
            Ok(text) => (true, text),
            Err(error) => (false, error.to_string()),
        },
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut checks = Checks::default();
    let (key, secret) = (variable("SANDBOX_KEY"), variable("SANDBOX_SECRET"));
    let client = Iop::new(&key, &secret);
    let ids: Vec<String> =
        (1..=20).map(|n| (1_005_006_000_000_000_u64 + n).to_string()).collect();
    let ids = ids.join(",");

    let asked = [("product_ids", ids.as_str()), ("target_currency", "EUR")];
    let (is_ok, text) = call(&client, ApiName::GetProductDetailInfo, &asked).await;
    let products = text.matches("\"product_title\"").count();
    checks.works("many items by their ids", is_ok && products > 10, &text);
    checks.works("prices in the asked currency", text.contains("\"EUR\""), &text);

    let links = [
        ("promotion_link_type", "0"),
        ("source_values", "https://www.aliexpress.com/w/wholesale-삼성노트북.html"),
        ("tracking_id", "sandbox"),
    ];
    let (_, text) = call(&client, ApiName::GenerateAffiliateLinks, &links).await;
    checks.works(
        "a link with letters of another script is signed as it is sent",
        text.contains("aliexpress_affiliate_link_generate_response"),
        &text,
    );

    let several = [("source_values", "not an address"), ("promotion_link_type", "0")];
    let (is_ok, text) = call(&client, ApiName::GenerateAffiliateLinks, &several).await;
    checks.works("what is no address is refused before it is sent", !is_ok, &text);

    let item = [("product_id", "1005006000000001"), ("ship_to_country", "US")];
    let (is_ok, text) = call(&client, ApiName::ProductInfoQueryForDs, &item).await;
    checks.fault(
        "iop-sdk-rust: has no way to send a token, so that dropship calls are refused",
        is_ok && text.contains("error_response") && !text.contains("ae_item_base_info_dto"),
        &text,
    );

    let wrong = Iop::new(&key, "wrong");
    let (is_ok, text) = call(&wrong, ApiName::GetProductDetailInfo, &asked).await;
    checks.works("a wrong secret is refused", text.contains("IncompleteSignature"), &text);
    checks.fault("iop-sdk-rust: a refusal is `Ok`", is_ok, &text);

    let refresh = variable("SANDBOX_REFRESH_TOKEN");
    let renewed = match client.refresh_token(refresh).await {
        Ok(response) => response.text().await.unwrap_or_else(|error| error.to_string()),
        Err(error) => error.to_string(),
    };
    checks.works(
        "a refresh token is worth an access token, asked for without /rest",
        renewed.contains("\"access_token\""),
        &renewed,
    );

    // What each of the settings is: the client goes in, and nothing comes out.
    let _: [fn(Iop, &str); 2] = [Iop::set_business_domain, Iop::set_system_domain];
    let _: fn(Iop, u32) = Iop::set_port;
    checks.fault("iop-sdk-rust: setting a host or a port is the end of the client", true, "");

    println!("checks: {} passed, {} failed", checks.passed, checks.failed);
    match checks.failed {
        0 if checks.passed > 0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}
