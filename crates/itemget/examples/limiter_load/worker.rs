//! One of the processes: tasks that call as fast as the limiter lets them, until killed.

use std::sync::Arc;
use std::time::Duration;

use itemget::limit::{
    FileLedger, Limit, LimiterOptions, Limits, Pace, Rate, RateLimiter,
};
use itemget::{Client, Credentials, Params, RawCall, RetryPolicy, SystemClock};

use crate::Failure;
use crate::options::{Options, Role};

pub(crate) async fn run(options: &Options) -> Result<(), Failure> {
    let Role::Worker { url, ledger } = &options.role else {
        return Err("no worker".into());
    };
    let ledger = FileLedger::open(ledger, Arc::new(SystemClock))?;
    let pace: Pace = options.pace.parse()?;
    let limits =
        Limits::none().with_app(Limit::rate(Rate::per_second(options.per_second)));
    // Short, so that what a killed process held is back while the load still runs.
    let longest_flight = Duration::from_secs(3);
    let behaviour =
        LimiterOptions { limits, pace, longest_flight, ..LimiterOptions::default() };
    let limiter =
        RateLimiter::new("12345678", Arc::new(ledger), Arc::new(SystemClock), behaviour);
    let client = Client::builder(Credentials::new("12345678", "helloworld"))
        .with_endpoints(url.as_str())
        .with_timeout(Duration::from_secs(2))
        .with_retry(RetryPolicy::never())
        .with_limiter(limiter)
        .build()?;
    let mut crowd = tokio::task::JoinSet::new();
    for _ in 0..options.tasks {
        let client = client.clone();
        crowd.spawn(async move {
            let call = RawCall::new("aliexpress.ds.category.get", Params::new());
            loop {
                // The judge counts what arrives; what fails here is not its concern.
                drop(client.raw(&call).await);
            }
        });
    }
    crowd.join_all().await;
    Ok(())
}
