//! One item from the dropshipping API, here of the sandbox.
#![expect(clippy::print_stdout, reason = "an example shows what it got")]

use itemget::api::dropship::ProductGet;
use itemget::{AccessToken, Client, Credentials, View};
use itemget_sandbox::Sandbox;

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start().await?;
    let app = sandbox.credentials();

    // Without `with_endpoints` it is the real platform that is asked.
    let client = Client::builder(Credentials::new(app.app_key(), app.app_secret()))
        .with_access_token(AccessToken::new(app.access_token()))
        .with_endpoints(sandbox.url())
        .build()?;

    let call = ProductGet::new("1005006000000001".parse()?, View::default());
    let answer = client.send(&call).await?;
    println!("{:#?}", answer.value.basics);
    println!("{:#?}", answer.value.price);
    println!("request {:?}, {} attempt(s)", answer.request_id(), answer.attempts);
    Ok(())
}
