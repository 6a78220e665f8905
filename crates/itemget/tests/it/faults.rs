//! The client against the sandbox's fault script: what is tried again, when, and how each
//! failure is told.

use std::time::Duration;

use itemget::api::dropship::ProductGet;
use itemget::api::system::{TokenCreate, TokenRefresh};
use itemget::api::tutorial::{GetToken, Grant};
use itemget::{
    Advice, AuthCode, Cause, Error, Params, RawCall, RefreshToken, RetryPolicy, View,
};

use crate::world::World;

const ITEM: &str = "1005006000000001";

fn product() -> RawCall {
    let params = Params::new()
        .with("product_id", ITEM)
        .with("ship_to_country", "US")
        .with("target_currency", "USD")
        .with("target_language", "en_US");
    let call = RawCall::new("aliexpress.ds.product.get", params).with_token();
    RawCall { idempotent: true, ..call }
}

/// What each failure is in a word: `refused Throttled`, `transport`.
fn told(error: &Error) -> String {
    match error.refusal() {
        Some(refusal) => format!("refused {:?}", refusal.cause),
        None if error.is_transport() => "transport".to_owned(),
        None if error.is_unreadable() => "unreadable".to_owned(),
        None => format!("{error:?}"),
    }
}

#[tokio::test]
async fn every_fault_is_met_with_as_many_attempts_as_can_help() {
    // The script, then what comes of a call: attempts, pauses in milliseconds, what is
    // told in the end, how many requests the sandbox saw.
    let table: [(&str, u32, &[u128], &str); 18] = [
        ("", 1, &[], "fine"),
        ("limited*2", 3, &[1250, 1250], "fine"),
        (
            "limited ban=20,limited ban=20,limited ban=20",
            3,
            &[20_250, 20_250],
            "refused Throttled",
        ),
        ("limited*always", 4, &[1250, 1250, 1250], "refused Throttled"),
        ("limited ban=300", 1, &[], "refused Throttled"),
        ("app-limited ban=36000", 1, &[], "refused DailyQuota"),
        ("isp", 2, &[500], "fine"),
        ("isp*always", 4, &[500, 1000, 2000], "refused PlatformFault"),
        ("refused code=ServiceUnavailable", 2, &[500], "fine"),
        ("reset-before", 2, &[500], "fine"),
        ("reset-after", 2, &[500], "fine"),
        ("truncated", 2, &[500], "fine"),
        ("http*2 status=503", 3, &[500, 1000], "fine"),
        ("http status=429", 2, &[1250], "fine"),
        ("http status=404", 1, &[], "transport"),
        ("html", 1, &[], "unreadable"),
        ("expired-token", 1, &[], "refused AccessToken"),
        ("skewed-clock seconds=10800", 1, &[], "refused Clock"),
    ];
    let mut wrong = Vec::new();
    for (script, attempts, pauses, end) in table {
        let world = World::with_faults(script).await;
        let result = world.client().build().unwrap().raw(&product()).await;
        let found = match &result {
            Ok(answer) => (answer.attempts, world.clock.pauses(), "fine".to_owned()),
            Err(error) => (error.attempts(), world.clock.pauses(), told(error)),
        };
        let seen = world.sandbox.journal().total();
        let stamps: std::collections::BTreeSet<_> = world.stamps().into_iter().collect();
        if found != (attempts, pauses.to_vec(), end.to_owned())
            || seen != u64::from(attempts)
        {
            wrong.push(format!("`{script}`: {found:?}, seen {seen}: {result:?}"));
        }
        if stamps.len() != world.stamps().len() {
            wrong.push(format!("`{script}`: stamped {:?}", world.stamps()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn each_attempt_is_stamped_with_its_own_time() {
    let world = World::with_faults("limited*2").await;
    world.client().build().unwrap().raw(&product()).await.unwrap();
    assert_eq!(world.stamps(), [0, 1250, 2500]);
    let entries = world.sandbox.journal().entries();
    assert_eq!(entries.last().unwrap().verdict, itemget_sandbox::ACCEPTED);
}

#[tokio::test]
async fn what_must_happen_once_is_not_sent_twice_in_doubt() {
    for (script, attempts) in [("reset-after", 1), ("http status=503", 1), ("limited", 2)]
    {
        let world = World::with_faults(script).await;
        let code = AuthCode::new(world.sandbox.open_code());
        let result = world.client().build().unwrap().send(&TokenCreate::new(code)).await;
        let found = match &result {
            Ok(answer) => answer.attempts,
            Err(error) => error.attempts(),
        };
        assert_eq!(found, attempts, "{script}: {result:?}");
        assert_eq!(result.is_ok(), attempts == 2, "{script}: {result:?}");
    }
}

#[tokio::test]
async fn a_slow_answer_is_left_at_the_timeout_and_asked_for_again() {
    let world = World::with_faults("slow ms=3600000").await;
    let client = world.client().with_timeout(Duration::from_secs(5)).build().unwrap();
    let answer = client.raw(&product()).await.unwrap();
    assert_eq!((answer.attempts, world.clock.pauses()), (2, vec![500]));
}

#[tokio::test]
async fn a_code_becomes_a_token_once_and_the_token_is_renewed() {
    let world = World::with_faults("").await;
    let client = world.client().build().unwrap();
    let create = TokenCreate::new(AuthCode::new(world.sandbox.open_code()));
    let token = client.send(&create).await.unwrap().value;
    let error = client.send(&create).await.unwrap_err();
    assert_eq!(error.refusal().unwrap().cause, Cause::Consent, "{error:?}");
    assert_eq!(error.advice(), Advice::AuthoriseAgain);

    let refresh = TokenRefresh::new(token.refresh.clone().unwrap());
    let answer = client.send(&refresh).await.unwrap();
    assert!(answer.request_id().is_some());
    let renewed = answer.value.renewed_from(&token);
    assert_ne!(renewed.access, token.access);
    assert!(renewed.access_expires_at > answer.observed_at);

    let with_token = world.client().with_access_token(renewed.access).build().unwrap();
    with_token.raw(&product()).await.unwrap();
}

#[tokio::test]
async fn the_tutorials_dialect_gets_its_token_too() {
    let world = World::with_faults("").await;
    let client = world.client().build().unwrap();
    let known = RefreshToken::new(world.sandbox.credentials().refresh_token());
    let get_token = GetToken { grant: Grant::Refresh(known) };
    let token = client.send(&get_token).await.unwrap().value;
    assert!(token.access_expires_at.to_string().starts_with("2026-11-23T18:20:27"));

    let dead = GetToken { grant: Grant::Refresh(RefreshToken::new("dead")) };
    let error = client.send(&dead).await.unwrap_err();
    assert_eq!(told(&error), "refused Consent", "{error:?}");
}

#[tokio::test]
async fn values_of_wrong_types_are_absent_and_never_guessed() {
    let world = World::with_faults("wrong-types").await;
    let call = ProductGet::new(ITEM.parse().unwrap(), View::default());
    let result = world.client().build().unwrap().send(&call).await;
    match result {
        Ok(answer) => {
            let item = answer.value;
            assert!(!item.unread.is_empty(), "{item:#?}");
            assert_eq!(item.price.and_then(|price| price.value.sale), None);
        }
        Err(error) => assert!(error.is_unreadable(), "{error:?}"),
    }
}

#[tokio::test]
async fn a_wrong_secret_is_told_as_what_it_is() {
    let world = World::with_faults("").await;
    let known = world.sandbox.credentials();
    let wrong = itemget::Credentials::new(known.app_key(), "another-secret");
    let client = itemget::Client::builder(wrong)
        .with_endpoints(world.sandbox.url())
        .with_access_token(itemget::AccessToken::new(known.access_token()))
        .with_retry(RetryPolicy::never())
        .with_clock(world.clock.clone())
        .build()
        .unwrap();
    let error = client.raw(&product()).await.unwrap_err();
    assert_eq!(error.refusal().unwrap().code, "IncompleteSignature");
    assert_eq!(error.advice(), Advice::CheckSignature);
    assert!(error.request_id().is_some() && error.is_auth());
}
