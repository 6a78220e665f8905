//! Token answers of the shared material: every one is read, numbers or texts.

use itemget::api::system::TokenCreate;
use itemget::{AuthCode, Call as _, Reply};

use crate::shared;

#[test]
#[ignore = "needs ../shared: cargo xtask test"]
fn every_collected_token_is_read() {
    let observed_at = "2026-11-23T17:20:27Z".parse().unwrap();
    let mut read = 0;
    for file in std::fs::read_dir(shared::path("payloads/token")).unwrap() {
        let path = file.unwrap().path();
        let reply = Reply { body: std::fs::read(&path).unwrap().into(), observed_at };
        let token = TokenCreate::new(AuthCode::new("any")).read(&reply);
        let token = token.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(token.access.expose().starts_with("PLACEHOLDER"), "{}", path.display());
        assert!(token.refresh.is_some(), "{}", path.display());
        assert!(token.refresh_expires_at.is_some(), "{}", path.display());
        read += 1;
    }
    assert_eq!(read, 6);
}
