//! What real clients put on the wire, byte for byte: each capture gets its verdict.

use itemget_sandbox::{ClockSetting, Sandbox, diagnose, read_request};
use serde::Deserialize;

use crate::{shared, wire};

#[derive(Deserialize)]
struct Case {
    case: String,
    timestamp: Option<String>,
    strict_verdict: String,
}

fn cases() -> Vec<(Case, Vec<u8>)> {
    let folder = shared::path("captures");
    let text = std::fs::read_to_string(folder.join("cases.json")).unwrap();
    let cases = serde_json::from_str::<Vec<Case>>(&text).unwrap();
    let with_bytes = |case: Case| {
        let bytes = std::fs::read(folder.join(format!("{}.http", case.case))).unwrap();
        (case, bytes)
    };
    cases.into_iter().map(with_bytes).collect()
}

#[tokio::test]
#[ignore = "needs ../shared: cargo xtask test"]
async fn every_capture_gets_its_verdict() {
    let cases = cases();
    assert!(cases.len() >= 58, "only {} captures", cases.len());
    for (case, bytes) in cases {
        let millis =
            case.timestamp.as_deref().unwrap_or("1795454427000").parse().unwrap();
        let pinned =
            ClockSetting::Pinned(jiff::Timestamp::from_millisecond(millis).unwrap());
        let sandbox = Sandbox::builder().clock(pinned).start().await.unwrap();
        let reply = wire::send(sandbox.address(), &bytes).await;
        let entry = sandbox.journal().last().unwrap();
        let name = &case.case;
        match case.strict_verdict.as_str() {
            "accept" => {
                let is_read =
                    entry.verdict != "InvalidParameter" || entry.detail.is_none();
                let is_trusted = !matches!(
                    entry.verdict.as_str(),
                    "IncompleteSignature" | "IllegalTimestamp" | "InvalidAppKey"
                );
                assert!(is_read && is_trusted, "{name}: {entry:?}");
            }
            "reject:IncompleteSignature" => {
                assert_eq!(entry.verdict, "IncompleteSignature", "{name}");
                let detail = entry.detail.unwrap();
                assert!(
                    detail.contains("`undefined` but never sent"),
                    "{name}: {detail}"
                );
                assert!(detail.contains("`ship_to_country`"), "{name}: {detail}");
            }
            // The data vendors' route needs no signature, and has not got this id.
            "unsigned" if name.starts_with("onebound-py__") => {
                let code = if name.ends_with("item_search") { "0000" } else { "2000" };
                assert_eq!(reply.json()["error_code"], code, "{name}: {}", reply.json());
            }
            "unsigned" => {
                assert_eq!(reply.status(), 404, "{name}");
                assert!(reply.json()["error"]["detail"].is_string(), "{name}");
            }
            other => panic!("{name}: what is `{other}`?"),
        }
    }
}

#[test]
#[ignore = "needs ../shared: cargo xtask test"]
fn a_captured_file_is_diagnosed_as_the_sandbox_judges_it() {
    for (case, bytes) in cases() {
        let diagnosis = diagnose(&read_request(&bytes).unwrap(), "helloworld");
        let accepted = case.strict_verdict == "accept";
        assert_eq!(diagnosis.matches, accepted, "{}: {diagnosis:?}", case.case);
        assert!(!format!("{diagnosis:?}").contains("helloworld"), "{}", case.case);
    }
}
