//! Which file a consent is kept in: one for each profile, app, endpoint and dialect, so that
//! no command ever sends one user's token in another's name.

use std::path::Path;

use itemget::api::system::TokenRefresh;
use itemget::api::tutorial::{GetToken, Grant};
use itemget::{Client, Dialect, FileTokenStore, Token, TokenError, TokenStore as _};

/// Whose consent, for which app, where.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Whose<'a> {
    pub(crate) profile: Option<&'a str>,
    pub(crate) app_key: &'a str,
    /// None is the platform itself.
    pub(crate) endpoint: Option<&'a str>,
    pub(crate) dialect: Dialect,
}

impl Whose<'_> {
    /// Where it is kept, below the folder of all tokens.
    pub(crate) fn store(&self, folder: &Path) -> FileTokenStore {
        let profile = escaped(self.profile.unwrap_or("default"));
        let app = escaped(self.app_key);
        let at = match self.endpoint {
            None => "aliexpress".to_owned(),
            Some(endpoint) => {
                escaped(&endpoint.trim().trim_end_matches('/').to_lowercase())
            }
        };
        let dialect = match self.dialect {
            Dialect::ItemGet => ".item-get",
            _ => "",
        };
        FileTokenStore::new(
            folder.join(profile).join(format!("{app}@{at}{dialect}.json")),
        )
    }
}

/// A text as part of a file's name: no two texts have the same.
fn escaped(text: &str) -> String {
    let mut name = String::new();
    for (at, byte) in text.bytes().enumerate() {
        let plain = byte.is_ascii_alphanumeric()
            || byte == b'-'
            // A name that begins with a dot is hidden, or another folder.
            || (byte == b'.' && at > 0);
        match plain {
            true => name.push(char::from(byte)),
            false => name.extend(["_".to_owned(), format!("{byte:02x}")]),
        }
    }
    name
}

/// Renews the token in `store` now, while no other process does.
pub(crate) async fn renew(
    client: &Client,
    store: &FileTokenStore,
    dialect: Dialect,
) -> Result<Token, TokenError> {
    let _lock = store.lock().await.map_err(TokenError::Store)?;
    let kept = store.load().await.map_err(TokenError::Store)?;
    let old = kept.ok_or(TokenError::NotLoggedIn)?;
    let refresh = old.refresh.clone().ok_or(TokenError::ConsentEnded)?;
    let answer = match dialect {
        Dialect::ItemGet => {
            client.send(&GetToken { grant: Grant::Refresh(refresh) }).await
        }
        _ => client.send(&TokenRefresh::new(refresh)).await,
    };
    let answer = answer.map_err(|error| TokenError::Renewal(Box::new(error)))?;
    let new = answer.value.renewed_from(&old);
    store.save(&new).await.map_err(TokenError::Store)?;
    Ok(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_consents_share_a_file() {
        let mut seen = std::collections::BTreeSet::new();
        for profile in [None, Some("shop"), Some("../shop"), Some("shop/x"), Some("店")]
        {
            for app_key in ["1", "1@x", ".."] {
                for endpoint in
                    [None, Some("http://127.0.0.1:1"), Some("https://a.example")]
                {
                    for dialect in [Dialect::Iop, Dialect::ItemGet] {
                        let whose = Whose { profile, app_key, endpoint, dialect };
                        let store = whose.store(Path::new("/t"));
                        let path = store.path().to_owned();
                        assert_eq!(path.components().count(), 4, "{path:?}");
                        assert!(!path.to_string_lossy().contains(".."), "{path:?}");
                        assert!(seen.insert(path), "{whose:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn one_endpoint_has_one_file_however_it_is_written() {
        let file = |endpoint| {
            let whose = Whose {
                profile: None,
                app_key: "1",
                endpoint: Some(endpoint),
                dialect: Dialect::Iop,
            };
            whose.store(Path::new("/t")).path().to_owned()
        };
        assert_eq!(file("https://A.example/"), file("https://a.example"));
    }
}
