//! From the authorisation page's one-time code to a token, and to the next one.
#![expect(clippy::print_stdout, reason = "an example shows what it got")]

use itemget::api::system::{TokenCreate, TokenRefresh};
use itemget::{AuthCode, Client, Credentials};
use itemget_sandbox::Sandbox;

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start().await?;
    let app = sandbox.credentials();
    let client = Client::builder(Credentials::new(app.app_key(), app.app_secret()))
        .with_endpoints(sandbox.url())
        .build()?;

    let code = AuthCode::new(sandbox.open_code());
    let token = client.send(&TokenCreate::new(code)).await?.value;
    println!("taken until {}", token.access_expires_at);

    let refresh = token.refresh.clone().ok_or("this token cannot be renewed")?;
    let renewed = client.send(&TokenRefresh::new(refresh)).await?.value;
    let token = renewed.renewed_from(&token);
    println!("now taken until {}", token.access_expires_at);
    Ok(())
}
