//! A code turned into a token.

use itemget::api::system::TokenCreate;
use itemget::api::tutorial::{GetToken, Grant};
use itemget::{AuthCode, Client, Dialect, Token};

/// Asks the platform for the token that `code` stands for, by the calls of `dialect`.
/// `redirect_uri` is where the consent page led to: that dialect compares it.
pub(crate) async fn exchange(
    client: &Client,
    dialect: Dialect,
    code: AuthCode,
    redirect_uri: String,
) -> Result<Token, itemget::Error> {
    let answer = match dialect {
        Dialect::ItemGet => {
            client.send(&GetToken { grant: Grant::Code { code, redirect_uri } }).await?
        }
        _ => client.send(&TokenCreate::new(code)).await?,
    };
    Ok(answer.value)
}
