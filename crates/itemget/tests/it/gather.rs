//! Singles gathered into batches, against the sandbox, which counts the calls.

use std::time::Duration;

use futures_util::future::join_all;
use itemget::{
    Client, Credentials, Gatherer, Gathering, ItemRef, LookupOptions, OutcomeKind,
    Source, View,
};
use itemget_sandbox::Sandbox;

fn exhibit(number: u64) -> ItemRef {
    (1_005_006_000_000_000 + number).to_string().parse().unwrap()
}

fn gatherer(sandbox: &Sandbox, source: Source) -> Gatherer {
    let given = sandbox.credentials();
    let client = Client::builder(Credentials::new(given.app_key(), given.app_secret()))
        .with_access_token(itemget::AccessToken::new(given.access_token()))
        .with_endpoints(sandbox.url())
        .build()
        .unwrap();
    let options = LookupOptions::new(View::default()).with_source(source);
    // Long enough that a busy machine gathers all who ask in one go.
    let gathering = Gathering { patience: Duration::from_millis(500), most: 50 };
    Gatherer::start(client, options, gathering)
}

#[tokio::test]
async fn a_hundred_tasks_with_fifty_items_make_one_call() {
    let sandbox = Sandbox::builder().items(200).start().await.unwrap();
    let gatherer = gatherer(&sandbox, Source::Affiliate);
    let asked: Vec<ItemRef> = (1..=100).map(|n| exhibit(n % 50 + 1)).collect();
    let told = join_all(asked.iter().map(|item| gatherer.look_up(*item))).await;
    for (item, outcome) in asked.iter().zip(told) {
        let outcome = outcome.expect("the runtime goes on");
        match outcome.item() {
            Some(found) => assert_eq!(found.item, *item),
            None => assert_eq!(outcome.kind(), OutcomeKind::NotInAffiliateProgramme),
        }
    }
    assert_eq!(sandbox.journal().total(), 1);
}

#[tokio::test]
async fn those_who_stop_waiting_take_nobodys_answer_with_them() {
    let sandbox = Sandbox::builder().items(200).start().await.unwrap();
    sandbox.script().add("slow*1 ms=6000".parse().unwrap());
    let gatherer = gatherer(&sandbox, Source::Dropship);
    let first = tokio::spawn({
        let gatherer = gatherer.clone();
        async move { gatherer.look_up(exhibit(1)).await }
    });
    while sandbox.journal().total() == 0 {
        tokio::task::yield_now().await;
    }
    let second = gatherer.look_up(exhibit(1));
    first.abort();
    let told = second.await.expect("the runtime goes on");
    assert_eq!(told.kind(), OutcomeKind::Found);
    assert_eq!(sandbox.journal().total(), 1, "the second waits for the first one's call");
}

#[tokio::test]
async fn a_gatherer_that_nobody_holds_answers_what_it_was_asked() {
    let sandbox = Sandbox::builder().items(200).start().await.unwrap();
    let gatherer = gatherer(&sandbox, Source::Dropship);
    let asked = tokio::spawn({
        let gatherer = gatherer.clone();
        async move { gatherer.look_up(exhibit(2)).await }
    });
    drop(gatherer);
    let told = asked.await.unwrap().expect("an ask is answered before the end");
    assert_eq!(told.kind(), OutcomeKind::Found);
}
