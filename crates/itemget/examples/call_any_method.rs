//! A method that has no type here: its name, its parameters, and the body as it comes.
#![expect(clippy::print_stdout, reason = "an example shows what it got")]

use itemget::{AccessToken, Client, Credentials, Params, RawCall};
use itemget_sandbox::Sandbox;

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start().await?;
    let app = sandbox.credentials();
    let client = Client::builder(Credentials::new(app.app_key(), app.app_secret()))
        .with_access_token(AccessToken::new(app.access_token()))
        .with_endpoints(sandbox.url())
        .build()?;

    let call = RawCall::new("aliexpress.ds.category.get", Params::new()).with_token();
    let answer = client.raw(&call).await?;
    println!("{}", String::from_utf8_lossy(&answer.body));

    let wrong = RawCall::new("aliexpress.ds.no.such.method", Params::new());
    if let Err(error) = client.raw(&wrong).await {
        println!("{error}: {}", error.kind());
        println!("hint: {}", error.advice());
    }
    Ok(())
}
